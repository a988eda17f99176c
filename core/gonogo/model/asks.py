"""What a look asks for. Each ask knows the type of its answer; the snapshot maps asks to answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from gonogo.model.github import (
    Advisory,
    AttestationCount,
    Board,
    BranchRules,
    Environment,
    GitHubRelease,
    HeadReview,
    Issue,
    PullRequest,
    RemoteTag,
    Run,
    RunDetail,
)
from gonogo.model.local import (
    ChangedFiles,
    CommitLine,
    Divide,
    FileSet,
    Hits,
    Image,
    Landing,
    Published,
    RefLine,
    TagSignature,
    WorkflowFile,
    Worktree,
)

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


@dataclass(frozen=True, slots=True)
class RunAsk(Ask[RunDetail | None]):
    """One run by its id, with jobs and gates; None: no such run."""

    run_id: int


@dataclass(frozen=True, slots=True)
class WorkflowRunsAsk(Ask[tuple[Run, ...]]):
    """The newest runs of a workflow file on a branch, every event, newest first, at most 50."""

    file: str
    branch: str


@dataclass(frozen=True, slots=True)
class ReviewsAsk(Ask[tuple[HeadReview, ...]]):
    """The last opinionated review of each person on a pull request, and for which commit."""

    number: int


@dataclass(frozen=True, slots=True)
class RulesAsk(Ask[BranchRules]):
    """The rules that hold for a branch."""

    branch: str


@dataclass(frozen=True, slots=True)
class IssuesAsk(Ask[tuple[Issue, ...]]):
    """Open issues that match a search."""

    query: str


@dataclass(frozen=True, slots=True)
class AnnouncementAsk(Ask[Issue | None]):
    """The discussion or issue with exactly this title; `via` is `discussion` or `issue`."""

    via: str
    heading: str


@dataclass(frozen=True, slots=True)
class AdvisoriesAsk(Ask[tuple[Advisory, ...]]):
    """The repository's security advisories, newest first."""


@dataclass(frozen=True, slots=True)
class LatestAsk(Ask[GitHubRelease | None]):
    """The release that GitHub calls the latest."""


@dataclass(frozen=True, slots=True)
class BranchesAsk(Ask[tuple[RefLine, ...]]):
    """The branches of origin whose names match a glob."""

    pattern: str


@dataclass(frozen=True, slots=True)
class TagsAsk(Ask[tuple[RefLine, ...]]):
    """The tags of origin whose names match a glob."""

    pattern: str


@dataclass(frozen=True, slots=True)
class CommitsAsk(Ask[tuple[CommitLine, ...]]):
    """Commits that `head` has and `base` lacks, newest first, at most 500; both are commits of origin.

    An empty `base` means the newest 500 of `head`.
    """

    base: str
    head: str


@dataclass(frozen=True, slots=True)
class DivideAsk(Ask[Divide]):
    """How commit `head` lies against commit `base`."""

    base: str
    head: str


@dataclass(frozen=True, slots=True)
class ReachedAsk(Ask[str]):
    """The newest of some commits that `head` is, or has before it; empty when it has none of them.

    Full commit ids: what they come to never changes.
    """

    head: str
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LandingsAsk(Ask[tuple[Landing, ...]]):
    """Commits that `head` has since `base`, newest first, and where each stands on `source` (all commits)."""

    base: str
    head: str
    source: str


@dataclass(frozen=True, slots=True)
class ImageAsk(Ask[Image]):
    """A tag of a container image."""

    image: str
    tag: str


@dataclass(frozen=True, slots=True)
class CrateVersionsAsk(Ask[tuple[str, ...]]):
    """Every version of a crate on crates.io that is not yanked; empty: it was never published."""

    crate: str


@dataclass(frozen=True, slots=True)
class OwnersAsk(Ask[tuple[str, ...]]):
    """The owners of a crate: logins, and teams as `github:org:team`."""

    crate: str


@dataclass(frozen=True, slots=True)
class TrustAsk(Ask[bool]):
    """Whether this exact command line is trusted on this machine."""

    command: str
