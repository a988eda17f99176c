"""A plan as it is previewed: actions, exact commands, what it rests on, warnings, diffs, leftovers."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from gonogo.model.plans import PushBump
from gonogo_tui.present.lines import BLANK, Line, Span, line, wrap, wrapped
from gonogo_tui.present.step import joined
from gonogo_tui.present.words import plural

if TYPE_CHECKING:
    from gonogo.model.plans import Action, FileEdit, Plan

_MOST_DIFF_LINES = 2_000


def plan_lines(plan: Plan, width: int) -> tuple[Line, ...]:
    """The whole plan: warnings first, what it rests on last."""
    parts = [tuple(item for text in plan.warnings for item in _warning(text, width))]
    parts += [_action(number, action, width) for number, action in enumerate(plan.actions, 1)]
    parts.append(_leftovers(plan, width))
    edits = [edit for action in plan.actions if isinstance(action, PushBump) for edit in action.edits]
    parts += [edit_lines(edit, width) for edit in edits]
    parts.append(_rests_on(plan, width))
    return joined(tuple(parts))


def _warning(text: str, width: int) -> tuple[Line, ...]:
    first, *rest = wrap(text, width - 2)
    return (line(Span("! ", "wait"), Span(first, "wait")), *(line("  ", Span(part, "wait")) for part in rest))


def _action(number: int, action: Action, width: int) -> tuple[Line, ...]:
    head = wrap(action.title, width - 3)
    out = [line(Span(f"{number}. ", "key"), Span(head[0], "strong"))]
    out += [line("   ", Span(part, "strong")) for part in head[1:]]
    for command in action.commands:
        out += wrapped(command, width, "dim", "   ")
    return tuple(out)


def _rests_on(plan: Plan, width: int) -> tuple[Line, ...]:
    out: list[Line] = [line("Refused when one of these has moved")] if plan.rests_on else []
    for name, value in plan.rests_on.items():
        out += wrapped(f"{name}  {value}", width, "dim", "   ")
    return tuple(out)


def _leftovers(plan: Plan, width: int) -> tuple[Line, ...]:
    if not plan.leftovers:
        return ()
    many = len(plan.leftovers)
    verb = "names" if many == 1 else "name"
    head = f"{plural(many, 'line')} still {verb} the old version, in files that this does not change"
    rows = [
        line("   ", Span(f"{hit.path}:{hit.line}  ", "key"), Span(hit.text, "dim")) for hit in plan.leftovers
    ]
    return (*wrapped(head, width, "wait"), *rows)


def edit_lines(edit: FileEdit, width: int) -> tuple[Line, ...]:
    """One file's change: its notes, then the diff."""
    diff = list(unified_diff(edit.before.splitlines(), edit.after.splitlines(), lineterm="", n=2))[2:]
    added = sum(text.startswith("+") for text in diff)
    removed = sum(text.startswith("-") for text in diff)
    head = line(
        Span("── ", "bar"), Span(edit.path, "strong"), Span(f"  +{added}", "add"), Span(f" −{removed}", "del")
    )
    out = [head]
    for note in edit.notes:
        out += wrapped(note, width, "dim", "   ")
    looks = {"+": "add", "-": "del", "@": "hunk"}
    for text in diff[:_MOST_DIFF_LINES]:
        out.append(line("   ", Span(text, looks.get(text[:1], "dim"))))
    if len(diff) > _MOST_DIFF_LINES:
        out += [BLANK, *wrapped(f"{len(diff) - _MOST_DIFF_LINES} more lines are not shown", width, "wait")]
    return tuple(out)
