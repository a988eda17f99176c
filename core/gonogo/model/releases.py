"""Releases under way, and the journal's events."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gonogo.model.github import RepoName


@dataclass(frozen=True, slots=True)
class Release:
    """One run of a process, with its inputs.

    Attributes:
        release_id: Stable, readable: `ordvec-release-0.6.0`.
        process: Name of the process in the playbook.
        inputs: Input name → value; `version` is always there.
        previous: The version it comes from, as read when it was started.
    """

    release_id: str
    repo: RepoName
    process: str
    inputs: Mapping[str, str]
    previous: str
    started_at: datetime
    started_by: str

    @property
    def version(self) -> str:
        """The version that is being released, without a tag prefix."""
        return self.inputs["version"]


class EventKind(StrEnum):
    """What a line of the journal is."""

    STARTED = "started"
    INTENT = "intent"
    OUTCOME = "outcome"
    CONFIRMATION = "confirmation"
    WAIVER = "waiver"
    WITHDRAWN = "withdrawn"
    """The release was begun by mistake, or is given up: it is not on the day any more, its journal stays."""
    FINDING = "finding"
    """What a look found of a step that a later one makes moot; written by gonogo, not by a person."""


class OutcomeState(StrEnum):
    """How an act ended."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal. Append-only; holds no secret.

    Attributes:
        event_id: Given by the journal; 0 before it is written.
        release_id: The release it belongs to.
        step_id: The step; empty for the release itself.
        kind: What it is.
        at: When, UTC.
        actor: Login of who did it.
        action: The action's verb (`push-tag`), empty for none.
        intent_id: For an outcome: the event id of its intent.
        state: For an outcome: how it ended.
        subject: What it is about and bound to (a SHA, a gate set, a version).
        text: One line for people: what was done, the choice, the reason, the error.
        data: Small facts, all strings (`tag_oid`, `pull`, `choice`, inputs).
    """

    release_id: str
    step_id: str
    kind: EventKind
    at: datetime
    actor: str
    action: str = ""
    intent_id: int = 0
    state: OutcomeState | None = None
    subject: str = ""
    text: str = ""
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    event_id: int = 0


def open_intents(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Intents without an outcome: gonogo was stopped in the middle, and only a look can tell."""
    closed = {event.intent_id for event in events if event.kind is EventKind.OUTCOME}
    return tuple(event for event in events if event.kind is EventKind.INTENT and event.event_id not in closed)


def started_releases(events: tuple[Event, ...], repo: RepoName) -> tuple[Release, ...]:
    """The releases that the journal knows of, oldest first: each was begun by a `started` event."""
    return tuple(
        Release(
            release_id=event.release_id,
            repo=repo,
            process=event.data["process"],
            inputs=MappingProxyType(
                {
                    key.removeprefix("input."): value
                    for key, value in event.data.items()
                    if key.startswith("input.")
                }
            ),
            previous=event.data["previous"],
            started_at=event.at,
            started_by=event.actor,
        )
        for event in events
        if event.kind is EventKind.STARTED
    )
