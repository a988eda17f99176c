"""Reviewing a change as a bump: what moved, the bump computed again from its base, and what differs."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.bump.changelog import is_unreleased_empty
from gonogo.bump.described import changelog_rule, tree_rules, version_of
from gonogo.bump.discover import discover
from gonogo.bump.moves import move_packages
from gonogo.bump.npm import read_package
from gonogo.bump.release import plan_release, read_version
from gonogo.bump.review import Review, review_bump
from gonogo.bump.tree import plan_moves
from gonogo.bump.versions import PARTS, compare, is_same_version, is_version, next_version
from gonogo.bump.wanted import wants
from gonogo.bump.workspace import read_crates
from gonogo.errors import BumpError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gonogo.bump.described import ChangelogWords, Notes, VersionWords
    from gonogo.bump.units import Move, TreeRules
    from gonogo.bump.versions import Part, Scheme
    from gonogo.model.edits import FileEdit

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
    on: dt.date

    def head_tree(self) -> dict[str, str]:
        """The files that the bump reads, as they are at the head."""
        texts = {path: text for path, text in self.tree.items() if path not in self.before}
        changed = self.after.items()
        texts |= {path: text for path, text in changed if text is not None and self._matters(path)}
        return texts

    def _matters(self, path: str) -> bool:
        return path in self.tree or wants(path)


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

    @property
    def is_mechanical(self) -> bool:
        """A version moves, and nothing else."""
        return bool(self.moves) and self.review.is_mechanical

    @property
    def is_whole(self) -> bool:
        """A version moves, and all that goes with it, whatever else came along."""
        return bool(self.moves) and self.review.is_whole


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
        BumpError: it can not be told: a file can not be read.
    """
    moves = find_moves(version, change)
    if not moves:
        return _no_bump(change, version.uncomputed)
    best: Judgement | None = None
    problem: BumpError | None = None
    remarks = tuple(_remarks(moves, version.scheme))
    if changelog is not None and "leave" not in options and _is_nothing_new(changelog, change, moves):
        options = (*options, "leave")
        remarks += (f"{changelog.path}: nothing stood under Unreleased at the base.",)
    for notes in options:
        try:
            edits, warnings = _edits(version, changelog, change, moves, notes)
        except BumpError as error:
            problem = problem or error
            continue
        review = review_bump(change.before, change.after, edits, version.uncomputed)
        if best is None or len(review.hunks) < len(best.review.hunks):
            best = Judgement(review, moves, tuple(dict.fromkeys((*remarks, *warnings))))
    if best is None:
        raise problem or BumpError("The playbook says nothing of how this is bumped.")
    return best


def find_moves(version: VersionWords, change: Change) -> dict[str, Move]:
    """Which versions a change moves: the tree's as "", or each package's by its name.

    Raises:
        BumpError: they can not be read.
    """
    head = change.head_tree()
    if version.packages is not None and version.packages.versions == "separate":
        before = {crate.name: crate.version for crate in read_crates(change.tree)}
        after = {crate.name: crate.version for crate in read_crates(head)}
        return {
            name: (old, after[name]) for name, old in sorted(before.items()) if after.get(name, old) != old
        }
    old, new = version_of(version, change.tree), version_of(version, head)
    return {"": (old, new)} if old != new else {}


def judge_found(change: Change) -> Judgement:
    """The same without a playbook: what a bump consists of is found in the base's files.

    Raises:
        BumpError: it can not be told: no version, several, or a file can not be read.
    """
    tree = discover(change.tree)
    new = next((said for said in _said(tree, change.head_tree()) if said != tree.version), None)
    if new is None:
        return _no_bump(change, ())
    moves = {"": (tree.version, new)}
    made = plan_moves(change.tree, tree, tree.moves(new), new=new, date=_date(change, tree, new))
    review = review_bump(change.before, change.after, made.edits)
    return Judgement(review, moves, (*_remarks(moves, tree.scheme), *made.warnings))


def _said(tree: TreeRules, texts: Mapping[str, str]) -> Iterable[str]:
    """The versions that a tree's places say, one after the other; what can not be read is passed over."""
    crates = {crate.manifest.path: crate.version for crate in read_crates(texts)}
    for unit in tree.units:
        if unit.ecosystem == "cargo" and unit.path in crates:
            yield crates[unit.path]
        elif unit.ecosystem == "npm" and unit.path in texts:
            yield read_package(texts[unit.path], unit.path)[1] or tree.version
    for rule in tree.rules:
        if rule.path in texts:
            try:
                said = read_version(texts[rule.path], rule)
            except BumpError:
                continue
            yield tree.version if is_same_version(said, tree.version) else said


def _no_bump(change: Change, unchecked: Sequence[str]) -> Judgement:
    review = review_bump(change.before, change.after, (), unchecked)
    return Judgement(review, {}, ("No version moves here: this is no bump.",))


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
    all_of_them = tree_rules(version, None, change.tree)
    edits, warnings = move_packages(change.tree, all_of_them.units, moves, ends_lines=all_of_them.ends_lines)
    for name, (old, new) in moves.items():
        tree = tree_rules(version, changelog, change.tree, notes=notes, crate=name)
        made = plan_release(change.tree, (), tree.changelog, old=old, new=new, date=_date(change, tree, new))
        edits, warnings = (*edits, *made.edits), (*warnings, *made.warnings)
    return edits, warnings


def _date(change: Change, tree: TreeRules, version: str) -> dt.date:
    """The date that the head's changelog gives the version; the head's own where it gives none."""
    rule = tree.changelog
    text = change.after.get(rule.path) if rule else None
    if text is None:
        return change.on
    headings = list(_HEADING.finditer(text))
    for index, heading in enumerate(headings):
        if re.search(rf"(?<![\w.+-])v?{re.escape(version)}(?![\w+-]|\.\d)", heading[0]):
            end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
            said = _DATE.search(heading[0]) or _DATE.search(
                text, heading.end(), min(end, heading.end() + 200)
            )
            try:
                return dt.date.fromisoformat(said[0]) if said else change.on
            except ValueError:
                return change.on
    return change.on


def _is_nothing_new(changelog: ChangelogWords, change: Change, moves: Mapping[str, Move]) -> bool:
    """Whether the changelog at the base had nothing that could be promoted."""
    if changelog.style != "keep-a-changelog":
        return False
    for name in moves:
        rule = changelog_rule(changelog, "write", name)
        text = change.tree.get(rule.path) if rule else None
        if rule is not None and text is not None:
            try:
                if is_unreleased_empty(text, rule.path, rule.placeholder):
                    return True
            except BumpError:
                return True
    return False


def _remarks(moves: Mapping[str, Move], scheme: Scheme) -> Iterable[str]:
    for name, (old, new) in moves.items():
        if is_version(old, scheme) and is_version(new, scheme) and compare(new, old, scheme) < 0:
            yield f"{name or 'the version'} goes down, from {old} to {new}."
