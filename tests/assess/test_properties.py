"""Whatever is missing or could not be looked at: an assessment, and never a green one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.asks import (
    AttestationsAsk,
    BoardAsk,
    EnvironmentAsk,
    HeadAsk,
    HitsAsk,
    PullAsk,
    RulesAsk,
    RunDetailAsk,
    TagAsk,
)
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.model.verdicts import Verdict
from gonogo.playbook.find import load_builtin
from support.widget import nouns, stages
from support.widget.world import World

DAY = [stage() for stage in stages.STAGES]
LOOKS = [world.snapshot() for world in DAY]
PROBLEM = Problem("could not look", "Look again.")

INFORMS = (BoardAsk, HitsAsk, AttestationsAsk, EnvironmentAsk, RulesAsk)
"""Nothing that decides rests on these at the end of the day: they inform, or say who may approve."""


def without(snapshot: Snapshot, lost: set[Any], failed: set[Any]) -> Snapshot:
    """The snapshot with some answers missing and some turned into problems."""
    answers = {
        ask: Seen(None, seen.seen_at, seen.source, PROBLEM) if ask in failed else seen
        for ask, seen in snapshot.answers.items()
        if ask not in lost
    }
    return Snapshot(snapshot.taken_at, MappingProxyType(answers))


@st.composite
def partial_looks(draw):
    """A stage of the day, and its snapshot with holes."""
    at = draw(st.integers(0, len(DAY) - 1))
    asks = sorted(LOOKS[at].answers, key=repr)
    lost = draw(st.sets(st.sampled_from(asks)))
    failed = draw(st.sets(st.sampled_from(asks)))
    return at, lost, failed


@given(partial_looks())
def test_it_is_total_and_asks_for_what_is_missing(look):
    at, lost, failed = look
    world = DAY[at]
    assessment = world.assess_on(without(LOOKS[at], lost, failed))
    assert len(assessment.standings) == len(world.playbook.processes["release"].steps)
    assert BoardAsk() in assessment.asks
    if assessment.next_step is not None:
        standing = assessment.standing(assessment.next_step)
        assert standing.finding.verdict is assessment.verdict


@given(partial_looks())
def test_a_hole_never_makes_anything_greener(look):
    """What is offered, and what is done, with holes in the look was so without them."""
    at, lost, failed = look
    world = DAY[at]
    whole = world.assess_on(LOOKS[at])
    holed = world.assess_on(without(LOOKS[at], lost, failed))
    if holed.verdict is Verdict.DONE:
        assert whole.verdict is Verdict.DONE
    for standing in holed.standings:
        before = whole.standing(standing.step_id)
        if standing.finding.verdict is Verdict.DONE and standing.decides:
            assert before.finding.verdict is Verdict.DONE
        for offer in standing.offers:
            if offer.verb in ("do", "approve") and not offer.refused:
                assert offer in before.offers


FINISHED = LOOKS[-1]


@pytest.mark.parametrize("how", ["lost", "failed"])
@pytest.mark.parametrize("ask", sorted(FINISHED.answers, key=repr), ids=repr)
def test_a_finished_release_is_not_done_when_anything_that_decides_was_not_seen(ask, how):
    holed = without(FINISHED, {ask} if how == "lost" else set(), {ask} if how == "failed" else set())
    verdict = DAY[-1].assess_on(holed).verdict
    if isinstance(ask, INFORMS) or _is_spare(ask):
        assert verdict in (Verdict.DONE, Verdict.UNKNOWN, Verdict.HOLD)
    else:
        assert verdict is not Verdict.DONE


def _is_spare(ask):
    """Wanted for a fallback: main's HEAD once the tag is there, the pull request once main has the version."""
    return isinstance(ask, HeadAsk | PullAsk)


def test_one_lost_source_at_a_time_is_unknown_with_its_sentence():
    for ask in (TagAsk(nouns.TAG), next(ask for ask in FINISHED.answers if isinstance(ask, RunDetailAsk))):
        assessment = DAY[-1].assess_on(without(FINISHED, set(), {ask}))
        assert assessment.verdict is Verdict.UNKNOWN
        assert assessment.reason.endswith("could not look")


def test_the_built_in_playbook_is_judged_whole_from_nothing():
    world = World(playbook=load_builtin("ordvec"), release=nouns.release())
    assessment = world.assess_on(Snapshot())
    assert assessment.verdict is Verdict.UNKNOWN
    assert all(standing.finding.verdict is not Verdict.NO_GO for standing in assessment.standings)
