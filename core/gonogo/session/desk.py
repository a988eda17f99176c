"""What every part of a session has at hand: its setting, its ports, the journal, and the day."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from gonogo.assess.memory import Memory
from gonogo.errors import RefusedError
from gonogo.model.snapshot import EMPTY, Snapshot
from gonogo.model.withdrawals import withdrawal
from gonogo.session.since import Sinces

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.asks import Ask
    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.github import RepoName
    from gonogo.model.releases import Event
    from gonogo.ports import Clock, Journal, Ports
    from gonogo.session.setting import Setting


class Desk:
    """One repository, looked at and worked on."""

    as_of: datetime | None = None
    """Never: its day is always a look's own, not a kept picture."""

    def __init__(self, setting: Setting, ports: Ports, journal: Journal, clock: Clock) -> None:
        self.setting = setting
        self._ports = ports
        self._journal = journal
        self._clock = clock
        self._wanted: frozenset[Ask[Any]] = frozenset()
        self._snapshot: Snapshot = EMPTY
        self._memory = Memory(setting.playbook)
        self._sinces = Sinces()
        self._looking = asyncio.Lock()
        self.day: Day | None = None

    @property
    def repo(self) -> RepoName:
        """The repository."""
        return self.setting.repo

    @property
    def is_read_only(self) -> bool:
        """Nothing can be done from here."""
        return self.setting.is_read_only

    @property
    def is_rehearsal(self) -> bool:
        """The world is the embedded GitHub."""
        return self.setting.is_rehearsal

    def turn_to(self, key: str) -> None:
        """A person turned to this release: nothing to do, it is of the one repository."""

    def now(self) -> datetime:
        """The world's time, UTC."""
        return self._clock.now()

    def journal(self, release_id: str | None = None) -> tuple[Event, ...]:
        """Events, oldest first."""
        return self._journal.events(release_id)

    def _refuse_read_only(self) -> None:
        if self.is_read_only:
            raise RefusedError(
                "this is read-only: nothing is done from here", advice="Start without --read-only."
            )

    def _the_day(self) -> Day:
        if self.day is None:
            raise RefusedError("nothing was looked at yet", advice="Look first (R).")
        return self.day

    def _view(self, release_id: str) -> ReleaseView:
        view = self._the_day().view(release_id)
        gone = withdrawal(self._journal.events(release_id))
        if gone is not None:  # maybe by another gonogo, after the last look
            raise RefusedError(
                f"{release_id} was withdrawn by @{gone.actor} on {gone.at:%Y-%m-%d at %H:%M} UTC ({gone.text})",
                advice="Look again (R); start it again to begin it anew.",
            )
        if view is None:
            raise RefusedError(f"no release {release_id} is under way here")
        return view

    async def close(self) -> None:
        """Let go of connections and the journal."""
        await self._ports.github.close()
        await self._ports.registries.close()
        self._ports.git.close()
        self._journal.close()
