"""PyPI's simple index in JSON: which of a project's files belong to a version. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    is_normalized_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gonogo.errors import LookError
from gonogo.model.text import clean_line

ACCEPT = "application/vnd.pypi.simple.v1+json"


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


class FileLine(BaseModel):
    """A file of a project."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    filename: Annotated[str, AfterValidator(clean_line)]
    url: str
    hashes: dict[str, str] = {}
    yanked: bool | str = False
    provenance: str | None = None
    upload_time: Annotated[AwareDatetime, AfterValidator(_in_utc)] | None = Field(None, alias="upload-time")

    @property
    def sha256(self) -> str:
        """The stated digest; empty when there is none."""
        return self.hashes.get("sha256", "").lower()


class ProjectPage(BaseModel):
    """A project's page."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    files: tuple[FileLine, ...]


def project_path(project: str) -> str:
    """A project's path in the index: its normalised name.

    Raises:
        LookError: no project can have that name.
    """
    name = canonicalize_name(project)
    if not is_normalized_name(name):
        raise LookError(
            f"{project!r} can not be the name of a project on PyPI", advice="Put it right in the playbook."
        )
    return f"{name}/"


def files_of(page: bytes, project: str, version: str) -> tuple[FileLine, ...]:
    """The files of one version.

    Raises:
        LookError: the page is not as it should be, or the version can be none on PyPI.
    """
    try:
        wanted = Version(version)
    except InvalidVersion:
        raise LookError(f"{version!r} can not be a version on PyPI (PEP 440)") from None
    try:
        parsed = ProjectPage.model_validate_json(page)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = clean_line(f"{place}: {first['msg']}" if place else first["msg"], 200)
        raise LookError(
            f"PyPI's answer about {project} could not be read: {reason}",
            advice="Look again; a proxy in between may have changed or cut it.",
        ) from None
    name = canonicalize_name(project)
    return tuple(line for line in parsed.files if _name_and_version(line.filename) == (name, wanted))


def _name_and_version(filename: str) -> tuple[str, Version] | None:
    """What a file's name says; None for kinds of files that PyPI takes no longer."""
    try:
        if filename.endswith(".whl"):
            name, version, _, _ = parse_wheel_filename(filename)
        else:
            name, version = parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None
    return name, version
