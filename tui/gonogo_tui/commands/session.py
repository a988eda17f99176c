"""What the screen needs of the session: the only door to the core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from gonogo_tui.commands.stories import Stories

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from gonogo.model.day import Day, ProcessText
    from gonogo.model.github import RepoName
    from gonogo.model.plans import Outcome, Plan


class Desk(Stories, Protocol):
    """A session, as the screen uses it."""

    day: Day | None

    @property
    def as_of(self) -> datetime | None:
        """When the picture that `day` comes from was taken; None once a look of now came back."""

    @property
    def repo(self) -> RepoName:
        """The repository."""

    @property
    def is_read_only(self) -> bool:
        """Nothing can be done from here."""

    @property
    def is_rehearsal(self) -> bool:
        """The world is the embedded GitHub."""

    async def look(self) -> Day:
        """Look at everything, and judge it."""

    def plan(self, release_id: str, step_id: str, verb: str, *, is_preview: bool = False) -> Plan:
        """What a step would do; raises RefusedError. A preview may be of what can not be done now."""

    async def perform(self, plan: Plan, progress: Callable[[str], None] = ...) -> tuple[Outcome, ...]:
        """Do a plan's actions in order; raises GonogoError."""

    async def locked_key(self, plan: Plan) -> str:
        """The name of the key whose passphrase the plan would ask for; empty when none."""

    def unlock_key(self, terminal: str) -> str:
        """Have that key unlocked on a terminal; what went wrong, empty when nothing."""

    async def confirm(self, release_id: str, step_id: str, choice: str, note: str = "") -> None:
        """Record a person's decision."""

    async def waive(self, release_id: str, step_id: str, reason: str) -> None:
        """Override a step, with a reason."""

    async def withdraw(self, release_id: str, reason: str) -> None:
        """Take a release off the board, with a reason."""

    def processes(self) -> tuple[ProcessText, ...]:
        """The processes that can be started."""

    async def start(self, process: str, inputs: Mapping[str, str]) -> str:
        """Begin a release; its id."""

    def turn_to(self, key: str) -> None:
        """A person turned to this release, or to the repository of this name."""

    def next_look_s(self) -> float:
        """Real seconds until the next look."""

    def now(self) -> datetime:
        """The world's time, UTC."""

    async def close(self) -> None:
        """Let go of everything."""
