"""What GitHub says: branches, pull requests, runs, jobs, gates, environments, releases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class RepoName:
    """`owner/name` on a host."""

    owner: str
    name: str
    host: str = "github.com"

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class RateBudget:
    """What is left of a rate limit; `resets_at` is when it is whole again."""

    limit: int
    remaining: int
    resets_at: datetime
    cost: int = 0


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """Check runs and statuses of one commit, counted by outcome.

    `is_known` is False when they could not be read (a token without the permission).
    """

    passed: int = 0
    failed: int = 0
    running: int = 0
    skipped: int = 0
    is_known: bool = True

    @property
    def total(self) -> int:
        """All of them."""
        return self.ran + self.skipped

    @property
    def ran(self) -> int:
        """Those that were not skipped."""
        return self.passed + self.failed + self.running

    @property
    def in_words(self) -> str:
        """`24 passed, 1 running, 9 skipped`; what there is none of is left out."""
        names = ("passed", "failed", "running", "skipped")
        said = ", ".join(f"{getattr(self, name)} {name}" for name in names if getattr(self, name))
        return said or "none" if self.is_known else "could not be read"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch, against the default branch.

    `ahead` commits it has and the default branch lacks, `behind` the other way; None: not known.
    """

    name: str
    sha: str
    headline: str
    committed_at: datetime | None
    author: str
    ahead: int | None
    behind: int | None
    checks: CheckCounts
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """The last opinionated review of one person."""

    author: str
    state: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request.

    Attributes:
        state: `OPEN`, `MERGED` or `CLOSED`.
        mergeable: `MERGEABLE`, `CONFLICTING` or `UNKNOWN`.
        merge_state: GitHub's mergeStateStatus (`CLEAN`, `BLOCKED`, `BEHIND`, `DIRTY`, `UNSTABLE`, …).
        merge_sha: The commit on the base branch, once merged; empty before.
        queue_state: `QUEUED`, `AWAITING_CHECKS`, `MERGEABLE`, `UNMERGEABLE` or `LOCKED`; empty while in no queue.
    """

    number: int
    title: str
    url: str
    author: str
    state: str
    is_draft: bool
    base: str
    head: str
    head_sha: str
    mergeable: str
    merge_state: str
    review_decision: str
    reviews: tuple[Review, ...]
    labels: tuple[str, ...]
    checks: CheckCounts
    updated_at: datetime | None
    merge_sha: str = ""
    in_merge_queue: bool = False
    queue_position: int | None = None
    queue_state: str = ""
    queued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A workflow run.

    Attributes:
        path: The workflow file (`.github/workflows/ci.yml`).
        status: `queued`, `in_progress`, `waiting`, `pending`, `requested` or `completed`.
        conclusion: `success`, `failure`, `cancelled`, `skipped`, …; empty until completed.
        actor: Login of whoever triggered this attempt.
        head_branch: Branch or tag name.
        created_at: When its first attempt began.
        started_at: When this attempt began; None where that was not told.
    """

    run_id: int
    name: str
    path: str
    number: int
    attempt: int
    event: str
    status: str
    conclusion: str
    head_sha: str
    head_branch: str
    actor: str
    created_at: datetime
    updated_at: datetime
    url: str
    started_at: datetime | None = None

    @property
    def file(self) -> str:
        """The workflow's file name without its folder."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class JobStep:
    """A step of a job."""

    number: int
    name: str
    status: str
    conclusion: str
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job of a run; `name` is its display name, and may repeat: key by `job_id`."""

    job_id: int
    run_id: int
    name: str
    status: str
    conclusion: str
    started_at: datetime | None
    completed_at: datetime | None
    url: str
    steps: tuple[JobStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A deployment of a run that waits at an environment.

    Attributes:
        timer_min: Wait timer in minutes; 0 for none.
        timer_started_at: When the timer started; None for none.
        reviewers: Logins, or `org/team` slugs.
        can_approve: Whether the viewer may approve.
    """

    run_id: int
    environment_id: int
    environment: str
    timer_min: int
    timer_started_at: datetime | None
    reviewers: tuple[str, ...]
    can_approve: bool


@dataclass(frozen=True, slots=True)
class GateReview:
    """A decision on a run's gate, as GitHub's approvals history has it."""

    environment: str
    state: str
    author: str
    comment: str


@dataclass(frozen=True, slots=True)
class RunDetail:
    """A run with its jobs, the gates that wait, and the decisions taken."""

    run: Run
    jobs: tuple[Job, ...]
    gates: tuple[Gate, ...]
    reviews: tuple[GateReview, ...] = ()


@dataclass(frozen=True, slots=True)
class DeployPolicy:
    """One line of an environment's "Deployment branches and tags"; kind is `branch` or `tag`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Environment:
    """A protected environment.

    Attributes:
        restricts: `none` (any ref), `protected` (protected branches only) or `custom` (see policies).
    """

    name: str
    environment_id: int
    reviewers: tuple[str, ...]
    prevents_self_review: bool
    timer_min: int
    restricts: str
    policies: tuple[DeployPolicy, ...]
    url: str


@dataclass(frozen=True, slots=True)
class RemoteTag:
    """A tag as GitHub has it.

    Attributes:
        oid: What the ref points at: the tag object when annotated, else the commit.
        commit: The commit, peeled.
        is_annotated: False for a lightweight tag.
        is_verified: GitHub's "Verified": some user's key signed it; None: lightweight or not known.
        reason: GitHub's word for it (`valid`, `unsigned`, `unknown_key`, …).
    """

    name: str
    oid: str
    commit: str
    is_annotated: bool
    is_verified: bool | None
    reason: str
    message: str
    tagger: str
    tagged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asset:
    """A release asset; `sha256` is empty where GitHub has no digest."""

    name: str
    size: int
    state: str
    sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class GitHubRelease:
    """A release on GitHub, draft or published."""

    release_id: int
    tag: str
    name: str
    is_draft: bool
    is_prerelease: bool
    is_latest: bool
    is_immutable: bool
    created_at: datetime | None
    published_at: datetime | None
    assets: tuple[Asset, ...]
    url: str
    body: str = ""
    """Its notes, Markdown; empty where they were not asked for."""


@dataclass(frozen=True, slots=True)
class AttestationCount:
    """How many attestations GitHub lists for one digest; presence is not verification."""

    sha256: str
    count: int
    predicate_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag in the board's list."""

    name: str
    oid: str
    commit: str
    is_annotated: bool
    tagged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """One look at a repository: all that the board shows, in one request.

    Attributes:
        gaps: What GitHub would not tell (`pullRequests.0.checks: FORBIDDEN`), in words.
    """

    repo: RepoName
    viewer: str
    permission: str
    default_branch: str
    head_sha: str
    branches: tuple[Branch, ...]
    pulls: tuple[PullRequest, ...]
    runs: tuple[Run, ...]
    gates: tuple[Gate, ...]
    releases: tuple[GitHubRelease, ...]
    tags: tuple[TagLine, ...]
    rate: RateBudget | None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeadReview:
    """The last opinionated review of one person, and the commit that it was given for."""

    author: str
    state: str
    commit: str
    can_write: bool | None
    """Whether the author's approval counts (has write access); None: not told."""


@dataclass(frozen=True, slots=True)
class BranchRules:
    """What rules hold for a branch, as far as the viewer may know.

    Attributes:
        has_queue: Merging goes through a merge queue.
        approvals: How many approvals a pull request needs; 0 for none.
        checks: Names of checks that must be green.
    """

    branch: str
    has_queue: bool
    approvals: int
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or a discussion."""

    number: int
    title: str
    url: str
    is_open: bool
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisory:
    """A repository's security advisory; state is `triage`, `draft`, `published` or `closed`."""

    ghsa: str
    state: str
    severity: str
    summary: str
    url: str
    published_at: datetime | None
