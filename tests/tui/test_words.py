"""Ages, counts and marks read as they should; what is not green never looks green."""

from __future__ import annotations

import pytest

from gonogo.model.github import CheckCounts
from gonogo.model.verdicts import Finding, Offer, Standing, Tier, Verdict
from gonogo_tui.present.ages import lasting
from gonogo_tui.present.words import bar, checks, main_offer, run_mark, short_count, step_mark
from support import days


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-3, "0 s"),
        (12, "12 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (172_799, "47 h"),
        (172_800, "2 d"),
    ],
)
def test_ages_have_one_unit(seconds, expected):
    assert lasting(seconds) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(None, "?"), (0, "0"), (999, "999"), (1000, "1k"), (1812, "1.8k"), (12_345, "12k")],
)
def test_short_counts(number, expected):
    assert short_count(number) == expected


@pytest.mark.parametrize(
    ("counts", "style"),
    [
        (CheckCounts(5), "good"),
        (CheckCounts(5, 1), "bad"),
        (CheckCounts(5, 0, 1), "wait"),
        (CheckCounts(5, 1, 1), "bad"),
        (CheckCounts(0, 0, 0, 7), "dim"),
        (CheckCounts(), "dim"),
        (CheckCounts(5, is_known=False), "unseen"),
    ],
)
def test_only_known_and_passed_checks_are_green(counts, style):
    assert checks(counts).style == style


@pytest.mark.parametrize(
    ("status", "conclusion", "style"),
    [
        ("completed", "success", "good"),
        ("completed", "skipped", "dim"),
        ("completed", "cancelled", "bad"),
        ("completed", "a new word", "unseen"),
        ("completed", "", "unseen"),
        ("in_progress", "", "wait"),
        ("waiting", "", "key"),
        ("", "", "unseen"),
    ],
)
def test_runs_are_green_only_when_they_succeeded(status, conclusion, style):
    assert run_mark(status, conclusion)[1] == style


def standing(verdict: Verdict, **more) -> Standing:
    return Standing("x", Finding(verdict, "because"), **more)


def seen(verdict: Verdict, **more) -> Standing:
    return Standing("x", Finding(verdict, "because", days.NOW), **more)


@pytest.mark.parametrize(
    ("found", "kind", "glyph", "style"),
    [
        (seen(Verdict.DONE), "check", "✓", "good"),
        (standing(Verdict.GO), "do", "!", "good"),
        (standing(Verdict.GO), "gate", "‖", "good"),
        (standing(Verdict.HOLD), "wait", "●", "wait"),
        (standing(Verdict.NO_GO), "check", "✗", "bad"),
        (standing(Verdict.UNKNOWN), "check", "?", "unseen"),
        (standing(Verdict.HOLD, blocked_by=("y",)), "check", "○", "dim"),
        (standing(Verdict.NO_GO, blocked_by=("y",)), "check", "✗", "dim"),
        (standing(Verdict.NO_GO, waived="@me: known"), "check", "~", "wait"),
        (standing(Verdict.UNKNOWN, decides=False), "check", "?", "dim"),
        (standing(Verdict.HOLD, is_settled=True), "check", "–", "dim"),
        (standing(Verdict.DONE, is_settled=True), "check", "–", "dim"),
        (seen(Verdict.DONE, is_settled=True), "check", "✓", "good"),
    ],
)
def test_marks_of_steps(found, kind, glyph, style):
    mark = step_mark(found, kind)
    assert (mark.text, mark.style) == (glyph, style)


def test_enter_never_rejects_or_waives():
    reject, waive = Offer("reject", "r", Tier.SHOW), Offer("waive", "w", Tier.SHOW)
    approve = Offer("approve", "a", Tier.TYPE)
    assert main_offer((reject, waive)) is None
    assert main_offer((reject, approve)) is approve


def test_a_bar_is_as_wide_as_it_should_be():
    assert [sum(len(span.text) for span in bar(n, 7, 8, "good")) for n in range(8)] == [8] * 8
    assert bar(0, 0, 8, "good")[0].text == ""
