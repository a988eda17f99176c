"""Issues and advisories that are open, announcements, and a banner on a release."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gonogo.errors import RefusedError
from gonogo.model.asks import AdvisoriesAsk, AnnouncementAsk, IssuesAsk
from gonogo.model.github import Advisory, Issue
from gonogo.model.plans import Announce, EditRelease
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.snapshot import Problem
from support.places import BEGUN, Place, github_release

URL = "https://example.invalid/1"


def issue(number: int, title: str = "RUSTSEC-2026-0001", *, is_open: bool = True) -> Issue:
    return Issue(number, title, URL, is_open)


def test_issues() -> None:
    made = Place("- {check: issues, query: 'RUSTSEC {version}'}\n")
    assert made.said() == ("DONE", "no open issue matches RUSTSEC 1.2.3")
    assert IssuesAsk("RUSTSEC 1.2.3") in made.snapshot().answers
    made.issues = (issue(4, is_open=False),)
    assert made.said()[0] == "DONE"
    made.issues = (issue(5), issue(6))
    assert made.said() == ("NO-GO", "open: #5 RUSTSEC-2026-0001 and 1 more")
    made.problems[IssuesAsk] = Problem("GitHub did not answer")
    assert made.said() == ("UNKNOWN", "GitHub did not answer")


def test_a_waiver_of_issues_says_nothing_of_a_new_one() -> None:
    made = Place("- {check: issues, query: RUSTSEC}\n")
    made.issues = (issue(5),)
    made.record(EventKind.WAIVER, "1.2.3: #5", text="not reachable")
    assert made.standing().waived == "@mira: not reachable"
    made.issues = (issue(5), issue(6))
    assert made.standing().waived == ""


def advisory(ghsa: str, state: str, minutes: int | None = None) -> Advisory:
    at = BEGUN + timedelta(minutes=minutes) if minutes is not None else None
    return Advisory(ghsa, state, "high", "A leak", URL, at)


DRAFT, TRIAGE = advisory("GHSA-d", "draft"), advisory("GHSA-t", "triage")
FRESH, LONG_AGO = advisory("GHSA-f", "published", 5), advisory("GHSA-o", "published", -900)
CLOSED = advisory("GHSA-c", "closed")


@pytest.mark.parametrize(
    ("expect", "advisories", "verdict", "evidence"),
    [
        ("none", (), "DONE", "no advisory is open"),
        ("none", (LONG_AGO, CLOSED, FRESH), "DONE", "no advisory is open"),
        ("none", (TRIAGE,), "NO-GO", "1 open advisory: GHSA-t"),
        ("none", (DRAFT, TRIAGE), "NO-GO", "2 open advisories: GHSA-d"),
        ("some", (DRAFT,), "DONE", "GHSA-d is prepared"),
        ("some", (FRESH,), "DONE", "GHSA-f is published"),
        ("some", (TRIAGE, LONG_AGO), "NO-GO", "no advisory is prepared"),
        ("published", (DRAFT, FRESH), "HOLD", "GHSA-d is not public yet"),
        ("published", (FRESH, TRIAGE), "DONE", "GHSA-f is public since 20 Nov 11:05"),
        ("published", (LONG_AGO,), "NO-GO", "no advisory was published since this release was begun"),
    ],
)
def test_advisories(expect: str, advisories: tuple[Advisory, ...], verdict: str, evidence: str) -> None:
    made = Place(f"- {{check: advisories, expect: {expect}}}\n")
    made.advisories = advisories
    assert made.said() == (verdict, evidence)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_hidden_advisories_are_unknown_with_the_permission_by_name(status: int) -> None:
    made = Place("- {check: advisories}\n")
    made.problems[AdvisoriesAsk] = Problem("Forbidden", status=status)
    verdict, evidence = made.said()
    assert verdict == "UNKNOWN"
    assert "`Repository security advisories: read`" in evidence
    made.record(EventKind.WAIVER, "1.2.3 unread", text="I looked on GitHub: none")
    assert made.standing().waived
    made.problems.clear()
    made.advisories = (DRAFT,)
    assert not made.standing().waived
    assert made.said()[0] == "NO-GO"


def test_a_source_that_is_down_is_just_unknown() -> None:
    made = Place("- {check: advisories}\n")
    made.problems[AdvisoriesAsk] = Problem("GitHub has trouble", status=502)
    assert made.said() == ("UNKNOWN", "GitHub has trouble")


ANNOUNCE = "- {do: announce, heading: 'Widget {version}', message: 'Out: {tag}', category: News}\n"


def test_an_announcement_is_made_once() -> None:
    made = Place(ANNOUNCE)
    assert made.said() == ("GO", "nobody was told of Widget 1.2.3 yet")
    plan = made.plan()
    assert plan.actions == (Announce("discussion", "News", "Widget 1.2.3", "Out: v1.2.3"),)
    assert any("can not be taken back" in warning for warning in plan.warnings)
    made.announced["Widget 1.2.3"] = issue(9, "Widget 1.2.3")
    assert made.said() == ("DONE", "discussion #9: Widget 1.2.3")
    with pytest.raises(RefusedError):
        made.plan()


def test_an_announcement_that_can_not_be_looked_for_is_not_made() -> None:
    made = Place(ANNOUNCE)
    made.problems[AnnouncementAsk] = Problem("GitHub did not answer")
    assert made.said()[0] == "UNKNOWN"
    with pytest.raises(RefusedError):
        made.plan()


DEPRECATE = "- {do: deprecate, message: 'Use {previous} instead.'}\n"
NOTES = "# Widget 1.2.3\r\n\r\n\t- Faster.\r\n"


def test_a_banner_goes_on_top_and_the_notes_stay_to_the_byte() -> None:
    made = Place(DEPRECATE)
    made.release = github_release("v1.2.3", NOTES)
    assert made.said() == ("GO", "the notes of v1.2.3 warn of nothing yet")
    plan = made.plan()
    (edit,) = plan.actions
    assert isinstance(edit, EditRelease)
    assert (edit.before, edit.makes_latest) == (NOTES, False)
    assert edit.after == "## ⚠️ Deprecated\n\nUse 1.2.2 instead.\n\n" + NOTES
    assert "Use 1.2.2 instead." in plan.warnings
    made.release = github_release("v1.2.3", edit.after)
    assert made.said() == ("DONE", "the notes of v1.2.3 begin with ## ⚠️ Deprecated")


def test_a_heading_further_down_is_no_banner() -> None:
    made = Place(DEPRECATE)
    made.release = github_release("v1.2.3", "Hello\n\n## ⚠️ Deprecated\n")
    assert made.said()[0] == "GO"


def test_what_can_not_be_warned_of() -> None:
    made = Place(DEPRECATE)
    assert made.said() == ("NO-GO", "no release of v1.2.3 is visible")
    made.release = github_release("v1.2.3", "x", is_draft=True)
    assert made.said() == ("NO-GO", "the release of v1.2.3 is a draft")


def test_an_announcement_whose_answer_was_lost_is_given_time_to_show() -> None:
    made = Place(ANNOUNCE)
    made.ended("discussion:Widget 1.2.3", "announce", OutcomeState.UNKNOWN, "time-out")
    made.now = made.events[-1].at + timedelta(seconds=30)
    assert made.said() == ("HOLD", "sent at 11:50, not seen yet")
    made.now = made.events[-1].at + timedelta(minutes=3)
    assert made.said()[0] == "GO"
