"""crates.io and PyPI: what they list for a version, and the digests of the bytes they serve."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from pydantic import ValidationError

from gonogo import __version__
from gonogo.errors import LookError
from gonogo.model.local import Published, RegistryFile
from gonogo.model.text import clean_line
from gonogo.registries.crates import IndexConfig, find_line, index_path
from gonogo.registries.pypi import ACCEPT, FileLine, files_of, project_path

if TYPE_CHECKING:
    from gonogo.ports import Clock
    from gonogo.registries.fetch import Fetcher

CRATES_INDEX = "https://index.crates.io/"
_CRATES_PAGES = "https://crates.io/crates/"


class RegistryClient:
    """Both registries: satisfies `gonogo.ports.Registries`.

    Connects, and imports what it needs for that, with the first request. A version
    that is not there is an answer; a registry that could not be read is a `LookError`.

    Args:
        clock: The time of the world that is looked at.
        crates_index_url: Of a sparse index.
        pypi_simple_url: Of a simple index with JSON; PyPI's own when left out.
        user_agent: Who asks.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        crates_index_url: str = CRATES_INDEX,
        pypi_simple_url: str = "",
        user_agent: str = f"gonogo/{__version__}",
    ) -> None:
        self._clock = clock
        self._crates_index = crates_index_url.rstrip("/") + "/"
        self._pypi_simple = pypi_simple_url.rstrip("/") + "/" if pypi_simple_url else ""
        self._user_agent = user_agent
        self._fetcher: Fetcher | None = None
        self._opening = asyncio.Lock()
        self._crates_config: IndexConfig | None = None

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

    async def close(self) -> None:
        """Let go of connections; a later request connects again."""
        fetcher, self._fetcher = self._fetcher, None
        if fetcher is not None:
            await fetcher.close()

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


def _new_fetcher(user_agent: str, clock: Clock) -> Fetcher:
    from gonogo.registries.fetch import Fetcher  # noqa: PLC0415  httpx is not needed for a first paint

    return Fetcher(user_agent, clock)


def _pypi_address() -> str:
    from pypi_simple import PYPI_SIMPLE_ENDPOINT  # noqa: PLC0415  a fifth of a second

    return PYPI_SIMPLE_ENDPOINT
