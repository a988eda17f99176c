"""GET with bounds: small answers whole, large files as a digest only. Imported late: it brings httpx."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from gonogo.errors import LookError
from gonogo.model.waiting import asked_wait_s

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from gonogo.ports import Clock

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_ANSWER_LIMIT = 64 * 2**20
_FILE_LIMIT = 512 * 2**20
_FILES_AT_ONCE = 4
_GONE = frozenset({404, 410, 451})
_NETWORK = "Check the network, then look again."


class Fetcher:
    """One pool of connections, without any credentials.

    Args:
        user_agent: crates.io refuses requests that do not say who they are.
        clock: For `Retry-After` dates.
    """

    def __init__(self, user_agent: str, clock: Clock) -> None:
        self._clock = clock
        self._http = httpx.AsyncClient(
            headers={"User-Agent": user_agent}, timeout=_TIMEOUT, follow_redirects=True
        )
        self._slots = asyncio.Semaphore(_FILES_AT_ONCE)
        self._digests: dict[tuple[str, str], str] = {}

    async def answer(self, url: str, what: str, headers: Mapping[str, str] | None = None) -> bytes | None:
        """A small answer, whole; None when there is nothing at that address.

        Raises:
            LookError: it could not be read.
        """
        async with self._get(url, what, headers) as response:
            if response.status_code in _GONE:
                return None
            self._must_be_ok(response, what)
            found = bytearray()
            async for chunk in response.aiter_bytes():
                found += chunk
                if len(found) > _ANSWER_LIMIT:
                    raise LookError(f"the answer about {what} is longer than {_ANSWER_LIMIT >> 20} MiB")
            return bytes(found)

    async def sha256(self, url: str, stated: str, what: str) -> str:
        """The digest of the bytes that are served; empty when they are too many to fetch.

        Fetched once: while the registry states the same digest, and the bytes had it.

        Raises:
            LookError: the bytes could not be fetched.
        """
        known = self._digests.get((url, stated))
        if known is not None:
            return known
        async with self._slots:
            digest = await self._hash(url, what)
        if digest == stated:
            self._digests[url, stated] = digest
        return digest

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _hash(self, url: str, what: str) -> str:
        running, size = hashlib.sha256(), 0
        # The stored bytes: a server that compresses on the way must not change the digest.
        async with self._get(url, what, {"Accept-Encoding": "identity"}) as response:
            if response.status_code in _GONE:
                raise LookError(
                    f"{what} is listed, but its bytes are not served yet ({response.status_code})",
                    advice="Registries can take some minutes; look again.",
                    status=response.status_code,
                )
            self._must_be_ok(response, what)
            stated_size = response.headers.get("content-length", "0")
            if stated_size.isdigit() and int(stated_size) > _FILE_LIMIT:
                return ""
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > _FILE_LIMIT:
                    return ""
                running.update(chunk)
        return running.hexdigest()

    @asynccontextmanager
    async def _get(
        self, url: str, what: str, headers: Mapping[str, str] | None
    ) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream("GET", url, headers=dict(headers or {})) as response:
                yield response
        except httpx.TimeoutException:
            raise LookError(f"no answer in time about {what}", advice=_NETWORK) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise LookError(f"{what} could not be read ({type(error).__name__})", advice=_NETWORK) from None

    def _must_be_ok(self, response: httpx.Response, what: str) -> None:
        status = response.status_code
        if status == 200:
            return
        wait_s = asked_wait_s(response.headers, self._clock.now())
        if status == 429:
            raise LookError(
                f"the registry asks to wait before it says more about {what}",
                advice="gonogo looks again by itself.",
                status=status,
                retry_after_s=60.0 if wait_s is None else wait_s,
            )
        verb = "failed" if status >= 500 else "would not answer"
        raise LookError(
            f"the registry {verb} when asked about {what} ({status})",
            advice="Look again in a moment.",
            status=status,
            retry_after_s=wait_s,
        )
