"""Withdrawing by a key: where it works, what the dialog says, and that nothing but a typed reason goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.errors import RefusedError
from gonogo.model.releases import Event, EventKind
from gonogo_tui.commands.acts import RELEASES, Start, Withdraw
from gonogo_tui.commands.board import COMMANDS, GROUPS
from gonogo_tui.present.journal import event_mark
from support import days
from support.fake_session import FakeSession
from support.screens import running

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)])
NAME = "ordvec-release-0.6.0"


@BOTH
@pytest.mark.parametrize("panel", ["1", "2"])
async def test_a_release_is_withdrawn_with_a_reason_and_leaves_the_board(size, panel):
    session = FakeSession(days.day(days.cancelled()))
    async with running(session, size) as s:
        await s.press(panel, "W")
        assert "Withdraw ordvec 0.6.0" in s.text
        assert "Nothing that was sent is undone:" in s.text
        assert "Commit 12 files on 9b1d3f5" in s.text
        assert "Merge #61 at 77aa01c" in s.text
        await s.press("ctrl+y")
        assert s.has_dialog
        assert "A withdrawal needs a reason." in s.text
        await s.type("mistake")
        await s.press("enter")
        assert s.has_dialog
        assert "ctrl+y goes on, esc cancels." in s.text
        assert session.withdrawn == []
        session.next_is(days.day())
        await s.press("ctrl+y")
        await s.settle()
        assert session.withdrawn == [(NAME, "mistake")]
        assert "Withdrawn: ordvec 0.6.0" in s.text
        assert s.board.panel("releases").chosen == ""
        await s.press("W")
        assert "Choose a release first: 1 goes to the releases." in s.toasts()


@BOTH
async def test_escape_withdraws_nothing(size):
    session = FakeSession(days.day(days.cancelled()))
    async with running(session, size) as s:
        await s.press("W")
        await s.type("mistake")
        await s.press("escape")
        assert not s.has_dialog
        assert session.withdrawn == []


async def test_the_chosen_release_is_the_one():
    session = FakeSession(days.day(days.cancelled(), days.done_view("0.5.1")))
    async with running(session) as s:
        await s.press("1", "G", "W")
        assert "Withdraw ordvec 0.5.1" in s.text
        assert "Nothing was sent for it." in s.text
        await s.type("old")
        await s.press("ctrl+y")
        assert session.withdrawn == [("ordvec-release-0.5.1", "old")]


@BOTH
@pytest.mark.parametrize("panel", "34567")
async def test_other_panels_do_not_say_which_release_is_meant(size, panel):
    async with running(FakeSession(days.day(days.cancelled())), size) as s:
        await s.press(panel, "W")
        assert not s.has_dialog
        assert "Choose a release first: 1 goes to the releases." in s.toasts()


async def test_a_read_only_board_withdraws_nothing():
    session = FakeSession(days.day(days.cancelled(), is_read_only=True), is_read_only=True)
    async with running(session) as s:
        await s.press("W")
        assert not s.has_dialog
        assert "read-only" in s.toasts()


async def test_what_is_refused_is_a_sentence():
    session = FakeSession(days.day(days.cancelled()))
    session.refusal = RefusedError(f"{NAME} was withdrawn by @jo", advice="Look again (R).")
    async with running(session) as s:
        await s.press("W")
        await s.type("mistake")
        await s.press("ctrl+y")
        assert f"✗ 14:32:08 {NAME} was withdrawn by @jo. Look again (R)." in s.text


async def test_a_long_list_of_what_was_sent_scrolls_under_the_line_to_type_in():
    view = days.cancelled()
    sent = tuple(
        Event(
            NAME, "bump", EventKind.INTENT, days.NOW, "you", text=f"Push branch number {n}", event_id=100 + n
        )
        for n in range(40)
    )
    async with running(FakeSession(days.day(replace(view, events=sent))), (80, 24)) as s:
        await s.press("W")
        assert "Push branch number 0 (not known how it ended)" in s.text
        assert "Cancel  esc    Withdraw  ctrl+y" in s.text
        assert "why it is given up" in s.text


def test_it_stands_where_a_release_is_begun():
    assert (Start.group, Withdraw.group) == (RELEASES, RELEASES)
    assert RELEASES in GROUPS
    assert Withdraw in COMMANDS


def test_its_mark_in_the_journal():
    line = Event(NAME, "", EventKind.WITHDRAWN, days.NOW, "you", text="by mistake")
    assert event_mark(line) == ("–", "dim", "withdrawn")
