"""The judgement of a release: playbook, what was seen, and the journal → where every step stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.assess.context import Context
from gonogo.assess.verdict import Assembly, judge_step
from gonogo.assess.words import title_of
from gonogo.model.day import StepText
from gonogo.playbook.ground import commit_of
from gonogo.playbook.steps import EnvironmentGate, PersonConfirm
from gonogo.playbook.templates import release_values

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.releases import Event, Release
    from gonogo.model.snapshot import Snapshot
    from gonogo.model.verdicts import Assessment
    from gonogo.playbook.shape import Playbook


def assess(
    playbook: Playbook,
    release: Release,
    snapshot: Snapshot,
    events: tuple[Event, ...],
    now: datetime,
    *,
    looks_back: bool = False,
) -> Assessment:
    """Where a release stands. Total: whatever is missing in the snapshot is UNKNOWN, never green.

    Args:
        playbook: The repository's processes.
        release: The release that is judged.
        snapshot: All that was seen; what is missing in it comes back in `asks`.
        events: The release's part of the journal, oldest first; and what other releases dispatched.
        now: The time of the world that was looked at.
        looks_back: Also ask whether what is past, and was not seen in time, came about.

    Returns:
        The standings, the verdict, and every ask that was looked at or wanted: observe
        these and assess again, until no new ones come up.
    """
    own = tuple(event for event in events if event.release_id == release.release_id)
    others = tuple(event for event in events if event.release_id != release.release_id)
    context = Context(playbook, release, snapshot, own, now, judge_step, others)
    return Assembly(context, looks_back).assess()


def describe(playbook: Playbook, release: Release) -> tuple[StepText, ...]:
    """The words of every step of a release's process, in order."""
    process = playbook.processes.get(release.process)
    values = release_values(playbook, release)
    return tuple(
        StepText(
            step_id=step.id,
            kind=step.kind,
            what=step.environment if isinstance(step, EnvironmentGate) else step.what,
            title=title_of(step, values),
            phase=step.phase,
            notes=step.notes,
            choices=step.choices if isinstance(step, PersonConfirm) else (),
        )
        for step in (process.steps if process else ())
    )


def release_commit(playbook: Playbook, release: Release, snapshot: Snapshot) -> str:
    """The commit it will be, or was, released from; empty while it is not known."""
    return commit_of(playbook, release, snapshot)
