"""Workflows started by hand or by a schedule: followed, late, lost, failed, dry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from gonogo.errors import RefusedError
from gonogo.model.asks import CrateAsk, WorkflowRunsAsk
from gonogo.model.github import RunDetail
from gonogo.model.plans import Dispatch, PushTag, Rerun
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.snapshot import Problem
from gonogo.model.verdicts import Tier
from support.trains import TrainWorld, detail_of, run_of, sha, tag_of, train
from support.widget.nouns import CRATE, NOON, published
from support.widget.world import said

CUT = """
- do: dispatch
  run: cut.yml
  inputs: {action: cut, name: "release-{major}.0.0"}
"""
MONTHLY = CUT + '  schedule: "0 0 5 * *"\n'
PUBLISH = """
- do: dispatch
  id: dry
  run: release.yml
  inputs: {crate: widget, dry_run: "true"}
  dry: true
- do: dispatch
  id: real
  run: release.yml
  inputs: {crate: widget, dry_run: "false"}
- wait: tag
  run: release.yml
  event: workflow_dispatch
- check: crates-io
  crate: widget
"""
TIMED: dict[str, Any] = {"event": "workflow_dispatch"}


def cut(state: str = "success", *, run_id: int = 77, **changes: Any) -> RunDetail:
    return detail_of(run_of("cut.yml", sha("aaa"), state, run_id=run_id, **{**TIMED, **changes}))


def test_it_is_offered_with_its_inputs_filled_in() -> None:
    world = train(CUT)
    assert said(world, "dispatch") == ("GO", "cut.yml on main, aaa0000")
    plan = world.plan("dispatch")
    assert plan.tier is Tier.SHOW
    assert plan.actions == (
        Dispatch("cut.yml", "main", sha("aaa"), {"action": "cut", "name": "release-1.0.0"}, is_dry=False),
    )


@pytest.mark.parametrize(
    ("run_id", "state", "expected"),
    [
        (77, "success", ("DONE", "1 job passed on aaa0000")),
        (77, "in_progress", ("HOLD", "0/1 jobs")),
        (77, "failure", ("NO-GO", "cut.yml: build failed")),
        (77, "cancelled", ("NO-GO", "cut.yml: build was cancelled")),
        (77, "skipped", ("NO-GO", "cut.yml: ended skipped")),
    ],
)
def test_the_very_run_is_followed(run_id: int, state: str, expected: tuple[str, str]) -> None:
    world = train(CUT)
    world.dispatched("dispatch", run_id)
    world.details = [cut(state), cut("success", run_id=78, created_at=NOON)]
    assert said(world, "dispatch") == expected


def test_a_green_run_that_skipped_every_job_did_nothing() -> None:
    world = train(CUT)
    world.dispatched("dispatch", 77)
    world.details = [detail_of(run_of("cut.yml", sha("aaa"), **TIMED), build="skipped")]
    assert said(world, "dispatch") == ("NO-GO", "cut.yml is green and did nothing: every job was skipped")


def test_where_github_told_no_run_it_is_the_first_of_the_same_person_after_the_intent() -> None:
    world = train(CUT)
    world.dispatched("dispatch", minutes=30)
    world.details = [
        cut("success", run_id=1, created_at=NOON - timedelta(minutes=50)),
        cut("failure", run_id=2, created_at=NOON - timedelta(minutes=29), actor="jo"),
        cut("in_progress", run_id=3, created_at=NOON - timedelta(minutes=29)),
        cut("success", run_id=4, created_at=NOON - timedelta(minutes=2)),
    ]
    standing = world.standing("dispatch")
    assert standing.finding.verdict == "HOLD"
    assert standing.finding.link.endswith("/3")


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (3, ("HOLD", "started, GitHub does not show its run yet")),
        (30, ("NO-GO", "no run of cut.yml came of the start at 11:30")),
    ],
)
def test_a_run_that_never_shows(minutes: int, expected: tuple[str, str]) -> None:
    world = train(CUT)
    world.dispatched("dispatch", minutes=minutes)
    assert said(world, "dispatch") == expected


def test_an_intent_that_was_cut_off_is_looked_for_and_not_sent_twice() -> None:
    world = train(CUT)
    world.record("dispatch", EventKind.INTENT, action="dispatch")
    world.details = [cut("in_progress", created_at=NOON - timedelta(minutes=9))]
    standing = world.standing("dispatch")
    assert (standing.finding.verdict, standing.offers) == ("HOLD", ())


def test_a_start_that_github_refused_is_offered_again() -> None:
    world = train(CUT)
    intent = world.record("dispatch", EventKind.INTENT, action="dispatch")
    world.record(
        "dispatch",
        EventKind.OUTCOME,
        action="dispatch",
        intent_id=intent.event_id,
        state=OutcomeState.FAILED,
        text="422",
    )
    assert said(world, "dispatch")[0] == "GO"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-04T12:00", ("HOLD", "scheduled for 5 Dec 00:00 UTC")),
        ("2026-12-05T00:40", ("HOLD", "due 40 min ago, GitHub runs late")),
        ("2026-12-05T09:00", ("GO", "was due 5 Dec 00:00 UTC, 9 h ago: GitHub did not run it")),
    ],
)
def test_before_and_after_its_time_it_may_be_started_by_hand(now: str, expected: tuple[str, str]) -> None:
    world = train(MONTHLY)
    world.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert said(world, "dispatch") == expected
    assert [offer.refused for offer in world.standing("dispatch").offers] == [""]
    assert isinstance(world.plan("dispatch").actions[0], Dispatch)


def test_the_scheduled_run_counts_and_its_dates_are_told() -> None:
    world = train(MONTHLY)
    world.now = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
    began = datetime(2026, 12, 5, 0, 41, tzinfo=UTC)
    before = datetime(2026, 11, 5, 0, 7, tzinfo=UTC)
    world.details = [
        cut(event="schedule", created_at=began),
        cut("failure", run_id=5, event="schedule", created_at=before),
    ]
    finding = world.standing("dispatch").finding
    assert (finding.verdict, finding.evidence) == ("DONE", "1 job passed on aaa0000 · 41 min late")
    facts = {fact.name: fact.found for fact in finding.facts}
    assert facts["scheduled"] == "5 Dec 00:00 UTC"
    assert facts["ran"] == "5 Dec 00:41 UTC, by schedule"


def test_a_failed_run_is_run_again_with_its_own_event() -> None:
    world = train(CUT)
    world.dispatched("dispatch", 77)
    world.details = [cut("failure")]
    assert [offer.verb for offer in world.standing("dispatch").offers] == ["rerun", "do"]
    assert world.plan("dispatch", "rerun").actions == (Rerun(77, 1, "cut.yml", sha("aaa"), failed_only=True),)


def publishing() -> TrainWorld:
    world = train(PUBLISH, options="tag: {name: 'widget/v{version}', signed: false}")
    world.answers[CrateAsk("widget", "1.2.0")] = published("crates.io")
    return world


def started(state: str, *, is_published: bool) -> TrainWorld:
    """The dry run passed, the real one ended so."""
    world = publishing()
    world.dispatched("dry", 70, minutes=60)
    world.dispatched("real", 71, minutes=30)
    world.details = [
        detail_of(run_of("release.yml", sha("aaa"), run_id=70, **TIMED)),
        detail_of(run_of("release.yml", sha("aaa"), state, run_id=71, **TIMED)),
    ]
    if is_published:
        world.answers[CrateAsk("widget", "1.2.0")] = CRATE
    return world


def test_a_dry_run_is_labelled_and_releases_nothing() -> None:
    world = publishing()
    assert said(world, "dry") == ("GO", "DRY: release.yml on main, aaa0000")
    plan = world.plan("dry")
    assert plan.tier is Tier.SHOW
    assert plan.title.startswith("DRY: Start release.yml on main")
    assert plan.warnings == ("DRY: this run releases nothing.",)
    world.dispatched("dry", 70)
    world.details = [detail_of(run_of("release.yml", sha("aaa"), run_id=70, **TIMED))]
    assert said(world, "dry") == ("DONE", "DRY: 1 job passed on aaa0000 · nothing is released by it")
    assert said(world, "tag") == ("HOLD", "comes with release.yml")
    assert world.assess().verdict == "GO"
    assert world.assess().next_step == "real"


def test_the_run_that_publishes_asks_for_the_version_to_be_typed() -> None:
    world = publishing()
    world.dispatched("dry", 70)
    world.details = [detail_of(run_of("release.yml", sha("aaa"), run_id=70, **TIMED))]
    plan = world.plan("real")
    assert (plan.tier, plan.type_to_confirm) == (Tier.TYPE, "1.2.0")


def test_without_run_ids_each_step_follows_its_own_run() -> None:
    world = publishing()
    world.dispatched("dry", minutes=40)
    world.dispatched("real", 71, minutes=10)
    world.details = [
        detail_of(
            run_of("release.yml", sha("aaa"), run_id=70, created_at=NOON - timedelta(minutes=39), **TIMED)
        ),
        detail_of(
            run_of(
                "release.yml",
                sha("aaa"),
                "in_progress",
                run_id=71,
                created_at=NOON - timedelta(minutes=9),
                **TIMED,
            )
        ),
    ]
    assert said(world, "dry")[0] == "DONE"
    assert said(world, "real") == ("HOLD", "0/1 jobs")


def test_while_it_publishes_the_crate_is_no_contradiction() -> None:
    world = started("in_progress", is_published=True)
    assert said(world, "crates-io") == ("HOLD", "on crates.io, not tagged yet: published by run #5")
    assert world.assess().verdict == "HOLD"


def test_published_and_failed_before_the_tag_is_gone_on_with_by_tagging_the_runs_commit() -> None:
    world = started("failure", is_published=True)
    world.heads["main"] = sha("bbb")
    assert said(world, "real") == ("NO-GO", "release.yml: build failed, after it published")
    assert world.standing("real").offers == ()
    assessment = world.assess()
    assert (assessment.verdict, assessment.next_step) == ("NO-GO", "tag")
    assert said(world, "tag") == (
        "NO-GO",
        "on crates.io widget, not tagged: resume with the tag on aaa0000",
    )
    plan = world.plan("tag")
    assert plan.actions == (PushTag("widget/v1.2.0", "widget/v1.2.0", sha("aaa"), "", is_signed=False),)
    assert plan.type_to_confirm == "widget/v1.2.0"
    world.tags["widget/v1.2.0"] = tag_of("widget/v1.2.0", sha("aaa"))
    assert said(world, "real")[0] == "DONE"
    assert said(world, "tag") == ("DONE", "on aaa0000")


def test_published_by_nobody_knows_whom_is_not_started_over() -> None:
    world = publishing()
    world.dispatched("dry", 70)
    world.details = [detail_of(run_of("release.yml", sha("aaa"), run_id=70, **TIMED))]
    world.answers[CrateAsk("widget", "1.2.0")] = CRATE
    assert world.assess().verdict == "NO-GO"
    with pytest.raises(RefusedError, match=r"1\.2\.0|0\.6\.0"):
        world.plan("real")


def lost(world: TrainWorld, step_id: str, after_run: int, minutes: int = 30, release_id: str = "") -> None:
    """An intent whose answer never came; it tells the newest run that was there before."""
    event = world.record(
        step_id,
        EventKind.INTENT,
        action="dispatch",
        at=world.now - timedelta(minutes=minutes),
        data=MappingProxyType({"after_run": str(after_run)}),
        subject="cut.yml@" + sha("aaa"),
    )
    if release_id:
        world.events[-1] = replace(event, release_id=release_id)


def test_a_lost_run_is_told_by_the_runs_before_it_though_the_clocks_differ_by_an_hour() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=70)
    world.details = [cut("success", run_id=70), cut("in_progress", created_at=NOON - timedelta(minutes=90))]
    standing = world.standing("dispatch")
    assert (standing.finding.verdict, standing.offers) == ("HOLD", ())
    assert standing.finding.link.endswith("/77")


def test_a_run_before_the_intent_is_not_its_own_though_it_is_seconds_old() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=77, minutes=10)
    world.details = [cut("success", created_at=NOON - timedelta(minutes=10))]
    assert said(world, "dispatch") == ("NO-GO", "no run of cut.yml came of the start at 11:50")


def test_the_run_of_another_release_is_not_taken_for_a_lost_one() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=70)
    world.dispatched("dispatch", 77, minutes=29)
    for at in (-2, -1):
        world.events[at] = replace(world.events[at], release_id="widget-train-1.3.0")
    world.details = [cut("success")]
    assert said(world, "dispatch") == ("NO-GO", "no run of cut.yml came of the start at 11:30")


def test_of_two_lost_starts_one_run_is_nobodys() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=70)
    lost(world, "dispatch", after_run=70, minutes=29, release_id="widget-train-1.3.0")
    world.details = [cut("success")]
    assert said(world, "dispatch") == (
        "UNKNOWN",
        "2 starts of cut.yml were lost and 1 run came: whose #5 is can not be told",
    )
    world.details = [cut("success"), cut("in_progress", run_id=78)]
    assert said(world, "dispatch")[0] == "DONE"


def test_a_lost_run_may_stand_under_another_name() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=70)
    world.details = [cut("success", actor="release-app[bot]")]
    standing = world.standing("dispatch")
    assert standing.finding.verdict == "NO-GO"
    assert "#5 by @release-app[bot]" in standing.finding.advice


def test_what_a_colleague_has_started_is_not_started_beside_it() -> None:
    world = train(CUT)
    world.details = [cut("in_progress", actor="jo")]
    standing = world.standing("dispatch")
    assert (standing.finding.verdict, standing.finding.evidence) == (
        "HOLD",
        "#5 by @jo is under way, and was not started from here",
    )
    assert standing.offers[0].refused
    with pytest.raises(RefusedError):
        world.plan("dispatch")


def test_what_a_colleague_had_started_is_told_before_it_is_started_again() -> None:
    world = train(CUT)
    world.details = [cut("success", actor="jo")]
    standing = world.standing("dispatch")
    assert standing.finding.verdict == "GO"
    assert standing.finding.evidence == "cut.yml on main, aaa0000 · #5 by @jo ran since"
    (action,) = world.plan("dispatch").actions
    assert isinstance(action, Dispatch)
    assert action.newest_run == 77
    assert action.facts == {"after_run": "77"}


def test_runs_that_can_not_be_looked_at_are_not_started_over() -> None:
    world = train(CUT)
    world.problems = {WorkflowRunsAsk("cut.yml", "main"): Problem("GitHub is down")}
    assert said(world, "dispatch")[0] == "UNKNOWN"


def test_a_tag_beside_the_run_whose_answer_was_lost_is_on_the_wrong_commit() -> None:
    world = train(PUBLISH)
    world.dispatched("dry", 70, minutes=60)
    lost(world, "real", after_run=70)
    world.details = [
        detail_of(run_of("release.yml", sha("aaa"), run_id=70, **TIMED)),
        detail_of(run_of("release.yml", sha("aaa"), **TIMED)),
    ]
    world.tags["v1.2.0"] = tag_of("v1.2.0", sha("bbb"))
    assert said(world, "tag") == ("NO-GO", "v1.2.0 is on bbb0000, the commit of release.yml's run is aaa0000")


def test_a_start_that_never_left_does_not_share_the_run_of_the_one_after_it() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=70, minutes=40)
    lost(world, "dispatch", after_run=70, minutes=30)
    world.details = [cut("success")]
    assert said(world, "dispatch") == ("DONE", "1 job passed on aaa0000")


def test_a_run_that_came_after_another_release_started_later_is_not_of_the_one_before() -> None:
    world = train(CUT)
    lost(world, "dispatch", after_run=70, minutes=40)
    lost(world, "dispatch", after_run=70, minutes=30, release_id="widget-train-1.3.0")
    world.details = [cut("success")]
    assert said(world, "dispatch") == ("NO-GO", "no run of cut.yml came of the start at 11:20")
