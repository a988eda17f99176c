"""Commands of a playbook in the maintainer's checkout: trusted, on a clean commit, with an end and a log."""

from __future__ import annotations

import asyncio
import hashlib
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, BinaryIO

from gonogo.commands.environment import environment_without_tokens
from gonogo.commands.shell import Output, run_to_the_end
from gonogo.commands.trust import TrustFile
from gonogo.errors import ActError, LookError, RefusedError
from gonogo.model.local import CommandEnd
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from gonogo.model.github import RepoName
    from gonogo.ports import Clock, Git

_TRUSTED = "trusted-commands"
_LOGS = "logs"


def _as_it_is(command: str) -> str:
    return command


class LocalCommands:
    """`gonogo.ports.Commands` in the checkout that `git` looks at.

    Args:
        git: Tells where the checkout is, its commit, and whether it is clean.
        repo: Commands are trusted for this repository only.
        folder: Of the state: the list of trusted commands and the logs are kept there.
        clock: Names the logs by the time of the world.
        env: The environment; tokens are taken out of it.
        instead: What is really run for a command; a rehearsal shows some without running them.
    """

    def __init__(
        self,
        git: Git,
        repo: RepoName,
        folder: Path,
        *,
        clock: Clock,
        env: Mapping[str, str] | None = None,
        instead: Callable[[str], str] = _as_it_is,
    ) -> None:
        self._git = git
        self._folder = folder
        self._trust = TrustFile(folder / _TRUSTED, repo)
        self._clock = clock
        self._env = environment_without_tokens(os.environ if env is None else env)
        self._instead = instead

    def is_trusted(self, command: str) -> bool:
        """Whether this exact text was trusted for this repository.

        Raises:
            LookError: the list of trusted commands can not be read.
        """
        return self._trust.has(command)

    def trust(self, command: str) -> None:
        """Trust this exact text from now on.

        Raises:
            RefusedError: it could not be written down.
        """
        self._trust.add(command)

    async def run(
        self, command: str, head: str, timeout_s: float, progress: Callable[[str], None]
    ) -> CommandEnd:
        """Run it at exactly `head`; its output goes to a log, and line by line to `progress`.

        Where the checkout is elsewhere, or has changes, it runs in a worktree of its own.

        Raises:
            RefusedError: the text is not trusted, or no clean place at `head` could be made.
            ActError: it took longer than `timeout_s` and was stopped, or the checkout moved under it.
        """
        async with self._place(command, head) as root:
            return await self._run(command, head, root, timeout_s, progress)

    async def _run(
        self, command: str, head: str, root: str, timeout_s: float, progress: Callable[[str], None]
    ) -> CommandEnd:
        started = asyncio.get_running_loop().time()
        with self._open_log(command) as log:
            output = Output(log, progress)
            try:
                code = await run_to_the_end(self._instead(command), root, self._env, output, timeout_s)
            except TimeoutError:
                raise ActError(
                    f"it had not ended after {_minutes(timeout_s)}, and was stopped with all that it started",
                    advice=f"Its output is in {log.name}.",
                ) from None
        await self._must_stand(root, head, log.name)
        seconds = asyncio.get_running_loop().time() - started
        return CommandEnd(code, log.name, tuple(output.tail), seconds)

    @asynccontextmanager
    async def _place(self, command: str, head: str) -> AsyncIterator[str]:
        """Where it may run, once it is trusted: the checkout, where that is clean at the commit, or a worktree."""
        try:
            is_trusted = self.is_trusted(command)
            worktree = await self._git.worktree()
        except LookError as error:
            raise RefusedError(error.what, advice=error.advice, where=error.where) from None
        if not is_trusted:
            raise RefusedError(
                f"this exact text is not trusted on this machine: {clean_line(command, 200)}",
                advice="Read it, then trust it from its step.",
            )
        if worktree.head == head and not worktree.dirty:
            yield worktree.root
            return
        async with self._git.standing_at(head) as folder:
            yield folder

    async def _must_stand(self, root: str, head: str, log: str) -> None:
        """The checkout is the maintainer's, who may have gone on in it; a worktree of its own is ours."""
        try:
            here = await self._git.worktree()
        except LookError as error:
            raise ActError(f"the checkout could not be looked at afterwards: {error.what}") from None
        if here.root == root and here.head != head:
            raise ActError(
                f"the checkout moved to {here.head[:7]} while it ran: the result says nothing of {head[:7]}",
                advice=f"Leave the checkout alone while it runs, then run it again. Its output is in {log}.",
            )

    def _open_log(self, command: str) -> BinaryIO:
        """A new file for the output, named by time and command."""
        digest = hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"{self._clock.now():%Y%m%dT%H%M%SZ}-{digest}"
        folder = self._folder / _LOGS
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for number in range(1, 1000):
                try:
                    suffix = f"-{number}" if number > 1 else ""
                    return (folder / f"{name}{suffix}.log").open("xb")
                except FileExistsError:
                    continue
        except OSError as error:
            raise RefusedError(f"the log could not be made: {error.strerror}", where=str(folder)) from None
        raise RefusedError(f"there are a thousand logs {name}", where=str(folder))


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
