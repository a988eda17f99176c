"""A job's log as lines: timestamps, groups, errors and colours, read once and drawn when in sight."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.model.logs import without_colours
from gonogo_tui.present.lines import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z ")
_WRONG = re.compile(
    r"\s*(?:error(?:\[\w+\])?:|fatal: |Traceback \(most recent call last\)|thread '.{0,80}' panicked at )",
    re.IGNORECASE,
)
"""What compilers and interpreters write where something is wrong: it stands above GitHub's own mark."""
_SHOWN = slice(11, 19)
_COLOUR = re.compile(r"\x1b\[([0-9;]*)m")
_MARKED = re.compile(r"(?:##)?\[(group|endgroup|error|warning|notice|debug|command|section)\]")
_PREFIX = {"group": "▾ ", "error": "✗ ", "warning": "! ", "notice": "· ", "debug": "· ", "command": "$ "}
_STYLE = {
    "group": "strong", "error": "bad", "warning": "wait", "notice": "key", "debug": "dim", "command": "key",
}  # fmt: skip
_LOOK = {"1": "strong", "2": "dim", "30": "dim", "90": "dim", "37": "plain", "97": "plain", "39": "plain"} | {
    f"{base + code}": look
    for base in (30, 90)
    for code, look in {1: "bad", 2: "good", 3: "wait", 4: "key", 5: "unseen", 6: "key"}.items()
}
"""Colours of a terminal → ours: a log's red is our red, and reads on light as on dark."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of a log.

    Attributes:
        stamp: Its whole timestamp; empty for none.
        body: Its text, with colours (`ESC [ digits m`) and nothing else.
        kind: `group`, `error`, `warning`, `notice`, `debug`, `command`; empty for plain.
        is_inside: It belongs to a group.
    """

    stamp: str
    body: str
    kind: str = ""
    is_inside: bool = False


@dataclass(slots=True)
class LogText:
    """A whole log.

    Attributes:
        lines: What is shown; the ends of groups are not.
        errors: Numbers of the lines that say what went wrong.
    """

    lines: list[LogLine] = field(default_factory=list)
    errors: list[int] = field(default_factory=list)

    def line_at(self, at: datetime) -> int:
        """The first line that was written at a moment or later."""
        wanted = f"{at:%Y-%m-%dT%H:%M:%S}"
        stamps = [line.stamp[:19] for line in self.lines]
        return min(bisect_left(stamps, wanted), max(len(self.lines) - 1, 0))

    def find(self, needle: str) -> list[int]:
        """Numbers of the lines that hold a text, in any case."""
        wanted = needle.casefold()
        if not wanted:
            return []
        return [n for n, line in enumerate(self.lines) if wanted in without_colours(line.body).casefold()]


def read_log(text: str) -> LogText:
    """A log from its cleaned text."""
    out = LogText()
    is_inside = False
    stamp = ""
    for raw in text.removesuffix("\n").split("\n") if text else ():
        found = _STAMP.match(raw)
        if found:
            stamp, raw = raw[: found.end() - 1], raw[found.end() :]  # noqa: PLW2901 (the rest of the line)
        marked = _MARKED.match(raw) if raw.startswith(("##[", "[command]")) else None
        kind = marked[1] if marked else ""
        if kind == "endgroup":
            is_inside = False
            continue
        if marked:
            raw = raw[marked.end() :]  # noqa: PLW2901 (as above)
        if kind == "group":
            is_inside = False
        if kind == "error" or (not marked and _is_wrong(raw)):
            out.errors.append(len(out.lines))
        out.lines.append(LogLine(stamp, raw, kind, is_inside))
        is_inside = is_inside or kind == "group"
    return out


def _is_wrong(raw: str) -> bool:
    start = raw.lstrip()[:24]  # seldom: most lines are passed over by this alone
    if not start or (start[0] not in "eEfFtT\x1b"):
        return False
    return bool(_WRONG.match(without_colours(raw[:200])))


def plain_line(line: LogLine, *, has_stamp: bool) -> str:
    """A line as it is shown, without its colours."""
    return _before(line, has_stamp=has_stamp) + without_colours(line.body)


def _before(line: LogLine, *, has_stamp: bool) -> str:
    stamp = f"{line.stamp[_SHOWN]:<8}  " if has_stamp else ""
    return stamp + ("  " if line.is_inside else "") + _PREFIX.get(line.kind, "")


def line_spans(line: LogLine, *, has_stamp: bool) -> tuple[Span, ...]:
    """A line as spans; together they are exactly `plain_line`."""
    stamp = f"{line.stamp[_SHOWN]:<8}  " if has_stamp else ""
    rest = _before(line, has_stamp=False)
    whole = _STYLE.get(line.kind, "")
    out = [Span(stamp, "dim")] if stamp else []
    if rest:
        out.append(Span(rest, whole or "plain"))
    out += [Span(text, whole or look) for text, look in _coloured(line.body)]
    return tuple(out)


def _coloured(body: str) -> Iterator[tuple[str, str]]:
    """Pieces of text, each with its look."""
    if "\x1b" not in body:
        yield body, "plain"
        return
    look, at = "plain", 0
    for found in _COLOUR.finditer(body):
        if found.start() > at:
            yield body[at : found.start()], look
        look, at = _look_after(look, found[1]), found.end()
    if at < len(body):
        yield body[at:], look


def _look_after(look: str, codes: str) -> str:
    numbers = codes.split(";")
    if numbers[0] in ("38", "48"):  # of 256, or of all colours: none that we have
        return look
    for number in numbers:
        if number in ("", "0"):
            look = "plain"
        elif number == "1":
            look = "strong" if look == "plain" else look
        else:
            look = _LOOK.get(number.lstrip("0"), look)
    return look
