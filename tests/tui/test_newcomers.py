"""What somebody who had never seen the screen was misled by, and is not any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.releases import EventKind
from gonogo.model.verdicts import Finding, Tier, Verdict
from gonogo_tui.present.board import Scene
from gonogo_tui.present.releases import release_rows
from support import days
from support.fake_session import FakeSession
from support.screens import running

SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 48)])


def banner(s) -> str:
    return "\n".join(line.text for line in s.board.query_one("#banner").shown)


@SIZES
async def test_the_banner_is_of_the_release_whose_gate_is_chosen(size):
    async with running(FakeSession(days.rich()), size) as s:
        assert "ordvec 0.6.0" in banner(s)
        await s.press("6")
        assert "ordvec 0.7.0" in banner(s)
        assert " a " in banner(s), "what is next there is this gate, and its key works"
        await s.press("1")
        assert "ordvec 0.6.0" in banner(s), "looking at a gate chooses no other release"
        await s.press("6", "j", "k", ".")
        assert s.board.scene.release_id.endswith("0.7.0"), "the dot goes where the banner says"
        assert s.focus == "checklist"
        assert "ordvec 0.7.0" in banner(s)


@SIZES
async def test_escape_leads_home_and_stays_there(size):
    async with running(FakeSession(days.rich()), size) as s:
        for key, ways in (("5", 2), ("2", 1), ("1", 0)):
            await s.press(key)
            await s.press(*["escape"] * ways)
            assert s.focus == "releases", key
        await s.press("escape", "escape")
        assert s.focus == "releases"


def test_why_a_release_is_next_stands_above_where_there_is_no_room_below():
    day = days.rich()
    text = "0.6.0 is NO-GO: fuzz.yml was cancelled. Run it again puts it right, and then 0.7.0 can go as well"
    scene = Scene(
        replace(day, next_up=(day.views[0].release.release_id, text)),
        None,
        days.NOW,
        release_id=day.views[0].release.release_id,
    )
    tall = release_rows(scene, 76, 30)
    assert tall[-1].key == ""
    assert text.rsplit(maxsplit=1)[-1] in tall[-1].text
    low = release_rows(scene, 76, 10)
    assert low[0].key == ""
    assert "0.6.0 is NO-GO: fuzz.yml was cancelled." in low[0].lines[0].text
    assert [row.key for row in low[1:]] == [view.release.release_id for view in day.views]
    assert len(low[0].lines) == 2, "two lines at most: the releases are what is looked at"


def test_what_was_found_comes_before_the_title_that_claims_the_contrary():
    evidence = "platforms of 0.6.0: only linux/amd64, expected linux/arm64 as well"
    view = days.view("workflows-green", Finding(Verdict.NO_GO, evidence))
    scene = Scene(days.day(view), None, days.NOW)
    said = release_rows(scene, 160)[0].lines[1].text
    assert said.index(evidence) < said.index("CI is green for exactly this commit")


async def test_what_gonogo_can_not_put_right_says_what_a_person_does():
    finding = Finding(
        Verdict.NO_GO, "the image has one platform", advice="Build it for both, and push it again."
    )
    view = days.view("workflows-green", finding, (days.offer("waive", "Override it", Tier.SHOW),))
    async with running(FakeSession(days.day(view)), (160, 48)) as s:
        assert "Build it for both, and push it again." in banner(s)
        assert "overrides it" in banner(s)
        await s.press("1", "2", "G")
        assert "go to" in banner(s)


async def test_that_an_act_went_well_is_said_for_two_minutes():
    async with running(FakeSession(days.day(days.tag_ready()))) as s:
        s.board.acting._end("✓", "good", "pushed v0.6.0")
        assert "pushed v0.6.0" in s.board.acting.line().text
        s.ticks.pass_by(130)
        assert s.board.acting.line().text == ""
        s.board.acting._end("✗", "bad", "could not push")
        s.ticks.pass_by(1000)
        assert "could not push" in s.board.acting.line().text, "what went wrong stays until the next act"


async def test_several_news_are_one_message():
    good = days.day(
        *(replace(days.ci_running(), release=days.release(v)) for v in ("0.6.0", "0.6.1", "0.7.0"))
    )
    bad = days.day(*(replace(days.cancelled(), release=days.release(v)) for v in ("0.6.0", "0.6.1", "0.7.0")))
    async with running(FakeSession(good, bad), (80, 24)) as s:
        await s.look()
        assert len(s.app._notifications) == 1
        assert s.toasts().count("NO-GO") == 3


async def test_pages_of_a_rehearsal_are_not_opened(monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    async with running(FakeSession(days.rich(), is_rehearsal=True)) as s:
        await s.press("4", "o", "y")
        assert opened == []
        assert "This row has no page" in s.toasts()


async def test_the_journal_says_what_was_decided():
    view = days.tag_ready()
    step = view.steps[2]
    event = replace(
        days.events(view.release.release_id)[0],
        kind=EventKind.CONFIRMATION,
        step_id=step.step_id,
        text="yes",
        at=days.NOW - timedelta(minutes=2),
    )
    async with running(FakeSession(days.day(replace(view, events=(event,)))), (80, 24)) as s:
        await s.press("7")
        assert f"confirmed yes · {step.title}" in s.text


@SIZES
async def test_the_dot_of_a_release_that_is_done_leads_to_the_one_to_turn_to(size):
    done, other = days.done_view(), days.cancelled()
    day = replace(days.day(done, other), next_up=(other.release.release_id, "it is NO-GO"))
    async with running(FakeSession(day), size) as s:
        await s.press("1", "g")
        assert "ordvec 0.5.1" in banner(s)
        assert "go to" in banner(s)
        assert "ordvec 0.6.0" in banner(s).splitlines()[2]
        await s.press(".")
        assert s.board.scene.release_id == other.release.release_id
        assert s.focus == "checklist"
    async with running(FakeSession(days.day(done)), size) as s:
        assert "Every step is done. The journal and the evidence stay." in banner(s)


async def test_the_journal_stays_at_what_was_done_last_unless_somebody_reads_in_it():
    view = days.tag_ready()
    first, *_ = days.events(view.release.release_id)
    told = [
        replace(first, event_id=n, at=days.NOW - timedelta(minutes=40 - n), text=f"number {n}")
        for n in range(1, 31)
    ]
    at = [days.day(replace(view, events=tuple(told[:n]))) for n in (28, 29, 30)]
    async with running(FakeSession(*at)) as s:
        journal = s.board.panel("journal")
        assert journal.chosen == "28"
        await s.look()
        assert journal.chosen == "29"
        assert journal.scroll_offset.y == 0
        await s.press("7")
        await s.look()
        assert journal.chosen == "29", "who reads is not moved"


@SIZES
async def test_the_key_of_a_step_is_never_cut(size):
    view = days.tag_ready()
    long = tuple(
        replace(step, title=step.title + " and whatever else there is to say about it, at length")
        if step.step_id == "tag"
        else step
        for step in view.steps
    )
    async with running(FakeSession(days.day(replace(view, steps=long))), size) as s:
        await s.press("2")
        row = next(line for line in s.text.splitlines() if "… " in line and " enter " in line)
        assert "…   enter" in row


@SIZES
async def test_a_screen_of_one_thing_says_that_it_is_a_rehearsal(size):
    async with running(FakeSession(days.rich(), is_rehearsal=True), size) as s:
        await s.press("4", "enter")
        await s.settle()
        assert " REHEARSAL " in s.text.splitlines()[0]
    async with running(FakeSession(days.rich()), size) as s:
        await s.press("4", "enter")
        await s.settle()
        assert "REHEARSAL" not in s.text


async def test_a_gate_names_what_its_approval_starts():
    async with running(FakeSession(days.day(days.gate_ready())), (160, 48)) as s:
        await s.press("6", "z")
        assert "you may approve" in s.text
        gate = s.board.panel("gates").rows[0].text
        assert "publish-crate" in gate


async def test_what_is_done_is_not_under_way():
    async with running(FakeSession(days.rich()), (160, 48)) as s:
        assert "1 Releases · 4 under way" in s.text


async def test_ctrl_c_says_what_leaves():
    async with running(FakeSession(days.rich())) as s:
        await s.press("ctrl+c")
        assert "q goes back, and leaves from the board" in s.toasts()
