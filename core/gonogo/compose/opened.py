"""A session together with what must be let go of after it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gonogo.rehearsal.host import Rehearsal
    from gonogo.session import Session


@dataclass
class Opened:
    """A session and what must be let go of after it.

    Attributes:
        advance: In a rehearsal with a stepped clock: go on to the next event; False when none is scheduled.
        wait: In a rehearsal with a stepped clock: go on to the next scheduled run of that workflow file; False
            when there is none.
        rest: In a rehearsal with a stepped clock: let so many minutes go by; False elsewhere.
        root: Where a rehearsal has its repositories and journal; None outside one.
        bare: The embedded repository; None outside a rehearsal.
        server: The embedded GitHub; None outside a rehearsal.
    """

    session: Session
    closing: ExitStack = field(default_factory=ExitStack)
    advance: Callable[[], bool] = field(default=lambda: False)
    wait: Callable[[str], bool] = field(default=lambda _: False)
    rest: Callable[[int], bool] = field(default=lambda _: False)
    root: Path | None = None
    bare: Path | None = None
    server: Rehearsal | None = None

    async def close(self) -> None:
        """Close the session, then everything under it."""
        try:
            await self.session.close()
        finally:
            self.closing.close()
