"""What the screen knows of the world: the last day, the last board, and how fresh they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from gonogo.errors import GonogoError
from gonogo.model.asks import BoardAsk
from gonogo.model.settings import DEFAULTS
from gonogo.model.verdicts import Verdict
from gonogo_tui.present.board import Scene, gate_key, is_for_you
from gonogo_tui.present.header import Freshness
from gonogo_tui.present.releases import release_name
from gonogo_tui.screens.pace import Pace, rest_s

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gonogo.model.day import Day
    from gonogo.model.github import Board, RepoName
    from gonogo.model.settings import Settings
    from gonogo_tui.commands.session import Desk


T = TypeVar("T")

_SOON_S = 2.0
"""A session that wants to be looked at sooner than this has something that was not shown yet."""


class Watch:
    """Looks through the session, and keeps what was seen when a look fails.

    Attributes:
        day: The last look that came back.
        board: The last board that GitHub gave.
        problem: Why the last look failed; empty when it did not.
        is_looking: A look is under way.
        error: The error that the last look ended with; None when it came back.
        is_paused: No look comes before the screen is seen again.
    """

    def __init__(self, session: Desk, monotonic: Callable[[], float], settings: Settings = DEFAULTS) -> None:
        self._session = session
        self._settings = settings
        self._failures = 0
        self._retry_at: datetime | None = None
        self._looked_at = float("-inf")
        self.error: GonogoError | None = None
        self.is_paused = False
        self._monotonic = monotonic
        self.day: Day | None = None
        self.board: Board | None = None
        self.problem = ""
        self.is_looking = False
        self._seen_at: datetime | None = None
        self._is_behind = False
        self._looks = 0
        self._next_at: float | None = None
        self._memory: dict[str, dict[str, Any]] = {}
        self._boards: dict[RepoName, tuple[Board | None, datetime | None]] = {}
        self._days: dict[str, Day] = {}
        self._others_at: tuple[tuple[RepoName, datetime], tuple[Scene, ...]] | None = None
        if session.day is not None:
            self._take(session.day)

    async def look(self) -> tuple[str, ...]:
        """Look once; what began since the last look and needs a person, in words."""
        self.is_looking = True
        before = self._urgent()
        self.error, self._retry_at = None, None
        try:
            self._take(await self._session.look())
            self._is_behind = False
        except GonogoError as error:
            self.problem, self.error, self._is_behind = error.what, error, True
        except Exception as error:  # noqa: BLE001 (the board stays; the next look may do better)
            self._is_behind = True
            self.problem = f"looking went wrong inside gonogo ({type(error).__name__})"
        finally:
            self.is_looking = False
        self._failures = self._failures + 1 if self.problem else 0
        self._looked_at = self._monotonic()
        self._looks += 1
        if self._looks == 1:
            return ()
        return tuple(text for key, text in self._urgent().items() if key not in before)

    def _take(self, day: Day) -> None:
        if self.board is not None and self.board.repo != day.repo:
            self.board, self._seen_at = None, None
        self.day = day
        self._memory, self._days, self._others_at = {}, {}, None
        if day.days:
            self._take_all(day.days)
            return
        seen = day.snapshot.get(BoardAsk())
        self.problem = seen.problem.what if seen and seen.problem else ""
        self._retry_at = seen.problem.retry_at if seen and seen.problem else None
        if seen is not None and seen.value is not None:
            self.board = seen.value
        if seen is not None and seen.problem is None:
            self._seen_at = seen.seen_at

    def _take_all(self, days: tuple[Day, ...]) -> None:
        """Several repositories: what went wrong with one is said beside the others, not instead of them."""
        for day in days:
            board, seen_at = self._boards.get(day.repo, (None, None))
            seen = day.snapshot.get(BoardAsk())
            if seen is not None and seen.value is not None:
                board = seen.value
            if seen is not None and seen.problem is None and not day.problem:
                seen_at = seen.seen_at
            self._boards[day.repo] = (board, seen_at)
        self.problem = days[0].problem if all(day.problem for day in days) else ""
        self._retry_at = None
        times = [at for _, at in self._boards.values() if at is not None]
        self._seen_at = max(times, default=None)
        boards = [board for board, _ in self._boards.values() if board is not None]
        self.board = min(
            boards, key=lambda board: board.rate.remaining if board.rate else 1_000_000, default=None
        )

    def rest(self, *, is_hidden: bool) -> float | None:
        """Real seconds until the next look, None for none; noted for the header.

        Args:
            is_hidden: The terminal does not have the focus.
        """
        seconds = self._rest(is_hidden=is_hidden)
        self.is_paused = seconds is None
        self._next_at = None if seconds is None else self._monotonic() + seconds
        return seconds

    def _rest(self, *, is_hidden: bool) -> float | None:
        if self._session.is_rehearsal:
            return self._session.next_look_s()
        settings, now = self._settings, self._session.now()
        rate = self.board.rate if self.board else None
        base, own = (
            settings.busy_s if self.is_busy or self.problem else settings.idle_s,
            self._session.next_look_s(),
        )
        if (
            own < _SOON_S and not is_hidden
        ):  # one of several repositories is slow: it comes with the next look
            return own
        base = max(base, own) if own > DEFAULTS.idle_s else base
        return rest_s(
            Pace(
                base_s=base,
                failures=self._failures,
                retry_s=(self._retry_at - now).total_seconds() if self._retry_at else None,
                spent=1 - rate.remaining / rate.limit if rate and rate.limit else 0.0,
                resets_s=(rate.resets_at - now).total_seconds() if rate else 0.0,
                is_hidden=is_hidden,
                is_told=settings.desktop != "off",
            ),
            settings.idle_s,
        )

    @property
    def is_busy(self) -> bool:
        """Something is ready or under way: a release, a run, a gate."""
        views = self.day.views if self.day else ()
        scenes = self.scene("", "").everywhere
        runs = [run for scene in scenes if scene.board for run in scene.board.runs]
        return (
            any(view.assessment.verdict in (Verdict.HOLD, Verdict.GO) for view in views)
            or any(run.status != "completed" for run in runs)
            or any(scene.gates() for scene in scenes)
        )

    @property
    def is_due(self) -> bool:
        """The last look is so old that one should come at once when the screen is seen again."""
        return self._monotonic() - self._looked_at >= self._settings.busy_s

    def fresh(self, here: Scene | None = None) -> Freshness:
        """How fresh the board is now; where there are several repositories, that of one."""
        if here is not None and here.is_many and here.day is not None:
            _, seen_at = self._boards.get(here.day.repo, (None, None))
            return replace(
                self.fresh(),
                seen_at=seen_at or here.as_of,
                problem=here.day.problem,
                is_picture=here.as_of is not None,
            )
        left = None
        if self._next_at is not None and not self.is_looking:
            left = max(0.0, self._next_at - self._monotonic())
        as_of = self._session.as_of
        return Freshness(
            self._seen_at if as_of is None else as_of,
            self.problem,
            left,
            is_picture=as_of is not None,
            is_paused=self.is_paused and not self.is_looking,
        )

    def scene(self, release_id: str, step_id: str) -> Scene:
        """This moment, for the panels."""
        session = self._session
        if self.day is None or not self.day.days:
            memory = self._memory.setdefault("", {})
            return Scene(
                self.day, self.board, session.now(), release_id, step_id, self._as_of(), memory=memory
            )
        here = self._turned_to(release_id)
        return replace(self._one(here, release_id, step_id), others=self._beside(here))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives; made once for each look. It may rest on what was seen of all repositories only."""
        memory = self._memory.setdefault("", {})
        if name not in memory:
            memory[name] = make()
        return cast("T", memory[name])

    def _beside(self, here: Day) -> tuple[Scene, ...]:
        """This second in the other repositories; a key asks for it several times."""
        at = (here.repo, self._session.now().replace(microsecond=0))
        if self._others_at is None or self._others_at[0] != at:
            self._others_at = (at, tuple(self._one(day, "", "") for day in self._others(here)))
        return self._others_at[1]

    def _as_of(self) -> datetime | None:
        """When what is shown was seen, where that is not now: a kept picture, or the last look failed."""
        if self._session.as_of is not None or not self._is_behind or self.day is None:
            return self._session.as_of
        return self.day.snapshot.taken_at

    def _turned_to(self, key: str) -> Day:
        """The day, turned to the repository of a release."""
        if key not in self._days and self.day is not None:
            self._days[key] = self.day.turned_to(key)
        return self._days[key]

    def _others(self, here: Day) -> list[Day]:
        return [self._turned_to(str(day.repo)) for day in here.days if day.repo != here.repo]

    def _one(self, day: Day, release_id: str, step_id: str) -> Scene:
        """This moment in one of several repositories."""
        board, _ = self._boards.get(day.repo, (None, None))
        memory = self._memory.setdefault(str(day.repo), {})
        return Scene(day, board, self._session.now(), release_id, step_id, day.as_of, memory=memory)

    def _urgent(self) -> dict[str, str]:
        """What a person should turn to: releases gone wrong, gates that wait for them."""
        if self.day is None:
            return {}
        found = {
            f"no-go {view.release.release_id}": f"NO-GO: {release_name(view)}: {view.assessment.reason}"
            for view in self.day.views
            if view.assessment.verdict is Verdict.NO_GO
        }
        scenes = self.scene("", "").everywhere
        for gate, there in ((gate, one) for one in scenes for gate in one.gates()):
            if is_for_you(gate, there):
                found[f"gate {gate_key(gate)}"] = f"{gate.environment} waits for your approval"
        return found
