"""The run that publishes what a check looks for: whether it goes on, how it ended, and when. Shared by judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.model.asks import RunAsk, RunDetailAsk
from gonogo.model.releases import EventKind
from gonogo.model.verdicts import Verdict
from gonogo.playbook.steps import DispatchDo, EnvironmentGate, WorkflowWait

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.assess.context import Look
    from gonogo.model.github import RunDetail
    from gonogo.playbook.steps import Step

SHOWS = timedelta(minutes=15)
"""By then a registry shows what was published: indexes are cached for some ten minutes."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """How far the runs are that a check comes after.

    Attributes:
        is_over: All of them ended, well or not.
        has_failed: One of them did not end well.
        may_lag: They ended so lately that a registry may not show it yet.
        has_runs: There is such a run at all.
    """

    is_over: bool
    has_failed: bool = False
    may_lag: bool = False
    has_runs: bool = True


def publishing_before(look: Look) -> Publishing:
    """The runs that this step comes after; not over where the playbook names none."""
    runs = tuple(_runs_before(look.step, look, set()))
    if not runs:
        return Publishing(is_over=False, has_runs=False)
    verdicts = [look.context.judge(step).finding.verdict for step in runs]
    has_failed = Verdict.NO_GO in verdicts
    is_over = all(verdict in (Verdict.DONE, Verdict.NO_GO) for verdict in verdicts)
    if not is_over:
        return Publishing(is_over=False, has_failed=has_failed)
    ends = [end for step in runs if (end := _ended_at(step, look)) is not None]
    may_lag = bool(ends) and look.context.is_before(max(ends) + SHOWS)
    return Publishing(is_over=True, has_failed=has_failed, may_lag=may_lag)


def _runs_before(step: Step, look: Look, seen: set[str]) -> list[Step]:
    """The nearest steps before this one that follow a run, on every path."""
    found: list[Step] = []
    for need in step.needs or ():
        other = look.context.steps.get(need)
        if other is None or need in seen:
            continue
        seen.add(need)
        is_dry = isinstance(other, DispatchDo) and other.dry
        if isinstance(other, WorkflowWait | DispatchDo | EnvironmentGate) and not is_dry:
            found.append(other)
        else:
            found += _runs_before(other, look, seen)
    return found


def _ended_at(step: Step, look: Look) -> datetime | None:
    """When the run of a step was finished; None where that is not seen."""
    detail = _run_of(step, look)
    if detail is None or detail.run.status != "completed":
        return None
    ends = [job.completed_at for job in detail.jobs if job.completed_at is not None]
    return max(ends, default=detail.run.updated_at)


def _run_of(step: Step, look: Look) -> RunDetail | None:
    if isinstance(step, DispatchDo):
        for event in reversed(look.context.events_of(step)):
            run = event.data.get("run", "")
            if event.kind is EventKind.OUTCOME and run.isdecimal():
                return look.glance(RunAsk(int(run)))
        return None
    tag = look.glance_tag()
    if not isinstance(step, WorkflowWait | EnvironmentGate) or tag is None:
        return None
    at = look.context.render(step.at) if isinstance(step, WorkflowWait) else ""
    return look.glance(RunDetailAsk(step.run, tag.commit, step.event, at or tag.name))
