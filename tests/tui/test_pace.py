"""When the screen looks next, and that it does not while nobody sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.settings import Settings
from gonogo_tui.screens.pace import Pace, rest_s
from support import days
from support.fake_session import FakeSession
from support.screens import running

IDLE = 60.0


@pytest.mark.parametrize(
    ("pace", "rest"),
    [
        (Pace(12), 12),
        (Pace(60), 60),
        (Pace(12, is_hidden=True), None),
        (Pace(12, is_hidden=True, is_told=True), 60),
        (Pace(12, failures=1), 12),
        (Pace(12, failures=2), 24),
        (Pace(12, failures=30), 300),
        (Pace(12, failures=1, retry_s=90), 90),
        (Pace(12, failures=3, retry_s=-5), 1),
        (Pace(12, spent=0.5, resets_s=900), 12),
        (Pace(12, spent=0.95, resets_s=900), 60),
        (Pace(12, spent=1.0, resets_s=900), 900),
        (Pace(12, spent=1.0, resets_s=-1), 60),
    ],
)
def test_the_rest(pace, rest):
    assert rest_s(pace, IDLE) == rest


class Timed(FakeSession):
    """A session that leaves the pace to the screen."""

    def next_look_s(self):
        return 12.0


async def rest_of(day, **more):
    async with running(Timed(day), settings=Settings(**more)) as s:
        return s.board.watch_day.rest(is_hidden=False)


def quiet():
    board = replace(days.board(), runs=())
    return days.day(days.done_view(), seen=board)


async def test_it_looks_soon_while_something_moves_and_seldom_while_nothing_does():
    assert await rest_of(days.day(days.ci_running())) == 12
    assert await rest_of(days.day(days.tag_ready())) == 12
    assert await rest_of(quiet()) == 60
    assert await rest_of(quiet(), idle_s=300.0) == 300
    assert await rest_of(days.day(days.tag_ready()), busy_s=5.0) == 5


async def test_a_source_that_says_when_is_tried_again_then():
    day = days.day(days.ci_running(), problem="GitHub asks to wait")
    answers = dict(day.snapshot.answers)
    ask, seen = next((a, s) for a, s in answers.items() if s.problem)
    assert seen.problem is not None
    late = replace(seen.problem, retry_at=days.NOW + timedelta(seconds=100))
    answers[ask] = replace(seen, problem=late)
    day = replace(day, snapshot=replace(day.snapshot, answers=answers))
    async with running(Timed(day)) as s:
        assert s.board.watch_day.rest(is_hidden=False) == 100
        assert "retry in 1 min" in s.text


async def test_out_of_focus_it_rests_and_in_focus_it_looks():
    session = Timed(days.day(days.ci_running()))
    async with running(session) as s:
        s.app.app_focus = False
        await s.pilot.pause()
        assert "‖ paused · looked 4 s ago" in s.text
        assert s.board._timer is None
        s.ticks.pass_by(5)
        s.app.app_focus = True
        await s.pilot.pause()
        assert session.look_count == 1
        assert "● live" in s.text
        s.app.app_focus = False
        await s.pilot.pause()
        s.ticks.pass_by(60)
        s.app.app_focus = True
        await s.pilot.pause()
        await s.pilot.pause()
        assert session.look_count == 2


async def test_whoever_wants_to_be_told_is_looked_for_meanwhile():
    async with running(Timed(days.day(days.ci_running())), settings=Settings(desktop="osc9")) as s:
        s.app.app_focus = False
        await s.pilot.pause()
        assert s.board._timer is not None
        assert "● live" in s.text
