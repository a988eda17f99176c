"""How it looks: the sample days as stored text and pictures. GONOGO_UPDATE_SNAPSHOTS=1 stores them anew."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support import days
from support.fake_session import FakeSession
from support.screens import compare, normal_svg, running

LOOKS = {
    "board-160x48": ((160, 48), days.rich, ()),
    "board-80x24": ((80, 24), days.rich, ("2",)),
    "releases-80x24": ((80, 24), days.rich, ("1",)),
    "step-80x24": ((80, 24), days.rich, ("2", "e")),
    "gate-120x30": ((120, 30), lambda: days.day(days.gate_ready()), ("6",)),
    "plan-80x24": ((80, 24), lambda: days.day(days.bump_ready()), ("2", "enter")),
    "tag-80x24": ((80, 24), lambda: days.day(days.tag_ready()), ("2", "enter")),
    "empty-80x24": ((80, 24), days.day, ()),
}


@pytest.mark.parametrize("name", LOOKS)
async def test_the_words_stand_where_they_stood(name):
    size, day, keys = LOOKS[name]
    async with running(FakeSession(day()), size) as s:
        await s.press(*keys)
        compare(f"{name}.txt", s.text + "\n")


@pytest.mark.parametrize("look", ["dark", "light"])
async def test_the_colours_are_as_they_were(look):
    async with running(FakeSession(days.rich()), (80, 24)) as s:
        await s.press("2")
        s.app.theme = f"gonogo-{look}"
        await s.pilot.pause()
        compare(f"board-80x24-{look}.svg", normal_svg(s.app.export_screenshot()))


async def test_without_colour_the_words_are_the_same(monkeypatch):
    async with running(FakeSession(days.rich())) as s:
        coloured = s.text
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(FakeSession(days.rich())) as s:
        assert s.text == coloured
        colours = {
            segment.style.color.triplet
            for strip in s.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style and segment.style.color and segment.style.color.triplet
        }
        assert all(c.red == c.green == c.blue for c in colours)


def test_the_screen_starts_without_the_heavy_parts():
    code = (
        "import gonogo_tui.app, sys;"
        "heavy = {'githubkit', 'starlette', 'graphql', 'uvicorn', 'httpx', 'pydantic'};"
        "sys.exit(', '.join(sorted(heavy & {name.split('.')[0] for name in sys.modules})) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_a_switch_of_the_theme_switches_every_word():
    async with running(FakeSession(days.rich())) as s:
        dark = {span for strip in s.app.screen._compositor.render_strips() for span in _colours(strip)}
        await s.press("T")
        await s.pilot.pause()
        light = {span for strip in s.app.screen._compositor.render_strips() for span in _colours(strip)}
        assert "#7d8896" in dark
        assert "#5f6975" in light
        assert "#7d8896" not in light, "no colour of the dark look is left on a light ground"


def _colours(strip):
    colours = [segment.style.color for segment in strip if segment.style and segment.style.color]
    return {f"#{c.triplet.hex.lstrip('#')}" for c in colours if c.triplet}
