"""The board begins with the picture of the last look, marked as such; nothing is done on it."""

import asyncio

from gonogo.errors import NoTokenError
from support import days
from support.fake_session import FakeSession
from support.screens import running


class Slow(FakeSession):
    """A session whose look waits until it is let go."""

    def __init__(self, *looks):
        super().__init__(*looks)
        self.go = asyncio.Event()

    async def look(self):
        await self.go.wait()
        return await super().look()


def with_picture(kind=Slow, *looks):
    session = kind(*(looks or (days.day(days.tag_ready()),)))
    session.day, session.as_of = days.day(days.bump_ready()), days.ago(3 * 3600)
    return session


async def test_the_picture_says_that_it_is_one():
    async with running(with_picture()) as s:
        assert "as of 11:32, 3 h ago" in s.text
        assert "was GO" in s.text
        assert "● live" not in s.text
        assert "Bump to 0.6.0" in s.text


async def test_the_picture_says_so_on_a_small_screen_too():
    async with running(with_picture(), (80, 24)) as s:
        assert "as of 11:32, 3 h ago" in s.text
        assert "was GO" in s.text


async def test_nothing_is_done_on_a_picture():
    async with running(with_picture()) as s:
        await s.press("2", "enter")
        assert not s.has_dialog
        assert "picture of an earlier look" in s.toasts()
        await s.press("n")
        assert not s.has_dialog


async def test_the_truth_takes_its_place():
    session = with_picture()
    async with running(session) as s:
        session.go.set()
        await s.pilot.pause()
        await s.pilot.pause()
        assert "as of" not in s.text
        assert "was GO" not in s.text
        assert "● live" in s.text
        assert s.board.panel("checklist").chosen == "tag"


async def test_where_nothing_can_be_looked_at_the_picture_stays_and_says_why():
    session = with_picture(FakeSession, NoTokenError("no GitHub token was found for github.com"))
    async with running(session) as s:
        assert "As of 11:32, 3 h ago · could not look: no GitHub token was found" in s.text
        assert "was GO" in s.text
