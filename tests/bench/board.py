"""How gonogo's costs compare, as ratios in one run. Run by `make bench`; asserts nothing.

- A look at the board: requests, against what REST alone would need for the same facts.
- Start of `gonogo --version`, against Python's own.
- Judging fifty repositories with ten releases each, against the aim.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gonogo.assess.memory import Memory
from gonogo.assess.release import assess
from gonogo.model.snapshot import Snapshot
from support.rehearsals import rehearsing

ROUNDS = 5


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


async def median_s(work: Callable[[], Awaitable[object]]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


async def board_requests() -> None:
    """Requests of one refresh, by kind."""
    async with rehearsing() as trip:
        await trip.look()
        await trip.look()
        before = len(trip.server.faults.requests)
        await trip.look()
        asked = trip.server.faults.requests[before:]
        graphql = sum(path == "/graphql" for _, path in asked)
        rest = sum(path.startswith("/repos/") for _, path in asked)
        seen = trip.view
        say(
            f"a refresh: {graphql} GraphQL and {rest} REST requests for {len(seen.steps)} steps and the whole board"
        )
        say(
            f"  REST alone would need about 85 for the board: {85 / max(1, graphql + rest):.1f} times as many"
        )


async def start_up() -> None:
    """`gonogo --version` against `python -c pass`."""

    def run(*words: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, capture_output=True)
        return time.perf_counter() - start

    pairs = [(run("-m", "gonogo_tui", "--version"), run("-c", "pass")) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    say(f"start: gonogo --version takes {ratio:.1f} times python's own start")


async def judging() -> None:
    """500 releases of 24 steps judged, against the aim."""
    async with rehearsing() as trip:
        view = await trip.look()
        session = trip.session
        day = session.day

        async def once() -> None:
            for _ in range(500):
                assess(session.setting.playbook, view.release, day.snapshot, view.events, session.now())

        took = await median_s(once)
        again = await median_s(remembered(session, day, view))
    say(f"judging 500 releases of {len(view.steps)} steps anew: {took / 0.016:.0f} times the aim of 16 ms")
    say(f"  after a look in which nothing moved: {again / 0.016:.1f} times")


def remembered(session, day, view) -> Callable[[], Awaitable[object]]:
    """500 releases judged on the same answers, all of them seen again a moment later."""
    memory = Memory(session.setting.playbook)
    releases = [replace(view.release, release_id=f"release-{n}") for n in range(500)]

    async def once() -> None:
        answers = {ask: replace(seen, seen_at=session.now()) for ask, seen in day.snapshot.answers.items()}
        snapshot = Snapshot(session.now(), answers)
        for release in releases:
            memory.assess(release, snapshot, view.events, session.now())

    return once


async def main() -> None:
    for bench in (board_requests, start_up, judging):
        await bench()


if __name__ == "__main__":
    asyncio.run(main())
