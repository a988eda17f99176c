"""Rehearsals for journeys: the embedded GitHub with a stepped clock, and a session that walks through it."""

from __future__ import annotations

import subprocess
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.cli.play import Line, play
from gonogo.compose.rehearsal import RehearsalWish, open_rehearsal
from gonogo.model.verdicts import Standing, Verdict
from gonogo.playbook.find import load_builtin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from gonogo.compose.opened import Opened
    from gonogo.model.day import ReleaseView

ANSWERS = {"compatibility": "minor-breaking", "go": "go", "zenodo": "not-coordinated"}


@dataclass
class Trip:
    """One release under way in a rehearsal."""

    opened: Opened
    lines: list[Line] = field(default_factory=list)

    @property
    def session(self):
        return self.opened.session

    @property
    def server(self):
        assert self.opened.server is not None
        return self.opened.server

    @property
    def world(self):
        return self.server.world

    @property
    def view(self) -> ReleaseView:
        day = self.opened.session.day
        assert day is not None
        return day.views[0]

    @property
    def root(self) -> Path:
        """Where the rehearsal has everything."""
        assert self.opened.root is not None
        return self.opened.root

    @property
    def verdict(self) -> Verdict:
        return self.view.assessment.verdict

    @property
    def reason(self) -> str:
        return self.view.assessment.reason

    def standing(self, step_id: str) -> Standing:
        return self.view.assessment.standing(step_id)

    async def look(self) -> ReleaseView:
        await self.session.look()
        return self.view

    async def play(self) -> int:
        """Play on until the end, or until something stops it."""
        self.lines.clear()
        return await play(self.session, self.opened.advance, self.lines.append)

    async def until(
        self, holds: Callable[[ReleaseView], bool], limit: int = 400, stride: int = 8
    ) -> ReleaseView:
        """Do what is ready and let the world go on, `stride` events at a time, until `holds`."""
        for _ in range(limit):
            view = await self.look()
            if holds(view):
                return view
            if not await self.do_next() and not sum(self.opened.advance() for _ in range(stride)):
                break
        told = "\n".join(
            f"{s.step_id}: {s.finding.verdict} {s.finding.evidence}" for s in self.view.assessment.standings
        )
        raise AssertionError(f"never came to hold; {self.verdict} {self.reason}\n{told}")

    async def until_ready(self, step_id: str) -> ReleaseView:
        """Until a step is reached and ready for a person."""
        return await self.until(lambda view: _is_ready(view.assessment.standing(step_id)))

    async def until_done(self, step_id: str) -> ReleaseView:
        """Until a step needs nothing more."""
        return await self.until(lambda view: view.assessment.standing(step_id).is_done)

    async def do_next(self) -> bool:
        """Do the first step that is ready."""
        for standing in self.view.assessment.standings:
            if _is_ready(standing):
                return await self.do(standing.step_id)
        return False

    async def do(self, step_id: str, verb: str = "") -> bool:
        """Do one step, whatever its kind."""
        release_id = self.view.release.release_id
        offers = [o for o in self.standing(step_id).offers if not o.refused and o.verb == (verb or o.verb)]
        if not offers:
            return False
        if offers[0].verb == "confirm":
            choices = self.view.step(step_id).choices
            choice = ANSWERS.get(step_id, choices[0] if choices else "yes")
            await self.session.confirm(release_id, step_id, choice)
            return True
        await self.session.perform(self.session.plan(release_id, step_id, offers[0].verb))
        return True

    def plan(self, step_id: str, verb: str = "do"):
        return self.session.plan(self.view.release.release_id, step_id, verb)

    def git(self, *words: str, check: bool = True) -> str:
        """Git in the embedded repository."""
        done = subprocess.run(
            ["git", "--git-dir", str(self.opened.bare), *words], capture_output=True, text=True, check=check
        )
        return done.stdout.strip()

    def main(self) -> str:
        return self.git("rev-parse", "refs/heads/main")


def _is_ready(standing: Standing) -> bool:
    return standing.is_open and standing.finding.verdict is Verdict.GO


@asynccontextmanager
async def rehearsing(version: str = "0.6.0", **more) -> AsyncIterator[Trip]:
    """An ordvec release on the miniature, clock stepped."""
    wish = RehearsalWish(load_builtin("ordvec"), None, "release", version, None, **more)
    opened = open_rehearsal(wish)
    try:
        yield Trip(opened)
    finally:
        await opened.close()
