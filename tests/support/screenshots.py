"""Makes the pictures in screenshots/: the sample days, on the real screen, as SVG.

Run `make screenshots`, or this file with Python.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gonogo.model.day import Day
from gonogo_tui.app import GonogoApp
from support import days
from support.fake_session import FakeSession
from support.screens import normal_svg

SHOTS: tuple[tuple[str, tuple[int, int], Day, str, tuple[str, ...]], ...] = (
    ("board", (160, 48), days.rich(), "dark", ()),
    ("board-light", (160, 48), days.rich(), "light", ()),
    ("board-80x24", (80, 24), days.rich(), "dark", ("2",)),
    ("step-80x24", (80, 24), days.rich(), "dark", ("2", "e")),
    ("gates", (160, 48), days.day(days.gate_ready()), "dark", ("6",)),
    ("plan", (160, 48), days.day(days.bump_ready()), "dark", (".", "enter")),
    ("tag", (160, 48), days.day(days.tag_ready()), "dark", (".", "enter")),
    ("decide", (80, 24), days.day(days.compat_ready()), "dark", (".", "enter")),
    ("start", (80, 24), days.day(), "dark", ("n",)),
    ("help", (80, 24), days.rich(), "dark", ("2", "question_mark")),
    ("palette", (120, 34), days.rich(), "dark", ("2", "colon")),
)


async def shoot(folder: Path, names: list[str]) -> None:
    for name, size, day, look, keys in SHOTS:
        if names and name not in names:
            continue
        app = GonogoApp(FakeSession(day), monotonic=lambda: 0.0)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            app.theme = f"gonogo-{look}"
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            (folder / f"{name}.svg").write_text(normal_svg(app.export_screenshot()), encoding="utf-8")
        print(folder / f"{name}.svg")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "screenshots"
    asyncio.run(shoot(target, sys.argv[2:]))
