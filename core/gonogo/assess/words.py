"""The words of steps and of evidence: titles, counts, short lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.text import clean_line
from gonogo.playbook.steps import (
    AttestationsCheck,
    BumpDo,
    BumpIsMechanicalCheck,
    CratesIoCheck,
    EnvironmentGate,
    EnvironmentsCheck,
    GitHubReleaseCheck,
    LockInSyncCheck,
    MergeDo,
    OldVersionCheck,
    PyPICheck,
    Step,
    TagDo,
    WorkflowsGreenCheck,
    WorkflowWait,
    WorktreeCheck,
)
from gonogo.playbook.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def join_some(names: Iterable[str], limit: int = 5) -> str:
    """The first few, and how many more."""
    all_names = tuple(names)
    more = f" and {len(all_names) - limit} more" if len(all_names) > limit else ""
    return ", ".join(all_names[:limit]) + more


def at_names(logins: Iterable[str]) -> str:
    """`@mira, @jo`."""
    return join_some(f"@{login}" for login in logins)


def title_of(step: Step, values: Mapping[str, str]) -> str:
    """A step's line in the checklist: its own title, or what its type does."""
    return clean_line(render(step.title or _title(step), values), 100)


def _title(step: Step) -> str:
    plain = {
        AttestationsCheck: "Attestations are listed for {tag}",
        BumpIsMechanicalCheck: "The bump is mechanical",
        BumpDo: "Bump {previous} to {version}",
        EnvironmentsCheck: "Environments are set as expected",
        GitHubReleaseCheck: "The release of {tag} is public",
        LockInSyncCheck: "Lock files are in sync",
        MergeDo: "Merge the bump",
        OldVersionCheck: "No other file names {previous}",
        TagDo: "Sign {tag} and push it",
    }
    match step:
        case WorktreeCheck():
            return f"Checkout is clean, at origin's {step.branch}"
        case WorkflowsGreenCheck():
            return f"CI is green for {step.at}'s HEAD"
        case CratesIoCheck():
            return f"crates.io has {step.crate} {{version}}"
        case PyPICheck():
            return f"PyPI has {step.project} {{version}}"
        case WorkflowWait():
            return f"{step.run} runs to its end"
        case EnvironmentGate():
            return f"Approve {step.environment} for {step.job}"
        case _:
            return plain.get(type(step), step.id)
