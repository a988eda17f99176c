"""Running the screen in tests: a stopped clock, the screen as text, and stored pictures to compare with."""

from __future__ import annotations

import io
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from rich.console import Console
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from gonogo_tui.app import GonogoApp
from gonogo_tui.screens.board import Board
from support.fake_session import FakeSession

SNAPSHOTS = Path(__file__).resolve().parents[1] / "tui" / "snapshots"
UPDATE = "GONOGO_UPDATE_SNAPSHOTS"
"""Set it to write the stored pictures anew."""


class Ticks:
    """Real seconds that pass only when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


class Screen:
    """The running app with what tests ask of it."""

    def __init__(self, app: GonogoApp, pilot: Pilot[None], ticks: Ticks, session: FakeSession) -> None:
        self.app = app
        self.pilot = pilot
        self.ticks = ticks
        self.session = session

    @property
    def board(self) -> Board:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, Board))

    async def press(self, *keys: str) -> None:
        """Press keys, each a second after the one before."""
        for key in keys:
            self.ticks.pass_by(1.0)
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        self.ticks.pass_by(1.0)
        await self.pilot.press(
            *["full_stop" if char == "." else "minus" if char == "-" else char for char in text]
        )
        await self.pilot.pause()

    async def settle(self) -> None:
        """Wait until nothing works any more."""
        await settle(self.app, self.pilot)

    async def look(self) -> None:
        """Let the board look again."""
        self.board.look_soon()
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        return screen_text(self.app)

    def footer(self) -> str:
        return self.text.splitlines()[-1]

    def toasts(self) -> str:
        return "\n".join(str(note.message) for note in self.app._notifications)

    @property
    def focus(self) -> str:
        """Id of what has the focus on the board."""
        return (self.board.focused.id or "") if self.board.focused else ""

    @property
    def has_dialog(self) -> bool:
        return self.app.screen is not self.board


async def settle(app: GonogoApp, pilot: Pilot[None]) -> None:
    """Wait until nothing works any more; what was given up for something newer is over too."""
    for _ in range(2):
        while busy := [worker for worker in app.workers if not worker.is_finished]:
            for worker in busy:
                with suppress(WorkerCancelled):
                    await worker.wait()
        await pilot.pause()


@asynccontextmanager
async def running(
    session: FakeSession, size: tuple[int, int] = (160, 48), **more: Any
) -> AsyncIterator[Screen]:
    ticks = Ticks()
    app = GonogoApp(session, monotonic=ticks, **more)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield Screen(app, pilot, ticks, session)


def screen_text(app: GonogoApp) -> str:
    """The screen as plain text."""
    width, height = app.size
    console = Console(
        width=width, height=height, file=io.StringIO(), force_terminal=True, record=True, legacy_windows=False
    )
    console.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens))
    return "\n".join(line.rstrip() for line in console.export_text().splitlines())


def normal_svg(svg: str) -> str:
    """A picture without what changes from run to run."""
    return re.sub(r"terminal-\d+", "terminal", svg)


def compare(name: str, found: str) -> None:
    """Compare with the stored one, or store it when told to."""
    path = SNAPSHOTS / name
    if os.environ.get(UPDATE):
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"{path.name} is not stored: run with {UPDATE}=1, and look at it"
    assert found == path.read_text(encoding="utf-8"), f"{path.name} differs: look, then run with {UPDATE}=1"


async def opened(s, *keys: str):
    await s.press(*keys)
    await s.settle()
    return s.app.screen


async def shown(s, text: str) -> None:
    """Wait for it: looks that follow one another for ever never settle."""
    for _ in range(500):
        if text in s.text:
            return
        await s.pilot.pause(0.02)
    raise AssertionError(s.text)


async def said(s, key: str):
    await s.press(key)
    return s.toasts()
