"""A finding as a line of the journal, and back: what a step said while it still mattered."""

from __future__ import annotations

import json
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from gonogo.model.releases import Event, EventKind
from gonogo.model.verdicts import Fact, Finding, Standing, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def finding_event(release_id: str, standing: Standing, subject: str, at: datetime, actor: str) -> Event:
    """Where a step stands, as a line of the journal.

    Args:
        release_id: The release.
        standing: Where its step stands.
        subject: What that is bound to: a commit, a version.
        at: The time of the world.
        actor: Login of who looked.
    """
    finding = standing.finding
    data = {
        "verdict": finding.verdict.value,
        "waived": standing.waived,
        "source": finding.source,
        "link": finding.link,
        "advice": finding.advice,
        "seen_at": (finding.seen_at or at).isoformat(),
        "since": finding.since.isoformat() if finding.since else "",
        "facts": json.dumps([_row(fact) for fact in finding.facts], ensure_ascii=False),
    }
    return Event(
        release_id=release_id,
        step_id=standing.step_id,
        kind=EventKind.FINDING,
        at=at,
        actor=actor,
        subject=subject,
        text=finding.evidence,
        data=MappingProxyType({name: value for name, value in data.items() if value}),
    )


def last_findings(events: Iterable[Event]) -> dict[str, Event]:
    """Step → the last line that says what was found of it."""
    return {event.step_id: event for event in events if event.kind is EventKind.FINDING}


def finding_of(event: Event) -> Finding:
    """The finding that a line holds; of a line that somebody wrote by hand, what can be read."""
    data = event.data
    return Finding(
        verdict=_verdict(data),
        evidence=event.text,
        seen_at=_moment(data.get("seen_at", "")) or event.at,
        source=data.get("source", ""),
        link=data.get("link", ""),
        facts=_facts(data.get("facts", "")),
        advice=data.get("advice", ""),
        since=_moment(data.get("since", "")),
    )


def _row(fact: Fact) -> tuple[str, str, str, bool | None, str]:
    return fact.name, fact.found, fact.expected, fact.is_ok, fact.link


def _verdict(data: Mapping[str, str]) -> Verdict:
    try:
        return Verdict(data.get("verdict", ""))
    except ValueError:
        return Verdict.UNKNOWN


def _moment(said: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _facts(said: str) -> tuple[Fact, ...]:
    try:
        rows = json.loads(said or "[]")
        return tuple(
            Fact(str(n), str(f), str(e), ok if ok is None else bool(ok), str(k)) for n, f, e, ok, k in rows
        )
    except (ValueError, TypeError, RecursionError):
        return ()
