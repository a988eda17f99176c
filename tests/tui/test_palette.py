"""The palette: what its words find, and where that leads."""

from __future__ import annotations

import pytest

from gonogo_tui.palette import BoardCommands
from support import days
from support.fake_session import FakeSession
from support.screens import running


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("branch", "Go to Branches and tags  (3)"),
        ("gates", "Go to Gates  (6)"),
        ("journal", "Go to Journal  (7)"),
        ("theme", "Light or dark  (T)"),
    ],
)
async def test_the_palette_finds_panels_and_what_goes_by_another_name(words, first):
    async with running(FakeSession(days.rich())) as s:
        provider = BoardCommands(s.board)
        hits = [hit async for hit in provider.search(words)]
        assert max(hits, key=lambda hit: hit.score).text == first
        assert all(hit.help and hit.help != "Jump." for hit in hits)


async def test_the_palette_goes_to_a_panel():
    async with running(FakeSession(days.rich()), (80, 24)) as s:
        s.board.go_to("panel gates")
        await s.settle()
        assert s.focus == "gates"
