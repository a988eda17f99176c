"""How long a server asks to wait, in every form in which servers say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.waiting import asked_wait_s

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
IN_90_S = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
RESET = str(int(NOW.timestamp()) + 30)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 7 "}, 7),
        ({"retry-after": "0"}, 0),
        ({"retry-after": IN_90_S}, 90),
        ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "99999999"}, 86_400),
        ({"retry-after": "9" * 400}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET}, 30),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": RESET}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "x"}, None),
        ({"x-ratelimit-remaining": "0"}, None),
        ({"retry-after": "7", "x-ratelimit-remaining": "0", "x-ratelimit-reset": RESET}, 7),
    ],
)
def test_the_table(headers: dict[str, str], wait_s: float | None) -> None:
    assert asked_wait_s(headers, NOW) == wait_s


@given(st.text(alphabet="0123456789 :,-+GMTSunMar.²Jx\x00", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    wait_s = asked_wait_s({"retry-after": text}, NOW)
    assert wait_s is None or 0 <= wait_s <= 86_400
