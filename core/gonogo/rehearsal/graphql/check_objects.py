"""Check suites, check runs, statuses, workflow runs, gates and environments as GraphQL shows them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.graphql import git_objects
from gonogo.rehearsal.graphql.paging import connection, pager, refusal
from gonogo.rehearsal.rest.action_shapes import APP_ID, steps
from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import html_url, node_id
from gonogo.rehearsal.simulation import gates
from gonogo.rehearsal.simulation.graph import job_name

if TYPE_CHECKING:
    from gonogo.rehearsal.graphql.look import Look
    from gonogo.rehearsal.world.nouns import Repo, Status
    from gonogo.rehearsal.world.run_nouns import Approval, Deployment, Environment, Gate, Job, Run

_CLOSED = "Resource not accessible by personal access token"
_BAD = {"FAILURE", "CANCELLED", "TIMED_OUT", "ACTION_REQUIRED", "STARTUP_FAILURE"}
_GOOD = {"SUCCESS", "NEUTRAL", "SKIPPED"}


def _statuses(repo: Repo, sha: str) -> list[Status]:
    return list({one.context: one for one in repo.statuses if one.sha == sha}.values())


def _state(job: Job) -> str:
    return (job.conclusion if job.is_over else job.status).upper()


def rollup(look: Look, repo: Repo, sha: str) -> dict[str, Any] | None:
    """All checks and statuses of a commit; null when there are none."""
    pairs = [(run, job) for run in repo.runs_of(sha) for job in run.jobs]
    statuses = _statuses(repo, sha)
    if not pairs and not statuses:
        return None
    states = [_state(job) for _, job in pairs]
    shown: list[Any] = [*pairs, *statuses]

    def show(one: Any) -> dict[str, Any]:
        return check_run(look, repo, *one) if isinstance(one, tuple) else context(look, one)

    def contexts(_info: Any, **page: Any) -> dict[str, Any]:
        return {
            **connection(shown, show, page),
            "checkRunCount": len(pairs),
            "checkRunCountsByState": lambda _info: _counts(look, states),
            "statusContextCount": len(statuses),
            "statusContextCountsByState": [
                {"state": state, "count": count}
                for state, count in Counter(s.state.upper() for s in statuses).items()
            ],
        }

    return {
        "id": node_id("SCR", sha),
        "state": _rollup_state([*states, *(s.state.upper() for s in statuses)]),
        "contexts": contexts,
    }


def _counts(look: Look, states: list[str]) -> list[dict[str, Any]]:
    if not look.sees_checks:
        raise refusal("FORBIDDEN", _CLOSED)
    return [{"state": state, "count": count} for state, count in Counter(states).items()]


def _rollup_state(states: list[str]) -> str:
    if _BAD & set(states):
        return "FAILURE"
    if "ERROR" in states:
        return "ERROR"
    return "SUCCESS" if set(states) <= _GOOD else "PENDING"


def status(look: Look, repo: Repo, sha: str) -> dict[str, Any] | None:
    """The commit statuses of a commit."""
    found = _statuses(repo, sha)
    if not found:
        return None
    return {
        "id": node_id("S", sha),
        "state": _rollup_state([one.state.upper() for one in found]),
        "contexts": [context(look, one) for one in found],
    }


def context(_look: Look, one: Status) -> dict[str, Any]:
    """One commit status."""
    return {
        "__typename": "StatusContext",
        "id": node_id("SC", one.status_id),
        "context": one.context,
        "state": one.state.upper(),
        "targetUrl": one.target_url or None,
        "description": one.description or None,
        "createdAt": stamp(one.at),
    }


def check_run(look: Look, repo: Repo, run: Run, job: Job) -> dict[str, Any]:
    """A job as a check run.

    Raises:
        GraphQLError: FORBIDDEN, the token may not see checks.
    """
    if not look.sees_checks:
        raise refusal("FORBIDDEN", _CLOSED)
    page = html_url(look.world, repo, f"/actions/runs/{run.run_id}/job/{job.job_id}")
    shown_steps = [
        {
            "number": step["number"],
            "name": step["name"],
            "status": step["status"].upper(),
            "conclusion": step["conclusion"].upper() if step["conclusion"] else None,
            "startedAt": step["started_at"],
            "completedAt": step["completed_at"],
        }
        for step in steps(look.world, job)
    ]
    return {
        "__typename": "CheckRun",
        "id": node_id("CR", job.job_id),
        "databaseId": job.job_id,
        "name": job_name(job.spec),
        "status": job.status.upper(),
        "conclusion": job.conclusion.upper() or None,
        "detailsUrl": page,
        "url": page,
        "startedAt": stamp(job.started_at),
        "completedAt": stamp(job.completed_at),
        "title": job.failure or None,
        "summary": job.failure or None,
        "checkSuite": lambda _info: suite(look, repo, run),
        "steps": pager(shown_steps, lambda step: step),
    }


def suite(look: Look, repo: Repo, run: Run) -> dict[str, Any]:
    """The check suite of a run."""

    def branch(_info: Any) -> dict[str, Any] | None:
        for name in (f"refs/heads/{run.head_branch}", f"refs/tags/{run.head_branch}"):
            if fact := repo.git.ref(name):
                return git_objects.ref(look, repo, fact)
        return None

    return {
        "id": node_id("CS", run.suite_id),
        "databaseId": run.suite_id,
        "status": run.status.upper(),
        "conclusion": run.conclusion.upper() or None,
        "createdAt": stamp(run.created_at),
        "updatedAt": stamp(run.updated_at),
        "url": html_url(look.world, repo, f"/commit/{run.head_sha}/checks?check_suite_id={run.suite_id}"),
        "branch": branch,
        "creator": lambda _info: git_objects.user(look, run.actor),
        "commit": lambda _info: git_objects.commit(look, repo, run.head_sha),
        "app": {
            "id": node_id("A", APP_ID),
            "databaseId": APP_ID,
            "name": "GitHub Actions",
            "slug": "github-actions",
        },
        "workflowRun": lambda _info: workflow_run(look, repo, run),
        "checkRuns": pager(run.jobs, lambda job: check_run(look, repo, run, job)),
    }


def workflow_run(look: Look, repo: Repo, run: Run) -> dict[str, Any]:
    """A workflow run."""
    record = run.workflow
    file = record.path.rsplit("/", 1)[-1]
    return {
        "__typename": "WorkflowRun",
        "id": node_id("WFR", run.run_id),
        "databaseId": run.run_id,
        "runNumber": run.number,
        "event": run.event,
        "createdAt": stamp(run.created_at),
        "updatedAt": stamp(run.updated_at),
        "url": html_url(look.world, repo, f"/actions/runs/{run.run_id}"),
        "workflow": {
            "id": node_id("W", record.workflow_id),
            "databaseId": record.workflow_id,
            "name": record.name,
            "state": "ACTIVE" if record.is_active else "DISABLED_MANUALLY",
            "createdAt": stamp(record.created_at),
            "updatedAt": stamp(record.created_at),
            "url": html_url(look.world, repo, f"/actions/workflows/{file}"),
        },
        "file": {"id": node_id("WFF", run.run_id), "path": record.path},
        "checkSuite": lambda _info: suite(look, repo, run),
        "pendingDeploymentRequests": pager(
            gates.waiting_environments(repo, run), lambda pair: request(look, repo, run, *pair)
        ),
        "deploymentReviews": pager(run.approvals, lambda one: review(look, repo, one)),
    }


def request(look: Look, repo: Repo, run: Run, where: Environment, gate: Gate) -> dict[str, Any]:
    """An environment that a run waits at."""
    return {
        "currentUserCanApprove": gates.can_approve_now(where, run, look.login),
        "waitTimer": where.wait_min,
        "waitTimerStartedAt": stamp(gate.since) if where.wait_min else None,
        "environment": environment(look, repo, where),
        "reviewers": pager(where.reviewers, lambda login: git_objects.user(look, login)),
    }


def review(look: Look, repo: Repo, one: Approval) -> dict[str, Any]:
    """A decision on a gate."""
    return {
        "id": node_id("DR", int(one.at.timestamp())),
        "databaseId": int(one.at.timestamp()) % 2**31,
        "state": one.state.upper(),
        "comment": one.comment,
        "user": git_objects.user(look, one.login),
        "environments": pager(
            one.environments, lambda name: environment(look, repo, repo.environments[name])
        ),
    }


def environment(look: Look, _repo: Repo, where: Environment) -> dict[str, Any]:
    """An environment with its rules."""
    seed = where.environment_id * 10
    rules: list[dict[str, Any]] = []
    if where.wait_min:
        rules.append({"databaseId": seed + 1, "type": "WAIT_TIMER", "timeout": where.wait_min})
    if where.reviewers:
        barred = where.prevents_self_review
        rules.append({"databaseId": seed + 2, "type": "REQUIRED_REVIEWERS", "preventSelfReview": barred})
    if where.restricts != "none":
        rules.append({"databaseId": seed + 3, "type": "BRANCH_POLICY"})
    for rule in rules:
        logins = where.reviewers if rule["type"] == "REQUIRED_REVIEWERS" else ()
        rule.setdefault("timeout", 0)
        rule["reviewers"] = pager(logins, lambda login: git_objects.user(look, login))
    return {
        "__typename": "Environment",
        "id": node_id("EN", where.environment_id),
        "databaseId": where.environment_id,
        "name": where.name,
        "protectionRules": pager(rules, lambda rule: rule),
    }


def deployment(one: Deployment) -> dict[str, Any]:
    """A deployment."""
    return {
        "__typename": "Deployment",
        "id": node_id("DE", one.deployment_id),
        "databaseId": one.deployment_id,
        "state": one.state.upper(),
        "environment": one.environment,
        "ref": None,
        "createdAt": stamp(one.created_at),
        "updatedAt": stamp(one.updated_at),
    }
