"""What goes into the journal of a look: what it found of the steps that a later one makes moot.

Such a step is not asked any more once that later one is done, so that what it said while it
mattered is known from nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.findings import finding_event, last_findings
from gonogo.model.verdicts import Verdict
from gonogo.playbook.ground import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from gonogo.model.releases import Event, Release
    from gonogo.model.snapshot import Snapshot
    from gonogo.model.verdicts import Assessment, Standing
    from gonogo.playbook.shape import Playbook


def new_findings(
    playbook: Playbook,
    release: Release,
    assessment: Assessment,
    snapshot: Snapshot,
    events: Iterable[Event],
    now: datetime,
    actor: str,
) -> Iterator[Event]:
    """What a look found that the journal does not say yet: one line for each step that changed.

    Where somebody is still waited for (GO, HOLD), only what was met before and is not any more is
    a change; what could not be seen (UNKNOWN) changes nothing.

    Args:
        playbook: The repository's processes.
        release: The release that was judged.
        assessment: What the look came to.
        snapshot: What it was judged on.
        events: The release's part of the journal, oldest first.
        now: The time of the world.
        actor: Login of who looked.
    """
    process = playbook.processes.get(release.process)
    ending = {step.id: step for step in process.steps if step.until} if process else {}
    last = last_findings(events)
    for standing in assessment.standings:
        step = ending.get(standing.step_id)
        if step is None or standing.is_settled or standing.finding.verdict is Verdict.UNKNOWN:
            continue
        before = last.get(standing.step_id)
        is_waiting = standing.finding.verdict in (Verdict.GO, Verdict.HOLD) and not standing.waived
        if is_waiting and (before is None or not _is_met(before)):
            continue
        subject = subject_of(playbook, release, step, snapshot)
        if before is None or _said(before) != _says(standing, subject):
            yield finding_event(release.release_id, standing, subject, now, actor)


def _is_met(event: Event) -> bool:
    return event.data.get("verdict") == Verdict.DONE or "waived" in event.data


def _said(event: Event) -> tuple[str, ...]:
    return event.data.get("verdict", ""), event.data.get("waived", ""), event.text, event.subject


def _says(standing: Standing, subject: str) -> tuple[str, ...]:
    return standing.finding.verdict.value, standing.waived, standing.finding.evidence, subject
