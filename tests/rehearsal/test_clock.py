"""The clocks of a rehearsal."""

from datetime import UTC, datetime, timedelta

from gonogo.rehearsal.clock import RunningClock, SteppedClock

START = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)


async def test_a_stepped_clock_moves_only_when_told():
    clock = SteppedClock(START)
    assert clock.now() == clock.now() == START
    await clock.sleep(90)
    assert clock.now() == START + timedelta(seconds=90)
    clock.advance_to(START)
    assert clock.now() == START + timedelta(seconds=90), "never back"


async def test_a_running_clock_runs_at_its_speed():
    clock = RunningClock(START, speed=3600.0)
    first = clock.now()
    await clock.sleep(36)
    assert clock.now() - first >= timedelta(seconds=36)
