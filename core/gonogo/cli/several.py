"""gonogo journal --all and report --all: the same work in all repositories, each with its own trouble."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from gonogo.cli.exits import EXIT_OF
from gonogo.cli.output import complain
from gonogo.errors import GonogoError
from gonogo.model.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from gonogo.compose.late import LateSession
    from gonogo.model.github import RepoName
    from gonogo.session import Session

T = TypeVar("T")


async def in_each(
    sessions: Sequence[LateSession], work: Callable[[Session], Awaitable[T]]
) -> tuple[list[tuple[RepoName, T]], int]:
    """Open all, do the work in each, and close them. Trouble with one is told, and does not hide the others.

    Args:
        sessions: One for each repository.
        work: What is done in each.

    Returns:
        What came of it in those that could be opened, each with its repository; and the exit code.
    """

    async def one(session: LateSession) -> tuple[RepoName, T] | GonogoError:
        try:
            opened = await session.session()
            return opened.repo, await work(opened)
        except GonogoError as error:
            return error

    try:
        ends = await asyncio.gather(*(one(session) for session in sessions))
    finally:
        await asyncio.gather(*(session.close() for session in sessions), return_exceptions=True)
    code = 0
    for session, end in zip(sessions, ends, strict=True):
        if isinstance(end, GonogoError):
            complain(end, about=str(session.repo))
            code = EXIT_OF[Verdict.UNKNOWN]
    return [end for end in ends if not isinstance(end, GonogoError)], code
