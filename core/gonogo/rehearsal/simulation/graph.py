"""The graph of a run's jobs: what is ready, what it hangs on, what results come to. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.rehearsal.workflows.expressions import NeedResult

if TYPE_CHECKING:
    from gonogo.rehearsal.workflows.expand import JobSpec
    from gonogo.rehearsal.world.run_nouns import Job, Run


def job_name(spec: JobSpec) -> str:
    """The display name; a job that calls a workflow shows what it calls."""
    if not spec.uses:
        return spec.name
    called = spec.uses.rsplit("/", 1)[-1].split("@", 1)[0].rsplit(".", 1)[0]
    return f"{spec.name} / {called}"


def unborn(run: Run) -> list[JobSpec]:
    """Jobs that have not come to be yet."""
    born = {id(job.spec) for job in run.jobs}
    return [spec for spec in run.specs if id(spec) not in born]


def lacks(run: Run, spec: JobSpec, needed: list[Job]) -> bool:
    """Whether a needed job has not come to be yet."""
    born = {id(job.spec) for job in needed}
    return any(each.key in spec.needs and id(each) not in born for each in run.specs)


def status_of(states: set[str]) -> str:
    """A run's status, from those of its jobs."""
    if "in_progress" in states:
        return "in_progress"
    if "queued" in states:
        return "in_progress" if "completed" in states else "queued"
    return "waiting" if "waiting" in states else "queued"


def conclusion_of(results: list[str]) -> str:
    """What results come to, of a run or of a matrix."""
    for worst in ("failure", "cancelled"):
        if worst in results:
            return worst
    return "success" if "success" in results or not results else "skipped"


def needs_of(run: Run, spec: JobSpec) -> dict[str, NeedResult]:
    """What the jobs that a job needs came to."""
    needs = {}
    for key in spec.needs:
        jobs = [job for job in run.jobs if job.spec.key == key]
        outputs = {name: value for job in jobs for name, value in job.outputs.items()}
        needs[key] = NeedResult(
            conclusion_of([job.conclusion for job in jobs]) if jobs else "skipped", outputs
        )
    return needs


def ancestors_of(run: Run, spec: JobSpec) -> list[str]:
    """Results of all jobs before those that it needs."""
    by_key: dict[str, set[str]] = {}
    for each in run.specs:
        by_key.setdefault(each.key, set()).update(each.needs)
    seen: set[str] = set()
    todo = [key for need in spec.needs for key in by_key.get(need, ())]
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo += by_key.get(key, ())
    return [
        conclusion_of([job.conclusion for job in run.jobs if job.spec.key == key]) for key in sorted(seen)
    ]


def keys_to_run_again(run: Run) -> set[str]:
    """Keys of the jobs that failed or were cancelled, and of all that hang on them."""
    again = {job.spec.key for job in run.jobs if job.conclusion in ("failure", "cancelled")}
    has_grown = bool(again)
    while has_grown:
        hanging = {spec.key for spec in run.specs if again & set(spec.needs)} - again
        has_grown = bool(hanging)
        again |= hanging
    return again
