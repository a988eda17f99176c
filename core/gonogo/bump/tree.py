"""What a whole tree's bump consists of: which files are wanted, which packages move, and every edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.bump.discover import discover
from gonogo.bump.leftovers import Leftovers, leftovers, scan
from gonogo.bump.moves import move_packages
from gonogo.bump.order import publish_order
from gonogo.bump.release import ReleaseFiles, plan_release
from gonogo.bump.units import Move, TreeRules, Unit
from gonogo.bump.versions import PARTS, compare, next_version
from gonogo.bump.wanted import wants
from gonogo.errors import BumpError
from gonogo.model.edits import FileEdit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

__all__ = [
    "Leftovers",
    "Move",
    "TreeRules",
    "Unit",
    "discover",
    "leftovers",
    "next_of",
    "plan_moves",
    "plan_tree",
    "publish_order",
    "scan",
    "wants",
]


def next_of(tree: TreeRules, to: str) -> str:
    """The version that `to` means: a version as it is, or a part of the tree's own raised.

    Raises:
        BumpError: the part can not be raised.
    """
    part = next((part for part in PARTS if part == to), None)
    return next_version(tree.version, part, tree.scheme) if part else to


def plan_tree(
    texts: Mapping[str, str],
    tree: TreeRules,
    *,
    to: str,
    date: dt.date,
    can_go_down: bool = False,
) -> ReleaseFiles:
    """Every edit that moves the tree to a version.

    Args:
        texts: Path → text of every wanted file.
        tree: What moves.
        to: A version, or `major`, `minor`, `patch`, `rc`, `final`.
        date: The date of the changelog's heading.
        can_go_down: A lower version than the tree's own is meant.

    Raises:
        BumpError: with everything that is wrong; nothing is to be written then.
    """
    new = next_of(tree, to)
    if not can_go_down and compare(new, tree.version, tree.scheme) < 0:
        raise BumpError(
            f"{new} is below {tree.version}, which the tree says now.",
            advice="Ask for a downgrade if it is meant.",
        )
    return plan_moves(texts, tree, tree.moves(new), new=new, date=date)


def plan_moves(
    texts: Mapping[str, str], tree: TreeRules, moves: Mapping[str, Move], *, new: str, date: dt.date
) -> ReleaseFiles:
    """Every edit for packages that move as told, and for the files that hold the tree's version.

    Raises:
        BumpError: with everything that is wrong.
    """
    packages, warnings = move_packages(texts, tree.units, moves, ends_lines=tree.ends_lines)
    moved = {edit.path: edit for edit in packages}
    now = {**texts, **{path: edit.after for path, edit in moved.items()}}
    ecosystems = {unit.ecosystem for unit in tree.units}
    covered = {
        "cargo": "cargo" in ecosystems,
        "cargo-lock": "cargo" in ecosystems,
        "package-json": "npm" in ecosystems,
    }
    rules = [rule for rule in tree.rules if not covered.get(rule.format, False)]
    others = plan_release(now, rules, tree.changelog, old=tree.version, new=new, date=date)
    for edit in others.edits:
        first = moved.get(edit.path)
        before, notes = (first.before, first.notes) if first else (edit.before, ())
        moved[edit.path] = FileEdit(edit.path, before, edit.after, (*notes, *edit.notes))
    return ReleaseFiles(tuple(moved.values()), tuple(dict.fromkeys((*warnings, *others.warnings))))
