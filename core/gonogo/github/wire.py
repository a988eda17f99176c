"""One request, one reply, through githubkit. Imported late: githubkit costs a third of a second."""

from __future__ import annotations

import asyncio
import contextvars
import math
from contextlib import AsyncExitStack
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from githubkit import GitHub
from githubkit.auth import BaseAuthStrategy
from githubkit.exception import RequestError, RequestFailed
from githubkit.throttling import LocalThrottler

from gonogo import __version__
from gonogo.github.copies import Copies
from gonogo.github.reply import API_VERSION, Reply, WireFault
from gonogo.model.waiting import asked_wait_s

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator, Mapping

    from gonogo.model.secret import Token
    from gonogo.ports import Clock

_T = TypeVar("_T")

_AT_ONCE = 10
_READ_TIMEOUT_S = 10.0
"""For a whole read, however slowly it drips."""

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
    """githubkit with one token, and the copies that its ETags allow.

    githubkit's own cache stays off: measured, it drops httpx's time-outs, keeps every
    old answer, and asks with the ETag of an old one for ever once an answer has changed.

    Args:
        token: Sent to `api_url` only.
        api_url: `https://api.github.com/`, or `https://HOST/api/v3/`.
        clock: For `Retry-After` dates.
    """

    def __init__(self, token: Token, api_url: str, clock: Clock) -> None:
        self._clock = clock
        self._origin = httpx.URL(api_url)
        self._copies = Copies()
        self._github = GitHub(
            _TokenStrategy(token),
            base_url=api_url,
            user_agent=f"gonogo/{__version__}",
            http_cache=False,
            auto_retry=False,
            throttler=LocalThrottler(_AT_ONCE),
            timeout=_WRITE_TIMEOUT,
            ssl_verify=httpx.create_ssl_context(),
            async_event_hooks={"response": [self._mend_limits]},
        )
        self._pool = AsyncExitStack()
        # githubkit keeps its connections in a context variable: whichever task asks first,
        # every request must run in the context in which they were opened.
        self._context = contextvars.copy_context()

    async def open(self) -> None:
        """Open the connection pool."""
        await self._within(self._pool.enter_async_context(self._github))

    async def close(self) -> None:
        """Close the connection pool."""
        await self._within(self._pool.aclose())

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

    async def read(
        self, url: str, params: Mapping[str, str | int] | None = None, *, is_fresh: bool = False
    ) -> Reply:
        """GET; an answer that has not changed (304) is taken from its copy, unless `is_fresh`.

        Raises:
            WireFault: no answer came.
        """
        key = str(httpx.URL(url, params=dict(params))) if params else url
        copy = None if is_fresh else self._copies.get(key)
        headers = {"If-None-Match": copy.headers["etag"]} if copy else {}
        reply = await self._send("GET", key, headers=headers, timeout_s=_READ_TIMEOUT_S)
        if copy and reply.status == 304:
            return replace(copy, headers={**copy.headers, **reply.headers})
        if not is_fresh:
            self._copies.keep(key, reply)
        return reply

    async def query(self, json: object) -> Reply:
        """POST a GraphQL query: a read.

        Raises:
            WireFault: no answer came.
        """
        return await self._send("POST", self.graphql_url, json=json, timeout_s=_READ_TIMEOUT_S)

    async def write(self, method: str, url: str, json: object = None) -> Reply:
        """Send a write.

        Raises:
            WireFault: no answer came.
        """
        return await self._send(method, url, json=json)

    async def _send(
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        timeout_s: float | None = None,
    ) -> Reply:
        versioned = {"X-GitHub-Api-Version": API_VERSION, **headers}
        request = self._github.arequest(method, url, json=json, headers=versioned)
        try:
            async with asyncio.timeout(timeout_s):
                response = await self._within(request)
        except RequestFailed as error:
            return _reply(error.response.raw_response)
        except RequestError as error:
            raise _fault(error.exc) from None
        except TimeoutError:
            raise WireFault("Timeout", was_sent=True, is_timeout=True) from None
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
