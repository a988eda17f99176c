"""Checks of a commit, a branch or the checkout."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gonogo.playbook.steps.base import Names, Step


class WorktreeCheck(Step):
    """The checkout is clean, on the branch, and at origin's commit."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "worktree"
    branch: str = Field("main", description="The branch that must be checked out.")


class LockInSyncCheck(Step):
    """Every lock file holds the versions that the manifests of the workspace say."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "lock-in-sync"
    at: str = Field("main", description="Branch whose commit is looked at.")
    locks: dict[str, Names] = Field(
        description="Lock file → the Cargo.toml files whose packages it holds.", min_length=1
    )


class OldVersionCheck(Step):
    """Lines that still name the previous version, in files that the playbook does not list."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "old-version"
    at: str = Field("main", description="Branch whose commit is looked at.")
    ignore: Names = Field(
        (), description="Paths (globs) where the old version may stay, such as a changelog."
    )


class WorkflowsGreenCheck(Step):
    """Each workflow has a successful run for exactly this commit.

    Absent, pending, cancelled, skipped and stale are not green, nor is green on another commit.
    """

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "workflows-green"
    at: str = Field(
        "main", description="Branch whose HEAD must be green; once the tag exists, the tag's commit."
    )
    workflows: Names = Field(description="File names in .github/workflows.", min_length=1)
    event: str = Field("push", description="The event whose runs count.")
    remedy: Literal["rerun", "none"] = Field(
        "rerun", description="Offer to rerun HEAD's own cancelled or failed run."
    )


class TextCheck(Step):
    """A file holds, or does not hold, what a regular expression finds.

    For what a project's own automation rests on, and for drift: what the process says and the
    repository's workflow files no longer do.
    """

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "text"
    at: str = Field("main", description="Branch whose commit is looked at; once the tag exists, the tag's.")
    path: str = Field(description="Path from the repository's top.", min_length=1)
    find: str = Field(
        description="Regular expression (Python), looked for line by line. Values of the release that stand"
        " in it are taken literally.",
        min_length=1,
    )
    count: Literal["some", "one", "none"] = Field("some", description="How many lines must hold it.")
    says: str = Field("", description="What it means when that is not so, in one sentence.")
    advice: str = Field("", description="What to do then.")
    awaited: bool = Field(
        False, description="While that is not so, somebody is still to bring it: HOLD instead of NO-GO."
    )


class TagAcceptedCheck(Step):
    """A workflow's own pattern lets this tag through: read from the file, before the tag is pushed."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "tag-accepted"
    at: str = Field("main", description="Branch that will be tagged.")
    path: str = Field(description="File that holds the pattern, from the repository's top.", min_length=1)
    find: str = Field(
        description="Regular expression (Python) with one group; the group is the pattern in the file, an"
        " extended regular expression as bash takes it.",
        min_length=1,
    )
    value: str = Field("{tag}", description="What the pattern must match.")
    expect: Literal["accepted", "refused", "prerelease"] = Field(
        "accepted",
        description="What it must say. `prerelease`: accepted for a pre-release, refused for a stable version.",
    )
    says: str = Field("", description="What it means when that is not so, in one sentence.")


class ContainsCheck(Step):
    """A branch holds the commit, tag or branch that it must hold (a fix that was to land, a merge back)."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "contains"
    branch: str = Field("main", description="The branch.")
    commit: str = Field(
        description="A commit id, a tag or a branch; empty after filling in: nothing to look for.",
        min_length=1,
    )


class BackportsCheck(Step):
    """Every commit of the release branch since the last tag, and whether it landed on the main branch first."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "backports"
    branch: str = Field(description="The release branch.", min_length=1)
    source: str = Field("main", description="Where changes land first.")
    leave: Names = Field(
        (), description="Subjects (globs) of commits that are not backports, such as the bump's own."
    )


class IssuesCheck(Step):
    """No open issue matches the search."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "issues"
    query: str = Field(description="GitHub search; `is:issue is:open` is added.", min_length=1)


class AdvisoriesCheck(Step):
    """Security advisories that are not public yet, for who may see them."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "advisories"
    expect: Literal["none", "some", "published"] = Field(
        "none",
        description="`none` is open, `some` is open (a fix is prepared), or those that were open are `published`.",
    )


class ChangelogCheck(Step):
    """The changelog has something to say under Unreleased, or says the version with its date."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "changelog"
    at: str = Field("main", description="Branch whose commit is looked at.")
    expect: Literal["unreleased", "released"] = Field(
        "unreleased",
        description="`unreleased`: something stands under Unreleased. `released`: the version has its dated section.",
    )


class NotesInSyncCheck(Step):
    """The notes of a version read the same on two branches."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "notes-in-sync"
    path: str = Field(description="The file of the notes, from the repository's top.", min_length=1)
    branch: str = Field(description="The release branch.", min_length=1)
    with_branch: str = Field("main", description="The other branch.")
