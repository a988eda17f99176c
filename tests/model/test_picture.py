"""A day as text and back: what the screen shows survives, anything else is no picture."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.model.asks import BoardAsk, HeadAsk, RunDetailAsk
from gonogo.model.day import Day
from gonogo.model.picture import Picture, from_text, to_text
from gonogo.model.snapshot import Problem, Seen, Snapshot
from support import days

TEXT = to_text(Picture(days.day(days.gate_ready(), days.cancelled(), days.unseen()), days.NOW))


def read(text: str) -> Any:
    found = from_text(text)
    assert found is not None
    return found


def without_asks(day: Day) -> Day:
    views = tuple(replace(v, assessment=replace(v.assessment, asks=frozenset())) for v in day.views)
    return replace(day, views=views)


@pytest.mark.parametrize(
    "day", [days.rich(), days.day(), days.day(problem="HTTP 500"), days.day(is_read_only=True)]
)
def test_what_the_screen_shows_survives(day):
    found = read(to_text(Picture(day, days.NOW)))
    assert found == Picture(without_asks(day), days.NOW)
    assert all(found.day.snapshot.get(ask) == seen for ask, seen in day.snapshot.answers.items())


def test_what_is_for_judging_only_is_left_out():
    answers = {
        HeadAsk("main"): Seen("a" * 40, days.NOW, "git"),
        BoardAsk(): Seen(None, days.NOW, "GitHub", Problem("503")),
    }
    found = read(to_text(Picture(Day(days.REPO, (), Snapshot(days.NOW, answers), "me"), days.NOW)))
    assert set(found.day.snapshot.answers) == {BoardAsk()}


def test_asks_are_found_again_by_value():
    found = read(TEXT)
    assert (
        found.day.snapshot.get(RunDetailAsk("release.yml", days.HEAD, "push", "v0.6.0")).value
        == days.detail()
    )


def test_text_is_cleaned_again():
    bad = TEXT.replace("Release 0.6.0", "Rel\\u001b]52;c;eA==\\u0007ease\\u202e 0.6.0")
    assert bad != TEXT
    titles = [pull.title for pull in read(bad).day.snapshot.get(BoardAsk()).value.pulls]
    assert "Release\ufffd 0.6.0" in titles


def test_another_shape_or_version_is_no_picture():
    shape, taken_at, day = json.loads(TEXT)
    assert from_text(json.dumps([shape, taken_at, day])) is not None
    assert from_text(json.dumps([[99, *shape[1:]], taken_at, day])) is None
    assert from_text(json.dumps([[*shape[:-1], [*shape[-1], "new_field"]], taken_at, day])) is None
    assert from_text(json.dumps([shape, taken_at, taken_at])) is None
    assert from_text(json.dumps([shape, None, day])) is None


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(TEXT) - 1), what=st.text(max_size=3), gone=st.integers(0, 40))
def test_a_damaged_text_gives_a_picture_or_none(at, what, gone):
    found = from_text(TEXT[:at] + what + TEXT[at + gone :])
    assert found is None or isinstance(found.day, Day)


@pytest.mark.parametrize("text", ["", "null", "[]", "[1,2,3]", "{", "[" * 100_000])
def test_no_picture(text):
    assert from_text(text) is None
