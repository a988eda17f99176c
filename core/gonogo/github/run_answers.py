"""REST answers about runs, jobs and gates, and the nouns they become."""

from __future__ import annotations

from pydantic import TypeAdapter

from gonogo.github.answers import LATE, Answer, Line, Login, MaybeLine, Moment, Sha, Text, login_of
from gonogo.model.github import Gate, GateReview, Job, JobStep, Run
from gonogo.model.text import clean_line


class RunBody(Answer):
    """A workflow run."""

    id: int
    name: MaybeLine = ""
    path: Line
    run_number: int
    run_attempt: int = 1
    event: Line
    status: MaybeLine
    conclusion: MaybeLine = ""
    head_sha: Sha
    head_branch: MaybeLine = ""
    actor: Login | None = None
    triggering_actor: Login | None = None
    created_at: Moment
    updated_at: Moment
    run_started_at: Moment | None = None
    html_url: Line

    def noun(self) -> Run:
        """As a run."""
        return Run(
            run_id=self.id,
            name=self.name,
            # GitHub appends the ref for workflows of other repositories: `ci.yml@refs/heads/main`.
            path=self.path.partition("@")[0],
            number=self.run_number,
            attempt=self.run_attempt,
            event=self.event,
            status=self.status,
            conclusion=self.conclusion,
            head_sha=self.head_sha,
            head_branch=self.head_branch,
            actor=login_of(self.triggering_actor or self.actor),
            created_at=self.created_at,
            updated_at=self.updated_at,
            url=self.html_url,
            started_at=self.run_started_at,
        )


class RunPage(Answer):
    """A page of runs."""

    workflow_runs: tuple[RunBody, ...]


class StepBody(Answer):
    """A step of a job."""

    number: int
    name: Line
    status: Line
    conclusion: MaybeLine = ""
    started_at: Moment | None = None
    completed_at: Moment | None = None

    def noun(self) -> JobStep:
        """As a step."""
        return JobStep(
            self.number, self.name, self.status, self.conclusion, self.started_at, self.completed_at
        )


class JobBody(Answer):
    """A job."""

    id: int
    run_id: int
    name: Line
    status: Line
    conclusion: MaybeLine = ""
    started_at: Moment | None = None
    completed_at: Moment | None = None
    html_url: MaybeLine = ""
    steps: tuple[StepBody, ...] | None = None

    def noun(self) -> Job:
        """As a job."""
        return Job(
            job_id=self.id,
            run_id=self.run_id,
            name=self.name,
            status=self.status,
            conclusion=self.conclusion,
            started_at=self.started_at,
            completed_at=self.completed_at,
            url=self.html_url,
            steps=tuple(step.noun() for step in self.steps or ()),
        )


class JobPage(Answer):
    """A page of jobs."""

    jobs: tuple[JobBody, ...]


class ReviewerBody(Answer):
    """A user (with a login) or a team (with a slug) that may approve."""

    login: MaybeLine = ""
    slug: MaybeLine = ""


class ReviewerEntry(Answer):
    """A reviewer and its type."""

    type: MaybeLine = ""
    reviewer: ReviewerBody | None = None

    def word(self, owner: str) -> str:
        """The login, or `org/team`."""
        if self.reviewer is None:
            return ""
        return self.reviewer.login or (f"{owner}/{self.reviewer.slug}" if self.reviewer.slug else "")


def words_of(entries: tuple[ReviewerEntry, ...], owner: str) -> tuple[str, ...]:
    """Logins and team slugs of reviewers."""
    return tuple(word for entry in entries if (word := entry.word(owner)))


class NamedEnvironment(Answer):
    """An environment, by id and name."""

    id: int
    name: Line


class PendingBody(Answer):
    """A deployment that waits."""

    environment: NamedEnvironment
    wait_timer: int = 0
    wait_timer_started_at: Moment | None = None
    current_user_can_approve: bool = False
    reviewers: tuple[ReviewerEntry, ...] = ()

    def noun(self, run_id: int, owner: str) -> Gate:
        """As a gate of a run."""
        return Gate(
            run_id=run_id,
            environment_id=self.environment.id,
            environment=self.environment.name,
            timer_min=self.wait_timer,
            timer_started_at=self.wait_timer_started_at,
            reviewers=words_of(self.reviewers, owner),
            can_approve=self.current_user_can_approve,
        )


class ApprovalEnvironment(Answer):
    """An environment in the history of reviews."""

    name: Line


class ApprovalBody(Answer):
    """A decision about one or more environments."""

    state: Line
    comment: Text = ""
    user: Login | None = None
    environments: tuple[ApprovalEnvironment, ...]

    def nouns(self) -> tuple[GateReview, ...]:
        """As one review for each environment."""
        who, words = login_of(self.user), clean_line(self.comment)
        return tuple(GateReview(e.name, self.state, who, words) for e in self.environments)


RUN = TypeAdapter(RunBody)
RUN_PAGE = TypeAdapter(RunPage)
JOB_PAGE = TypeAdapter(JobPage)
PENDING = TypeAdapter(tuple[PendingBody, ...], config=LATE)
APPROVALS = TypeAdapter(tuple[ApprovalBody, ...], config=LATE)
