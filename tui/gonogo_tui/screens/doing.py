"""What the board has done: offers are taken up, releases are begun and withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.screens.resting import Resting

if TYPE_CHECKING:
    from textual.worker import Worker, WorkType

    from gonogo_tui.commands.place import Place
    from gonogo_tui.screens.acting import Acting


class Doing(Resting):
    """The part of the board that acts; how is in `Acting`."""

    acting: Acting
    _act: Worker[None] | None = None
    _wish = ""
    """The release to go to as soon as it is there."""

    def _take_up(self, verb: str, *, is_preview: bool = False) -> None:
        self.act_on(self.place, verb, is_preview=is_preview)

    def act_on(self, place: Place, verb: str, *, is_preview: bool = False) -> None:
        """Take up an offer of the step that a place names."""
        view = self.watch_day.day.view(place.release_id) if self.watch_day.day else None
        if view is not None:
            act = self.acting.take_up(place, verb, view, is_preview=is_preview)
            self._act = self.run_worker(act, group="act", exit_on_error=False)

    def command_cancel(self) -> None:
        """Stop what is being done."""
        if self._act is not None:
            self._act.cancel()

    def command_preview(self) -> None:
        """Show the plan of the main offer."""
        if (main := self.place.main) is not None:
            self._take_up(main.verb, is_preview=True)

    def command_new(self) -> None:
        """Start a release, and go to it."""
        work: WorkType[None] = self._start
        self.run_worker(work, group="act", exit_on_error=False)

    async def _start(self) -> None:
        self._wish = await self.acting.start() or self._wish
        self.repaint()

    def command_withdraw(self) -> None:
        """Withdraw the chosen release, once it was said why."""
        if (view := self.scene.view) is not None:
            self.run_worker(self.acting.withdraw(view), group="act", exit_on_error=False)
