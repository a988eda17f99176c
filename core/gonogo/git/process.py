"""Running git: never a shell, never a prompt, always an end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.errors import LookError, RefusedError
from gonogo.git.environment import own_environment
from gonogo.git.words import git_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Mapping

LOCAL_S = 30.0
"""Seconds that a command on this machine may take."""
NETWORK_S = 60.0
"""Seconds that a command that asks origin may take."""
SIGN_S = 180.0
"""Seconds for signing: a person may have to touch a key."""
HOOKS_S = 900.0
"""Seconds for a commit or a push: the maintainer's hooks may build and test."""

_READING = {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_LITERAL_PATHSPECS": "1"}
_SCREEN = "GPG_TTY"
"""Left out: a pinentry would draw over the screen there."""


@dataclass(frozen=True, slots=True)
class Reply:
    """How a git command ended; `code` is negative when a signal ended it."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """What it printed, without the last line's end."""
        return self.out.decode("utf-8", "replace").removesuffix("\n")

    @property
    def words(self) -> str:
        """What git says went wrong, in one line."""
        return git_words(self.err)


class GitProcess:
    """Git commands in one folder.

    Attributes:
        folder: Where they run.
        env: Their environment.
        signing: What it has besides where git signs: an ssh-agent of gonogo's own.
    """

    def __init__(self, folder: str, env: Mapping[str, str]) -> None:
        self.folder = folder
        self.env = {
            **own_environment({name: value for name, value in env.items() if name != _SCREEN}),
            "LC_ALL": "C",
            "LANGUAGE": "",
        }
        self.signing: dict[str, str] = {}

    def at(self, folder: str) -> GitProcess:
        """The same git in another folder."""
        other = GitProcess(folder, self.env)
        other.env = dict(self.env)
        other.signing = self.signing
        return other

    def with_env(self, env: Mapping[str, str]) -> GitProcess:
        """The same git with more environment, taken as it is."""
        other = self.at(self.folder)
        other.env |= env
        return other

    async def sign(self, *args: str, limit_s: float) -> Reply:
        """Run one command that may sign, as `run`. Only it sees the agent that holds an unlocked key."""
        return await self.with_env(self.signing).run(*args, limit_s=limit_s)

    async def run(self, *args: str, stdin: bytes | None = None, limit_s: float = LOCAL_S) -> Reply:
        """Run one command to its end, whatever that is.

        Raises:
            TimeoutError: it took too long; it and all its children are ended.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                "git",
                *args,
                cwd=self.folder,
                env=self.env,
                stdin=asyncio.subprocess.DEVNULL if stdin is None else asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            return Reply(127, b"", f"fatal: git could not be started in {self.folder}: {reason}".encode())
        try:
            async with asyncio.timeout(limit_s):
                out, err = await process.communicate(stdin)
        except BaseException:
            await asyncio.shield(asyncio.ensure_future(_end(process)))
            raise
        return Reply(process.returncode or 0, out, err)

    async def look(
        self, *args: str, stdin: bytes | None = None, limit_s: float = LOCAL_S, fine: tuple[int, ...] = (0,)
    ) -> Reply:
        """Run a command that only reads.

        Raises:
            LookError: it failed or took too long.
        """
        try:
            reply = await self.with_env(_READING).run(*args, stdin=stdin, limit_s=limit_s)
        except TimeoutError:
            raise LookError(f"git {args[0]} gave no answer in {limit_s:g} s.") from None
        if reply.code not in fine:
            raise LookError(f"git {args[0]} failed: {reply.words}")
        return reply


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process and its children: asked first, so that git removes its lock files."""
    for way, patience_s in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, way)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await process.communicate()
                break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # children that did not listen


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """What goes wrong before an act refuses the act: nothing was sent."""
    try:
        yield
    except LookError as error:
        raise RefusedError(error.what, advice=error.advice, where=error.where) from None
    except TimeoutError:
        raise RefusedError("git took too long; nothing was pushed.") from None
    except OSError as error:
        raise RefusedError(f"A temporary folder could not be used: {error.strerror}.") from None


async def finish(work: Awaitable[None]) -> None:
    """Wait for cleaning up, which goes on even if the wait is cancelled."""
    await asyncio.shield(asyncio.ensure_future(work))
