"""The `rehearsal:` part of a playbook: how the embedded GitHub is set up, and what jobs do to its world."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field

from gonogo.playbook.steps import Names, Part

OF_RUN = (
    "version",
    "major",
    "minor",
    "patch",
    "stable",
    "is-stable",
    "next-major",
    "next-minor",
    "next-patch",
    "previous-major",
    "tag",
    "ref",
    "sha",
    "date",
    "crate",
)
"""What every text of a job's effects may use; the run's dispatch inputs come on top.

`version` is the input of that name, else what the pushed tag says, else the version of the tree at the run's
commit; `ref` is the name of the branch or tag; `date` is the day of the run.
"""


class RunGuard(Part):
    """Something that a job looks for itself: in a value of the run, or in a file at its commit."""

    value: str = Field("{tag}", description="What is looked at, where no `path` is given.")
    path: str = Field("", description="File at the run's commit, whose lines are looked at.")
    find: str = Field(
        description="Regular expression (Python); values that stand in it are taken literally.", min_length=1
    )
    count: int = Field(0, description="For a file: exactly so many lines; 0 for at least one.", ge=0)
    says: str = Field("", description="What the job says when it fails for this.")


class PullEffect(Part):
    """A pull request that a job opens, from a branch that it pushes with one commit."""

    branch: str = Field(description="Branch of the pull request.", min_length=1)
    base: str = Field("{ref}", description="Branch it goes into; what is changed is its tree.")
    title: str = Field(description="Title of the pull request.", min_length=1)
    body: str = Field("", description="Its text.")
    message: str = Field("", description="Message of the commit; the title when left out.")
    marker: str = Field("", description="Text that the message and the pull request end with.")
    bump: Literal["major", "minor", "patch", "final", "none"] = Field(
        "none",
        description="What the version of the tree moves to; `final` drops a pre-release part, if there is one.",
    )
    to: str = Field("", description="The very version that it moves to, instead of `bump`.")
    changelog: Literal["write", "date", "leave"] = Field(
        "leave", description="What is done to the changelog, as in `do: bump`."
    )
    notes_of: str = Field(
        "", description="With `changelog: date` alone: whose section is dated. Empty: the tree's version."
    )


class TagEffect(Part):
    """A lightweight tag that a job pushes."""

    name: str = Field(
        "{tag}", description="Its name; `{version}` is what the tree says at the commit that is tagged."
    )
    if_marker: str = Field(
        "",
        description="Only the newest of the pushed commits whose message holds this text is tagged; none,"
        " no tag. Empty: the run's commit is.",
    )


class ReleaseEffect(Part):
    """A release on GitHub that a job creates and publishes at once."""

    tag: str = Field("{tag}", description="Its tag; made on the run's commit where it is not there.")
    name: str = Field("{tag}", description="Its name.")
    body: str = Field("", description="Its notes.")
    assets: Names = Field((), description="Built files that are attached.")
    prerelease: str = Field(
        "",
        description="Regular expression (Python) of tags that are marked as pre-releases. Empty: those whose"
        " version has a pre-release part.",
    )
    makes_latest: Literal["always", "never", "highest"] = Field(
        "always",
        description="`always`: it becomes the latest, as GitHub's API does by itself. `highest`: if it is the"
        " highest version.",
    )


class ImageEffect(Part):
    """A container image that a job pushes: one digest, under several tags."""

    image: str = Field(description="Name below the registry, such as `owner/name`.", min_length=1)
    tags: Names = Field(("{version}",), description="Tags that are put on it.")
    stable_tags: Names = Field(
        (), description="Tags that are put on it when the version is stable, such as `latest`."
    )
    platforms: Names = Field(
        ("linux/amd64", "linux/arm64"), description="Platforms; for one alone there is no index."
    )


class JobEffects(Part):
    """What a job does to the world in a rehearsal, in this order, when it succeeds."""

    when: dict[str, str] | Annotated[tuple[dict[str, str], ...], Field(strict=False)] = Field(
        default_factory=dict,
        description="Dispatch input, `event`, `schedule` (its cron line) or `ref` (a glob) → its value: only"
        " in a run for which all of these hold; of a list, one entry is enough.",
    )
    dry_when: dict[str, str] = Field(
        default_factory=dict,
        description="As `when`: in such a run nothing is pushed, tagged, attached or published.",
    )
    by: str = Field(
        "",
        description="Login whose token pushes, tags and opens. Empty: the workflow's own token, whose events"
        " start no workflows.",
    )
    fails_when: Annotated[tuple[RunGuard, ...], Field(strict=False)] = Field(
        (), description="Fails if one of these is found."
    )
    fails_unless: Annotated[tuple[RunGuard, ...], Field(strict=False)] = Field(
        (), description="Fails unless each of these is found."
    )
    needs_green: bool = Field(
        False,
        description="Fails if a job that it needs failed or was cancelled: for one that runs `always()`.",
    )
    require_green: Names = Field(
        (), description="Fails unless these workflows are green for the run's commit."
    )
    require_head_of: str = Field("", description="Fails unless the run's commit is this branch's HEAD.")
    outputs: dict[str, str] = Field(
        default_factory=dict,
        description="Job outputs; `{version}`, `{tag}`, `{is-stable}`, `{pypi-source:PROJECT}` may be used, and"
        " `{matrix:COUNT}`, a matrix of so many jobs.",
    )
    branch: str = Field("", description="Pushes the run's commit to this new branch.")
    pull: PullEffect | None = Field(None, description="Commits, pushes and opens a pull request.")
    draft_release: bool = Field(False, description="Creates the draft release of the tag.")
    attach: Names = Field((), description="Attaches these built files to the tag's release.")
    attest: Names = Field((), description="Records an attestation for each of these built files.")
    crates_io: str = Field("", description="Publishes this crate's built file `{crate}-{version}.crate`.")
    crates: Literal["", "workspace"] = Field(
        "",
        description="`workspace`: publishes every crate of the tree that may be, each in its own version,"
        " dependencies first; those that are there are passed over.",
    )
    pypi: str = Field("", description="Publishes to this PyPI project.")
    files: Names = Field((), description="The built files that `pypi` uploads.")
    images: Annotated[tuple[ImageEffect, ...], Field(strict=False)] = Field(
        (), description="Pushes these container images."
    )
    tag: TagEffect | None = Field(None, description="Pushes a tag.")
    release: ReleaseEffect | None = Field(None, description="Creates and publishes a release.")
    undraft: bool = Field(False, description="Publishes the draft release of the tag.")


class RehearsalEnvironment(Part):
    """An environment of the embedded GitHub. `{viewer}` is the person who rehearses."""

    reviewers: Names = Field((), description="Logins.")
    tags: Names = Field((), description="Tag patterns that may deploy.")
    branches: Names = Field((), description="Branch patterns that may deploy.")
    prevent_self_review: bool = Field(False, description="Whether the one who triggered the run is barred.")
    wait_timer: int = Field(0, description="Minutes.", ge=0, le=43_200)


class RehearsalBranch(Part):
    """Rules of branches of the embedded GitHub; the default branch has them by itself, as far as left out."""

    protected: bool = Field(True, description="Whether it changes through pull requests only.")
    queue: bool = Field(False, description="Whether merging goes through a merge queue.")
    approvals: int = Field(0, description="How many approvals a pull request needs.", ge=0, le=6)
    checks: Names = Field((), description="Names of checks (jobs) that must be green.")
    dismiss_stale: bool = Field(False, description="Whether a push dismisses the approvals before it.")
    green: bool = Field(
        False, description="Whether the runs of its HEAD are there and green when the rehearsal opens."
    )


class RehearsedCommand(Part):
    """What a command line prints in a rehearsal, where it is not run."""

    output: Names = Field((), description="Its lines.")
    exit_code: int = Field(0, description="What it ends with.", ge=0, le=255)


class Colleague(Part):
    """What an invented colleague does in a rehearsal, some time after something has happened there."""

    on: Literal["open", "branch", "pull"] = Field(
        description="What happens: the rehearsal opens and a release comes from the branch, a branch is created, a"
        " pull request is opened."
    )
    name: str = Field(description="Glob of the branch, or of the branch that the pull request comes from.")
    does: Literal["push", "approve", "merge"] = Field(description="What is done to it.")
    login: str = Field(description="The invented account.", min_length=1)
    after_min: int = Field(10, description="Minutes later.", ge=0)
    message: str = Field("Fix it", description="For a push: the message of the commit.")
    files: dict[str, str] = Field(
        default_factory=dict,
        description="For a push: path → the whole text; with `+` before the path, lines that come after the"
        " first line, with `^` lines that come before it. `{version}`, `{next-patch}` and such are the branch's own.",
    )
    unless: str = Field(
        "", description="For a push: nothing is pushed where one of the files holds this already."
    )


class RehearsalPart(Part):
    """What the embedded GitHub needs to know beyond the repository itself."""

    environments: dict[str, RehearsalEnvironment] = Field(default_factory=dict, description="Name → rules.")
    branches: dict[str, RehearsalBranch] = Field(
        default_factory=dict,
        description="Branch (glob) → rules; the first that fits counts. Of a clone these are copied, beside"
        " the default branch.",
    )
    published: Names = Field(
        (), description="Tags (globs) whose crates are on crates.io when the rehearsal opens."
    )
    owners: Names = Field(
        (),
        description="Owners of every crate on crates.io (logins, teams as `github:org:team`); of a new crate"
        " some minutes after its first version.",
    )
    images: Annotated[tuple[ImageEffect, ...], Field(strict=False)] = Field(
        (), description="Container images that are there for every release's tag when the rehearsal opens."
    )
    workflows: dict[str, dict[str, JobEffects | Annotated[tuple[JobEffects, ...], Field(strict=False)]]] = (
        Field(
            default_factory=dict,
            description="Workflow file → job key → what the job does to the world; a list for several things.",
        )
    )

    company: Annotated[tuple[Colleague, ...], Field(strict=False)] = Field(
        (), description="What colleagues do meanwhile."
    )
    commands: dict[str, RehearsedCommand] = Field(
        default_factory=dict,
        description="Command line, as in the step → what it prints. One that is not here is really run.",
    )

    def effects_of(self, file: str, job: str) -> tuple[JobEffects, ...]:
        """What a job of a workflow file does to the world."""
        found = self.workflows.get(file, {}).get(job)
        return (found,) if isinstance(found, JobEffects) else found or ()

    def rules_of(self, branch: str) -> RehearsalBranch | None:
        """The rules of a branch; None where none are given."""
        return next((rules for glob, rules in self.branches.items() if fnmatchcase(branch, glob)), None)
