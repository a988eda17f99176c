"""Container images: what their names mean, and what their manifests say. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from gonogo.errors import LookError
from gonogo.model.text import clean_line

INDEX_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
"""Manifests that name one manifest for each platform."""

MANIFEST_TYPES = (
    *INDEX_TYPES,
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
"""All that is asked for: a registry converts to what it is asked for, and then the digest is another."""

_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_CHALLENGE = re.compile(r'([a-z_]+)="([^"]*)"', re.IGNORECASE)
_HUB = "docker.io"


@dataclass(frozen=True, slots=True)
class ImageName:
    """An image without a tag: the registry's host, and the path on it."""

    host: str
    path: str


def read_image(image: str) -> ImageName:
    """What an image's name means: `ghcr.io/owner/name`; without a host it is Docker Hub's.

    Raises:
        LookError: no image can have that name.
    """
    first, slash, rest = image.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        host, path = first, rest
    else:
        host, path = _HUB, image
    if host == _HUB:
        host, path = "registry-1.docker.io", path if "/" in path else f"library/{path}"
    if not (_HOST.fullmatch(host) and _PATH.fullmatch(path)):
        raise LookError(
            f"{clean_line(image, 100)!r} can not be the name of an image",
            advice="Write it as ghcr.io/owner/name, without a tag.",
        )
    return ImageName(host, path)


def check_tag(tag: str) -> None:
    """Make sure that a tag can be one.

    Raises:
        LookError: it can not.
    """
    if not _TAG.fullmatch(tag):
        raise LookError(f"{clean_line(tag, 100)!r} can not be the tag of an image")


def is_digest(text: str) -> bool:
    """Whether it is a digest that can be checked here."""
    return bool(_DIGEST.fullmatch(text))


def platforms_of(manifest: bytes, what: str) -> tuple[str, ...]:
    """The platforms of an index, `linux/arm64/v8`; attestations beside them (`unknown/unknown`) are left out.

    Raises:
        LookError: it is no index.
    """
    try:
        entries: Any = json.loads(manifest)["manifests"]
        found = [_platform(entry.get("platform") or {}) for entry in entries]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LookError(f"the index of {what} could not be read", advice="Look again.") from None
    return tuple(dict.fromkeys(name for name in found if name and not name.startswith("unknown/")))


def _platform(entry: dict[str, Any]) -> str:
    parts = (entry.get("os"), entry.get("architecture"), entry.get("variant"))
    return clean_line("/".join(part for part in parts if isinstance(part, str) and part), 100)


def read_challenge(header: str) -> dict[str, str]:
    """The parts of `WWW-Authenticate: Bearer realm="…",service="…",scope="…"`; empty when it is another kind."""
    kind, _, rest = header.strip().partition(" ")
    if kind.lower() != "bearer":
        return {}
    return {name.lower(): value for name, value in _CHALLENGE.findall(rest)}
