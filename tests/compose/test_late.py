"""A session that is opened when the screen is up."""

import asyncio
import threading
from typing import cast

import pytest

from gonogo.compose.late import LateSession
from gonogo.compose.opened import Opened
from gonogo.compose.pictures import PictureFile
from gonogo.errors import NoTokenError, RefusedError
from gonogo.model.picture import Picture
from gonogo.session import Session
from support import days
from support.fake_session import FakeSession

PICTURE = Picture(days.day(days.ci_running()), days.ago(3 * 3600))


class Drawer(PictureFile):
    """A picture file in memory."""

    def __init__(self, picture=None):
        self.picture = picture
        self.kept = 0

    def read(self):
        return self.picture

    def keep(self, picture):
        self.picture, self.kept = picture, self.kept + 1


class Opening:
    """A way to open that fails first; with the threads that it ran in."""

    def __init__(self, session, *failures):
        self.session = session
        self.failures = list(failures)
        self.threads: list[threading.Thread] = []

    def __call__(self):
        self.threads.append(threading.current_thread())
        if self.failures:
            raise self.failures.pop(0)
        return Opened(cast("Session", self.session))


async def test_the_picture_comes_first_then_the_truth():
    session, drawer = FakeSession(days.day(days.tag_ready())), Drawer(PICTURE)
    late = LateSession(Opening(session), drawer)
    assert late.day == PICTURE.day
    assert late.as_of == PICTURE.taken_at
    assert late.repo == days.REPO
    day = await late.look()
    assert late.day == day
    assert late.as_of is None
    assert day.views[0].assessment.next_step == "tag"
    assert drawer.picture.day == day
    await late.close()
    assert session.is_closed


async def test_it_is_opened_once_and_not_in_the_screens_thread():
    open_session = Opening(FakeSession(days.day()))
    late = LateSession(open_session)
    await late.look()
    await late.look()
    (thread,) = open_session.threads
    assert thread is not threading.main_thread()
    await late.close()


async def test_nothing_is_done_before_the_first_look():
    late = LateSession(Opening(FakeSession(days.day())), Drawer(PICTURE))
    with pytest.raises(RefusedError, match="nothing was looked at yet"):
        late.plan("r", "s", "do")
    await late.look()
    assert late.processes()
    await late.close()


async def test_what_failed_to_open_is_tried_again():
    session, drawer = FakeSession(days.day()), Drawer(PICTURE)
    late = LateSession(Opening(session, NoTokenError("no token"), NoTokenError("no token")), drawer)
    for _ in range(2):
        with pytest.raises(NoTokenError):
            await late.look()
        assert late.day == PICTURE.day
        assert late.next_look_s() < 60
    await late.look()
    assert late.as_of is None
    await late.close()


async def test_closing_waits_for_what_is_being_opened():
    session, go = FakeSession(days.day()), threading.Event()

    def open_session():
        assert go.wait(10)
        return Opened(cast("Session", session))

    late = LateSession(open_session)
    looking = asyncio.create_task(late.look())
    await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    go.set()
    await late.close()
    assert session.is_closed


async def test_an_old_picture_is_not_kept_as_new():
    drawer = Drawer(PICTURE)
    late = LateSession(Opening(FakeSession(days.day()), NoTokenError("no token")), drawer)
    with pytest.raises(NoTokenError):
        await late.look()
    await late.close()
    assert drawer.kept == 0


async def test_the_last_look_is_kept_on_closing():
    session, drawer = FakeSession(days.day(), days.day(days.tag_ready())), Drawer()
    late = LateSession(Opening(session), drawer)
    await late.look()
    await late.look()
    assert drawer.kept == 1
    await late.close()
    assert drawer.picture.day.views[0].assessment.next_step == "tag"
