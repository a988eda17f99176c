"""Lines of styled text as values: what a panel shows, before any widget draws it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

STYLES = (
    "plain", "strong", "dim", "good", "wait", "bad", "unseen", "key", "bar",
    "chip-good", "chip-wait", "chip-bad", "chip-unseen", "chip-dim", "chip-key", "brand",
    "add", "del", "hunk",
    "chosen", "chosen-good", "chosen-wait", "chosen-bad", "chosen-unseen", "chosen-key", "chosen-dim",
)  # fmt: skip
"""Names of the looks; the style sheet gives each its colour, and each colour has one meaning."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text with the name of its look. The text is never markup.

    Attributes:
        width: Pads or cuts the text to so many cells; 0 leaves it as it is.
        is_right: For a fixed width: align right.
        command: Name of the command that a click on it runs; empty for none.
    """

    text: str
    style: str = "plain"
    width: int = 0
    is_right: bool = False
    command: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `left` from the left edge, `right` against the right edge, `…` where there is no room.

    Attributes:
        keeps_right: The right side is short and never cut; the left side gives way.
    """

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    keeps_right: bool = False

    @property
    def text(self) -> str:
        """Its words, for filtering and tests."""
        return " ".join(span.text for span in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: one or more lines under one key.

    Attributes:
        key: Its identity (a release id, a number); empty for a heading, which can not be selected.
        link: A page that shows it; empty for none.
        is_lit: It belongs to the selected release.
    """

    key: str
    lines: tuple[Line, ...]
    link: str = ""
    is_lit: bool = False

    @property
    def text(self) -> str:
        """Its words, for filtering."""
        return " ".join(line.text for line in self.lines)


BLANK = Line()
_LEAST_RIGHT = 16
_GAP = 2
"""Cells between two texts that meet."""


def line(*left: Span | str, right: tuple[Span | str, ...] = (), keeps_right: bool = False) -> Line:
    """A line of spans; a bare string is a plain span."""
    return Line(tuple(map(_span, left)), tuple(map(_span, right)), keeps_right)


def _span(piece: Span | str) -> Span:
    return Span(piece) if isinstance(piece, str) else piece


@lru_cache(maxsize=8192)
def cells(text: str) -> int:
    """How many cells a text takes: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char) or char in "\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, ending in `…` where it was cut."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = [], 0
    for char in text:
        step = _cell(char)
        if used + step > width - 1:
            break
        kept.append(char)
        used += step
    return "".join(kept).rstrip() + "…"


def wrap(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of at most `width` cells, broken between words where it can be."""
    out: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in paragraph.split(" "):
            joined = f"{current} {word}" if current else word
            if cells(joined) <= width:
                current = joined
                continue
            if current:
                out.append(current)
            current = word
            while cells(current) > width > 0:
                head = _head(current, width)
                out.append(head)
                current = current[len(head) :]
        out.append(current)
    return tuple(out)


def _head(text: str, width: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += _cell(char)
        if used > width:
            return text[: max(index, 1)]
    return text


def wrapped(text: str, width: int, style: str = "plain", indent: str = "") -> tuple[Line, ...]:
    """`wrap` as lines, each after `indent`."""
    return tuple(line(indent, Span(part, style)) for part in wrap(text, width - len(indent)))


def left_room(width: int, right_need: int) -> int:
    """Cells that the left side of a line gets, whatever stands at its right: see `fit`."""
    return max(width * 3 // 5, width - right_need - (_GAP if right_need else 0), width - _LEAST_RIGHT)


@lru_cache(maxsize=8192)
def fit(one: Line, width: int) -> tuple[Span, ...]:
    """The line as spans that fill exactly `width` cells.

    The left side gives way to the right one only down to three fifths of the width, and
    on wide lines until the right one has `_LEAST_RIGHT` cells.
    """
    left, right = tuple(map(_boxed, one.left)), tuple(map(_boxed, one.right))
    left_need, right_need = _need(left), _need(right)
    gap = (1 if one.keeps_right else _GAP) if right else 0
    room = max(0, width - right_need - gap) if one.keeps_right else left_room(width, right_need)
    keep = min(left_need, room)
    right = _cut_spans(right, max(0, width - keep - gap))
    left = _cut_spans(left, max(0, width - _need(right) - gap))
    pad = max(0, width - _need(left) - _need(right))
    return (*left, Span(" " * pad), *right)


def _boxed(span: Span) -> Span:
    if not span.width:
        return span
    text = cut(span.text, span.width)
    pad = " " * (span.width - cells(text))
    return Span(pad + text if span.is_right else text + pad, span.style, 0, False, span.command)


def _need(spans: tuple[Span, ...]) -> int:
    return sum(cells(span.text) for span in spans)


def _cut_spans(spans: tuple[Span, ...], width: int) -> tuple[Span, ...]:
    if _need(spans) <= width:
        return spans
    out: list[Span] = []
    room = width
    for span in spans:
        size = cells(span.text)
        if size <= room and not (size == room and span is not spans[-1]):
            out.append(span)
            room -= size
            continue
        text = cut(span.text, room) if size > room else cut(span.text + " ", room)
        if text:
            out.append(Span(text, span.style, 0, False, span.command))
        break
    return tuple(out)
