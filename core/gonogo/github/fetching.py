"""Fetches what GitHub only links to (logs): the link is asked for with the token, its bytes without.

Imported late, as `wire` is: httpx is not needed for a first paint.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

from gonogo import __version__
from gonogo.github.reply import Reply, WireFault

if TYPE_CHECKING:
    from gonogo.model.secret import Token

_LINK_TIMEOUT_S, _FETCH_TIMEOUT_S = 10.0, 30.0
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_MOVED = (301, 307, 308)
_AGENT = {"User-Agent": f"gonogo/{__version__}"}


class Ends:
    """The beginning and the end of a stream of bytes: a 16th of the size from its beginning."""

    def __init__(self, largest: int) -> None:
        self._room = largest // 16
        self._most = largest - self._room
        self.head = bytearray()
        self.tail = bytearray()
        self.left_out = 0

    def add(self, chunk: bytes) -> None:
        """Take the next bytes in."""
        fits = self._room - len(self.head)
        self.head += chunk[:fits]
        self.tail += chunk[max(fits, 0) :]
        over = len(self.tail) - self._most
        if over > self._most // 4:  # seldom: to move the bytes with each chunk would be slow
            del self.tail[:over]
            self.left_out += over


async def find_link(api_url: str, path: str, token: Token, version: str) -> Reply:
    """Ask for a link, with the token, and follow nothing: `location` says where the bytes are.

    Raises:
        WireFault: no answer came.
    """
    base = httpx.URL(api_url)
    headers = {"Authorization": f"Bearer {token.reveal()}", "X-GitHub-Api-Version": version, **_AGENT}
    url = base.join(path)
    try:
        async with asyncio.timeout(_LINK_TIMEOUT_S), httpx.AsyncClient(timeout=_TIMEOUT) as client:
            answer = await client.get(url, headers=headers)
            moved = url.join(answer.headers["location"]) if answer.status_code in _MOVED else None
            if moved is not None and moved.copy_with(raw_path=b"/") == url.copy_with(raw_path=b"/"):
                url = moved  # the repository has another name now; the server is the same
                answer = await client.get(url, headers=headers)
    except Exception as error:  # noqa: BLE001  whatever the network does, no answer came
        raise _fault(error) from None
    heads = dict(answer.headers)
    if "location" in heads:
        heads["location"] = str(url.join(heads["location"]))
    return Reply(answer.status_code, heads, answer.content)


async def fetch(url: str, largest: int) -> tuple[Reply, Ends]:
    """Read from any host, without the token or anything else of ours; never more than `largest` is kept.

    Raises:
        WireFault: no answer came, or not to its end.
    """
    ends = Ends(largest)
    try:
        async with (
            asyncio.timeout(_FETCH_TIMEOUT_S),
            httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=True, max_redirects=3) as client,
            client.stream("GET", url, headers=_AGENT) as answer,
        ):
            async for chunk in answer.aiter_bytes():
                ends.add(chunk)
    except Exception as error:  # noqa: BLE001  a bad link, TLS, a broken stream: all the same to a reader
        raise _fault(error) from None
    return Reply(answer.status_code, dict(answer.headers), bytes(ends.head)), ends


def _fault(error: Exception) -> WireFault:
    is_timeout = isinstance(error, TimeoutError | httpx.TimeoutException)
    return WireFault(type(error).__name__, was_sent=True, is_timeout=is_timeout)
