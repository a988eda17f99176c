"""Merging what automation opened: markers, queues, versions that stand already, rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gonogo.model.asks import ChangesAsk
from gonogo.model.github import BranchRules, Review
from gonogo.model.local import ChangedFiles, FileText
from gonogo.model.plans import EnqueuePull, MergePull, PushBump
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.verdicts import Tier
from support.trains import MARK, TrainWorld, commit, pull_of, sha, tag_of, train
from support.widget.nouns import NOON
from support.widget.world import said

BRANCH = "release-1.0.0"
LINE = f"branch: release-{{major}}.0.0\nmarker: '{MARK}'"
NEXT = """
- do: merge
  branch: ci/bump-to-{next-major}
  version: "{next-major}"
"""
RELEASE = """
- do: merge
  base: release-{major}.0.0
  branch: ci/release-{version}
  marker: true
"""
BACK = """
- do: merge
  branch: hotfix/{tag}
  version: ""
"""


def nexted(**changes: Any) -> TrainWorld:
    world = train(NEXT)
    world.versions[sha("ddd")] = "2.0.0"
    world.pulls["ci/bump-to-2.0.0"] = pull_of("ci/bump-to-2.0.0", "main", sha("ddd"), **changes)
    return world


def test_the_merge_that_moves_main_to_another_version_than_the_releases_own() -> None:
    world = nexted()
    assert said(world, "merge") == ("GO", "#41 is clean and green at ddd0000")
    world = nexted(state="MERGED", merge_sha=sha("bbb"))
    world.heads["main"] = sha("bbb")
    world.versions[sha("bbb")] = "2.0.0"
    assert said(world, "merge") == ("DONE", "#41 merged as bbb0000")


def test_main_that_has_moved_on_since_does_not_undo_it() -> None:
    world = nexted(state="MERGED", merge_sha=sha("bbb"))
    world.heads["main"] = sha("ccc")
    world.versions |= {sha("bbb"): "2.0.0", sha("ccc"): "3.0.0"}
    assert said(world, "merge") == ("DONE", "#41 merged as bbb0000, main is at 3.0.0 by now")
    world.versions[sha("ccc")] = "1.2.0"
    assert said(world, "merge") == ("NO-GO", "#41 was merged, and main still says 1.2.0")


def released(body: str = MARK, **changes: Any) -> TrainWorld:
    """The release pull request of a branch that says the version already."""
    world = train(RELEASE, LINE)
    world.heads[BRANCH] = sha("ccc")
    world.pulls["ci/release-1.2.0"] = pull_of("ci/release-1.2.0", BRANCH, sha("ddd"), **changes)
    world.commits[sha("ddd")] = (commit("ddd", "Release 1.2.0", body),)
    world.tags["v1.1.0"] = tag_of("v1.1.0", sha("111"))
    return world


def test_a_version_that_stands_already_says_nothing_of_the_merge() -> None:
    world = released()
    assert said(world, "merge") == ("GO", "#41 is clean and green at ddd0000")
    plan = world.plan("merge")
    assert plan.actions == (MergePull(41, sha("ddd"), "squash"),)
    assert (plan.tier, plan.type_to_confirm) == (Tier.TYPE, "1.2.0")
    assert any("automation then tags v1.2.0" in warning for warning in plan.warnings)


def test_without_the_marker_nothing_would_be_tagged() -> None:
    world = released("tag-and-release-this")
    assert said(world, "merge") == ("NO-GO", "#41 has no commit with the marker: nothing would be tagged")
    assert world.standing("merge").offers == ()


def merged(body: str) -> TrainWorld:
    world = released(state="MERGED", merge_sha=sha("eee"), updated_at=NOON - timedelta(minutes=30))
    world.heads[BRANCH] = sha("eee")
    world.commits[sha("eee")] = (commit("eee", "Release 1.2.0 (#41)", body),)
    return world


def test_the_marker_survived_the_squash() -> None:
    assert said(merged(MARK), "merge") == ("DONE", "#41 merged, eee0000 carries the marker")


def test_the_squash_lost_the_marker() -> None:
    world = merged("")
    finding = world.standing("merge").finding
    assert (finding.verdict, finding.evidence) == (
        "NO-GO",
        "#41 merged as eee0000 without the marker: nothing will tag it",
    )
    assert f"with {MARK!r} in its message" in finding.advice


def test_a_commit_that_brings_the_marker_afterwards_puts_it_right() -> None:
    world = merged("")
    world.heads[BRANCH] = sha("abc")
    world.commits[sha("abc")] = (commit("abc", "For real this time", MARK), *world.commits[sha("eee")])
    assert said(world, "merge") == ("DONE", "#41 merged, abc0000 carries the marker")


def test_a_merge_that_the_branch_does_not_show_yet_is_awaited() -> None:
    world = merged("")
    world.heads[BRANCH] = sha("ccc")
    world.pulls["ci/release-1.2.0"] = replace(world.pulls["ci/release-1.2.0"], updated_at=NOON)
    assert said(world, "merge") == ("HOLD", f"#41 merged, {BRANCH} not seen at it yet")


def queued(world: TrainWorld, minutes: int, head: str = "ddd") -> TrainWorld:
    at = NOON - timedelta(minutes=minutes)
    world.record(
        "merge",
        EventKind.OUTCOME,
        f"#41@{sha(head)}",
        action="enqueue-pull",
        state=OutcomeState.DONE,
        at=at,
    )
    return world


def with_queue(**changes: Any) -> TrainWorld:
    world = nexted(**changes)
    world.rules["main"] = BranchRules("main", has_queue=True, approvals=1, checks=("ci-status",))
    return world


def test_where_there_is_a_queue_merging_is_queueing() -> None:
    world = with_queue(reviews=(Review("jo", "APPROVED"),))
    assert said(world, "merge") == ("GO", "#41 is clean and green at ddd0000; merging means the queue")
    assert world.plan("merge").actions == (EnqueuePull(41, sha("ddd")),)
    facts = {fact.name: fact for fact in world.standing("merge").finding.facts}
    assert (facts["approvals"].found, facts["approvals"].is_ok) == ("1", True)
    assert facts["checks that must be green"].found == "ci-status"


@pytest.mark.parametrize(
    ("minutes", "changes", "expected"),
    [
        (9, {"in_merge_queue": True, "queue_position": 2}, ("HOLD", "#41 is in the merge queue, position 2")),
        (
            9,
            {"in_merge_queue": True, "queue_position": 1, "queue_state": "UNMERGEABLE"},
            ("HOLD", "#41 is in the merge queue, position 1, not mergeable there"),
        ),
        (1, {}, ("HOLD", "#41 was put into the merge queue, not seen there yet")),
        (9, {}, ("NO-GO", "#41 was put out of the merge queue")),
    ],
)
def test_in_the_queue_and_out_of_it(minutes: int, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    world = queued(with_queue(**changes), minutes)
    assert said(world, "merge") == expected
    if expected[0] == "NO-GO":
        assert world.plan("merge").actions == (EnqueuePull(41, sha("ddd")),)


def test_the_queue_tells_since_when_it_waits() -> None:
    at = datetime(2026, 8, 20, 14, tzinfo=UTC)
    world = with_queue(in_merge_queue=True, queue_position=2, queued_at=at)
    assert world.standing("merge").finding.since == at
    assert with_queue().standing("merge").finding.since is None


def test_another_head_is_not_the_one_that_was_put_out() -> None:
    assert said(queued(with_queue(), 9, "eee"), "merge")[0] == "GO"


def test_approvals_that_lack_are_counted() -> None:
    world = with_queue(merge_state="BLOCKED", review_decision="REVIEW_REQUIRED")
    assert said(world, "merge") == ("HOLD", "#41 waits for a review: 0 of 1 approvals")


def test_a_merge_that_moves_no_version_is_done_by_the_pull_request_alone() -> None:
    world = train(BACK)
    assert said(world, "merge") == ("HOLD", "no pull request from hotfix/v1.2.0 yet")
    world.pulls["hotfix/v1.2.0"] = pull_of("hotfix/v1.2.0", "main", sha("ddd"))
    assert said(world, "merge")[0] == "GO"
    world.pulls["hotfix/v1.2.0"] = pull_of(
        "hotfix/v1.2.0", "main", sha("ddd"), state="MERGED", merge_sha=sha("bbb")
    )
    assert said(world, "merge") == ("DONE", "#41 merged as bbb0000")


# the changelog alone

DATE = """
- do: bump
  files: changelog
  changelog: date
  via: push
  base: ci/release-{version}
"""
OPEN = "# Notes\n\n## 1.2.0\n\nUnreleased\n\n- Faster.\n\n## 1.1.0\n\nReleased 2026-08-01\n"
DATED = OPEN.replace("Unreleased", "Released 2026-11-20")


def dated(log: str) -> TrainWorld:
    world = train(DATE)
    world.heads["ci/release-1.2.0"] = sha("ddd")
    world.logs[sha("ddd")] = log
    return world


def test_the_date_is_pushed_onto_the_branch_of_the_pull_request() -> None:
    world = dated(OPEN)
    assert said(world, "bump") == (
        "GO",
        "CHANGELOG.md on ddd0000: Unreleased → Released 2026-11-20, line 5",
    )
    (push,) = world.plan("bump").actions
    assert isinstance(push, PushBump)
    assert (push.base, push.branch, push.base_sha) == ("ci/release-1.2.0", "ci/release-1.2.0", sha("ddd"))
    assert [(edit.path, edit.after) for edit in push.edits] == [("CHANGELOG.md", DATED)]


def test_a_date_that_stands_is_done_and_a_section_that_lacks_is_not() -> None:
    assert said(dated(DATED), "bump") == ("DONE", "CHANGELOG.md is ready on ci/release-1.2.0, ddd0000")
    assert said(dated("# Notes\n"), "bump") == (
        "NO-GO",
        "CHANGELOG.md has no section of 1.2.0 on ci/release-1.2.0",
    )


# mechanical

ONLY_DATE = """
- check: bump-is-mechanical
  base: release-{major}.0.0
  branch: ci/release-{version}
  changelog: date
"""
ONLY_NEXT = """
- check: bump-is-mechanical
  branch: ci/bump-to-{next-major}
  version: "{next-major}"
  changelog: leave
"""
MANIFEST = '[package]\nname = "widget"\nversion = "{}"\n'


def changed(*pairs: tuple[str, str, str], base: str = "ccc") -> ChangedFiles:
    before = tuple(FileText(path, old) for path, old, _ in pairs)
    after = tuple(FileText(path, new) for path, _, new in pairs)
    return ChangedFiles(sha(base), sha("ddd"), date(2026, 11, 20), before, after)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("CHANGELOG.md", OPEN, DATED)], ("DONE", "1 file as computed at ddd0000")),
        (
            [("CHANGELOG.md", OPEN, DATED), ("src/lib.rs", "a\n", "b\n")],
            ("NO-GO", "1 hunk not mechanical: src/lib.rs:1 fix"),
        ),
    ],
)
def test_a_pull_request_that_only_sets_the_date(
    pairs: list[tuple[str, str, str]], expected: tuple[str, str]
) -> None:
    world = train(ONLY_DATE, LINE)
    world.heads[BRANCH] = sha("ccc")
    world.logs[sha("ccc")] = OPEN
    world.pulls["ci/release-1.2.0"] = pull_of("ci/release-1.2.0", BRANCH, sha("ddd"))
    world.answers[ChangesAsk(sha("ccc"), sha("ddd"))] = changed(*pairs)
    assert said(world, "bump-is-mechanical") == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.0.0", ("DONE", "1 file as computed at ddd0000")),
        ("1.3.0", ("NO-GO", "#41 moves to 1.3.0, not to 2.0.0")),
    ],
)
def test_the_bump_to_another_version_than_the_releases_own(version: str, expected: tuple[str, str]) -> None:
    world = nexted()
    world.playbook = train(ONLY_NEXT).playbook
    world.answers[ChangesAsk(sha("aaa"), sha("ddd"))] = changed(
        ("Cargo.toml", MANIFEST.format("1.2.0"), MANIFEST.format(version)), base="aaa"
    )
    assert said(world, "bump-is-mechanical") == expected
