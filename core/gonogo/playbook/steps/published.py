"""What was published: registries, GitHub's release, attestations, images."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from gonogo.playbook.steps.base import Names, Step


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
    latest: bool | Literal["highest"] = Field(
        True,
        description="Whether it must be GitHub's latest release. `highest`: if no higher stable version has a"
        " tag; if one has, it must not be.",
    )
    prerelease: bool | None = Field(None, description="Whether it must be marked as a pre-release.")
    only_after: Names = Field((), description="Ids of steps that must be done before it may be public.")


class AttestationsCheck(Step):
    """Attestations that GitHub lists for the release's assets. Listed is not verified: never a pass."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "attestations"
    assets: Names = Field(description="Patterns (globs) of the assets that must have one.", min_length=1)


class CratesCheck(Step):
    """crates.io serves every crate that the workspace publishes, each in its own version, dependencies first."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "crates"
    at: str = Field("main", description="Branch whose manifests are read; once the tag exists, the tag's.")
    leave: Names = Field((), description="Names (globs) of crates that are not published by this process.")


class CratesBeforeCheck(Step):
    """crates.io serves every crate of the workspace that this one depends on, in the required version."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "crates-before"
    at: str = Field("main", description="Branch whose manifests are read.")
    crate: str = Field("{crate}", description="Name of the crate.", min_length=1)


class CrateOwnersCheck(Step):
    """The crate has these owners on crates.io."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "crate-owners"
    crate: str = Field("{crate}", description="Name of the crate.", min_length=1)
    owners: Names = Field(description="Logins, or teams as `github:org:team`.", min_length=1)


class ImagesCheck(Step):
    """An image's tags: all on one digest, and others not moved by this release."""

    kind: ClassVar[str] = "check"
    what: ClassVar[str] = "images"
    image: str = Field(description="Registry and name, such as `ghcr.io/owner/name`.", min_length=1)
    tags: Names = Field(description="Tags that must be there, all with one digest.", min_length=1)
    unmoved: Names = Field(
        (), description="Tags that must not be on that digest, such as `latest` for a release candidate."
    )
    aliases: Names = Field(
        (),
        description="Tags that follow the highest stable version of their line: on this digest when this is"
        " the highest one, else on another.",
    )


class RetagDo(Step):
    """Put an image's moving tags back on another version, by copying the manifest as it is."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "retag"
    image: str = Field(description="Registry and name, such as `ghcr.io/owner/name`.", min_length=1)
    source: str = Field("{previous}", description="Tag whose manifest is copied.")
    tags: Names = Field(description="Tags that are put on it.", min_length=1)


class DeprecateDo(Step):
    """Put a banner on top of the notes of a release. The release, its tag and its files stay."""

    kind: ClassVar[str] = "do"
    what: ClassVar[str] = "deprecate"
    heading: str = Field("## ⚠️ Deprecated", description="First line of the banner.")
    message: str = Field(description="Why, and which version to use instead, Markdown.", min_length=1)
