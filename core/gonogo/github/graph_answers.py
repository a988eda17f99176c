"""GraphQL answers as they come: every part that GitHub may withhold may be None."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from gonogo.github.answers import Answer, Line, Login, MaybeLine, Moment, Sha

N = TypeVar("N")


class Node(Answer):
    """An object of GraphQL: camelCase names."""

    model_config = ConfigDict(alias_generator=to_camel)


class Nodes(Node, Generic[N]):
    """A connection; a None among its nodes is one that was withheld."""

    nodes: tuple[N | None, ...] | None = None

    def numbered(self) -> tuple[tuple[int, N], ...]:
        """What is there, with its place in the list (for the paths of errors)."""
        return tuple((i, node) for i, node in enumerate(self.nodes or ()) if node is not None)

    def all(self) -> tuple[N, ...]:
        """What is there."""
        return tuple(node for node in self.nodes or () if node is not None)


class Named(Node):
    """Something with a name."""

    name: Line


class ReviewerNode(Node):
    """A user or a team that may approve."""

    login: MaybeLine = ""
    combined_slug: MaybeLine = ""


class EnvironmentNode(Node):
    """An environment."""

    database_id: int | None = None
    name: Line


class RequestNode(Node):
    """A deployment that waits."""

    current_user_can_approve: bool
    wait_timer: int
    wait_timer_started_at: Moment | None = None
    environment: EnvironmentNode
    reviewers: Nodes[ReviewerNode] | None = None


class FileNode(Node):
    """A workflow's file."""

    path: Line


class RunNode(Node):
    """A workflow run."""

    database_id: int | None = None
    run_number: int
    event: Line
    updated_at: Moment
    url: Line
    workflow: Named
    file: FileNode | None = None
    pending_deployment_requests: Nodes[RequestNode] | None = None


class SuiteNode(Node):
    """A check suite; the run is None when another app than Actions made it."""

    status: Line
    conclusion: MaybeLine = ""
    created_at: Moment
    branch: Named | None = None
    creator: Login | None = None
    workflow_run: RunNode | None = None


class CountNode(Node):
    """How many are in a state."""

    state: Line
    count: int


class ContextsNode(Node):
    """The checks and statuses of a commit, counted."""

    check_run_counts_by_state: tuple[CountNode, ...] | None = None
    status_context_counts_by_state: tuple[CountNode, ...] | None = None


class RollupNode(Node):
    """All that was said of a commit."""

    contexts: ContextsNode | None = None


class AuthorNode(Node):
    """Who wrote a commit."""

    name: MaybeLine = ""
    user: Login | None = None


class CommitNode(Node):
    """A commit."""

    oid: Sha
    message_headline: MaybeLine = ""
    committed_date: Moment | None = None
    author: AuthorNode | None = None
    status_check_rollup: RollupNode | None = None
    check_suites: Nodes[SuiteNode] | None = None


class ComparisonNode(Node):
    """How far a branch is from the default branch, seen from the branch: `ahead_by` is what it lacks."""

    ahead_by: int
    behind_by: int


class BranchNode(Node):
    """A branch."""

    name: Line
    compare: ComparisonNode | None = None
    target: CommitNode | None = None


class TaggerNode(Node):
    """When a tag was made."""

    date: Moment | None = None


class TargetNode(Node):
    """What a tag points at: a tag object (which points on), or a commit."""

    typename: MaybeLine = Field("", alias="__typename")
    oid: Sha | None = None
    tagger: TaggerNode | None = None
    target: TargetNode | None = None
    check_suites: Nodes[SuiteNode] | None = None


class TagNode(Node):
    """A tag."""

    name: Line
    target: TargetNode | None = None


class ReviewNode(Node):
    """A review."""

    state: Line
    author: Login | None = None


class PullCommitNode(Node):
    """A commit of a pull request."""

    commit: CommitNode | None = None


class OidNode(Node):
    """A commit, by its id alone."""

    oid: Sha


class QueueNode(Node):
    """A place in the merge queue."""

    position: int
    state: MaybeLine = ""
    enqueued_at: Moment | None = None


class PullNode(Node):
    """A pull request."""

    number: int
    title: Line
    url: Line
    state: Line
    is_draft: bool
    updated_at: Moment | None = None
    is_cross_repository: bool
    author: Login | None = None
    base_ref_name: Line
    head_ref_name: Line
    head_ref_oid: Sha
    mergeable: Line
    merge_state_status: Line
    review_decision: MaybeLine = ""
    is_in_merge_queue: bool = False
    merge_queue_entry: QueueNode | None = None
    merge_commit: OidNode | None = None
    labels: Nodes[Named] | None = None
    latest_opinionated_reviews: Nodes[ReviewNode] | None = None
    commits: Nodes[PullCommitNode] | None = None


class AssetNode(Node):
    """A release asset."""

    name: Line
    size: int
    download_url: MaybeLine = ""
    digest: MaybeLine = ""


class ReleaseNode(Node):
    """A release."""

    database_id: int | None = None
    tag_name: Line
    name: MaybeLine = ""
    is_draft: bool
    is_prerelease: bool
    is_latest: bool
    immutable: bool = False
    created_at: Moment | None = None
    published_at: Moment | None = None
    url: Line
    release_assets: Nodes[AssetNode] | None = None


class RepositoryNode(Node):
    """The repository."""

    viewer_permission: MaybeLine = ""
    default_branch_ref: BranchNode | None = None
    trains: Nodes[BranchNode] | None = None
    pull_requests: Nodes[PullNode] | None = None
    releases: Nodes[ReleaseNode] | None = None
    tags: Nodes[TagNode] | None = None
    newest: Nodes[TagNode] | None = None


class RateNode(Node):
    """The budget of points."""

    cost: int
    limit: int
    remaining: int
    reset_at: Moment


class BoardData(Node):
    """The data of the board's query."""

    rate_limit: RateNode | None = None
    viewer: Login
    repository: RepositoryNode | None = None


class OnePull(Node):
    """The part of a repository that `PullByNumber` asks for."""

    pull_request: PullNode | None = None


class OnePullData(Node):
    """The data of `PullByNumber`."""

    repository: OnePull | None = None


class PullsOf(Node):
    """The part of a repository that `PullsOf` asks for."""

    pull_requests: Nodes[PullNode] | None = None


class PullsOfData(Node):
    """The data of `PullsOf`."""

    repository: PullsOf | None = None
