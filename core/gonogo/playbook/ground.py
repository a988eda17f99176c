"""What a release stands on: its tag, its commit, and what to ask to learn of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from gonogo.model.asks import AdvisoriesAsk, FilesAsk, HeadAsk, IssuesAsk, PullAsk, TagAsk
from gonogo.playbook.commit import filled, find_commit
from gonogo.playbook.steps import (
    AdvisoriesCheck,
    ApprovalsCheck,
    AttestationsCheck,
    BackportsCheck,
    BumpIsMechanicalCheck,
    ChangelogCheck,
    ContainsCheck,
    CrateOwnersCheck,
    CratesBeforeCheck,
    CratesCheck,
    CratesIoCheck,
    GitHubReleaseCheck,
    ImagesCheck,
    IssuesCheck,
    LockInSyncCheck,
    NotesInSyncCheck,
    OldVersionCheck,
    PersonConfirm,
    PyPICheck,
    Step,
    TagAcceptedCheck,
    TextCheck,
    WorkflowsGreenCheck,
    WorktreeCheck,
)
from gonogo.playbook.templates import release_values, render, tag_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.model.asks import Ask
    from gonogo.model.releases import Release
    from gonogo.model.snapshot import Seen, Snapshot
    from gonogo.playbook.shape import Playbook

T = TypeVar("T")


def files_ask(playbook: Playbook, sha: str) -> FilesAsk:
    """Everything that the bump touches, as it stands at a commit; globs where packages are looked for."""
    paths = {playbook.version.read, *(file.path for file in playbook.version.files)}
    globs = {"**/Cargo.toml", "**/Cargo.lock"} if playbook.version.packages else set()
    if playbook.changelog and "{crate}" in playbook.changelog.path:
        globs.add(playbook.changelog.path.replace("{crate}", "*"))
    elif playbook.changelog:
        paths.add(playbook.changelog.path)
    return FilesAsk(sha, tuple(sorted(paths)), tuple(sorted(globs)))


class _UnseenError(Exception):
    """The snapshot does not have the answer."""


def commit_of(playbook: Playbook, release: Release, snapshot: Snapshot, branch: str = "") -> str:
    """The commit that the release is, or will be, made from; empty while it is not known.

    The tag's commit once origin has the tag; else, where the process has a marker, the newest
    commit with it on the branch since the last tag; else the HEAD of `branch` (the process's own).
    """

    def need(ask: Ask[T], /) -> T:
        seen = snapshot.get(ask)
        if seen is None or not seen.is_known:
            raise _UnseenError
        return cast("T", seen.value)

    try:
        found = find_commit(playbook, release, branch, need)
    except _UnseenError:
        return ""
    return found.sha if found is not None else ""


def subject_of(playbook: Playbook, release: Release, step: Step, snapshot: Snapshot) -> str:
    """What a confirmation or a waiver of a step is bound to; empty while it is not known.

    A word about a commit holds for that commit only; one about what was published holds
    for the tag that was there when it was given; one about the release, for its version.
    """
    match step:
        case PersonConfirm(about="head") | OldVersionCheck() | WorkflowsGreenCheck():
            return commit_of(playbook, release, snapshot, step.at)
        case LockInSyncCheck() | TextCheck() | TagAcceptedCheck() | ChangelogCheck() | CratesBeforeCheck():
            return commit_of(playbook, release, snapshot, step.at)
        case BackportsCheck():
            return commit_of(playbook, release, snapshot, step.branch)
        case WorktreeCheck() | ContainsCheck() | NotesInSyncCheck():
            names = (step.branch, *((step.with_branch,) if isinstance(step, NotesInSyncCheck) else ()))
            return _heads(snapshot, *(filled(playbook, release, name) for name in names))
        case IssuesCheck():
            issues = snapshot.get(IssuesAsk(filled(playbook, release, step.query)))
            return _open_things(release, issues, lambda one: f"#{one.number}")
        case AdvisoriesCheck():
            advisories = snapshot.get(AdvisoriesAsk())
            return _open_things(release, advisories, lambda one: f"{one.ghsa} {one.state}")
        case BumpIsMechanicalCheck() | ApprovalsCheck():
            values = release_values(playbook, release)
            pull = snapshot.get(PullAsk(render(step.branch, values), render(step.base, values)))
            return pull.value.head_sha if pull is not None and pull.is_known and pull.value else ""
        case _ if isinstance(step, _PUBLISHED):
            tag = snapshot.get(TagAsk(tag_name(playbook, release)))
            if tag is None or not tag.is_known:
                return ""
            return f"{release.version}@{tag.value.commit}" if tag.value else f"{release.version} untagged"
        case _:
            return release.version


_PUBLISHED = (
    CratesIoCheck,
    PyPICheck,
    GitHubReleaseCheck,
    AttestationsCheck,
    CratesCheck,
    CrateOwnersCheck,
    ImagesCheck,
)
"""Steps about what was published for a tag."""


def _heads(snapshot: Snapshot, *branches: str) -> str:
    """The HEADs of branches, in one text; empty unless all are known."""
    seen = [snapshot.get(HeadAsk(branch)) for branch in branches]
    shas = [one.value if one is not None and one.is_known else None for one in seen]
    return "..".join(sha for sha in shas if sha) if all(shas) else ""


def _open_things(release: Release, seen: Seen[tuple[T, ...]] | None, name: Callable[[T], str]) -> str:
    """The version, and what is open: a word about some issues says nothing of one that comes later.

    Where they can not be read, a person may look in another way: that word holds while they are hidden.
    """
    if seen is None:
        return ""
    if not seen.is_known:
        return f"{release.version} unread"
    names = sorted(map(name, seen.value or ()))
    return f"{release.version}: {', '.join(names) or 'none'}"
