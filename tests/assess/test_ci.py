"""CI: absent, pending, cancelled, skipped and stale are not green, nor is green on another commit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.widget.nouns import BASE, NOON, PLAYBOOK, playbook, run
from support.widget.stages import merged
from support.widget.world import changed, said

LATER = NOON - timedelta(minutes=10)


def ci(**changes):
    return [run("ci.yml", **changes), run("fuzz.yml")]


CASES = {
    "green": (ci(), "DONE", "2 of 2 green on bbbbbbb", []),
    "failed": (ci(conclusion="failure"), "NO-GO", "ci.yml failed on bbbbbbb", ["rerun", "waive"]),
    "timed out": (ci(conclusion="timed_out"), "NO-GO", "ci.yml timed out on bbbbbbb", ["rerun", "waive"]),
    "cancelled": (ci(conclusion="cancelled"), "NO-GO", "ci.yml was cancelled on bbbbbbb", ["rerun", "waive"]),
    "skipped": (ci(conclusion="skipped"), "NO-GO", "ci.yml was skipped on bbbbbbb", ["waive"]),
    "neutral": (ci(conclusion="neutral"), "NO-GO", "ci.yml ended neutral, not green on bbbbbbb", ["waive"]),
    "stale": (ci(conclusion="stale"), "NO-GO", "ci.yml went stale on bbbbbbb", ["waive"]),
    "action required": (
        ci(conclusion="action_required"),
        "NO-GO",
        "ci.yml waits for an action on bbbbbbb",
        ["waive"],
    ),
    "a word of tomorrow": (ci(conclusion="sideways"), "NO-GO", "ci.yml ended sideways on bbbbbbb", ["waive"]),
    "running": (ci(status="in_progress", conclusion=""), "HOLD", "1 of 2 green on bbbbbbb · 1 running", []),
    "queued": (ci(status="queued", conclusion=""), "HOLD", "1 of 2 green on bbbbbbb · 1 running", []),
    "never ran": ([run("ci.yml")], "NO-GO", "fuzz.yml never ran for bbbbbbb", ["waive"]),
    "neither ran": ([], "NO-GO", "ci.yml never ran for bbbbbbb · and 1 more", ["waive"]),
    "green on the parent only": (
        [run("ci.yml", sha=BASE), run("fuzz.yml", sha=BASE)],
        "NO-GO",
        "ci.yml never ran for bbbbbbb · and 1 more",
        ["waive"],
    ),
    "green for a tag, not for main": (
        [run("ci.yml", head_branch="v0.6.0"), run("fuzz.yml")],
        "NO-GO",
        "ci.yml never ran for bbbbbbb",
        ["waive"],
    ),
    "green for another event": (
        [run("ci.yml", event="pull_request"), run("fuzz.yml")],
        "NO-GO",
        "ci.yml never ran for bbbbbbb",
        ["waive"],
    ),
    "an older success hides nothing": (
        [*ci(), run("ci.yml", run_id=5000, created_at=LATER, conclusion="failure")],
        "NO-GO",
        "ci.yml failed on bbbbbbb",
        ["rerun", "waive"],
    ),
    "an older attempt hides nothing": (
        [run("ci.yml"), run("ci.yml", attempt=2, status="in_progress", conclusion=""), run("fuzz.yml")],
        "HOLD",
        "1 of 2 green on bbbbbbb · 1 running",
        [],
    ),
    "a newer success counts": (
        [*ci(conclusion="failure"), run("ci.yml", run_id=5000, created_at=LATER)],
        "DONE",
        "2 of 2 green on bbbbbbb",
        [],
    ),
    "a failure is worse than a run under way": (
        [run("ci.yml", status="queued", conclusion=""), run("fuzz.yml", conclusion="failure")],
        "NO-GO",
        "fuzz.yml failed on bbbbbbb",
        ["rerun", "waive"],
    ),
}


@pytest.mark.parametrize(("runs", "verdict", "evidence", "verbs"), CASES.values(), ids=CASES)
def test_workflows_green(runs, verdict, evidence, verbs):
    world = changed(merged(), runs=runs)
    standing = world.standing("workflows-green")
    assert (standing.finding.verdict.value, standing.finding.evidence) == (verdict, evidence)
    assert [offer.verb for offer in standing.offers] == verbs
    assert (world.assess().next_step == "workflows-green") == (verdict != "DONE")


def test_absent_on_a_commit_of_a_moment_ago_may_still_begin():
    world = changed(merged(), runs=[], committed_at=NOON - timedelta(minutes=2))
    assert said(world, "workflows-green") == ("HOLD", "0 of 2 green on bbbbbbb · not started yet")
    world.now = NOON + timedelta(minutes=4)
    assert said(world, "workflows-green")[0] == "NO-GO"


def test_a_sibling_run_tells_when_the_commit_was_pushed():
    world = changed(merged(), runs=[run("ci.yml", created_at=NOON - timedelta(minutes=1))])
    world.committed_at = NOON - timedelta(seconds=30)
    assert said(world, "workflows-green") == ("HOLD", "1 of 2 green on bbbbbbb · not started yet")


def test_no_rerun_where_the_playbook_offers_none():
    text = PLAYBOOK.replace(
        "workflows: [ci.yml, fuzz.yml]", "workflows: [ci.yml, fuzz.yml]\n        remedy: none"
    )
    world = changed(merged(), playbook=playbook(text), runs=ci(conclusion="cancelled"))
    assert [offer.verb for offer in world.standing("workflows-green").offers] == ["waive"]


def test_the_facts_name_every_workflow_with_its_run():
    facts = changed(merged(), runs=ci(attempt=3)).standing("workflows-green").finding.facts
    assert [(fact.name, fact.found, fact.is_ok) for fact in facts] == [
        ("ci.yml", "green (attempt 3)", True),
        ("fuzz.yml", "green", True),
    ]
    assert facts[0].link == "https://example.invalid/runs/ci.yml"


def test_red_ci_after_the_go_blocks_the_tag_again():
    from support.widget.stages import agreed

    world = changed(agreed(), runs=ci(conclusion="failure"))
    standing = world.standing("tag")
    assert standing.blocked_by == ("workflows-green",)
    assert all(offer.refused for offer in standing.offers)
    assert world.assess().verdict.value == "NO-GO"


@pytest.mark.parametrize(("began", "since"), [(NOON - timedelta(minutes=3),) * 2, (None, None)])
def test_a_further_attempt_runs_since_it_began_and_not_since_the_first_one(began, since):
    again = run("ci.yml", attempt=2, status="in_progress", conclusion="", started_at=began)
    world = changed(merged(), runs=[again, run("fuzz.yml")])
    assert world.standing("workflows-green").finding.since == since
