"""The session: what a face (screen, command line) holds for one repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.assess.memory import Memory
from gonogo.observe.stories import Stories
from gonogo.session.starting import Starting
from gonogo.session.withdrawing import Withdrawing

if TYPE_CHECKING:
    from gonogo.model.day import Day


class Session(Starting, Withdrawing, Stories):
    """One repository's release day: it looks, begins releases, acts, and tells of what is opened."""

    async def look(self) -> Day:
        """Look at everything, and judge it; see `Starting.look`."""
        is_first = self.day is None
        day = await super().look()
        if not is_first or not day.views or len(day.views[0].events) > 1:
            return day
        for step_id, choice in self.setting.decided:
            await self.confirm(day.views[0].release.release_id, step_id, choice)
            day = await super().look()
        return day

    async def look_back(self) -> Day:
        """Look as for a record: also at what was withdrawn, and for what is past and was not seen while it mattered.

        Raises:
            JournalError: the journal could not be read.
        """
        self._memory = Memory(self.setting.playbook, looks_back=True)
        self._looks_back = True
        return await self.look()
