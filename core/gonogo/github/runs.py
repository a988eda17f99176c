"""Looks at workflow runs: which there are, and one with its jobs, gates and decisions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.github.run_answers import APPROVALS, JOB_PAGE, PENDING, RUN, RUN_PAGE
from gonogo.model.github import RunDetail
from gonogo.model.text import short_sha

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.github.place import Place
    from gonogo.model.github import Gate, Run

_NEWEST = 50


async def read_runs(place: Place, sha: str, event: str) -> tuple[Run, ...]:
    """All runs of a commit for an event, newest first.

    Raises:
        LookError: they could not be read to the end.
    """
    what = f"the runs of {short_sha(sha)}"
    return await list_runs(place, place.path("actions", "runs"), {"head_sha": sha, "event": event}, what)


async def read_run_detail(place: Place, file: str, sha: str, event: str, ref: str) -> RunDetail | None:
    """The newest run of a workflow file for commit, event and ref; None when there is none.

    Raises:
        LookError: it could not be read.
    """
    what = f"the runs of {file} on {short_sha(sha)}"
    path = place.path("actions", "workflows", file, "runs")
    try:
        runs = await list_runs(place, path, {"head_sha": sha, "event": event}, what)
    except LookError as error:
        if error.status == 404:  # a workflow that GitHub has never seen
            return None
        raise
    run = next((run for run in runs if (run.head_branch, run.head_sha) == (ref, sha)), None)
    return await _detail(place, run, is_fresh=False) if run else None


async def read_run(place: Place, run_id: int) -> RunDetail:
    """One run, read afresh.

    Raises:
        LookError: it could not be read, or is not there.
    """
    path = place.path("actions", "runs", run_id)
    body = await place.ask.read(path, f"the run {run_id}", RUN, is_fresh=True)
    return await _detail(place, body.noun(), is_fresh=True)


async def read_run_or_none(place: Place, run_id: int) -> RunDetail | None:
    """One run, read afresh; None when there is no such run.

    Raises:
        LookError: it could not be read.
    """
    path = place.path("actions", "runs", run_id)
    try:
        body = await place.ask.read(path, f"the run {run_id}", RUN, is_fresh=True)
    except LookError as error:
        if error.status == 404:
            return None
        raise
    return await _detail(place, body.noun(), is_fresh=True)


async def read_workflow_runs(place: Place, file: str, branch: str) -> tuple[Run, ...]:
    """The newest runs of a workflow file on a branch, every event, newest first.

    Raises:
        LookError: they could not be read.
    """
    what = f"the runs of {file} on {branch}"
    path = place.path("actions", "workflows", file, "runs")
    params: dict[str, str | int] = {"branch": branch, "per_page": _NEWEST}
    try:
        pages = await place.ask.pages(path, what, RUN_PAGE, params, is_enough=lambda _: True)
    except LookError as error:
        if error.status == 404:  # a workflow that GitHub has never seen
            return ()
        raise
    found = (body.noun() for body in pages[0].workflow_runs)
    return tuple(sorted(found, key=lambda run: (run.created_at, run.run_id), reverse=True))


async def list_runs(place: Place, path: str, params: Mapping[str, str | int], what: str) -> tuple[Run, ...]:
    """Every page of a list of runs, newest first.

    Raises:
        LookError: they could not be read to the end.
    """
    pages = await place.ask.pages(path, what, RUN_PAGE, params)
    # A run that starts meanwhile moves others to the next page: they come twice.
    found = {body.id: body.noun() for page in pages for body in page.workflow_runs}
    return tuple(sorted(found.values(), key=lambda run: (run.created_at, run.run_id), reverse=True))


async def _detail(place: Place, run: Run, *, is_fresh: bool) -> RunDetail:
    async def gates() -> tuple[Gate, ...]:
        if run.status == "completed":
            return ()
        path = place.path("actions", "runs", run.run_id, "pending_deployments")
        waiting = await place.ask.read(path, f"what waits in {run.file}", PENDING, is_fresh=is_fresh)
        return tuple(body.noun(run.run_id, place.repo.owner) for body in waiting)

    jobs, waiting, decisions = await asyncio.gather(
        place.ask.pages(
            place.path("actions", "runs", run.run_id, "jobs"),
            f"the jobs of {run.file}",
            JOB_PAGE,
            {"filter": "latest"},
            is_fresh=is_fresh,
        ),
        gates(),
        place.ask.read(
            place.path("actions", "runs", run.run_id, "approvals"),
            f"the decisions on {run.file}",
            APPROVALS,
            is_fresh=is_fresh,
        ),
    )
    return RunDetail(
        run=run,
        jobs=tuple(body.noun() for page in jobs for body in page.jobs),
        gates=waiting,
        reviews=tuple(review for body in decisions for review in body.nouns()),
    )
