"""The kinds of steps, one class each: its name in YAML, its keys, and what they mean.

The class docstring is the help of the step type and each field's description is
the help of its key; the JSON Schema and the reference are made from them.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Part(BaseModel):
    """A part of a playbook: frozen, no unknown keys, keys written with dashes."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=_kebab, populate_by_name=True, strict=True
    )


Names = Annotated[tuple[str, ...], Field(strict=False)]
"""A list of names, in YAML a sequence."""


class Step(Part):
    """What every step has."""

    kind: ClassVar[str] = ""
    """Its first key: `check`, `do`, `wait`, `gate` or `confirm`."""
    what: ClassVar[str] = ""
    """The value of that key; for a gate the environment and for a confirm the title stand there."""

    id: str = Field(
        "", description="Name of the step, unique in its process. Given from its type when left out."
    )
    title: str = Field("", description="One line for the checklist. `{version}` and `{tag}` may be used.")
    phase: str = Field(
        "", description="Heading under which it stands. Steps after it share it until the next one."
    )
    needs: Names | None = Field(
        None,
        description="Ids of the steps that must be done first. The step before it when left out; [] for none.",
    )
    until: str = Field("", description="Id of a step. Once that is done, this one no longer decides.")
    decides: bool = Field(True, description="False: it informs, and never holds the release.")
    can_waive: bool = Field(True, description="Whether a person may override it with a name and a reason.")
    notes: str = Field("", description="Text for the person, Markdown.")


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


class EnvironmentExpectation(Part):
    """What an environment must look like."""

    reviewers: Literal["required"] | Names = Field(
        "required", description="`required`: at least one; or the exact logins and org/team slugs."
    )
    tags: str = Field("", description="The one tag pattern that must be allowed to deploy.")
    prevent_self_review: bool | None = Field(
        None, description="Whether the one who triggered the run is barred."
    )
    wait_timer: int | None = Field(None, description="Minutes.", ge=0, le=43_200)


class EnvironmentsCheck(Step):
    """Protected environments are set as expected: reviewers, tag policy, and no deadlock."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "environments"
    expect: dict[str, EnvironmentExpectation] = Field(
        description="Environment → what it must look like.", min_length=1
    )


class BumpIsMechanicalCheck(Step):
    """The pull request of the bump is what gonogo computes from its base, byte for byte, and nothing else."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "bump-is-mechanical"
    base: str = Field("main", description="Branch it goes into.")
    branch: str = Field("release/{tag}", description="Branch of the pull request.")
    changelog: Literal["write", "date", "leave"] = Field(
        "write", description="What the bump does to the changelog, as in `do: bump`."
    )
    allow: Annotated[tuple[Literal["prose", "fix", "extra file"], ...], Field(strict=False)] = Field(
        (), description="Kinds of hunks that may come along: release notes, a fix, a file."
    )


class CratesIoCheck(Step):
    """crates.io serves the version, not yanked, with the same bytes as the release asset."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "crates-io"
    crate: str = Field(description="Name of the crate.", min_length=1)
    same_bytes_as: str = Field("", description="Name of the release asset with the same bytes.")


class PyPICheck(Step):
    """PyPI serves the version, each file with the same bytes as the release asset of its name."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "pypi"
    project: str = Field(description="Name of the project.", min_length=1)
    files: Names = Field(
        description="Patterns (globs); each must match at least one file on PyPI.", min_length=1
    )
    same_bytes_as: Literal["release-assets", ""] = Field("", description="Compare with the release's assets.")


class GitHubReleaseCheck(Step):
    """The release of the tag is published (out of draft), with all its assets."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "github-release"
    assets: Names = Field((), description="Patterns (globs); each must match at least one uploaded asset.")
    latest: bool = Field(True, description="Whether it must be GitHub's latest release.")
    only_after: Names = Field((), description="Ids of steps that must be done before it may be public.")


class AttestationsCheck(Step):
    """Attestations that GitHub lists for the release's assets. Listed is not verified: never a pass."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "attestations"
    assets: Names = Field(description="Patterns (globs) of the assets that must have one.", min_length=1)


class BumpDo(Step):
    """Bump every version file and promote the changelog, as one commit."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "bump"
    base: str = Field("main", description="Branch to bump. `{version}`, `{major}` and such may be used.")
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
    method: Literal["squash", "merge", "rebase"] = Field("squash", description="How it is merged.")


class TagDo(Step):
    """Sign an annotated tag on the branch's HEAD, verify it, and push it."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "tag"
    at: str = Field("main", description="Branch whose HEAD is tagged.")
    message: str = Field("{tag}", description="Message of the tag.")
    freeze: str = Field(
        "", description="Branch that nobody may merge into between the release commit and the tag."
    )


class WorkflowWait(Step):
    """Follow the run that the tag started, job by job, until it is finished."""

    kind: ClassVar[str] = "wait"
    what: ClassVar[str] = "workflow"
    run: str = Field(description="File name in .github/workflows.", min_length=1)
    event: str = Field("push", description="The event that starts it.")


class EnvironmentGate(Step):
    """A job that waits for an approval in a protected environment."""

    kind: ClassVar[str] = "gate"
    what: ClassVar[str] = "gate"
    environment: str = Field("", description="Set from the value of `gate:`.")
    run: str = Field(description="File name in .github/workflows.", min_length=1)
    job: str = Field(description="Key of the job in that file.", min_length=1)
    event: str = Field("push", description="The event that starts the run.")


class PersonConfirm(Step):
    """A person decides; recorded with name, time and choice."""

    kind: ClassVar[str] = "confirm"
    what: ClassVar[str] = "confirm"
    choices: Names = Field((), description="What can be chosen; a plain yes when left out.")
    blocks: Names = Field((), description="Choices that stop the release (NO-GO).")
    about: Literal["version", "head"] = Field(
        "version",
        description="What it is bound to. `head`: when main's HEAD moves, it must be confirmed again.",
    )
    at: str = Field("main", description="Branch whose HEAD is meant by `about: head`.")


STEP_TYPES: tuple[type[Step], ...] = (
    WorktreeCheck,
    LockInSyncCheck,
    OldVersionCheck,
    WorkflowsGreenCheck,
    EnvironmentsCheck,
    BumpIsMechanicalCheck,
    CratesIoCheck,
    PyPICheck,
    GitHubReleaseCheck,
    AttestationsCheck,
    BumpDo,
    MergeDo,
    TagDo,
    WorkflowWait,
    EnvironmentGate,
    PersonConfirm,
)
"""Every step type, in the order of the reference."""
