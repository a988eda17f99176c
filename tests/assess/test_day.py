"""A release day in order: the verdict, its sentence and what is next, at every stage."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.model.asks import Ask, BoardAsk
from gonogo.model.snapshot import Seen, Snapshot
from gonogo.model.verdicts import Verdict
from support.widget import stages

DAY = [
    (stages.begun, "GO", "impact", "Review the impact: patch-compatible or minor-breaking?"),
    (stages.reviewed, "GO", "bump", "Bump 0.5.0 to 0.6.0: 0.5.0 to 0.6.0 on aaaaaaa"),
    (stages.proposed, "GO", "merge", "Merge the bump: #212 is clean and green at ccccccc"),
    (stages.merged, "GO", "go", "The maintainer's go: go or no-go?"),
    (
        stages.agreed,
        "GO",
        "tag",
        "Sign v0.6.0 and push it: from main's HEAD bbbbbbb · merging into main is frozen",
    ),
    (stages.tagged, "HOLD", "workflow", "release.yml runs to its end: 1/5 jobs"),
    (
        stages.at_the_gate,
        "GO",
        "approve-publish-crate",
        "Approve crates-io for publish-crate: your approval starts publish-crate",
    ),
    (
        stages.at_the_second_gate,
        "GO",
        "approve-publish-pypi",
        "Approve pypi for publish-pypi: your approval starts publish-pypi",
    ),
    (stages.published_all, "GO", "told", "Told the world: waits for your word on 0.6.0"),
    (stages.finished, "DONE", None, "0.6.0 is released"),
]


@pytest.mark.parametrize(
    ("stage", "verdict", "next_step", "reason"), DAY, ids=[row[0].__name__ for row in DAY]
)
def test_every_stage_has_its_verdict_and_its_sentence(stage, verdict, next_step, reason):
    assessment = stage().assess()
    assert (assessment.verdict.value, assessment.next_step, assessment.reason) == (verdict, next_step, reason)


@pytest.mark.parametrize("stage", stages.STAGES)
def test_equal_input_gives_an_equal_assessment(stage):
    world = stage()
    snapshot = world.snapshot()
    assert world.assess_on(snapshot) == world.assess_on(snapshot)


@pytest.mark.parametrize("stage", stages.STAGES)
def test_only_what_can_be_done_now_is_offered_without_a_refusal(stage):
    for standing in stage().assess().standings:
        acts = [
            offer for offer in standing.offers if not offer.refused and offer.verb not in ("waive", "reject")
        ]
        assert not acts or standing.is_reached, standing


@pytest.mark.parametrize("stage", stages.STAGES)
def test_evidence_is_one_short_line(stage):
    for standing in stage().assess().standings:
        assert 0 < len(standing.finding.evidence) <= 70, standing.finding.evidence
        assert "\n" not in standing.finding.evidence


def test_nothing_was_looked_at_yet():
    world = stages.begun()
    assessment = world.assess_on(Snapshot())
    assert assessment.verdict is Verdict.UNKNOWN
    assert assessment.reason == "Checkout is clean, at origin's main: not looked at yet"
    assert BoardAsk() in assessment.asks


def test_the_rounds_are_few():
    world = stages.at_the_gate()
    answers: dict[Ask[Any], Seen[Any]] = {}
    rounds = 0
    while missing := world.assess_on(Snapshot(world.now, answers)).asks - answers.keys():
        answers = answers | {ask: world.answer(ask) for ask in missing}
        rounds += 1
    assert rounds <= 4
