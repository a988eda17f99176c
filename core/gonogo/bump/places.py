"""Places in a text: where a value stands, and how it is replaced without touching another byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gonogo.errors import BumpError

if TYPE_CHECKING:
    from collections.abc import Iterable

KeyPath = tuple[str | int, ...]
"""Keys and list positions that lead to a value."""


class Place(NamedTuple):
    """A value inside a text, without its quotes.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        text: What stands there.
        label: What it is, in words (`version`, `dependency ordvec`).
        path: Where it stands in the parsed document; empty when there is none.
        is_requirement: A version requirement (`^0.5.0`), not a plain version.
    """

    start: int
    end: int
    text: str
    label: str
    path: KeyPath = ()
    is_requirement: bool = False


class Change(NamedTuple):
    """A place and the text that takes its room."""

    place: Place
    text: str

    def note(self, line: int) -> str:
        """The change in words, with its line."""
        return f"{self.place.label} {self.place.text} → {self.text}, line {line}"


def notes_of(text: str, changes: Iterable[Change]) -> tuple[str, ...]:
    """The changes in words, each with its line in the text before them."""
    notes: list[str] = []
    line, position = 1, 0
    for change in changes:
        start = change.place.start
        if start < position:
            line, position = 1, 0
        line += text.count("\n", position, start)
        position = start
        notes.append(change.note(line))
    return tuple(notes)


def apply_changes(text: str, changes: Iterable[Change]) -> str:
    """The text with every change made; the places must not overlap."""
    parts: list[str] = []
    position = 0
    for change in sorted(changes, key=lambda change: change.place.start):
        parts += (text[position : change.place.start], change.text)
        position = change.place.end
    return "".join((*parts, text[position:]))


def line_of(text: str, offset: int) -> int:
    """The 1-based line of an offset."""
    return text.count("\n", 0, offset) + 1


def trouble(path: str, line: int, what: str, advice: str = "") -> BumpError:
    """An error about a line of a file; line 0 means the whole file."""
    return BumpError(what, where=f"{path}:{line}" if line else path, advice=advice)


def only_place(text: str, path: str, places: list[Place], missing: str) -> tuple[Place, ...]:
    """The one place that was found.

    Raises:
        BumpError: none was (`missing` says so), or several.
    """
    if not places:
        raise trouble(path, 0, missing)
    if len(places) > 1:
        lines = " and ".join(str(line_of(text, place.start)) for place in places)
        raise trouble(
            path, line_of(text, places[1].start), f"Two versions stand in this file, on lines {lines}."
        )
    return tuple(places)
