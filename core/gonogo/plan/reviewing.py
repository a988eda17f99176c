"""Reviewing a change by a playbook: which of its processes it is a bump of, and what is not mechanical."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.bump.judging import find_moves, judge_change, judge_found, parts_between
from gonogo.errors import BumpError
from gonogo.playbook.steps import BumpDo, BumpIsMechanicalCheck

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.described import Notes
    from gonogo.bump.judging import Change, Judgement
    from gonogo.bump.units import Move
    from gonogo.playbook.shape import Playbook


def review_by(playbook: Playbook, change: Change) -> Judgement:
    """Compute the bump again as the playbook describes it, and say what differs.

    Raises:
        BumpError: it can not be told.
    """
    moves = find_moves(playbook.version, change)
    return judge_change(playbook.version, playbook.changelog, change, notes_for(playbook, moves))


def review_by_best(playbooks: Mapping[str, Playbook], change: Change) -> tuple[str, Judgement]:
    """Review by the playbook that fits best: eras of one repository differ. Its name, and what came of it.

    Without a playbook, what a bump consists of is found in the base's files; the name is empty then.

    Raises:
        BumpError: it can not be told by any of them; the first one's reason.
    """
    if not playbooks:
        return "", judge_found(change)
    best: tuple[str, Judgement] | None = None
    reason: BumpError | None = None
    for name, playbook in playbooks.items():
        try:
            judged = review_by(playbook, change)
        except BumpError as error:
            reason = reason or error
            continue
        if best is None or _rank(judged) < _rank(best[1]):
            best = name, judged
        if judged.is_mechanical:
            break
    if best is None:
        raise reason or BumpError("No playbook says how this is bumped.")
    return best


def notes_for(playbook: Playbook, moves: Mapping[str, Move]) -> tuple[Notes, ...]:
    """What the playbook's processes that make such a move do to the changelog; of all where none does.

    Where automation bumps, the check of its pull request says it.
    """
    fitting = set(_parts_of(playbook, moves))
    bumps: dict[Notes, None] = {}
    others: dict[Notes, None] = {}
    for process in playbook.processes.values():
        wanted = process.inputs["version"].next if "version" in process.inputs else ()
        for step in process.steps:
            if isinstance(step, BumpDo | BumpIsMechanicalCheck):
                others[step.changelog] = None
                if fitting.intersection(parts_of_step(step, wanted)):
                    bumps[step.changelog] = None
    return tuple(bumps or others) or ("leave",)


def parts_of_step(step: BumpDo | BumpIsMechanicalCheck, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Which parts of a version a step moves: `{next-major}` says it itself, else its process's input does."""
    if isinstance(step, BumpIsMechanicalCheck) and step.version.startswith("{next-"):
        return (step.version.removeprefix("{next-").removesuffix("}"),)
    return wanted


def _parts_of(playbook: Playbook, moves: Mapping[str, Move]) -> Iterable[str]:
    for old, new in moves.values():
        yield from parts_between(old, new, playbook.version.scheme)


def _rank(judged: Judgement) -> tuple[bool, int]:
    return (not judged.is_whole, len(judged.review.hunks))
