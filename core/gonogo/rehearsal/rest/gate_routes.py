"""REST: environments, what waits at them, and the decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.rehearsal.rest import gate_shapes
from gonogo.rehearsal.rest.action_routes import run_of
from gonogo.rehearsal.rest.call import Answer, ApiError, Call, not_found, page
from gonogo.rehearsal.simulation import gates, runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.world.run_nouns import Environment

_NOTHING = "No pending deployment requests to approve or reject"


def _pending(call: Call) -> Answer:
    run = run_of(call)
    rows = [
        gate_shapes.pending(call.world, call.repo, run, environment, gate, call.login)
        for environment, gate in gates.waiting_environments(call.repo, run)
    ]
    return Answer(rows)


def _review(call: Call) -> Answer:
    run = run_of(call)
    ids, state, comment = (call.body.get(name) for name in ("environment_ids", "state", "comment"))
    if not isinstance(ids, list) or state not in ("approved", "rejected") or not isinstance(comment, str):
        raise ApiError(422, "Invalid request.")
    environments = [e for e in call.repo.environments.values() if e.environment_id in ids]
    if len(environments) != len(set(ids)):
        raise ApiError(422, "Validation Failed", errors=_NOTHING)
    decided = runs.review_gates(call.world, call.repo, run, environments, state, call.login or "", comment)
    if decided is None:
        raise ApiError(422, "Validation Failed", errors=_NOTHING)
    return Answer([gate_shapes.deployment(call.world, call.repo, one) for one in decided])


def _approvals(call: Call) -> Answer:
    return Answer([gate_shapes.approval(call.world, call.repo, one) for one in run_of(call).approvals])


def _environments(call: Call) -> Answer:
    found = list(call.repo.environments.values())
    shown, links = page(call, found)
    rows = [gate_shapes.environment(call.world, call.repo, one) for one in shown]
    return Answer({"total_count": len(found), "environments": rows}, headers=links)


def _environment_of(call: Call) -> Environment:
    found = call.repo.environments.get(call.path["environment"])
    if found is None:
        raise not_found()
    return found


def _environment(call: Call) -> Answer:
    return Answer(gate_shapes.environment(call.world, call.repo, _environment_of(call)))


def _policies(call: Call) -> Answer:
    found = gate_shapes.policies(_environment_of(call))
    shown, links = page(call, found)
    return Answer({"total_count": len(found), "branch_policies": shown}, headers=links)


def _rules(call: Call) -> Answer:
    _environment_of(call)
    return Answer({"total_count": 0, "custom_deployment_protection_rules": []})


def _deployments(call: Call) -> Answer:
    query = call.query
    found = [
        one
        for one in reversed(call.repo.deployments.values())
        if query.get("environment") in (None, "", one.environment)
        and query.get("sha") in (None, "", one.sha)
        and query.get("ref") in (None, "", one.ref)
    ]
    shown, links = page(call, found)
    return Answer([gate_shapes.deployment(call.world, call.repo, one) for one in shown], headers=links)


ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "R/actions/runs/{run}/pending_deployments", _pending, "actions:read"),
    ("POST", "R/actions/runs/{run}/pending_deployments", _review, "deployments:write"),
    ("GET", "R/actions/runs/{run}/approvals", _approvals, "actions:read"),
    ("GET", "R/environments", _environments, "actions:read"),
    ("GET", "R/environments/{environment:path}/deployment-branch-policies", _policies, "actions:read"),
    ("GET", "R/environments/{environment:path}/deployment_protection_rules", _rules, "actions:read"),
    ("GET", "R/environments/{environment:path}", _environment, "actions:read"),
    ("GET", "R/deployments", _deployments, "deployments:read"),
]
