"""When a read is tried again, as a table and as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.github.copies import Copies
from gonogo.github.reply import Reply
from gonogo.github.retry import LONGEST_WAIT_S, MORE_TRIES, Failure, wait_before_next

FAILURES = st.builds(
    Failure,
    st.none() | st.sampled_from([400, 401, 403, 404, 429, 500, 502, 503, 504]),
    st.none() | st.floats(0, 100_000),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("failure", "tries", "waited_s", "wait_s"),
    [
        (Failure(502), 1, 0, 0.5),
        (Failure(502), 2, 0.5, 2.0),
        (Failure(502), 3, 2.5, None),
        (Failure(None), 1, 0, 0.5),
        (Failure(503, wait_s=4), 1, 0, 4),
        (Failure(503, wait_s=9), 1, 0, None),
        (Failure(403, wait_s=7, is_limit=True), 1, 0, 7),
        (Failure(403, wait_s=7, is_limit=True), 2, 7, None),
        (Failure(429, is_limit=True), 1, 0, None),
        (Failure(500), 1, 0, None),
        (Failure(404), 1, 0, None),
        (Failure(401, wait_s=1), 1, 0, None),
    ],
)
def test_the_table(failure: Failure, tries: int, waited_s: float, wait_s: float | None) -> None:
    assert wait_before_next(failure, tries, waited_s) == wait_s


@given(st.lists(FAILURES, min_size=1, max_size=9))
def test_no_read_is_tried_more_than_three_times_or_waits_longer_than_it_may(failures: list[Failure]) -> None:
    waited_s, tries = 0.0, 0
    for failure in failures:
        tries += 1
        wait_s = wait_before_next(failure, tries, waited_s)
        if wait_s is None:
            break
        assert wait_s >= 0
        waited_s += wait_s
    assert tries <= MORE_TRIES + 1
    assert waited_s <= LONGEST_WAIT_S


def test_copies_keep_the_last_answer_and_the_most_used_urls() -> None:
    def tagged(text: str) -> Reply:
        return Reply(200, {"etag": text}, text.encode())

    copies = Copies(most=2)
    copies.keep("a", tagged("1"))
    copies.keep("a", tagged("2"))
    copies.keep("b", tagged("b"))
    assert copies.get("a") == tagged("2")
    copies.keep("c", tagged("c"))
    assert copies.get("b") is None
    copies.keep("a", Reply(502, {"etag": "x"}, b""))
    copies.keep("d", Reply(200, {}, b""))
    assert copies.get("a") == tagged("2")
    assert copies.get("d") is None
