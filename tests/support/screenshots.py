"""Makes the pictures in screenshots/: ordvec's demo, played to its moments, on the real screen, as SVG.

Run `make screenshots`, or this file with Python.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gonogo_tui.app import GonogoApp
from gonogo_tui.screens.drill import Drill
from support.rehearsals import Trip, rehearsing
from support.screens import normal_svg

WIDE, NARROW = (160, 48), (80, 24)
PORT = re.compile(r"127\.0\.0\.1:\d+")

Shot = tuple[str, tuple[int, int], str, tuple[str, ...]]
"""Name, size, look, and the keys that are pressed first."""


class KeptSession:
    """The trip's session; a picture's app does not close it."""

    def __init__(self, trip: Trip) -> None:
        self._session = trip.session

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    async def close(self) -> None:
        return None


async def take(trip: Trip, folder: Path, *shots: Shot) -> None:
    """Pictures of this moment."""
    for name, size, look, keys in shots:
        app = GonogoApp(KeptSession(trip), monotonic=lambda: 0.0)  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            app.theme = f"gonogo-{look}"
            await app.workers.wait_for_complete()
            await pilot.pause()
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


async def play(folder: Path) -> None:
    """The good day, with its pictures; then a day on which publishing fails."""
    async with rehearsing() as trip:
        await trip.until_ready("compatibility")
        await take(
            trip,
            folder,
            ("decide", NARROW, "dark", ("full_stop",)),
            ("help", NARROW, "dark", ("question_mark",)),
        )
        await trip.until_ready("bump")
        await take(trip, folder, ("plan", WIDE, "dark", ("full_stop", "enter")))
        await trip.until_ready("tag")
        await take(trip, folder, ("tag", WIDE, "dark", ("full_stop", "enter")))
        await trip.until_ready("approve-publish-crate")
        await take(
            trip,
            folder,
            ("board-160x48", WIDE, "dark", ("full_stop",)),
            ("board-light", WIDE, "light", ("full_stop",)),
            ("board-80x24", NARROW, "dark", ("full_stop",)),
            ("step-80x24", NARROW, "dark", ("full_stop", "e")),
            ("gate", WIDE, "dark", ("full_stop", "a")),
            ("gate-whole", WIDE, "dark", ("full_stop", "v")),
            ("pull", WIDE, "dark", ("4", "enter")),
        )
        await trip.until_done("zenodo")
        await take(trip, folder, ("done", WIDE, "dark", ("full_stop",)))
    async with rehearsing() as trip:
        trip.world.switches.failing_jobs.add(("release.yml", "publish-pypi"))
        await trip.until(lambda view: any("failed" in s.finding.evidence for s in view.assessment.standings))
        await take(
            trip,
            folder,
            ("no-go", WIDE, "dark", ("full_stop",)),
            ("run", WIDE, "dark", ("full_stop", "v")),
            ("run-80x24", NARROW, "dark", ("full_stop", "v")),
            ("log", WIDE, "dark", ("full_stop", "v", "enter")),
            ("log-light", WIDE, "light", ("full_stop", "v", "enter")),
        )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "screenshots"
    asyncio.run(play(target))
