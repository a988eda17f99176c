"""A command on this machine: its exact text, on exactly this commit, once it is trusted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gonogo.model.asks import TrustAsk
from gonogo.model.plans import RunCommand
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.snapshot import Problem
from gonogo.model.verdicts import Tier
from support.places import NOON, Place, sha

COMMAND = "make test VERSION=1.2.3"
STEPS = "- {do: command, command: 'make test VERSION={version}', timeout-min: 5}\n"


def place() -> Place:
    made = Place(STEPS)
    made.commit("a", on="main")
    return made


def ended(made: Place, state: OutcomeState, text: str, command: str = COMMAND, at: str = "a") -> None:
    made.ended(f"{sha(at)}:{command}", "run-command", state, text, log="/state/run.log")


def test_the_first_offer_trusts_this_exact_text_and_shows_it() -> None:
    made = place()
    standing = made.standing()
    assert made.said() == ("GO", f"not run on {sha('a')[:7]} yet; its text is not trusted yet")
    (offer,) = standing.offers
    assert (offer.title, offer.tier) == ("Trust this exact text and run it", Tier.SHOW)
    plan = made.plan()
    assert plan.actions == (RunCommand(COMMAND, sha("a"), 5, is_trusted=False),)
    assert COMMAND in plan.warnings
    assert plan.rests_on["main"] == sha("a")


def test_a_trusted_text_is_run_without_its_warning() -> None:
    made = place()
    made.trusted.add(COMMAND)
    (offer,) = made.standing().offers
    assert (offer.title, offer.tier) == (f"Run {COMMAND}", Tier.ASK)
    plan = made.plan()
    assert plan.actions == (RunCommand(COMMAND, sha("a"), 5, is_trusted=True),)
    assert COMMAND not in plan.warnings


def test_another_text_is_not_trusted_with_it() -> None:
    made = place()
    made.trusted.add("make test VERSION=1.2.2")
    assert made.said()[1].endswith("its text is not trusted yet")


def test_zero_on_this_commit_is_done_and_on_another_it_is_not() -> None:
    made = place()
    ended(made, OutcomeState.DONE, "ended with 0 after 3 s")
    assert made.said() == ("DONE", f"ended with 0 after 3 s on {sha('a')[:7]}")
    assert made.facts()["output"] == "/state/run.log"
    made.commit("b", "a", on="main")
    assert made.said()[0] == "GO"
    assert made.facts()[f"on {sha('a')[:7]}"] == "ended with 0 after 3 s"


def test_zero_of_another_text_is_not_done() -> None:
    made = place()
    ended(made, OutcomeState.DONE, "ended with 0 after 3 s", "make test VERSION=1.2.2")
    assert made.said()[0] == "GO"


def test_another_end_is_no_go_with_the_last_line_and_the_log() -> None:
    made = place()
    ended(made, OutcomeState.DONE, "ended with 0 after 3 s")
    ended(
        made,
        OutcomeState.FAILED,
        "ended with 2 after 9 s: test leak failed\nIts output is in /state/run.log.",
    )
    finding = made.standing().finding
    assert (finding.verdict.value, finding.evidence) == ("NO-GO", "ended with 2 after 9 s: test leak failed")
    assert "/state/run.log" in finding.advice
    assert made.plan().actions
    ended(made, OutcomeState.DONE, "ended with 0 after 8 s")
    assert made.said()[0] == "DONE"


@pytest.mark.parametrize(
    ("state", "text", "evidence"),
    [
        (OutcomeState.UNKNOWN, "stopped", "it was stopped, or its end was not seen: run it again"),
        (OutcomeState.FAILED, "refused, nothing was sent: not trusted", "not run on"),
    ],
)
def test_what_did_not_end_is_run_again(state: OutcomeState, text: str, evidence: str) -> None:
    made = place()
    ended(made, state, text)
    verdict, said = made.said()
    assert verdict == "GO"
    assert said.startswith(evidence)


def test_another_commit_or_changes_in_the_checkout_have_it_run_in_a_worktree_of_its_own() -> None:
    made = place()
    made.dirty = ("a.txt",)
    assert made.said()[0] == "GO"
    assert made.facts()["runs in"] == "a worktree of its own: the checkout has changes (a.txt)"
    made.dirty, made.checkout = (), sha("other")
    assert made.said()[0] == "GO"
    where = f"a worktree of its own: the checkout is at {sha('other')[:7]}"
    assert made.facts()["runs in"] == where
    made.checkout = sha("a")
    assert made.facts()["runs in"] == "the checkout"


def test_whether_it_is_trusted_is_never_guessed() -> None:
    made = place()
    made.problems[TrustAsk] = Problem("the list could not be read")
    assert made.said() == ("UNKNOWN", "the list could not be read")


def test_a_run_whose_end_was_never_written_may_still_be_under_way() -> None:
    made = place()
    made.trusted.add(COMMAND)
    made.record(
        EventKind.INTENT, f"{sha('a')}:{COMMAND}", action="run-command", at=NOON - timedelta(minutes=2)
    )
    standing = made.standing()
    assert (standing.finding.verdict, standing.finding.evidence) == (
        "HOLD",
        "begun at 11:58 by @mira, and its end was not seen: it may still run",
    )
    made.now = NOON + timedelta(minutes=10)
    assert made.said() == ("GO", "begun at 11:58 by @mira, and its end was not seen: run it again")
