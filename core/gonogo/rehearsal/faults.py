"""Faults on demand: what a network and a busy server do to requests that match."""

from __future__ import annotations

import asyncio
import fnmatch
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Any

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Kind = Literal["status", "drop-before", "drop-after", "truncate", "slow"]


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        method: HTTP method, or `*`.
        path: Glob over the path (`*` matches `/` as well).
        kind: `status` answers with `status` and does nothing; `drop-before` closes the connection and
            does nothing; `drop-after` does the work and closes the connection; `truncate` does the
            work and sends half of the body; `slow` waits `seconds` (real ones) first.
        times: How often it happens; each match takes one.
    """

    method: str
    path: str
    kind: Kind
    status: int = 502
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 0.0
    times: int = 1


class Faults:
    """The faults that are set, and the requests that came in (method, path), oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self.requests: list[tuple[str, str]] = []

    def add(self, method: str, path: str, kind: Kind, **more: Any) -> Fault:
        """Set a fault; what `more` may hold stands at `Fault`."""
        fault = Fault(method, path, kind, **more)
        with self._lock:
            self._faults.append(fault)
        return fault

    def limit_secondary(self, method: str, path: str, *, retry_after_s: int = 60, times: int = 1) -> Fault:
        """Answer with GitHub's secondary rate limit."""
        body = {
            "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"
            "#about-secondary-rate-limits",
            "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        }
        headers = {"Retry-After": str(retry_after_s)}
        return self.add(
            method, path, "status", status=403, headers=headers, body=json.dumps(body), times=times
        )

    def clear(self) -> None:
        """Take all faults back."""
        with self._lock:
            self._faults.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault that matches, used up by one; the request is noted either way."""
        with self._lock:
            self.requests.append((method, path))
            for fault in self._faults:
                fits = fault.method in ("*", method) and fnmatch.fnmatchcase(path, fault.path)
                if fits and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None


class FaultyApp:
    """An ASGI app with the faults in front of it; it must be the outermost.

    Args:
        app: The app that does the work.
        faults: The faults that are set.
    """

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or let it fail."""
        fault = self._faults.take(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        match fault.kind:
            case "status":
                await _answer(fault, send)
            case "drop-before":
                await _drop(send)
            case "drop-after":
                await self._app(scope, receive, _swallow)
                await _drop(send)
            case "truncate":
                await self._app(scope, receive, _cut(send))
            case "slow":
                await asyncio.sleep(fault.seconds)
                await self._app(scope, receive, send)


async def _answer(fault: Fault, send: Send) -> None:
    body = (fault.body or json.dumps({"message": "Server Error", "status": str(fault.status)})).encode()
    named = {"content-type": "application/json; charset=utf-8", **fault.headers}
    headers = [(name.lower().encode(), value.encode()) for name, value in named.items()]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": fault.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _swallow(_message: Message) -> None:
    """Answer nobody."""


async def _drop(send: Send) -> None:
    """Close the connection without a byte, as a broken network does."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0)  # let the server see that the connection is gone
        await asyncio.sleep(0)


def _cut(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def half(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            return
        body = message.get("body", b"")
        if body:
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await _drop(send)

    return half
