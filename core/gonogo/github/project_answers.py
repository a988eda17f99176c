"""REST and GraphQL answers about people's part: reviews, rules, issues, discussions, advisories."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from gonogo.github.answers import LATE, Answer, Line, Login, MaybeLine, Moment, login_of
from gonogo.github.graph_answers import Node, Nodes
from gonogo.model.github import Advisory, Issue


class ReviewBody(Answer):
    """A review of a pull request; the commit is null once that is gone."""

    id: int
    user: Login | None = None
    state: Line
    commit_id: MaybeLine = ""
    author_association: MaybeLine = ""

    @property
    def author(self) -> str:
        """Who gave it."""
        return login_of(self.user)


class PermissionBody(Answer):
    """What a person may do here: `admin`, `write`, `read` or `none`."""

    permission: Line


class CheckBody(Answer):
    """A check that must be green."""

    context: Line


class RuleParameters(Answer):
    """Of a rule; each kind has others."""

    required_approving_review_count: int = 0
    required_status_checks: tuple[CheckBody, ...] = ()


class BranchRuleBody(Answer):
    """A rule that holds for a branch."""

    type: Line
    parameters: RuleParameters | None = None


class LabelBody(Answer):
    """A label."""

    name: MaybeLine = ""


class IssueBody(Answer):
    """An issue, or a pull request that is listed as one."""

    number: int
    title: Line
    html_url: Line
    state: Line
    labels: tuple[LabelBody | Line, ...] = ()
    pull_request: dict[str, Any] | None = None

    def noun(self) -> Issue:
        """As an issue."""
        names = (label.name if isinstance(label, LabelBody) else label for label in self.labels)
        return Issue(
            number=self.number,
            title=self.title,
            url=self.html_url,
            is_open=self.state == "open",
            labels=tuple(name for name in names if name),
        )


class FoundBody(Answer):
    """A page of what a search found; `incomplete_results`: the search took too long, and there may be more."""

    incomplete_results: bool
    items: tuple[IssueBody, ...]


class AdvisoryBody(Answer):
    """A security advisory of the repository."""

    ghsa_id: Line
    state: Line
    severity: MaybeLine = ""
    summary: Line
    html_url: MaybeLine = ""
    published_at: Moment | None = None

    def noun(self) -> Advisory:
        """As an advisory."""
        return Advisory(
            ghsa=self.ghsa_id,
            state=self.state,
            severity=self.severity,
            summary=self.summary,
            url=self.html_url,
            published_at=self.published_at,
        )


class DispatchMade(Answer):
    """A run that was started by hand."""

    workflow_run_id: int


class IssueMade(Answer):
    """An issue that was opened."""

    html_url: Line


class ReleaseNotes(Answer):
    """The notes of a release as they are, not cleaned: they are sent back, and never shown."""

    body: str | None = None


class UpdateRuleNode(Node):
    """Classic protection of a branch, as far as whoever may push sees it."""

    required_approving_review_count: int | None = None
    required_status_check_contexts: tuple[MaybeLine, ...] | None = None


class RefNode(Node):
    """A branch with its protection."""

    ref_update_rule: UpdateRuleNode | None = None


class RulesRepository(Node):
    """The part of a repository that `Rules` asks for."""

    ref: RefNode | None = None


class RulesData(Node):
    """The data of `Rules`."""

    repository: RulesRepository | None = None


class IdNode(Node):
    """Something with an id of GraphQL's."""

    id: str


class QueueRepository(Node):
    """The part of a repository that `Queue` asks for."""

    merge_queue: IdNode | None = None


class QueueData(Node):
    """The data of `Queue`."""

    repository: QueueRepository | None = None


class PullIdRepository(Node):
    """The part of a repository that `PullId` asks for."""

    pull_request: IdNode | None = None


class PullIdData(Node):
    """The data of `PullId`."""

    repository: PullIdRepository | None = None


class DiscussionNode(Node):
    """A discussion."""

    number: int
    title: Line
    url: Line
    closed: bool = False

    def noun(self) -> Issue:
        """As an issue."""
        return Issue(self.number, self.title, self.url, not self.closed)


class DiscussionsRepository(Node):
    """The part of a repository that `Discussions` asks for."""

    discussions: Nodes[DiscussionNode] | None = None


class DiscussionsData(Node):
    """The data of `Discussions`."""

    repository: DiscussionsRepository | None = None


class CategoryNode(Node):
    """A category of discussions."""

    id: str
    name: Line
    slug: MaybeLine = ""


class CategoriesRepository(Node):
    """The part of a repository that `Categories` asks for."""

    id: str
    discussion_categories: Nodes[CategoryNode] | None = None


class CategoriesData(Node):
    """The data of `Categories`."""

    repository: CategoriesRepository | None = None


class EntryNode(Node):
    """A place in a merge queue."""

    position: int


class EnqueueMade(Node):
    """A pull request that was put into the queue."""

    merge_queue_entry: EntryNode | None = None


class EnqueueData(Node):
    """The data of `Enqueue`."""

    enqueue_pull_request: EnqueueMade | None = None


class DiscussionUrl(Node):
    """Where a discussion is."""

    url: Line


class DiscussionMade(Node):
    """A discussion that was opened."""

    discussion: DiscussionUrl | None = None


class CreateData(Node):
    """The data of `Create`."""

    create_discussion: DiscussionMade | None = None


REVIEWS = TypeAdapter(tuple[ReviewBody, ...], config=LATE)
PERMISSION = TypeAdapter(PermissionBody)
BRANCH_RULES = TypeAdapter(tuple[BranchRuleBody, ...], config=LATE)
ISSUES = TypeAdapter(tuple[IssueBody, ...], config=LATE)
FOUND = TypeAdapter(FoundBody)
ADVISORIES = TypeAdapter(tuple[AdvisoryBody, ...], config=LATE)
DISPATCH_MADE = TypeAdapter(DispatchMade)
ISSUE_MADE = TypeAdapter(IssueMade)
RELEASE_NOTES = TypeAdapter(ReleaseNotes)
