"""Registries of packages and images, as the core needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gonogo.model.local import (
        Image,
        Published,
    )


class Registries(Protocol):
    """crates.io, PyPI, and registries of container images."""

    async def crate(self, crate: str, version: str) -> Published:
        """A version on crates.io: index entry, and the digest of the served bytes."""
        ...

    async def pypi(self, project: str, version: str) -> Published:
        """A version on PyPI: its files, and the digests of the served bytes."""
        ...

    async def crate_versions(self, crate: str) -> tuple[str, ...]:
        """Every version of a crate that is not yanked; empty: it was never published."""
        ...

    async def owners(self, crate: str) -> tuple[str, ...]:
        """The owners of a crate: logins, and teams as `github:org:team`."""
        ...

    async def image(self, image: str, tag: str) -> Image:
        """A tag of a container image: the digest of its manifest."""
        ...

    async def copy_image(self, image: str, digest: str, tag: str) -> None:
        """Put a tag on a manifest that is there, byte for byte; the digest is checked afterwards."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
