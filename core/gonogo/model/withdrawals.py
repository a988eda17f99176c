"""Releases that were withdrawn: which are under way still, what a second beginning is called, what stays sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.model.releases import EventKind, OutcomeState, started_releases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.model.github import RepoName
    from gonogo.model.releases import Event, Release

_AGAIN = re.compile(r"~\d+\Z")
"""What stands after the name of a release that was withdrawn before; no version holds a tilde."""


def withdrawal(events: Iterable[Event], release_id: str = "") -> Event | None:
    """The line that withdraws a release; None while nobody did.

    Args:
        events: Lines of the journal.
        release_id: Whose; empty where the lines are of one release anyway.
    """
    return next(
        (
            event
            for event in events
            if event.kind is EventKind.WITHDRAWN and release_id in ("", event.release_id)
        ),
        None,
    )


def under_way(events: tuple[Event, ...], repo: RepoName) -> tuple[Release, ...]:
    """The releases that were begun and not withdrawn, oldest first."""
    gone = {event.release_id for event in events if event.kind is EventKind.WITHDRAWN}
    return tuple(one for one in started_releases(events, repo) if one.release_id not in gone)


def name_of(release_id: str) -> str:
    """The id without the number that tells a second beginning from the first."""
    return _AGAIN.sub("", release_id)


def id_for(name: str, events: Iterable[Event]) -> str:
    """The id of a release that is begun now: its name, with a number where that was begun before.

    So nothing that was said or done for the one that was withdrawn counts for the new one.
    """
    before = sum(event.kind is EventKind.STARTED and name_of(event.release_id) == name for event in events)
    return f"{name}~{before + 1}" if before else name


def sent_acts(events: Iterable[Event]) -> tuple[str, ...]:
    """What was sent for a release and stays sent, whoever withdraws it; an act that failed changed nothing."""
    lines = tuple(events)
    ends = {event.intent_id: event.state for event in lines if event.kind is EventKind.OUTCOME}
    found: list[str] = []
    for event in lines:
        if event.kind is not EventKind.INTENT or ends.get(event.event_id) is OutcomeState.FAILED:
            continue
        is_sure = ends.get(event.event_id) is OutcomeState.DONE
        found.append(event.text if is_sure else f"{event.text} (not known how it ended)")
    return tuple(dict.fromkeys(found))


def not_undone(events: Iterable[Event]) -> str:
    """One sentence: what stays as it is on GitHub."""
    sent = sent_acts(events)
    return f"Nothing that was sent is undone: {'; '.join(sent)}." if sent else "Nothing was sent for it."
