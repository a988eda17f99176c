"""Nothing that was not seen is green: each answer that a done step rests on is taken away in turn."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from gonogo.model.asks import BoardAsk
from gonogo.model.github import Advisory, HeadReview, Issue
from gonogo.model.local import Image
from gonogo.model.releases import OutcomeState
from gonogo.model.snapshot import EMPTY, Problem, Snapshot
from support.places import NOON, Place, digest, github_release, pull, sha

if TYPE_CHECKING:
    from collections.abc import Callable

MANIFEST = '[package]\nname = "lib"\nversion = "1.2.3"\n[workspace]\n'
NEEDING = MANIFEST + '[dependencies]\ncore = { path = "core", version = "0.1.0" }\n'
CORE = '[package]\nname = "core"\nversion = "0.1.0"\n'


def place(steps: str, files: dict[str, str] | None = None, **more: str) -> Place:
    """main has one commit on top of the one that 1.2.2 was tagged on."""
    top = "changelog: {path: LOG.md}\n" if "LOG" in steps + str(files) else ""
    made = Place(f"- {{{steps}}}\n", inputs=more, top=top)
    made.commit("root", on="main")
    made.commit("a", "root", on="main")
    made.write("a", files or {})
    made.tags["v1.2.2"] = made.heads["release-1"] = sha("root")
    return made


def text() -> Place:
    return place("check: text, path: f, find: a", {"f": "a"})


def tag_accepted() -> Place:
    return place("check: tag-accepted, path: f, find: '=~ (.+)'", {"f": "=~ ^v1"})


def contains() -> Place:
    return place("check: contains, branch: main, commit: v1.2.2")


def backports() -> Place:
    made = place("check: backports, branch: release-1")
    made.commit("b", "root", message=f"b\n\n(cherry picked from commit {sha('a')})", on="release-1")
    return made


def changelog() -> Place:
    return place("check: changelog, expect: released", {"LOG.md": "## [1.2.3] - 2026-11-20\n\n- A\n"})


def in_sync() -> Place:
    made = place("check: notes-in-sync, path: N.md, branch: release-1", {"N.md": "## 1.2.3\n\n- A\n"})
    made.write("root", {"N.md": "## 1.2.3\n\n- A\n"})
    return made


def issues() -> Place:
    return place("check: issues, query: x")


def advisories() -> Place:
    made = place("check: advisories, expect: some")
    made.advisories = (Advisory("GHSA-d", "draft", "high", "A leak", "", None),)
    return made


def approvals() -> Place:
    made = place("check: approvals, branch: topic, count: 1")
    made.pulls["topic"] = pull("topic", sha("a"))
    made.reviews = (HeadReview("jo", "APPROVED", sha("a"), can_write=True),)
    return made


def crates() -> Place:
    made = place("check: crates", {"Cargo.toml": MANIFEST})
    made.crates["lib"] = ("1.2.3",)
    return made


def crates_before() -> Place:
    made = place("check: crates-before, crate: lib", {"Cargo.toml": NEEDING, "core/Cargo.toml": CORE})
    made.crates["core"] = ("0.1.0",)
    return made


def owners() -> Place:
    made = place("check: crate-owners, crate: lib, owners: [mira]")
    made.owners["lib"] = ("mira",)
    return made


def images() -> Place:
    made = place("check: images, image: g.io/w, tags: ['{version}'], unmoved: [edge], aliases: [latest]")
    made.images = {tag: Image("g.io/w", tag, digest("1.2.3")) for tag in ("1.2.3", "latest")}
    return made


def backport() -> Place:
    made = place(f"do: backport, base: release-1, commits: {sha('a')}")
    made.commit("b", "root", message=f"b\n\n(cherry picked from commit {sha('a')})", on="release-1")
    return made


def branch() -> Place:
    return place("do: branch, branch: release-1, start: v1.2.2")


def pull_request() -> Place:
    made = place("do: pull-request, branch: topic")
    made.pulls["topic"] = pull("topic", sha("a"))
    return made


def command() -> Place:
    made = place("do: command, command: make")
    made.ended(f"{sha('a')}:make", "run-command", OutcomeState.DONE, "ended with 0 after 1 s")
    return made


def retag() -> Place:
    made = place("do: retag, image: g.io/w, tags: [latest]")
    made.images = {tag: Image("g.io/w", tag, digest("1.2.2")) for tag in ("1.2.2", "latest")}
    return made


def deprecate() -> Place:
    made = place("do: deprecate, message: a")
    made.release = github_release("v1.2.3", "## ⚠️ Deprecated\n\na\n")
    return made


def incident() -> Place:
    return place("do: incident, text: Withdrawn", {"LOG.md": "## 1.2.3\n\nWithdrawn\n\n- A\n"})


def announce() -> Place:
    made = place("do: announce, message: a")
    made.announced["v1.2.3"] = Issue(1, "v1.2.3", "", True)
    return made


DONE: tuple[Callable[[], Place], ...] = (
    text,
    tag_accepted,
    contains,
    backports,
    changelog,
    in_sync,
    issues,
    advisories,
    approvals,
    crates,
    crates_before,
    owners,
    images,
    backport,
    branch,
    pull_request,
    command,
    retag,
    deprecate,
    incident,
    announce,
)

BESIDE = {
    # What only adds a fact, or is looked at for the plan: the verdict does not rest on it.
    "contains": {"HeadAsk(branch='v1.2.2')"},
    "branch": {"HeadAsk(branch='v1.2.2')", "TagAsk(name='v1.2.3')"},
    "backport": {"HeadAsk(branch='backport/1.2.3')", "PullAsk(head='backport/1.2.3', base='release-1')"},
    "pull_request": {"HeadAsk(branch='topic')", "HeadAsk(branch='main')"},
    "command": {"TrustAsk(command='make')", "WorktreeAsk()"},
    "images": {"ImageAsk(image='g.io/w', tag='1.2.2')"},
    "retag": {"ImageAsk(image='g.io/w', tag='1.2.3')"},
    "incident": {"HeadAsk(branch='incident/v1.2.3')", "PullAsk(head='incident/v1.2.3', base='main')"},
}


@pytest.mark.parametrize("make", DONE, ids=lambda make: make.__name__)
def test_each_answer_that_is_taken_away_is_missed(make: Callable[[], Place]) -> None:
    assert make().said()[0] == "DONE", make().said()
    for ask in make().snapshot().answers:
        if isinstance(ask, BoardAsk) or repr(ask) in BESIDE.get(make.__name__, ()):
            continue
        made = make()
        made.problems[ask] = Problem("did not answer")
        assert made.said() in (("UNKNOWN", "did not answer"), _partly(make)), ask


def _partly(make: Callable[[], Place]) -> tuple[str, str]:
    """How crates says that one of them could not be looked at."""
    return ("UNKNOWN", "0/1 seen on crates.io; lib could not be looked at") if make is crates else ("", "")


@pytest.mark.parametrize("make", DONE, ids=lambda make: make.__name__)
def test_before_the_first_look_nothing_is_known(make: Callable[[], Place]) -> None:
    made = make()
    (standing,) = made.assess_on(EMPTY).standings
    assert (standing.finding.verdict.value, standing.finding.evidence) == ("UNKNOWN", "not looked at yet")
    assert all(offer.refused or offer.verb == "waive" for offer in standing.offers)


@pytest.mark.parametrize("make", DONE, ids=lambda make: make.__name__)
def test_a_part_of_what_was_seen_never_raises(make: Callable[[], Place]) -> None:
    answers = dict(make().snapshot().answers)
    for left_out in answers:
        part = {ask: seen for ask, seen in answers.items() if ask != left_out}
        made = make()
        assert made.assess_on(Snapshot(NOON, MappingProxyType(part))).standings
