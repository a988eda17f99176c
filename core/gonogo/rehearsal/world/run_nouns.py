"""The records of Actions: workflows, runs, jobs, environments, gates and deployments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gonogo.rehearsal.workflows.expand import JobSpec


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
    """A job of an attempt. It exists from the moment that all it needs is finished.

    Attributes:
        takes_s: How long it will run, once it has begun.
    """

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
    takes_s: int = 0

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
    cancels: bool = False
    """Whether a newer run of its group cancels what is under way."""
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
