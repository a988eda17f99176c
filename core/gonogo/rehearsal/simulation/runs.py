"""Runs and their jobs: concurrency, the graph of needs, simulated time, cancelling and running again."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.errors import WorkflowError
from gonogo.rehearsal.simulation import gates
from gonogo.rehearsal.simulation.effects import apply_effects
from gonogo.rehearsal.simulation.graph import (
    ancestors_of,
    conclusion_of,
    job_name,
    keys_to_run_again,
    lacks,
    needs_of,
    status_of,
    unborn,
)
from gonogo.rehearsal.workflows.expand import expand_late
from gonogo.rehearsal.workflows.expressions import job_runs
from gonogo.rehearsal.world.run_nouns import Approval, Attempt, Job

if TYPE_CHECKING:
    from gonogo.rehearsal.workflows.expand import JobSpec
    from gonogo.rehearsal.workflows.parse import WorkflowJob
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Deployment, Environment, Run
    from gonogo.rehearsal.world.state import World

_GATE_LIFE = timedelta(days=30)


def enter_group(world: World, repo: Repo, run: Run, *, cancels: bool) -> None:
    """Begin a run, or have it wait for its concurrency group; the group holds at most one that waits."""
    rivals = [
        r for r in repo.runs.values() if run.group and r is not run and r.group == run.group and not r.is_over
    ]
    for rival in rivals:
        if cancels or rival.status == "pending":
            cancel_run(world, repo, rival)
    if any(not rival.is_over for rival in rivals):
        run.status = "pending"
    elif run.status != "completed":
        _begin(world, repo, run)


def cancel_run(world: World, repo: Repo, run: Run) -> None:
    """Cancel what is not over; what has not begun is skipped."""
    for job in run.jobs:
        if not job.is_over:
            _close(world, repo, job, "cancelled", "The run was cancelled.")
    for spec in unborn(run):
        _close(world, repo, _bear(world, run, spec), "skipped" if spec.needs else "cancelled", "")
    _settle(world, repo, run, forced="cancelled")


def rerun(world: World, repo: Repo, run: Run, login: str, *, failed_only: bool) -> bool:
    """Run a completed run again; False when there is nothing to run again."""
    again = keys_to_run_again(run) if failed_only else {spec.key for spec in run.specs}
    if not again:
        return False
    run.attempts.append(
        Attempt(
            run.attempt,
            tuple(run.jobs),
            run.status,
            run.conclusion,
            run.triggering_actor,
            run.started_at,
            run.updated_at,
        )
    )
    run.attempt += 1
    run.triggering_actor = login
    run.github = {**run.github, "run_attempt": run.attempt, "triggering_actor": login}
    run.jobs = [job for job in run.jobs if job.spec.key not in again]
    run.status, run.conclusion = "queued", ""
    run.started_at = run.updated_at = world.now()
    enter_group(world, repo, run, cancels=run.cancels)
    return True


def review_gates(
    world: World, repo: Repo, run: Run, environments: list[Environment], state: str, login: str, comment: str
) -> list[Deployment] | None:
    """Approve or reject what waits for a review at environments of a run.

    Returns:
        The deployments that were decided; None when nothing waits, or this login may not decide.
    """
    decided: list[Job] = []
    for environment in environments:
        waiting = [j for j in gates.waiting_jobs(run, environment.name) if j.gate and j.gate.needs_review]
        if not waiting or not gates.can_review(environment, run, login):
            return None
        decided += waiting
    if not decided:
        return None
    names = tuple(environment.name for environment in environments)
    run.approvals.append(Approval(names, state, login, comment, world.now()))
    for job in decided:
        if state == "approved":
            _let_through(world, repo, run, job, reviewed=True)
        else:
            _close(world, repo, job, "failure", f"The deployment was rejected by {login}.")
    advance(world, repo, run)
    return [repo.deployments[job.deployment_id] for job in decided if job.deployment_id is not None]


def advance(world: World, repo: Repo, run: Run) -> None:
    """Bring every job into being whose needs are over, and see whether the run is over."""
    has_moved = not run.is_over
    while has_moved:
        has_moved = False
        for spec in unborn(run):
            needed = [job for job in run.jobs if job.spec.key in spec.needs]
            if any(not job.is_over for job in needed) or lacks(run, spec, needed):
                continue
            if spec.late is not None:
                _expand(run, spec, spec.late)
                has_moved = True
                break
            _reach(world, repo, run, _bear(world, run, spec))
            has_moved = True
    _settle(world, repo, run)


def _expand(run: Run, spec: JobSpec, job: WorkflowJob) -> None:
    """Put the jobs of a matrix into the place of its definition, now that what it hangs on is known."""
    told = needs_of(run, spec)
    needs = {key: {"result": one.result, "outputs": dict(one.outputs)} for key, one in told.items()}
    made = expand_late(job, run.github, needs)
    run.specs = tuple(one for each in run.specs for one in (made if each is spec else (each,)))


def _begin(world: World, repo: Repo, run: Run) -> None:
    run.status = "queued"
    run.updated_at = world.now()
    world.schedule(world.now() + timedelta(seconds=2), partial(advance, world, repo, run))


def _bear(world: World, run: Run, spec: JobSpec) -> Job:
    job = Job(world.next_id("job"), run.run_id, spec, run.attempt, run.head_sha, world.now())
    run.jobs.append(job)
    return job


def _reach(world: World, repo: Repo, run: Run, job: Job) -> None:
    """All that the job needs is over: skip it, stop it at its environment, or queue it."""
    try:
        does_run = job_runs(
            job.spec, needs_of(run, job.spec), run.github, ancestors=ancestors_of(run, job.spec)
        )
    except WorkflowError as error:
        _close(world, repo, job, "failure", error.what)
        return
    if not does_run:
        _close(world, repo, job, "skipped", "")
        return
    if not job.spec.environment:
        _queue(world, repo, run, job)
        return
    environment = gates.environment_of(world, repo, job.spec.environment)
    gates.open_deployment(world, repo, run, job, "queued")
    if refusal := gates.why_refused(repo, environment, run):
        _close(world, repo, job, "failure", refusal)
        return
    job.gate = gates.gate_for(world, environment)
    if job.gate is None:
        _queue(world, repo, run, job)
        return
    job.status = "waiting"
    gates.note_deployment(world, repo, job, "waiting")
    if job.gate.opens_at is not None:
        world.schedule(job.gate.opens_at, partial(_let_through, world, repo, run, job, reviewed=False))
    expire = partial(_expire, world, repo, run, job)
    world.schedule(world.now() + _GATE_LIFE, expire, is_background=True)


def _let_through(world: World, repo: Repo, run: Run, job: Job, *, reviewed: bool) -> None:
    if job.status != "waiting" or job.gate is None:
        return
    if reviewed:
        job.gate.needs_review = False
    timer_is_over = job.gate.opens_at is None or job.gate.opens_at <= world.now()
    if timer_is_over and not job.gate.needs_review:
        _queue(world, repo, run, job)
        _settle(world, repo, run)


def _expire(world: World, repo: Repo, run: Run, job: Job) -> None:
    if job.status == "waiting":
        _close(world, repo, job, "failure", "Nobody reviewed the deployment within 30 days.")
        advance(world, repo, run)


def _queue(world: World, repo: Repo, run: Run, job: Job) -> None:
    job.status = "queued"
    gates.note_deployment(world, repo, job, "queued")
    wait = _seconds(f"queue {run.workflow.path} {job_name(job.spec)}", 2, 8)
    world.schedule(world.now() + timedelta(seconds=wait), partial(_start, world, repo, run, job))


def _start(world: World, repo: Repo, run: Run, job: Job) -> None:
    if job.status != "queued":
        return
    job.status, job.started_at = "in_progress", world.now()
    gates.note_deployment(world, repo, job, "in_progress")
    job.takes_s = _seconds(f"{run.workflow.path} {job_name(job.spec)}", 20, 240)
    world.schedule(world.now() + timedelta(seconds=job.takes_s), partial(_finish, world, repo, run, job))
    _settle(world, repo, run)


def _finish(world: World, repo: Repo, run: Run, job: Job) -> None:
    if job.status != "in_progress":
        return
    named = (run.file, job.spec.key)
    if named in world.switches.failing_jobs or run.event in world.switches.failing_events:
        failure = "The rehearsal was asked to let this job fail."
    else:
        failure = apply_effects(world, repo, run, job)
        if not failure and named in world.switches.failing_after:
            failure = "The rehearsal was asked to let this job fail after its work was done."
    if job.is_over:  # its own push cancelled it
        return
    _close(world, repo, job, "failure" if failure else "success", failure)
    if failure and job.spec.is_fail_fast:
        for sibling in run.jobs:
            if sibling.spec.key == job.spec.key and not sibling.is_over:
                _close(world, repo, sibling, "cancelled", "Another job of the matrix failed.")
    advance(world, repo, run)


def _close(world: World, repo: Repo, job: Job, conclusion: str, failure: str) -> None:
    job.status, job.conclusion, job.failure = "completed", conclusion, failure
    job.completed_at = world.now()
    job.started_at = job.started_at or job.completed_at
    states = {"success": "success", "failure": "failure", "cancelled": "error"}
    gates.note_deployment(world, repo, job, states.get(conclusion, "inactive"))


def _settle(world: World, repo: Repo, run: Run, forced: str = "") -> None:
    if run.is_over:
        return
    before = (run.status, run.conclusion)
    if not unborn(run) and all(job.is_over for job in run.jobs):
        run.status = "completed"
        run.conclusion = forced or conclusion_of([job.conclusion for job in run.jobs])
    else:
        run.status = status_of({job.status for job in run.jobs})
    if before != (run.status, run.conclusion):
        run.updated_at = world.now()
    if run.is_over:
        _leave_group(world, repo, run)
        world.schedule(world.now(), partial(_tell_over, world, repo, run))


def _tell_over(world: World, repo: Repo, run: Run) -> None:
    from gonogo.rehearsal.simulation.after import run_is_over  # noqa: PLC0415  they know each other

    run_is_over(world, repo, run)


def _leave_group(world: World, repo: Repo, run: Run) -> None:
    waiting = [r for r in repo.runs.values() if r.status == "pending" and run.group and r.group == run.group]
    if waiting:
        _begin(world, repo, waiting[0])


def _seconds(name: str, least: int, most: int) -> int:
    """How long something takes: always the same for the same name."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
    return least + number % (most - least + 1)
