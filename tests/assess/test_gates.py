"""Gates: who may let which job through now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.asks import EnvironmentAsk, SignatureAsk
from gonogo.model.github import GateReview, JobStep
from gonogo.model.local import WorkflowJob
from gonogo.model.snapshot import Problem
from support.widget.nouns import CRATE, NOON, WORKFLOW, environment, gate, release_run, run
from support.widget.stages import agreed, at_the_gate, at_the_second_gate, tagged
from support.widget.world import changed, said

GATE = "approve-publish-crate"


def waiting(**changes):
    detail = release_run(guard="success", build="success", publish_crate="waiting")
    return replace(detail, gates=(gate("crates-io", **changes),))


def test_ready_for_the_viewer():
    standing = at_the_gate().standing(GATE)
    assert (standing.finding.verdict.value, standing.finding.evidence) == (
        "GO",
        "your approval starts publish-crate",
    )
    assert [(o.verb, o.tier.value, o.refused) for o in standing.offers] == [
        ("approve", "type", ""),
        ("reject", "show", ""),
    ]
    assert standing.offers[0].title == "Approve crates-io for publish-crate on bbbbbbb"


def test_the_facts_are_what_an_approver_must_know():
    facts = {fact.name: fact.found for fact in at_the_gate().standing(GATE).finding.facts}
    assert facts == {
        "environment": "crates-io",
        "commit": "bbbbbbb",
        "run": "#7, attempt 1, by @mira",
        "lets through": "publish-crate",
        "CI": "2 of 2 green on bbbbbbb",
        "may approve": "@mira, @jo",
        "wait timer": "none",
    }


def timer(minutes_ago):
    return waiting(timer_min=10, timer_started_at=NOON - timedelta(minutes=minutes_ago))


HELD = {
    "not yet tagged": (agreed(), None, "HOLD", "after the tag"),
    "no run yet": (tagged(), None, "HOLD", "release.yml has not started"),
    "before its needs": (tagged(), release_run(guard="success", build="in_progress"), "HOLD", "after build"),
    "queued": (
        tagged(),
        release_run(guard="success", build="success", publish_crate="queued"),
        "HOLD",
        "publish-crate is queued",
    ),
    "running": (
        tagged(),
        release_run(guard="success", build="success", publish_crate="in_progress"),
        "HOLD",
        "publish-crate is running",
    ),
    "timer": (tagged(), timer(4), "HOLD", "timer 4 of 10 min"),
    "timer over": (tagged(), timer(10), "GO", "your approval starts publish-crate"),
    "others only": (tagged(), waiting(can_approve=False, reviewers=("jo",)), "HOLD", "waits for @jo"),
    "waits for no review": (
        tagged(),
        replace(waiting(), gates=()),
        "HOLD",
        "publish-crate waits, not for a review",
    ),
    "passed": (
        tagged(),
        release_run(guard="success", build="success", publish_crate="success"),
        "DONE",
        "publish-crate passed · no approval on record",
    ),
    "failed": (
        tagged(),
        release_run(guard="success", build="success", publish_crate="failure"),
        "NO-GO",
        "publish-crate failed",
    ),
    "cancelled": (
        tagged(),
        release_run(guard="success", build="success", publish_crate="cancelled"),
        "NO-GO",
        "publish-crate was cancelled",
    ),
    "skipped": (
        tagged(),
        release_run(guard="success", build="skipped", publish_crate="skipped"),
        "NO-GO",
        "publish-crate was skipped: nothing was published",
    ),
    "the run is over without it": (
        tagged(),
        release_run(guard="success"),
        "NO-GO",
        "publish-crate never ran: the run is over",
    ),
}


@pytest.mark.parametrize(("world", "detail", "verdict", "evidence"), HELD.values(), ids=HELD)
def test_gate(world, detail, verdict, evidence):
    assert said(changed(world, detail=detail), GATE) == (verdict, evidence)


def test_while_the_timer_runs_approving_is_refused_with_its_reason():
    offers = changed(tagged(), detail=timer(4)).standing(GATE).offers
    assert [(offer.verb, offer.refused) for offer in offers] == [
        ("approve", "the wait timer runs: timer 4 of 10 min"),
        ("reject", ""),
    ]


def test_self_review_leaves_the_others():
    world = changed(tagged(), detail=waiting(can_approve=False))
    world.environments["crates-io"] = environment("crates-io", prevents_self_review=True)
    assert said(world, GATE) == ("HOLD", "waits for @jo")
    assert world.standing(GATE).offers == ()


def test_the_only_reviewer_started_the_run():
    world = changed(tagged(), detail=waiting(can_approve=False, reviewers=("mira",)))
    world.environments["crates-io"] = environment("crates-io", prevents_self_review=True, reviewers=("mira",))
    assert said(world, GATE) == ("NO-GO", "nobody can approve: @mira started the run")


def test_who_approved_is_named():
    detail = release_run(guard="success", build="success", publish_crate="success")
    reviews = (GateReview("crates-io", "approved", "jo", "fine"), GateReview("pypi", "approved", "eve", ""))
    world = changed(tagged(), detail=replace(detail, reviews=reviews))
    assert said(world, GATE) == ("DONE", "publish-crate passed · approved by @jo")
    detail = release_run(guard="success", build="success", publish_crate="in_progress")
    world.detail = replace(detail, reviews=reviews)
    assert said(world, GATE) == ("HOLD", "publish-crate is running · approved by @jo")


def test_rejected():
    detail = release_run(guard="success", build="success", publish_crate="failure")
    world = changed(
        tagged(), detail=replace(detail, reviews=(GateReview("crates-io", "rejected", "jo", "no"),))
    )
    assert said(world, GATE) == ("NO-GO", "rejected by @jo")
    assert world.standing(GATE).offers == ()


NO = (GateReview("crates-io", "rejected", "jo", "no"),)


def rejected(**states):
    detail = release_run(guard="success", build="success", publish_crate="failure", **states)
    return changed(tagged(), detail=replace(detail, reviews=NO))


@pytest.mark.parametrize("states", [{"publish_pypi": "skipped"}, {}], ids=["skipped", "never listed"])
def test_a_gate_after_the_rejected_one_is_not_reached_and_the_release_stays_no_go(states):
    world = rejected(**states)
    assert said(world, "approve-publish-pypi") == ("HOLD", "not reached: crates-io was rejected")
    assert world.standing("approve-publish-pypi").offers == ()
    assessment = world.assess()
    assert (assessment.verdict.value, assessment.next_step) == ("NO-GO", "workflow")
    assert assessment.reason.endswith("rejected by @jo")
    assert said(world, GATE) == ("NO-GO", "rejected by @jo")
    assert said(world, "workflow") == ("NO-GO", "publish-crate was rejected by @jo")


def test_a_rejected_gate_never_lets_the_release_go_on_whatever_stands_before_it():
    """It does not decide before its turn: a recovery begins with a run whose gate was rejected."""
    world = changed(rejected(publish_pypi="skipped"), signature=None)
    world.problems[SignatureAsk] = Problem("git could not be run")
    assert world.standing(GATE).blocked_by == ("tag",)
    assert world.assess().verdict.value == "UNKNOWN"
    assert not any(offer.verb == "approve" for one in world.assess().standings for offer in one.offers)


def test_a_gate_that_hangs_on_nothing_rejected_is_judged_for_itself():
    world = rejected(publish_pypi="waiting")
    world.workflow = replace(
        WORKFLOW,
        jobs=tuple(replace(j, needs=("build",)) if j.key == "publish-pypi" else j for j in WORKFLOW.jobs),
    )
    standing = world.standing("approve-publish-pypi")
    assert standing.finding.evidence == "crates-io was rejected by @jo: no further approval"
    assert (standing.finding.verdict.value, [o.verb for o in standing.offers]) == ("NO-GO", ["reject"])
    world.detail = replace(rejected(publish_pypi="in_progress").detail)
    assert said(world, "approve-publish-pypi") == ("HOLD", "publish-pypi is running")
    world.detail = rejected(publish_pypi="skipped").detail
    assert said(world, "approve-publish-pypi")[0] == "NO-GO", "it was skipped for another reason"


def test_a_job_that_began_failed_by_itself_though_an_earlier_attempt_was_rejected():
    world = rejected(publish_pypi="skipped")
    began = (JobStep(1, "Set up job", "completed", "failure"),)
    jobs = tuple(replace(j, steps=began) if j.conclusion == "failure" else j for j in world.detail.jobs)
    world.detail = replace(world.detail, jobs=jobs)
    assert said(world, GATE) == ("NO-GO", "publish-crate failed")
    assert said(world, "approve-publish-pypi") == ("NO-GO", "publish-pypi was skipped: nothing was published")


def test_no_further_approval_into_a_partial_release():
    world = changed(tagged(), crate=CRATE)
    world.workflow = replace(
        WORKFLOW, jobs=(*WORKFLOW.jobs, WorkflowJob("publish-docs", "publish docs", "", ()))
    )
    detail = release_run(guard="success", build="success", publish_crate="success", publish_pypi="waiting")
    broken = replace(detail.jobs[0], job_id=99, name="publish docs", conclusion="failure")
    world.detail = replace(detail, jobs=(*detail.jobs, broken))
    standing = world.standing("approve-publish-pypi")
    assert standing.finding.verdict.value == "NO-GO"
    assert standing.finding.evidence == "publish-docs failed: no further approval"
    assert "draft with a part of the registries" in standing.finding.advice
    assert [offer.verb for offer in standing.offers] == ["reject"]
    assert world.assess().verdict.value == "NO-GO"


def test_one_approval_lets_all_that_wait_there_through():
    world = at_the_second_gate()
    world.workflow = replace(
        WORKFLOW,
        jobs=tuple(replace(j, environment="pypi") if j.key == "publish-crate" else j for j in WORKFLOW.jobs),
    )
    detail = release_run(guard="success", build="success", publish_crate="waiting", publish_pypi="waiting")
    world.detail = replace(detail, gates=(gate("pypi"),))
    assert said(world, "approve-publish-pypi") == ("GO", "your approval starts publish-crate, publish-pypi")


def test_the_playbook_must_fit_the_workflow_file():
    world = at_the_gate()
    world.workflow = replace(WORKFLOW, jobs=WORKFLOW.jobs[:2])
    assert said(world, GATE) == ("NO-GO", "release.yml has no job publish-crate at the tag's commit")
    world.workflow = None
    assert said(world, GATE) == ("NO-GO", "release.yml is not there at the tag's commit")
    world.workflow = replace(WORKFLOW, jobs=(*WORKFLOW.jobs[:2], WorkflowJob("publish-crate", "", "", ())))
    assert said(world, GATE) == ("NO-GO", "publish-crate deploys to no environment, not crates-io")
    named = WorkflowJob("publish-crate", "publish to crates.io", "${{ inputs.where }}", ())
    world.workflow = replace(WORKFLOW, jobs=(*WORKFLOW.jobs[:2], named))
    assert said(world, GATE)[0] == "GO"


def test_red_ci_of_the_commit_stands_beside_the_gate_and_blocks_it():
    world = changed(at_the_gate(), runs=[run("ci.yml", conclusion="failure"), run("fuzz.yml")])
    standing = world.standing(GATE)
    assert standing.blocked_by == ("workflows-green",)
    assert (standing.finding.verdict.value, standing.offers[0].refused) == (
        "HOLD",
        "after: CI is green for main's HEAD",
    )
    assert standing.offers[1].refused == ""
    assert {f.name: f.is_ok for f in standing.finding.facts}["CI"] is False


def test_an_environment_that_can_not_be_read_does_not_hide_the_gate():
    world = at_the_gate()
    world.problems[EnvironmentAsk("crates-io")] = Problem("GitHub says 403")
    facts = {fact.name: fact.found for fact in world.standing(GATE).finding.facts}
    assert facts["may approve"] == "@mira, @jo"
