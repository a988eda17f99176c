"""Judgements that are remembered: the same as judging anew, whatever moved and however late it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.assess import memory
from gonogo.assess.memory import Memory
from gonogo.assess.release import assess
from gonogo.model.asks import BoardAsk
from gonogo.model.github import RateBudget
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem, Seen, Snapshot
from support.widget import nouns, stages
from support.widget.world import changed


def just_tagged():
    """The run has five minutes to begin, of which one is left."""
    world = changed(stages.tagged(), detail=None)
    world.events.clear()
    world.tag = replace(nouns.GOOD_TAG, tagged_at=nouns.NOON - timedelta(minutes=4))
    return world


def just_merged():
    """No workflow ran yet for a commit of two minutes ago."""
    return changed(stages.merged(), runs=[], committed_at=nouns.NOON - timedelta(minutes=2))


def on_the_timer():
    """A gate whose timer runs for six more minutes."""
    world = stages.at_the_gate()
    started = nouns.NOON - timedelta(minutes=4)
    gate = nouns.gate("crates-io", timer_min=10, timer_started_at=started, can_approve=False)
    assert world.detail is not None
    return changed(world, detail=replace(world.detail, gates=(gate,)))


def just_acted():
    """Something was done after the last look."""
    world = stages.agreed()
    world.record("tag", EventKind.INTENT, at=nouns.NOON + timedelta(seconds=5), action="push-tag")
    return world


DAY = [stage() for stage in (*stages.STAGES, just_tagged, just_merged, on_the_timer, just_acted)]
LATER = [timedelta(seconds=s) for s in (0, 1, 61, 125, 299, 301, 600, 901, 3600, 90_000)]


def looked_again(snapshot: Snapshot, after: timedelta, failed=frozenset()) -> Snapshot:
    """The same answers, seen later; some could not be seen."""
    answers = {}
    for ask, seen in snapshot.answers.items():
        seen_at = seen.seen_at + after
        lost: Seen[Any] = Seen(None, seen_at, seen.source, Problem("503"))
        answers[ask] = lost if ask in failed else replace(seen, seen_at=seen_at)
    return Snapshot(snapshot.taken_at, MappingProxyType(answers))


def fresh(world, snapshot, now):
    return assess(world.playbook, world.release, snapshot, tuple(world.events), now)


@st.composite
def two_looks(draw):
    """A stage, then another look at it or at another one, later; some answers fail in either."""
    first = draw(st.sampled_from(DAY))
    second = draw(st.one_of(st.just(first), st.sampled_from(DAY)))
    asks = sorted(first.snapshot().answers, key=repr)
    failing = st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(asks), max_size=3))
    return (
        first,
        second,
        draw(st.sampled_from(LATER)),
        draw(st.sampled_from(LATER)),
        draw(failing),
        draw(failing),
    )


@given(two_looks())
def test_it_comes_to_what_judging_anew_comes_to(looks):
    first, second, early, late, failed, failing = looks
    kept = Memory(first.playbook)
    now = nouns.NOON
    seen = looked_again(first.snapshot(), timedelta(0), failed)
    assert kept.assess(first.release, seen, tuple(first.events), now + early) == fresh(
        first, seen, now + early
    )
    after = early + late
    again = looked_again(second.snapshot(), after, failing)
    found = kept.assess(second.release, again, tuple(second.events), now + after)
    assert found == fresh(second, again, now + after)


@pytest.fixture
def judged(monkeypatch):
    """How many times a release was judged."""
    calls = []

    def counted(*words, **more):
        calls.append(words)
        return assess(*words, **more)

    monkeypatch.setattr(memory, "assess", counted)
    return calls


def test_what_did_not_move_is_not_judged_again(judged):
    world = stages.finished()
    kept = Memory(world.playbook)
    for minutes in (100, 101, 102):
        seen = looked_again(world.snapshot(), timedelta(minutes=minutes))
        kept.assess(world.release, seen, tuple(world.events), nouns.NOON + timedelta(minutes=minutes))
    assert len(judged) == 1


def test_what_is_left_of_the_rate_limit_moves_nothing(judged):
    world = stages.finished()
    kept, snapshot = Memory(world.playbook), world.snapshot()
    for left in (4000, 3000):
        board: Any = snapshot.answers[BoardAsk()]
        spent = replace(board, value=replace(board.value, rate=RateBudget(5000, left, nouns.NOON)))
        seen = Snapshot(snapshot.taken_at, MappingProxyType({**snapshot.answers, BoardAsk(): spent}))
        kept.assess(world.release, seen, tuple(world.events), nouns.NOON + timedelta(hours=2))
    assert len(judged) == 1


def test_a_new_line_in_the_journal_is_judged(judged):
    world = stages.finished()
    kept, now = Memory(world.playbook), nouns.NOON + timedelta(hours=2)
    kept.assess(world.release, world.snapshot(), tuple(world.events[:-1]), now)
    kept.assess(world.release, world.snapshot(), tuple(world.events), now)
    assert len(judged) == 2


def test_what_rests_on_the_time_is_judged_again_when_it_has_come(judged):
    world = just_tagged()
    kept, snapshot = Memory(world.playbook), world.snapshot()
    until = kept.assess(world.release, snapshot, tuple(world.events), nouns.NOON).holds_until
    assert until == nouns.NOON + timedelta(minutes=1)
    kept.assess(world.release, snapshot, tuple(world.events), until - timedelta(seconds=1))
    assert len(judged) == 1
    kept.assess(world.release, snapshot, tuple(world.events), until)
    assert len(judged) == 2
