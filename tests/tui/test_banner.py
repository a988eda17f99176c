"""The banner: who or what the release waits for, and since when; nothing that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.errors import LookError
from gonogo.model.day import ReleaseView, Since
from gonogo.model.verdicts import Assessment, Finding, Standing, Verdict
from gonogo_tui.present.banner import banner_lines
from gonogo_tui.present.board import Scene
from support import days
from support.fake_session import FakeSession
from support.screens import running


def first_line(view: ReleaseView, *, is_wide: bool = True) -> str:
    scene = Scene(days.day(view), None, days.NOW, release_id=view.release.release_id)
    return banner_lines(scene, is_wide=is_wide, is_large=False)[0].text


def holding(step: str, evidence: str) -> ReleaseView:
    return replace(days.view(step, Finding(Verdict.HOLD, evidence)), since=Since(days.ago(120)))


def test_what_is_ready_waits_for_you():
    assert first_line(days.gate_ready()).rstrip().endswith("waits for you since 14:21 (11 min)")
    assert first_line(days.gate_ready(), is_wide=False).rstrip().endswith(" for you since 14:21 (11 min)")


@pytest.mark.parametrize(
    ("step", "evidence", "who"),
    [
        ("workflows-green", "4 of 6 green", "waits for CI since"),
        ("workflow", "19/33 jobs", "waits for its run since"),
        ("approve-publish-crate", "waits for @mira, @jon", "waits for @mira, @jon since"),
        ("merge", "#61 waits for a review: 1 of 2 approvals", "waits for a review since"),
        ("merge", "#61 is a draft", "since"),
    ],
)
def test_what_is_held_says_by_whom(step, evidence, who):
    said = first_line(holding(step, evidence))
    assert who in said
    assert "14:30 (2 min)" in said
    if "waits" not in who:
        assert "waits for" not in said


def test_what_is_wrong_waits_for_nobody_and_says_since_when():
    said = first_line(days.cancelled())
    assert "since 14:03 (28 min)" in said
    assert "waits" not in said


def test_what_may_have_been_so_before_says_at_least():
    assert "at least since 14:28 (3 min)" in first_line(days.unseen())
    lately = replace(days.gate_ready(), since=Since(days.ago(5), is_sure=False))
    assert first_line(lately).rstrip().endswith("waits for you"), (
        "five seconds since the first look say nothing"
    )


def test_another_day_is_named():
    old = replace(days.gate_ready(), since=Since(days.NOW - timedelta(days=3)))
    assert "since 17 Aug 14:32 (3 d)" in first_line(old)


@pytest.mark.parametrize("view", [days.done_view(), replace(days.gate_ready(), since=None)])
def test_no_time_is_made_up(view):
    assert "since" not in first_line(view)


def test_a_long_list_of_reviewers_leaves_room():
    names = ", ".join(f"@reviewer-{number}" for number in range(20))
    said = first_line(holding("approve-publish-crate", f"waits for {names}"))
    assert "… since 14:30" in said


def test_the_old_picture_says_as_of_instead():
    view = days.gate_ready()
    scene = Scene(days.day(view), None, days.NOW, release_id=view.release.release_id, as_of=days.ago(3600))
    lines = banner_lines(scene, is_large=False)
    assert "since" not in lines[0].text
    assert "As of" in lines[2].text


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (160, 48)])
async def test_it_stands_on_the_screen(size):
    async with running(FakeSession(days.day(days.gate_ready())), size) as s:
        assert "for you since 14:21 (11 min)" in s.text
        s.session.time += timedelta(minutes=2)
        await s.look()
        assert "for you since 14:21 (13 min)" in s.text


def test_a_step_without_words_of_its_own_names_nobody():
    standing = Standing("bump", Finding(Verdict.HOLD, "something"))
    bare = Assessment(Verdict.HOLD, "something", "bump", (standing,), frozenset())
    assert "waits" not in first_line(replace(days.bump_ready(), assessment=bare))


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_what_was_go_before_a_look_that_failed_is_not_green(size):
    fake = FakeSession(days.day(days.gate_ready()))
    async with running(fake, size) as s:
        assert "for you since 14:21" in s.text
        fake.next_is(LookError("github.com could not be reached"))
        await s.look()
        assert "was GO" in s.text
        assert "could not look: github.com could not be reached" in s.text
        assert "for you since" not in s.text
        await s.press("a")
        assert not s.has_dialog, "nothing is done on what was seen before"
        fake.next_is(days.day(days.gate_ready()))
        await s.look()
        assert "was GO" not in s.text
        assert "for you since 14:21" in s.text
