"""Cron lines: which are some, and when they are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.cron import parse_cron


@pytest.mark.parametrize(
    ("line", "after", "due"),
    [
        ("0 0 5 * *", "2026-08-20T12:00", "2026-09-05T00:00"),
        ("0 0 5 * *", "2026-09-05T00:00", "2026-09-05T00:00"),
        ("0 0 20 * *", "2026-12-21T00:00", "2027-01-20T00:00"),
        ("*/15 3 * * *", "2026-08-20T03:16", "2026-08-20T03:30"),
        ("30 5/6 * * *", "2026-08-20T18:00", "2026-08-20T23:30"),
        ("0 12 * * MON-FRI", "2026-08-22T00:00", "2026-08-24T12:00"),
        ("0 0 * * 7", "2026-08-20T00:00", "2026-08-23T00:00"),
        ("0 0 1 * 1", "2026-08-20T00:00", "2026-08-24T00:00"),
        ("0 0 29 feb *", "2026-08-20T00:00", "2028-02-29T00:00"),
        ("1,2 0 1 1,7 *", "2026-08-20T00:00", "2027-01-01T00:01"),
    ],
)
def test_when_it_is_due(line: str, after: str, due: str) -> None:
    cron = parse_cron(line)
    assert cron is not None
    found = cron.next_due(datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_it_is_read_in_utc() -> None:
    cron = parse_cron("0 0 5 * *")
    assert cron is not None
    there = datetime(2026, 9, 5, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert cron.next_due(there) == datetime(2026, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "0 0 5 *",
        "0 0 5 * * *",
        "60 0 * * *",
        "0 0 0 * *",
        "a 0 * * *",
        "5-1 0 * * *",
        "*/0 0 * * *",
        "0 0 * 13 *",
        "@daily",
    ],
)
def test_what_is_none(line: str) -> None:
    assert parse_cron(line) is None


def test_a_day_that_never_comes_is_never_due() -> None:
    cron = parse_cron("0 0 31 2 *")
    assert cron is not None
    assert cron.next_due(datetime(2026, 1, 1, tzinfo=UTC)) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_time_is_not_before(after: datetime) -> None:
    cron = parse_cron("7,37 */5 5,20 * *")
    assert cron is not None
    due = cron.next_due(after)
    assert due is not None
    assert due >= after
    assert (due.day, due.minute) in {(5, 7), (5, 37), (20, 7), (20, 37)}
    assert due.hour % 5 == 0
