"""crates.io: where a crate stands in the sparse index, what its lines say, and who owns it. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from gonogo.errors import LookError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_MARKERS = ("{crate}", "{version}", "{prefix}", "{lowerprefix}", "{sha256-checksum}")

Hex256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)]


class IndexConfig(BaseModel):
    """The index's `config.json`: where the bytes are."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    dl: str

    def download_url(self, crate: str, version: str, sha256: str) -> str:
        """Where the bytes of a version are; both forms of `dl` are understood."""
        template = self.dl
        if not any(marker in template for marker in _MARKERS):
            template = template.rstrip("/") + "/{crate}/{version}/download"
        prefix = index_path(crate).rpartition("/")[0]
        values = (crate, quote(version, safe=""), _cased_prefix(crate), prefix, sha256)
        for marker, value in zip(_MARKERS, values, strict=True):
            template = template.replace(marker, value)
        return template


class IndexLine(BaseModel):
    """One version in the index."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    vers: str
    cksum: Hex256
    yanked: bool
    pubtime: AwareDatetime | None = None


class OwnerBody(BaseModel):
    """An owner of a crate: a person, or a team."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    login: str


class OwnersBody(BaseModel):
    """All owners of a crate."""

    model_config = ConfigDict(extra="ignore", defer_build=True)

    users: tuple[OwnerBody, ...]


def index_path(crate: str) -> str:
    """Path of a crate's file in the index: lower case, below a prefix made from its name.

    Raises:
        LookError: no crate can have that name.
    """
    if not _NAME.fullmatch(crate):
        raise LookError(f"{crate!r} can not be the name of a crate", advice="Put it right in the playbook.")
    name = crate.lower()
    if len(name) <= 2:
        return f"{len(name)}/{name}"
    if len(name) == 3:
        return f"3/{name[0]}/{name}"
    return f"{name[:2]}/{name[2:4]}/{name}"


def find_line(index: bytes, crate: str, version: str) -> IndexLine | None:
    """The line of exactly this version; None when there is none.

    Raises:
        LookError: the index is not as it should be.
    """
    found = None
    for line in _lines(index, crate):
        if line.vers == version:
            found = line
    return found


def versions_in(index: bytes, crate: str) -> tuple[str, ...]:
    """Every version that is not yanked, in the order in which they were published.

    Raises:
        LookError: the index is not as it should be.
    """
    return tuple(
        dict.fromkeys(clean_line(line.vers, 100) for line in _lines(index, crate) if not line.yanked)
    )


def owners_in(body: bytes, crate: str) -> tuple[str, ...]:
    """Logins, and teams as `github:org:team`.

    Raises:
        LookError: the answer is not as it should be.
    """
    try:
        return tuple(clean_line(owner.login, 200) for owner in OwnersBody.model_validate_json(body).users)
    except ValidationError:
        raise LookError(
            f"the owners of {crate} could not be read from crates.io's answer",
            advice="Look again; a proxy in between may have changed or cut it.",
        ) from None


def _lines(index: bytes, crate: str) -> Iterator[IndexLine]:
    for number, text in enumerate(index.splitlines(), 1):
        if not text.strip():
            continue
        try:
            yield IndexLine.model_validate_json(text)
        except ValidationError:
            raise LookError(
                f"line {number} of the crates.io index of {crate} could not be read",
                advice="Look again; a proxy in between may have changed or cut it.",
            ) from None


def _cased_prefix(crate: str) -> str:
    """The prefix with the crate's own letters."""
    if len(crate) <= 2:
        return str(len(crate))
    return f"3/{crate[0]}" if len(crate) == 3 else f"{crate[:2]}/{crate[2:4]}"
