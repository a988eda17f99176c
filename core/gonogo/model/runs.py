"""Reading workflow runs: which run counts, what went wrong in it, and which job is which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from gonogo.model.github import Job, Run, RunDetail
    from gonogo.model.local import WorkflowFile, WorkflowJob

FAILED = frozenset({"failure", "timed_out", "startup_failure"})
"""Conclusions that mean: it ran, and went wrong."""

_BROKEN = FAILED | {"cancelled", "action_required", "stale"}
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


def newest_run(runs: Iterable[Run], file: str, sha: str, branch: str = "") -> Run | None:
    """The newest attempt of the newest run of a workflow file for exactly this commit.

    Args:
        runs: All that is known, in any order.
        file: File name in .github/workflows.
        sha: The commit; runs of other commits do not count.
        branch: Branch or tag that it must be for; empty for any.
    """
    mine = [
        run
        for run in runs
        if run.file == file and run.head_sha == sha and (not branch or run.head_branch == branch)
    ]
    return max(mine, key=lambda run: (run.created_at, run.run_id, run.attempt), default=None)


def can_rerun(run: Run) -> bool:
    """It is finished, and did not succeed: running it again may help."""
    return run.status == "completed" and run.conclusion in FAILED | {"cancelled"}


def is_broken(job: Job) -> bool:
    """It is finished, and it neither succeeded nor was skipped."""
    return job.status == "completed" and job.conclusion in _BROKEN


@dataclass(frozen=True, slots=True)
class Rejection:
    """A job that never began: what waited at its environment was rejected.

    Attributes:
        key: Of the job in the workflow file.
        authors: Logins of who rejected it.
    """

    key: str
    job: Job
    environment: str
    authors: tuple[str, ...]


def rejections(detail: RunDetail, file: WorkflowFile | None) -> tuple[Rejection, ...]:
    """The jobs of a run that a rejection ended; a job that has steps began, so it failed by itself."""
    who: dict[str, list[str]] = {}
    for review in detail.reviews:
        if review.state == "rejected":
            who.setdefault(review.environment, []).append(review.author)
    by_key = jobs_by_key(file, detail.jobs) if file and who else {}
    return tuple(
        Rejection(declared.key, job, name, tuple(dict.fromkeys(who[name])))
        for declared in (file.jobs if file else ())
        for name in [name for name in who if waits_at(declared.environment, name)][:1]
        for job in by_key.get(declared.key, ())
        if job.conclusion == "failure" and not job.steps
    )


def waits_at(where: str, environment: str) -> bool:
    """Whether an environment may be the one that a job names; `${{ … }}` in the name may be anything."""
    if "${{" not in where:
        return where == environment
    parts = map(re.escape, _EXPRESSION.split(where))
    return re.fullmatch(".*".join(parts), environment) is not None


def keys_before(file: WorkflowFile, key: str) -> frozenset[str]:
    """Keys of all jobs that one needs, near and far."""
    needs = {declared.key: declared.needs for declared in file.jobs}
    seen: set[str] = set()
    todo = list(needs.get(key, ()))
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += needs.get(one, ())
    return frozenset(seen)


def run_since(detail: RunDetail) -> datetime | None:
    """Since when a run is as it is: its first job gone wrong, over, or begun; None when GitHub does not tell.

    Where the beginning of a further attempt is not told, that of its jobs that are not over counts.
    """
    broken = [job.completed_at for job in detail.jobs if is_broken(job) and job.completed_at]
    if broken:
        return min(broken)
    if detail.run.status == "completed":
        return detail.run.updated_at
    return attempt_began(detail)


def run_began(run: Run) -> datetime | None:
    """When this attempt of a run began, as far as the run itself tells: `created_at` is of the first one."""
    return run.started_at or (run.created_at if run.attempt == 1 else None)


def attempt_began(detail: RunDetail) -> datetime | None:
    """When the attempt that is shown began; None when GitHub does not tell."""
    told = run_began(detail.run)
    if told is not None:
        return told
    begun = (job.started_at for job in detail.jobs if job.status != "completed" and job.started_at)
    return min(begun, default=None)


@lru_cache(maxsize=256)
def jobs_by_key(file: WorkflowFile, jobs: tuple[Job, ...]) -> Mapping[str, tuple[Job, ...]]:
    """Jobs of a run under the key that the workflow file gives them.

    The API tells display names only. `${{ … }}` in a name matches anything, a matrix
    adds ` (…)` and a called workflow ` / …`; the most literal match wins.
    """
    found: dict[str, list[Job]] = {}
    for job in jobs:
        key = _key_of(job.name, file)
        if key:
            found.setdefault(key, []).append(job)
    return MappingProxyType({key: tuple(of_key) for key, of_key in found.items()})


def jobs_so_far(detail: RunDetail, file: WorkflowFile | None) -> tuple[int, int]:
    """How many jobs of a run are over, of how many: GitHub lists a job once it can begin, the file names all."""
    by_key = jobs_by_key(file, detail.jobs) if file else {}
    to_come = sum(declared.key not in by_key for declared in file.jobs) if file else 0
    return sum(job.status == "completed" for job in detail.jobs), len(detail.jobs) + to_come


def key_of(file: WorkflowFile | None, job: Job) -> str:
    """The job's key in the workflow file; its display name when that cannot be told."""
    return (_key_of(job.name, file) if file else "") or job.name


def waiting_jobs(detail: RunDetail, file: WorkflowFile, environment: str) -> tuple[tuple[str, Job], ...]:
    """Key and job of everything that waits at an environment now: what one approval lets through."""
    by_key = jobs_by_key(file, detail.jobs)
    return tuple(
        (declared.key, job)
        for declared in file.jobs
        if declared.environment == environment
        for job in by_key.get(declared.key, ())
        if job.status == "waiting"
    )


@lru_cache(maxsize=4096)
def _pattern(template: str) -> re.Pattern[str]:
    literals = _EXPRESSION.split(template)
    return re.compile(".*".join(map(re.escape, literals)) + r"(?: \(.*\))?(?: / .*)?", re.DOTALL)


def _key_of(name: str, file: WorkflowFile) -> str:
    best = max(file.jobs, key=lambda declared: _closeness(declared, name), default=None)
    return best.key if best and _closeness(best, name) >= 0 else ""


def _closeness(declared: WorkflowJob, name: str) -> int:
    """How literal a match is; -1 for none."""
    template = declared.name or declared.key
    if template == name:
        return len(name) + 1
    if not _pattern(template).fullmatch(name):
        return -1
    return len(_EXPRESSION.sub("", template))
