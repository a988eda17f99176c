"""What is painted: nothing while nothing changes, and of what changes only the lines that do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from textual._compositor import ChopsUpdate

from gonogo.model.day import Day
from gonogo.model.snapshot import Snapshot
from gonogo.model.verdicts import Verdict
from support import crowds, days
from support.fake_session import FakeSession
from support.screens import Screen, running

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 30), (160, 48)])


@contextmanager
def paints(app: Any) -> Iterator[list[set[int]]]:
    """Every paint that goes to the terminal meanwhile, as the lines of the screen that it draws."""
    found: list[set[int]] = []
    display = app._display

    def counted(screen: Any, renderable: Any) -> None:
        if isinstance(renderable, ChopsUpdate):
            found.append({y for y, _, _ in renderable.spans})
        elif renderable is not None:
            found.append(set(range(app.size.height)))
        display(screen, renderable)

    app._display = counted
    try:
        yield found
    finally:
        app._display = display


def seen_later(day: Day) -> Day:
    """The same day, found again by another look: equal answers, other objects, another time."""
    later = days.NOW
    answers = {
        ask: replace(seen, seen_at=later, value=copy(seen.value))
        for ask, seen in day.snapshot.answers.items()
    }
    views = tuple(replace(view, assessment=replace(view.assessment)) for view in day.views)
    return replace(day, views=views, snapshot=Snapshot(later, MappingProxyType(answers)))


async def look(s: Screen) -> None:
    await s.look()
    await s.settle()
    await s.pilot.pause(0.05)


@SIZES
async def test_a_look_that_finds_the_same_paints_nothing(size):
    day = days.rich()
    async with running(FakeSession(day), size) as s:
        await s.press("4")
        s.session.next_is(seen_later(day))
        await look(s)  # the time stands from here on: the countdown to the next look does too
        with paints(s.app) as found:
            for _ in range(3):
                s.session.next_is(seen_later(day))
                await look(s)
        assert s.session.look_count == 5
        assert found == []


@pytest.mark.parametrize("make", [crowds.crowd, crowds.crowds])
async def test_a_crowd_that_is_found_again_paints_nothing(make):
    session = FakeSession(make())
    async with running(session) as s:
        await s.press("2", "j", "j")
        await look(s)
        with paints(s.app) as found:
            session.next_is(make())
            await look(s)
        assert session.look_count == 3
        assert found == []


@SIZES
async def test_a_second_later_only_lines_that_tell_the_time_are_painted(size):
    day = days.rich()
    async with running(FakeSession(day), size) as s:
        await look(s)
        before = s.text.splitlines()
        with paints(s.app) as found:
            s.ticks.pass_by(1.0)
            s.session.time += timedelta(seconds=1)
            s.board._beat()
            await s.settle()
            await s.pilot.pause(0.05)
        after = s.text.splitlines()
        changed = {y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old != new}
        assert 0 in changed
        assert set().union(*found) == changed


@SIZES
async def test_what_a_look_finds_otherwise_is_painted(size):
    async with running(FakeSession(days.rich()), size) as s:
        await s.settle()
        with paints(s.app) as found:
            s.session.next_is(Day(days.REPO, (days.done_view(),), days.rich().snapshot, days.ME))
            await look(s)
        assert found
        assert "DONE" in s.text


async def test_no_key_in_a_list_lays_the_screen_out_again(monkeypatch):
    async with running(FakeSession(crowds.crowd())) as s:
        await s.settle()
        laid_out = []
        lay_out = s.board._refresh_layout

        def counted(*args: Any, **more: Any) -> None:
            laid_out.append(s.board.current)
            lay_out(*args, **more)

        for panel in "1234567":
            await s.press(panel)
            await s.settle()
            before = s.board.panel(s.board.current).chosen
            monkeypatch.setattr(s.board, "_refresh_layout", counted)
            await s.press("j", "pagedown", "G", "k")
            await s.settle()
            monkeypatch.undo()
            if panel not in "67":  # of which one has two gates, and the other no line
                assert s.board.panel(s.board.current).chosen != before
        assert laid_out == []
        await s.press("z")
        monkeypatch.setattr(s.board, "_refresh_layout", counted)
        await s.press("z")
        assert laid_out, "what does change the places is counted"


async def test_releases_follow_what_another_repository_says():
    session = FakeSession(crowds.crowds())
    async with running(session) as s:
        await s.settle()
        day = crowds.crowds()
        other = next(view for view in day.views[1:] if view.assessment.verdict is Verdict.NO_GO)
        done = replace(other, assessment=days.done_view().assessment)
        assert " NO-GO " in row_text(s, other.release.release_id)
        session.next_is(replace(day, views=tuple(done if view is other else view for view in day.views)))
        await look(s)
        assert " DONE " in row_text(s, other.release.release_id)


def row_text(s: Screen, key: str) -> str:
    return next(row.text for row in s.board.panel("releases").rows if row.key == key)
