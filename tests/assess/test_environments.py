"""Protected environments: as expected, or what is wrong with them."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from gonogo.model.asks import BoardAsk, EnvironmentAsk
from gonogo.model.github import DeployPolicy
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.snapshot import Problem
from support.widget.nouns import PATTERN, PLAYBOOK, environment, playbook
from support.widget.stages import begun, tagged
from support.widget.world import changed, said

TAGS = DeployPolicy(PATTERN, "tag")
MAIN = DeployPolicy("main", "branch")

CASES = {
    "as expected": ({}, "DONE", "crates-io and pypi as expected"),
    "no reviewers": ({"reviewers": ()}, "NO-GO", "pypi has no required reviewers"),
    "branch policy only": (
        {"policies": (MAIN,)},
        "NO-GO",
        "pypi: deadlock, branches only: would refuse the tag",
    ),
    "protected branches": (
        {"restricts": "protected", "policies": ()},
        "NO-GO",
        "pypi: deadlock, protected branches only: would refuse the tag",
    ),
    "no policy": ({"restricts": "none", "policies": ()}, "NO-GO", "pypi: any branch or tag may deploy"),
    "another pattern": (
        {"policies": (DeployPolicy("v*", "tag"),)},
        "NO-GO",
        f"pypi's tag policy is v*, not {PATTERN}",
    ),
    "two patterns": (
        {"policies": (TAGS, DeployPolicy("v*", "tag"))},
        "NO-GO",
        f"pypi's tag policy is {PATTERN}, v*, not {PATTERN}",
    ),
    "a branch beside the tag": ({"policies": (TAGS, MAIN)}, "NO-GO", "pypi also lets branch main deploy"),
    "the viewer alone, who pushes the tag": (
        {"prevents_self_review": True, "reviewers": ("mira",)},
        "NO-GO",
        "pypi: nobody could approve, @mira pushes the tag",
    ),
    "the viewer and another": ({"prevents_self_review": True}, "DONE", "crates-io and pypi as expected"),
    "another alone": (
        {"prevents_self_review": True, "reviewers": ("jo",)},
        "DONE",
        "crates-io and pypi as expected",
    ),
    "a team": (
        {"prevents_self_review": True, "reviewers": ("acme/owners",)},
        "DONE",
        "crates-io and pypi as expected",
    ),
}


@pytest.mark.parametrize(("changes", "verdict", "evidence"), CASES.values(), ids=CASES)
def test_environments(changes, verdict, evidence):
    world = begun()
    world.environments["pypi"] = environment("pypi", **changes)
    assert said(world, "environments") == (verdict, evidence)
    assert (world.assess().next_step == "environments") == (verdict == "NO-GO")


def test_a_missing_environment():
    world = begun()
    world.environments["pypi"] = None
    assert said(world, "environments") == ("NO-GO", "pypi is missing")


def test_who_may_approve_is_a_fact():
    world = begun()
    world.environments["pypi"] = environment("pypi", prevents_self_review=True)
    facts = {fact.name: fact.found for fact in world.standing("environments").finding.facts}
    assert facts["pypi: who could approve"] == "@jo"


def test_one_that_can_not_be_read_is_unknown_and_a_wrong_one_is_worse():
    world = begun()
    world.problems[EnvironmentAsk("crates-io")] = Problem("GitHub says 403", "The token needs Actions: read.")
    finding = world.standing("environments").finding
    assert (finding.verdict.value, finding.evidence) == ("UNKNOWN", "crates-io: GitHub says 403")
    assert finding.advice == "The token needs Actions: read."
    world.environments["pypi"] = None
    assert said(world, "environments") == ("NO-GO", "pypi is missing")


def test_the_only_reviewer_when_nobody_knows_who_looks():
    world = begun()
    world.environments["pypi"] = environment("pypi", prevents_self_review=True, reviewers=("mira",))
    world.problems[BoardAsk] = Problem("GitHub says 500")
    assert said(world, "environments") == ("UNKNOWN", "pypi: who pushes the tag is not known")


def test_after_the_tag_it_is_who_pushed_it_that_counts():
    world = changed(tagged(), viewer="jo")
    world.environments["pypi"] = environment("pypi", prevents_self_review=True, reviewers=("jo",))
    assert said(world, "environments")[0] == "DONE"
    world.record(
        "tag",
        EventKind.OUTCOME,
        action="push-tag",
        state=OutcomeState.DONE,
        actor="jo",
        data=MappingProxyType({"tag_oid": "d" * 40}),
    )
    assert said(world, "environments") == ("NO-GO", "pypi: nobody could approve, @jo pushes the tag")


EXPECT = """          pypi: {reviewers: [mira, jo], tags: "v[0-9]*.[0-9]*.[0-9]*", prevent-self-review: true, wait-timer: 10}
"""


@pytest.mark.parametrize(
    ("changes", "verdict", "evidence"),
    [
        ({"prevents_self_review": True, "timer_min": 10}, "DONE", "crates-io and pypi as expected"),
        ({"timer_min": 10}, "NO-GO", "pypi: self-review prevention is off, expected on"),
        ({"prevents_self_review": True}, "NO-GO", "pypi: wait timer is 0 min, expected 10 min"),
        (
            {"prevents_self_review": True, "timer_min": 10, "reviewers": ("MIRA", "jo")},
            "DONE",
            "crates-io and pypi as expected",
        ),
        (
            {"prevents_self_review": True, "timer_min": 10, "reviewers": ("jo", "eve")},
            "NO-GO",
            "pypi's reviewers are not the expected ones",
        ),
        ({"policies": (MAIN,)}, "NO-GO", "pypi: deadlock, branches only: would refuse the tag · and 2 more"),
    ],
)
def test_what_else_can_be_expected(changes, verdict, evidence):
    usual = '          pypi: {reviewers: required, tags: "v[0-9]*.[0-9]*.[0-9]*"}\n'
    assert usual in PLAYBOOK
    world = changed(begun(), playbook=playbook(PLAYBOOK.replace(usual, EXPECT)))
    world.environments["pypi"] = environment("pypi", **changes)
    assert said(world, "environments") == (verdict, evidence)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "DONE"),
        ({"restricts": "none", "policies": ()}, "DONE"),
        ({"restricts": "protected", "policies": ()}, "NO-GO"),
        ({"policies": (MAIN,)}, "NO-GO"),
        ({"policies": (DeployPolicy("release-*", "tag"),)}, "NO-GO"),
        ({"policies": (TAGS, MAIN)}, "DONE"),
    ],
)
def test_without_an_expected_pattern_the_release_tag_must_still_get_through(changes, verdict):
    text = PLAYBOOK.replace('pypi: {reviewers: required, tags: "v[0-9]*.[0-9]*.[0-9]*"}', "pypi: {}")
    world = changed(begun(), playbook=playbook(text))
    world.environments["pypi"] = environment("pypi", **changes)
    assert said(world, "environments")[0] == verdict
