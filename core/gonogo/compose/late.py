"""A session that is opened when the screen is up: until then there is the picture of the last look.

GitHub's client, git and the playbook take ten times as long to load as the screen takes to show
what was known; so they are loaded beside it, in a thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import TYPE_CHECKING, Any

from gonogo.compose.clock import SystemClock
from gonogo.errors import RefusedError
from gonogo.model.github import RepoName
from gonogo.model.picture import Picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gonogo.compose.opened import Opened
    from gonogo.compose.pictures import PictureFile
    from gonogo.model.day import Day
    from gonogo.session import Session

_AGAIN_S = 15.0
"""How soon opening is tried again after it failed: a token may be there by then."""

_NAMELESS = RepoName("", "")
_KEEP_EVERY_S = 60.0
_CLOSE_S = 20.0


class LateSession:
    """Satisfies what the screen needs of a session, from before there is one.

    Attributes:
        day: The last look's, or the kept picture's before the first look.
        as_of: When the picture that `day` comes from was taken; None as soon as a look came back.
    """

    def __init__(
        self,
        open_session: Callable[[], Opened],
        file: PictureFile | None = None,
        *,
        is_read_only: bool = False,
        is_rehearsal: bool = False,
        repo: RepoName = _NAMELESS,
    ) -> None:
        """Not opened yet; the first look opens it.

        Args:
            open_session: Builds the real session; is run in a thread, and again when it failed.
            file: Where the picture of the last look is kept; None keeps none.
            is_read_only: Nothing may be done from here.
            is_rehearsal: The world will be the embedded GitHub.
            repo: What the repository is called until it is known.
        """
        self._open = open_session
        self._repo = repo
        self._file = file
        self._opened: Opened | None = None
        self._opening: asyncio.Future[Opened] | None = None
        self._kept_at = float("-inf")
        self._is_read_only = is_read_only
        self._is_rehearsal = is_rehearsal
        picture = file.read() if file else None
        self.day: Day | None = picture.day if picture else None
        self.as_of: datetime | None = picture.taken_at if picture else None

    @property
    def repo(self) -> RepoName:
        """The repository; nameless while it is not known."""
        if self._opened:
            return self._opened.session.repo
        return self.day.repo if self.day else self._repo

    @property
    def is_read_only(self) -> bool:
        """Nothing can be done from here."""
        return self._is_read_only

    @property
    def is_rehearsal(self) -> bool:
        """The world is the embedded GitHub."""
        return self._is_rehearsal

    def turn_to(self, key: str) -> None:
        """A person turned to this release: nothing to do, it is of the one repository."""

    def now(self) -> datetime:
        """The world's time, UTC; this machine's while there is no world."""
        return self._opened.session.now() if self._opened else SystemClock().now()

    async def look(self) -> Day:
        """Open if needed, look, and keep the picture.

        Raises:
            GonogoError: it could not be opened, or the journal could not be read.
        """
        session = await self.session()
        day = await session.look()
        self.day, self.as_of = day, None
        await self._keep()
        return day

    def next_look_s(self) -> float:
        """Real seconds until the next look."""
        return self._opened.session.next_look_s() if self._opened else _AGAIN_S

    async def close(self) -> None:
        """Keep the picture, and let go of everything, also of what is still being opened."""
        if self._opening is not None:
            with contextlib.suppress(Exception):  # it failed, or takes too long: there is nothing to close
                self._opened = await asyncio.wait_for(asyncio.shield(self._opening), _CLOSE_S)
        if self._opened is not None:
            await self._keep(is_last=True)
            await self._opened.close()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the session's own, and refused while there is none."""
        if name.startswith("_"):
            raise AttributeError(name)
        if self._opened is None:
            raise RefusedError(
                "nothing was looked at yet", advice="Wait for the first look, or look again (R)."
            )
        return getattr(self._opened.session, name)

    async def session(self) -> Session:
        """The real session, opened if it is not yet.

        Raises:
            GonogoError: it could not be opened.
        """
        if self._opened is None:
            if self._opening is None:
                self._opening = _in_thread(self._open)
            try:
                self._opened = await asyncio.shield(self._opening)
            finally:
                if self._opening.done():
                    self._opening = None
        return self._opened.session

    async def _keep(self, *, is_last: bool = False) -> None:
        now = asyncio.get_running_loop().time()
        if self._file is None or self.day is None or self.as_of is not None:
            return
        if is_last or now - self._kept_at >= _KEEP_EVERY_S:
            self._kept_at = now
            await asyncio.to_thread(self._file.keep, Picture(self.day, self.now()))


def _in_thread(work: Callable[[], Opened]) -> asyncio.Future[Opened]:
    """Run it in a thread that does not keep the program alive: a clone may take minutes."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Opened] = loop.create_future()

    def settle(result: Opened | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        elif result is not None:
            future.set_result(result)

    def run() -> None:
        result, failure = None, None
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 (it is raised where it is waited for)
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failure)

    threading.Thread(target=run, name="open-session", daemon=True).start()
    return future
