"""Looks at one thing that a person opened: a run with its workflow file, a gate with all that decides it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gonogo.errors import GonogoError
from gonogo.model.stories import GateStory, RunStory

if TYPE_CHECKING:
    from gonogo.model.github import Environment, Run, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.ports import Ports


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
