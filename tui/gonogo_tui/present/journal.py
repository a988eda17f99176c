"""Panel 7: the journal, newest first: who did what, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.releases import Event, EventKind, OutcomeState
from gonogo_tui.present.lines import Line, Row, Span, line, wrapped

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo_tui.present.board import Scene

_OUTCOME = {
    OutcomeState.DONE: ("✓", "good", "done"),
    OutcomeState.FAILED: ("✗", "bad", "failed"),
    OutcomeState.UNKNOWN: ("?", "unseen", "not known"),
}
_KIND = {
    EventKind.STARTED: ("○", "key", "started"),
    EventKind.INTENT: ("●", "wait", "begins"),
    EventKind.CONFIRMATION: ("✓", "good", "confirmed"),
    EventKind.WAIVER: ("!", "wait", "waived"),
    EventKind.WITHDRAWN: ("–", "dim", "withdrawn"),
}


def journal_rows(scene: Scene) -> tuple[Row, ...]:
    """Events of the repository's releases, newest first; an intent with its outcome is one row."""
    if scene.day is None:
        return ()
    events = [event for view in scene.day.own_views for event in view.events]
    closed = {event.intent_id for event in events if event.kind is EventKind.OUTCOME}
    shown = [e for e in events if not (e.kind is EventKind.INTENT and e.event_id in closed)]
    shown.sort(key=lambda event: (event.at, event.event_id), reverse=True)
    views = scene.day.own_views
    names = {view.release.release_id: view.release.version for view in views} if len(views) > 1 else {}
    titles = {(view.release.release_id, step.step_id): step.title for view in views for step in view.steps}
    return tuple(
        Row(
            str(event.event_id),
            (
                event_line(
                    event,
                    scene.now,
                    names.get(event.release_id, ""),
                    titles.get((event.release_id, event.step_id), ""),
                ),
            ),
            is_lit=event.release_id == scene.release_id,
        )
        for event in shown
    )


def event_mark(event: Event) -> tuple[str, str, str]:
    """Glyph, look and word of an event."""
    if event.kind is EventKind.OUTCOME:
        return _OUTCOME[event.state or OutcomeState.UNKNOWN]
    return _KIND[event.kind]


def event_line(event: Event, now: datetime, version: str = "", title: str = "") -> Line:
    """One line: when, how it ended, of which release where there are several, what, who; a decision names its step."""
    glyph, style, word = event_mark(event)
    who = f"@{event.actor}" if event.actor else "gonogo"
    what = event.text or event.action or word
    if event.kind in (EventKind.CONFIRMATION, EventKind.WAIVER) and title:
        what = f"{what} · {title}"
    return line(
        Span(
            f"{event.at:%H:%M} " if event.at.date() == now.date() else f"{event.at.day} {event.at:%b} ", "dim"
        ),
        Span(f"{glyph} ", style),
        *(() if event.kind is EventKind.OUTCOME else (Span(f"{word} ", style),)),
        *((Span(f"{version} ", "key"),) if version and version not in what.split() else ()),
        Span(what),
        right=(Span(who, "dim"),),
        keeps_right=True,
    )


def event_lines(scene: Scene, key: str, width: int) -> tuple[Line, ...]:
    """One event in full."""
    views = scene.day.own_views if scene.day else ()
    for view in views:
        for event in view.events:
            if str(event.event_id) == key:
                return _detail(event, width)
    return ()


def _detail(event: Event, width: int) -> tuple[Line, ...]:
    glyph, style, word = event_mark(event)
    rows = [
        ("release", event.release_id),
        ("step", event.step_id or "the release itself"),
        ("by", f"@{event.actor}" if event.actor else "gonogo"),
        ("at", f"{event.at:%Y-%m-%d %H:%M:%S} UTC"),
        ("action", event.action),
        ("about", event.subject),
        *((name, value) for name, value in event.data.items() if value),
    ]
    out: list[Line] = [line(Span(f"{glyph} {word}", style)), *wrapped(event.text, width), line()]
    for name, value in rows:
        if value:
            texts = wrapped(value, width - 10)
            out.append(line(Span(name, "dim", width=10), *texts[0].left))
            out += [line(" " * 10, *text.left) for text in texts[1:]]
    return tuple(out)
