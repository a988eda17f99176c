"""The steps of a simulated job: how far each is at a moment, always the same for the same job."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.rehearsal.simulation.graph import job_name

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.rehearsal.world.run_nouns import Job


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of a job at a moment.

    Attributes:
        conclusion: Empty until it is completed.
    """

    number: int
    name: str
    status: str
    conclusion: str
    started_at: datetime | None
    completed_at: datetime | None


def steps_of(job: Job, now: datetime) -> tuple[StepState, ...]:
    """The steps of a job; a job that never ran has none."""
    if not job.has_run or job.started_at is None:
        return ()
    names = ["Set up job", *job.spec.steps, "Complete job"]
    if job.completed_at is not None:
        return _over(job, names, _ends(job, names, job.started_at, job.completed_at))
    ends = _ends(job, names, job.started_at, job.started_at + timedelta(seconds=job.takes_s or 60))
    current = next((i for i, end in enumerate(ends[:-1]) if end > now), len(names) - 1)
    found = []
    for i, name in enumerate(names):
        began = ends[i - 1] if i else job.started_at
        if i < current:
            found.append(StepState(i + 1, name, "completed", "success", began, ends[i]))
        elif i == current:
            found.append(StepState(i + 1, name, "in_progress", "", began, None))
        else:
            found.append(StepState(i + 1, name, "queued", "", None, None))
    return tuple(found)


def _over(job: Job, names: list[str], ends: list[datetime]) -> tuple[StepState, ...]:
    # What fails is the last step that is the job's own; what is cancelled was in the middle of one.
    broken = max(len(names) - 2, 0) if job.conclusion in ("failure", "cancelled") else len(names)
    found = []
    for i, name in enumerate(names):
        began = ends[i - 1] if i else job.started_at
        word = "success" if i < broken or i == len(names) - 1 else job.conclusion
        found.append(StepState(i + 1, name, "completed", word, began, ends[i]))
    return tuple(found)


def _ends(job: Job, names: list[str], began: datetime, ends: datetime) -> list[datetime]:
    """When each step ends: two seconds to set up, one to complete, the rest by weight."""
    weights = [_weight(f"{job_name(job.spec)} {name}") for name in names[1:-1]] or [1]
    whole = max((ends - began).total_seconds() - 3, 0)
    moments, gone = [began + timedelta(seconds=min(2, whole))], 0
    for weight in weights[: len(names) - 2]:
        gone += weight
        at = began + timedelta(seconds=int(min(2, whole) + whole * gone / sum(weights)))
        moments.append(min(at, ends))
    return [*moments, ends]


def _weight(name: str) -> int:
    return 1 + hashlib.sha256(name.encode()).digest()[0] % 9
