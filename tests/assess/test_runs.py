"""The run that the tag started."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from support.widget.nouns import ALL_PASSED, CRATE, GOOD_TAG, NOON, job, release_run, tree
from support.widget.stages import agreed, tagged
from support.widget.world import changed, said

OTHER = "e" * 40

RUNS = {
    "building": (release_run(guard="success", build="in_progress"), "HOLD", "1/5 jobs"),
    "queued": (release_run(guard="queued"), "HOLD", "0/5 jobs"),
    "at a gate": (
        release_run(guard="success", build="success", publish_crate="waiting"),
        "HOLD",
        "2/5 jobs · at a gate",
    ),
    "passed": (release_run(**ALL_PASSED), "DONE", "5 jobs passed on bbbbbbb"),
    "a job failed": (release_run(guard="success", build="failure"), "NO-GO", "build failed"),
    "a job failed while others run": (
        release_run(guard="success", build="success", publish_crate="failure", publish_pypi="in_progress"),
        "NO-GO",
        "publish-crate failed",
    ),
    "a job was cancelled": (release_run(guard="success", build="cancelled"), "NO-GO", "build was cancelled"),
    "the failure comes before what it cancelled": (
        release_run(guard="success", build="cancelled", publish_crate="failure"),
        "NO-GO",
        "publish-crate failed · and 1 more",
    ),
    "skipped, not released": (
        release_run(guard="success", build="skipped", publish_crate="skipped", publish_pypi="skipped"),
        "NO-GO",
        "skipped, not released: the run is green and did nothing",
    ),
    "only the publishing was skipped": (
        release_run(guard="success", build="success", publish_crate="skipped", publish_pypi="success"),
        "NO-GO",
        "publish-crate was skipped: not released",
    ),
}


@pytest.mark.parametrize(("detail", "verdict", "evidence"), RUNS.values(), ids=RUNS)
def test_workflow(detail, verdict, evidence):
    assert said(changed(tagged(), detail=detail), "workflow") == (verdict, evidence)


@pytest.mark.parametrize(
    ("conclusion", "evidence"),
    [
        ("cancelled", "release.yml was cancelled"),
        ("failure", "release.yml failed"),
        ("startup_failure", "release.yml could not start"),
        ("skipped", "release.yml ended skipped"),
        ("neutral", "release.yml ended neutral"),
    ],
)
def test_a_run_that_ended_otherwise_without_a_broken_job(conclusion, evidence):
    detail = release_run(guard="success")
    detail = replace(detail, run=replace(detail.run, conclusion=conclusion))
    assert said(changed(tagged(), detail=detail), "workflow") == ("NO-GO", evidence)


def test_it_starts_with_the_tag_and_has_five_minutes():
    assert said(agreed(), "workflow") == ("HOLD", "starts with the tag")
    world = changed(tagged(), detail=None, now=NOON)
    world.events.clear()
    world.tag = replace(GOOD_TAG, tagged_at=NOON - timedelta(minutes=4))
    assert said(world, "workflow") == ("HOLD", "release.yml has not started yet")
    world.tag = replace(GOOD_TAG, tagged_at=NOON - timedelta(minutes=6))
    assert said(world, "workflow") == ("NO-GO", "release.yml never started for v0.6.0")


def test_rerun_is_offered_when_the_run_is_over():
    (offer,) = changed(tagged(), detail=RUNS["a job failed"][0]).standing("workflow").offers
    assert (offer.verb, offer.tier.value, offer.refused) == ("rerun", "ask", "")
    (offer,) = changed(tagged(), detail=RUNS["a job failed while others run"][0]).standing("workflow").offers
    assert offer.refused == "the run is not finished: reject what still waits at a gate, or let it end"


def test_a_failure_after_the_first_registry_is_recovery():
    world = changed(tagged(), crate=CRATE)
    world.detail = release_run(
        guard="success", build="success", publish_crate="success", publish_pypi="failure"
    )
    finding = world.standing("workflow").finding
    assert finding.evidence == "publish-pypi failed"
    assert finding.advice.startswith("RECOVERY: a part is published.")
    facts = {fact.name: fact.found for fact in finding.facts}
    assert facts["crates.io widget"] == "published"
    assert facts["PyPI widget"] == "not published"


def test_head_that_moved_after_the_tag_is_said_when_the_run_failed():
    world = changed(tagged(), detail=release_run(guard="failure"))
    world.heads["main"] = OTHER
    world.trees[OTHER] = tree("0.6.0")
    facts = {fact.name: (fact.found, fact.expected) for fact in world.standing("workflow").finding.facts}
    assert facts["main's HEAD moved after the tag"] == ("eeeeeee", "bbbbbbb")


def test_jobs_are_named_by_their_keys():
    detail = release_run(guard="success", build="success")
    detail = replace(
        detail, jobs=(*detail.jobs, job("wheel macos (arm64)", "failure", 77), job("stray", "success"))
    )
    facts = changed(tagged(), detail=detail).standing("workflow").finding.facts
    assert [fact.name for fact in facts[1:5]] == ["build", "guard", "build", "stray"], (
        "what is broken comes first"
    )
