"""Panel 2: the checklist: phases, a glyph for each step, its key, its evidence, its age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict
from gonogo_tui.present.ages import age
from gonogo_tui.present.lines import BLANK, Row, Span, cells, cut, left_room, line
from gonogo_tui.present.words import KEYS, STYLE, main_offer, step_mark

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.day import ReleaseView, StepText
    from gonogo.model.verdicts import Standing
    from gonogo_tui.present.board import Scene

_OLD_S = 60


def checklist_rows(scene: Scene, width: int = 0) -> tuple[Row, ...]:
    """The steps under their phases; headings have no key.

    Args:
        scene: This moment.
        width: Cells of a line, for a title that leaves room for the key of its step; 0 for not known.
    """
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
        rows.append(_row(view, step, standing, scene, width))
    return tuple(rows)


def _row(view: ReleaseView, step: StepText, standing: Standing, scene: Scene, width: int) -> Row:
    is_next = standing.step_id == view.assessment.next_step
    look = "strong" if is_next else "plain" if standing.is_reached else "dim"
    right = _evidence(standing, scene.now)
    left: tuple[Span | str, ...] = (" ", step_mark(standing, step.kind), " ")
    offer = main_offer(standing.offers)
    has_key = scene.day is not None and not scene.day.is_read_only
    if offer is not None and not offer.refused and standing.is_open and has_key:
        key = Span(f" {KEYS.get(offer.verb, 'enter')} ", "chip-key", command="enter")
        room = left_room(width, sum(cells(span.text) for span in right)) - cells(f" ✓   {key.text}")
        left += (Span(cut(step.title, room) if width else step.title, look), "  ", key)
    else:
        left += (Span(step.title, look),)
    return Row(step.step_id, (line(*left, right=right),), standing.finding.link)


def _evidence(standing: Standing, now: datetime) -> tuple[Span, ...]:
    finding = standing.finding
    style = STYLE[finding.verdict] if standing.is_open and finding.verdict is not Verdict.GO else "dim"
    text = finding.evidence
    if standing.waived:
        text, style = f"waived by {standing.waived}", "wait"
    elif standing.blocked_by and finding.verdict is not Verdict.DONE:
        text, style = text or f"after {standing.blocked_by[0]}", "dim"
    seen = finding.seen_at
    is_old = seen is not None and (now - seen).total_seconds() >= _OLD_S
    return (Span(text, style), Span(f"  {age(seen, now)}", "dim")) if is_old else (Span(text, style),)
