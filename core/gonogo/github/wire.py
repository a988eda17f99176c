"""One request, one reply, through githubkit. Imported late: githubkit costs a third of a second."""

from __future__ import annotations

import asyncio
import contextvars
import math
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from githubkit import GitHub
from githubkit.auth import BaseAuthStrategy
from githubkit.cache import MemCacheStrategy
from githubkit.exception import RequestError, RequestFailed
from githubkit.throttling import LocalThrottler

from gonogo import __version__
from gonogo.github.reply import Reply, WireFault
from gonogo.model.waiting import asked_wait_s

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator, Mapping

    from gonogo.model.secret import Token
    from gonogo.ports import Clock

_T = TypeVar("_T")

API_VERSION = "2022-11-28"
"""The version whose answers are read here; githubkit's raw requests send none by themselves."""

_AT_ONCE = 10
_LOOK_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_WRITE_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
"""A write that is given up early has an unknown outcome, so it is given time."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class _TokenHeader(httpx.Auth):
    """Adds the token; keeps it wrapped, so that no repr of this shows it."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


class _TokenStrategy(BaseAuthStrategy):
    """githubkit's own shows the token in its repr."""

    def __init__(self, token: Token) -> None:
        self._header = _TokenHeader(token)

    def get_auth_flow(self, github: object) -> httpx.Auth:  # noqa: ARG002  githubkit's signature
        return self._header


class Wire:
    """Two githubkit clients with one token: one revalidates what it has by ETag, one keeps nothing.

    Args:
        token: Sent to `api_url` only.
        api_url: `https://api.github.com/`, or `https://HOST/api/v3/`.
        clock: For `Retry-After` dates.
    """

    def __init__(self, token: Token, api_url: str, clock: Clock) -> None:
        self._clock = clock
        self._origin = httpx.URL(api_url)
        self._cache = MemCacheStrategy()
        common: dict[str, Any] = {
            "base_url": api_url,
            "user_agent": f"gonogo/{__version__}",
            "auto_retry": False,
            "throttler": LocalThrottler(_AT_ONCE),
            "ssl_verify": httpx.create_ssl_context(),
            "async_event_hooks": {"response": [self._mend_limits]},
        }
        strategy = _TokenStrategy(token)
        self._cached = GitHub(strategy, **common, timeout=_LOOK_TIMEOUT, cache_strategy=self._cache)
        self._plain = GitHub(strategy, **common, timeout=_WRITE_TIMEOUT, http_cache=False)
        self._pools = AsyncExitStack()
        # githubkit keeps its connections in a context variable: whichever task asks first,
        # every request must run in the context in which they were opened.
        self._context = contextvars.copy_context()

    async def open(self) -> None:
        """Open the connection pools."""
        for client in (self._cached, self._plain):
            await self._within(self._pools.enter_async_context(client))

    async def close(self) -> None:
        """Close the connection pools and forget what was cached."""
        await self._within(self._pools.aclose())
        await self._cache.acleanup()

    @property
    def graphql_url(self) -> str:
        """Where GraphQL is: beside `/api/v3` on an Enterprise server."""
        path = self._origin.path.rstrip("/")
        trunk = path.removesuffix("/v3") if path.endswith("/api/v3") else path
        return str(self._origin.copy_with(path=f"{trunk}/graphql"))

    def is_ours(self, url: str) -> bool:
        """Whether an absolute URL leads to the server that the token is for."""
        other = httpx.URL(url)
        return (other.scheme, other.host, other.port) == (
            self._origin.scheme,
            self._origin.host,
            self._origin.port,
        )

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        json: object = None,
        is_cached: bool = False,
    ) -> Reply:
        """Send one request, once.

        Raises:
            WireFault: no answer came.
        """
        client = self._cached if is_cached else self._plain
        try:
            response = await self._within(
                client.arequest(
                    method,
                    url,
                    params=dict(params) if params else None,
                    json=json,
                    headers={"X-GitHub-Api-Version": API_VERSION},
                )
            )
        except RequestFailed as error:
            return _reply(error.response.raw_response)
        except RequestError as error:
            raise _fault(error.exc) from None
        except Exception as error:  # noqa: BLE001  whatever githubkit trips over, the request may have left
            raise _fault(error) from None
        final = response.raw_response
        if final.history and final.request.method != method:
            # A redirect made it a GET: what was asked for has not been done.
            final = final.history[0]
        return _reply(final)

    async def _within(self, work: Coroutine[Any, Any, _T]) -> _T:
        return await asyncio.get_running_loop().create_task(work, context=self._context)

    async def _mend_limits(self, response: httpx.Response) -> None:
        """Write limits as githubkit can read them: it fails on dates and on what is no number."""
        wait_s = asked_wait_s(response.headers, self._clock.now())
        if "retry-after" in response.headers:
            response.headers["retry-after"] = str(math.ceil(wait_s if wait_s is not None else 60))
        if not response.headers.get("x-ratelimit-reset", "0").isdigit():
            del response.headers["x-ratelimit-reset"]


def _reply(response: httpx.Response) -> Reply:
    return Reply(
        status=response.status_code,
        headers=dict(response.headers),
        body=response.content,
        next_url=response.links.get("next", {}).get("url", ""),
    )


def _fault(error: Exception) -> WireFault:
    return WireFault(
        type(error).__name__,
        was_sent=not isinstance(error, _NOT_SENT),
        is_timeout=isinstance(error, httpx.TimeoutException),
    )
