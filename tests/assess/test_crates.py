"""A workspace on crates.io: progress, a partial release, what one crate needs, owners."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.asks import CrateVersionsAsk, OwnersAsk, RunDetailAsk
from gonogo.model.github import RunDetail
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem
from support.places import NOON, Place, sha
from support.widget.nouns import job, run

TREE = {
    "Cargo.toml": '[package]\nname = "top"\nversion = "1.2.3"\n[workspace]\nmembers = ["crates/*"]\n'
    '[workspace.dependencies]\nlib = { path = "crates/lib", version = "=1.2.3" }\n'
    "[dependencies]\nlib = { workspace = true }\n",
    "crates/lib/Cargo.toml": '[package]\nname = "lib"\nversion = "1.2.3"\n'
    '[dependencies]\ncore = { path = "../core", version = "0.9.1" }\n'
    '[dev-dependencies]\ntester = { path = "../tester", version = "0.2.0" }\n'
    'helper = { path = "../helper" }\n',
    "crates/core/Cargo.toml": '[package]\nname = "core"\nversion = "0.9.1"\n',
    "crates/tester/Cargo.toml": '[package]\nname = "tester"\nversion = "0.2.0"\n',
    "crates/helper/Cargo.toml": '[package]\nname = "helper"\nversion = "0.0.0"\npublish = false\n',
    "fuzz/Cargo.toml": '[package]\nname = "fuzz"\nversion = "0.0.0"\n[workspace]\n',
}
ALL = {"top": ("1.2.2", "1.2.3"), "lib": ("1.2.3",), "core": ("0.9.1",), "tester": ("0.2.0",)}
STEPS = "- {wait: workflow, run: publish.yml}\n- {check: crates, at: main}\n"


def place(steps: str = STEPS, **inputs: str) -> Place:
    made = Place(steps, inputs=inputs)
    made.commit("a", on="main")
    made.write("a", TREE)
    made.crates = dict(ALL)
    return made


def tagged(state: str, ended_min_ago: int, **crates: tuple[str, ...]) -> Place:
    """The tag is there, and the publishing run is at a state."""
    made = place()
    made.tags["v1.2.3"] = sha("a")
    made.crates = crates
    one = job("publish", state)
    if one.completed_at is not None:
        one = replace(one, completed_at=NOON - timedelta(minutes=ended_min_ago))
    status = "completed" if one.completed_at else "in_progress"
    conclusion = state if one.completed_at else ""
    made_run = run("publish.yml", sha("a"), status=status, conclusion=conclusion, head_branch="v1.2.3")
    ask = RunDetailAsk("publish.yml", sha("a"), "push", "v1.2.3")
    made.answers[ask] = RunDetail(made_run, (one,), ())
    return made


def test_all_are_there_each_in_its_own_version() -> None:
    made = place()
    assert made.said("crates") == ("DONE", "4/4 on crates.io")
    assert list(made.facts("crates")) == ["core", "tester", "lib", "top"]


def test_nothing_is_said_of_another_version() -> None:
    made = Place(STEPS, version="1.2.4")
    made.commit("a", on="main")
    made.write("a", TREE)
    made.crates = dict(ALL)
    assert made.said("crates") == ("HOLD", f"main says 1.2.3 yet, at {sha('a')[:7]}")


PART = {"core": ("0.9.1",), "tester": ("0.2.0",)}


@pytest.mark.parametrize(
    ("state", "ago", "crates", "verdict", "evidence"),
    [
        ("in_progress", 0, PART, "HOLD", "2/4 on crates.io, next lib 1.2.3"),
        ("success", 5, PART, "HOLD", "2/4 on crates.io, lib 1.2.3 does not show yet"),
        ("success", 20, PART, "NO-GO", "RECOVERY: 2/4 on crates.io, the run is over, lib 1.2.3 lacks"),
        ("failure", 1, PART, "NO-GO", "RECOVERY: 2/4 on crates.io, the run failed, lib 1.2.3 lacks"),
        ("failure", 1, {}, "NO-GO", "0/4 on crates.io, and the run failed"),
        ("success", 1, ALL, "DONE", "4/4 on crates.io"),
    ],
)
def test_progress(
    state: str, ago: int, crates: dict[str, tuple[str, ...]], verdict: str, evidence: str
) -> None:
    assert tagged(state, ago, **crates).said("crates") == (verdict, evidence)


def test_a_burned_version_says_what_to_do_and_is_a_contradiction() -> None:
    made = tagged("failure", 1, **PART)
    assert "release the next patch version" in made.standing("crates").finding.advice
    assert made.assess_on(made.snapshot()).reason.endswith("lib 1.2.3 lacks")


def test_one_that_can_not_be_looked_at_is_never_green() -> None:
    made = place()
    made.problems[CrateVersionsAsk("lib")] = Problem("crates.io did not answer")
    assert made.said("crates") == ("UNKNOWN", "3/4 seen on crates.io; lib could not be looked at")


def test_crates_that_others_publish_are_left_out() -> None:
    made = place("- {check: crates, at: main, leave: ['t*']}\n")
    del made.crates["top"]
    assert made.said() == ("DONE", "2/2 on crates.io")


def test_a_waiver_holds_for_the_tag() -> None:
    made = tagged("failure", 1, **PART)
    made.record(EventKind.WAIVER, f"1.2.3@{sha('a')}", step_id="crates", text="the rest is not needed")
    assert made.standing("crates").waived


BEFORE = "- {check: crates-before, at: main, crate: '{crate}'}\n"


@pytest.mark.parametrize(
    ("crate", "gone", "verdict", "evidence"),
    [
        ("core", {}, "DONE", "core needs no other crate of this workspace"),
        ("lib", {}, "DONE", "crates.io has core, tester"),
        (
            "lib",
            {"tester": ()},
            "NO-GO",
            "crates.io lacks tester 0.2.0; release first: tester",
        ),
        (
            "lib",
            {"core": ("0.8.0", "0.9.0")},
            "NO-GO",
            "crates.io lacks core 0.9.1; release first: core",
        ),
        ("lib", {"core": ("0.9.2",)}, "DONE", "crates.io has core, tester"),
        ("lib", {"core": ("0.9.1-rc.1",)}, "NO-GO", "crates.io lacks core 0.9.1"),
        (
            "top",
            {"lib": ("1.2.4",)},
            "NO-GO",
            "crates.io lacks lib =1.2.3; release first: lib",
        ),
        ("top", {"core": ()}, "DONE", "crates.io has lib"),
        ("nope", {}, "NO-GO", "the workspace has no crate nope"),
    ],
)
def test_before(crate: str, gone: dict[str, tuple[str, ...]], verdict: str, evidence: str) -> None:
    made = place(BEFORE, crate=crate)
    made.crates |= gone
    said = made.said()
    assert said[0] == verdict
    assert said[1].startswith(evidence)


def test_the_whole_chain_is_named_in_order() -> None:
    made = place(BEFORE, crate="top")
    made.crates = {}
    assert made.said()[1] == "crates.io lacks lib =1.2.3; release first: core, tester, lib"
    assert made.facts() == {"lib (normal)": "never published"}


def test_a_circle_is_unknown_and_says_so() -> None:
    made = place(BEFORE, crate="lib")
    made.write(
        "a",
        {
            "crates/core/Cargo.toml": TREE["crates/core/Cargo.toml"]
            + '[dependencies]\nlib = { path = "../lib", version = "1.2.3" }\n'
        },
    )
    said = made.said()
    assert said[0] == "UNKNOWN"
    assert "in a circle: core → lib → core" in said[1]


OWNERS = "- {check: crate-owners, crate: lib, owners: ['github:acme:core', mira]}\n"


@pytest.mark.parametrize(
    ("owners", "verdict", "evidence"),
    [
        (("github:acme:core", "Mira", "jo"), "DONE", "github:acme:core, mira own lib"),
        (("mira",), "NO-GO", "github:acme:core does not own lib"),
        ((), "HOLD", "lib has no owner on crates.io yet"),
    ],
)
def test_owners(owners: tuple[str, ...], verdict: str, evidence: str) -> None:
    made = place(OWNERS)
    made.owners["lib"] = owners
    assert made.said() == (verdict, evidence)


def test_owners_of_a_crate_that_never_was() -> None:
    made = place(OWNERS)
    made.problems[OwnersAsk] = Problem("no such crate", status=404)
    assert made.said() == ("HOLD", "crates.io has no lib yet")
    made.problems[OwnersAsk] = Problem("crates.io is down", status=500)
    assert made.said() == ("UNKNOWN", "crates.io is down")
