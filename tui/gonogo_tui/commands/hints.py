"""The footer and the help: made from the commands, true for where the person is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.commands.board import COMMANDS, GROUPS, MOVES, Filter, Help, Palette, Quit
from gonogo_tui.present.lines import BLANK, Line, Span, cells, line, wrap

if TYPE_CHECKING:
    from gonogo_tui.commands.command import Command
    from gonogo_tui.commands.place import Place

_ALWAYS = (Filter, Palette, Help, Quit)
_ALWAYS_NARROW = (Palette, Help, Quit)


_TYPING = line(
    " ",
    *(Span("enter", "key"), Span(" keep  ", "dim")),
    *(Span("esc", "key", command="back"), Span(" forget  ", "dim", command="back")),
)
"""The keys of a line that is typed in: every other one is text."""


def footer_line(place: Place, width: int, commands: tuple[type[Command], ...] = COMMANDS) -> Line:
    """The keys of a screen that work now; those that always work stand at the right."""
    if place.is_typing:
        return _TYPING
    always = [one for one in (_ALWAYS if width >= 110 else _ALWAYS_NARROW) if one in commands]
    right = [span for command in always if command.is_offered(place) for span in _hint(command, place)]
    room = width - 2 - sum(cells(span.text) for span in right)
    left: list[Span] = [Span(" ")]
    for command in commands:
        if command in always or not command.is_offered(place):
            continue
        hint = _hint(command, place)
        room -= sum(cells(span.text) for span in hint)
        if room < 0:
            break
        left += hint
    return Line(tuple(left), tuple(right), keeps_right=True)


def _hint(command: type[Command], place: Place) -> tuple[Span, ...]:
    return (
        Span(command.key_text(), "key", command=command.name),
        Span(f" {command.word(place)}  ", "dim", command=command.name),
    )


def help_lines(place: Place, width: int, commands: tuple[type[Command], ...] = COMMANDS) -> tuple[Line, ...]:
    """Every key of a screen, by group, with its reason where it does not work here."""
    out: list[Line] = []
    for group in GROUPS:
        if group != "Go" and not any(command.group == group for command in commands):
            continue
        out += [BLANK] if out else []
        out.append(line(Span(group, "strong")))
        for command in commands:
            if command.group == group:
                out += _entry(command.key_text(), command.help(), command.refusal(place), width)
        if group == "Go":
            for move in MOVES:
                out += _entry(move.keys.replace(",", " "), f"Move {move.help_text}.", "", width)
    return tuple(out)


def _entry(key: str, text: str, refusal: str, width: int) -> tuple[Line, ...]:
    parts = wrap(text, width - 18)
    style = "dim" if refusal else "plain"
    out = [line("  ", Span(key, "dim" if refusal else "key", width=16), Span(parts[0], style))]
    out += [line(" " * 18, Span(part, style)) for part in parts[1:]]
    if refusal:
        out += [line(" " * 18, Span(part, "wait")) for part in wrap(refusal, width - 18)]
    return tuple(out)
