"""Reviewing a change as a bump: what moved, the bump computed again from its base, and what differs."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.bump.described import tree_rules
from gonogo.bump.review import Review, review_bump
from gonogo.bump.tree import plan_moves
from gonogo.bump.versions import PARTS, compare, is_version, next_version
from gonogo.bump.workspace import read_crates
from gonogo.errors import BumpError
from gonogo.model.plans import FileEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gonogo.bump.described import ChangelogWords, Notes, VersionWords
    from gonogo.bump.units import Move, TreeRules
    from gonogo.bump.versions import Part, Scheme

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEADING = re.compile(r"^ {0,3}##[ \t]+(?!#)[^\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """A range of commits.

    Attributes:
        tree: Path → text of every file at the base that the bump reads.
        before: Path → text of every changed file at the base; None where it is no text.
        after: The same at the head.
        on: The date of the head.
    """

    tree: Mapping[str, str]
    before: Mapping[str, str | None]
    after: Mapping[str, str | None]
    on: datetime.date

    def head_tree(self) -> dict[str, str]:
        """The files that the bump reads, as they are at the head."""
        texts = {path: text for path, text in self.tree.items() if path not in self.before}
        texts.update({path: text for path, text in self.after.items() if text is not None})
        return texts


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of a review.

    Attributes:
        review: What differs.
        moves: Package, or the tree's version as "", → old and new version.
        remarks: What is unusual, one sentence each.
    """

    review: Review
    moves: Mapping[str, Move]
    remarks: tuple[str, ...] = field(default=())


def judge_change(
    version: VersionWords, changelog: ChangelogWords | None, change: Change, options: Sequence[Notes]
) -> Judgement:
    """Compute the bump again from the base, and say what differs.

    Args:
        version: The playbook's version part.
        changelog: Its changelog part.
        change: What was changed.
        options: What may have been done to the changelog; the one that fits best is taken.

    Raises:
        BumpError: it can not be told: no version moved, or a file can not be read.
    """
    moves = find_moves(version, change)
    best: Judgement | None = None
    problem: BumpError | None = None
    for notes in options:
        try:
            edits, warnings = _edits(version, changelog, change, moves, notes)
        except BumpError as error:
            problem = problem or error
            continue
        review = review_bump(change.before, change.after, edits, version.uncomputed)
        if best is None or len(review.hunks) < len(best.review.hunks):
            best = Judgement(review, moves, (*_remarks(moves, version.scheme), *warnings))
    if best is None:
        raise problem or BumpError("The playbook says nothing of how this is bumped.")
    return best


def find_moves(version: VersionWords, change: Change) -> dict[str, Move]:
    """Which versions a change moves: the tree's as "", or each package's by its name.

    Raises:
        BumpError: none, or they can not be read.
    """
    head = change.head_tree()
    if version.packages is not None and version.packages.versions == "separate":
        before = {crate.name: crate.version for crate in read_crates(change.tree)}
        after = {crate.name: crate.version for crate in read_crates(head)}
        moves = {
            name: (old, after[name]) for name, old in sorted(before.items()) if after.get(name, old) != old
        }
    else:
        old = tree_rules(version, None, change.tree).version
        new = tree_rules(version, None, head).version
        moves = {"": (old, new)} if old != new else {}
    if not moves:
        raise BumpError("No version moves here: this is no bump.")
    return moves


def parts_between(old: str, new: str, scheme: Scheme) -> tuple[Part, ...]:
    """The parts of which one, raised in `old`, gives `new`."""
    found: list[Part] = []
    for part in PARTS:
        try:
            if next_version(old, part, scheme) == new:
                found.append(part)
        except BumpError:
            continue
    return tuple(found)


def _edits(
    version: VersionWords,
    changelog: ChangelogWords | None,
    change: Change,
    moves: Mapping[str, Move],
    notes: Notes,
) -> tuple[tuple[FileEdit, ...], tuple[str, ...]]:
    if "" in moves:
        tree = tree_rules(version, changelog, change.tree, notes=notes)
        new = moves[""][1]
        made = plan_moves(change.tree, tree, tree.moves(new), new=new, date=_date(change, tree, new))
        return made.edits, made.warnings
    texts = dict(change.tree)
    done: dict[str, FileEdit] = {}
    warnings: list[str] = []
    for name, (old, new) in moves.items():
        tree = tree_rules(version, changelog, texts, notes=notes, crate=name)
        if tree.version == new:
            continue  # it inherits, and moved with another one
        made = plan_moves(texts, tree, {name: (old, new)}, new=new, date=_date(change, tree, new))
        warnings += made.warnings
        for edit in made.edits:
            first = done.get(edit.path, edit)
            done[edit.path] = FileEdit(edit.path, first.before, edit.after, edit.notes)
            texts[edit.path] = edit.after
    return tuple(done.values()), tuple(warnings)


def _date(change: Change, tree: TreeRules, version: str) -> datetime.date:
    """The date that the head's changelog gives the version; the head's own where it gives none."""
    rule = tree.changelog
    text = change.after.get(rule.path) if rule else None
    if text is None:
        return change.on
    headings = list(_HEADING.finditer(text))
    for index, heading in enumerate(headings):
        if re.search(rf"(?<![\w.+-])v?{re.escape(version)}(?![\w+-]|\.\d)", heading[0]):
            end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
            said = _DATE.search(heading[0]) or _DATE.search(text, heading.end(), min(end, heading.end() + 200))
            try:
                return datetime.date.fromisoformat(said[0]) if said else change.on
            except ValueError:
                return change.on
    return change.on


def _remarks(moves: Mapping[str, Move], scheme: Scheme) -> Iterable[str]:
    for name, (old, new) in moves.items():
        if is_version(old, scheme) and is_version(new, scheme) and compare(new, old, scheme) < 0:
            yield f"{name or 'the version'} goes down, from {old} to {new}."
