"""A bump that was made against the bump as it would be made: nothing but mechanical, or which lines are not."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.model.edits import FileEdit

_PROSE = re.compile(r"\.(?:md|markdown|rst|adoc)$|(?:^|/)[A-Z]+(?:\.txt)?$")


class HunkKind(StrEnum):
    """What a hunk is that no bump makes."""

    PROSE = "prose"
    """Words: release notes, a README."""
    FIX = "fix"
    """A change of something else, in the same commit."""
    MISSED = "missed"
    """A change that the bump makes, and that is not there."""
    EXTRA = "extra file"
    """A file that was added, removed or is no text."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that differ from what a bump makes.

    Attributes:
        line: 1-based, in the file as it is after the commit (where it is missing, before it).
        added: How many lines are there that a bump does not write.
        removed: How many lines that a bump leaves or writes are not there.
        text: The first of these lines, cleaned.
    """

    path: str
    line: int
    kind: HunkKind
    added: int
    removed: int
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """What was found.

    Attributes:
        hunks: Everything that is not mechanical, by file and line.
        mechanical: Paths whose bytes are exactly those of the computed bump.
        unchecked: Changed paths that can not be computed here, as the playbook says.
    """

    hunks: tuple[Hunk, ...]
    mechanical: tuple[str, ...]
    unchecked: tuple[str, ...] = ()

    @property
    def is_mechanical(self) -> bool:
        """Nothing but the bump."""
        return not self.hunks

    @property
    def is_whole(self) -> bool:
        """The bump is all there, whatever came with it."""
        return not any(hunk.kind is HunkKind.MISSED for hunk in self.hunks)


def review_bump(
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    edits: Iterable[FileEdit],
    unchecked: Iterable[str] = (),
) -> Review:
    """Compare what was changed with what the bump changes.

    Args:
        before: Path → text of every changed file at the base; None for a file that is no text;
            absent where the file was not there.
        after: The same at the head.
        edits: The computed bump, from the base.
        unchecked: Globs of files that a bump also changes and that can not be computed.
    """
    planned = {edit.path: edit for edit in edits}
    patterns = tuple(unchecked)
    hunks: list[Hunk] = []
    same: list[str] = []
    aside: list[str] = []
    for path in sorted({*before, *after, *planned}):
        if any(fnmatchcase(path, pattern) for pattern in patterns):
            aside.append(path)
            continue
        edit = planned.get(path)
        old = edit.before if edit else before.get(path)
        new = after.get(path, old if path not in before else None)
        if edit and new == edit.after:
            same.append(path)
        else:
            hunks += _file_hunks(path, edit, old, new, is_changed=path in before or path in after)
    return Review(tuple(hunks), tuple(same), tuple(aside))


def _file_hunks(
    path: str, edit: FileEdit | None, old: str | None, new: str | None, *, is_changed: bool
) -> list[Hunk]:
    if edit is None and (old is None or new is None):
        what = (
            "was added"
            if old is None and new is not None
            else "was removed"
            if old is not None
            else "is no text"
        )
        return [Hunk(path, 0, HunkKind.EXTRA, 0, 0, f"{path} {what}")]
    if edit is not None and new is None and is_changed:
        return [Hunk(path, 0, HunkKind.MISSED, 0, 0, f"{path} was removed")]
    expected = edit.after if edit else old or ""
    wanted = _lines(expected)
    has = _lines(new or "")
    planned = _planned_lines(edit) if edit else frozenset()
    untouched = set(_lines(edit.before)) if edit else set()
    hunks: list[Hunk] = []
    for tag, first, last, begin, end in _opcodes(wanted, has):
        if tag == "equal":
            continue
        is_missed = any(line in planned for line in range(first, last)) and _is_as_before(
            has[begin:end], untouched
        )
        if not is_missed and any(line in planned for line in range(first, last)):
            is_missed = not _keeps(wanted, has[begin:end], planned, range(first, last))
        kind = HunkKind.MISSED if is_missed else HunkKind.PROSE if _PROSE.search(path) else HunkKind.FIX
        shown = has[begin:end] or wanted[first:last]
        text = next((line for line in shown if line.strip()), "")
        hunks.append(Hunk(path, begin + 1, kind, end - begin, last - first, clean_line(text, 160)))
    return hunks


def _is_as_before(lines: list[str], untouched: set[str]) -> bool:
    return all(line in untouched for line in lines)


def _keeps(wanted: list[str], has: list[str], planned: frozenset[int], where: range) -> bool:
    """Whether every planned line of a hunk stands there in another place."""
    return all(wanted[line] in has for line in where if line in planned and wanted[line].strip())


def _planned_lines(edit: FileEdit) -> frozenset[int]:
    """Indexes of the lines that the bump writes."""
    lines: set[int] = set()
    for tag, _, _, begin, end in _opcodes(_lines(edit.before), _lines(edit.after)):
        if tag != "equal":
            lines.update(range(begin, end))
    return frozenset(lines)


def _opcodes(first: list[str], second: list[str]) -> list[tuple[str, int, int, int, int]]:
    """The differences, the equal head and tail taken off first: these files are long and differ little."""
    head = 0
    shortest = min(len(first), len(second))
    while head < shortest and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < shortest - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    middle = difflib.SequenceMatcher(
        None, first[head : len(first) - tail], second[head : len(second) - tail], autojunk=False
    )
    return [
        (tag, one + head, other + head, begin + head, end + head)
        for tag, one, other, begin, end in middle.get_opcodes()
    ]


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+$", text)
