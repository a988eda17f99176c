"""Times in words: moments in UTC, spans, and the date that a changelog gives a version."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEAR = 200
"""Characters after a heading within which a date is the section's own."""


def moment(time: datetime) -> str:
    """`5 Sep 00:00 UTC`."""
    return f"{time.day} {time:%b %H:%M} UTC"


def span(time: timedelta) -> str:
    """`40 min`, `3 h`, `2 days`."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def written_date(text: str, version: str) -> date | None:
    """The date that a changelog gives a version, in its heading or right below it."""
    heading = re.search(
        rf"^ {{0,3}}##?[ \t][^\n]*(?<![\w.+-])v?{re.escape(version)}(?![\w+-]|\.\d)[^\n]*", text, re.MULTILINE
    )
    if heading is None:
        return None
    following = re.compile(r"^ {0,3}##?[ \t]", re.MULTILINE).search(text, heading.end())
    end = min(following.start() if following else len(text), heading.end() + _NEAR)
    said = _DATE.search(text, heading.start(), end)
    try:
        return date.fromisoformat(said[0]) if said else None
    except ValueError:
        return None
