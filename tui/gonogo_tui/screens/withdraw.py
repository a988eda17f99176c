"""The dialog that withdraws a release: what that does, what stays sent, and a line for the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from gonogo.model.withdrawals import sent_acts
from gonogo_tui.present.lines import BLANK, Line, line, wrapped
from gonogo_tui.present.releases import release_name
from gonogo_tui.screens.dialog import AskingDialog, HeldInput, cancel_button
from gonogo_tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from gonogo.model.day import ReleaseView


class WithdrawDialog(AskingDialog[str]):
    """Asks why a release is given up."""

    def __init__(self, view: ReleaseView, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self.heading = f"Withdraw {release_name(view)}"
        self._view = view

    def compose_body(self) -> ComposeResult:
        """What it does, what stays sent, and a line for the reason."""
        yield Lines(id="about")
        yield Lines(id="body")
        yield HeldInput(id="note", placeholder="why it is given up (begun by mistake, …)")

    def on_mount(self) -> None:
        """Say what it does."""
        text = "This writes one line in the journal; nothing leaves this machine."
        self.query_one("#about", Lines).show_for_width(lambda width: wrapped(text, width, "dim"))
        self.query_one("#body", Lines).show_for_width(self._words)
        self.query_one("#note", Input).focus()

    def _words(self, width: int) -> tuple[Line, ...]:
        release = self._view.release
        text = (
            "It leaves the board; its journal stays, with your name and the reason. Whoever starts "
            f"{release.process} {release.version} again begins it anew: what was confirmed or waived counts no more."
        )
        return (*wrapped(text, width), BLANK, *self._sent(width))

    def _sent(self, width: int) -> tuple[Line, ...]:
        sent = sent_acts(self._view.events)
        if not sent:
            return wrapped("Nothing was sent for it.", width)
        acts = (part for act in sent for part in wrapped(f"· {act}", width))
        return (*wrapped("Nothing that was sent is undone:", width, "wait"), *acts)

    @property
    def go_key(self) -> str:
        """Wherever the focus is: a reason must be typed."""
        return "ctrl+y"

    @property
    def missing(self) -> str:
        """A reason."""
        return "" if self.answer() else "A withdrawal needs a reason."

    def answer(self) -> str:
        """The reason."""
        return self.query_one("#note", Input).value.strip()

    def buttons(self) -> Line:
        """Cancel and what withdraws."""
        return line(cancel_button(), "  ", self.go_button("Withdraw"))

    def on_input_changed(self) -> None:
        """Light the button when there is a reason."""
        self.hint("")
        self.fill()
