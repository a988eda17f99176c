"""The records of the embedded GitHub. They change; git facts are not kept here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.rehearsal.gitstore import BareRepo
    from gonogo.rehearsal.world.run_nouns import Deployment, Environment, Run, Workflow

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
        gives_running_logs: The log of a job that still runs is given (GitHub gives it when the job is over).
    """

    failing_jobs: set[tuple[str, str]] = field(default_factory=set)
    failing_after: set[tuple[str, str]] = field(default_factory=set)
    silent_workflows: set[str] = field(default_factory=set)
    other_bytes: set[str] = field(default_factory=set)
    lazy_mergeability: bool = False
    gives_running_logs: bool = False
