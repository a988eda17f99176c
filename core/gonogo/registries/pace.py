"""No more than one request in a while, whoever asks."""

from __future__ import annotations

import asyncio


class Pace:
    """Lets one through every `interval_s` seconds of this machine; the others wait in line."""

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._next_at = 0.0

    async def take_turn(self) -> None:
        """Wait for the next turn."""
        if self._interval_s <= 0:
            return
        now = asyncio.get_running_loop().time()
        mine = max(now, self._next_at)
        self._next_at = mine + self._interval_s
        if mine > now:
            await asyncio.sleep(mine - now)
