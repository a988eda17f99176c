"""The dialog that shows a plan before it runs, and asks as much as the plan's tier demands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from gonogo.model.verdicts import Tier
from gonogo_tui.present.lines import Line, Span, line, wrapped
from gonogo_tui.present.plans import plan_lines
from gonogo_tui.screens.dialog import AskingDialog, HeldInput, cancel_button
from gonogo_tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from gonogo.model.plans import Plan


class PlanDialog(AskingDialog[bool]):
    """Shows one plan; True when it may run. The plan is fixed: it was made at the key press."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("n", "cancel", show=False)]

    def __init__(self, plan: Plan, about: str, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self.plan = plan
        self._about = about
        self.heading = plan.title

    @property
    def must_type(self) -> bool:
        """The exact text must be typed first."""
        return self.plan.tier is Tier.TYPE and not self.plan.refused

    @property
    def go_key(self) -> str:
        """Wherever the focus is: what must be typed may hold any letter."""
        return "ctrl+y" if self.must_type else "y"

    def compose_body(self) -> ComposeResult:
        """What it is about, the plan, and where to type."""
        yield Lines(id="about")
        yield Lines(id="body")
        if self.must_type:
            yield Lines(id="ask")
            yield HeldInput(id="typed", select_on_focus=False)

    def on_mount(self) -> None:
        """Show the plan; focus where to type."""
        self.query_one("#about", Lines).show_for_width(lambda width: wrapped(self._about, width, "dim"))
        self.query_one("#body", Lines).show_for_width(lambda width: plan_lines(self.plan, width))
        if self.plan.refused:
            self.hint(self.missing)
        if self.must_type:
            ask = line(Span("! ", "bad"), "To go on, type  ", Span(self._text, "strong"))
            self.query_one("#ask", Lines).show((ask,))
            self.query_one("#typed", Input).focus()

    @property
    def _text(self) -> str:
        return self.plan.type_to_confirm

    @property
    def missing(self) -> str:
        """The text, where it must be typed."""
        if self.plan.refused:
            return f"Not now: {self.plan.refused}."
        if not self.must_type or (self._text and self.query_one("#typed", Input).value == self._text):
            return ""
        return f"Type {self._text} exactly, then ctrl+y."

    def answer(self) -> bool:
        """It may run."""
        return True

    def buttons(self) -> Line:
        """Cancel and what confirms."""
        if self.plan.refused:
            return line(cancel_button(word="Close"), right=(Span("↑ ↓ scroll", "dim"),))
        word = "Yes" if self.plan.tier is Tier.ASK else "Proceed"
        return line(cancel_button(), "  ", self.go_button(word), right=(Span("↑ ↓ scroll", "dim"),))

    def on_input_changed(self) -> None:
        """Light the button when the text is right."""
        typed = self.query_one("#typed", Input).value
        self.fill()
        if not self.missing:
            self.hint("ctrl+y goes on, esc cancels.", "good")
        elif typed and not self._text.startswith(typed):
            self.hint(f"That is not {self._text}.")
        else:
            self.hint("")
