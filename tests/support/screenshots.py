"""Makes the pictures in screenshots/: the demos, played to their moments, on the real screen, as SVG.

Run `make screenshots`, or this file with Python.
"""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gonogo.errors import NoTokenError
from gonogo_tui.app import GonogoApp
from gonogo_tui.screens.drill import Drill
from support.demos import demo
from support.fake_session import FakeSession
from support.rehearsals import rehearsing
from support.screens import normal_svg, settle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from support.rehearsals import Trip

SMALL, WIDE, LARGE = (80, 24), (160, 48), (200, 60)
PORT = re.compile(r"127\.0\.0\.1:\d+")
FOLDER = Path(__file__).resolve().parents[2] / "screenshots"

Shot = tuple[str, tuple[int, int], str, tuple[str, ...]]
"""Name, size, look, and the keys that are pressed first."""

NEXT = ("full_stop",)
FIRST_RUN: tuple[Shot, ...] = (("first-run", SMALL, "dark", ()),)
DECIDE: tuple[Shot, ...] = (("help", SMALL, "dark", ("question_mark",)),)
PLAN: tuple[Shot, ...] = (("plan", WIDE, "dark", (*NEXT, "enter")),)
TAG: tuple[Shot, ...] = (("tag", SMALL, "dark", (*NEXT, "enter")),)
GATE: tuple[Shot, ...] = (
    ("board-160x48", WIDE, "dark", NEXT),
    ("board-light", WIDE, "light", NEXT),
    ("board-80x24", SMALL, "dark", NEXT),
    ("board-200x60", LARGE, "dark", NEXT),
    ("checklist", SMALL, "light", NEXT),
    ("gate-whole", WIDE, "dark", (*NEXT, "v")),
    ("gate", SMALL, "dark", (*NEXT, "a")),
    ("pull", WIDE, "dark", ("4", "enter")),
)
FAILED: tuple[Shot, ...] = (
    ("run", WIDE, "dark", (*NEXT, "v")),
    ("log", WIDE, "dark", (*NEXT, "v", "enter")),
)
TRAINS: tuple[Shot, ...] = (
    ("wasmtime-day", WIDE, "dark", ()),
    ("wasmtime-day-80x24", SMALL, "dark", ("1",)),
    ("start", SMALL, "dark", ("n",)),
)
ALL = (*FIRST_RUN, *DECIDE, *PLAN, *TAG, *GATE, *FAILED, *TRAINS)
"""Every picture there is."""


class KeptSession:
    """A trip's session; a picture's app does not close it."""

    def __init__(self, session: object) -> None:
        self._session = session

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    async def close(self) -> None:
        return None


async def take(session: object, folder: Path, shots: Iterable[Shot]) -> None:
    """Pictures of this moment."""
    for name, size, look, keys in shots:
        app = GonogoApp(KeptSession(session), monotonic=lambda: 0.0)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            app.theme = f"gonogo-{look}"
            await settle(app, pilot)
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
                for _ in range(200):  # what is opened is read first
                    screen = app.screen
                    if not isinstance(screen, Drill) or (screen.seen_at and not screen.is_reading):
                        break
                    await pilot.pause(0.05)
                await pilot.pause()
            picture = PORT.sub("github.example", normal_svg(app.export_screenshot()))
            (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
        sys.stdout.write(f"{folder / name}.svg\n")


async def first_run(folder: Path) -> None:
    """Nobody is signed in yet."""
    advice = "Run `gh auth login`, or `gonogo auth login`, or set GH_TOKEN."
    await take(
        FakeSession(NoTokenError("there is no token for github.com", advice=advice)), folder, FIRST_RUN
    )


@asynccontextmanager
async def ordvec_to_its_bump() -> AsyncIterator[Trip]:
    """ordvec's good day, played until the bump is ready."""
    async with rehearsing() as trip:
        await trip.until_ready("bump")
        yield trip


async def good_day(folder: Path) -> None:
    """ordvec's release, to its first gate."""
    async with ordvec_to_its_bump() as trip:
        await take(trip.session, folder, (*DECIDE, *PLAN))
        await trip.until_ready("tag")
        await take(trip.session, folder, TAG)
        await trip.until_ready("approve-publish-crate")
        await take(trip.session, folder, GATE)


async def bad_day(folder: Path) -> None:
    """The same, with a job that fails."""
    async with rehearsing() as trip:
        trip.world.switches.failing_jobs.add(("release.yml", "publish-pypi"))
        await trip.until(lambda view: any("failed" in s.finding.evidence for s in view.assessment.standings))
        await take(trip.session, folder, FAILED)


async def trains(folder: Path) -> None:
    """Five of them at once."""
    async with demo("wasmtime-day") as trip:
        await trip.session.look()
        await take(trip.session, folder, TRAINS)


async def everything(folder: Path) -> None:
    """Make all pictures, and remove what is no longer made."""
    await first_run(folder)
    await good_day(folder)
    await bad_day(folder)
    await trains(folder)
    for path in folder.glob("*.svg"):
        if path.stem not in {name for name, *_ in ALL}:
            path.unlink()


if __name__ == "__main__":
    asyncio.run(everything(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
