"""What automation brings: branches, pull requests, tags; and where each of them stalls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gonogo.assess.release import release_commit
from gonogo.model.asks import BoardAsk, CommitsAsk, DivideAsk, TagsAsk
from gonogo.model.local import Divide
from gonogo.model.plans import Rerun
from gonogo.model.verdicts import Fact
from support.trains import MARK, TrainWorld, commit, detail_of, pull_of, run_of, sha, tag_of, train
from support.widget.nouns import NOON
from support.widget.world import said

LINE = f"branch: release-{{major}}.0.0\nmarker: '{MARK}'"
WAITS = """
- do: dispatch
  run: cut.yml
- wait: branch
  branch: release-{major}.0.0
- wait: pull-request
  needs: [dispatch]
  base: main
  branch: ci/bump-to-{next-major}
"""
TAGS = """
- wait: tag
  at: release-{major}.0.0
  run: main.yml
- wait: workflow
  run: main.yml
  at: release-{major}.0.0
  needs: []
- wait: workflow
  id: publish
  run: publish.yml
"""
BRANCH = "release-1.0.0"


def waiting(**cut_changes) -> TrainWorld:
    world = train(WAITS)
    world.dispatched("dispatch", 77)
    world.details = [detail_of(run_of("cut.yml", sha("aaa"), event="workflow_dispatch", **cut_changes))]
    return world


def test_a_branch_that_is_cut_lies_against_the_merge_base() -> None:
    world = waiting()
    world.heads[BRANCH] = sha("ccc")
    world.answers[DivideAsk(sha("aaa"), sha("ccc"))] = Divide(sha("999"), 2, 6)
    finding = world.standing("branch").finding
    assert (finding.verdict, finding.evidence) == (
        "DONE",
        "release-1.0.0 at ccc0000, 2 ahead and 6 behind main",
    )
    assert Fact("parts from main at", "9990000") in finding.facts


@pytest.mark.parametrize(
    ("state", "minutes", "expected"),
    [
        ("in_progress", 1, ("HOLD", "release-1.0.0 is not cut yet")),
        ("success", 2, ("HOLD", "release-1.0.0 is not cut yet")),
        ("success", 20, ("NO-GO", "cut.yml is over, and there is no branch release-1.0.0")),
        ("failure", 20, ("HOLD", "release-1.0.0 is not cut yet")),
    ],
)
def test_a_branch_that_does_not_come(state: str, minutes: int, expected: tuple[str, str]) -> None:
    world = waiting()
    updated = NOON - timedelta(minutes=minutes)
    world.details = [
        detail_of(run_of("cut.yml", sha("aaa"), state, event="workflow_dispatch", updated_at=updated))
    ]
    assert said(world, "branch") == expected


def test_a_pull_request_that_automation_opens() -> None:
    world = waiting(updated_at=NOON - timedelta(minutes=1))
    assert said(world, "pull-request") == ("HOLD", "no pull request from ci/bump-to-2.0.0 yet")
    world.pulls["ci/bump-to-2.0.0"] = pull_of("ci/bump-to-2.0.0", "main", sha("ddd"))
    assert said(world, "pull-request") == ("DONE", "#41 open from ci/bump-to-2.0.0")
    world.pulls["ci/bump-to-2.0.0"] = replace(world.pulls["ci/bump-to-2.0.0"], state="MERGED")
    assert said(world, "pull-request") == ("DONE", "#41 merged from ci/bump-to-2.0.0")


def test_the_run_is_over_and_opened_no_pull_request() -> None:
    assert said(waiting(), "pull-request") == (
        "NO-GO",
        "cut.yml is over, and there is no pull request from ci/bump-to-2.0.0",
    )


# markers


def marked(*, at_head: bool = True) -> TrainWorld:
    """The release pull request is merged: `mmm` has the marker, main.yml is under way for it."""
    world = train(TAGS, LINE)
    head = sha("eee") if at_head else sha("fff")
    world.heads[BRANCH] = head
    merge = commit("eee", "Release 1.2.0 (#41)", MARK, 10)
    later = (commit("fff", "A fix", minutes=5),)
    world.commits[head] = (merge,) if at_head else (*later, merge)
    world.tags = {"v1.1.0": tag_of("v1.1.0", sha("111")), "dev": tag_of("dev", sha("222"))}
    world.details = [detail_of(run_of("main.yml", sha("eee"), "in_progress", head_branch=BRANCH))]
    return world


def test_the_release_commit_is_the_newest_with_the_marker() -> None:
    world = marked(at_head=False)
    snapshot = world.snapshot()
    assert release_commit(world.playbook, world.release, snapshot) == sha("eee")
    assert CommitsAsk(sha("111"), sha("fff")) in snapshot.answers
    assert TagsAsk("v*") in snapshot.answers


def test_of_two_commits_with_the_marker_the_newer_counts() -> None:
    world = marked()
    again = commit("abc", "For real this time", MARK, 3)
    world.heads[BRANCH] = sha("abc")
    world.commits[sha("abc")] = (again, *world.commits[sha("eee")])
    assert release_commit(world.playbook, world.release, world.snapshot()) == sha("abc")


def test_a_marker_of_another_version_is_passed_over() -> None:
    world = marked()
    world.versions[sha("eee")] = "1.1.9"
    assert said(world, "tag") == ("HOLD", "no commit of release-1.0.0 since the last tag has the marker")


def test_before_the_merge_the_tag_waits_for_the_marker() -> None:
    world = marked()
    world.commits = {}
    assert said(world, "tag") == ("HOLD", "no commit of release-1.0.0 since the last tag has the marker")
    assert said(world, "workflow") == ("HOLD", "starts with the release commit")
    assert said(world, "publish") == ("HOLD", "starts with the tag")


def test_while_the_run_is_under_way_nobody_pushes() -> None:
    world = marked()
    finding = world.standing("tag").finding
    assert (finding.verdict, finding.evidence) == (
        "HOLD",
        "0/1 jobs of main.yml · do not push to release-1.0.0",
    )
    assert world.assess().reason.endswith("do not push to release-1.0.0")


def test_cancelled_by_another_push_the_original_run_is_run_again() -> None:
    world = marked(at_head=False)
    world.details = [
        detail_of(run_of("main.yml", sha("eee"), "cancelled", head_branch=BRANCH)),
        detail_of(run_of("main.yml", sha("fff"), run_id=78, head_branch=BRANCH)),
    ]
    finding = world.standing("tag").finding
    assert (finding.verdict, finding.evidence) == (
        "NO-GO",
        "main.yml was cancelled: release-1.0.0 moved to fff0000, no v1.2.0 will come",
    )
    assert finding.advice.startswith("Do not push to release-1.0.0. Run the original run again")
    assert world.plan("tag", "rerun").actions == (Rerun(77, 1, "main.yml", sha("eee"), failed_only=False),)


@pytest.mark.parametrize(
    ("state", "minutes", "expected"),
    [
        ("success", 2, ("HOLD", "main.yml is green, v1.2.0 is not seen yet")),
        ("success", 20, ("NO-GO", "stalled: main.yml is green and pushed no v1.2.0")),
        ("failure", 20, ("NO-GO", "build failed: no v1.2.0 comes of it")),
    ],
)
def test_the_run_is_over_and_no_tag_is_there(state: str, minutes: int, expected: tuple[str, str]) -> None:
    world = marked()
    updated = NOON - timedelta(minutes=minutes)
    world.details = [detail_of(run_of("main.yml", sha("eee"), state, head_branch=BRANCH, updated_at=updated))]
    assert said(world, "tag") == expected
    verbs = [offer.verb for offer in world.standing("tag").offers]
    assert verbs == ([] if expected[0] == "HOLD" else ["rerun"])


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (2, ("HOLD", "main.yml has not started yet")),
        (30, ("NO-GO", "stalled: main.yml never ran for eee0000, so nothing tags it")),
    ],
)
def test_the_run_never_began(minutes: int, expected: tuple[str, str]) -> None:
    world = marked()
    world.details = []
    world.commits[sha("eee")] = (commit("eee", "Release 1.2.0", MARK, minutes),)
    assert said(world, "tag") == expected


def test_the_tag_on_the_right_commit_with_the_dates() -> None:
    world = marked()
    world.tags["v1.2.0"] = tag_of("v1.2.0", sha("eee"), tagged_at=datetime(2026, 11, 22, tzinfo=UTC))
    world.logs[sha("eee")] = "# Notes\n\n## 1.2.0\n\nReleased 2026-11-20.\n"
    world.details = [detail_of(run_of("main.yml", sha("eee"), head_branch=BRANCH))]
    finding = world.standing("tag").finding
    assert (finding.verdict, finding.evidence) == ("DONE", "on eee0000")
    assert Fact("date in CHANGELOG.md", "2026-11-20", "tagged 2026-11-22") in finding.facts
    assert said(world, "workflow") == ("DONE", "1 job passed on eee0000")


def test_a_later_push_does_not_unsettle_the_tag() -> None:
    world = marked(at_head=False)
    world.tags["v1.2.0"] = tag_of("v1.2.0", sha("eee"))
    assert said(world, "tag") == ("DONE", "on eee0000")


def test_the_tag_on_another_commit_is_a_contradiction() -> None:
    world = marked()
    world.tags["v1.2.0"] = tag_of("v1.2.0", sha("bad"))
    assert said(world, "tag") == (
        "NO-GO",
        "v1.2.0 is on bad0000, the newest commit with the marker is eee0000",
    )
    assert world.assess().verdict == "NO-GO"


def test_the_tag_is_not_taken_for_one_that_only_begins_alike() -> None:
    world = marked()
    world.tags["v1.2.0-dev"] = tag_of("v1.2.0-dev", sha("eee"))
    assert said(world, "tag")[0] == "HOLD"


def test_a_branch_that_is_to_be_cut_is_awaited_and_another_one_missed() -> None:
    world = train(WAITS + TAGS, LINE)
    assert said(world, "tag") == ("HOLD", "origin has no branch release-1.0.0 yet")
    world = train(TAGS, LINE)
    assert said(world, "tag") == ("NO-GO", "origin has no branch release-1.0.0")


def test_what_is_not_seen_is_unknown() -> None:
    world = marked()
    snapshot = world.snapshot()
    for ask in snapshot.answers:
        if not isinstance(ask, BoardAsk):
            holed = replace(snapshot, answers={k: v for k, v in snapshot.answers.items() if k != ask})
            verdicts = {s.finding.verdict for s in world.assess_on(holed).standings}
            assert "DONE" not in verdicts, ask
