"""Bumps, pull requests, branches and tags: what changes the repository."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from gonogo.playbook.steps.base import Step


class BumpIsMechanicalCheck(Step):
    """The pull request of the bump is what gonogo computes from its base, byte for byte, and nothing else."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "bump-is-mechanical"
    base: str = Field("main", description="Branch it goes into.")
    branch: str = Field("release/{tag}", description="Branch of the pull request.")
    changelog: Literal["write", "date", "leave"] = Field(
        "write", description="What the bump does to the changelog, as in `do: bump`."
    )
    version: str = Field("{version}", description="Version that it moves to, such as `{next-major}`.")
    allow: Annotated[tuple[Literal["prose", "fix", "extra file"], ...], Field(strict=False)] = Field(
        (), description="Kinds of hunks that may come along: release notes, a fix, a file."
    )


class BumpDo(Step):
    """Bump every version file and promote the changelog, as one commit."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "bump"
    base: str = Field("main", description="Branch to bump. `{version}`, `{major}` and such may be used.")
    files: Literal["all", "changelog"] = Field(
        "all", description="`changelog`: only that; the versions stand already."
    )
    via: Literal["pull-request", "push"] = Field(
        "pull-request", description="How the commit reaches the base."
    )
    branch: str = Field("release/{tag}", description="Branch of the pull request.")
    message: str = Field("Release {version}", description="Commit message and pull request title.")
    changelog: Literal["write", "date", "leave"] = Field(
        "write",
        description="What is done to the changelog: `write` as its style says, `date` to say that the"
        " version's section is released, `leave` it.",
    )


class MergeDo(Step):
    """Merge the pull request of the bump, guarded by its head commit."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "merge"
    base: str = Field("main", description="Branch it goes into.")
    branch: str = Field("release/{tag}", description="Branch of the pull request.")
    method: Literal["squash", "merge", "rebase"] = Field(
        "squash", description="How it is merged. Where the branch has a merge queue, it is enqueued instead."
    )
    version: str = Field(
        "{version}", description="Version that the base says afterwards; empty: it moves none."
    )
    marker: bool = Field(
        False, description="Whether the process's `marker` must be in the commit, before and after the merge."
    )


class TagDo(Step):
    """Sign an annotated tag on the branch's HEAD, verify it, and push it."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "tag"
    at: str = Field("main", description="Branch whose HEAD is tagged.")
    version: bool = Field(True, description="Whether the tree must say the version that is tagged.")
    message: str = Field("{tag}", description="Message of the tag.")
    freeze: str = Field(
        "", description="Branch that nobody may merge into between the release commit and the tag."
    )


class PullRequestDo(Step):
    """Open a pull request from a branch that is there, such as a hotfix that goes back to main."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "pull-request"
    base: str = Field("main", description="Branch it goes into.")
    branch: str = Field(description="Branch of the pull request.", min_length=1)
    message: str = Field("Merge {branch} back", description="Title of the pull request.")


class BranchDo(Step):
    """Create a branch on origin, from a tag or another branch."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "branch"
    branch: str = Field(description="The new branch.", min_length=1)
    start: str = Field(description="Tag or branch that it begins at.", min_length=1)


class BackportDo(Step):
    """Cherry-pick commits of the main branch onto the release branch, through a pull request.

    A conflict stops it: nothing is pushed, the files are named.
    """

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "backport"
    base: str = Field(description="The release branch.", min_length=1)
    source: str = Field("main", description="Where the commits are.")
    branch: str = Field("backport/{version}", description="Branch of the pull request.")
    commits: str = Field(
        "{backports}",
        description="Commit ids or pull request numbers (`#123`), with spaces between; empty: nothing to do.",
    )


class BranchWait(Step):
    """A branch is cut by somebody else: automation, or another maintainer."""

    kind: ClassVar[str] = "wait"
    what: ClassVar[str] = "branch"
    branch: str = Field(description="The branch that is to appear.", min_length=1)
    start: str = Field("main", description="Branch that it is cut from.")


class CommitsWait(Step):
    """Somebody lands the work on a branch: a fix, before it is looked at."""

    kind: ClassVar[str] = "wait"
    what: ClassVar[str] = "commits"
    branch: str = Field(description="The branch.", min_length=1)
    start: str = Field(description="Tag or branch that it begins at.", min_length=1)


class PullRequestWait(Step):
    """A pull request is opened by somebody else: automation, or another maintainer."""

    kind: ClassVar[str] = "wait"
    what: ClassVar[str] = "pull-request"
    base: str = Field("main", description="Branch it goes into.")
    branch: str = Field(description="Branch of the pull request.", min_length=1)


class TagWait(Step):
    """CI pushes the tag: on the newest commit with the process's marker, or on what the run was for."""

    kind: ClassVar[str] = "wait"
    what: ClassVar[str] = "tag"
    at: str = Field("main", description="Branch whose release commit is tagged.")
    run: str = Field(description="Workflow file whose run pushes it.", min_length=1)
    event: str = Field("push", description="The event that starts that run.")


class ApprovalsCheck(Step):
    """So many distinct people approved the pull request at its head commit, none of them its author."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "approvals"
    base: str = Field("main", description="Branch it goes into.")
    branch: str = Field("release/{tag}", description="Branch of the pull request.")
    count: int = Field(2, description="How many people.", ge=1, le=6)


class IncidentDo(Step):
    """Say in the changelog, under the version that is there already, what happened to it."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "incident"
    base: str = Field("main", description="Branch whose changelog is edited.")
    via: Literal["pull-request", "push"] = Field(
        "pull-request", description="How the commit reaches the base."
    )
    branch: str = Field("incident/{tag}", description="Branch of the pull request.")
    message: str = Field("Document the incident of {tag}", description="Commit message and title.")
    text: str = Field(description="What is written below the version's heading, Markdown.", min_length=1)
