"""The merge queue: where a pull request stands in it, since when, and why it is not merged yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo_tui.screens.pull import PullScreen
from support import days, stories
from support.fake_session import FakeSession
from support.screens import running

STATES = {
    "QUEUED": ("● in the queue at 2: its turn", "it waits for its turn"),
    "AWAITING_CHECKS": ("● in the queue at 2: checks run", "the checks of its merge group run"),
    "MERGEABLE": ("● in the queue at 2: checks passed", "it is merged next"),
    "LOCKED": ("● in the queue at 2: being merged", "it is being merged"),
    "UNMERGEABLE": ("✗ in the queue at 2, not mergeable", "its merge group failed or conflicts"),
    "A_NEW_WORD": ("● in the queue at 2", "in the merge queue at place 2 since 14:20 (12 min)"),
}


def queued(state: str, **more) -> FakeSession:
    """#61 in the queue, on the board and on its own screen."""
    changes = {
        "merge_state": "CLEAN", "review_decision": "APPROVED", "in_merge_queue": True, "queue_position": 2,
        "queue_state": state, "queued_at": days.ago(720), **more,
    }  # fmt: skip
    first, *others = days.board().pulls
    board = replace(days.board(), pulls=(replace(first, **changes), *others))
    session = FakeSession(days.day(days.cancelled(), seen=board))
    story = stories.pull_story()
    session.pull_told = replace(story, pull=replace(story.pull, **changes))
    return session


async def opened(s) -> PullScreen:
    await s.press("4", "enter")
    await s.settle()
    assert isinstance(s.app.screen, PullScreen)
    return s.app.screen


def words(text: str) -> str:
    """What stands in the panes, without the lines' ends and the frames."""
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
async def test_the_place_the_state_and_why_it_is_not_merged(state, size):
    short, whole = STATES[state]
    async with running(queued(state), size) as s:
        await s.press("4")
        assert short in s.text
        await opened(s)
        assert short in s.text
        assert "in the merge queue at place 2 since 14:20 (12 min)" in words(s.text)
        await s.press("tab")
        assert all(word in words(s.text) for word in whole.split())


async def test_the_screen_is_read_again_while_it_is_in_the_queue():
    async with running(queued("QUEUED")) as s:
        screen = await opened(s)
        assert screen.may_change()


async def test_an_older_server_tells_no_state_and_none_is_made_up():
    session = queued("", queue_position=None, queued_at=None)
    async with running(session) as s:
        await opened(s)
        assert "● in the queue" in s.text
        assert "in the queue at" not in s.text
        assert "in the merge queue since" not in words(s.text)
