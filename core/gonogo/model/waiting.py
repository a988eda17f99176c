"""How long a server asks to wait: `Retry-After` in both its forms, and a rate limit's reset."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY_S = 86_400.0


def asked_wait_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer's headers ask to wait, at most a day; None when they do not.

    Reads `Retry-After` (seconds or an HTTP date), else `X-RateLimit-Reset` when
    `X-RateLimit-Remaining` is 0. Header names are looked up in lower case.
    """
    if (stated := headers.get("retry-after")) is not None:
        return _retry_after_s(stated.strip(), now)
    if headers.get("x-ratelimit-remaining", "").strip() == "0":
        reset = headers.get("x-ratelimit-reset", "").strip()
        return _bounded(float(reset) - now.timestamp()) if _is_count(reset) else None
    return None


def _retry_after_s(stated: str, now: datetime) -> float | None:
    if _is_count(stated):
        return _bounded(float(stated))
    try:
        at = parsedate_to_datetime(stated)
    except (ValueError, IndexError, OverflowError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return _bounded((aware - now).total_seconds())


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), _DAY_S)
