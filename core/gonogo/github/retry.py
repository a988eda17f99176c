"""When a read is tried again: seldom, briefly, and only where trying again can help."""

from __future__ import annotations

from dataclasses import dataclass

MORE_TRIES = 2
"""After the first."""

LONGEST_WAIT_S = 8.0
"""For all tries of one read together."""

_BACKOFF_S = (0.5, 2.0)
_TRANSIENT = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True)
class Failure:
    """How one try of a read failed.

    Attributes:
        status: HTTP status; None when the connection failed or fell silent.
        wait_s: Seconds that the server asked to wait; None when it did not say.
        is_limit: It was a rate limit (primary or secondary).
    """

    status: int | None
    wait_s: float | None = None
    is_limit: bool = False


def wait_before_next(failure: Failure, tries: int, waited_s: float) -> float | None:
    """Seconds to wait before the next try, or None to give up.

    Args:
        failure: The last try's.
        tries: How many were made.
        waited_s: Seconds waited so far between them.
    """
    if tries > MORE_TRIES:
        return None
    if failure.is_limit:
        # Without a stated time GitHub wants at least a minute: longer than a look may take.
        wait_s = failure.wait_s
    elif failure.status is None or failure.status in _TRANSIENT:
        wait_s = failure.wait_s if failure.wait_s is not None else _BACKOFF_S[tries - 1]
    else:
        return None
    return wait_s if wait_s is not None and waited_s + wait_s <= LONGEST_WAIT_S else None
