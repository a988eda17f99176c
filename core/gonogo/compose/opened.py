"""A session together with what must be let go of after it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gonogo.session import Session


@dataclass
class Opened:
    """A session and what must be let go of after it.

    Attributes:
        advance: In a rehearsal with a stepped clock: go on to the next event; False when none is scheduled.
        kept: Where a rehearsal's repositories and journal stay; None when they are removed.
        bare: The embedded repository; None outside a rehearsal.
    """

    session: Session
    closing: ExitStack = field(default_factory=ExitStack)
    advance: Callable[[], bool] = field(default=lambda: False)
    kept: Path | None = None
    bare: Path | None = None

    async def close(self) -> None:
        """Close the session, then everything under it."""
        try:
            await self.session.close()
        finally:
            self.closing.close()
