"""Answers about one pull request, whole: description, checks, reviews, files."""

from __future__ import annotations

from pydantic import Field, TypeAdapter

from gonogo.github.answers import LATE, Answer, Line, Login, MaybeLine, Moment, Text, login_of
from gonogo.github.graph_answers import Node, Nodes, PullNode, ReviewerNode
from gonogo.model.stories import CheckLine, PullFile, PullReview


class ContextNode(Node):
    """A check run (name, status, conclusion) or a commit status (context, state)."""

    typename: MaybeLine = Field("", alias="__typename")
    name: MaybeLine = ""
    status: MaybeLine = ""
    conclusion: MaybeLine = ""
    details_url: MaybeLine = ""
    started_at: Moment | None = None
    completed_at: Moment | None = None
    context: MaybeLine = ""
    state: MaybeLine = ""
    target_url: MaybeLine = ""
    created_at: Moment | None = None

    def noun(self) -> CheckLine:
        """As a check; a status reads like one."""
        if self.typename == "StatusContext":
            state = {"EXPECTED": "pending", "ERROR": "failure"}.get(self.state, self.state.lower())
            return CheckLine(self.context, state, self.target_url, self.created_at, None)
        state = self.conclusion if self.status == "COMPLETED" and self.conclusion else self.status
        return CheckLine(self.name, state.lower(), self.details_url, self.started_at, self.completed_at)


class ContextsPage(Node):
    """The checks and statuses of a commit, one by one."""

    total_count: int
    nodes: tuple[ContextNode | None, ...] | None = None


class RollupLines(Node):
    """All that was said of a commit."""

    contexts: ContextsPage | None = None


class CommitLines(Node):
    """A commit with its checks."""

    status_check_rollup: RollupLines | None = None


class CommitEntry(Node):
    """The newest commit of a pull request."""

    commit: CommitLines | None = None


class GivenReview(Node):
    """A review with its words."""

    state: Line
    body: Text = ""
    submitted_at: Moment | None = None
    author: Login | None = None

    def noun(self) -> PullReview:
        """As a review."""
        return PullReview(login_of(self.author), self.state, self.body, self.submitted_at)


class RequestedNode(Node):
    """Somebody who was asked for a review."""

    requested_reviewer: ReviewerNode | None = None


class StoryNode(PullNode):
    """A pull request, whole."""

    body: Text = ""
    created_at: Moment | None = None
    additions: int = 0
    deletions: int = 0
    changed_files: int = 0
    given: Nodes[GivenReview] | None = None
    review_requests: Nodes[RequestedNode] | None = None
    newest: Nodes[CommitEntry] | None = None


class OneStory(Node):
    """The part of a repository that `PullStory` asks for."""

    pull_request: StoryNode | None = None


class OneStoryData(Node):
    """The data of `PullStory`."""

    repository: OneStory | None = None


class FileBody(Answer):
    """A file that a pull request changes."""

    filename: Line
    status: Line
    additions: int = 0
    deletions: int = 0
    previous_filename: MaybeLine = ""
    patch: Text = ""

    def noun(self) -> PullFile:
        """As a file."""
        return PullFile(
            self.filename, self.status, self.additions, self.deletions, self.previous_filename, self.patch
        )


FILES = TypeAdapter(tuple[FileBody, ...], config=LATE)
