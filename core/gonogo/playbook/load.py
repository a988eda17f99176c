"""YAML → `Playbook`, or every mistake in the file at once, each with its place and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from gonogo.errors import PlaybookError
from gonogo.playbook.checklist import draft_steps
from gonogo.playbook.choosing import check_when, inputs_of
from gonogo.playbook.explain import describe, explain_errors
from gonogo.playbook.keys import find_doubles, prune
from gonogo.playbook.order import join_steps
from gonogo.playbook.parse import parse_tree
from gonogo.playbook.report import Report
from gonogo.playbook.rules import check_rules
from gonogo.playbook.shape import Playbook
from gonogo.playbook.steps import Step
from gonogo.playbook.tree import Entries, Items, mistake, to_plain

if TYPE_CHECKING:
    from gonogo.playbook.tree import Tree


def load_playbook(text: bytes, file: str) -> Playbook:
    """Read a playbook.

    Args:
        text: The bytes of the YAML file.
        file: Its name, as messages shall show it.

    Returns:
        The playbook. Every step has an id, a phase (inherited from the step before) and `needs`
        as a tuple (the step before where the file says nothing); the order is the file's.

    Raises:
        PlaybookError: all mistakes, in file order.
    """
    tree = parse_tree(text, file)
    if not isinstance(tree, Entries):
        what = f"a playbook must be a mapping, and this is {describe(tree)}."
        raise PlaybookError((mistake(file, tree.place, what, "Begin with `gonogo: 1`."),))
    report = Report(file)
    find_doubles(tree, report)
    known = prune(tree, Playbook, report)
    data = cast("dict[str, Any]", to_plain(known))
    _put_steps(tree, data, report)
    check_rules(tree, report)
    playbook = _validate(tree, data, report)
    report.settle()
    assert playbook is not None  # noqa: S101  # without a mistake there is a playbook
    return playbook


def _validate(tree: Entries, data: dict[str, Any], report: Report) -> Playbook | None:
    try:
        return Playbook.model_validate(data)
    except ValidationError as error:
        explain_errors(error, tree, report, whose="the playbook")
        return None


def _put_steps(tree: Entries, data: dict[str, Any], report: Report) -> None:
    """Put the made steps into `data`; one with mistakes is held by an empty step, which nobody will see."""
    processes = tree.get("processes")
    if not isinstance(processes, Entries):
        return
    for name, process in processes.entries:
        steps = process.get("steps") if isinstance(process, Entries) else None
        if isinstance(process, Entries) and isinstance(steps, Items):
            data["processes"][name.text]["steps"] = _make_steps(steps, process, report)


def _make_steps(items: Items, process: Entries, report: Report) -> list[Step]:
    drafts = draft_steps(items, report)
    check_when(drafts, inputs_of(process), report)
    made = {step.id: step for step in join_steps(drafts, report)}
    return [made.get(draft.step_id, Step()) for draft in drafts]


def named_repositories(text: bytes, file: str) -> tuple[str, ...]:
    """The repositories that a file names, whatever else is wrong with it; empty when that can not be told."""
    try:
        tree: Tree = parse_tree(text, file)
    except PlaybookError:
        return ()
    value = to_plain(tree)
    named = value.get("repository") if isinstance(value, dict) else None
    names = named if isinstance(named, list) else [named]
    return tuple(name for name in names if isinstance(name, str))
