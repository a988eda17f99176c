"""Dialogs for a person's own word: a decision with its choices, and a waiver with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from gonogo_tui.present.lines import Line, Row, Span, line, wrapped
from gonogo_tui.screens.dialog import Dialog, HeldInput, cancel_button, confirm_button
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from gonogo.model.day import StepText
    from gonogo_tui.messages import RowChosen

_PLAIN = "yes"


class DecideDialog(Dialog[tuple[str, str]]):
    """Asks for a choice and, if wanted, a note. Nothing is chosen beforehand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "proceed", show=False),
        Binding("ctrl+y", "proceed", show=False),
        Binding("enter", "explain", show=False),
        *(Binding(str(n), f"pick({n})", show=False) for n in range(1, 10)),
    ]

    def __init__(self, step: StepText, about: str, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self._step = step
        self._about = about
        self.heading = step.title
        self._choices = step.choices or (_PLAIN,)
        self.choice = "" if step.choices else _PLAIN
        self.around = 12 + len(step.choices)

    def compose_body(self) -> ComposeResult:
        """Notes, choices, and a line for a note."""
        yield Lines(id="about")
        yield Lines(id="body")
        if self._step.choices:
            yield Rows("choices", starts_empty=True)
        yield HeldInput(id="note", placeholder="a note for the journal, if you like (tab)")

    def on_mount(self) -> None:
        """Show notes and choices."""
        self.query_one("#about", Lines).show_for_width(lambda width: wrapped(self._about, width, "dim"))
        notes = self._step.notes.strip()
        self.query_one("#body", Lines).show_for_width(lambda width: wrapped(notes, width) if notes else ())
        if self._step.choices:
            self._show_choices()
            self.query_one("#choices", Rows).focus()
        else:
            self.set_focus(None)

    def _show_choices(self) -> None:
        rows = []
        for number, choice in enumerate(self._choices, 1):
            mark = Span("● ", "key") if choice == self.choice else Span("○ ", "dim")
            rows.append(Row(choice, (line(mark, Span(f"{number} ", "key"), choice),)))
        self.query_one("#choices", Rows).show_rows(tuple(rows))

    def on_row_chosen(self, message: RowChosen) -> None:
        """The cursor stands on a choice."""
        message.stop()
        self._pick(message.key)

    def action_pick(self, number: int) -> None:
        """Choose by number."""
        if number <= len(self._step.choices):
            self._pick(self._choices[number - 1])

    def _pick(self, choice: str) -> None:
        self.choice = choice
        self._show_choices()
        self.query_one("#choices", Rows).choose(choice)
        self.fill()

    def buttons(self) -> Line:
        """Cancel and what records."""
        word = f"Record {self.choice}" if self.choice else "Record"
        is_ready = bool(self.choice)
        return line(cancel_button(), "  ", confirm_button(word, "y", is_ready=is_ready), right=(_keys(),))

    def action_explain(self) -> None:
        """Enter never records."""
        self.hint("y records it, esc cancels." if self.choice else "Choose first: 1 to 9, or ↑ ↓.")

    def on_input_submitted(self) -> None:
        """Enter in the note never records."""
        self.hint("ctrl+y records it, esc cancels.")

    def action_proceed(self) -> None:
        """Record it."""
        if self.choice:
            self.dismiss((self.choice, self.query_one("#note", Input).value))
        else:
            self.action_explain()


def _keys() -> Span:
    return Span("ctrl+y from the note", "dim")


class WaiveDialog(Dialog[str]):
    """Asks for the reason of a waiver."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+y", "proceed", show=False)]

    def __init__(self, step: StepText, evidence: str, about: str, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self.heading = f"Waive: {step.title}"
        self._evidence = evidence
        self.around = 11
        self._about = about

    def compose_body(self) -> ComposeResult:
        """What is passed over, and a line for the reason."""
        yield Lines(id="about")
        yield Lines(id="body")
        yield HeldInput(id="note", placeholder="why this may be passed over")

    def on_mount(self) -> None:
        """Say what is passed over."""
        self.query_one("#about", Lines).show_for_width(lambda width: wrapped(self._about, width, "dim"))
        text = "Your name and the reason go into the journal. It holds until what it rests on moves."
        self.query_one("#body", Lines).show_for_width(
            lambda width: (*wrapped(self._evidence, width, "wait"), line(), *wrapped(text, width))
        )
        self.query_one("#note", Input).focus()

    @property
    def reason(self) -> str:
        """What was typed."""
        return self.query_one("#note", Input).value.strip()

    def buttons(self) -> Line:
        """Cancel and what records."""
        return line(cancel_button(), "  ", confirm_button("Waive", "ctrl+y", is_ready=bool(self.reason)))

    def on_input_changed(self) -> None:
        """Light the button when there is a reason."""
        self.fill()

    def on_input_submitted(self) -> None:
        """Enter never records."""
        self.hint("ctrl+y records the waiver, esc cancels." if self.reason else "A waiver needs a reason.")

    def action_proceed(self) -> None:
        """Record it."""
        if self.reason:
            self.dismiss(self.reason)
        else:
            self.hint("A waiver needs a reason.")
