"""The clock of this machine."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Satisfies `ports.Clock` with this machine's time."""

    def now(self) -> datetime:
        """The time now, UTC."""
        return datetime.now(UTC)  # noqa: TID251 (this is the clock)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many real seconds."""
        import asyncio  # noqa: PLC0415 (slow to load, and most ask for the time only)

        await asyncio.sleep(seconds)
