"""Unified diffs of edits: fast where lines stay in their places, as they do in nearly every bump."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.model.text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gonogo.model.edits import FileEdit

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3

Range = tuple[int, int, int, int]
"""Lines that differ: first and end in the old text, first and end in the new one."""


def unified_diff(edit: FileEdit) -> list[str]:
    """The diff of one file as lines, cleaned for a terminal."""
    old, new = _LINE.findall(edit.before), _LINE.findall(edit.after)
    ranges = _differing(old, new)
    if not ranges:
        return []
    name = clean_text(edit.path).replace("\n", " ")
    lines = [f"--- a/{name}", f"+++ b/{name}"]
    for group in _grouped(ranges):
        lines += _hunk(old, new, group)
    return lines


def _differing(old: Sequence[str], new: Sequence[str]) -> list[Range]:
    if len(old) == len(new):
        return _runs([at for at in range(len(old)) if old[at] != new[at]])
    start = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    most = min(len(old), len(new)) - start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if not middle_old or not middle_new:
        return [(start, start + len(middle_old), start, start + len(middle_new))]
    from difflib import SequenceMatcher  # noqa: PLC0415 (only where lines were added in several places)

    codes = SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_opcodes()
    return [(start + a, start + b, start + c, start + d) for tag, a, b, c, d in codes if tag != "equal"]


def _runs(numbers: Iterable[int]) -> list[Range]:
    runs: list[Range] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1, runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1, number, number + 1))
    return runs


def _grouped(ranges: Sequence[Range]) -> list[list[Range]]:
    """Ranges so close that their context meets stand in one hunk."""
    groups: list[list[Range]] = []
    for one in ranges:
        if groups and one[0] - groups[-1][-1][1] <= 2 * _CONTEXT:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _hunk(old: Sequence[str], new: Sequence[str], group: Sequence[Range]) -> list[str]:
    first, last = group[0], group[-1]
    lead = min(_CONTEXT, first[0])
    tail = min(_CONTEXT, len(old) - last[1])
    spans = (first[0] - lead, last[1] + tail), (first[2] - lead, last[3] + tail)
    lines = [f"@@ -{_span(*spans[0])} +{_span(*spans[1])} @@"]
    at = spans[0][0]
    for old_start, old_end, new_start, new_end in group:
        for line in old[at:old_start]:
            lines += _marked(" ", line)
        for line in old[old_start:old_end]:
            lines += _marked("-", line)
        for line in new[new_start:new_end]:
            lines += _marked("+", line)
        at = old_end
    for line in old[at : spans[0][1]]:
        lines += _marked(" ", line)
    return lines


def _span(start: int, end: int) -> str:
    count = end - start
    return f"{start + 1}" if count == 1 else f"{start + 1 if count else start},{count}"


def _marked(mark: str, line: str) -> tuple[str, ...]:
    bare = line.removesuffix("\n").removesuffix("\r")
    shown = mark + (bare if bare.replace("\t", "").isprintable() else clean_text(bare))
    return (shown,) if line.endswith("\n") else (shown, "\\ No newline at end of file")
