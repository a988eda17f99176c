"""The clocks of a rehearsal: one that is stepped by hand, and one that runs fast."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import datetime, timedelta


class SteppedClock:
    """A clock that only moves when it is told to; `sleep` moves it at once.

    Args:
        start: The first moment, aware, UTC.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time now, UTC, aware."""
        with self._lock:
            return self._now

    async def sleep(self, seconds: float) -> None:
        """Move on by so many seconds; nobody waits."""
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        with self._lock:
            self._now += timedelta(seconds=max(0.0, seconds))

    def advance_to(self, moment: datetime) -> None:
        """Move on to a moment; never back."""
        with self._lock:
            self._now = max(self._now, moment)


class RunningClock:
    """A clock that runs by itself.

    Args:
        start: The first moment, aware, UTC.
        speed: Seconds of this clock in one real second.
    """

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start = start
        self._speed = speed
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The time now, UTC, aware."""
        return self._start + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of this clock."""
        await asyncio.sleep(max(0.0, seconds) / self._speed)
