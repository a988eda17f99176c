"""The first line: where and when this is, how fresh it is, and what the rate limit leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo_tui.present.ages import age, as_of, lasting
from gonogo_tui.present.lines import Line, Span, cells, line
from gonogo_tui.present.words import clock, count

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import RateBudget, RepoName


_GAP = 2
"""Cells between the two sides, and at the end."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the board is.

    Attributes:
        seen_at: When GitHub last answered, world's time; None for not yet.
        problem: Why the last look failed; empty when it did not.
        next_s: Real seconds until the next look; None while one is under way.
        is_picture: What is shown was kept from an earlier time; nothing was seen since.
        is_paused: No look comes before the terminal has the focus again.
    """

    seen_at: datetime | None = None
    problem: str = ""
    next_s: float | None = None
    is_picture: bool = False
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """Whose board it is, and how it was opened."""

    repo: RepoName
    viewer: str
    is_read_only: bool
    is_rehearsal: bool
    others: int = 0
    """How many repositories stand beside it."""


def header_line(where: Where, fresh: Freshness, rate: RateBudget | None, now: datetime, width: int) -> Line:
    """The line for a width: narrow screens lose the words, then the repository, never the marks."""
    is_wide, is_middling = width >= 140, width >= 110
    marks: list[Span | str] = []
    if where.is_rehearsal:
        marks += ["  ", Span(" REHEARSAL ", "chip-unseen")]
    if where.is_read_only:
        marks += ["  ", Span(" READ-ONLY ", "chip-wait")]
    when = clock(now) if is_wide else f"{now:%H:%M} UTC"
    repo = str(where.repo) if is_middling else where.repo.name
    others = (
        (Span(f" and {where.others} more" if is_middling else f" +{where.others}", "dim"),)
        if where.others
        else ()
    )
    left: tuple[Span | str, ...] = (Span(" gonogo ", "brand"), "  ", Span(repo, "strong"), *others, *marks)
    left += (Span(f"  {when}", "dim"),)
    right: tuple[Span, ...] = freshness(fresh, now, is_wide=is_wide)
    budget: tuple[Span, ...] = ()
    if rate is not None:
        style = "wait" if rate.remaining * 10 < rate.limit else "plain"
        budget = (
            Span(" · api ", "dim"),
            Span(count(rate.remaining), style),
            Span(f"/{count(rate.limit)}", "dim"),
        )
    who = (Span(" · ", "dim"), Span(f"@{where.viewer}")) if where.viewer else ()
    room = width - _GAP - sum(cells(one if isinstance(one, str) else one.text) for one in left)
    for more in (budget, who):  # whole or not at all: half a number is a wrong one
        if sum(cells(span.text) for span in (*right, *more)) <= room:
            right += more
    return line(*left, right=(*right, " "), keeps_right=True)


def freshness(fresh: Freshness, now: datetime, *, is_wide: bool) -> tuple[Span, ...]:
    """`● live · looked 4 s ago · next 11 s`, or `? stale 4 min · why`."""
    old = age(fresh.seen_at, now)
    if fresh.problem:
        again = "trying again" if fresh.next_s is None else f"retry in {lasting(fresh.next_s)}"
        again = "paused" if fresh.is_paused else again
        head = f"? stale {old}" if old else "? never seen"
        return (Span(head, "unseen"), Span(f" · {again}", "dim"))
    if fresh.seen_at is None:
        return (Span("● looking …", "wait"),)
    if fresh.is_picture:
        return (Span(f"? {as_of(fresh.seen_at, now)}", "unseen"), Span(" · looking …", "dim"))
    if fresh.is_paused:
        return (Span("‖ paused", "wait"), Span(f" · looked {old} ago", "dim"))
    if not is_wide:
        return (Span("● live ", "good"), Span(old, "dim"))
    following = "looking now" if fresh.next_s is None else f"next {lasting(fresh.next_s)}"
    return (Span("● live", "good"), Span(f" · looked {old} ago · {following}", "dim"))
