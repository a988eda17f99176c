"""A small HTTP server on loopback that answers by script, and breaks where the script says so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class SteppedTime:
    """A clock that moves only when somebody sleeps on it; `naps` has how long they wanted to."""

    at: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)
    naps: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Canned:
    """An answer. Moods: `drop` closes without one, `cut` in the middle, `hang` never gives one."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    mood: str = "ok"

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Asked:
    """A request that came in; the path is decoded, `raw_path` is as it was sent."""

    method: str
    raw_path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(self.raw_path)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class ScriptedServer:
    """Answers `METHOD raw-path` from its script; the last answer of a script is given for ever."""

    url: str = ""
    script: dict[str, list[Canned]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    missing: Canned = Canned(404, {"message": "Not Found"})
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def on(self, place: str, *answers: Canned) -> None:
        """Answers for a `METHOD /path` (with `?query` when only that query is meant)."""
        self.script[place] = list(answers)

    def count(self, method: str, path: str = "") -> int:
        return sum(a.method == method and a.raw_path.startswith(path) for a in self.asked)

    def _answer(self, asked: Asked, target: str) -> Canned:
        answers = self.script.get(f"{asked.method} {target}") or self.script.get(
            f"{asked.method} {asked.raw_path}"
        )
        if not answers:
            return self.missing
        canned = answers.pop(0) if len(answers) > 1 else answers[0]
        tag = canned.headers.get("ETag")
        if tag and asked.headers.get("if-none-match") == tag:
            return Canned(304, None, canned.headers)
        return canned

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked, target = await _read(reader)
            self.asked.append(asked)
            canned = self._answer(asked, target)
            if canned.mood == "hang":
                await self.stop.wait()
            elif canned.mood != "drop":
                writer.write(_written(canned))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> tuple[Asked, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Asked(method, parts.path, query, headers, body), target


def _written(canned: Canned) -> bytes:
    content = canned.content
    headers = {"Content-Type": "application/json; charset=utf-8", "Connection": "close", **canned.headers}
    if canned.status != 304:
        headers["Content-Length"] = str(len(content))
    lines = [f"HTTP/1.1 {canned.status} X", *(f"{name}: {value}" for name, value in headers.items())]
    sent = content[: len(content) // 2] if canned.mood == "cut" else content
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (b"" if canned.status == 304 else sent)


@asynccontextmanager
async def scripted_server(server: ScriptedServer | None = None) -> AsyncIterator[ScriptedServer]:
    """A server for the length of a test; a kind of its own where one is given."""
    server = server or ScriptedServer()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    server.url = f"http://127.0.0.1:{port}/"
    try:
        yield server
    finally:
        server.stop.set()
        listener.close()
        await listener.wait_closed()
