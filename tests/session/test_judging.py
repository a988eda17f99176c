"""Judging many releases leaves the loop its turns: what waits, a key say, comes between two of them."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

from support.sessions import session_of
from support.trains import HEAD, TrainWorld, release_of, sha
from support.widget.nouns import playbook

BOOK = f"{HEAD}\n  patch:\n    inputs: {{version: {{next: [patch]}}}}\n    steps: [{{confirm: Sure}}]\n"


async def test_another_task_has_its_turn_between_two_releases() -> None:
    world = TrainWorld(
        playbook=playbook(BOOK), release=release_of("patch", "1.0.0", "0"), heads={"main": sha("aaa")}
    )
    session = session_of(world)
    await session.look()
    for version in ("1.0.1", "1.0.2", "1.0.3"):
        await session.start("patch", {"version": version})
    turns, judged = [0], list[tuple[str, int]]()
    judge = session._memory.assess

    def noted(release: Any, *more: Any) -> Any:
        judged.append((release.release_id, turns[0]))
        return judge(release, *more)

    session._memory.assess = noted  # type: ignore[method-assign,assignment]

    async def wait_for_turns() -> None:
        while True:
            turns[0] += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(wait_for_turns())
    day = await session.look()
    other.cancel()
    assert len(day.views) == 3
    assert len(judged) >= 3
    assert all(after > before for (_, before), (_, after) in pairwise(judged)), judged
