"""A program on a terminal of its own: what it writes is read, and keys are typed when a text was seen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PINENTRY = """#!{python}
import sys
terminal = ""
print("OK ready", flush=True)
for line in sys.stdin:
    words = line.strip()
    if words.startswith("OPTION ttyname="):
        terminal = words.partition("=")[2]
    if words == "GETPIN":
        with open(terminal, "r+b", buffering=0) as tty:
            tty.write(b"\\r\\nPASSPHRASE? ")
            typed = b""
            while not typed.endswith(b"\\n"):
                typed += tty.read(1)
        print("D " + typed.strip().decode(), flush=True)
    print("OK", flush=True)
    if words == "BYE":
        break
"""
"""A pinentry that asks in one plain line on the terminal that it is given."""


class Terminal:
    """The other end of a terminal."""

    def __init__(self, child: int, end: int) -> None:
        self.child = child
        self._end = end
        self.seen = b""

    def read_until(self, mark: bytes, within_s: float = 60.0) -> bytes:
        """Read on until a text comes; what came since the last call."""
        fresh, give_up = b"", time.monotonic() + within_s
        while mark not in fresh:
            if time.monotonic() > give_up or not select.select([self._end], [], [], within_s)[0]:
                raise AssertionError(f"{mark!r} never came; last: {(self.seen + fresh)[-2000:]!r}")
            try:
                fresh += os.read(self._end, 65536)
            except OSError:
                raise AssertionError(f"it ended before {mark!r}: {(self.seen + fresh)[-2000:]!r}") from None
        self.seen += fresh
        return fresh

    def type(self, keys: bytes) -> None:
        os.write(self._end, keys)

    def until_asleep(self, name: str, within_s: float = 20.0) -> None:
        """Wait until a program on this terminal waits for keys, and not only has asked for them.

        One that is interrupted between the two waits for another key.
        """
        give_up = time.monotonic() + within_s
        while Path("/proc/self/stat").exists():
            states = [state for state, session in _processes(name) if session == self.child]
            if states and set(states) == {"S"}:
                return
            if time.monotonic() > give_up:
                raise AssertionError(f"{name} never waited: {states}")
            select.select([], [], [], 0.01)

    def close(self) -> None:
        """End what runs there."""
        with suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self._end)


def _processes(name: str) -> Iterator[tuple[str, int]]:
    """State and session of each process of this name."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            before, _, after = path.read_text(encoding="ascii", errors="replace").rpartition(")")
            if before.endswith(f"({name}"):
                state, _, _, session, *_ = after.split()
                yield state, int(session)


@contextmanager
def on_terminal(
    words: list[str], env: Mapping[str, str], cwd: Path, size: tuple[int, int] = (160, 48)
) -> Iterator[Terminal]:
    """Run a program on a new terminal."""
    child, end = pty.fork()
    if child == 0:
        os.chdir(cwd)
        os.execvpe(words[0], words, dict(env))  # noqa: S606 (a terminal of its own is what is tested)
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    terminal = Terminal(child, end)
    try:
        yield terminal
    finally:
        terminal.close()
