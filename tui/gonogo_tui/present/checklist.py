"""Panel 2: the checklist: phases, a glyph for each step, its key, its evidence, its age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict
from gonogo_tui.present.ages import age
from gonogo_tui.present.lines import BLANK, Line, Row, Span, line
from gonogo_tui.present.words import KEYS, STYLE, main_offer, step_mark

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.day import ReleaseView, StepText
    from gonogo.model.verdicts import Standing
    from gonogo_tui.present.board import Scene

_OLD_S = 60


def checklist_rows(scene: Scene) -> tuple[Row, ...]:
    """The steps under their phases; headings have no key."""
    view = scene.view
    if view is None:
        return ()
    rows: list[Row] = []
    phase = ""
    for step, standing in zip(view.steps, view.assessment.standings, strict=True):
        if step.phase != phase:
            phase = step.phase
            head = line(Span(phase, "dim"))
            rows.append(Row("", (BLANK, head) if rows else (head,)))
        rows.append(_row(view, step, standing, scene))
    return tuple(rows)


def _row(view: ReleaseView, step: StepText, standing: Standing, scene: Scene) -> Row:
    is_next = standing.step_id == view.assessment.next_step
    title = Span(step.title, "strong" if is_next else "plain" if standing.is_reached else "dim")
    left: tuple[Span | str, ...] = (" ", step_mark(standing, step.kind), " ", title)
    offer = main_offer(standing.offers)
    has_key = scene.day is not None and not scene.day.is_read_only
    if offer is not None and not offer.refused and standing.is_open and has_key:
        left += ("  ", Span(f" {KEYS.get(offer.verb, 'enter')} ", "chip-key", command="enter"))
    return Row(step.step_id, (_with_evidence(left, standing, scene.now),), standing.finding.link)


def _with_evidence(left: tuple[Span | str, ...], standing: Standing, now: datetime) -> Line:
    finding = standing.finding
    style = STYLE[finding.verdict] if standing.is_open and finding.verdict is not Verdict.GO else "dim"
    text = finding.evidence
    if standing.waived:
        text, style = f"waived by {standing.waived}", "wait"
    elif standing.blocked_by and finding.verdict is not Verdict.DONE:
        text, style = text or f"after {standing.blocked_by[0]}", "dim"
    seen = finding.seen_at
    is_old = seen is not None and (now - seen).total_seconds() >= _OLD_S
    right = (Span(text, style), Span(f"  {age(seen, now)}", "dim")) if is_old else (Span(text, style),)
    return line(*left, right=right)
