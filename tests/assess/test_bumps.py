"""The bump and the merge of its pull request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gonogo.model.github import CheckCounts, Review
from support.widget.nouns import BASE, BUMPED, MERGED, NOON, PLAYBOOK, PULL, PULL_HEAD, playbook, tree
from support.widget.stages import merged, proposed, reviewed
from support.widget.world import changed, said

OTHER = "e" * 40


def test_bump_is_ready_and_offers_itself():
    standing = reviewed().standing("bump")
    assert standing.finding.verdict.value == "GO"
    (offer,) = standing.offers
    assert (offer.verb, offer.tier.value, offer.refused) == ("do", "show", "")
    assert offer.title == "Bump 0.5.0 to 0.6.0, pull request from release/v0.6.0"


def test_bump_is_done_by_an_open_pull_request_by_a_merged_one_and_by_main():
    assert said(proposed(), "bump") == ("DONE", "#212 open from release/v0.6.0")
    assert said(changed(proposed(), pull=MERGED), "bump") == ("DONE", "#212 merged from release/v0.6.0")
    assert said(merged(), "bump") == ("DONE", "main says 0.6.0 on bbbbbbb")


def test_a_pull_request_closed_unmerged_is_not_there():
    world = changed(proposed(), pull=replace(PULL, state="CLOSED"))
    world.heads.pop("release/v0.6.0")
    assert said(world, "bump")[0] == "GO"
    assert said(world, "merge") == ("HOLD", "no pull request from release/v0.6.0 yet")


def test_bump_when_main_says_something_else():
    world = reviewed()
    world.trees[BASE] = tree("0.5.1")
    assert said(world, "bump") == ("NO-GO", "main says 0.5.1: neither 0.5.0 nor 0.6.0")


def test_bump_when_the_version_can_not_be_read():
    world = reviewed()
    world.trees[BASE] = tree("0.5.0") | {"Cargo.toml": "[package]\nname = 'widget'\n"}
    verdict, evidence = said(world, "bump")
    assert verdict == "NO-GO"
    assert evidence
    del world.trees[BASE]["Cargo.toml"]
    assert said(world, "bump") == ("NO-GO", "Cargo.toml could not be read at aaaaaaa")


def test_a_pushed_branch_without_a_pull_request_is_resumed():
    world = changed(proposed(), pull=None)
    assert said(world, "bump") == ("GO", "release/v0.6.0 is pushed, ccccccc: no pull request yet")
    assert world.standing("bump").offers[0].title == "Open the pull request from release/v0.6.0 into main"


def test_a_branch_of_that_name_with_another_version_is_not_the_bump():
    world = changed(proposed(), pull=None)
    world.trees[PULL_HEAD] = tree("0.5.1")
    assert said(world, "bump") == ("NO-GO", "release/v0.6.0 exists at ccccccc and says 0.5.1")


def test_bump_by_push():
    text = PLAYBOOK.replace("- do: bump\n", "- do: bump\n        via: push\n")
    world = changed(reviewed(), playbook=playbook(text))
    assert world.standing("bump").offers[0].title == "Bump 0.5.0 to 0.6.0, push to main"
    assert said(changed(merged(), playbook=playbook(text), pull=None), "bump")[0] == "DONE"


RED = CheckCounts(passed=6, failed=2)
RUNNING = CheckCounts(passed=12, running=8)
NONE = CheckCounts()
HIDDEN = CheckCounts(is_known=False)

PULLS: list[tuple[dict[str, Any], str, str]] = [
    ({}, "GO", "#212 is clean and green at ccccccc"),
    ({"merge_state": "HAS_HOOKS"}, "GO", "#212 is clean and green at ccccccc"),
    ({"is_draft": True, "merge_state": "DRAFT"}, "HOLD", "#212 is a draft"),
    ({"mergeable": "CONFLICTING", "merge_state": "DIRTY"}, "NO-GO", "#212 conflicts with main"),
    ({"checks": RED, "merge_state": "UNSTABLE"}, "NO-GO", "#212 has 2 failed checks on ccccccc"),
    ({"checks": RED}, "NO-GO", "#212 has 2 failed checks on ccccccc"),
    ({"checks": RUNNING, "merge_state": "BLOCKED"}, "HOLD", "#212 12 of 20 checks done on ccccccc"),
    ({"checks": HIDDEN}, "UNKNOWN", "#212 checks of ccccccc could not be read"),
    ({"checks": NONE}, "UNKNOWN", "#212 has no passed check on ccccccc"),
    ({"checks": CheckCounts(skipped=3)}, "UNKNOWN", "#212 has no passed check on ccccccc"),
    ({"checks": NONE, "updated_at": NOON}, "HOLD", "#212 no check has begun on ccccccc yet"),
    ({"merge_state": "BLOCKED", "review_decision": "REVIEW_REQUIRED"}, "HOLD", "#212 waits for a review"),
    (
        {
            "merge_state": "BLOCKED",
            "review_decision": "CHANGES_REQUESTED",
            "reviews": (Review("jo", "CHANGES_REQUESTED"), Review("mira", "APPROVED")),
        },
        "NO-GO",
        "#212 has changes requested by @jo",
    ),
    ({"merge_state": "BLOCKED"}, "NO-GO", "#212 is blocked by the branch's rules"),
    ({"merge_state": "BEHIND"}, "NO-GO", "#212 is behind main"),
    ({"merge_state": "UNSTABLE"}, "HOLD", "#212 is UNSTABLE on GitHub: some status is not green yet"),
    (
        {"merge_state": "UNKNOWN", "mergeable": "UNKNOWN"},
        "HOLD",
        "#212 is being looked at by GitHub: mergeable not known yet",
    ),
    ({"in_merge_queue": True, "queue_position": 2}, "HOLD", "#212 is in the merge queue, position 2"),
]


@pytest.mark.parametrize(
    ("changes", "verdict", "evidence"), PULLS, ids=[row[2] + str(row[0].keys()) for row in PULLS]
)
def test_merge(changes, verdict, evidence):
    world = changed(proposed(), pull=replace(PULL, **changes))
    standing = world.standing("merge")
    assert (standing.finding.verdict.value, standing.finding.evidence) == (verdict, evidence)
    assert [offer.verb for offer in standing.offers if not offer.refused] == (
        ["do"] if verdict == "GO" else []
    )


def test_merge_is_done_when_main_has_the_version():
    assert said(merged(), "merge") == ("DONE", "#212 merged as bbbbbbb")
    assert said(changed(merged(), pull=None), "merge") == ("DONE", "main says 0.6.0 on bbbbbbb")


def test_merged_but_main_was_read_the_moment_before():
    world = changed(proposed(), pull=replace(MERGED, updated_at=NOON))
    assert said(world, "merge") == ("HOLD", "#212 merged, main not seen at it yet")


def test_merged_long_ago_and_main_does_not_say_so():
    world = changed(proposed(), pull=replace(MERGED, updated_at=NOON - timedelta(minutes=9)))
    assert said(world, "merge") == ("NO-GO", "#212 was merged, and main still says 0.5.0")
    world = proposed()
    world.pull = replace(MERGED, merge_sha=OTHER, updated_at=NOON)
    world.heads["main"] = OTHER
    world.trees[OTHER] = tree("0.5.0")
    assert said(world, "merge") == ("NO-GO", "#212 was merged, and main still says 0.5.0")
    assert BUMPED not in world.heads.values()
