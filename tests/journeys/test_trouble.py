"""Trouble on a release day: the board stays, says what it knows and since when, and recovers by itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import cast

import pytest

from support.fake_session import FakeSession
from support.rehearsals import rehearsing
from support.screens import running
from support.screenshots import KeptSession

pytestmark = pytest.mark.journey
ALWAYS = 1_000_000


def pulled(faults):
    faults.add("*", "*", "drop-before", times=ALWAYS)


def broken(faults):
    faults.add("*", "*", "status", status=500, times=ALWAYS)


def expired(faults):
    body = json.dumps({"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"})
    faults.add("*", "*", "status", status=401, body=body, times=ALWAYS)


def forbidden(faults):
    faults.add("*", "*", "status", status=403, body=json.dumps({"message": "Forbidden"}), times=ALWAYS)


class OffClock:
    """A clock that goes wrong by so much."""

    def __init__(self, clock, off):
        self._clock, self._off = clock, off

    def now(self):
        return self._clock.now() + self._off

    async def sleep(self, seconds):
        await self._clock.sleep(seconds)


async def look(screen):
    screen.board.look_soon()
    await screen.settle()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(pulled, "could not be reached"), (broken, "500"), (expired, "token"), (forbidden, "403")],
)
async def test_the_board_stays_and_recovers_by_itself(trouble, said):
    async with rehearsing() as trip:
        await trip.until_ready("compatibility")
        async with running(cast("FakeSession", KeptSession(trip.session))) as s:
            await s.settle()
            known = [row.key for row in s.board.panel("branches").rows]
            pulls = [row.key for row in s.board.panel("pulls").rows]
            steps = [row.key for row in s.board.panel("checklist").rows]
            assert known
            assert "● live" in s.text
            trouble(trip.server.faults)
            await look(s)
            assert [row.key for row in s.board.panel("branches").rows] == known
            assert [row.key for row in s.board.panel("pulls").rows] == pulls
            assert [row.key for row in s.board.panel("checklist").rows] == steps
            header = s.text.splitlines()[0]
            assert "? stale" in header
            assert "retry in" in header
            assert "live" not in header
            assert said in s.text
            assert trip.verdict.value == "UNKNOWN"
            trip.server.faults.clear()
            await look(s)
            assert "● live" in s.text
            assert trip.verdict.value == "GO"


@pytest.mark.parametrize("off", [timedelta(minutes=10), timedelta(minutes=-10)])
async def test_a_clock_that_is_ten_minutes_off_changes_nothing_but_ages(off):
    async with rehearsing() as trip:
        await trip.until_ready("compatibility")
        before = trip.view.assessment
        trip.session._clock = OffClock(trip.session._clock, off)
        async with running(cast("FakeSession", KeptSession(trip.session))) as s:
            await s.settle()
            assert "● live" in s.text
            assert " -" not in s.text.splitlines()[0]
            after = trip.view.assessment
            assert (after.verdict, after.next_step) == (before.verdict, before.next_step)
            assert [one.finding.verdict for one in after.standings] == [
                one.finding.verdict for one in before.standings
            ]
