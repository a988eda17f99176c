"""crates.io and PyPI: there, not yanked, the release's bytes; and taken before the tag."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.asks import CrateAsk, PyPIAsk, ReleaseAsk
from gonogo.model.snapshot import Problem
from support.widget.nouns import (
    ASSETS,
    CRATE,
    NOON,
    PLAYBOOK,
    WHEELS,
    github_release,
    playbook,
    published,
    sha256,
)
from support.widget.stages import agreed, at_the_gate, at_the_second_gate, begun, published_all
from support.widget.world import changed, said

WRONG = sha256("something else")


def crate(**changes):
    return replace(CRATE, files=(replace(CRATE.files[0], **changes),))


def draft(**changes):
    assets = (replace(ASSETS[0], **changes), *ASSETS[1:])
    return github_release(assets=assets)


GOOD, BAD = sha256("widget-0.6.0.crate")[:7], WRONG[:7]

CRATES = {
    "same": (CRATE, github_release(), "DONE", f"sha256 {GOOD} = asset"),
    "yanked": (crate(is_yanked=True), github_release(), "NO-GO", "widget-0.6.0.crate is yanked on crates.io"),
    "not fetched": (
        crate(served_sha256=""),
        github_release(),
        "UNKNOWN",
        "widget-0.6.0.crate: its bytes were not fetched",
    ),
    "serves other than it states": (
        crate(served_sha256=WRONG),
        github_release(),
        "NO-GO",
        f"widget-0.6.0.crate: crates.io serves {BAD}, states {GOOD}",
    ),
    "another asset": (
        CRATE,
        draft(sha256=WRONG),
        "NO-GO",
        f"widget-0.6.0.crate: crates.io serves {GOOD}, the asset is {BAD}",
    ),
    "asset without a digest": (
        CRATE,
        draft(sha256=""),
        "UNKNOWN",
        "widget-0.6.0.crate: GitHub has no digest of the asset",
    ),
    "no such asset": (
        CRATE,
        github_release(assets=ASSETS[1:]),
        "NO-GO",
        "widget-0.6.0.crate is not among the release's assets",
    ),
    "not attached yet": (
        CRATE,
        github_release(is_draft=True, assets=()),
        "HOLD",
        "widget-0.6.0.crate is not attached to the draft yet",
    ),
    "no release to see": (
        CRATE,
        None,
        "UNKNOWN",
        "widget-0.6.0.crate: no release is visible to compare with",
    ),
}


@pytest.mark.parametrize(("crates", "release", "verdict", "evidence"), CRATES.values(), ids=CRATES)
def test_crates_io(crates, release, verdict, evidence):
    world = changed(published_all(), crate=crates, github_release=release)
    assert said(world, "crates-io") == (verdict, evidence)


def test_without_an_asset_to_compare_served_must_equal_stated():
    text = PLAYBOOK.replace("        same-bytes-as: widget-{version}.crate\n", "")
    world = changed(
        published_all(), playbook=playbook(text), github_release=github_release(assets=ASSETS[1:])
    )
    assert said(world, "crates-io") == ("DONE", f"sha256 {GOOD} served = stated")


FILES = WHEELS.files


@pytest.mark.parametrize(
    ("files", "verdict", "evidence"),
    [
        (FILES, "DONE", "2 files, sha256 = asset"),
        (FILES[:1], "NO-GO", "no widget-0.6.0.tar.gz on PyPI"),
        ((FILES[0], replace(FILES[1], is_yanked=True)), "NO-GO", "widget-0.6.0.tar.gz is yanked on PyPI"),
        (
            (*FILES, replace(FILES[0], name="widget-0.6.0-cp39-abi3-win32.whl")),
            "NO-GO",
            "widget-0.6.0-cp39-abi3-win32.whl is not among the release's assets",
        ),
    ],
)
def test_pypi(files, verdict, evidence):
    world = changed(published_all(), wheels=replace(WHEELS, files=files), now=NOON + timedelta(hours=1))
    assert said(world, "pypi") == (verdict, evidence)


def test_a_part_of_the_files_while_the_job_still_runs():
    world = changed(at_the_second_gate(), wheels=replace(WHEELS, files=FILES[:1]))
    assert said(world, "pypi") == ("HOLD", "no widget-0.6.0.tar.gz on PyPI")


def test_absent_while_the_gate_is_closed_and_some_minutes_after():
    assert said(at_the_gate(), "crates-io") == ("HOLD", "not on crates.io yet")
    world = changed(at_the_second_gate(), crate=published("crates.io"))
    assert said(world, "crates-io") == ("HOLD", "not on crates.io yet")
    world.now = NOON + timedelta(minutes=20)
    assert said(world, "crates-io") == ("NO-GO", "crates.io lacks 0.6.0 15 min after its job")


def test_the_release_is_public_and_a_registry_lacks_the_version():
    world = changed(published_all(), wheels=published("PyPI"), now=NOON + timedelta(minutes=20))
    assert said(world, "pypi") == ("NO-GO", "the release is public, PyPI lacks 0.6.0")
    assert world.assess().verdict.value == "NO-GO"


def test_that_contradiction_counts_before_its_step_is_reached():
    world = changed(at_the_gate(), github_release=github_release())
    assessment = world.assess()
    assert not assessment.standing("crates-io").is_reached
    assert assessment.verdict.value == "NO-GO"
    assert assessment.reason == "crates.io has widget 0.6.0: the release is public, crates.io lacks 0.6.0"


@pytest.mark.parametrize("stage", [begun, agreed])
def test_a_version_that_is_taken_before_the_tag(stage):
    world = changed(stage(), wheels=WHEELS)
    assessment = world.assess()
    assert assessment.verdict.value == "NO-GO"
    assert assessment.reason == "PyPI has widget 0.6.0: 0.6.0 is already on PyPI"
    world.github_release = github_release(
        is_draft=True, assets=tuple(replace(a, sha256=WRONG) for a in ASSETS)
    )
    assert said(world, "pypi") == ("NO-GO", "0.6.0 is already on PyPI with other bytes")


def test_a_taken_version_with_the_drafts_own_bytes_may_be_recovered():
    world = changed(agreed(), wheels=WHEELS, github_release=github_release(is_draft=True))
    finding = world.standing("pypi").finding
    assert (finding.verdict.value, finding.evidence) == ("HOLD", "already on PyPI, same bytes as the draft")
    assert finding.facts[-1].name == "recovery"
    assert world.standing("tag").offers[0].refused == ""


def test_taken_counts_even_when_the_release_can_not_be_seen():
    world = changed(agreed(), wheels=WHEELS)
    world.problems[ReleaseAsk] = Problem("GitHub says 502")
    assert said(world, "pypi") == ("NO-GO", "0.6.0 is already on PyPI")


@pytest.mark.parametrize(("ask", "step"), [(CrateAsk, "crates-io"), (PyPIAsk, "pypi"), (ReleaseAsk, "pypi")])
def test_a_registry_that_does_not_answer_is_unknown(ask, step):
    world = published_all()
    world.problems[ask] = Problem("no answer in 15 s", "Look again.")
    assert said(world, step) == ("UNKNOWN", "no answer in 15 s")
    assert world.assess().verdict.value == "UNKNOWN"


def test_an_index_that_lags_behind_a_public_release_only_holds():
    world = changed(published_all(), wheels=published("PyPI"))
    assert said(world, "pypi") == ("HOLD", "not on PyPI yet")
    assert said(world, "github-release") == ("HOLD", "public; waits for: PyPI has widget 0.6.0")
    assert world.assess().verdict.value == "HOLD"
