"""Cron lines as GitHub reads them: five fields, in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_HORIZON_DAYS = 366 * 8 + 3
"""A line that names the 29th of February is due within eight years."""


@dataclass(frozen=True, slots=True)
class Cron:
    """A schedule: which minutes, hours, days, months and weekdays (Sunday is 0)."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool
    """Both days and weekdays are given: either one makes it due."""

    def is_on(self, day: datetime) -> bool:
        """Whether it is due at some time of this day."""
        if day.month not in self.months:
            return False
        of_month = day.day in self.days
        of_week = (day.weekday() + 1) % 7 in self.weekdays
        return of_month or of_week if self.either_day else of_month and of_week

    def next_due(self, after: datetime) -> datetime | None:
        """The first time that is not before `after`; None when there is none."""
        first = after.astimezone(UTC)
        if first.second or first.microsecond:
            first = first.replace(second=0, microsecond=0) + timedelta(minutes=1)
        midnight = first.replace(hour=0, minute=0)
        for ahead in range(_HORIZON_DAYS):
            day = midnight + timedelta(days=ahead)
            if not self.is_on(day):
                continue
            times = (day.replace(hour=hour, minute=minute) for hour in self.hours for minute in self.minutes)
            due = min((time for time in times if time >= first), default=None)
            if due is not None:
                return due
        return None


@lru_cache(maxsize=64)
def parse_cron(line: str) -> Cron | None:
    """Read a cron line; None when it is none."""
    fields = line.split()
    if len(fields) != len(_RANGES):
        return None
    names = ((), (), (), _MONTHS, _DAYS)
    sets = [_field(text, *bounds, of) for text, bounds, of in zip(fields, _RANGES, names, strict=True)]
    if not all(sets):
        return None
    minutes, hours, days, months, weekdays = (found or frozenset() for found in sets)
    weekdays = frozenset(day % 7 for day in weekdays)
    either = not fields[2].startswith("*") and not fields[4].startswith("*")
    return Cron(minutes, hours, days, months, weekdays, either)


def _field(text: str, low: int, high: int, names: tuple[str, ...]) -> frozenset[int] | None:
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            start, end = low, high
        else:
            one = _number(first, names, low)
            other = _number(last, names, low) if dash else one
            if one is None or other is None:
                return None
            start, end = one, high if slash and not dash else other
        if slash and not (step.isascii() and step.isdigit() and int(step)):
            return None
        if not low <= start <= end <= high:
            return None
        found.update(range(start, end + 1, int(step) if slash else 1))
    return frozenset(found)


def _number(text: str, names: tuple[str, ...], low: int) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text)
    named = text.lower()
    return names.index(named) + (low if names is _MONTHS else 0) if named in names else None
