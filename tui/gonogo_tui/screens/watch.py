"""What the screen knows of the world: the last day, the last board, and how fresh they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.errors import GonogoError
from gonogo.model.asks import BoardAsk
from gonogo.model.verdicts import Verdict
from gonogo_tui.present.board import Scene, gate_key, is_for_you
from gonogo_tui.present.header import Freshness
from gonogo_tui.present.releases import release_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gonogo.model.day import Day
    from gonogo.model.github import Board
    from gonogo_tui.commands.session import Desk

_HIDDEN_S = 60.0
"""How often a hidden screen looks at least this long apart."""


class Watch:
    """Looks through the session, and keeps what was seen when a look fails.

    Attributes:
        day: The last look that came back.
        board: The last board that GitHub gave.
        problem: Why the last look failed; empty when it did not.
        is_looking: A look is under way.
    """

    def __init__(self, session: Desk, monotonic: Callable[[], float]) -> None:
        self._session = session
        self._monotonic = monotonic
        self.day: Day | None = None
        self.board: Board | None = None
        self.problem = ""
        self.is_looking = False
        self._seen_at: datetime | None = None
        self._looks = 0
        self._next_at: float | None = None
        self._memory: dict[str, Any] = {}
        if session.day is not None:
            self._take(session.day)

    async def look(self) -> tuple[str, ...]:
        """Look once; what began since the last look and needs a person, in words."""
        self.is_looking = True
        before = self._urgent()
        try:
            self._take(await self._session.look())
        except GonogoError as error:
            self.problem = error.what
        except Exception as error:  # noqa: BLE001 (the board stays; the next look may do better)
            self.problem = f"looking went wrong inside gonogo ({type(error).__name__})"
        finally:
            self.is_looking = False
        self._looks += 1
        if self._looks == 1:
            return ()
        return tuple(text for key, text in self._urgent().items() if key not in before)

    def _take(self, day: Day) -> None:
        if self.board is not None and self.board.repo != day.repo:
            self.board, self._seen_at = None, None
        self.day = day
        self._memory = {}
        seen = day.snapshot.get(BoardAsk())
        self.problem = seen.problem.what if seen and seen.problem else ""
        if seen is not None and seen.value is not None:
            self.board = seen.value
        if seen is not None and seen.problem is None:
            self._seen_at = seen.seen_at

    def rest(self, *, is_hidden: bool) -> float:
        """Real seconds until the next look; noted for the header."""
        seconds = self._session.next_look_s()
        if is_hidden and not self._session.is_rehearsal:
            seconds = max(seconds, _HIDDEN_S)
        self._next_at = self._monotonic() + seconds
        return seconds

    def fresh(self) -> Freshness:
        """How fresh the board is now."""
        left = None
        if self._next_at is not None and not self.is_looking:
            left = max(0.0, self._next_at - self._monotonic())
        as_of = self._session.as_of
        return Freshness(self._seen_at if as_of is None else as_of, self.problem, left, as_of is not None)

    def scene(self, release_id: str, step_id: str) -> Scene:
        """This moment, for the panels."""
        session = self._session
        return Scene(self.day, self.board, session.now(), release_id, step_id, session.as_of, self._memory)

    def _urgent(self) -> dict[str, str]:
        """What a person should turn to: releases gone wrong, gates that wait for them."""
        if self.day is None:
            return {}
        found = {
            f"no-go {view.release.release_id}": f"NO-GO: {release_name(view)}: {view.assessment.reason}"
            for view in self.day.views
            if view.assessment.verdict is Verdict.NO_GO
        }
        scene = self.scene("", "")
        for gate in scene.gates():
            if is_for_you(gate, scene):
                found[f"gate {gate_key(gate)}"] = f"{gate.environment} waits for your approval"
        return found
