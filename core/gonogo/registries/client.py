"""crates.io, PyPI and registries of images: what they list, and the digests of the bytes they serve."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from pydantic import ValidationError

from gonogo import __version__
from gonogo.errors import LookError
from gonogo.model.local import Image, Published, RegistryFile
from gonogo.model.text import clean_line
from gonogo.registries.crates import IndexConfig, find_line, index_path, owners_in, versions_in
from gonogo.registries.pace import Pace
from gonogo.registries.pypi import ACCEPT, FileLine, files_of, project_path

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.secret import Token
    from gonogo.ports import Clock
    from gonogo.registries.fetch import Fetcher
    from gonogo.registries.oci import ImageRegistry

CRATES_INDEX = "https://index.crates.io/"
CRATES_API = "https://crates.io/"
_CRATES_PAGES = "https://crates.io/crates/"
_API_INTERVAL_S = 1.0
"""What crates.io asks of whoever uses its API."""
_OWNERS_KEPT_S = 120
"""A workspace has many crates: what was read in a look is not read again in the next."""


class RegistryClient:
    """All registries: satisfies `gonogo.ports.Registries`.

    Connects, and imports what it needs for that, with the first request. A version
    that is not there is an answer; a registry that could not be read is a `LookError`.

    Args:
        clock: The time of the world that is looked at.
        crates_index_url: Of a sparse index.
        pypi_simple_url: Of a simple index with JSON; PyPI's own when left out.
        crates_api_url: Where `api/v1/` is.
        image_registry_url: Of the registry to ask in place of the one that an image names.
        image_token: For ghcr.io; sent nowhere else.
        user_agent: Who asks.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        crates_index_url: str = CRATES_INDEX,
        pypi_simple_url: str = "",
        crates_api_url: str = CRATES_API,
        image_registry_url: str = "",
        image_token: Token | None = None,
        user_agent: str = f"gonogo/{__version__}",
    ) -> None:
        self._clock = clock
        self._crates_index = crates_index_url.rstrip("/") + "/"
        self._pypi_simple = pypi_simple_url.rstrip("/") + "/" if pypi_simple_url else ""
        self._user_agent = user_agent
        self._fetcher: Fetcher | None = None
        self._opening = asyncio.Lock()
        self._crates_config: IndexConfig | None = None
        self._crates_api = crates_api_url.rstrip("/") + "/"
        self._pace = Pace(_API_INTERVAL_S if self._crates_api == CRATES_API else 0)
        self._owners: dict[str, tuple[datetime, tuple[str, ...]]] = {}
        self._image_registry_url = image_registry_url
        self._image_token = image_token
        self._images: ImageRegistry | None = None

    async def crate(self, crate: str, version: str) -> Published:
        """A version on crates.io: its line in the index, and the digest of the served bytes.

        Raises:
            LookError: crates.io could not be read.
        """
        what = clean_line(f"{crate} {version} on crates.io", 200)
        fetcher = await self._open()
        address = self._crates_index + index_path(crate)
        index = await fetcher.answer(address, what)
        line = find_line(index, crate, version) if index is not None else None
        is_public = self._crates_index == CRATES_INDEX
        url = f"{_CRATES_PAGES}{crate}/{quote(version, safe='')}" if is_public else address
        if line is None:
            return Published("crates.io", crate, version, (), url)
        config = await self._config(fetcher)
        served = await fetcher.sha256(config.download_url(crate, version, line.cksum), line.cksum, what)
        file = RegistryFile(f"{crate}-{version}.crate", line.cksum, served, is_yanked=line.yanked)
        return Published("crates.io", crate, version, (file,), url, line.pubtime)

    async def pypi(self, project: str, version: str) -> Published:
        """A version on PyPI: its files, and the digests of the served bytes.

        Raises:
            LookError: PyPI could not be read.
        """
        what = clean_line(f"{project} {version} on PyPI", 200)
        fetcher = await self._open()
        base = await self._simple_url()
        page_url = base + project_path(project)
        page = await fetcher.answer(page_url, what, {"Accept": ACCEPT})
        lines = files_of(page, project, version) if page is not None else ()
        times = [line.upload_time for line in lines if line.upload_time]
        return Published(
            registry="PyPI",
            package=project,
            version=version,
            files=await self._served(fetcher, page_url, lines),
            url=f"{base.removesuffix('simple/')}project/{project_path(project)}{quote(version, safe='')}/",
            published_at=min(times) if times else None,
        )

    async def crate_versions(self, crate: str) -> tuple[str, ...]:
        """Every version of a crate that is not yanked, oldest first; empty: it was never published.

        Raises:
            LookError: crates.io could not be read.
        """
        fetcher = await self._open()
        what = clean_line(f"{crate} on crates.io", 200)
        index = await fetcher.answer(self._crates_index + index_path(crate), what)
        return versions_in(index, crate) if index is not None else ()

    async def owners(self, crate: str) -> tuple[str, ...]:
        """The owners of a crate: logins, and teams as `github:org:team`; empty: there is no such crate.

        Raises:
            LookError: crates.io could not be read.
        """
        index_path(crate)  # no name that climbs out of its place
        kept = self._owners.get(crate)
        if kept and (self._clock.now() - kept[0]).total_seconds() < _OWNERS_KEPT_S:
            return kept[1]
        fetcher = await self._open()
        await self._pace.take_turn()
        what = clean_line(f"the owners of {crate} on crates.io", 200)
        headers = {"Accept": "application/json"}
        body = await fetcher.answer(f"{self._crates_api}api/v1/crates/{crate}/owners", what, headers)
        found = owners_in(body, crate) if body is not None else ()
        if found:
            self._owners[crate] = (self._clock.now(), found)
        return found

    async def image(self, image: str, tag: str) -> Image:
        """A tag of a container image: the digest of its manifest.

        Raises:
            LookError: the registry could not be read, or does not show the image.
        """
        return await (await self._open_images()).image(image, tag)

    async def copy_image(self, image: str, digest: str, tag: str) -> None:
        """Put a tag on a manifest that is there, byte for byte; the digest is checked afterwards.

        Raises:
            RefusedError: the manifest is not there; nothing was sent.
            ActError: the registry refused it.
            OutcomeUnknownError: it may have worked.
        """
        await (await self._open_images()).copy_image(image, digest, tag)

    async def close(self) -> None:
        """Let go of connections; a later request connects again."""
        fetcher, self._fetcher = self._fetcher, None
        images, self._images = self._images, None
        if fetcher is not None:
            await fetcher.close()
        if images is not None:
            await images.close()

    async def _served(
        self, fetcher: Fetcher, page_url: str, lines: tuple[FileLine, ...]
    ) -> tuple[RegistryFile, ...]:
        async def one(line: FileLine) -> RegistryFile:
            url = urljoin(page_url, line.url)
            served = await fetcher.sha256(url, line.sha256, f"{line.filename} on PyPI")
            return RegistryFile(line.filename, line.sha256, served, bool(line.yanked), bool(line.provenance))

        return tuple(await asyncio.gather(*(one(line) for line in lines)))

    async def _config(self, fetcher: Fetcher) -> IndexConfig:
        if self._crates_config is None:
            what = "the address of crates.io's files"
            body = await fetcher.answer(f"{self._crates_index}config.json", what)
            try:
                self._crates_config = IndexConfig.model_validate_json(body or b"")
            except ValidationError:
                raise LookError(
                    f"{what} could not be read from the index's config.json",
                    advice="Look again; a proxy in between may have changed or cut it.",
                ) from None
        return self._crates_config

    async def _simple_url(self) -> str:
        if not self._pypi_simple:
            self._pypi_simple = (await asyncio.to_thread(_pypi_address)).rstrip("/") + "/"
        return self._pypi_simple

    async def _open(self) -> Fetcher:
        async with self._opening:
            if self._fetcher is None:
                # In a thread: importing httpx and reading certificates would hold up a screen.
                self._fetcher = await asyncio.to_thread(_new_fetcher, self._user_agent, self._clock)
            return self._fetcher

    async def _open_images(self) -> ImageRegistry:
        async with self._opening:
            if self._images is None:
                self._images = await asyncio.to_thread(self._new_images)
            return self._images

    def _new_images(self) -> ImageRegistry:
        from gonogo.registries.oci import ImageRegistry  # noqa: PLC0415  as with the fetcher

        return ImageRegistry(
            self._clock,
            user_agent=self._user_agent,
            base_url=self._image_registry_url,
            token=self._image_token,
        )


def _new_fetcher(user_agent: str, clock: Clock) -> Fetcher:
    from gonogo.registries.fetch import Fetcher  # noqa: PLC0415  httpx is not needed for a first paint

    return Fetcher(user_agent, clock)


def _pypi_address() -> str:
    from pypi_simple import PYPI_SIMPLE_ENDPOINT  # noqa: PLC0415  a fifth of a second

    return PYPI_SIMPLE_ENDPOINT
