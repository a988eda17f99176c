"""What a person who opens one thing must know of it: a run, a pull request, a gate. Asked when it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import Environment, PullRequest, Run, RunDetail
    from gonogo.model.local import WorkflowFile


@dataclass(frozen=True, slots=True)
class RunStory:
    """A run with its jobs, and the workflow file that says which job needs which.

    Attributes:
        file: The workflow file at the run's commit; None when it could not be read (`why` says).
    """

    detail: RunDetail
    file: WorkflowFile | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class GateStory:
    """What an approver must know: the run, the environment's rules, what CI says of the very commit.

    Attributes:
        environment: Its rules; None when they could not be read (`why` says).
        ci: The newest run of each workflow that was pushed with this commit.
    """

    run: RunStory
    environment: Environment | None
    ci: tuple[Run, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class PullFile:
    """A file that a pull request changes.

    Attributes:
        status: GitHub's word: `added`, `modified`, `removed`, `renamed`, …
        before: Its path before it was renamed; empty otherwise.
        patch: The difference as hunks; empty where GitHub gives none.
    """

    path: str
    status: str
    additions: int
    deletions: int
    before: str = ""
    patch: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check or status of a commit: `state` is a run's status or conclusion, in lower case."""

    name: str
    state: str
    url: str = ""
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PullReview:
    """A review as it was given, with its words."""

    author: str
    state: str
    body: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PullStory:
    """A pull request, whole.

    Attributes:
        body: Its description, Markdown; cleaned, never markup.
        checks: Its checks, one by one; `check_count` says how many there are in all.
        wanted: Logins or teams that were asked for a review.
        gaps: What GitHub would not tell, in words.
    """

    pull: PullRequest
    body: str
    created_at: datetime | None
    additions: int
    deletions: int
    file_count: int
    files: tuple[PullFile, ...]
    checks: tuple[CheckLine, ...]
    check_count: int
    reviews: tuple[PullReview, ...]
    wanted: tuple[str, ...]
    gaps: tuple[str, ...] = ()
