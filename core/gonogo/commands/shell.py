"""One command line from its start to the end of everything that it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import uuid
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from gonogo.errors import RefusedError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MARK = "GONOGO_COMMAND"
"""In the environment of all that a command starts: finds also what left its process group."""
_PROC = Path("/proc")
_CHUNK = 65_536
_LINE_LIMIT = 8_192
_LOG_LIMIT = 64 * 2**20
_TAIL_LINES = 20
_PATIENCE_S = 2.0
"""For the output's end once the command is over, and between asking and ending."""


@dataclass(slots=True)
class Output:
    """What a command says: all of it into the log, clean lines to whoever listens."""

    log: BinaryIO
    tell: Callable[[str], None]
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=_TAIL_LINES))
    _rest: bytes = b""
    _size: int = 0

    def take(self, chunk: bytes) -> None:
        """The next bytes of it."""
        self._keep(chunk)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            self._say(line)
        if len(self._rest) > _LINE_LIMIT:
            self._say(self._rest)
            self._rest = b""

    def finish(self) -> None:
        """No more comes."""
        if self._rest:
            self._say(self._rest)
        self._rest = b""

    def _keep(self, chunk: bytes) -> None:
        before, self._size = self._size, self._size + len(chunk)
        if before > _LOG_LIMIT:
            return
        try:
            self.log.write(chunk)
            if self._size > _LOG_LIMIT:
                self.log.write(b"\n[gonogo: the rest is not kept]\n")
            self.log.flush()
        except OSError as error:
            self._size = _LOG_LIMIT + 1  # a full disk must not stop the command
            self._say(f"the log could not be written any more: {error.strerror}".encode())

    def _say(self, raw: bytes) -> None:
        # A progress bar draws over itself: what it says in the end counts.
        shown = raw.rstrip(b"\r").rpartition(b"\r")[2]
        line = clean_line(shown.decode("utf-8", "replace"))
        if line:
            self.tail.append(line)
            self.tell(line)


async def run_to_the_end(
    command: str, folder: str, env: Mapping[str, str], output: Output, timeout_s: float
) -> int:
    """Run `sh -c` in a process group of its own; how it ended, as a shell counts (128 + signal).

    Whatever it left running in the background is ended, too.

    Raises:
        TimeoutError: it took longer; it and all that it started are ended.
        RefusedError: it could not be started.
    """
    mark = uuid.uuid4().hex
    # A pipe of our own: asyncio's would have us wait until the last process in the background lets go of it.
    ours, theirs = os.pipe()
    reader = os.fdopen(ours, "rb", buffering=0)
    try:
        process = await asyncio.create_subprocess_exec(
            *("sh", "-c", command),
            cwd=folder,
            env={**env, _MARK: mark},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reader.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise RefusedError(f"the command could not be started: {reason}", where=folder) from None
    finally:
        os.close(theirs)
    reading = asyncio.ensure_future(_read(reader, output))
    try:
        async with asyncio.timeout(timeout_s):
            code = await process.wait()
    finally:
        await asyncio.shield(asyncio.ensure_future(_end_all(process, mark, reading)))
        output.finish()
    return code if code >= 0 else 128 - code


async def _read(pipe: IO[bytes], output: Output) -> None:
    stream = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), pipe
    )
    try:
        while chunk := await stream.read(_CHUNK):
            output.take(chunk)
    finally:
        transport.close()


async def _end_all(process: asyncio.subprocess.Process, mark: str, reading: asyncio.Task[None]) -> None:
    """End the command and all that it started: asked first, then for good; then the output's rest."""
    for way in (signal.SIGTERM, signal.SIGKILL):
        members = _marked(mark)
        if process.returncode is not None and not members:
            break
        _signal(process.pid, members, way)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                await process.wait()
                await asyncio.shield(reading)
    _signal(process.pid, _marked(mark), signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(reading, _PATIENCE_S)


def _signal(group: int, members: tuple[int, ...], way: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, way)
    for pid in members:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, way)


def _marked(mark: str) -> tuple[int, ...]:
    """Processes that carry the mark, where the system lets one look (Linux)."""
    wanted = f"{_MARK}={mark}".encode()
    found: list[int] = []
    try:
        entries = [entry for entry in _PROC.iterdir() if entry.name.isdigit()]
    except OSError:
        return ()
    for entry in entries:
        with contextlib.suppress(OSError):
            if wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return tuple(found)
