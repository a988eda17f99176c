"""When to look next: soon while something moves, seldom while nothing does, not while nobody sees it."""

from __future__ import annotations

from dataclasses import dataclass

_BACK_OFF = 2.0
_LONGEST_S = 300.0
_LEAST_S = 1.0
_LOW = 10
"""Below a tenth of the rate limit, looks are stretched."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What the time of the next look rests on.

    Attributes:
        base_s: Seconds between looks as things are: busy or idle.
        failures: Looks in a row that GitHub did not answer.
        retry_s: Seconds after which the source asked to be tried again; None when it did not say.
        spent: Share of the rate limit that is used up, 0 to 1.
        resets_s: Seconds until the rate limit is whole again.
        is_hidden: Nobody sees the screen.
        is_told: Somebody wants to be told of news even then.
    """

    base_s: float
    failures: int = 0
    retry_s: float | None = None
    spent: float = 0.0
    resets_s: float = 0.0
    is_hidden: bool = False
    is_told: bool = False


def rest_s(pace: Pace, idle_s: float) -> float | None:
    """Seconds until the next look; None: not before the screen is seen again."""
    if pace.is_hidden and not pace.is_told:
        return None
    base = max(pace.base_s, idle_s) if pace.is_hidden else pace.base_s
    if pace.failures:
        base = min(base * _BACK_OFF ** (pace.failures - 1), _LONGEST_S)
    if pace.retry_s is not None:
        base = max(pace.retry_s, _LEAST_S)
    if pace.spent >= 1 and pace.resets_s > 0:
        base = max(base, pace.resets_s)
    elif (1 - pace.spent) * _LOW < 1:
        base = max(base, idle_s)
    return base
