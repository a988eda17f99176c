"""The pane beside the checklist: one step, what is known of it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.releases import EventKind
from gonogo.model.verdicts import Tier
from gonogo_tui.present.ages import age
from gonogo_tui.present.journal import event_line
from gonogo_tui.present.lines import BLANK, Line, Span, cells, cut, line, wrap, wrapped
from gonogo_tui.present.words import KEYS, STYLE, chip

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.day import ReleaseView, StepText
    from gonogo.model.verdicts import Fact, Offer, Standing
    from gonogo_tui.present.board import Scene

_KIND = {
    "check": "check · evidence decides",
    "do": "do · gonogo acts, evidence decides when it is done",
    "wait": "wait · someone else acts",
    "gate": "gate · an approval lets a job through",
    "confirm": "confirm · a person decides",
}
_TIER = {
    Tier.PLAIN: "",
    Tier.ASK: "asks first",
    Tier.SHOW: "shows the plan first",
    Tier.TYPE: "has you type it",
}


def step_lines(scene: Scene, width: int) -> tuple[Line, ...]:
    """The selected step, in lines of at most `width` cells; whole, never cut, but for links."""
    view, standing = scene.view, scene.standing
    if view is None or standing is None:
        return ()
    step = view.step(standing.step_id)
    parts = (
        (*wrapped(step.title, width, "strong"), *wrapped(_KIND.get(step.kind, step.kind), width, "dim")),
        _verdict(scene, view, standing, width),
        fact_lines(standing.finding.facts, width),
        wrapped(standing.finding.advice, width) if standing.finding.advice else (),
        _offers(standing, width),
        _notes(step, width),
        _history(view, standing, scene.now, width),
        (line(Span(cut(standing.finding.link, width), "key")),) if standing.finding.link else (),
    )
    return joined(parts)


def joined(parts: tuple[tuple[Line, ...], ...]) -> tuple[Line, ...]:
    """The parts that are not empty, a blank line between them."""
    out: list[Line] = []
    for part in filter(None, parts):
        out.extend((BLANK, *part) if out else part)
    return tuple(out)


def _verdict(scene: Scene, view: ReleaseView, standing: Standing, width: int) -> tuple[Line, ...]:
    finding = standing.finding
    seen = age(finding.seen_at, scene.now)
    where = (
        f"seen {seen} ago"
        if seen
        else ""
        if view.step(standing.step_id).kind == "confirm"
        else "not seen yet"
    )
    if finding.source:
        where += f" · {finding.source}"
    head = line(chip(finding.verdict), Span(f"  {where}", "dim"))
    out = [head, *wrapped(finding.evidence, width, STYLE[finding.verdict] if standing.is_open else "plain")]
    if standing.waived:
        out += wrapped(f"waived by {standing.waived}", width, "wait")
    if standing.is_settled:
        out += wrapped("No longer decides: a later step is done.", width, "dim")
    elif not standing.decides:
        out += wrapped("Informs only: it never holds the release.", width, "dim")
    for step_id in () if standing.is_done else standing.blocked_by:
        title = next((step.title for step in view.steps if step.step_id == step_id), step_id)
        out += wrapped(f"after  {title}", width, "dim")
    return tuple(out)


def fact_lines(facts: tuple[Fact, ...], width: int) -> tuple[Line, ...]:
    """Facts in three columns where there is room: what, what was found, what was expected."""
    if not facts:
        return ()
    name_width = min(max(cells(fact.name) for fact in facts), max(8, width * 2 // 5))
    out: list[Line] = []
    for fact in facts:
        mark, style = {True: ("✓", "good"), False: ("✗", "bad"), None: (" ", "plain")}[fact.is_ok]
        found_width = max(8, width - name_width - 3)
        text = fact.found or "–"
        if fact.expected and fact.is_ok is not True:
            text += f" · expected {fact.expected}"
        found = wrap(text, found_width)
        out.append(line(Span(mark, style), " ", Span(fact.name, "dim", width=name_width), " ", found[0]))
        out += [line(" " * (name_width + 3), part) for part in found[1:]]
    return tuple(out)


def _offers(standing: Standing, width: int) -> tuple[Line, ...]:
    if not standing.offers:
        return ()
    out: list[Line] = [line("You can")]
    for offer in standing.offers:
        out += _offer(offer, width)
    return tuple(out)


def _offer(offer: Offer, width: int) -> tuple[Line, ...]:
    key = KEYS.get(offer.verb, "enter")
    texts = wrap(offer.title, width - 9)
    style = "dim" if offer.refused else "plain"
    box = Span(f"{key:^7}", "dim" if offer.refused else "chip-key", command=f"do-{offer.verb}")
    out = [line(box, "  ", Span(texts[0], style))]
    out += [line(" " * 9, Span(text, style)) for text in texts[1:]]
    if offer.refused:
        out += wrapped(f"not now: {offer.refused}", width, "wait", " " * 9)
    elif _TIER[offer.tier]:
        out.append(line(" " * 9, Span(_TIER[offer.tier], "dim")))
    return tuple(out)


def _notes(step: StepText, width: int) -> tuple[Line, ...]:
    text = step.notes.strip()
    if not text and not step.choices:
        return ()
    choices = wrapped("choices  " + " · ".join(step.choices), width, "dim") if step.choices else ()
    if not text:
        return choices
    rule = line(Span("notes " + "─" * max(0, width - 6), "bar"))
    return (*choices, rule, *wrapped(text, width))


def _history(view: ReleaseView, standing: Standing, now: datetime, width: int) -> tuple[Line, ...]:
    events = [event for event in view.events if event.step_id == standing.step_id]
    shown = [event for event in events if event.kind is not EventKind.INTENT or event is events[-1]]
    if not shown:
        return ()
    rule = line(Span("journal " + "─" * max(0, width - 8), "bar"))
    return (rule, *(event_line(event, now) for event in reversed(shown[-6:])))
