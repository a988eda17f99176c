"""Withdrawing: a release that was begun by mistake, or is given up, leaves the board; its journal stays."""

from __future__ import annotations

from gonogo.errors import RefusedError
from gonogo.model.releases import Event, EventKind
from gonogo.model.text import clean_line
from gonogo.session.acting import Acting


class Withdrawing(Acting):
    """How a session takes back what it has begun."""

    async def withdraw(self, release_id: str, reason: str) -> None:
        """Take a release off the board, with a name and a reason. Nothing that was sent for it is undone.

        Raises:
            RefusedError: read-only, no reason, or no such release is under way.
        """
        self._refuse_read_only()
        words = clean_line(reason)
        if not words:
            raise RefusedError("a withdrawal needs a reason", advice="Say why this release is given up.")
        view = self._view(release_id)
        self._journal.append(
            Event(
                release_id=release_id,
                step_id="",
                kind=EventKind.WITHDRAWN,
                at=self.now(),
                actor=self._actor(),
                subject=view.release.version,
                text=words,
            )
        )
