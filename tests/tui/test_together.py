"""Several repositories on one board, by its keys: panels follow, gates of all wait together, trouble stays beside."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from gonogo.errors import NoTokenError
from gonogo.session.together import Together
from gonogo_tui.screens.pull import PullScreen
from support import days
from support.fake_session import FakeSession
from support.screens import running
from support.several import RUNWASI, RUSTSHARE, day_of, session_of

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)])


def board_of(*sessions: FakeSession) -> Any:
    return Together(sessions)


def turned_to(screen: Any) -> Any:
    return screen.board.scene.day.repo


async def until(screen: Any, holds: Any) -> None:
    """Let the screen go on until something holds."""
    for _ in range(200):
        if holds():
            break
        await screen.pilot.pause(0.02)


def ordvec():
    view = replace(days.gate_ready(), tag="v0.6.0")
    return FakeSession(replace(days.day(view), next_up=(view.release.release_id, "a gate waits")))


def three():
    """A gate in ordvec, CI that runs in runwasi, no token for rustshare."""
    failure = NoTokenError("no token for github.com", advice="Run: gh auth login")
    return (
        ordvec(),
        session_of(RUNWASI, day_of(RUNWASI, days.ci_running())),
        session_of(RUSTSHARE, failure),
    )


@BOTH
async def test_the_panels_follow_the_chosen_release(size):
    async with running(board_of(*three()), size) as s:
        await s.press("1")
        assert "ordvec 0.6.0" in s.text
        assert "runwasi 0.6.0" in s.text
        assert s.text.splitlines()[0].split()[1].endswith("ordvec")
        await s.press("4")
        assert "#61 Release 0.6.0" in s.text
        await s.press("1", "j")
        assert s.text.splitlines()[0].split()[1].endswith("runwasi")
        await s.press("4")
        assert "#7 Something of runwasi" in s.text
        assert "#61 Release" not in s.text
        await s.press("1", "k", "4")
        assert "#61 Release 0.6.0" in s.text


@BOTH
async def test_the_palette_finds_pull_requests_of_all_repositories_and_goes_there(size):
    sessions = three()
    async with running(board_of(*sessions), size) as s:
        await s.press("1")
        await until(s, lambda: "runwasi 0.6.0" in s.text)
        names = {name: goal for goal, name in s.board.goals()}
        assert any(name.startswith("ordvec #61 ") for name in names)
        assert "the gate crates-io of ordvec" in names
        s.board.go_to(names["runwasi #7 Something of runwasi"])
        await s.settle()
        assert isinstance(s.app.screen, PullScreen)
        assert [one.told for one in sessions] == [[], ["pull 7"], []], "its own repository is asked"
        await s.press("escape", "4")
        assert "#7 Something of runwasi" in s.text


@BOTH
async def test_a_run_of_another_repository_is_gone_to(size):
    sessions = three()
    async with running(board_of(*sessions), size) as s:
        await s.press("1")
        await until(s, lambda: "runwasi 0.6.0" in s.text)
        await s.press("1", "j")
        assert turned_to(s) == RUNWASI
        run = next(
            goal for goal, name in s.board.goals() if name.startswith("ordvec ") and goal.startswith("run ")
        )
        s.board.go_to(run)
        await s.settle()
        assert turned_to(s) == days.REPO


@BOTH
async def test_what_is_started_first_is_of_the_chosen_repository(size):
    async with running(board_of(*three()), size) as s:
        await s.press("1")
        await until(s, lambda: "runwasi 0.6.0" in s.text)
        await s.press("1", "n")
        first = next(one for one in s.text.splitlines() if "0.5.1" in one)
        assert "ordvec release" in first
        await s.press("escape", "j", "n")
        first = next(one for one in s.text.splitlines() if "0.5.1" in one)
        assert "runwasi release" in first


@BOTH
async def test_a_repository_that_can_not_be_read_stands_beside_the_others(size):
    async with running(board_of(*three()), size) as s:
        await s.press("1")
        assert "rustshare" in s.text
        assert "could not look" in s.text
        assert "no token for github.com" in s.text
        assert "ordvec 0.6.0" in s.text
        await s.press("j", "j")
        assert s.text.splitlines()[0].split()[1].endswith("rustshare")
        assert "Could not look" in s.text
        assert all(len(line) <= size[0] for line in s.text.splitlines())


@BOTH
async def test_a_gate_is_approved_while_another_repository_is_chosen(size):
    sessions = three()
    async with running(board_of(*sessions), size) as s:
        await s.press("1", "j", "6")
        assert "crates-io ordvec" in s.text
        await s.press("a")
        assert s.has_dialog
        await s.type("crates-io")
        await s.press("ctrl+y")
        assert [plan.step_id for plan in sessions[0].performed] == ["approve-publish-crate"]
        assert sessions[1].performed == []


async def test_a_gate_of_another_repository_opens_whole():
    sessions = three()
    async with running(board_of(*sessions)) as s:
        await s.press("1", "j", "6", "enter")
        await s.pilot.pause()
        assert sessions[0].told[0].startswith("gate 9412/")
        assert sessions[1].told == []


async def test_around_a_gate_stands_what_its_own_repository_says():
    async with running(board_of(*three()), (160, 48)) as s:
        await s.press("1", "j")
        assert "runwasi" in s.text.splitlines()[0]
        await s.press("6", "v")
        await s.settle()
        assert "ordvec › release.yml" in s.text.splitlines()[0]
        await s.press("escape")
        assert s.board.scene.release_id == days.gate_ready().release.release_id


async def test_a_new_release_names_its_repository():
    sessions = three()
    async with running(board_of(*sessions)) as s:
        await s.press("1", "j", "n")
        assert "runwasi release" in s.text
        assert "ordvec release" in s.text


async def test_what_could_not_be_read_is_back_with_a_later_look():
    sessions = three()
    async with running(board_of(*sessions)) as s:
        sessions[2].next_is(day_of(RUSTSHARE, days.cancelled()))
        await s.look()
        assert "rustshare 0.6.0" in s.text
        assert "could not look" not in s.text


async def test_a_repository_without_a_release_has_a_row():
    async with running(board_of(ordvec(), session_of(RUNWASI, day_of(RUNWASI)))) as s:
        assert "nothing under way" in s.text
        await s.press("1", "j", "4")
        assert "#7 Something of runwasi" in s.text
        assert "No release is under way." in s.text


async def test_who_has_not_moved_stands_on_what_is_next_when_all_have_answered():
    view = days.cancelled()
    late = session_of(RUNWASI, day_of(RUNWASI, view))
    gate = asyncio.Event()
    look = late.look

    async def slow() -> Any:
        await gate.wait()
        return await look()

    late.look = slow  # type: ignore[method-assign]
    async with running(board_of(ordvec(), late)) as s:
        await until(s, lambda: s.board.panel("releases").chosen)
        assert s.board.panel("releases").chosen == "ordvec-release-0.6.0"
        gate.set()
        await s.look()
        await until(s, lambda: s.board.panel("releases").chosen.startswith("runwasi"))
        chosen = s.board.panel("releases").chosen
        assert chosen.startswith("runwasi")
        await s.press("j")
        await s.look()
        assert s.board.panel("releases").chosen == "ordvec-release-0.6.0"
