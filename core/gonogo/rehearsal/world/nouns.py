"""The records of the embedded GitHub. They change; git facts are not kept here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gonogo.rehearsal.gitstore import BareRepo
    from gonogo.rehearsal.workflows.expand import JobSpec

ROLES = ("read", "triage", "write", "maintain", "admin")
"""From least to most."""
EVERY_PERMISSION = frozenset(
    {
        "actions:write",
        "administration:read",
        "attestations:read",
        "contents:write",
        "deployments:write",
        "metadata:read",
        "pull_requests:write",
        "statuses:write",
    }
)
"""What a fine-grained token can be given here; there is none for checks."""


@dataclass(slots=True)
class User:
    """An account. `signing_keys` are public keys in OpenSSH's one-line form."""

    login: str
    user_id: int
    name: str
    signing_keys: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Credential:
    """A token and what it may do.

    Attributes:
        kind: `classic` (every scope) or `fine-grained` (only `permissions`).
        expires_at: From then on it is refused; None: never.
    """

    value: str = field(repr=False)
    login: str
    kind: str = "classic"
    scopes: tuple[str, ...] = ("repo", "workflow", "read:org", "read:packages")
    permissions: frozenset[str] = EVERY_PERMISSION
    expires_at: datetime | None = None


@dataclass(slots=True)
class Environment:
    """A protected environment.

    Attributes:
        restricts: `none`, `protected` (protected branches only) or `custom` (see the patterns).
    """

    environment_id: int
    name: str
    created_at: datetime
    reviewers: tuple[str, ...] = ()
    prevents_self_review: bool = False
    wait_min: int = 0
    restricts: str = "none"
    branch_patterns: tuple[str, ...] = ()
    tag_patterns: tuple[str, ...] = ()


@dataclass(slots=True)
class Workflow:
    """A workflow file that was seen once."""

    workflow_id: int
    path: str
    name: str
    created_at: datetime
    is_active: bool = True


@dataclass(slots=True)
class Gate:
    """What a waiting job waits for."""

    environment: str
    since: datetime
    opens_at: datetime | None
    needs_review: bool


@dataclass(slots=True)
class Job:
    """A job of an attempt. It exists from the moment that all it needs is finished."""

    job_id: int
    run_id: int
    spec: JobSpec
    attempt: int
    head_sha: str
    created_at: datetime
    status: str = "queued"
    conclusion: str = ""
    started_at: datetime | None = None
    completed_at: datetime | None = None
    outputs: dict[str, str] = field(default_factory=dict)
    gate: Gate | None = None
    failure: str = ""
    deployment_id: int | None = None

    @property
    def is_over(self) -> bool:
        """It will not change any more."""
        return self.status == "completed"

    @property
    def has_run(self) -> bool:
        """It was on a machine: not skipped, not stopped at its environment, not still waiting."""
        return self.started_at is not None and self.started_at != self.completed_at


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier attempt of a run, as it ended."""

    number: int
    jobs: tuple[Job, ...]
    status: str
    conclusion: str
    triggering_actor: str
    started_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision on a run's gates."""

    environments: tuple[str, ...]
    state: str
    login: str
    comment: str
    at: datetime


@dataclass(slots=True)
class Run:
    """A workflow run.

    Attributes:
        ref: Full ref (`refs/heads/main`, `refs/tags/v1.0.0`, `refs/pull/7/merge`).
        head_branch: Branch or tag name.
        group: Concurrency group; empty for none.
        jobs: Jobs of the current attempt that exist by now, in the order in which they came to be.
        specs: All jobs that the file has.
    """

    run_id: int
    suite_id: int
    workflow: Workflow
    number: int
    event: str
    ref: str
    head_branch: str
    head_sha: str
    actor: str
    triggering_actor: str
    title: str
    created_at: datetime
    started_at: datetime
    updated_at: datetime
    specs: tuple[JobSpec, ...]
    github: Mapping[str, Any]
    attempt: int = 1
    status: str = "queued"
    conclusion: str = ""
    group: str = ""
    pull_number: int | None = None
    jobs: list[Job] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """It will not change any more, unless it is run again."""
        return self.status == "completed"

    @property
    def path(self) -> str:
        """The workflow's file."""
        return self.workflow.path

    @property
    def file(self) -> str:
        """The workflow's file name without its folder."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(slots=True)
class Review:
    """A review of a pull request."""

    review_id: int
    login: str
    state: str
    body: str
    commit_sha: str
    at: datetime


@dataclass(slots=True)
class Pull:
    """A pull request; while it is open its head follows its branch."""

    number: int
    pull_id: int
    title: str
    body: str
    login: str
    head: str
    base: str
    head_sha: str
    base_sha: str
    created_at: datetime
    updated_at: datetime
    is_draft: bool = False
    labels: tuple[str, ...] = ()
    state: str = "open"
    merged_at: datetime | None = None
    closed_at: datetime | None = None
    merged_by: str = ""
    merge_sha: str = ""
    reviews: list[Review] = field(default_factory=list)
    looked_at: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A commit status."""

    status_id: int
    sha: str
    context: str
    state: str
    description: str
    target_url: str
    login: str
    at: datetime


@dataclass(slots=True)
class Deployment:
    """A deployment of a job to an environment."""

    deployment_id: int
    environment: str
    ref: str
    sha: str
    login: str
    created_at: datetime
    updated_at: datetime
    state: str
    run_id: int


@dataclass(slots=True)
class Asset:
    """A file of a release."""

    asset_id: int
    name: str
    data: bytes = field(repr=False)
    sha256: str
    login: str
    at: datetime
    label: str = ""
    content_type: str = "application/octet-stream"
    downloads: int = 0


@dataclass(slots=True)
class Release:
    """A release, draft or published."""

    release_id: int
    tag: str
    name: str
    body: str
    target: str
    login: str
    created_at: datetime
    is_draft: bool = True
    is_prerelease: bool = False
    is_immutable: bool = False
    make_latest: str = "true"
    published_at: datetime | None = None
    assets: list[Asset] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attestation:
    """An attestation that GitHub holds for a digest."""

    attestation_id: int
    sha256: str
    subject: str
    predicate_type: str
    run_id: int
    at: datetime


@dataclass(slots=True)
class Repo:
    """A repository. `roles` maps logins to roles; a public one can be read by everybody."""

    repo_id: int
    owner: str
    name: str
    git: BareRepo
    default_branch: str
    created_at: datetime
    is_private: bool = False
    description: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    merge_methods: frozenset[str] = frozenset({"merge", "squash", "rebase"})
    protected: set[str] = field(default_factory=set)
    required_approvals: int = 0
    has_immutable_releases: bool = True
    environments: dict[str, Environment] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    run_numbers: dict[str, int] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    deployments: dict[int, Deployment] = field(default_factory=dict)
    releases: dict[int, Release] = field(default_factory=dict)
    attestations: list[Attestation] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"


@dataclass(slots=True)
class Switches:
    """What goes wrong when a test or a rehearsal wants it to.

    Attributes:
        failing_jobs: (workflow file, job key): the job fails, and has no effects.
        failing_after: (workflow file, job key): the job has its effects, and then fails.
        silent_workflows: Workflow files whose runs are never created.
        other_bytes: File names that are published with bytes other than those attested.
        lazy_mergeability: A pull request's first look says that mergeability is being computed.
    """

    failing_jobs: set[tuple[str, str]] = field(default_factory=set)
    failing_after: set[tuple[str, str]] = field(default_factory=set)
    silent_workflows: set[str] = field(default_factory=set)
    other_bytes: set[str] = field(default_factory=set)
    lazy_mergeability: bool = False
