"""Telling: what a person opens, read afresh and whole: a run, a log, a pull request, a gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.observe.stories import tell_gate, tell_run
from gonogo.session.desk import Desk

if TYPE_CHECKING:
    from gonogo.model.stories import GateStory, PullStory, RunStory


class Telling(Desk):
    """What a session reads when it is asked."""

    async def run_story(self, run_id: int) -> RunStory:
        """A run, read afresh, with the workflow file that says which job needs which.

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
        """A pull request, whole, read afresh.

        Raises:
            LookError: it could not be read.
        """
        return await self._ports.github.pull_story(number)

    async def gate_story(self, run_id: int, environment: str) -> GateStory:
        """What an approver must know of a gate, read afresh.

        Raises:
            LookError: the run could not be read.
        """
        return await tell_gate(self._ports, run_id, environment)
