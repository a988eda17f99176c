"""How long ago, how long, and as of when: times in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def age(since: datetime | None, now: datetime) -> str:
    """How long ago: `4 s`, `12 min`, `3 h`, `5 d`; empty when not known."""
    return "" if since is None else lasting((now - since).total_seconds())


def as_of(at: datetime, now: datetime) -> str:
    """`as of 09:12, 3 h ago`; with the day where it was another one."""
    day = "" if at.date() == now.date() else f"{at.day} {at:%b} "
    return f"as of {day}{at:%H:%M}, {age(at, now)} ago"


def since(at: datetime, now: datetime) -> str:
    """`since 14:02 (38 min)`; with the day where it was another one."""
    day = "" if at.date() == now.date() else f"{at.day} {at:%b} "
    return f"since {day}{at:%H:%M} ({age(at, now)})"


def lasting(seconds: float) -> str:
    """A time span in one unit: `4 s`, `12 min`, `3 h`, `5 d`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 48 * 3600:
        return f"{whole // 3600} h"
    return f"{whole // 86400} d"
