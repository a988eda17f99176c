"""Runs, pull requests and gates, each whole: what each key does, and what is said when it can not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.errors import LookError
from gonogo.model.stories import RunStory
from gonogo_tui.screens.gate import GateScreen
from gonogo_tui.screens.log import LogScreen
from gonogo_tui.screens.pull import PullScreen
from gonogo_tui.screens.run import RunScreen
from support import days, stories
from support.fake_session import FakeSession
from support.screens import running

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


async def opened(s, *keys: str):
    await s.press(*keys)
    await s.settle()
    return s.app.screen


async def shown(s, text: str) -> None:
    """Wait for it: looks that follow one another for ever never settle."""
    for _ in range(500):
        if text in s.text:
            return
        await s.pilot.pause(0.02)
    raise AssertionError(s.text)


@BOTH
async def test_a_run_says_first_what_is_wrong(size):
    async with running(FakeSession(days.rich()), size) as s:
        screen = await opened(s, "5", "enter")
        assert isinstance(screen, RunScreen)
        lines = s.text.splitlines()
        assert "FAILED" in lines[1] + lines[2]
        assert "✗ build windows failed at “compile”, and 1 more job" in s.text
        assert "1 failed  1 cancelled  4 passed  2 skipped" in s.text
        assert "build windows" in s.text, "the broken leg is in the pane"
        assert all(len(line) <= size[0] for line in lines)


@BOTH
async def test_down_to_the_log_and_back(size):
    async with running(FakeSession(days.rich()), size) as s:
        await opened(s, "5", "enter")
        assert isinstance(await opened(s, "enter"), LogScreen)
        assert isinstance(await opened(s, "escape"), RunScreen)
        await opened(s, "escape")
        assert s.app.screen is s.board
        assert s.focus == "runs"


async def test_the_graph_is_moved_in_and_the_legs_follow():
    async with running(FakeSession(days.rich()), (160, 48)) as s:
        screen = await opened(s, "5", "enter")
        view = screen.query_one("#graph")
        await s.press("g")
        assert view.chosen == "guard"
        assert "look" in s.text, "the steps of guard"
        await s.press("right")
        assert view.chosen == "build"
        await s.press("left")
        assert view.chosen == "guard"
        await s.press("full_stop")
        assert view.chosen == "build"


async def test_what_has_no_log_says_why():
    async with running(FakeSession(days.rich())) as s:
        screen = await opened(s, "5", "enter")
        screen.query_one("#graph").choose("publish")
        await s.press("enter")
        assert "It was skipped: it has no log." in s.toasts()
        assert s.app.screen is screen


async def test_a_leg_can_be_chosen_and_filtered():
    async with running(FakeSession(days.rich())) as s:
        s.session.logs[21] = stories.log_text(5, 99)
        screen = await opened(s, "5", "enter", "slash")
        await s.type("mac")
        await s.press("enter")
        assert [row.key for row in screen.query_one("#legs").rows] == ["job 21"]
        await opened(s, "enter")
        assert "log 21" in s.session.told
        assert "build mac" in s.text.splitlines()[0]


async def test_a_run_under_way_is_read_again():
    fake = FakeSession(days.rich())
    fake.run = stories.at_gate()
    fake.next_look_s = lambda: 0.01  # type: ignore[method-assign]
    async with running(fake) as s:
        await s.press("5", "enter")
        await shown(s, "AT A GATE")
        fake.run = stories.failed()
        await shown(s, "FAILED")
        screen = s.app.screen
        assert isinstance(screen, RunScreen)
        assert not screen.may_change()


async def test_a_run_that_can_not_be_read_says_so_and_keeps_the_way_back():
    fake = FakeSession(days.rich())

    async def refuse(run_id: int) -> RunStory:
        raise LookError("GitHub has no such run", advice="Look again.")

    fake.run_story = refuse  # type: ignore[method-assign]
    async with running(fake) as s:
        await opened(s, "5", "enter")
        assert "GitHub has no such run" in s.text
        assert "Nothing was read yet." in await said(s, "enter")
        await s.press("escape")
        assert s.app.screen is s.board


async def said(s, key: str):
    await s.press(key)
    return s.toasts()


async def test_enter_at_a_waiting_job_shows_its_gate():
    fake = FakeSession(days.day(days.gate_ready()))
    fake.run = stories.at_gate()
    async with running(fake) as s:
        await opened(s, "5", "enter")
        assert "enter gate" in s.footer()
        assert isinstance(await opened(s, "enter"), GateScreen)
        assert isinstance(await opened(s, "v"), RunScreen)


async def test_v_on_the_checklist_opens_what_stands_behind():
    async with running(FakeSession(days.rich())) as s:
        await s.press("2")
        assert "see " in s.footer()
        assert isinstance(await opened(s, "v"), RunScreen)


# pull requests


@BOTH
async def test_a_pull_request_says_why_it_can_not_be_merged(size):
    async with running(FakeSession(days.rich()), size) as s:
        screen = await opened(s, "4", "enter")
        assert isinstance(screen, PullScreen)
        assert "‖ needs a review" in s.text
        assert "1 check failed: build windows" in s.text.replace("\n", " ")
        assert "asked: @maintainer" in s.text
        assert "checks not green 1" in s.text


async def test_the_description_is_text_and_its_links_are_named_only():
    async with running(FakeSession(days.rich())) as s:
        await opened(s, "4", "enter", "j")
        assert "the plan <https://example.org/plan>" in s.text
        assert "[image: x]" in s.text
        assert "x.png" not in s.text
        assert "☑ bumped" in s.text


async def test_a_file_shows_its_difference_and_a_check_its_run():
    async with running(FakeSession(days.rich())) as s:
        screen = await opened(s, "4", "enter")
        screen.query_one("#parts").choose("file Cargo.toml")
        await s.pilot.pause()
        assert '+version = "0.6.0"' in s.text
        screen.query_one("#parts").choose("file docs/picture.png")
        await s.pilot.pause()
        assert "GitHub gives no difference" in s.text
        screen.query_one("#parts").choose("check 1")
        await s.pilot.pause()
        assert "enter see run" in s.footer()
        run = await opened(s, "enter")
        assert isinstance(run, RunScreen)
        assert run.job is not None
        assert run.job.job_id == 29, "the check's own job is chosen"


async def test_a_pull_request_without_files_names_the_gap():
    fake = FakeSession(days.rich())
    fake.pull_told = replace(stories.pull_story(), files=(), gaps=("the files of #61 could not be read",))
    async with running(fake) as s:
        await opened(s, "4", "enter")
        assert "not told by GitHub" in s.text
        assert "the files of #61 could not be read" in s.text


# gates


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


async def test_a_read_only_board_approves_nothing_from_there_either():
    async with running(FakeSession(days.day(days.gate_ready()), is_read_only=True)) as s:
        await opened(s, "6", "enter")
        assert "approve" not in s.footer()
        assert "read-only" in await said(s, "a")


# everywhere


@BOTH
@pytest.mark.parametrize("keys", [("5", "enter"), ("5", "enter", "enter"), ("4", "enter"), ("6", "enter")])
async def test_help_names_the_keys_of_the_screen(size, keys):
    async with running(FakeSession(days.day(days.gate_ready())), size) as s:
        for key in keys:
            screen = await opened(s, key)
        await s.press("question_mark")
        text = s.text
        for _ in range(6):
            await s.press("pagedown")
            text += s.text
        for command in screen.commands:
            assert command.help()[:20] in text.replace("\n", " "), command.name


async def test_the_palette_goes_to_runs_pull_requests_and_gates():
    async with running(FakeSession(days.day(days.gate_ready()))) as s:
        kinds = {goal.split(" ")[0] for goal, _ in s.board.goals()}
        assert kinds == {"release", "gate", "pull", "run"}
        s.board.go_to("gate 9412/crates-io")
        await s.settle()
        assert isinstance(s.app.screen, GateScreen)
        s.app.screen.go_to(next(goal for goal, _ in s.board.goals() if goal.startswith("pull ")))
        await s.settle()
        assert isinstance(s.app.screen, PullScreen)


async def test_a_hostile_link_is_neither_opened_nor_pressed():
    fake = FakeSession(days.rich())
    story = stories.pull_story()
    fake.pull_told = replace(story, body="[x](javascript:alert(1)) [@click=app.quit]y[/] <b onclick=x>z</b>")
    async with running(fake) as s:
        await opened(s, "4", "enter", "j")
        row = next(n for n, line in enumerate(s.text.splitlines()) if "[@click=app.quit]y[/]" in line)
        await s.pilot.click(offset=(s.text.splitlines()[row].index("y[/]"), row))
        await s.settle()
        assert s.app.is_running
        assert "onclick" not in s.text
