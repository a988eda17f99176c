"""A gate on a screen of its own: what an approver must know, and what came of the approval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.model.github import GateReview
from gonogo.model.stories import RunStory
from gonogo_tui.screens.gate import GateScreen
from support import days, stories
from support.fake_session import FakeSession
from support.screens import opened, running, said
from support.stories import YES, two_gates

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


@BOTH
async def test_a_gate_says_all_that_an_approver_must_know(size):
    async with running(FakeSession(days.day(days.gate_ready())), size) as s:
        screen = await opened(s, "6", "enter")
        assert isinstance(screen, GateScreen)
        words = s.text
        if size == (80, 24):
            await s.press("pagedown")
            words += s.text
            await s.press("pagedown", "tab")
            words += s.text
            await s.press("pagedown")
            words += s.text
        for wanted in (
            "crates-io",
            "publish the crate",
            days.HEAD[:12],
            "triggered by",
            f"@{days.ME} by push of v0.6.0",
            "waits since",
            "wait timer",
            f"@{days.ME}  you",
            f"@{days.OTHER}",
            "1 of 1 workflow green",
            "pypi approved by",
            "published so far",
            "after approval",
            "announce",
            "What is published to crates.io can be yanked, never replaced.",
        ):
            assert wanted in words, wanted


async def test_a_gate_is_approved_from_its_screen():
    async with running(FakeSession(days.day(days.gate_ready()))) as s:
        await opened(s, "6", "enter")
        await s.press("a")
        await s.pilot.pause()
        assert "To go on, type  crates-io" in s.text
        await s.type("crates-io")
        await s.press("ctrl+y")
        await s.settle()
        assert [plan.verb for plan in s.session.performed] == ["approve"]
        assert isinstance(s.app.screen, GateScreen)
        s.app.screen.beat()
        await s.settle()
        assert s.session.told.count("gate 9412/crates-io") >= 2, "it was read again"


async def test_a_gate_that_was_decided_meanwhile_says_so():
    fake = FakeSession(days.day(days.gate_ready()))
    async with running(fake) as s:
        await opened(s, "6", "enter")
        fake.gate = replace(fake.gate, run=stories.failed())
        await opened(s, "R")
        assert "NO LONGER WAITS" in s.text


def words_of(s) -> str:
    panes = (
        line.text for name in ("#waits", "#ground", "#subject") for line in s.app.screen.query_one(name).shown
    )
    return "\n".join(panes)


@BOTH
@pytest.mark.parametrize("where", ["pypi", "crates-io"])
async def test_an_approved_gate_stays_the_one_that_was_opened_when_the_next_one_waits(size, where):
    fake = FakeSession(days.day(days.gate_ready()))
    fake.gate = two_gates(where=where)
    async with running(fake, size) as s:
        await opened(s, "6", "enter")
        assert "publish the crate  runs at once" in words_of(s).replace("   ", "  ")
        fake.gate = two_gates("in_progress", "waiting", where=where, reviews=(YES,))
        await opened(s, "R")
        words = words_of(s)
        assert " APPROVED " in words
        assert f"approved by @{days.ME}: “publish the crate” went on at" in words
        assert "2 min ago" in words
        assert "runs at once" not in words
        assert "wheels" not in words.split("what came of it")[0], "it is let through by another gate"
        assert ("Other jobs wait there now" in words) == (where == "crates-io")
        assert "No gate waits" in await said(s, "a"), (
            "what waits now is not approved from the page of what waited"
        )
        assert fake.performed == []


@pytest.mark.parametrize("is_seen_between", [True, False])
async def test_a_rejection_of_the_next_gate_there_is_none_of_this_one(is_seen_between):
    fake = FakeSession(days.day(days.gate_ready()))
    fake.gate = two_gates(where="crates-io")
    async with running(fake) as s:
        await opened(s, "6", "enter")
        if is_seen_between:
            fake.gate = two_gates("success", "waiting", where="crates-io", reviews=(YES,))
            await opened(s, "R")
        no = GateReview("crates-io", "rejected", days.OTHER, "")
        fake.gate = two_gates("success", "failure", where="crates-io", reviews=(YES, no))
        await opened(s, "R")
        assert " APPROVED " in words_of(s)
        assert f"approved by @{days.ME}: “publish the crate” went on" in words_of(s)


async def test_a_rejected_gate_says_who_rejected_it_and_when():
    fake = FakeSession(days.day(days.gate_ready()))
    fake.gate = two_gates()
    async with running(fake) as s:
        await opened(s, "6", "enter")
        no = GateReview("crates-io", "rejected", days.OTHER, "not today")
        fake.gate = two_gates("failure", "skipped", reviews=(no,))
        await opened(s, "R")
        words = words_of(s)
        assert " REJECTED " in words
        assert f"rejected by @{days.OTHER}: “publish the crate” did not run · 14:24 UTC, 8 min ago" in words
        assert "not today" in words


async def test_what_was_decided_before_is_no_decision_about_this_gate():
    fake = FakeSession(days.day(days.gate_ready()))
    fake.gate = two_gates(reviews=(YES,))
    async with running(fake) as s:
        await opened(s, "6", "enter")
        assert "YOUR APPROVAL" in words_of(s)
        fake.gate = two_gates("cancelled", reviews=(YES,))
        await opened(s, "R")
        assert "NO LONGER WAITS" in words_of(s)
        assert "No decision about it is on record" in words_of(s)
        fake.gate = two_gates("in_progress", reviews=(YES, YES))
        await opened(s, "R")
        assert " APPROVED " in words_of(s), "the same person, with the same words, once more"


async def test_a_gate_whose_jobs_are_not_known_claims_no_other_ones():
    fake = FakeSession(days.day(days.gate_ready()))
    story = two_gates("waiting", "waiting")
    fake.gate = replace(story, run=RunStory(story.run.detail, None, "git has not fetched it"))
    async with running(fake) as s:
        await opened(s, "6", "enter")
        assert "not known: git has not fetched it" in words_of(s)
        assert "runs at once" not in words_of(s)


async def test_a_read_only_board_approves_nothing_from_there_either():
    async with running(FakeSession(days.day(days.gate_ready()), is_read_only=True)) as s:
        await opened(s, "6", "enter")
        assert "approve" not in s.footer()
        assert "read-only" in await said(s, "a")


# everywhere
