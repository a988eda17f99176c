"""Looks at one thing that a person opened: a run with its workflow file, a gate with all that decides it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gonogo.errors import GonogoError
from gonogo.model.stories import GateStory, RunStory

if TYPE_CHECKING:
    from gonogo.model.github import Environment, Run, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.model.stories import PullStory
    from gonogo.ports import Ports


class Stories:
    """The part of a session that tells of one thing, read afresh when a person opens it."""

    _ports: Ports

    async def run_story(self, run_id: int) -> RunStory:
        """A run, with the workflow file that says which job needs which.

        Raises:
            LookError: it could not be read.
        """
        return await tell_run(self._ports, run_id)

    async def job_log(self, job_id: int) -> str:
        """The log of a job, cleaned: text and colours.

        Raises:
            LookError: it could not be read; status 404 while GitHub has none.
        """
        return await self._ports.github.job_log(job_id)

    async def pull_story(self, number: int) -> PullStory:
        """A pull request, whole.

        Raises:
            LookError: it could not be read.
        """
        return await self._ports.github.pull_story(number)

    async def gate_story(self, run_id: int, environment: str) -> GateStory:
        """What an approver must know of a gate.

        Raises:
            LookError: the run could not be read.
        """
        return await tell_gate(self._ports, run_id, environment)


async def tell_run(ports: Ports, run_id: int) -> RunStory:
    """A run, read afresh; without the workflow file where git does not have it.

    Raises:
        LookError: the run could not be read.
    """
    detail = await ports.github.run_by_id(run_id)
    file, why = await _workflow(ports, detail)
    return RunStory(detail, file, why)


async def _workflow(ports: Ports, detail: RunDetail) -> tuple[WorkflowFile | None, str]:
    run = detail.run
    if not run.file:
        return None, "GitHub did not say which workflow file this is"
    try:
        file = await ports.git.workflow_file(run.file, run.head_sha)
    except GonogoError as error:
        return None, error.what
    return file, "" if file else f"{run.file} is not in the repository at this commit"


async def tell_gate(ports: Ports, run_id: int, environment: str) -> GateStory:
    """A gate's run, its environment's rules, and what CI says of the commit.

    Raises:
        LookError: the run could not be read.
    """
    story, (rules, why) = await asyncio.gather(tell_run(ports, run_id), _rules(ports, environment))
    ci, problem = await _ci(ports, story.detail.run)
    return GateStory(story, rules, ci, why or problem)


async def _rules(ports: Ports, name: str) -> tuple[Environment | None, str]:
    try:
        return await ports.github.environment(name), ""
    except GonogoError as error:
        return None, error.what


async def _ci(ports: Ports, run: Run) -> tuple[tuple[Run, ...], str]:
    """The newest run of each other workflow that this commit was pushed with."""
    try:
        runs = await ports.github.runs(run.head_sha, "push")
    except GonogoError as error:
        return (), error.what
    newest: dict[str, Run] = {}
    for one in runs:  # newest first
        if one.path != run.path:
            newest.setdefault(one.path, one)
    return tuple(sorted(newest.values(), key=lambda one: one.file)), ""
