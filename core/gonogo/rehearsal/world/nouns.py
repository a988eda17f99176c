"""The records of the embedded GitHub. They change; git facts are not kept here."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.rehearsal.gitstore import BareRepo
    from gonogo.rehearsal.world.dues import Due
    from gonogo.rehearsal.world.run_nouns import Deployment, Environment, Run, Workflow

ROLES = ("read", "triage", "write", "maintain", "admin")
"""From least to most."""
EVERY_PERMISSION = frozenset(
    {
        "actions:write",
        "administration:read",
        "discussions:write",
        "issues:write",
        "repository_advisories:write",
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
    left_queue: str = ""
    """Why it was taken out of the merge queue; empty while it was not."""


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
    published_at: datetime | None = None
    updated_at: datetime | None = None
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
class Issue:
    """An issue."""

    number: int
    issue_id: int
    title: str
    body: str
    login: str
    created_at: datetime
    updated_at: datetime
    labels: tuple[str, ...] = ()
    state: str = "open"
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(slots=True)
class Discussion:
    """A discussion; `category` is the name of one that the repository has."""

    number: int
    discussion_id: int
    title: str
    body: str
    login: str
    category: str
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class Advisory:
    """A security advisory.

    Attributes:
        state: `triage`, `draft`, `published` or `closed`.
        fixes: Branch → path → text: what publishing merges, as the advisory's own pull requests.
    """

    ghsa: str
    summary: str
    description: str
    severity: str
    state: str
    login: str
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    fixes: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BranchRule:
    """What holds for a branch.

    Attributes:
        is_protected: It changes through pull requests only.
        has_queue: Merging goes through a merge queue.
        approvals: How many approvals a pull request needs.
        checks: Names of jobs that must be green.
        dismisses_stale: A push dismisses the approvals before it.
    """

    is_protected: bool = False
    has_queue: bool = False
    approvals: int = 0
    checks: tuple[str, ...] = ()
    dismisses_stale: bool = False


@dataclass(slots=True)
class QueueEntry:
    """A pull request in a merge queue.

    Attributes:
        state: GraphQL's word for it.
        sha: What its merge would be, while its checks run.
        base_sha: What that was made on.
    """

    entry_id: int
    number: int
    login: str
    at: datetime
    state: str = "QUEUED"
    sha: str = ""
    base_sha: str = ""


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
    rules: dict[str, BranchRule] = field(default_factory=dict)
    """Branch (glob) → what holds for it; the first that fits counts."""
    queues: dict[str, list[QueueEntry]] = field(default_factory=dict)
    """Branch → its merge queue, the next one first."""
    schedules: dict[tuple[str, str], Due] = field(default_factory=dict)
    """Workflow file and cron line → its next run."""
    has_immutable_releases: bool = True
    environments: dict[str, Environment] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    runs: dict[int, Run] = field(default_factory=dict)
    runs_by_sha: dict[str, list[int]] = field(default_factory=dict)
    run_numbers: dict[str, int] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    discussions: dict[int, Discussion] = field(default_factory=dict)
    categories: tuple[str, ...] = ("Announcements", "General", "Q&A")
    has_discussions: bool = True
    advisories: dict[str, Advisory] = field(default_factory=dict)
    statuses: list[Status] = field(default_factory=list)
    deployments: dict[int, Deployment] = field(default_factory=dict)
    releases: dict[int, Release] = field(default_factory=dict)
    latest_id: int | None = None
    """The release that was made the latest; None: it follows the versions."""
    attestations: list[Attestation] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    def runs_of(self, sha: str) -> list[Run]:
        """The runs of a commit, oldest first."""
        return [self.runs[run_id] for run_id in self.runs_by_sha.get(sha, ())]

    def add_run(self, run: Run) -> None:
        """Take in a new run."""
        self.runs[run.run_id] = run
        self.runs_by_sha.setdefault(run.head_sha, []).append(run.run_id)

    def rule(self, branch: str) -> BranchRule:
        """What holds for a branch."""
        for glob, rule in self.rules.items():
            if fnmatchcase(branch, glob):
                return rule
        return BranchRule(branch in self.protected, approvals=self.required_approvals)


@dataclass(slots=True)
class Switches:
    """What goes wrong when a test or a rehearsal wants it to.

    Attributes:
        failing_jobs: (workflow file, job key): the job fails, and has no effects.
        failing_after: (workflow file, job key): the job has its effects, and then fails.
        silent_workflows: Workflow files whose runs are never created.
        other_bytes: File names that are published with bytes other than those attested.
        lazy_mergeability: A pull request's first look says that mergeability is being computed.
        failing_effects: Kinds of effects (`branch`, `pull`, `draft`, `registries`, `images`, `tag`, `release`,
            `undraft`) at which their job fails.
        silent_effects: Kinds of effects that do not happen, while their job succeeds.
        crates_stop_after: A workspace's publish is cut off after so many crates.
        empty_outputs: Workflow files whose jobs' outputs are empty.
        flat_images: Images are pushed for one platform alone, without an index.
        split_images: Each tag of an image has a digest of its own.
        private_images: Names of images that nobody can pull without a token.
        failing_events: Events (such as `merge_group`): jobs of their runs fail.
        schedules_late_min: How many minutes late scheduled runs are; None: some.
        silent_schedules: Workflow files whose schedules start nothing.
        gives_running_logs: The log of a job that still runs is given (GitHub gives it when the job is over).
    """

    failing_jobs: set[tuple[str, str]] = field(default_factory=set)
    failing_after: set[tuple[str, str]] = field(default_factory=set)
    silent_workflows: set[str] = field(default_factory=set)
    other_bytes: set[str] = field(default_factory=set)
    lazy_mergeability: bool = False
    failing_effects: set[str] = field(default_factory=set)
    silent_effects: set[str] = field(default_factory=set)
    crates_stop_after: int | None = None
    empty_outputs: set[str] = field(default_factory=set)
    flat_images: bool = False
    split_images: bool = False
    private_images: set[str] = field(default_factory=set)
    failing_events: set[str] = field(default_factory=set)
    schedules_late_min: int | None = None
    silent_schedules: set[str] = field(default_factory=set)
    gives_running_logs: bool = False
