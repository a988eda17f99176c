"""The words of steps and of evidence: titles, counts, short lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.model.text import clean_line
from gonogo.model.verdicts import Verdict
from gonogo.playbook.steps import (
    AdvisoriesCheck,
    AnnounceDo,
    ApprovalsCheck,
    AttestationsCheck,
    BackportDo,
    BackportsCheck,
    BranchDo,
    BranchWait,
    BumpDo,
    BumpIsMechanicalCheck,
    ChangelogCheck,
    CommandDo,
    CommitsWait,
    ContainsCheck,
    CrateOwnersCheck,
    CratesBeforeCheck,
    CratesCheck,
    CratesIoCheck,
    DeprecateDo,
    DispatchDo,
    EnvironmentGate,
    EnvironmentsCheck,
    GitHubReleaseCheck,
    ImagesCheck,
    IncidentDo,
    IssuesCheck,
    LockInSyncCheck,
    MergeDo,
    NotesInSyncCheck,
    OldVersionCheck,
    PullRequestDo,
    PullRequestWait,
    PyPICheck,
    RetagDo,
    Step,
    TagAcceptedCheck,
    TagDo,
    TagWait,
    TextCheck,
    WorkflowsGreenCheck,
    WorkflowWait,
    WorktreeCheck,
)
from gonogo.playbook.templates import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gonogo.model.github import PullRequest


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


def not_so(step: Step) -> Verdict:
    """The verdict of a check that does not hold: a step that only informs never says NO-GO."""
    return Verdict.NO_GO if step.decides else Verdict.HOLD


def resolve_advice(pull: PullRequest) -> str:
    """What a person does about a pull request that conflicts."""
    return f"Merge origin/{pull.base} into {pull.head}, resolve what conflicts, and push it: its checks run again."


def title_of(step: Step, values: Mapping[str, str]) -> str:
    """A step's line in the checklist: its own title, or what its type does."""
    return clean_line(render(step.title or _title(step), values), 100)


def _title(step: Step) -> str:
    title = _TITLES.get(type(step), "")
    return (title if isinstance(title, str) else title(step)) or step.id


def _holds(step: TextCheck) -> str:
    return f"{step.path} has no {step.find}" if step.count == "none" else f"{step.path} holds {step.find}"


def _takes(step: TagAcceptedCheck) -> str:
    return f"{step.path} {'refuses' if step.expect == 'refused' else 'takes'} {step.value}"


def _advisories(step: AdvisoriesCheck) -> str:
    return {
        "none": "No security advisory is open",
        "some": "The security advisory is prepared",
        "published": "The security advisory is public",
    }[step.expect]


def _changelog(step: ChangelogCheck) -> str:
    is_dated = step.expect == "released"
    return "The changelog dates {version}" if is_dated else "The changelog has something to say"


_TITLES: dict[type[Step], str | Callable[[Any], str]] = {
    AdvisoriesCheck: _advisories,
    AnnounceDo: lambda step: f"Announce {step.heading}",
    ApprovalsCheck: lambda step: f"{count(step.count, 'approval')} of the pull request's head",
    AttestationsCheck: "Attestations are listed for {tag}",
    BackportDo: lambda step: f"Backport to {step.base}",
    BackportsCheck: lambda step: f"{step.source} has what {step.branch} has",
    BranchDo: lambda step: f"Create {step.branch} at {step.start}",
    BranchWait: lambda step: f"{step.branch} is cut from {step.start}",
    CommitsWait: lambda step: f"Commits land on {step.branch}",
    BumpDo: "Bump {previous} to {version}",
    BumpIsMechanicalCheck: "The bump is mechanical",
    ChangelogCheck: _changelog,
    CommandDo: lambda step: f"Run {step.command.splitlines()[0]}",
    ContainsCheck: lambda step: f"{step.branch} holds {step.commit}",
    CrateOwnersCheck: lambda step: f"{step.crate} is owned by {join_some(step.owners)}",
    CratesBeforeCheck: lambda step: f"crates.io has what {step.crate} needs",
    CratesCheck: "crates.io has every crate of {version}",
    CratesIoCheck: lambda step: f"crates.io has {step.crate} {{version}}",
    DeprecateDo: "Put a warning on top of the notes of {tag}",
    DispatchDo: lambda step: f"{'DRY: ' if step.dry else ''}{step.run} runs on {step.ref}",
    EnvironmentGate: lambda step: f"Approve {step.environment} for {step.job}",
    EnvironmentsCheck: "Environments are set as expected",
    GitHubReleaseCheck: "The release of {tag} is public",
    ImagesCheck: lambda step: f"{step.image} has {join_some(step.tags)}",
    IncidentDo: "Say in the changelog what happened to {version}",
    IssuesCheck: lambda step: f"No open issue: {step.query}",
    LockInSyncCheck: "Lock files are in sync",
    MergeDo: "Merge the bump",
    NotesInSyncCheck: lambda step: f"{step.path} is the same on {step.branch} and {step.with_branch}",
    OldVersionCheck: "No other file names {previous}",
    PullRequestDo: lambda step: f"Open a pull request from {step.branch} into {step.base}",
    PullRequestWait: lambda step: f"The pull request from {step.branch} is opened",
    PyPICheck: lambda step: f"PyPI has {step.project} {{version}}",
    RetagDo: lambda step: f"Put {join_some(step.tags)} on the image of {step.source}",
    TagAcceptedCheck: _takes,
    TagDo: "Sign {tag} and push it",
    TagWait: lambda step: f"{step.run} tags {{tag}}",
    TextCheck: _holds,
    WorkflowWait: lambda step: f"{step.run} runs to its end",
    WorkflowsGreenCheck: lambda step: f"CI is green for {step.at}'s HEAD",
    WorktreeCheck: lambda step: f"Checkout is clean, at origin's {step.branch}",
}
"""Step type → its title, where the playbook gives none; a confirm's title is its own."""
