"""The playbook itself: what the YAML must look like, as frozen models."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import MinLen
from pydantic import BeforeValidator, Field, SerializeAsAny

from gonogo.playbook.rehearsal import JobEffects, RehearsalBranch, RehearsalEnvironment, RehearsalPart
from gonogo.playbook.steps import Names, Part, Step

__all__ = [
    "ChangelogPart",
    "Input",
    "JobEffects",
    "PackagesPart",
    "Playbook",
    "Process",
    "RehearsalBranch",
    "RehearsalEnvironment",
    "RehearsalPart",
    "TagPart",
    "VersionFile",
    "VersionPart",
]

_OneOrMore = Annotated[str, MinLen(1)] | Annotated[list[str], MinLen(1)]


def _as_list(value: object) -> object:
    """A single name is a list of one."""
    return (value,) if isinstance(value, str) else value


class VersionFile(Part):
    """A file that holds the version, and how it is written there."""

    path: str = Field(description="Path from the repository's top.", min_length=1)
    format: Literal["cargo", "cargo-lock", "pyproject", "python", "package-json", "pattern"] = Field(
        description="How the version stands in it."
    )
    dependencies: Names = Field((), description="For cargo: dependencies whose version moves too.")
    packages: Names = Field((), description="For cargo-lock: packages whose entries (without source) move.")
    pattern: str = Field(
        "",
        description="For pattern: the text, with `{version}`, `{major}`, `{minor}`, `{patch}` where it stands.",
    )
    optional: bool = Field(False, description="Whether the file, or its pattern, may be missing.")


class PackagesPart(Part):
    """Packages found through the manifests.

    Each moves with its manifest, and with every lock file and requirement that names it.
    """

    versions: Literal["shared", "stepwise", "separate"] = Field(
        description="`shared`: those that say the tree's version move. `stepwise`: those that say another"
        " one make the same kind of step from their own. `separate`: one at a time moves, the process's"
        " input `crate`."
    )
    leave: Names = Field(
        (), description="Names (globs) of packages that do not move; `name@version` for those of a version."
    )
    final_newline: bool = Field(
        False,
        description="Whether manifests of packages that move get a final newline, as the project's own tool"
        " writes them.",
    )
    include: Names = Field((), description="Names (globs) of unpublished packages that move all the same.")


class VersionPart(Part):
    """Where the version is read, and every file that it is written to."""

    scheme: Literal["semver", "pep440"] = Field("semver", description="How versions are compared and made.")
    read: str = Field(description="The file in `files` that is asked for the version of the tree.")
    files: Annotated[tuple[VersionFile, ...], Field(strict=False)] = Field(
        (), description="Every file that moves with the version."
    )
    packages: PackagesPart | None = Field(
        None, description="Packages of the workspace that move, beside `files`."
    )
    uncomputed: Names = Field(
        (),
        description="Files (globs) that a bump changes too, and that gonogo can not compute (they need the"
        " network): a review leaves them out, and says so.",
    )


class TagPart(Part):
    """The name of the tag."""

    name: str = Field("v{version}", description="Template; must contain `{version}`.")
    signed: bool = Field(
        True, description="Whether the tag must be signed and annotated; else it may be lightweight."
    )


class ChangelogPart(Part):
    """The changelog and how its headings look."""

    path: str = Field("CHANGELOG.md", description="Path from the repository's top.")
    heading: str = Field("## [{version}] - {date}", description="Heading of a released version.")
    placeholder: str = Field("", description="Line that stands under Unreleased when it is empty.")
    style: Literal["keep-a-changelog", "prepend", "archive"] = Field(
        "keep-a-changelog",
        description="`keep-a-changelog`: what is unreleased moves under a heading. `prepend`: `template` goes"
        " on top. `archive`: `template` takes the room of the newest notes, which get a line in the archive.",
    )
    template: str = Field("", description="For prepend and archive: the section of a new version.")
    archive_after: str = Field("", description="For archive: text of the line that begins the archive.")
    archive_line: str = Field(
        "", description="For archive: the line to put there; `{version}` and `{series}` are the old one's."
    )
    unreleased: str = Field(
        "Unreleased", description="How the line of a section begins that is not released yet."
    )
    released: str = Field("Released {date}", description="What takes the room of that on release.")
    optional: bool = Field(False, description="Whether the file may be missing.")
    dots: Literal["", "..", "..."] = Field(
        "", description="Between the tags of a release's compare link, where no older link shows it."
    )


class Input(Part):
    """An input of a process."""

    next: Names = Field((), description="For a version: the steps offered (major, minor, patch, rc, final).")
    choices: Names = Field((), description="What can be chosen; free text when left out.")
    default: str | None = Field(
        None, description="What it is when nothing is given; an input without one must be given."
    )
    help: str = Field("", description="One line that is shown beside it.")


class Process(Part):
    """One way to release."""

    title: str = Field("", description="One line about it.")
    done: str = Field("{version} is released", description="What is so once every step is done.")
    inputs: dict[str, Input] = Field(
        default_factory=dict, description="What is asked when a release is started."
    )
    branch: str = Field(
        "",
        description="Branch that this process releases from, such as `release-{major}.0.0`: where the version of"
        " the tree is read. Empty: the default branch.",
    )
    read: str = Field(
        "",
        description="File that is asked for the version of the tree, such as `crates/{crate}/Cargo.toml`."
        " Empty: the playbook's own.",
    )
    tag: TagPart | None = Field(None, description="Name of the tag, where it is not the playbook's.")
    marker: str = Field(
        "", description="Text in the message of the commit that automation is to tag and release."
    )
    previous: Literal["tree", "tag"] = Field(
        "tree",
        description="Where `{previous}` comes from: the version of the tree when the release is started, or the"
        " highest stable version below this one that has a tag.",
    )
    steps: Annotated[tuple[SerializeAsAny[Step], ...], Field(strict=False)] = Field(
        description="The checklist.", min_length=1
    )


class Playbook(Part):
    """A repository's release processes."""

    gonogo: Literal[1] = Field(description="Version of this format.")
    repository: Annotated[
        Names,
        MinLen(1),
        BeforeValidator(_as_list, json_schema_input_type=_OneOrMore),
        Field(description="owner/name; a list when it has moved."),
    ]
    default_branch: str = Field("main", description="The branch that releases come from.")
    sign_off: bool = Field(
        False, description="Whether commits made here say `Signed-off-by`, as a DCO check asks of each."
    )
    version: VersionPart
    tag: TagPart = Field(default_factory=lambda: TagPart.model_validate({}))
    changelog: ChangelogPart | None = None
    processes: dict[str, Process] = Field(description="Name → process.", min_length=1)
    rehearsal: RehearsalPart = Field(default_factory=lambda: RehearsalPart.model_validate({}))
