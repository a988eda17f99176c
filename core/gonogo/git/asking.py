"""Asking programs beside git about keys, without a terminal; and giving one of them the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.git.process import GitProcess

_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended; `code` is None when it could not be started, or hung."""

    code: int | None
    out: bytes = b""
    err: bytes = b""


async def answer_of(git: GitProcess, *words: str) -> Answer:
    """What a program says in git's folder and environment; nobody is asked for anything."""
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=git.folder,
            env={**git.env, "SSH_ASKPASS_REQUIRE": "never"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except OSError:
        return Answer(None)
    try:
        async with asyncio.timeout(_LIMIT_S):
            out, err = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return Answer(None)
    return Answer(process.returncode, out, err)


async def config(git: GitProcess, name: str, *options: str) -> str:
    """A setting of git; empty when it is not set."""
    return (await git.run("config", *options, "--get", name)).text


@contextlib.contextmanager
def interrupts_ignored() -> Iterator[None]:
    """While another program has the terminal, ctrl+c is for that one only."""
    if threading.current_thread() is not threading.main_thread():  # signals are that one's
        yield
        return
    # A function, not SIG_IGN: that would be handed down to the program.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
