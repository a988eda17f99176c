"""Protected environments: which ref may deploy, what a job waits for, and who may let it through."""

from __future__ import annotations

import fnmatch
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.rehearsal.world.run_nouns import Deployment, Environment, Gate

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Job, Run
    from gonogo.rehearsal.world.state import World


def environment_of(world: World, repo: Repo, name: str) -> Environment:
    """The environment of a name; one without rules is made when a job names a new one."""
    if name not in repo.environments:
        repo.environments[name] = Environment(world.next_id("environment"), name, world.now())
    return repo.environments[name]


def why_refused(repo: Repo, environment: Environment, run: Run) -> str:
    """Why the run's ref may not deploy to the environment; empty when it may."""
    if environment.restricts == "none":
        return ""
    is_tag = run.ref.startswith("refs/tags/")
    name = run.ref.split("/", 2)[2]
    if environment.restricts == "protected":
        is_allowed = not is_tag and repo.rule(name).is_protected
    else:
        patterns = environment.tag_patterns if is_tag else environment.branch_patterns
        is_allowed = any(_fits(name, pattern) for pattern in patterns)
    if is_allowed:
        return ""
    kind = "Tag" if is_tag else "Branch"
    return (
        f'{kind} "{name}" is not allowed to deploy to {environment.name} due to environment protection rules.'
    )


def gate_for(world: World, environment: Environment) -> Gate | None:
    """What a job that reaches the environment now has to wait for; None: nothing."""
    if not environment.reviewers and not environment.wait_min:
        return None
    now = world.now()
    opens_at = now + timedelta(minutes=environment.wait_min) if environment.wait_min else None
    return Gate(environment.name, now, opens_at, bool(environment.reviewers))


def waiting_jobs(run: Run, environment: str) -> list[Job]:
    """Jobs of a run that wait at an environment."""
    return [
        job
        for job in run.jobs
        if job.status == "waiting" and job.gate is not None and job.gate.environment == environment
    ]


def waiting_environments(repo: Repo, run: Run) -> list[tuple[Environment, Gate]]:
    """Environments at which jobs of a run wait, each with the gate that was reached first."""
    found: dict[str, Gate] = {}
    for job in run.jobs:
        if job.status == "waiting" and job.gate is not None:
            found.setdefault(job.gate.environment, job.gate)
            if job.gate.needs_review:
                found[job.gate.environment] = job.gate
    return [(repo.environments[name], gate) for name, gate in found.items()]


def can_review(environment: Environment, run: Run, login: str | None) -> bool:
    """Whether a login is a reviewer of the environment, and not barred from this run."""
    if login is None or login not in environment.reviewers:
        return False
    return not (environment.prevents_self_review and login == run.triggering_actor)


def can_approve_now(environment: Environment, run: Run, login: str | None) -> bool:
    """Whether a login could let a job of the run through now."""
    needs = any(job.gate and job.gate.needs_review for job in waiting_jobs(run, environment.name))
    return needs and can_review(environment, run, login)


def open_deployment(world: World, repo: Repo, run: Run, job: Job, state: str) -> Deployment:
    """Record the deployment of a job."""
    deployment = Deployment(
        world.next_id("deployment"),
        job.spec.environment,
        run.head_branch,
        run.head_sha,
        run.triggering_actor,
        world.now(),
        world.now(),
        state,
        run.run_id,
    )
    repo.deployments[deployment.deployment_id] = deployment
    job.deployment_id = deployment.deployment_id
    return deployment


def note_deployment(world: World, repo: Repo, job: Job, state: str) -> None:
    """Write a new state into the deployment of a job, where it has one."""
    if job.deployment_id is not None:
        deployment = repo.deployments[job.deployment_id]
        deployment.state, deployment.updated_at = state, world.now()


def _fits(name: str, pattern: str) -> bool:
    """Whether a ref's name fits a pattern; `*` does not match a slash."""
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))
