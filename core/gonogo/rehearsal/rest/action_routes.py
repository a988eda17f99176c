"""REST: check runs and suites, workflows, runs, jobs and their logs."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest import action_shapes
from gonogo.rehearsal.rest.call import Answer, ApiError, Call, not_found, page
from gonogo.rehearsal.rest.git_routes import commit_sha
from gonogo.rehearsal.simulation import events, runs
from gonogo.rehearsal.simulation.graph import job_name
from gonogo.rehearsal.simulation.logs import log_of
from gonogo.rehearsal.workflows.values import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.workflows.parse import InputSpec
    from gonogo.rehearsal.workflows.parse import Workflow as WorkflowText
    from gonogo.rehearsal.world.run_nouns import Job, Run, Workflow
    from gonogo.rehearsal.world.state import World

_LINK_S = 60


def _check_runs(call: Call) -> Answer:
    sha, wanted = commit_sha(call), call.query.get("check_name")
    found = [
        (run, job)
        for run in call.repo.runs_of(sha)
        for job in run.jobs
        if wanted in (None, job_name(job.spec)) and call.query.get("status") in (None, job.status)
    ]
    shown, links = page(call, found)
    rows = [action_shapes.check_run(call.world, call.repo, run, job) for run, job in shown]
    return Answer({"total_count": len(found), "check_runs": rows}, headers=links)


def _check_suites(call: Call) -> Answer:
    sha = commit_sha(call)
    found = call.repo.runs_of(sha)
    shown, links = page(call, found)
    rows = [action_shapes.check_suite(call.world, call.repo, run) for run in shown]
    return Answer({"total_count": len(found), "check_suites": rows}, headers=links)


def _check_run(call: Call) -> Answer:
    run, job = _job_of(call)
    return Answer(action_shapes.check_run(call.world, call.repo, run, job))


def _annotations(call: Call) -> Answer:
    _, job = _job_of(call)
    if not job.failure:
        return Answer([])
    line = {
        "path": ".github",
        "blob_href": "",
        "start_line": 1,
        "end_line": 1,
        "start_column": None,
        "end_column": None,
        "annotation_level": "failure",
        "title": "",
        "message": job.failure,
        "raw_details": "",
    }
    return Answer([line])


def _workflows(call: Call) -> Answer:
    found = sorted(call.repo.workflows.values(), key=lambda record: record.workflow_id)
    shown, links = page(call, found)
    rows = [action_shapes.workflow(call.world, call.repo, record) for record in shown]
    return Answer({"total_count": len(found), "workflows": rows}, headers=links)


def _workflow(call: Call) -> Answer:
    return Answer(action_shapes.workflow(call.world, call.repo, _workflow_of(call)))


def _workflow_of(call: Call) -> Workflow:
    wanted = call.path["workflow"]
    for record in call.repo.workflows.values():
        if wanted in (str(record.workflow_id), record.path.rsplit("/", 1)[-1]):
            return record
    raise not_found()


def _runs(call: Call) -> Answer:
    return _run_list(call, list(call.repo.runs.values()))


def _workflow_runs(call: Call) -> Answer:
    record = _workflow_of(call)
    return _run_list(call, [run for run in call.repo.runs.values() if run.workflow is record])


def _run_list(call: Call, found: list[Run]) -> Answer:
    query = call.query
    kept = [
        run
        for run in reversed(found)
        if query.get("head_sha") in (None, "", run.head_sha)
        and query.get("event") in (None, "", run.event)
        and query.get("branch") in (None, "", run.head_branch)
        and query.get("actor") in (None, "", run.actor)
        and query.get("status") in (None, "", run.status, run.conclusion)
    ]
    shown, links = page(call, kept)
    rows = [action_shapes.run(call.world, call.repo, run) for run in shown]
    return Answer({"total_count": len(kept), "workflow_runs": rows}, headers=links)


def run_of(call: Call) -> Run:
    """The run that the path names.

    Raises:
        ApiError: 404, there is none.
    """
    found = call.repo.runs.get(call.number("run"))
    if found is None:
        raise not_found()
    return found


def _run(call: Call) -> Answer:
    return Answer(action_shapes.run(call.world, call.repo, run_of(call)))


def _attempt(call: Call) -> Answer:
    run, number = run_of(call), call.number("attempt")
    if number == run.attempt:
        return Answer(action_shapes.run(call.world, call.repo, run))
    earlier = next((a for a in run.attempts if a.number == number), None)
    if earlier is None:
        raise not_found()
    return Answer(action_shapes.run(call.world, call.repo, run, earlier))


def _jobs(call: Call) -> Answer:
    run = run_of(call)
    jobs = list(run.jobs)
    if call.query.get("filter") == "all":
        known = {job.job_id: job for attempt in run.attempts for job in attempt.jobs}
        jobs = list((known | {job.job_id: job for job in jobs}).values())
    return _job_list(call, run, jobs)


def _attempt_jobs(call: Call) -> Answer:
    run, number = run_of(call), call.number("attempt")
    if number == run.attempt:
        return _job_list(call, run, run.jobs)
    earlier = next((a for a in run.attempts if a.number == number), None)
    if earlier is None:
        raise not_found()
    return _job_list(call, run, list(earlier.jobs))


def _job_list(call: Call, run: Run, jobs: list[Job]) -> Answer:
    shown, links = page(call, jobs)
    rows = [action_shapes.job(call.world, call.repo, run, job) for job in shown]
    return Answer({"total_count": len(jobs), "jobs": rows}, headers=links)


def _job_of(call: Call) -> tuple[Run, Job]:
    number = call.number("job")
    for run in call.repo.runs.values():
        earlier = [job for attempt in run.attempts for job in attempt.jobs]
        for job in (*run.jobs, *earlier):
            if job.job_id == number:
                return run, job
    raise not_found()


def _job(call: Call) -> Answer:
    return Answer(action_shapes.job(call.world, call.repo, *_job_of(call)))


def _job_logs(call: Call) -> Answer:
    """A link of a minute to where the bytes are; GitHub has none until the job is over."""
    run, job = _job_of(call)
    if not (job.is_over or call.world.switches.gives_running_logs) or not log_of(run, job, call.world.now()):
        raise not_found()
    ends = int(call.world.now().timestamp()) + _LINK_S
    signed = _signature(call.world, job.job_id, ends)
    return Answer(
        b"",
        302,
        {"Location": f"{call.api}/_logs/{call.repo.full_name}/{job.job_id}?se={ends}&sig={signed}"},
    )


def _log_text(call: Call) -> Answer:
    """What the link leads to: a store that knows only its links, and refuses tokens."""
    if call.headers.get("authorization"):
        raise ApiError(400, "Authentication information is not given in the correct format.")
    run, job = _job_of(call)
    ends = int(call.query.get("se", "0")) if call.query.get("se", "0").isdecimal() else 0
    is_signed = hmac.compare_digest(call.query.get("sig", ""), _signature(call.world, job.job_id, ends))
    if not is_signed or ends < call.world.now().timestamp():
        raise ApiError(403, "Server failed to authenticate the request.")
    return Answer(log_of(run, job, call.world.now()).encode(), media="text/plain; charset=utf-8")


def _signature(world: World, job_id: int, ends: int) -> str:
    return hmac.new(world.link_key, f"{job_id} {ends}".encode(), "sha256").hexdigest()


def _artifacts(call: Call) -> Answer:
    run_of(call)
    return Answer({"total_count": 0, "artifacts": []})


def _rerun(call: Call) -> Answer:
    return _run_again(call, failed_only=False)


def _rerun_failed(call: Call) -> Answer:
    return _run_again(call, failed_only=True)


def _run_again(call: Call, *, failed_only: bool) -> Answer:
    run = run_of(call)
    if not run.is_over:
        raise ApiError(403, "This workflow is already running")
    if not run.specs or not runs.rerun(call.world, call.repo, run, call.login or "", failed_only=failed_only):
        raise ApiError(403, "This workflow run cannot be retried")
    return Answer({}, 201)


def _cancel(call: Call) -> Answer:
    run = run_of(call)
    if run.is_over:
        raise ApiError(409, "Cannot cancel a workflow run that is completed.")
    runs.cancel_run(call.world, call.repo, run)
    return Answer({}, 202)


def _dispatch(call: Call) -> Answer:
    record, ref = _workflow_of(call), call.text("ref")
    git = call.repo.git
    names = [ref] if ref.startswith("refs/") else [f"refs/heads/{ref}", f"refs/tags/{ref}"]
    found = next((name for name in names if git.ref(name)), None)
    sha = git.resolve(found) if found else None
    if found is None or sha is None:
        raise ApiError(422, f"No ref found for: {ref}")
    parsed = events.workflow_at(call.repo, sha, record.path)
    if parsed is None or "workflow_dispatch" not in parsed.events:
        raise ApiError(422, "Workflow does not have 'workflow_dispatch' trigger")
    if not record.is_active:
        raise ApiError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow")
    inputs = _inputs(parsed, call.body.get("inputs") or {})
    run = events.dispatch(call.world, call.repo, parsed, found, sha, call.login or "", inputs)
    is_newer = call.headers.get("x-github-api-version", "") >= "2026-03-10"
    if run is None or not (is_newer or call.body.get("return_run_details")):
        return Answer(status=204)
    shown = action_shapes.run(call.world, call.repo, run)
    return Answer({"workflow_run_id": run.run_id, "run_url": shown["url"], "html_url": shown["html_url"]})


_MOST_INPUTS = 25


def _inputs(workflow: WorkflowText, given: Any) -> dict[str, str]:
    """The inputs of a dispatch, checked against what the file says of them, with its defaults.

    Raises:
        ApiError: 422, in GitHub's words.
    """
    if not isinstance(given, dict):
        raise ApiError(422, "Invalid request.\n\nFor 'properties/inputs', nil is not an object.")
    specs = workflow.events["workflow_dispatch"].specs
    if len(given) > _MOST_INPUTS:
        raise ApiError(422, f"Invalid request.\n\nNo more than {_MOST_INPUTS} properties are allowed.")
    if unknown := [name for name in given if name not in specs]:
        raise ApiError(422, f"Unexpected inputs provided: {json.dumps(unknown)}")
    return {name: _input(name, spec, given.get(name)) for name, spec in specs.items()}


def _input(name: str, spec: InputSpec, value: Any) -> str:
    """The value of one input: what is given, else its default."""
    is_given = value is not None
    text = to_text(value) if is_given else spec.default
    if spec.is_required and not text:
        raise ApiError(422, f"Required input '{name}' not provided")
    if spec.kind == "boolean" and not is_given:
        return text or "false"
    if spec.kind == "choice" and not is_given:
        return text or (spec.options[0] if spec.options else "")
    allowed = ("true", "false") if spec.kind == "boolean" else spec.options if spec.kind == "choice" else ()
    if allowed and text not in allowed:
        raise ApiError(422, f"Provided value '{text}' for input '{name}' not in the list of allowed values")
    return text


ROUTES: list[tuple[str, str, Callable[[Call], Answer], str]] = [
    ("GET", "R/commits/{ref:path}/check-runs", _check_runs, "checks:read"),
    ("GET", "R/commits/{ref:path}/check-suites", _check_suites, "checks:read"),
    ("GET", "R/check-runs/{job}", _check_run, "checks:read"),
    ("GET", "R/check-runs/{job}/annotations", _annotations, "checks:read"),
    ("GET", "R/actions/workflows", _workflows, "actions:read"),
    ("GET", "R/actions/workflows/{workflow}", _workflow, "actions:read"),
    ("GET", "R/actions/workflows/{workflow}/runs", _workflow_runs, "actions:read"),
    ("POST", "R/actions/workflows/{workflow}/dispatches", _dispatch, "actions:write"),
    ("GET", "R/actions/runs", _runs, "actions:read"),
    ("GET", "R/actions/runs/{run}", _run, "actions:read"),
    ("GET", "R/actions/runs/{run}/attempts/{attempt}", _attempt, "actions:read"),
    ("GET", "R/actions/runs/{run}/attempts/{attempt}/jobs", _attempt_jobs, "actions:read"),
    ("GET", "R/actions/runs/{run}/jobs", _jobs, "actions:read"),
    ("GET", "R/actions/runs/{run}/artifacts", _artifacts, "actions:read"),
    ("POST", "R/actions/runs/{run}/rerun", _rerun, "actions:write"),
    ("POST", "R/actions/runs/{run}/rerun-failed-jobs", _rerun_failed, "actions:write"),
    ("POST", "R/actions/runs/{run}/cancel", _cancel, "actions:write"),
    ("POST", "R/actions/runs/{run}/force-cancel", _cancel, "actions:write"),
    ("GET", "R/actions/jobs/{job}", _job, "actions:read"),
    ("GET", "R/actions/jobs/{job}/logs", _job_logs, "actions:read"),
    ("GET", "/_logs/{owner}/{repo}/{job}", _log_text, ""),
]
