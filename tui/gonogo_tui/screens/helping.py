"""The help: every key, true for where the person is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from gonogo_tui.commands.board import COMMANDS
from gonogo_tui.commands.hints import help_lines
from gonogo_tui.present.lines import BLANK, Line, Span, line
from gonogo_tui.screens.dialog import Dialog, cancel_button
from gonogo_tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo_tui.commands.command import Command
    from gonogo_tui.commands.place import Place

_GLYPHS = (
    ("✓", "good", "done"),
    ("~", "wait", "waived: it is on the record"),
    ("!", "good", "GO: ready for you"),
    ("‖", "good", "at a gate"),
    ("●", "wait", "HOLD: under way"),
    ("✗", "bad", "NO-GO: wrong, must be put right"),
    ("?", "unseen", "UNKNOWN: could not look"),
    ("○", "dim", "not reached yet"),
    ("–", "dim", "skipped, or no longer decides"),
)


class HelpDialog(Dialog[None]):
    """Keys and marks."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,q,enter", "cancel", show=False)]
    heading = "Keys and marks"

    def __init__(
        self,
        place: Place,
        monotonic: Callable[[], float],
        commands: tuple[type[Command], ...] = COMMANDS,
    ) -> None:
        super().__init__(monotonic)
        self._place = place
        self._commands = commands

    def on_mount(self) -> None:
        """Show them."""
        self.query_one("#body", Lines).show_for_width(self._lines)

    def _lines(self, width: int) -> tuple[Line, ...]:
        marks = tuple(line("  ", Span(glyph, style), f"  {word}") for glyph, style, word in _GLYPHS)
        return (*help_lines(self._place, width, self._commands), BLANK, line(Span("Marks", "strong")), *marks)

    def buttons(self) -> Line:
        """Close."""
        return line(cancel_button(word="Close"), right=(Span("↑ ↓ scroll", "dim"),))
