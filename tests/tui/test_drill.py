"""Runs, pull requests and gates, each whole: what each key does, and what is said when it can not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.errors import LookError
from gonogo.model.stories import RunStory
from gonogo_tui.present.graph import make_graph
from gonogo_tui.present.lines import cells, fit
from gonogo_tui.present.run_story import run_banner
from gonogo_tui.screens.gate import GateScreen
from gonogo_tui.screens.log import LogScreen
from gonogo_tui.screens.pull import PullScreen
from gonogo_tui.screens.run import RunScreen
from support import days, stories
from support.fake_session import FakeSession
from support.screens import opened, running, said, shown
from support.stories import YES, two_gates

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


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
        assert "4 jobs of its matrix" in s.text
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


def banner_of(story, width: int = 0) -> list[str]:
    lines = run_banner(story, make_graph(story), days.NOW, width)
    return ["".join(span.text for span in (*line.left, *line.right)) for line in lines]


def passed() -> RunStory:
    """Every job of the sample run went well, also all of its matrix."""
    story = stories.failed()
    jobs = tuple(replace(job, conclusion="success") for job in story.detail.jobs)
    return RunStory(replace(story.detail, run=stories.run(conclusion="success"), jobs=jobs), story.file)


def test_the_jobs_of_a_run_are_counted_once():
    _, sentence, counts = banner_of(passed())
    assert "✓ 8 jobs of release.yml" in sentence
    assert "8 passed" in counts


def test_a_further_attempt_took_its_own_time():
    story = passed()
    run = replace(story.detail.run, attempt=3, started_at=days.ago(180))
    again = replace(story, detail=replace(story.detail, run=run))
    assert "attempt 3took 2 min · ended 1 min ago" in banner_of(again)[0]
    unknown = replace(again, detail=replace(again.detail, run=replace(run, started_at=None)))
    assert "took" not in banner_of(unknown)[0], "what is not told is not made up"
    under_way = replace(run, status="in_progress", conclusion="", started_at=days.ago(4))
    assert "since 4 s" in banner_of(replace(again, detail=replace(again.detail, run=under_way)))[0]


@pytest.mark.parametrize("width", [64, 70, 72, 80, 100])
def test_the_sentence_of_a_run_is_never_cut_for_its_hint(width):
    story = stories.failed()
    told = "✗ build windows failed at “compile”, and 1 more job"
    hint = "   enter shows the log"
    line = run_banner(story, make_graph(story), days.NOW, width)[1]
    text = "".join(span.text for span in fit(line, width)).rstrip()
    assert text == "▌ " + told + (hint if width >= len(told + hint) + 2 else "")


def test_the_name_of_a_step_gives_way_to_how_many_more():
    story = stories.failed()
    long = stories.steps("Set up job", "Run " + "cargo " * 30, broken="Run " + "cargo " * 30)
    jobs = tuple(replace(job, steps=long) if job.job_id == 29 else job for job in story.detail.jobs)
    line = run_banner(
        replace(story, detail=replace(story.detail, jobs=jobs)), make_graph(story), days.NOW, 80
    )[1]
    assert line.left[1].text.endswith("cargo cargo…”, and 1 more job")
    assert sum(cells(span.text) for span in line.left) <= 80


def test_a_job_whose_gate_was_rejected_did_not_fail():
    detail = two_gates("failure", "skipped", reviews=(replace(YES, state="rejected"),)).run
    sentence = banner_of(detail)[1]
    assert f"✗ publish the crate did not run: crates-io was rejected by @{days.ME}" in sentence
    assert "log" not in sentence


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
        assert kinds == {"panel", "release", "gate", "pull", "run"}
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
