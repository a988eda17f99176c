"""The tag: ready from HEAD, or signed and on the release commit, or wrong for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.model.asks import HeadAsk, SignatureAsk, TagAsk
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem
from support.widget.nouns import BASE, GOOD_TAG, NOON, PLAYBOOK, SIGNED, TAG, playbook, tree
from support.widget.stages import agreed, begun, tagged
from support.widget.world import changed, said

OTHER = "e" * 40


def test_ready_from_heads_commit_with_the_freeze():
    standing = agreed().standing("tag")
    assert standing.finding.evidence == "from main's HEAD bbbbbbb · merging into main is frozen"
    (offer,) = standing.offers
    assert (offer.verb, offer.tier.value, offer.refused) == ("do", "type", "")
    assert offer.title == "Sign v0.6.0 on main's HEAD bbbbbbb and push it"


def test_before_the_bump_it_waits():
    assert said(begun(), "tag") == ("HOLD", "main's HEAD aaaaaaa says 0.5.0")


def test_without_a_bump_in_the_process_the_wrong_version_is_wrong():
    text = PLAYBOOK
    for gone in ("      - do: bump\n", "      - do: merge\n", "        until: bump\n"):
        text = text.replace(gone, "")
    text = text.replace("needs: [merge]", "needs: [impact]")
    assert said(changed(begun(), playbook=playbook(text)), "tag") == (
        "NO-GO",
        "main's HEAD aaaaaaa says 0.5.0",
    )


SIGNATURES = {
    "good": ({}, {}, "DONE", "signed by mira@example.invalid, on bbbbbbb"),
    "gpg fingerprint": (
        {},
        {"signer": "0123456789ABCDEF0123456789ABCDEF01234567"},
        "DONE",
        "signed by 89ABCDEF01234567, on bbbbbbb",
    ),
    "not Verified on GitHub": (
        {"is_verified": False, "reason": "unknown_key"},
        {},
        "DONE",
        "signed by mira@example.invalid, on bbbbbbb",
    ),
    "lightweight": (
        {"is_annotated": False, "oid": GOOD_TAG.commit, "is_verified": None},
        {"is_annotated": False, "oid": GOOD_TAG.commit, "is_good": False, "signer": ""},
        "NO-GO",
        "v0.6.0 is lightweight: it must be annotated and signed",
    ),
    "unsigned": ({}, {"is_good": False, "signer": ""}, "NO-GO", "v0.6.0 is not signed"),
    "bad signature": (
        {},
        {"is_good": False, "why": "BAD signature from mira"},
        "NO-GO",
        "v0.6.0: bad signature, BAD signature from mira",
    ),
    "cannot be verified here": (
        {},
        {"is_good": None, "why": "gpg.ssh.allowedSignersFile is not set"},
        "UNKNOWN",
        "signature not verified: gpg.ssh.allowedSignersFile is not set",
    ),
    "another name inside": ({}, {"header_name": "v0.5.9"}, "NO-GO", "the tag object of v0.6.0 says v0.5.9"),
    "git sees another object": (
        {},
        {"oid": OTHER},
        "NO-GO",
        "GitHub has v0.6.0 as ddddddd, origin as eeeeeee",
    ),
    "moved since we pushed it": (
        {"oid": OTHER},
        {"oid": OTHER},
        "NO-GO",
        "v0.6.0 moved: pushed as ddddddd, now eeeeeee",
    ),
    "on a commit with another version": (
        {"commit": BASE},
        {"commit": BASE},
        "NO-GO",
        "v0.6.0 is on aaaaaaa, which says 0.5.0",
    ),
}


@pytest.mark.parametrize(("tag", "signature", "verdict", "evidence"), SIGNATURES.values(), ids=SIGNATURES)
def test_a_tag_that_is_there(tag, signature, verdict, evidence):
    world = changed(tagged(), tag=replace(GOOD_TAG, **tag), signature=replace(SIGNED, **signature))
    standing = world.standing("tag")
    assert (standing.finding.verdict.value, standing.finding.evidence) == (verdict, evidence)
    assert standing.offers == ()
    if verdict == "NO-GO":
        assert "never moved" in standing.finding.advice
        assert world.assess().next_step == "tag"


def test_githubs_verified_is_a_fact_only():
    world = changed(tagged(), tag=replace(GOOD_TAG, is_verified=False, reason="unknown_key"))
    facts = {fact.name: fact for fact in world.standing("tag").finding.facts}
    assert facts["GitHub's Verified"].found == "no (unknown_key)"
    assert facts["GitHub's Verified"].is_ok is None


def test_a_wrong_tag_is_a_contradiction_even_before_its_turn():
    world = changed(begun(), tag=replace(GOOD_TAG, commit=BASE), signature=replace(SIGNED, commit=BASE))
    assessment = world.assess()
    assert assessment.verdict.value == "NO-GO"
    assert assessment.reason == "Sign v0.6.0 and push it: v0.6.0 is on aaaaaaa, which says 0.5.0"
    assert not assessment.standing("tag").is_reached


def test_a_tag_that_we_pushed_and_is_gone():
    world = agreed()
    world.pushed_tag()
    assert said(world, "tag") == ("NO-GO", "v0.6.0 was pushed as ddddddd, and is gone from origin")
    assert world.standing("tag").offers == ()


def test_a_look_from_before_our_push_says_nothing_and_nothing_is_offered():
    world = agreed()
    snapshot = world.snapshot()
    world.now = NOON + timedelta(minutes=15)
    world.pushed_tag()
    (offer,) = world.assess_on(snapshot).standing("tag").offers
    assert offer.refused == "something was done since the last look: look again first"


def test_git_is_ahead_of_github():
    world = changed(agreed(), signature=SIGNED)
    assert said(world, "tag") == ("HOLD", "v0.6.0 is on origin, GitHub does not show it yet")
    world = changed(tagged(), signature=None)
    assert said(world, "tag") == ("UNKNOWN", "git does not see v0.6.0 on origin")


@pytest.mark.parametrize("ask", [TagAsk(TAG), SignatureAsk(TAG)])
def test_a_tag_that_can_not_be_looked_at_is_unknown(ask):
    for world in (agreed(), tagged()):
        world.problems[ask] = Problem("no answer in 15 s")
        assert said(world, "tag") == ("UNKNOWN", "no answer in 15 s")
        assert world.standing("tag").offers == ()


def test_head_that_can_not_be_looked_at_is_unknown():
    world = agreed()
    world.problems[HeadAsk("main")] = Problem("origin is not reachable")
    assert said(world, "tag") == ("UNKNOWN", "origin is not reachable")


def test_an_unsigned_tag_will_do_where_the_playbook_says_so():
    world = changed(tagged(), playbook=playbook(PLAYBOOK.replace("signed: true", "signed: false")))
    world.tag, world.signature = replace(GOOD_TAG, is_annotated=False), None
    assert said(world, "tag") == ("DONE", "on bbbbbbb")
    assert SignatureAsk(TAG) not in world.assess().asks


def test_a_version_that_is_taken_already_refuses_the_tag():
    from support.widget.nouns import CRATE

    world = changed(agreed(), crate=CRATE)
    (offer,) = world.standing("tag").offers
    assert offer.refused == "0.6.0 is already on crates.io"
    assert world.assess().reason == "crates.io has widget 0.6.0: 0.6.0 is already on crates.io"


def test_an_interrupted_push_is_said_and_the_look_decides():
    for world, verdict in ((agreed(), "GO"), (tagged(), "DONE")):
        world.events = [event for event in world.events if event.action != "push-tag"]
        world.record("tag", EventKind.INTENT, action="push-tag")
        finding = world.standing("tag").finding
        assert finding.verdict.value == verdict
        fact = finding.facts[-1]
        assert (fact.name, fact.found) == ("interrupted", "push-tag by @mira 20 Nov 11:50")


def test_the_bumped_tree_is_read_at_the_tags_commit():
    world = tagged()
    world.trees[GOOD_TAG.commit] = tree("0.6.1")
    assert said(world, "tag") == ("NO-GO", "v0.6.0 is on bbbbbbb, which says 0.6.1")
