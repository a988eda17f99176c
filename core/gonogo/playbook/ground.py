"""What a release stands on: its tag, its commit, and what to ask to learn of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.asks import FilesAsk, HeadAsk, PullAsk, TagAsk
from gonogo.playbook.steps import (
    AttestationsCheck,
    BumpIsMechanicalCheck,
    CratesIoCheck,
    GitHubReleaseCheck,
    LockInSyncCheck,
    OldVersionCheck,
    PersonConfirm,
    PyPICheck,
    Step,
    WorkflowsGreenCheck,
    WorktreeCheck,
)
from gonogo.playbook.templates import release_values, render, tag_name

if TYPE_CHECKING:
    from gonogo.model.releases import Release
    from gonogo.model.snapshot import Snapshot
    from gonogo.playbook.shape import Playbook


def files_ask(playbook: Playbook, sha: str) -> FilesAsk:
    """Everything that the bump touches, as it stands at a commit; globs where packages are looked for."""
    paths = {playbook.version.read, *(file.path for file in playbook.version.files)}
    globs = {"**/Cargo.toml", "**/Cargo.lock"} if playbook.version.packages else set()
    if playbook.changelog and "{crate}" in playbook.changelog.path:
        globs.add(playbook.changelog.path.replace("{crate}", "*"))
    elif playbook.changelog:
        paths.add(playbook.changelog.path)
    return FilesAsk(sha, tuple(sorted(paths)), tuple(sorted(globs)))


def commit_of(playbook: Playbook, release: Release, snapshot: Snapshot, branch: str = "") -> str:
    """The commit that the release is, or will be, made from; empty while it is not known.

    The tag's commit once origin has the tag, else the HEAD of `branch` (the default branch).
    """
    tag = snapshot.get(TagAsk(tag_name(playbook, release)))
    if tag is None or not tag.is_known:
        return ""
    if tag.value is not None:
        return tag.value.commit
    head = snapshot.get(HeadAsk(branch or playbook.default_branch))
    return (head.value or "") if head is not None and head.is_known else ""


def subject_of(playbook: Playbook, release: Release, step: Step, snapshot: Snapshot) -> str:
    """What a confirmation or a waiver of a step is bound to; empty while it is not known.

    A word about a commit holds for that commit only; one about what was published holds
    for the tag that was there when it was given; one about the release, for its version.
    """
    match step:
        case PersonConfirm(about="head") | LockInSyncCheck() | OldVersionCheck() | WorkflowsGreenCheck():
            return commit_of(playbook, release, snapshot, step.at)
        case WorktreeCheck():
            head = snapshot.get(HeadAsk(step.branch))
            return (head.value or "") if head is not None and head.is_known else ""
        case BumpIsMechanicalCheck():
            values = release_values(playbook, release)
            pull = snapshot.get(PullAsk(render(step.branch, values), render(step.base, values)))
            return pull.value.head_sha if pull is not None and pull.is_known and pull.value else ""
        case CratesIoCheck() | PyPICheck() | GitHubReleaseCheck() | AttestationsCheck():
            tag = snapshot.get(TagAsk(tag_name(playbook, release)))
            if tag is None or not tag.is_known:
                return ""
            return f"{release.version}@{tag.value.commit}" if tag.value else f"{release.version} untagged"
        case _:
            return release.version
