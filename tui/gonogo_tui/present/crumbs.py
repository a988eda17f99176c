"""The first line of a screen that shows one thing: where it is, and how fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.present.lines import Line, Span, line
from gonogo_tui.present.words import age, lasting

if TYPE_CHECKING:
    from datetime import datetime


def crumbs_line(
    path: tuple[str, ...],
    *,
    seen_at: datetime | None,
    problem: str,
    next_s: float | None,
    is_reading: bool,
    is_live: bool,
    now: datetime,
    is_rehearsal: bool = False,
) -> Line:
    """`gonogo  ordvec › release.yml #3 › publish the crate          ● live 2 s`.

    Args:
        path: Names from the repository down to what is shown.
        seen_at: When it was read; None for not yet.
        problem: Why it could not be read; empty when it could.
        next_s: Seconds until it is read again; None when it is not.
        is_reading: It is being read.
        is_live: It may still change.
        now: The world's time.
        is_rehearsal: Nothing of it is real.
    """
    left: list[Span | str] = [Span(" gonogo ", "brand"), "  "]
    if is_rehearsal:
        left += [Span(" REHEARSAL ", "chip-unseen"), "  "]
    for number, name in enumerate(path):
        left += [Span(" › ", "dim")] if number else []
        left.append(Span(name, "strong" if number == len(path) - 1 else "dim"))
    old = age(seen_at, now)
    if problem:
        again = f" · retry in {lasting(next_s)}" if next_s is not None else " · R reads again"
        head = f"? stale {old}" if old else "? not read"
        return line(*left, right=(Span(head, "unseen"), Span(again, "dim"), " "), keeps_right=True)
    if seen_at is None or (is_reading and not old):
        return line(*left, right=(Span("● reading … ", "wait"),), keeps_right=True)
    if is_live:
        return line(*left, right=(Span("● live ", "good"), Span(f"{old} ", "dim")), keeps_right=True)
    return line(*left, right=(Span(f"read {old} ago ", "dim"),), keeps_right=True)
