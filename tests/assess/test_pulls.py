"""Approvals: distinct people, of the head commit, who may write."""

from __future__ import annotations

import pytest

from gonogo.model.asks import ReviewsAsk
from gonogo.model.github import HeadReview
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem
from support.places import Place, pull, sha

STEPS = "- {check: approvals, branch: topic, count: 2}\n"
HEAD, OLD = sha("head"), sha("old")


def review(
    author: str, state: str = "APPROVED", commit: str = HEAD, *, can_write: bool | None = True
) -> HeadReview:
    return HeadReview(author, state, commit, can_write)


def place(*reviews: HeadReview, **changes: str) -> Place:
    made = Place(STEPS)
    made.pulls["topic"] = pull("topic", HEAD, **changes)
    made.reviews = reviews
    return made


@pytest.mark.parametrize(
    ("reviews", "verdict", "evidence"),
    [
        ((), "HOLD", f"#7 has 0 of 2 approvals at {HEAD[:7]}"),
        ((review("jo"),), "HOLD", f"#7 has 1 of 2 approvals at {HEAD[:7]}"),
        ((review("jo"), review("kim")), "DONE", f"#7 approved by @jo, @kim at {HEAD[:7]}"),
        ((review("jo"), review("Jo")), "HOLD", "#7 has 1 of 2 approvals"),
        ((review("jo"), review("Mira")), "HOLD", "#7 has 1 of 2 approvals"),
        ((review("jo"), review("ci[bot]")), "HOLD", "#7 has 1 of 2 approvals"),
        ((review("jo"), review("kim", can_write=False)), "HOLD", "#7 has 1 of 2 approvals"),
        ((review("jo"), review("kim", can_write=None)), "UNKNOWN", "whether @kim may write is not told"),
        (
            (review("jo"), review("kim", commit=OLD)),
            "HOLD",
            f"#7 has 1 of 2 approvals at {HEAD[:7]}; @kim approved an earlier commit",
        ),
        (
            (review("jo"), review("kim"), review("lee", "CHANGES_REQUESTED")),
            "NO-GO",
            "#7 has changes requested by @lee",
        ),
        ((review("jo"), review("kim", "DISMISSED")), "HOLD", "#7 has 1 of 2 approvals"),
    ],
)
def test_approvals(reviews: tuple[HeadReview, ...], verdict: str, evidence: str) -> None:
    said = place(*reviews).said()
    assert said[0] == verdict
    assert said[1].startswith(evidence)


def test_why_an_approval_does_not_count_is_told() -> None:
    facts = place(review("mira"), review("kim", commit=OLD)).facts()
    assert facts["@mira"].endswith("the author's own")
    assert facts["@kim"] == f"approved at {OLD[:7]}: the head is {HEAD[:7]} now"


def test_without_a_pull_request_it_waits_and_without_an_answer_it_is_unknown() -> None:
    made = place()
    made.pulls.clear()
    assert made.said() == ("HOLD", "no pull request from topic yet")
    made = place()
    made.problems[ReviewsAsk] = Problem("GitHub did not answer")
    assert made.said() == ("UNKNOWN", "GitHub did not answer")


def test_merged_without_them_is_no_go() -> None:
    made = place(review("jo"), state="MERGED", merge_sha=sha("m"))
    assert made.said()[0] == "NO-GO"
    made.record(EventKind.WAIVER, HEAD, text="jo and kim agreed in the call")
    assert made.standing().waived
    made.pulls["topic"] = pull("topic", OLD)
    assert not made.standing().waived
