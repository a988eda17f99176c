"""Which workflows an event starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.rehearsal.workflows.globs import is_matched

if TYPE_CHECKING:
    from gonogo.rehearsal.workflows.parse import EventFilter, Workflow

_HEADS = "refs/heads/"
_TAGS = "refs/tags/"
_PULL_EVENTS = ("pull_request", "pull_request_target")
_PULL_TYPES = ("opened", "synchronize", "reopened")


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that happened.

    Attributes:
        event: GitHub's name of it (`push`, `pull_request`, `workflow_dispatch`, …).
        ref: `refs/heads/main` or `refs/tags/v1`; for a pull request its head.
        base: For a pull request or merge group: the branch it goes into (its name, or its ref).
        paths: Changed files; None when they are not known (then path filters let everything through,
            as GitHub does when it can not make the diff).
        action: Activity type (`opened`, `labeled`, …); empty for the usual ones.
    """

    event: str
    ref: str
    base: str = ""
    paths: tuple[str, ...] | None = None
    action: str = ""


def is_triggered(workflow: Workflow, trigger: Trigger) -> bool:
    """Whether the event starts the workflow."""
    rules = workflow.events.get(trigger.event)
    if rules is None or trigger.event == "workflow_call":
        return False
    if not _is_type_wanted(rules, trigger):
        return False
    if trigger.event == "push":
        return _is_push_wanted(rules, trigger)
    base = trigger.base.removeprefix(_HEADS)
    if trigger.event in _PULL_EVENTS:
        return _is_branch_wanted(rules, base) and _are_paths_wanted(rules, trigger.paths)
    if trigger.event == "merge_group":
        return _is_branch_wanted(rules, base)
    return True


def _is_push_wanted(rules: EventFilter, trigger: Trigger) -> bool:
    has_branches = rules.branches is not None or rules.branches_ignore is not None
    has_tags = rules.tags is not None or rules.tags_ignore is not None
    if trigger.ref.startswith(_TAGS):
        # Path filters are not looked at for tags.
        return _is_tag_wanted(rules, trigger.ref.removeprefix(_TAGS)) if has_tags else not has_branches
    if has_tags and not has_branches:
        return False
    branch = trigger.ref.removeprefix(_HEADS)
    return _is_branch_wanted(rules, branch) and _are_paths_wanted(rules, trigger.paths)


def _is_branch_wanted(rules: EventFilter, branch: str) -> bool:
    return _is_name_wanted(branch, rules.branches, rules.branches_ignore)


def _is_tag_wanted(rules: EventFilter, tag: str) -> bool:
    return _is_name_wanted(tag, rules.tags, rules.tags_ignore)


def _is_name_wanted(name: str, wanted: tuple[str, ...] | None, ignored: tuple[str, ...] | None) -> bool:
    if wanted is not None and not is_matched(name, wanted):
        return False
    return ignored is None or not is_matched(name, ignored)


def _are_paths_wanted(rules: EventFilter, paths: tuple[str, ...] | None) -> bool:
    if paths is None:
        return True
    if rules.paths is not None and not any(is_matched(path, rules.paths) for path in paths):
        return False
    ignored = rules.paths_ignore
    return ignored is None or any(not is_matched(path, ignored) for path in paths)


def _is_type_wanted(rules: EventFilter, trigger: Trigger) -> bool:
    usual = _PULL_TYPES if trigger.event in _PULL_EVENTS else ()
    if rules.types is None:
        return not trigger.action or not usual or trigger.action in usual
    if trigger.action:
        return trigger.action in rules.types
    return not usual or any(kind in rules.types for kind in usual)
