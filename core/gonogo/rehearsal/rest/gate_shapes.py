"""Environments, what waits at them, decisions and deployments as the REST API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import html_url, node_id, repo_url, user
from gonogo.rehearsal.simulation import gates

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Approval, Deployment, Environment, Gate, Run
    from gonogo.rehearsal.world.state import World


def environment_stub(world: World, repo: Repo, record: Environment) -> dict[str, Any]:
    """An environment inside of a gate."""
    return {
        "id": record.environment_id,
        "node_id": node_id("EN", record.environment_id),
        "name": record.name,
        "url": f"{repo_url(world, repo)}/environments/{record.name}",
        "html_url": html_url(world, repo, f"/deployments/activity_log?environments_filter={record.name}"),
    }


def environment(world: World, repo: Repo, record: Environment) -> dict[str, Any]:
    """An environment with its rules."""
    rules: list[dict[str, Any]] = []
    seed = record.environment_id * 10
    if record.wait_min:
        rules.append(
            {
                "id": seed + 1,
                "node_id": node_id("GA", seed + 1),
                "type": "wait_timer",
                "wait_timer": record.wait_min,
            }
        )
    if record.reviewers:
        rules.append(
            {
                "id": seed + 2,
                "node_id": node_id("GA", seed + 2),
                "type": "required_reviewers",
                "prevent_self_review": record.prevents_self_review,
                "reviewers": reviewers(world, record),
            }
        )
    if record.restricts != "none":
        rules.append({"id": seed + 3, "node_id": node_id("GA", seed + 3), "type": "branch_policy"})
    policy = {
        "protected_branches": record.restricts == "protected",
        "custom_branch_policies": record.restricts == "custom",
    }
    return {
        **environment_stub(world, repo, record),
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.created_at),
        "can_admins_bypass": False,
        "protection_rules": rules,
        "deployment_branch_policy": None if record.restricts == "none" else policy,
    }


def reviewers(world: World, record: Environment) -> list[dict[str, Any]]:
    """The reviewers of an environment."""
    return [{"type": "User", "reviewer": user(world, login)} for login in record.reviewers]


def policies(record: Environment) -> list[dict[str, Any]]:
    """The patterns of branches and tags that may deploy."""
    lines = [(name, "branch") for name in record.branch_patterns]
    lines += [(name, "tag") for name in record.tag_patterns]
    return [
        {
            "id": record.environment_id * 100 + place,
            "node_id": node_id("DBP", record.environment_id * 100 + place),
            "name": name,
            "type": kind,
        }
        for place, (name, kind) in enumerate(lines, 1)
    ]


def pending(
    world: World, repo: Repo, record: Run, where: Environment, gate: Gate, login: str | None
) -> dict[str, Any]:
    """An environment that a run waits at."""
    return {
        "environment": environment_stub(world, repo, where),
        "wait_timer": where.wait_min,
        "wait_timer_started_at": stamp(gate.since) if where.wait_min else None,
        "current_user_can_approve": gates.can_approve_now(where, record, login),
        "reviewers": reviewers(world, where),
    }


def approval(world: World, repo: Repo, record: Approval) -> dict[str, Any]:
    """A decision on a gate."""
    stubs = []
    for name in record.environments:
        where = repo.environments[name]
        made = stamp(where.created_at)
        stubs.append({**environment_stub(world, repo, where), "created_at": made, "updated_at": made})
    return {
        "environments": stubs,
        "state": record.state,
        "user": user(world, record.login),
        "comment": record.comment,
    }


def deployment(world: World, repo: Repo, record: Deployment) -> dict[str, Any]:
    """A deployment."""
    url = f"{repo_url(world, repo)}/deployments/{record.deployment_id}"
    return {
        "url": url,
        "id": record.deployment_id,
        "node_id": node_id("DE", record.deployment_id),
        "task": "deploy",
        "original_environment": record.environment,
        "environment": record.environment,
        "description": None,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "statuses_url": f"{url}/statuses",
        "repository_url": repo_url(world, repo),
        "creator": user(world, record.login),
        "sha": record.sha,
        "ref": record.ref,
        "payload": {},
        "transient_environment": False,
        "production_environment": False,
    }
