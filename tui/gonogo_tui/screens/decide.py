"""Dialogs for a person's own word: a decision with its choices, and a waiver with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from gonogo_tui.present.lines import Line, Row, Span, line, wrapped
from gonogo_tui.screens.dialog import AskingDialog, Dialog, HeldInput, cancel_button
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from gonogo.model.day import StepText
    from gonogo_tui.messages import RowChosen

_PLAIN = "yes"
_BY_NUMBER = 9


class Choices(Rows):
    """A few choices; keys that go further than a row scroll the notes above."""

    def action_move(self, how: str) -> None:
        """Go on to another choice, or scroll the notes."""
        if how in ("up", "down"):
            super().action_move(how)
        elif isinstance(self.screen, Dialog):
            self.screen.action_scroll(how)


class DecideDialog(AskingDialog[tuple[str, str]]):
    """Asks for a choice and, if wanted, a note. Nothing is chosen beforehand."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(str(n), f"pick({n})", show=False) for n in range(1, _BY_NUMBER + 1)
    ]

    def __init__(self, step: StepText, about: str, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self._step = step
        self._about = about
        self.heading = step.title
        self._choices = step.choices or (_PLAIN,)
        self.choice = "" if step.choices else _PLAIN

    def compose_body(self) -> ComposeResult:
        """Notes, choices, and a line for a note."""
        yield Lines(id="about")
        yield Lines(id="body")
        if self._step.choices:
            yield Choices("choices", starts_empty=True)
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
            key = Span(f"{number} " if number <= _BY_NUMBER else "  ", "key")
            rows.append(Row(choice, (line(mark, key, choice),)))
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
        self.hint("")
        self.fill()

    @property
    def missing(self) -> str:
        """A choice; a note never."""
        if self.choice:
            return ""
        last = min(len(self._choices), _BY_NUMBER)
        numbers = {1: "1", 2: "1 or 2"}.get(last, f"1 to {last}")
        return f"Choose first: {numbers}, or ↑ ↓."

    def answer(self) -> tuple[str, str]:
        """The choice and the note."""
        return self.choice, self.query_one("#note", Input).value

    def buttons(self) -> Line:
        """Cancel and what records."""
        word = f"Record {self.choice}" if self.choice else "Record"
        return line(cancel_button(), "  ", self.go_button(word), right=(Span("tab note", "dim"),))


class WaiveDialog(AskingDialog[str]):
    """Asks for the reason of a waiver."""

    def __init__(self, step: StepText, evidence: str, about: str, monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self.heading = f"Waive: {step.title}"
        self._evidence = evidence
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
    def go_key(self) -> str:
        """Wherever the focus is: a reason must be typed."""
        return "ctrl+y"

    @property
    def missing(self) -> str:
        """A reason."""
        return "" if self.answer() else "A waiver needs a reason."

    def answer(self) -> str:
        """The reason."""
        return self.query_one("#note", Input).value.strip()

    def buttons(self) -> Line:
        """Cancel and what records."""
        return line(cancel_button(), "  ", self.go_button("Waive"))

    def on_input_changed(self) -> None:
        """Light the button when there is a reason."""
        self.hint("")
        self.fill()
