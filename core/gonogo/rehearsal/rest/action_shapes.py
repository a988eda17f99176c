"""Runs, jobs, checks, gates and environments as the REST API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.git_shapes import simple_commit
from gonogo.rehearsal.rest.shapes import base, html_url, minimal_repo, node_id, repo_url, user
from gonogo.rehearsal.simulation.graph import job_name
from gonogo.rehearsal.simulation.steps import steps_of

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo, Status
    from gonogo.rehearsal.world.run_nouns import (
        Attempt,
        Job,
        Run,
        Workflow,
    )
    from gonogo.rehearsal.world.state import World

APP_ID = 15368


def workflow(world: World, repo: Repo, record: Workflow) -> dict[str, Any]:
    """A workflow file."""
    file = record.path.rsplit("/", 1)[-1]
    return {
        "id": record.workflow_id,
        "node_id": node_id("W", record.workflow_id),
        "name": record.name,
        "path": record.path,
        "state": "active" if record.is_active else "disabled_manually",
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
        "url": f"{repo_url(world, repo)}/actions/workflows/{record.workflow_id}",
        "html_url": html_url(world, repo, f"/blob/{repo.default_branch}/{record.path}"),
        "badge_url": html_url(world, repo, f"/actions/workflows/{file}/badge.svg"),
    }


def run(world: World, repo: Repo, record: Run, attempt: Attempt | None = None) -> dict[str, Any]:
    """A run, as it is now or as an earlier attempt ended."""
    api = repo_url(world, repo)
    url = f"{api}/actions/runs/{record.run_id}"
    number = attempt.number if attempt else record.attempt
    ended = attempt or record
    before = f"{url}/attempts/{number - 1}" if number > 1 else None
    pull = repo.pulls.get(record.pull_number) if record.pull_number else None
    pulls = []
    if pull is not None:
        side = {"id": repo.repo_id, "url": api, "name": repo.name}
        pulls.append(
            {
                "id": pull.pull_id,
                "number": pull.number,
                "url": f"{api}/pulls/{pull.number}",
                "head": {"ref": pull.head, "sha": pull.head_sha, "repo": side},
                "base": {"ref": pull.base, "sha": pull.base_sha, "repo": side},
            }
        )
    links = {"jobs_url": "/jobs", "logs_url": "/logs", "artifacts_url": "/artifacts"}
    links |= {"cancel_url": "/cancel", "rerun_url": "/rerun"}
    return {
        "id": record.run_id,
        "name": record.workflow.name,
        "node_id": node_id("WFR", record.run_id),
        "head_branch": record.head_branch,
        "head_sha": record.head_sha,
        "path": record.workflow.path,
        "display_title": record.title,
        "run_number": record.number,
        "run_attempt": number,
        "event": record.event,
        "status": ended.status,
        "conclusion": ended.conclusion or None,
        "workflow_id": record.workflow.workflow_id,
        "check_suite_id": record.suite_id,
        "check_suite_node_id": node_id("CS", record.suite_id),
        "url": url,
        "html_url": html_url(world, repo, f"/actions/runs/{record.run_id}"),
        "pull_requests": pulls,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(ended.updated_at),
        "run_started_at": stamp(ended.started_at),
        "actor": user(world, record.actor),
        "triggering_actor": user(world, ended.triggering_actor),
        "referenced_workflows": [],
        **{name: url + rest for name, rest in links.items()},
        "check_suite_url": f"{api}/check-suites/{record.suite_id}",
        "previous_attempt_url": before,
        "workflow_url": f"{api}/actions/workflows/{record.workflow.workflow_id}",
        "head_commit": simple_commit(world, repo, record.head_sha),
        "repository": minimal_repo(world, repo),
        "head_repository": minimal_repo(world, repo),
    }


def job(world: World, repo: Repo, record: Run, one: Job) -> dict[str, Any]:
    """A job of a run."""
    api = repo_url(world, repo)
    return {
        "id": one.job_id,
        "run_id": record.run_id,
        "workflow_name": record.workflow.name,
        "head_branch": record.head_branch,
        "run_url": f"{api}/actions/runs/{record.run_id}",
        "run_attempt": one.attempt,
        "node_id": node_id("CR", one.job_id),
        "head_sha": one.head_sha,
        "url": f"{api}/actions/jobs/{one.job_id}",
        "html_url": html_url(world, repo, f"/actions/runs/{record.run_id}/job/{one.job_id}"),
        "status": one.status,
        "conclusion": one.conclusion or None,
        "created_at": stamp(one.created_at),
        "started_at": stamp(one.started_at or one.created_at),
        "completed_at": stamp(one.completed_at),
        "name": job_name(one.spec),
        "steps": steps(world, one),
        "check_run_url": f"{api}/check-runs/{one.job_id}",
        "labels": ["ubuntu-latest"],
        "runner_id": 1 if one.has_run else None,
        "runner_name": "GitHub Actions 1" if one.has_run else None,
        "runner_group_id": 0 if one.has_run else None,
        "runner_group_name": "GitHub Actions" if one.has_run else None,
    }


def steps(world: World, one: Job) -> list[dict[str, Any]]:
    """The steps of a job; a job that never ran has none."""
    return [
        {
            "name": step.name,
            "status": step.status,
            "conclusion": step.conclusion or None,
            "number": step.number,
            "started_at": stamp(step.started_at),
            "completed_at": stamp(step.completed_at),
        }
        for step in steps_of(one, world.now())
    ]


def check_run(world: World, repo: Repo, record: Run, one: Job) -> dict[str, Any]:
    """A job as a check run."""
    api = repo_url(world, repo)
    page = html_url(world, repo, f"/actions/runs/{record.run_id}/job/{one.job_id}")
    url = f"{api}/check-runs/{one.job_id}"
    return {
        "id": one.job_id,
        "name": job_name(one.spec),
        "node_id": node_id("CR", one.job_id),
        "head_sha": one.head_sha,
        "external_id": str(one.job_id),
        "url": url,
        "html_url": page,
        "details_url": page,
        "status": one.status,
        "conclusion": one.conclusion or None,
        "started_at": stamp(one.started_at or one.created_at),
        "completed_at": stamp(one.completed_at),
        "output": {
            "title": one.failure or None,
            "summary": one.failure or None,
            "text": None,
            "annotations_count": int(bool(one.failure)),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": record.suite_id},
        "app": app(world),
        "pull_requests": [],
    }


def check_suite(world: World, repo: Repo, record: Run) -> dict[str, Any]:
    """The check suite of a run."""
    api = repo_url(world, repo)
    url = f"{api}/check-suites/{record.suite_id}"
    return {
        "id": record.suite_id,
        "node_id": node_id("CS", record.suite_id),
        "head_branch": record.head_branch,
        "head_sha": record.head_sha,
        "status": record.status,
        "conclusion": record.conclusion or None,
        "url": url,
        "before": None,
        "after": record.head_sha,
        "pull_requests": [],
        "app": app(world),
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "rerequestable": True,
        "runs_rerequestable": False,
        "latest_check_runs_count": len(record.jobs),
        "check_runs_url": f"{url}/check-runs",
        "head_commit": simple_commit(world, repo, record.head_sha),
        "repository": minimal_repo(world, repo),
    }


def app(world: World) -> dict[str, Any]:
    """The app that runs workflows."""
    started = stamp(world.only_repo().created_at)
    return {
        "id": APP_ID,
        "client_id": "Iv1.embedded",
        "slug": "github-actions",
        "node_id": node_id("A", APP_ID),
        "owner": user(world, "github"),
        "name": "GitHub Actions",
        "description": "Automate your workflow from idea to production",
        "external_url": f"{base(world)}/features/actions",
        "html_url": f"{base(world)}/apps/github-actions",
        "created_at": started,
        "updated_at": started,
        "permissions": {"actions": "write", "checks": "write", "contents": "write"},
        "events": [],
    }


def status(world: World, repo: Repo, record: Status, *, has_creator: bool) -> dict[str, Any]:
    """A commit status."""
    shown = {
        "url": f"{repo_url(world, repo)}/statuses/{record.sha}",
        "avatar_url": user(world, record.login)["avatar_url"],
        "id": record.status_id,
        "node_id": node_id("SC", record.status_id),
        "state": record.state,
        "description": record.description or None,
        "target_url": record.target_url or None,
        "context": record.context,
        "created_at": stamp(record.at),
        "updated_at": stamp(record.at),
    }
    return {**shown, "creator": user(world, record.login)} if has_creator else shown
