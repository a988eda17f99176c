"""A registry of container images, by the OCI distribution protocol. Imported late: it brings httpx."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.errors import LookError, OutcomeUnknownError, RefusedError
from gonogo.model.local import Image
from gonogo.model.text import clean_line
from gonogo.registries.images import (
    INDEX_TYPES,
    ImageName,
    check_tag,
    is_digest,
    platforms_of,
    read_image,
)
from gonogo.registries.oci_wire import OciWire

if TYPE_CHECKING:
    import httpx

    from gonogo.model.secret import Token
    from gonogo.ports import Clock

_MANIFEST_LIMIT = 4 * 2**20


@dataclass(frozen=True, slots=True)
class _Manifest:
    """A manifest as it was served."""

    digest: str
    media_type: str
    body: bytes


class ImageRegistry:
    """Tags of images, and manifests that are put under other tags, byte for byte.

    Asks without credentials first: what others can not pull is not published.

    Args:
        clock: For `Retry-After` dates.
        user_agent: Who asks.
        base_url: Of the registry to ask in place of the one that an image names (a rehearsal's).
        token: For ghcr.io, and for `base_url` when that is on this machine; sent nowhere else.
    """

    def __init__(
        self, clock: Clock, *, user_agent: str, base_url: str = "", token: Token | None = None
    ) -> None:
        self._wire = OciWire(clock, user_agent, base_url, token)

    async def image(self, image: str, tag: str) -> Image:
        """A tag: the digest of its manifest, and the platforms of an index.

        Raises:
            LookError: the registry could not be read, or does not show the image.
        """
        name = read_image(image)
        check_tag(tag)
        what = f"{image}:{tag}"
        reply = await self._wire.read("HEAD", name, tag, what)
        if reply is None:
            return Image(image, tag, "")
        digest, media_type = reply.headers.get("docker-content-digest", ""), _media_type(reply)
        if is_digest(digest) and media_type not in INDEX_TYPES:
            return Image(image, tag, digest, media_type)
        found = await self._manifest(name, digest if is_digest(digest) else tag, what)
        if found is None:  # taken away between the two requests
            return Image(image, tag, "")
        is_index = found.media_type in INDEX_TYPES
        platforms = platforms_of(found.body, what) if is_index else ()
        return Image(image, tag, found.digest, found.media_type, platforms)

    async def copy_image(self, image: str, digest: str, tag: str) -> None:
        """Put a tag on a manifest that is there, byte for byte; the digest is checked before and afterwards.

        Raises:
            RefusedError: the manifest is not there, or is not what its digest says; nothing was sent.
            ActError: the registry refused it.
            OutcomeUnknownError: it may have worked.
        """
        try:
            name = read_image(image)
            check_tag(tag)
            found = await self._there(name, digest, f"{image}@{digest[:19]}")
            headers = await self._wire.authorization(name)
        except LookError as error:
            raise RefusedError(f"nothing was sent: {error.what}", advice=error.advice) from None
        typed = {**headers, "Content-Type": found.media_type}
        reply = await self._wire.put(name, tag, found.body, typed, f"{image}:{tag} on {digest[:19]}")
        said = reply.headers.get("docker-content-digest", "")
        if not said:
            said = await self._digest_now(name, tag, f"{image}:{tag}")
        if said != digest:
            raise OutcomeUnknownError(
                f"{image}:{tag} is on {clean_line(said, 80) or 'nothing'} afterwards, not on {digest[:19]}",
                advice="Look again: somebody else may have moved it, or the registry changed the manifest.",
            )

    async def close(self) -> None:
        """Let go of connections."""
        await self._wire.close()

    async def _there(self, name: ImageName, digest: str, what: str) -> _Manifest:
        """The manifest of a digest.

        Raises:
            LookError: there is none, or it could not be read.
        """
        if not is_digest(digest):
            raise LookError(f"{clean_line(digest, 100)!r} is no sha256 digest")
        found = await self._manifest(name, digest, what)
        if found is None:
            raise LookError(f"the registry has no {what}")
        return found

    async def _manifest(self, name: ImageName, reference: str, what: str) -> _Manifest | None:
        """A manifest, whole, with the digest of its very bytes."""
        reply = await self._wire.read("GET", name, reference, what)
        if reply is None:
            return None
        if len(reply.content) > _MANIFEST_LIMIT:
            raise LookError(f"the manifest of {what} is longer than {_MANIFEST_LIMIT >> 20} MiB")
        digest = f"sha256:{hashlib.sha256(reply.content).hexdigest()}"
        stated = reply.headers.get("docker-content-digest", digest)
        wanted = reference if is_digest(reference) else stated
        if not digest == stated == wanted:
            raise LookError(
                f"the manifest of {what} is not what its digest says",
                advice="A proxy in between may have changed it; look again.",
            )
        return _Manifest(digest, _media_type(reply), reply.content)

    async def _digest_now(self, name: ImageName, tag: str, what: str) -> str:
        try:
            found = await self._manifest(name, tag, what)
        except LookError as error:
            raise OutcomeUnknownError(
                f"{what} was put, and could not be looked at afterwards: {error.what}", advice="Look again."
            ) from None
        return found.digest if found else ""


def _media_type(reply: httpx.Response) -> str:
    return clean_line(reply.headers.get("content-type", "").partition(";")[0], 100)
