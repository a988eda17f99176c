"""One repository among several on a board: its session, its look, and what went wrong with it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from gonogo.errors import GonogoError
from gonogo.model.asks import BoardAsk
from gonogo.model.day import Day
from gonogo.model.snapshot import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from gonogo.model.day import ProcessText
    from gonogo.model.github import RepoName
    from gonogo.model.plans import Outcome, Plan
    from gonogo.model.releases import Event
    from gonogo.model.stories import GateStory, PullStory, RunStory

_AGAIN_S = 15.0
_REST_SHARE = 1
"""A look that took long is followed by a rest that is no shorter: the others want their turn, and keys an answer."""


class Member(Protocol):
    """What is needed of each session; see `Session`."""

    day: Day | None

    @property
    def as_of(self) -> datetime | None: ...  # noqa: D102 (as in Session, all of them)
    @property
    def repo(self) -> RepoName: ...  # noqa: D102
    @property
    def is_read_only(self) -> bool: ...  # noqa: D102
    @property
    def is_rehearsal(self) -> bool: ...  # noqa: D102
    def now(self) -> datetime: ...  # noqa: D102
    def next_look_s(self) -> float: ...  # noqa: D102
    async def look(self) -> Day: ...  # noqa: D102
    async def close(self) -> None: ...  # noqa: D102
    def plan(self, release_id: str, step_id: str, verb: str, *, is_preview: bool = ...) -> Plan: ...  # noqa: D102
    async def perform(self, plan: Plan, progress: Callable[[str], None] = ...) -> tuple[Outcome, ...]: ...  # noqa: D102
    async def locked_key(self, plan: Plan) -> str: ...  # noqa: D102
    def unlock_key(self, terminal: str) -> str: ...  # noqa: D102
    async def confirm(self, release_id: str, step_id: str, choice: str, note: str = "") -> None: ...  # noqa: D102
    async def waive(self, release_id: str, step_id: str, reason: str) -> None: ...  # noqa: D102
    async def withdraw(self, release_id: str, reason: str) -> None: ...  # noqa: D102
    def processes(self) -> tuple[ProcessText, ...]: ...  # noqa: D102
    async def start(self, process: str, inputs: Mapping[str, str]) -> str: ...  # noqa: D102
    def journal(self, release_id: str | None = None) -> tuple[Event, ...]: ...  # noqa: D102
    async def run_story(self, run_id: int) -> RunStory: ...  # noqa: D102
    async def job_log(self, job_id: int) -> str: ...  # noqa: D102
    async def pull_story(self, number: int) -> PullStory: ...  # noqa: D102
    async def gate_story(self, run_id: int, environment: str) -> GateStory: ...  # noqa: D102


class Place:
    """A member and its look.

    Attributes:
        look: The look that is under way, or the last one; None before the first.
        due_at: When it wants to be looked at again, by the loop's clock.
        is_touched: Something was done here that no look has seen.
    """

    def __init__(self, member: Member) -> None:
        self.member = member
        self.look: asyncio.Task[None] | None = None
        self.due_at = 0.0
        self._problem = ""
        self.is_touched = False

    @property
    def is_looking(self) -> bool:
        """A look is under way."""
        return self.look is not None and not self.look.done()

    def begin(self) -> None:
        """Look, beside everything else."""
        self.is_touched = False
        self.look = asyncio.create_task(self._look())

    def touch(self) -> None:
        """Something was done here: what was seen, or is being looked at, is from before it."""
        self.due_at, self.is_touched = 0.0, True

    async def _look(self) -> None:
        rest, began = _AGAIN_S, asyncio.get_running_loop().time()
        try:
            await self.member.look()
            self._problem, rest = "", self.member.next_look_s()
        except GonogoError as error:
            self._problem = f"{error.what}. {error.advice}" if error.advice else error.what
        except Exception as error:  # noqa: BLE001 (the other repositories stay; the next look may do better)
            self._problem = f"looking went wrong inside gonogo ({type(error).__name__})"
        now = asyncio.get_running_loop().time()
        self.due_at = 0.0 if self.is_touched else now + max(rest, _REST_SHARE * (now - began))

    def day(self) -> Day:
        """What is known of the repository: the last look, the kept picture, or nothing but its name."""
        member, last = self.member, self.member.day
        if last is None:
            return Day(
                member.repo, (), EMPTY, "", member.is_read_only, member.is_rehearsal, problem=self._problem
            )
        board = last.snapshot.get(BoardAsk())
        unread = board.problem.what if board and board.problem else ""
        as_of = member.as_of or (last.snapshot.taken_at if self._problem else None)
        return replace(last, problem=self._problem or unread, as_of=as_of)

    async def close(self) -> None:
        """Stop looking, and let go of everything."""
        if self.look is not None:
            self.look.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.look
        await self.member.close()
