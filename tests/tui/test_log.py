"""A job's log: read, drawn, searched; its errors and colours; and that its size is no matter."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest

from gonogo.errors import LookError
from gonogo.model.logs import clean_log
from gonogo.model.stories import RunStory
from gonogo_tui.present.lines import cells
from gonogo_tui.present.log import line_spans, plain_line, read_log
from gonogo_tui.screens.run import RunScreen
from gonogo_tui.widgets.logview import LogView
from support import days, stories
from support.fake_session import FakeSession
from support.screens import running

BOTH = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


def session(log: object = None) -> FakeSession:
    fake = FakeSession(days.rich())
    if log is not None:
        fake.logs[29] = log  # type: ignore[assignment]
    return fake


async def to_log(s):
    """From the board to the log of the broken leg, by keys."""
    await s.press("5", "enter")
    await s.settle()
    await s.press("enter")
    await s.settle()
    return s.app.screen.query_one(LogView)


def test_a_log_is_read_into_lines():
    text = read_log(stories.log_text())
    assert [line.kind for line in text.lines[:3]] == ["group", "", ""]
    assert text.lines[1].is_inside
    assert not text.lines[3].is_inside
    assert len(text.lines) == 39, "the end of a group is no line"
    assert [text.lines[n].body for n in text.errors] == [
        "\x1b[1m\x1b[31merror[E0308]\x1b[0m: mismatched types 数値",
        "Process completed with exit code 101.",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "plain",
        "\x1b[31mred\x1b[0m and \x1b[1;32mgreen",
        "\x1b[38;5;200mpink\x1b[0m",
        "数値 \x1b[33mカ\x1b[m",
        "",
        "\x1b[",
        "\x1b[999mx",
    ],
)
def test_what_is_drawn_is_what_is_searched(raw):
    for line in read_log(clean_log(f"2026-01-01T00:00:00.0000000Z {raw}")).lines:
        for has_stamp in (True, False):
            spans = line_spans(line, has_stamp=has_stamp)
            assert "".join(span.text for span in spans) == plain_line(line, has_stamp=has_stamp)
            assert not any("\x1b" in span.text for span in spans)


def test_colours_are_ours():
    (line,) = read_log("\x1b[31mred\x1b[0m \x1b[32mgreen\x1b[39m \x1b[2mdim\x1b[0m\n").lines
    assert [(s.text, s.style) for s in line_spans(line, has_stamp=False)] == [
        ("red", "bad"), (" ", "plain"), ("green", "good"), (" ", "plain"), ("dim", "dim"),
    ]  # fmt: skip


def test_a_step_leads_to_its_first_line():
    text = read_log(stories.log_text(400))
    assert text.lines[text.line_at(days.ago(580))].stamp.startswith(f"{days.ago(580):%Y-%m-%dT%H:%M:%S}")
    assert text.line_at(days.ago(0)) == len(text.lines) - 1


@BOTH
async def test_from_the_board_to_the_line_that_failed(size):
    async with running(session(), size) as s:
        log = await to_log(s)
        assert "mismatched types" in s.text, "the first error is in sight at once"
        assert log.here == log.text.errors[0]
        assert "build windows" in s.text
        await s.press("e")
        assert log.here == log.text.errors[1]
        await s.press("E")
        assert log.here == log.text.errors[0]


@BOTH
async def test_search_goes_on_and_around(size):
    async with running(session(stories.log_text(300)), size) as s:
        log = await to_log(s)
        await s.press("slash")
        await s.type("crate-20")
        await s.press("enter")
        assert len(log.hits) == 11, "20, and 200 to 209"
        first = log.here
        await s.press("n")
        assert log.here == log.hits[(log.hits.index(first) + 1) % 11]
        await s.press("N", "N")
        assert log.here == log.hits[log.hits.index(first) - 1]
        assert "crate-20" in s.text
        await s.press("escape")
        assert log.needle == ""
        assert "Search first" in "".join(await refused(s, "n"))


async def refused(s, key: str) -> list[str]:
    await s.press(key)
    return [s.toasts()]


async def test_timestamps_come_and_go_and_colours_stay():
    async with running(session()) as s:
        await to_log(s)
        assert "14:22:0" not in s.text
        await s.press("t")
        assert "14:22:0" in s.text
        assert "mismatched types 数値" in s.text
        await s.press("t")
        assert "14:22:0" not in s.text


async def test_wide_characters_take_their_cells():
    async with running(session("数値" * 60 + "\n" + "x" * 400 + "\n"), (80, 24)) as s:
        log = await to_log(s)
        await s.press("g")
        assert all(cells(line) <= 80 for line in s.text.splitlines())
        strip = log.render_line(0)
        assert strip.cell_length == log.size.width


WIDE = "short\n" + "x" * 90 + "middle" + "y" * 90 + "THE-END\n" + "plain\n" * 3


@BOTH
async def test_a_line_wider_than_the_pane_says_so_and_is_reached(size):
    async with running(session(WIDE), size) as s:
        log = await to_log(s)
        await s.press("g")
        (cut,) = [line for line in s.text.splitlines() if "xxx" in line]
        assert cut.rstrip(" │").endswith("x…" if size[0] == 80 else "y…")
        assert "THE-END" not in s.text
        assert "← → sideways" in s.footer()
        for _ in range(6):
            await s.press("right")
        assert "THE-END" in s.text
        assert "THE-END…" not in s.text, "here it ends"
        (cut,) = [line for line in s.text.splitlines() if "THE-END" in line]
        assert "…" in cut, "and it has begun before"
        for _ in range(6):
            await s.press("h")
        assert log.scroll_x == 0
        await s.press("l")
        assert log.scroll_x > 0
        assert all(cells(line) <= size[0] for line in s.text.splitlines())


async def test_what_is_found_far_aside_comes_in_sight():
    async with running(session(WIDE), (80, 24)) as s:
        log = await to_log(s)
        await s.press("slash")
        await s.type("the-end")
        await s.press("enter")
        assert "THE-END" in s.text
        await s.press("escape", "slash")
        await s.type("short")
        await s.press("enter")
        assert log.scroll_x == 0
        assert "short" in s.text


async def test_where_every_line_fits_there_is_nothing_aside():
    async with running(session("short\n" * 60), (80, 24)) as s:
        await to_log(s)
        assert "sideways" not in s.footer()
        assert "…" not in s.app.screen.query_one(LogView).render_line(0).text
        assert "nothing is aside" in "".join(await refused(s, "right"))


async def test_the_lit_line_is_lit_to_the_edge_wherever_it_is_scrolled_to():
    async with running(session(WIDE), (80, 24)) as s:
        log = await to_log(s)
        log.go_to_line(0)
        await s.press("right")
        strip = log.render_line(0 - int(log.scroll_offset.y))
        assert strip.cell_length == log.size.width
        grounds = {segment.style.bgcolor for segment in strip if segment.style}
        assert len(grounds) == 1
        other = log.render_line(3 - int(log.scroll_offset.y))
        assert grounds != {segment.style.bgcolor for segment in other if segment.style}


async def test_50_000_lines_without_delay():
    lines = stories.log_text(50_000, 42_000)
    async with running(session(lines)) as s:
        log = await to_log(s)
        assert len(log.text.lines) == 49_999
        assert log.text.errors[0] <= log.scroll_offset.y + log.size.height, "the error is in sight"
        begin = perf_counter()
        await s.press("G", "g", "pagedown", "right", "e")
        assert perf_counter() - begin < 5.0, "no key draws the whole log"


async def test_a_job_that_runs_has_no_log_yet_and_its_steps_are_live():
    fake = session(LookError("GitHub has no log", status=404))
    story = stories.failed()
    jobs = tuple(
        stories.job(29, "build windows", status="in_progress",
                    steps=stories.steps("Set up job", "compile", "test", running="compile"))
        if job.job_id == 29 else job
        for job in story.detail.jobs
    )  # fmt: skip
    fake.run = RunStory(replace(story.detail, run=stories.run("in_progress"), jobs=jobs), story.file)
    async with running(fake) as s:
        await s.press("5", "enter")
        await s.settle()
        run = s.app.screen
        assert isinstance(run, RunScreen)
        run._wish = 29
        run.repaint()
        await s.press("enter")
        await s.settle()
        assert "GitHub gives the log of a job when it is over" in s.text
        assert "● compile" in s.text
        assert "○ test" in s.text
        await s.press("e")
        assert "GitHub gives the log" in s.toasts()


async def test_a_log_that_grows_is_followed_until_one_scrolls_away():
    fake = session(stories.log_text(100, 999))
    story = stories.failed()
    jobs = (stories.job(29, "build windows", status="in_progress", steps=stories.steps("a", running="a")),)
    fake.run = RunStory(replace(story.detail, run=stories.run("in_progress"), jobs=jobs), None)
    async with running(fake) as s:
        log = await to_log(s)
        assert "following" in s.text
        fake.logs[29] = stories.log_text(200, 999)
        await s.press("R")
        await s.settle()
        assert "crate-199" in s.text
        await s.press("k", "k", "k")
        assert "following" not in s.text
        fake.logs[29] = stories.log_text(300, 999)
        await s.press("R")
        await s.settle()
        assert "crate-299" not in s.text, "who reads is left in peace"
        assert len(log.text.lines) == 299
        await s.press("f")
        assert "crate-299" in s.text


async def test_reading_that_fails_is_said_and_tried_again():
    async with running(session(LookError("GitHub could not be reached", advice="Check the network"))) as s:
        await to_log(s)
        assert "GitHub could not be reached" in s.text
        assert "retry in" in s.text
        s.session.logs[29] = stories.log_text()
        await s.press("R")
        await s.settle()
        assert "mismatched types" in s.text
        assert "could not be reached" not in s.text


def test_reading_50_000_lines_is_quick():
    raw = stories.log_text(50_000)
    begin = perf_counter()
    text = read_log(clean_log(raw))
    assert len(text.find("crate-49999")) == 1
    assert perf_counter() - begin < 10.0, "a second on any machine; ten on this one"
