"""What was found by looking at every screen: nothing is cut in half, and no key is shown that does not work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.errors import LookError
from gonogo.model.releases import Event, EventKind
from support import days
from support.fake_session import FakeSession
from support.screens import running

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 30), (160, 48)])


def read_only(view) -> FakeSession:
    return FakeSession(days.day(view, is_read_only=True), is_read_only=True)


@SIZES
async def test_while_a_filter_is_typed_the_footer_shows_the_two_keys_that_work(size):
    async with running(FakeSession(days.rich()), size) as s:
        await s.press("4", "slash")
        assert s.footer().split() == ["enter", "keep", "esc", "forget"]
        await s.type("rank")
        assert "filter rank" in s.text
        await s.press("enter")
        assert "keep" not in s.footer()
        assert "/ rank · 1 of 3" in s.text, "rows that are hidden are never forgotten"
        assert "esc show all" in s.footer()
        assert "#61" not in s.text.splitlines()[-8]
        await s.press("slash", "escape")
        assert "keep" not in s.footer()
        assert "#61" in s.text
        assert "/ rank" not in s.text


@SIZES
async def test_the_search_of_a_screen_shows_the_same_two(size):
    async with running(FakeSession(days.rich()), size) as s:
        await s.press("4", "enter")
        await s.settle()
        await s.press("slash")
        assert s.footer().split() == ["enter", "keep", "esc", "forget"]
        await s.press("escape")
        assert "esc back" in s.footer()


@SIZES
async def test_read_only_no_key_to_act_is_shown(size):
    async with running(read_only(days.tag_ready()), size) as s:
        await s.press("2")
        banner = "\n".join(s.text.splitlines()[:6])
        assert "read-only" in banner
        assert " enter " not in banner
        row = next(line for line in s.text.splitlines() if "! Sign v0.6.0" in line)
        assert " enter " not in row
    async with running(read_only(days.gate_ready()), size) as s:
        await s.press("6")
        assert "you may approve  read-only here" in s.text


async def test_read_only_with_no_release_offers_none():
    async with running(FakeSession(days.day(is_read_only=True), is_read_only=True), (80, 24)) as s:
        assert "Next  read-only  start a release" in s.text


@SIZES
async def test_the_header_shows_names_and_numbers_whole_or_not_at_all(size):
    failing = FakeSession(days.rich(), LookError("the network is down"))
    for session in (FakeSession(days.rich()), read_only(days.tag_ready()), failing):
        async with running(session, size) as s:
            for _ in range(2):
                header = s.text.splitlines()[0]
                assert "…" not in header.replace("looking …", "")
                assert "@" not in header or "@maintainer" in header
                assert "api" not in header or "4,812/5,000" in header
                await s.look()


@SIZES
async def test_no_hint_of_the_footer_is_cut(size):
    async with running(FakeSession(days.rich()), size) as s:
        for key in "1234567":
            await s.press(key)
            assert "…" not in s.footer(), s.footer()


async def test_the_journal_of_several_releases_names_them_and_other_days():
    async with running(FakeSession(days.rich()), (160, 48)) as s:
        await s.press("7", "z")
        assert "13:25 ✓ 0.6.1 merged as 3f9a1c2" in s.text
    alone = days.tag_ready()
    old = Event(
        alone.release.release_id, "", EventKind.STARTED, days.NOW - timedelta(days=3), days.ME, text="begun"
    )
    async with running(FakeSession(days.day(replace(alone, events=(old,)))), (80, 24)) as s:
        await s.press("7")
        assert "17 Aug ○ started begun" in s.text, "one release needs no name, another day does"


async def test_a_narrow_gate_shows_its_tag_whole():
    async with running(FakeSession(days.day(days.gate_ready())), (160, 48)) as s:
        row = next(line for line in s.text.splitlines() if "‖ crates-io" in line)
        assert "crates-io v0.6.0  " in row
        await s.press("6", "z")
        assert "crates-io v0.6.0 3f9a1c2" in s.text


@SIZES
@pytest.mark.parametrize(
    ("view", "keys", "button"),
    [
        (days.compat_ready(), ("2", "enter"), "Record"),
        (days.bump_ready(), ("2", "enter"), "Proceed"),
        (days.tag_ready(), ("2", "enter"), "Proceed"),
        (days.cancelled(), ("2", "r"), "Yes"),
        (days.cancelled(), ("2", "w"), "Waive"),
        (days.cancelled(), ("1", "n"), "Start release"),
    ],
    ids=["confirm", "plan", "tag", "rerun", "waive", "start"],
)
async def test_every_dialog_shows_its_buttons(size, view, keys, button):
    async with running(FakeSession(days.day(view)), size) as s:
        await s.press(*keys)
        await s.pilot.pause(0.1)
        row = next((line for line in s.text.splitlines() if " Cancel " in line), "")
        assert button in row
