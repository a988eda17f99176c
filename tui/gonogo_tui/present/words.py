"""Words, glyphs and ages: how a verdict, a count or a time reads on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict
from gonogo_tui.present import ages
from gonogo_tui.present.lines import Span

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import CheckCounts
    from gonogo.model.verdicts import Offer, Standing

STYLE = {
    Verdict.GO: "good",
    Verdict.HOLD: "wait",
    Verdict.NO_GO: "bad",
    Verdict.UNKNOWN: "unseen",
    Verdict.DONE: "dim",
}
"""Verdict → look."""

GLYPH = {
    Verdict.GO: "!",
    Verdict.HOLD: "●",
    Verdict.NO_GO: "✗",
    Verdict.UNKNOWN: "?",
    Verdict.DONE: "✓",
}
"""Verdict → glyph, one cell wide in every font."""

KEYS = {"do": "enter", "approve": "a", "reject": "x", "rerun": "r", "confirm": "c", "waive": "w"}
"""Verb of an offer → the key that does it."""


age, lasting = ages.age, ages.lasting


def main_offer(offers: tuple[Offer, ...]) -> Offer | None:
    """What enter does: the first offer, but never to reject or to waive."""
    return next((offer for offer in offers if offer.verb not in ("reject", "waive")), None)


def chip(verdict: Verdict, *, is_old: bool = False) -> Span:
    """The verdict as a block of colour with its word in it; grey, and `was`, when it is not of now."""
    if is_old:
        return Span(f" was {verdict.value} ", "chip-dim")
    return Span(f" {verdict.value} ", f"chip-{STYLE[verdict]}")


def count(number: int) -> str:
    """A number that is easy to read: `4,812`."""
    return f"{number:,}"


def short_count(number: int | None) -> str:
    """A number in at most four cells: `812`, `1.4k`, `12k`; `?` when not known."""
    if number is None:
        return "?"
    if number < 1000:
        return str(number)
    if number < 10_000:
        return f"{number / 1000:.1f}k".replace(".0k", "k")
    return f"{number // 1000}k"


def plural(number: int, one: str, many: str = "") -> str:
    """`1 file`, `3 files`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def clock(at: datetime) -> str:
    """`Thu 20 Aug 2026 · 14:32 UTC`."""
    return f"{at:%a} {at.day} {at:%b %Y · %H:%M} UTC"


def checks(counts: CheckCounts) -> Span:
    """Checks of a commit as one glyph and a number; what could not be read is never green."""
    if not counts.is_known:
        return Span("? checks", "unseen")
    if counts.failed:
        return Span(f"✗ {short_count(counts.failed)} failed", "bad")
    if counts.running:
        return Span(f"● {counts.passed}/{counts.ran}", "wait")
    if counts.passed:
        return Span(f"✓ {counts.passed}", "good")
    return Span(f"– {counts.skipped} skipped" if counts.skipped else "○ no checks", "dim")


def step_mark(standing: Standing, kind: str) -> Span:
    """The glyph of a step: where it stands, in one cell."""
    verdict = standing.finding.verdict
    if standing.waived:
        return Span("~", "wait")
    if standing.is_past or (standing.is_settled and verdict is not Verdict.DONE):
        return Span("–", "dim")
    if standing.is_done:
        return Span("✓", "good")
    if not standing.is_reached and verdict in (Verdict.GO, Verdict.HOLD, Verdict.UNKNOWN):
        return Span("○", "dim")
    if kind == "gate" and verdict in (Verdict.GO, Verdict.HOLD):
        return Span("‖", STYLE[verdict])
    return Span(GLYPH[verdict], STYLE[verdict] if standing.is_reached and standing.decides else "dim")


def bar(done: int, total: int, width: int, style: str) -> tuple[Span, ...]:
    """How far along, as a thin bar."""
    filled = round(width * done / total) if total else 0
    return (Span("━" * filled, style), Span("─" * (width - filled), "bar"))


RUN_MARKS = {
    "success": ("✓", "good", "passed"),
    "failure": ("✗", "bad", "failed"),
    "timed_out": ("✗", "bad", "timed out"),
    "startup_failure": ("✗", "bad", "could not start"),
    "cancelled": ("–", "bad", "cancelled"),
    "skipped": ("–", "dim", "skipped"),
    "neutral": ("–", "dim", "neutral"),
    "stale": ("?", "unseen", "stale"),
    "action_required": ("!", "wait", "asks for you"),
    "in_progress": ("●", "wait", "running"),
    "queued": ("○", "wait", "queued"),
    "requested": ("○", "wait", "requested"),
    "pending": ("○", "wait", "pending"),
    "waiting": ("‖", "key", "at a gate"),
}
"""Status or conclusion of a run or job → glyph, look, word."""


def run_mark(status: str, conclusion: str) -> tuple[str, str, str]:
    """Glyph, look and word of a run or a job."""
    word = conclusion if status == "completed" and conclusion else status
    return RUN_MARKS.get(word, ("?", "unseen", word or "unknown"))
