"""Looking again, in the instant before something is sent: has the ground moved since it was planned?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import MovedError, RefusedError
from gonogo.model.plans import (
    Action,
    Announce,
    CopyImage,
    Dispatch,
    EditRelease,
    EnqueuePull,
    MergePull,
    Rerun,
    ReviewGate,
)

if TYPE_CHECKING:
    from gonogo.model.github import RunDetail
    from gonogo.ports import GitHub, Ports

_BAD_ENDS = {"failure", "cancelled", "timed_out", "startup_failure", "action_required", "stale"}


async def look_again(action: Action, ports: Ports) -> None:
    """Refuse an action whose ground has moved since it was planned.

    What git pushes looks for itself, in the instant before the push; so does a command.

    Raises:
        MovedError: plan again.
    """
    github = ports.github
    match action:
        case MergePull() | EnqueuePull():
            await _pull_still_holds(action, github)
        case ReviewGate():
            _gate_still_holds(action, await github.run_by_id(action.run_id))
        case Rerun():
            _rerun_still_holds(action, await github.run_by_id(action.run_id))
        case Dispatch():
            await _branch_still_holds(action, ports)
            await _nobody_started_it(action, github)
        case Announce():
            await _nobody_announced_it(action, github)
        case EditRelease():
            await _notes_still_hold(action, ports)
        case CopyImage():
            await _images_still_hold(action, ports)
        case _:
            pass


async def _branch_still_holds(action: Dispatch, ports: Ports) -> None:
    head = await ports.git.head(action.ref)
    if head != action.ref_sha:
        raise MovedError(
            f"{action.ref} moved from {action.ref_sha[:7]} to {(head or 'nothing')[:7]} since it was planned",
            advice="Look at what came, then plan again.",
        )


async def _nobody_started_it(action: Dispatch, github: GitHub) -> None:
    """What was started twice publishes twice: a run that came since the look stops it."""
    for run in await github.workflow_runs(action.file, action.ref):
        if run.event in ("workflow_dispatch", "schedule") and run.run_id > action.newest_run:
            who = "the schedule" if run.event == "schedule" else f"@{run.actor}"
            raise MovedError(
                f"{action.file} was started on {action.ref} by {who} since it was planned (#{run.number})",
                advice="Look again: that run may be the one that you want.",
            )


async def _nobody_announced_it(action: Announce, github: GitHub) -> None:
    there = await github.announcement(action.via, action.heading)
    if there is not None:
        raise MovedError(f"{action.heading} is announced already: #{there.number}", advice="Look again (R).")


async def _notes_still_hold(action: EditRelease, ports: Ports) -> None:
    release = await ports.github.release(action.tag)
    if release is None or release.release_id != action.release_id or release.body != action.before:
        raise MovedError(
            f"the release of {action.tag} was changed since it was planned", advice="Look, then plan again."
        )


async def _images_still_hold(action: CopyImage, ports: Ports) -> None:
    now = await ports.registries.image(action.image, action.tag)
    if now.digest not in (action.was, action.digest):
        raise MovedError(
            f"{action.image}:{action.tag} is on {now.digest[7:19] or 'nothing'} since it was planned",
            advice="Somebody else moved it: look, then plan again.",
        )


async def _pull_still_holds(action: MergePull | EnqueuePull, github: GitHub) -> None:
    pull = await github.pull_by_number(action.number)
    if pull.state != "OPEN":
        raise MovedError(f"#{action.number} is {pull.state.lower()} already", advice="Look again (R).")
    if pull.head_sha != action.head_sha:
        raise MovedError(
            f"#{action.number} moved from {action.head_sha[:7]} to {pull.head_sha[:7]} since it was planned",
            advice="Look at what was pushed, then plan again.",
        )


def _gate_still_holds(action: ReviewGate, detail: RunDetail) -> None:
    if detail.run.head_sha != action.head_sha:
        raise MovedError(f"the run is for {detail.run.head_sha[:7]}, planned was {action.head_sha[:7]}")
    gate = next((gate for gate in detail.gates if gate.environment_id == action.environment_id), None)
    if gate is None:
        raise MovedError(
            f"nothing waits at {action.environment} any more",
            advice="Somebody else may have decided: look again (R).",
        )
    waiting = {job.name for job in detail.jobs if job.status == "waiting"}
    if missing := set(action.jobs) - waiting:
        raise MovedError(f"{', '.join(sorted(missing))} no longer waits at {action.environment}")
    if came := waiting - set(action.all_waiting or waiting):
        raise MovedError(
            f"{', '.join(sorted(came))} has begun to wait since", advice="Look, then plan again."
        )
    if action.state != "approved":
        return
    if not gate.can_approve:
        raise RefusedError(
            f"you may not approve {action.environment}",
            advice=f"Reviewers: {', '.join(gate.reviewers) or 'none'}.",
        )
    failed = [job.name for job in detail.jobs if job.conclusion in _BAD_ENDS]
    if failed:
        raise MovedError(
            f"{failed[0]} has failed since: nothing more is approved into a partial release",
            advice="Look at the failed job first.",
        )


def _rerun_still_holds(action: Rerun, detail: RunDetail) -> None:
    if detail.run.attempt != action.attempt or detail.run.status != "completed":
        raise MovedError(
            f"{action.file} is at attempt {detail.run.attempt}, {detail.run.status}: it was run again already",
            advice="Look again (R).",
        )
