"""Actions on workflow runs: dispatches, reruns, gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from gonogo.model.plans.action import Action

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Rerun(Action):
    """Run a completed run again: all of it, or its failed jobs only."""

    run_id: int
    attempt: int
    file: str
    head_sha: str
    failed_only: bool

    verb: ClassVar[str] = "rerun"

    @property
    def title(self) -> str:
        """What it does."""
        part = "failed jobs of " if self.failed_only else ""
        return f"Run {part}{self.file} again on {self.head_sha[:7]}"

    @property
    def subject(self) -> str:
        """Run and attempt."""
        return f"{self.run_id}#{self.attempt}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        call = "rerun-failed-jobs" if self.failed_only else "rerun"
        return (f"POST actions/runs/{self.run_id}/{call}",)


@dataclass(frozen=True, slots=True)
class ReviewGate(Action):
    """Approve or reject what waits at one environment of one run.

    Refused when the set of waiting gates, the run's commit or the jobs that wait have changed.
    """

    run_id: int
    environment: str
    environment_id: int
    state: str
    comment: str
    head_sha: str
    jobs: tuple[str, ...]
    all_waiting: tuple[str, ...] = ()
    """Names of all jobs of the run that waited when it was planned, at any environment."""

    verb: ClassVar[str] = "review-gate"

    @property
    def title(self) -> str:
        """What it does."""
        word = "Approve" if self.state == "approved" else "Reject"
        jobs = ", ".join(f"“{name}”" for name in self.jobs)  # display names: words among words
        return f"{word} {self.environment} for {jobs} on {self.head_sha[:7]}"

    @property
    def subject(self) -> str:
        """Run, environment and the jobs let through."""
        return f"{self.run_id}/{self.environment}/{'+'.join(self.jobs)}"

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (
            f"POST actions/runs/{self.run_id}/pending_deployments",
            f"  environment_ids=[{self.environment_id}] state={self.state} comment={self.comment!r}",
        )


@dataclass(frozen=True, slots=True)
class Dispatch(Action):
    """Start a workflow by hand on a branch, only while that is at `ref_sha` and nobody else has started it."""

    file: str
    ref: str
    ref_sha: str
    inputs: Mapping[str, str]
    is_dry: bool = False
    newest_run: int = 0
    """Id of the newest run of the file on the branch when it was planned: what comes after it is this one's."""

    verb: ClassVar[str] = "dispatch"

    @property
    def title(self) -> str:
        """What it does."""
        word = "Start DRY" if self.is_dry else "Start"
        return f"{word} {self.file} on {self.ref}"

    @property
    def subject(self) -> str:
        """What it is bound to."""
        return f"{self.file}@{self.ref_sha}:{','.join(f'{k}={v}' for k, v in sorted(self.inputs.items()))}"

    @property
    def facts(self) -> Mapping[str, str]:
        """By the newest run that was there, the one that came of it is told where GitHub's answer is lost."""
        return {"after_run": str(self.newest_run)}

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent."""
        return (
            f"POST actions/workflows/{self.file}/dispatches ref={self.ref}",
            *(f"  {name}={value}" for name, value in self.inputs.items()),
        )
