"""Schedules: cron lines of the default branch's workflows, in UTC, and some minutes late as GitHub is."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.model.cron import parse_cron
from gonogo.rehearsal.simulation import events

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.rehearsal.workflows.parse import Workflow
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_LEAST_LATE_MIN, _MOST_LATE_MIN = 4, 38


def arm_schedules(world: World, repo: Repo) -> None:
    """Have the schedules of the default branch's HEAD at work, and no others."""
    lines = {
        (workflow.path, cron) for workflow in _workflows(repo) for cron in workflow.events["schedule"].crons
    }
    for key, due in list(repo.schedules.items()):
        if key not in lines:
            due.is_called_off = True
            del repo.schedules[key]
    for key in lines - repo.schedules.keys():
        _arm(world, repo, *key, after=world.now())


def next_schedule(repo: Repo, file: str = "") -> datetime | None:
    """When the next scheduled run comes, of a workflow file where it is named, lateness and all; None for none."""
    dues = (due.at for (path, _), due in repo.schedules.items() if path.endswith(f"/{file}" if file else ""))
    return min(dues, default=None)


def _workflows(repo: Repo) -> list[Workflow]:
    head = repo.git.branch(repo.default_branch)
    if head is None:
        return []
    return [each for each in events.heads_at(repo, head) if "schedule" in each.events]


def _arm(world: World, repo: Repo, path: str, cron: str, *, after: datetime) -> None:
    schedule = parse_cron(cron)
    due = schedule.next_due(after) if schedule else None
    if due is None:
        return
    moment = due + timedelta(minutes=_lateness_min(world, path, cron, due))
    act = partial(_fire, world, repo, path, cron, due)
    repo.schedules[path, cron] = world.schedule(moment, act, is_background=True)


def _lateness_min(world: World, path: str, cron: str, due: datetime) -> int:
    """How many minutes late: always the same for the same time."""
    if world.switches.schedules_late_min is not None:
        return world.switches.schedules_late_min
    told = f"{path} {cron} {due.isoformat()}"
    number = int.from_bytes(hashlib.sha256(told.encode()).digest()[:4])
    return _LEAST_LATE_MIN + number % (_MOST_LATE_MIN - _LEAST_LATE_MIN + 1)


def _fire(world: World, repo: Repo, path: str, cron: str, due: datetime) -> None:
    repo.schedules.pop((path, cron), None)
    head = repo.git.branch(repo.default_branch)
    workflow = events.workflow_at(repo, head, path) if head else None
    schedule = workflow.events.get("schedule") if workflow else None
    if head is None or workflow is None or schedule is None or cron not in schedule.crons:
        return
    if path.rsplit("/", 1)[-1] not in world.switches.silent_schedules:
        happening = events.Happening(
            "schedule",
            f"refs/heads/{repo.default_branch}",
            repo.default_branch,
            head,
            repo.owner,
            workflow.name or path,
            payload={"schedule": cron},
        )
        events.start_one(world, repo, workflow, happening)
    _arm(world, repo, path, cron, after=due + timedelta(minutes=1))
