"""What people decide: confirmations and waivers, and what they are bound to."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from gonogo.model.asks import EnvironmentAsk, HeadAsk
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem
from support.widget.nouns import BASE, BUMPED, NEW, PLAYBOOK, WHEELS, playbook, run, tree
from support.widget.stages import agreed, begun, merged, tagged
from support.widget.world import changed, said

OTHER = "e" * 40


def test_a_choice_is_asked_for():
    standing = begun().standing("impact")
    assert standing.finding.evidence == "patch-compatible or minor-breaking?"
    (offer,) = standing.offers
    assert (offer.verb, offer.tier.value) == ("confirm", "ask")
    assert offer.title == "Choose: patch-compatible, minor-breaking for 0.6.0"


def test_a_word_is_kept_with_who_and_when():
    world = begun()
    world.record(
        "impact",
        EventKind.CONFIRMATION,
        NEW,
        actor="jo",
        data=MappingProxyType({"choice": "minor-breaking", "note": "the C ABI moved"}),
    )
    standing = world.standing("impact")
    assert (standing.finding.verdict.value, standing.finding.evidence) == (
        "DONE",
        "minor-breaking · @jo 20 Nov 11:50",
    )
    assert [(fact.name, fact.found) for fact in standing.finding.facts][-1] == ("note", "the C ABI moved")
    assert standing.finding.source == "journal"
    assert standing.offers == ()


def test_the_last_word_counts():
    world = merged()
    world.confirm("go", BUMPED, "go")
    world.confirm("go", BUMPED, "no-go")
    assert said(world, "go") == ("NO-GO", "no-go · @mira 20 Nov 11:50")
    assert [offer.verb for offer in world.standing("go").offers] == ["confirm"]
    assert world.assess().next_step == "go"
    world.confirm("go", BUMPED, "go")
    assert said(world, "go")[0] == "DONE"


def test_a_word_about_head_lapses_when_head_moves():
    world = agreed()
    world.heads["main"] = OTHER
    world.trees[OTHER] = tree(NEW)
    world.runs = [run("ci.yml", sha=OTHER), run("fuzz.yml", sha=OTHER)]
    standing = world.standing("go")
    assert standing.finding.verdict.value == "GO"
    assert standing.finding.evidence == "confirm again: main moved from bbbbbbb to eeeeeee"
    assert world.standing("tag").blocked_by == ("go",)


def test_a_word_about_head_stays_once_the_tag_is_there():
    world = tagged()
    world.heads["main"] = OTHER
    world.trees[OTHER] = tree(NEW)
    assert said(world, "go") == ("DONE", "go · @mira 20 Nov 11:50")


def test_a_word_about_head_when_head_can_not_be_seen():
    world = agreed()
    world.problems[HeadAsk("main")] = Problem("origin is not reachable")
    assert said(world, "go") == ("UNKNOWN", "origin is not reachable")


def test_a_word_about_another_version_does_not_count():
    world = begun()
    world.confirm("impact", "0.5.9", "patch-compatible")
    assert said(world, "impact") == ("GO", "confirm again: was for 0.5.9")


def test_a_word_of_another_release_does_not_count():
    world = begun()
    world.record("impact", EventKind.CONFIRMATION, NEW, release_id="widget-release-0.7.0")
    assert said(world, "impact")[0] == "GO"


def red():
    return changed(merged(), runs=[run("ci.yml", conclusion="failure"), run("fuzz.yml")])


def test_a_waiver_is_offered_for_what_is_wrong_with_a_check_and_overrides_it():
    world = red()
    assert [offer.verb for offer in world.standing("workflows-green").offers] == ["rerun", "waive"]
    world.record("workflows-green", EventKind.WAIVER, BUMPED, text="the runner is broken")
    standing = world.standing("workflows-green")
    assert standing.waived == "@mira: the runner is broken"
    assert standing.finding.verdict.value == "NO-GO"
    assert standing.is_done
    assert standing.offers == ()
    assert world.assess().next_step == "go"


def test_a_waiver_holds_for_its_commit_only():
    world = red()
    world.record("workflows-green", EventKind.WAIVER, BASE, text="the runner is broken")
    assert world.standing("workflows-green").waived == ""
    assert world.assess().verdict.value == "NO-GO"


def test_a_waiver_of_a_registry_lapses_with_the_tag():
    world = changed(agreed(), wheels=WHEELS)
    world.record("pypi", EventKind.WAIVER, f"{NEW} untagged", text="an earlier attempt of ours")
    assert world.standing("pypi").waived
    assert world.standing("tag").offers[0].refused == ""
    assert world.assess().next_step == "tag"
    later = changed(tagged(), wheels=WHEELS, github_release=None, events=world.events)
    assert later.standing("pypi").waived == ""


def test_a_check_that_can_not_be_waived():
    text = PLAYBOOK.replace(
        "workflows: [ci.yml, fuzz.yml]", "workflows: [ci.yml, fuzz.yml]\n        can-waive: false"
    )
    world = changed(red(), playbook=playbook(text))
    world.record("workflows-green", EventKind.WAIVER, BUMPED, text="please")
    standing = world.standing("workflows-green")
    assert standing.waived == ""
    assert [offer.verb for offer in standing.offers] == ["rerun"]


@pytest.mark.parametrize("step", ["bump", "merge", "tag", "workflow", "approve-publish-crate", "impact"])
def test_only_checks_are_waived(step):
    world = begun()
    for subject in (NEW, BASE, f"{NEW} untagged"):
        world.record(step, EventKind.WAIVER, subject, text="please")
    standing = world.standing(step)
    assert standing.waived == ""
    assert all(offer.verb != "waive" for offer in standing.offers)


def test_what_was_never_seen_can_be_waived_only_when_its_subject_is_known():
    world = begun()
    world.problems[EnvironmentAsk] = Problem("GitHub says 403")
    assert [(o.verb, o.refused) for o in world.standing("environments").offers] == [("waive", "")]
    world.problems[HeadAsk] = Problem("origin is not reachable")
    assert [(o.verb, o.refused) for o in world.standing("lock-in-sync").offers] == [
        ("waive", "what it stands on is not known yet")
    ]
