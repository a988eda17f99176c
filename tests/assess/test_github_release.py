"""The release on GitHub: out of draft only after all, whole; attestations listed, never verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.asks import AttestationsAsk, CrateAsk, PyPIAsk
from gonogo.model.snapshot import Problem
from support.widget.nouns import (
    ALL_PASSED,
    ASSETS,
    CRATE,
    NOON,
    PLAYBOOK,
    github_release,
    playbook,
    published,
    release_run,
)
from support.widget.stages import begun, published_all, tagged
from support.widget.world import changed, said


def asset(**changes):
    return github_release(assets=(replace(ASSETS[0], **changes), *ASSETS[1:]))


CASES = {
    "public": (github_release(), "DONE", "public, 3 assets, latest"),
    "not latest": (
        github_release(is_latest=False),
        "NO-GO",
        "v0.6.0 is public, but not GitHub's latest release",
    ),
    "missing asset": (github_release(assets=ASSETS[1:]), "NO-GO", "missing asset: *.crate"),
    "half uploaded": (asset(state="starter"), "NO-GO", "widget-0.6.0.crate is starter, not uploaded"),
    "empty": (asset(size=0), "NO-GO", "widget-0.6.0.crate is empty"),
    "still a draft after the run": (
        github_release(is_draft=True),
        "NO-GO",
        "still a draft, the run is over: RECOVERY",
    ),
    "none after the run": (None, "NO-GO", "no release is visible, the run is over: RECOVERY"),
}


@pytest.mark.parametrize(("release", "verdict", "evidence"), CASES.values(), ids=CASES)
def test_github_release(release, verdict, evidence):
    text = PLAYBOOK.replace("        same-bytes-as: widget-{version}.crate\n", "").replace(
        "        same-bytes-as: release-assets\n", ""
    )
    world = changed(published_all(), github_release=release, playbook=playbook(text))
    assert said(world, "github-release") == (verdict, evidence)


def test_an_older_line_need_not_be_latest():
    text = PLAYBOOK.replace(
        'assets: ["*.crate", "*.whl", "*.tar.gz"]', 'assets: ["*.crate"]\n        latest: false'
    )
    world = changed(published_all(), github_release=github_release(is_latest=False), playbook=playbook(text))
    assert said(world, "github-release") == ("DONE", "public, 3 assets")


def test_a_draft_is_as_it_should_be_while_the_run_goes_on():
    assert said(begun(), "github-release") == ("HOLD", "no release of v0.6.0 yet")
    assert said(tagged(), "github-release") == ("HOLD", "a draft with 3 assets")


def test_a_draft_with_a_part_of_the_registries_is_recovery():
    world = changed(tagged(), crate=CRATE)
    world.detail = release_run(
        guard="success", build="success", publish_crate="success", publish_pypi="failure"
    )
    finding = world.standing("github-release").finding
    assert (finding.verdict.value, finding.evidence) == ("NO-GO", "still a draft, the run failed: RECOVERY")
    assert [(fact.name, fact.found) for fact in finding.facts] == [
        ("crates.io widget", "published"),
        ("PyPI widget", "not published"),
    ]


def test_a_failed_run_before_any_registry_is_no_recovery():
    world = changed(tagged(), detail=release_run(guard="success", build="failure"))
    assert said(world, "github-release") == ("NO-GO", "still a draft, the run failed")


def test_public_before_what_it_must_wait_for():
    world = changed(published_all(), wheels=published("PyPI"), now=NOON + timedelta(hours=1))
    assert said(world, "github-release") == ("NO-GO", "public before: PyPI has widget 0.6.0")
    world = changed(tagged(), github_release=github_release())
    assessment = world.assess()
    assert assessment.verdict.value == "NO-GO"
    assert not assessment.standing("github-release").is_reached


def test_what_it_must_wait_for_can_not_be_seen():
    world = published_all()
    world.problems[PyPIAsk] = Problem("no answer in 15 s")
    world.problems[CrateAsk] = Problem("no answer in 15 s")
    assert said(world, "github-release") == ("UNKNOWN", "public; not known: crates.io has widget 0.6.0")


def test_the_whole_run_passed_and_the_release_is_a_draft():
    world = changed(tagged(), detail=release_run(**ALL_PASSED))
    assert said(world, "github-release")[0] == "NO-GO"


ATTESTED = {
    "listed": ({}, "UNKNOWN", "1 of 1 listed; signatures are not verified here"),
    "none": ({"attested": 0}, "NO-GO", "no attestation for widget-0.6.0.crate"),
    "no digest": (
        {"github_release": asset(sha256="")},
        "UNKNOWN",
        "0 of 1 listed; signatures are not verified here",
    ),
    "no asset": ({"github_release": github_release(assets=())}, "NO-GO", "missing asset: *.crate"),
    "no asset in the draft yet": (
        {"github_release": github_release(is_draft=True, assets=())},
        "HOLD",
        "no *.crate yet",
    ),
    "no release": ({"github_release": None}, "HOLD", "no release of v0.6.0 yet"),
}


@pytest.mark.parametrize(("changes", "verdict", "evidence"), ATTESTED.values(), ids=ATTESTED)
def test_attestations_are_never_a_pass(changes, verdict, evidence):
    assert said(changed(published_all(), **changes), "attestations") == (verdict, evidence)


def test_attestations_that_can_not_be_read():
    world = published_all()
    world.problems[AttestationsAsk] = Problem("GitHub says 404")
    assert said(world, "attestations") == ("UNKNOWN", "GitHub says 404")
    assert world.assess().next_step == "told"
