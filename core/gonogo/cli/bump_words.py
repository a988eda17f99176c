"""What `gonogo bump` says, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gonogo.cli.diffs import unified_diff
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gonogo.bump.leftovers import Leftovers
    from gonogo.compose.bumping import TreeBump
    from gonogo.model.edits import Hit

_SHOWN = 20
"""Lines of a list that people are shown; JSON has them all."""


class Outcome(NamedTuple):
    """What was done.

    Attributes:
        version: The version that the checkout says now, or would say.
        commit: Its commit; empty when there is none.
        tag: Its tag; empty when there is none.
        is_written: The files were written.
        is_signed: The tag is signed.
        is_changed: A hook changed what is in the commit.
        notes: What a person should know of how it came to this.
    """

    version: str
    commit: str = ""
    tag: str = ""
    is_written: bool = False
    is_signed: bool = False
    is_changed: bool = False
    notes: tuple[str, ...] = ()


def of_plan(plan: TreeBump) -> list[str]:
    """The diff, then what changes in words."""
    lines = [line for edit in plan.edits for line in unified_diff(edit)]
    lines += ["", f"{plan.old} → {plan.new}, {_count(plan.edits, 'file')}:"]
    for edit in plan.edits:
        lines.append(f"  {clean_line(edit.path)}: {'; '.join(map(clean_line, edit.notes)) or 'changed'}")
    lines += [f"Mind: {clean_line(warning)}" for warning in plan.warnings]
    return lines


def of_left(plan: TreeBump, left: Leftovers) -> list[str]:
    """Lines that would still say the old version: those to look at, and those that only look like it."""
    lines: list[str] = []
    if left.real:
        where = "the playbook's files" if plan.is_known else "what was found"
        lines += ["", f"Still says the old version, outside {where} ({_count(left.real, 'line')}):"]
        lines += _hits(left.real)
    if left.decoys:
        lines += ["", f"Left alone: the same number, but something else ({_count(left.decoys, 'line')}):"]
        lines += _hits(left.decoys)
    return lines


def of_preview(dirty: Sequence[str]) -> list[str]:
    """How to go on from a preview."""
    lines = [""]
    if dirty:
        lines.append(f"These have changes already and would be refused: {', '.join(map(clean_line, dirty))}.")
    return [*lines, "Nothing was written. --write, --commit or --tag does it."]


def of_outcome(outcome: Outcome, branch: str) -> list[str]:
    """What was done, and what was not."""
    lines = ["", *map(clean_line, outcome.notes)]
    if not outcome.commit:
        return [*lines, "Written; nothing was committed."]
    on = f"on {clean_line(branch)}" if branch else "on no branch: HEAD is detached"
    lines.append(f"Committed {outcome.commit[:7]} {on}.")
    if outcome.is_changed:
        lines.append(f"Mind: a commit hook changed what is in it: git show {outcome.commit[:7]}.")
    if outcome.tag:
        lines.append(f"Tagged {outcome.tag}{', signed' if outcome.is_signed else ''}.")
    refs = " ".join(filter(None, (clean_line(branch), outcome.tag)))
    return [*lines, f"Nothing was pushed. Both or none: git push --atomic origin {refs}"]


def as_data(plan: TreeBump | None, left: Leftovers | None, outcome: Outcome) -> dict[str, Any]:
    """The same for programs."""
    data: dict[str, Any] = {
        "version": outcome.version,
        "written": outcome.is_written,
        "commit": outcome.commit or None,
        "tag": outcome.tag or None,
        "signed": outcome.is_signed,
        "changed_by_hook": outcome.is_changed,
        "notes": list(outcome.notes),
        "resumed": plan is None,
    }
    if plan is not None:
        data["old"] = plan.old
        data["files"] = [
            {"path": clean_line(edit.path), "changes": list(edit.notes), "diff": unified_diff(edit)}
            for edit in plan.edits
        ]
        data["warnings"] = list(plan.warnings)
    if left is not None:
        data["leftovers"] = [_hit_data(hit) for hit in left.real]
        data["decoys"] = [_hit_data(hit) for hit in left.decoys]
    return data


def _hit_data(hit: Hit) -> dict[str, Any]:
    return {"path": clean_line(hit.path), "line": hit.line, "text": hit.text}


def _hits(hits: Sequence[Hit]) -> Iterable[str]:
    yield from (f"  {clean_line(hit.path)}:{hit.line}: {clean_line(hit.text, 120)}" for hit in hits[:_SHOWN])
    if len(hits) > _SHOWN:
        yield f"  … and {len(hits) - _SHOWN} more (--json lists them all)."


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'s' if len(things) != 1 else ''}"
