"""What a look asks for. Each ask knows the type of its answer; the snapshot maps asks to answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from gonogo.model.github import (
    AttestationCount,
    Board,
    Environment,
    GitHubRelease,
    PullRequest,
    RemoteTag,
    Run,
    RunDetail,
)
from gonogo.model.local import ChangedFiles, FileSet, Hits, Published, TagSignature, WorkflowFile, Worktree

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Ask(Generic[T_co]):
    """Something to look at; `T_co` is the type of the answer. None in it means: is not there."""


@dataclass(frozen=True, slots=True)
class BoardAsk(Ask[Board]):
    """The repository's board, one GraphQL request."""


@dataclass(frozen=True, slots=True)
class WorktreeAsk(Ask[Worktree]):
    """The maintainer's checkout."""


@dataclass(frozen=True, slots=True)
class HeadAsk(Ask[str | None]):
    """The commit that origin's branch points at."""

    branch: str


@dataclass(frozen=True, slots=True)
class PullAsk(Ask[PullRequest | None]):
    """The newest pull request from `head` into `base`, open or merged (closed ones are passed over)."""

    head: str
    base: str


@dataclass(frozen=True, slots=True)
class RunsAsk(Ask[tuple[Run, ...]]):
    """All runs of one commit for one event, newest first."""

    sha: str
    event: str


@dataclass(frozen=True, slots=True)
class RunDetailAsk(Ask[RunDetail | None]):
    """The newest run of a workflow file for a commit and event, with jobs and gates.

    `ref` is the branch or tag name that the run must be for.
    """

    file: str
    sha: str
    event: str
    ref: str


@dataclass(frozen=True, slots=True)
class WorkflowFileAsk(Ask[WorkflowFile | None]):
    """A workflow file as it stands at a commit."""

    file: str
    sha: str


@dataclass(frozen=True, slots=True)
class EnvironmentAsk(Ask[Environment | None]):
    """A protected environment."""

    name: str


@dataclass(frozen=True, slots=True)
class TagAsk(Ask[RemoteTag | None]):
    """A tag as GitHub has it."""

    name: str


@dataclass(frozen=True, slots=True)
class SignatureAsk(Ask[TagSignature | None]):
    """A tag of origin, fetched and verified by git here."""

    name: str


@dataclass(frozen=True, slots=True)
class ReleaseAsk(Ask[GitHubRelease | None]):
    """The GitHub release of a tag, drafts included."""

    tag: str


@dataclass(frozen=True, slots=True)
class CrateAsk(Ask[Published]):
    """A version on crates.io, with the digest of the served bytes."""

    crate: str
    version: str


@dataclass(frozen=True, slots=True)
class PyPIAsk(Ask[Published]):
    """A version on PyPI, with the digests of the served bytes."""

    project: str
    version: str


@dataclass(frozen=True, slots=True)
class AttestationsAsk(Ask[tuple[AttestationCount, ...]]):
    """What GitHub lists as attestations for these digests (hex sha256, sorted)."""

    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilesAsk(Ask[FileSet]):
    """Files at a commit of origin.

    Whatever `globs` find is in the answer, too: `*` stands for anything inside of a name, `**/` for
    any folders or none.
    """

    sha: str
    paths: tuple[str, ...]
    globs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangesAsk(Ask[ChangedFiles]):
    """What a commit changes since it parted from another one; `base` and `sha` are commits of origin."""

    base: str
    sha: str


@dataclass(frozen=True, slots=True)
class HitsAsk(Ask[Hits]):
    """Lines at a commit that hold a version."""

    sha: str
    needle: str
