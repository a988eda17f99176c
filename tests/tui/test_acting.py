"""Acting: each tier asks as much as it must, input is held back, and the target is the one that was seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from textual.widgets import Input

from gonogo.errors import ActError, MovedError, RefusedError
from gonogo.model.plans import Outcome
from gonogo.model.releases import OutcomeState
from gonogo.model.verdicts import Finding, Tier, Verdict
from support import days
from support.fake_session import FakeSession
from support.screens import running

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)])


def tiered(tier: Tier) -> FakeSession:
    view = days.tag_ready()
    offers = (days.offer("do", "Sign v0.6.0", tier),)
    return FakeSession(days.day(days.view("tag", view.assessment.standing("tag").finding, offers)))


async def test_plain_runs_at_once():
    session = tiered(Tier.PLAIN)
    async with running(session) as s:
        await s.press("2", "enter")
        assert [plan.step_id for plan in session.performed] == ["tag"]
        assert not s.has_dialog
        assert "pushed" in s.text or "done" in s.text
        assert session.look_count == 2


@BOTH
async def test_ask_is_answered_by_y_and_not_by_enter(size):
    session = FakeSession(days.day(days.cancelled()))
    async with running(session, size) as s:
        await s.press("2", "r")
        assert s.has_dialog
        assert "Cancel  esc" in s.text
        assert "Yes  y" in s.text
        for key in ("enter", "ctrl+y"):
            await s.press(key)
            assert s.has_dialog, f"{key} is not shown"
            assert "y goes on, esc cancels." in s.text
        await s.press("escape")
        assert not s.has_dialog
        assert session.performed == []
        await s.press("r", "y")
        assert [(p.release_id, p.step_id, p.verb) for p in session.performed] == [
            ("ordvec-release-0.6.0", "workflows-green", "rerun")
        ]


@BOTH
@pytest.mark.parametrize("key", ["escape", "n", "q"])
async def test_show_is_cancelled_by(key, size):
    session = FakeSession(days.day(days.bump_ready()))
    async with running(session, size) as s:
        await s.press("2", "enter")
        assert "git push origin <commit>:refs/heads/release/v0.6.0" in s.text
        await s.press(key)
        assert not s.has_dialog
        assert session.performed == []


DIALOGS = {
    "plan": (days.bump_ready, ("2", "enter"), "y"),
    "typed": (days.tag_ready, ("2", "enter"), "ctrl+y"),
    "gate": (days.gate_ready, ("2", "a"), "ctrl+y"),
    "reject": (days.gate_ready, ("2", "x"), "y"),
    "rerun": (days.cancelled, ("2", "r"), "y"),
    "decide": (days.compat_ready, ("2", "c"), "y"),
    "note": (days.compat_ready, ("2", "c", "tab"), "ctrl+y"),
    "waive": (days.cancelled, ("2", "w"), "ctrl+y"),
    "withdraw": (days.cancelled, ("W",), "ctrl+y"),
    "start": (days.bump_ready, ("n",), "y"),
    "version": (days.bump_ready, ("n", "tab"), "ctrl+y"),
}


@BOTH
@pytest.mark.parametrize("name", DIALOGS)
async def test_every_dialog_is_answered_in_one_way(name, size):
    day, keys, goes_on = DIALOGS[name]
    session = FakeSession(days.day(day()))
    async with running(session, size) as s:
        await s.press(*keys)
        dialog = s.app.screen
        assert s.has_dialog
        assert "Cancel  esc" in s.text
        assert f"  {goes_on} " in s.text.splitlines()[_row_of(s.text, "Cancel  esc")]
        await s.press("enter", "y" if goes_on == "ctrl+y" else "ctrl+y")
        assert s.app.screen is dialog, "enter, and the key that is not shown, neither go on nor cancel"
        await s.press("escape")
        assert not s.has_dialog
    did = (session.performed, session.confirmed, session.waived, session.withdrawn, session.started)
    assert not any(did)


def _row_of(text, words):
    return next(row for row, one in enumerate(text.splitlines()) if words in one)


SIZES = pytest.mark.parametrize("size", [(80, 24), (99, 40), (120, 29), (120, 30), (160, 48)])


@SIZES
@pytest.mark.parametrize("name", [*DIALOGS, "help"])
async def test_a_small_screen_gives_its_width_to_a_dialog_and_no_line_is_lost(name, size):
    day, keys, _ = DIALOGS.get(name, (days.bump_ready, ("question_mark",), ""))
    async with running(FakeSession(days.day(day())), size) as s:
        await s.press(*keys)
        await s.pilot.pause()
        region = s.app.screen.query_one("#dialog").region
        is_small = size[0] < 100 or size[1] < 30
        assert region.width == (size[0] if is_small else min(116, size[0] * 9 // 10))
        assert region.height <= size[1]
        for part in s.app.screen.query("#dialog > *"):
            if part.display and part.region.height:
                assert region.shrink((1, 1, 1, 1)).contains_region(part.region), part.id
        assert s.app.screen.query_one("#buttons").region.height == 1
        frame = s.text.splitlines()[region.y : region.bottom]
        assert all(one[region.x] in "╭│╰" and one[region.right - 1] in "╮│╯" for one in frame)


@BOTH
async def test_show_shows_the_whole_plan_and_y_proceeds(size):
    session = FakeSession(days.day(days.bump_ready()))
    async with running(session, size) as s:
        await s.press("2", "enter")
        seen = s.text
        for _ in range(12):
            await s.press("pagedown")
            seen += s.text
        for words in (
            "POST pulls head=release/v0.6.0",
            "docs/install.md:12",
            "[/nope]",
            '+version = "0.6.0"',
            '-version = "0.5.0"',
            "12 hashes",
            "Cancel",
            "Proceed",
        ):
            assert words in seen, words
        await s.press("y")
        assert [plan.step_id for plan in session.performed] == ["bump"]


@BOTH
async def test_type_needs_the_exact_text(size):
    session = FakeSession(days.day(days.tag_ready()))
    async with running(session, size) as s:
        await s.press("2", "enter")
        assert "Cancel  esc" in s.text
        assert "Proceed  ctrl+y" in s.text
        await s.press("ctrl+y", "enter")
        assert session.performed == []
        await s.type("v0.6.1")
        await s.press("ctrl+y")
        assert session.performed == []
        assert "That is not v0.6.0" in s.text or "Type v0.6.0 exactly" in s.text
        await s.press("backspace")
        await s.type("0")
        await s.press("enter")
        assert session.performed == []
        await s.press("ctrl+y")
        assert [plan.step_id for plan in session.performed] == ["tag"]


async def test_keys_in_the_first_moment_do_nothing():
    session = FakeSession(days.day(days.bump_ready()))
    async with running(session) as s:
        await s.press("2", "enter")
        opened = s.ticks.seconds
        dialog = s.app.screen
        for at in (0.0, 0.1, 0.29):
            s.ticks.seconds = opened + at
            await s.pilot.press("y", "enter", "escape")
            await s.pilot.pause()
            assert s.app.screen is dialog
        assert session.performed == []
        s.ticks.seconds = opened + 0.31
        await s.pilot.press("y")
        await s.pilot.pause()
        assert len(session.performed) == 1


async def test_typing_in_the_first_moment_does_nothing():
    session = FakeSession(days.day(days.tag_ready()))
    async with running(session) as s:
        await s.press("2", "enter")
        await s.pilot.press("v", "0")
        await s.pilot.pause()
        assert s.app.screen.query_one("#typed", Input).value == ""
        await s.type("v")
        assert s.app.screen.query_one("#typed", Input).value == "v"


async def test_the_target_is_the_one_at_the_key_press():
    session = FakeSession(days.day(days.bump_ready()))
    async with running(session) as s:
        await s.press("2", "enter")
        other = replace(days.cancelled(), release=days.release("0.9.0"))
        session.next_is(days.day(other))
        await s.look()
        await s.press("y")
        assert [(p.release_id, p.step_id) for p in session.performed] == [("ordvec-release-0.6.0", "bump")]


async def test_space_shows_the_plan_and_nothing_runs():
    session = FakeSession(days.day(days.bump_ready()))
    async with running(session) as s:
        await s.press("2", "space")
        assert s.has_dialog
        await s.press("escape")
        assert not s.has_dialog
        assert session.performed == []


@pytest.mark.parametrize("is_read_only", [False, True])
async def test_a_plan_that_may_not_run_now_is_shown_and_can_only_be_closed(is_read_only):
    refused = "" if is_read_only else "after: Review the compatibility impact"
    ready = days.bump_ready()
    early = days.view(
        "bump", Finding(Verdict.HOLD, "after"), (days.offer("do", "Bump 0.5.0 to 0.6.0", Tier.SHOW, refused),)
    )
    view = ready if is_read_only else early
    session = FakeSession(days.day(view, is_read_only=is_read_only), is_read_only=is_read_only)
    async with running(session) as s:
        await s.press("2", "space")
        assert s.has_dialog
        assert "Not now: " + (refused or "this is read-only") in s.text
        assert "Proceed" not in s.text
        await s.press("y", "ctrl+y", "enter")
        assert s.has_dialog
        await s.press("escape")
        assert not s.has_dialog
    assert session.performed == []


async def test_a_gate_is_approved_from_the_inbox():
    session = FakeSession(days.day(days.gate_ready()))
    async with running(session) as s:
        await s.press("6", "a")
        await s.type("crates-io")
        await s.press("ctrl+y")
        assert [(p.step_id, p.verb) for p in session.performed] == [("approve-publish-crate", "approve")]


async def test_a_gate_that_others_must_approve_says_so():
    session = FakeSession(days.day(days.gate_ready()))
    async with running(session) as s:
        await s.press("6", "j", "a")
        assert not s.has_dialog
        assert "No gate waits for your approval here." in s.toasts()


async def test_reject_shows_the_plan():
    session = FakeSession(days.day(days.gate_ready()))
    async with running(session) as s:
        await s.press("2", "x")
        assert "state=rejected" in s.text
        await s.press("y")
        assert [p.verb for p in session.performed] == ["reject"]


async def test_a_step_that_is_not_in_sight_is_not_acted_on():
    session = FakeSession(days.day(days.cancelled()))
    async with running(session, (80, 24)) as s:
        await s.press("1", "r")
        assert not s.has_dialog
        assert "rerun" not in s.text
        assert ".  go to" in s.text
        await s.press(".")
        assert "r  rerun" in s.text


async def test_other_panels_never_act_on_the_step_behind():
    session = FakeSession(days.day(days.gate_ready()))
    async with running(session) as s:
        await s.press("4", "a")
        assert not s.has_dialog
        assert "Choose a step first" in s.toasts()


@BOTH
async def test_a_decision_is_recorded_with_its_choice_and_note(size):
    session = FakeSession(days.day(days.compat_ready()))
    async with running(session, size) as s:
        await s.press("2", "enter")
        assert "oldest Rust that builds it" in s.text
        await s.press("enter", "y")
        assert session.confirmed == []
        await s.press("2", "tab")
        await s.type("seen")
        await s.press("enter")
        assert session.confirmed == []
        await s.press("ctrl+y")
        assert session.confirmed == [("ordvec-release-0.6.0", "compatibility", "minor-breaking", "seen")]


async def test_a_plain_yes_is_recorded_by_y():
    finding = Finding(Verdict.GO, "waits for your word on 3f9a1c2", days.ago(3), "journal")
    offers = (days.offer("confirm", "Confirm for 3f9a1c2", Tier.ASK),)
    session = FakeSession(days.day(days.view("sde-pin", finding, offers)))
    async with running(session) as s:
        await s.press("2", "c", "enter", "y")
        assert session.confirmed == [("ordvec-release-0.6.0", "sde-pin", "yes", "")]


async def test_a_choice_can_be_made_with_the_arrows():
    session = FakeSession(days.day(days.compat_ready()))
    async with running(session) as s:
        await s.press("2", "c", "down", "y")
        assert session.confirmed == [("ordvec-release-0.6.0", "compatibility", "patch-compatible", "")]


async def test_the_hint_to_choose_names_what_there_is_and_goes_with_the_choice():
    ready = days.compat_ready()
    steps = tuple(
        replace(step, choices=("yes", "no"), notes="\n\n".join(f"Note {n}" for n in range(60)))
        if step.step_id == "compatibility"
        else step
        for step in ready.steps
    )
    session = FakeSession(days.day(replace(ready, steps=steps)))
    async with running(session, (80, 24)) as s:
        await s.press("2", "c", "enter")
        assert "Choose first: 1 or 2, or ↑ ↓." in s.text
        assert "Note 40" not in s.text
        await s.press("pagedown", "pagedown", "end")
        assert "Note 59" in s.text, "the notes are scrolled"
        assert "Record  y" in s.text, "and nothing is chosen by it"
        await s.press("2")
        assert "Choose first" not in s.text
        assert "Record no  y" in s.text
        await s.press("ctrl+y")
        assert session.confirmed == []
        await s.press("y")
    assert [choice for _, _, choice, _ in session.confirmed] == ["no"]


async def test_what_can_not_be_waived_says_what_can():
    session = FakeSession(days.day(days.bump_ready()))
    async with running(session) as s:
        await s.press("2", "w")
        assert not s.has_dialog
        assert "Only a check that is NO-GO or UNKNOWN can be waived" in s.toasts()


async def test_a_waiver_needs_a_reason():
    session = FakeSession(days.day(days.cancelled()))
    async with running(session) as s:
        await s.press("2", "w", "ctrl+y")
        assert session.waived == []
        await s.type("known")
        await s.press("ctrl+y")
        assert session.waived == [("ordvec-release-0.6.0", "workflows-green", "known")]


@BOTH
async def test_a_release_is_started_with_the_chosen_version(size):
    session = FakeSession(days.day())
    async with running(session, size) as s:
        await s.press("n", "down")
        session.next_is(days.day(days.bump_ready()))
        await s.press("y")
        assert session.started == [("release", {"version": "0.6.0"})]
        await s.pilot.pause()
        assert s.board.panel("releases").chosen == "ordvec-release-0.6.0"


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("main has moved", advice="Look again."),
        MovedError("main has moved", advice="Look again."),
    ],
)
async def test_a_refused_plan_is_a_sentence(error):
    session = FakeSession(days.day(days.bump_ready()))
    session.refusal = error
    async with running(session) as s:
        await s.press("2", "enter")
        assert not s.has_dialog
        assert "main has moved. Look again." in s.text


@pytest.mark.parametrize(
    "error",
    [ActError("GitHub answered 422"), MovedError("main has moved"), RuntimeError("secret-token-text")],
)
async def test_a_failed_act_stays_readable_and_is_looked_at(error):
    session = FakeSession(days.day(days.bump_ready()))
    session.failure = error
    async with running(session) as s:
        await s.press("2", "enter", "y")
        await s.pilot.pause()
        assert "secret-token-text" not in s.text
        assert "14:32:08" in s.text
        assert "Commit 2 files" in s.text
        assert session.look_count == 2
        assert s.board.acting.busy == ""


async def test_an_act_under_way_is_shown_and_no_look_cancels_it(monkeypatch):
    session = FakeSession(days.day(days.bump_ready()))
    go_on = asyncio.Event()
    real = session.perform

    async def slow(plan, progress=None):
        progress("Pushing the commit")
        await go_on.wait()
        return await real(plan)

    monkeypatch.setattr(session, "perform", slow)
    async with running(session) as s:
        await s.press("2", "enter", "y")
        assert "● Pushing the commit" in s.text
        await s.look()
        await s.press("R")
        await s.press("enter")
        assert "is under way" in s.toasts()
        go_on.set()
        await s.pilot.pause()
        await s.pilot.pause()
        assert [plan.step_id for plan in session.performed] == ["bump"]
        assert s.board.acting.busy == ""


async def test_an_outcome_that_is_not_known_says_so(monkeypatch):
    session = FakeSession(days.day(days.bump_ready()))

    async def unclear(plan, progress=None):
        return (Outcome(plan.actions[0], OutcomeState.UNKNOWN, "no answer after 15 s"),)

    monkeypatch.setattr(session, "perform", unclear)
    async with running(session) as s:
        await s.press("2", "enter", "y")
        await s.pilot.pause()
        assert "no answer after 15 s (not known whether it worked: the next look decides)" in s.text


async def test_news_that_needs_a_person_is_told_once():
    session = FakeSession(days.day(days.ci_running()))
    async with running(session) as s:
        assert s.toasts() == ""
        session.next_is(days.day(days.cancelled()))
        await s.look()
        assert "NO-GO: ordvec 0.6.0" in s.toasts()
        count = s.toasts().count("NO-GO")
        await s.look()
        assert s.toasts().count("NO-GO") == count
