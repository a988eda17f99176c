"""The crates.io sparse index: where a crate stands in it, and what its lines say. Pure."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import quote

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from gonogo.errors import LookError

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
    for number, text in enumerate(index.splitlines(), 1):
        if not text.strip():
            continue
        try:
            line = IndexLine.model_validate_json(text)
        except ValidationError:
            raise LookError(
                f"line {number} of the crates.io index of {crate} could not be read",
                advice="Look again; a proxy in between may have changed or cut it.",
            ) from None
        if line.vers == version:
            found = line
    return found


def _cased_prefix(crate: str) -> str:
    """The prefix with the crate's own letters."""
    if len(crate) <= 2:
        return str(len(crate))
    return f"3/{crate[0]}" if len(crate) == 3 else f"{crate[:2]}/{crate[2:4]}"
