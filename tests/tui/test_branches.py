"""The branches: version at the head and last tag beside ahead, behind and checks, at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.model.day import BranchHead
from support import days
from support.fake_session import FakeSession
from support.screens import running


def line_with(text: str, words: str) -> str:
    return next(line for line in text.splitlines() if words in line)


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (200, 60)])
async def test_zoomed_or_small_it_is_a_table(size):
    async with running(FakeSession(days.rich()), size) as s:
        await s.press("3")
        if size[1] > 40:
            await s.press("z")
        head = line_with(s.text, "last tag")
        main, train = line_with(s.text, " after v0.5.0 "), line_with(s.text, "release-avx512")
        for heading, cell in (
            ("at head", "0.3.1 "),
            ("last tag", "at v0.3.1"),
            ("ahead", "↑31"),
            ("behind", "↓1.8k"),
        ):
            assert head.index(heading) == train.index(cell), heading
        assert head.index("CI") == train.index("✗ 4 failed") == main.index("● 40/42")


async def test_in_a_narrow_panel_each_branch_takes_two_lines():
    async with running(FakeSession(days.rich()), (160, 48)) as s:
        lines = s.text.splitlines()
        at = next(number for number, line in enumerate(lines) if "│ release-avx512" in line)
        assert "✗ 4 failed" in lines[at]
        assert "0.3.1 at v0.3.1" in lines[at + 1]
        assert "↑31 ↓1.8k" in lines[at + 1]
        assert "after v0.5.0" in lines[at - 1]


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_what_was_not_seen_is_said_to_be_unknown(size):
    async with running(FakeSession(days.rich()), size) as s:
        await s.press("3")
        assert "version ? " in s.text
        assert "tag ?" in s.text
        await s.press("G", "k", "k", "e")  # the branches stand before tag and release
        assert "could not be read" in s.text
        assert "could not be looked for" in s.text


async def test_a_head_that_has_moved_since_is_not_told_of():
    heads = (BranchHead("main", "0" * 40, "9.9.9", "v9.9.9"),)
    async with running(FakeSession(days.day(days.cancelled(), heads=heads)), (80, 24)) as s:
        await s.press("3")
        assert "9.9.9" not in s.text
        assert s.text.count("version ?") == 4


async def test_nothing_there_is_another_word_than_unknown():
    heads = tuple(replace(head, version="", tag="") for head in days.heads())
    async with running(FakeSession(days.day(days.cancelled(), heads=heads)), (80, 24)) as s:
        await s.press("3")
        assert s.text.count("no version") == s.text.count("no tag") == 4
        await s.press("e")
        assert "the tree says none" in s.text
        assert "none on the branch" in s.text


async def test_the_pane_says_whether_the_tag_is_on_this_commit():
    async with running(FakeSession(days.rich()), (160, 48)) as s:
        await s.press("3")
        assert "version at head  0.6.0" in s.text
        assert "v0.5.0, before this commit" in s.text
        await s.press("j", "j")
        assert "v0.3.1, on this commit" in s.text


async def test_zoom_makes_the_lines_anew_at_once():
    async with running(FakeSession(days.rich()), (160, 48)) as s:
        await s.press("3")
        await s.press("z")
        assert "at head" in s.text
        await s.press("z")
        assert "at head     " not in s.text
