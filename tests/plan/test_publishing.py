"""Plans of the tag, of gates, of running again, and of a person's word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.errors import RefusedError
from gonogo.model.asks import EnvironmentAsk, WorkflowFileAsk
from gonogo.model.plans import PushTag, Rerun, ReviewGate
from gonogo.model.snapshot import Problem
from gonogo.model.verdicts import Tier
from support.widget.nouns import BUMPED, CRATE, NEW, TAG, WORKFLOW, gate, release_run, run
from support.widget.stages import agreed, at_the_gate, begun, merged, reviewed, tagged
from support.widget.world import changed


def test_the_tag_is_typed_and_says_what_it_starts():
    plan = agreed().plan("tag")
    assert plan.actions == (PushTag(TAG, TAG, BUMPED, "main"),)
    assert (plan.tier, plan.type_to_confirm, plan.rests_on) == (Tier.TYPE, TAG, {"main": BUMPED})
    assert plan.warnings == (
        "A pushed tag is never moved or deleted: this can not be undone.",
        "It starts release.yml: 5 jobs in its file.",
        "Its gates then offer publishing to crates.io (widget), PyPI (widget).",
        "Nobody may merge into main meanwhile; it is refused if HEAD moves.",
    )


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (
            replace(WORKFLOW, tag_patterns=("w*",)),
            "It may not start release.yml: the tag patterns there are w*.",
        ),
        (
            replace(WORKFLOW, tag_patterns=(), branch_patterns=("main",)),
            "It may not start release.yml: the tag patterns there are none.",
        ),
        (replace(WORKFLOW, tag_patterns=()), "It starts release.yml, like any push: 5 jobs in its file."),
        (None, "Whether it starts release.yml could not be read."),
    ],
)
def test_what_the_tag_does_not_start_is_said(file, line):
    assert changed(agreed(), workflow=file).plan("tag").warnings[1] == line


def test_a_workflow_file_that_can_not_be_read_does_not_stop_the_tag():
    world = agreed()
    world.problems[WorkflowFileAsk] = Problem("no answer")
    assert world.plan("tag").warnings[1] == "Whether it starts release.yml could not be read."


def test_an_approval_names_what_it_lets_through_and_is_typed():
    plan = at_the_gate().plan("approve-publish-crate", "approve")
    (review,) = plan.actions
    assert review == ReviewGate(
        run_id=900,
        environment="crates-io",
        environment_id=51,
        state="approved",
        comment="gonogo: widget-release-0.6.0 by @mira",
        head_sha=BUMPED,
        jobs=("publish to crates.io",),
        all_waiting=("publish to crates.io",),
    )
    assert review.title == "Approve crates-io for “publish to crates.io” on bbbbbbb"
    assert (plan.tier, plan.type_to_confirm) == (Tier.TYPE, "crates-io")
    assert plan.warnings == ("This lets publish-crate publish through crates-io: it can not be undone.",)
    assert plan.rests_on == {
        "commit": BUMPED,
        "run": "900, attempt 1",
        "gates": "crates-io",
        "jobs": "publish-crate",
    }


def test_an_approval_covers_all_that_wait_there_and_knows_of_the_others():
    world = tagged()
    jobs = tuple(replace(j, environment="pypi") if j.key == "undraft" else j for j in WORKFLOW.jobs)
    world.workflow = replace(WORKFLOW, jobs=jobs)
    detail = release_run(
        guard="success", build="success", publish_crate="waiting", publish_pypi="waiting", undraft="waiting"
    )
    world.detail = replace(detail, gates=(gate("crates-io"), gate("pypi")))
    plan = world.plan("approve-publish-pypi", "approve")
    (review,) = plan.actions
    assert isinstance(review, ReviewGate)
    assert review.jobs == ("publish to PyPI", "publish the release")
    assert review.all_waiting == ("publish to crates.io", "publish to PyPI", "publish the release")
    assert plan.warnings[-1] == "One approval lets all 2 waiting jobs through."
    assert plan.rests_on["gates"] == "crates-io, pypi"


def test_a_rejection_is_shown_and_not_typed():
    plan = at_the_gate().plan("approve-publish-crate", "reject")
    (review,) = plan.actions
    assert isinstance(review, ReviewGate)
    assert review.state == "rejected"
    assert (plan.tier, plan.type_to_confirm) == (Tier.SHOW, "")
    assert plan.warnings == ("publish-crate fails, and the run with it; what is published stays published.",)


def test_rerun_of_checks_takes_each_as_it_ended():
    cancelled = run("ci.yml", conclusion="cancelled", attempt=2)
    failed = run("fuzz.yml", conclusion="failure")
    plan = changed(merged(), runs=[cancelled, failed]).plan("workflows-green", "rerun")
    assert plan.actions == (
        Rerun(cancelled.run_id, 2, "ci.yml", BUMPED, failed_only=False),
        Rerun(failed.run_id, 1, "fuzz.yml", BUMPED, failed_only=True),
    )
    assert plan.tier is Tier.ASK
    assert plan.rests_on["commit"] == BUMPED


def test_rerun_of_the_tags_run_keeps_what_passed_and_warns_of_what_is_out():
    detail = release_run(guard="success", build="success", publish_crate="success", publish_pypi="failure")
    plan = changed(tagged(), detail=detail, crate=CRATE).plan("workflow", "rerun")
    assert plan.actions == (Rerun(900, 1, "release.yml", BUMPED, failed_only=True),)
    assert plan.warnings[0] == "RECOVERY: crates.io widget has 0.6.0 already."
    assert (
        changed(tagged(), detail=detail).plan("workflow", "rerun").warnings[0].startswith("Jobs that publish")
    )


def test_a_word_is_bound_to_its_subject_and_sends_nothing():
    plan = begun().plan("impact", "confirm")
    assert (plan.actions, plan.rests_on) == ((), {"subject": NEW})
    assert merged().plan("go", "confirm").rests_on == {"subject": BUMPED}


def test_a_waiver_is_bound_to_its_subject():
    world = changed(merged(), runs=[])
    assert world.plan("workflows-green", "waive").rests_on == {"subject": BUMPED}
    world = merged()
    world.problems[EnvironmentAsk] = Problem("GitHub says 403")
    assert world.plan("environments", "waive").rests_on == {"subject": NEW}


REFUSED = [
    (begun(), "bump", "do", "bump: can not do now, after: Review the impact"),
    (begun(), "tag", "do", "tag: nothing to do now (main's HEAD aaaaaaa says 0.5.0)"),
    (begun(), "told", "confirm", "told: can not confirm now, after: The release of v0.6.0 is public"),
    (begun(), "nothing", "do", "release has no step nothing"),
    (begun(), "impact", "approve", "impact: nothing to approve now (patch-compatible or minor-breaking?)"),
    (merged(), "bump", "do", "bump: nothing to do now (main says 0.6.0 on bbbbbbb)"),
    (merged(), "workflows-green", "waive", "workflows-green: nothing to waive now (2 of 2 green on bbbbbbb)"),
    (
        tagged(),
        "approve-publish-crate",
        "approve",
        "approve-publish-crate: nothing to approve now (after build)",
    ),
    (changed(agreed(), crate=CRATE), "tag", "do", "tag: can not do now, 0.6.0 is already on crates.io"),
]


@pytest.mark.parametrize(("world", "step", "verb", "sentence"), REFUSED, ids=[row[3] for row in REFUSED])
def test_what_is_not_offered_is_refused_with_a_sentence(world, step, verb, sentence):
    with pytest.raises(RefusedError) as refused:
        world.plan(step, verb)
    assert refused.value.what == sentence


def test_a_bump_can_be_looked_at_before_the_question_that_stands_before_it():
    early, ready = begun().plan("bump", is_preview=True), reviewed().plan("bump")
    assert early.refused == "after: Review the impact"
    assert early.actions == ready.actions, "what is shown is what will be done"
    assert ready.refused == ""
