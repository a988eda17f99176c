"""What the screens that show one thing whole need of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from gonogo.model.stories import GateStory, PullStory, RunStory


class Stories(Protocol):
    """Tells of one thing, read afresh; each raises LookError when it could not be read."""

    async def run_story(self, run_id: int) -> RunStory:
        """A run with its jobs, and which needs which."""

    async def job_log(self, job_id: int) -> str:
        """The log of a job: text and colours; status 404 while there is none."""

    async def pull_story(self, number: int) -> PullStory:
        """A pull request, whole."""

    async def gate_story(self, run_id: int, environment: str) -> GateStory:
        """What an approver must know of a gate."""
