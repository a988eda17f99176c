"""Long acts: told while they run, cancelled, and a locked key's passphrase asked for before anything is sent."""

import asyncio

from gonogo_tui.screens.board import Board
from support import days
from support.fake_session import FakeSession
from support.screens import running


class Endless(FakeSession):
    """Performs until it is cancelled."""

    def __init__(self, *looks):
        super().__init__(*looks)
        self.was_cancelled = False

    async def perform(self, plan, progress=lambda _: None):
        progress("pushing the branch, the hooks run")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return ()


async def begun(s):
    await s.press("2", "enter", "y")


async def test_what_is_done_and_how_to_stop_it_is_in_sight():
    async with running(Endless(days.day(days.bump_ready()))) as s:
        await begun(s)
        assert "pushing the branch, the hooks run" in s.text
        assert "ctrl+x cancel" in s.footer()


async def test_cancelled_is_not_known_and_looked_at_again():
    session = Endless(days.day(days.bump_ready()))
    async with running(session) as s:
        await begun(s)
        looks = session.look_count
        await s.press("ctrl+x")
        await s.pilot.pause()
        assert session.was_cancelled
        assert "not known how far it came" in s.text
        assert session.look_count == looks + 1
        assert "cancel" not in s.footer()
        await s.press("enter")
        assert s.has_dialog


async def test_there_is_nothing_to_cancel_when_nothing_is_done():
    async with running(FakeSession(days.day(days.bump_ready()))) as s:
        await s.press("ctrl+x")
        assert "Nothing is being done now." in s.toasts()


async def test_a_look_meanwhile_does_not_cancel_it():
    session = Endless(days.day(days.bump_ready()))
    async with running(session) as s:
        await begun(s)
        await s.press("R")
        assert not session.was_cancelled


async def test_a_locked_key_is_unlocked_before_anything_is_sent(monkeypatch):
    session = FakeSession(days.day(days.bump_ready()))
    session.locked = "A1B2C3"
    gone = []

    def at_terminal(self, words, work):
        gone.append(words)
        return work("/dev/terminal")

    monkeypatch.setattr(Board, "at_terminal", at_terminal)
    async with running(session) as s:
        await begun(s)
        assert session.unlocked == ["/dev/terminal"]
        assert "The passphrase of A1B2C3 is asked for" in gone[0]
        assert len(session.performed) == 1


async def test_a_key_that_stays_locked_sends_nothing(monkeypatch):
    session = FakeSession(days.day(days.bump_ready()))
    session.locked, session.unlocking_fails = "A1B2C3", "signing failed: Bad passphrase"
    monkeypatch.setattr(Board, "at_terminal", lambda self, words, work: work("/dev/terminal"))
    async with running(session) as s:
        await begun(s)
        assert session.performed == []
        assert "signing failed: Bad passphrase. Nothing was sent." in s.text


async def test_where_the_screen_can_not_give_way_it_says_what_to_do():
    session = FakeSession(days.day(days.bump_ready()))
    session.locked = "A1B2C3"
    async with running(session) as s:
        await begun(s)
        assert session.unlocked == []
        assert session.performed == []
        assert "unlock it first" in s.text
