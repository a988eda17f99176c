"""One action → one outcome: look again, write the intent, send once, record what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gonogo.errors import ActError, GonogoError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.model.plans import Action, MergePull, OpenPull, Outcome, PushBump, PushTag, Rerun, ReviewGate
from gonogo.model.releases import Event, EventKind, OutcomeState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.github import RunDetail
    from gonogo.ports import Clock, Git, GitHub, Journal

_BAD_ENDS = {"failure", "cancelled", "timed_out", "startup_failure", "action_required", "stale"}


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom and in which step an action is done."""

    release_id: str
    step_id: str
    actor: str


async def perform(
    action: Action, frame: Frame, github: GitHub, git: Git, journal: Journal, clock: Clock
) -> Outcome:
    """Do one action.

    The intent is on disk before anything is sent. Where gonogo is stopped between intent
    and outcome, the journal keeps the open intent and the next look decides.

    Returns:
        The outcome: done, failed (GitHub's or git's words), or unknown.

    Raises:
        RefusedError: what it was planned on has moved, or it may not be done; nothing was sent.
    """
    await look_again(action, github)
    intent = journal.append(
        Event(
            release_id=frame.release_id,
            step_id=frame.step_id,
            kind=EventKind.INTENT,
            at=clock.now(),
            actor=frame.actor,
            action=action.verb,
            subject=action.subject,
            text=action.title,
        )
    )

    def record(state: OutcomeState, text: str, data: Mapping[str, str]) -> Outcome:
        journal.append(
            replace(
                intent,
                event_id=0,
                kind=EventKind.OUTCOME,
                at=clock.now(),
                intent_id=intent.event_id,
                state=state,
                text=text,
                data=data,
            )
        )
        return Outcome(action, state, text, data)

    try:
        text, data = await send(action, github, git)
    except OutcomeUnknownError as error:
        return record(OutcomeState.UNKNOWN, str(error), {})
    except RefusedError as error:
        record(OutcomeState.FAILED, f"refused, nothing was sent: {error.what}", {})
        raise
    except GonogoError as error:
        return record(OutcomeState.FAILED, str(error), {})
    except asyncio.CancelledError:
        record(OutcomeState.UNKNOWN, "stopped while it was under way; the next look decides", {})
        raise
    return record(OutcomeState.DONE, text, data)


async def look_again(action: Action, github: GitHub) -> None:
    """Refuse an action whose ground has moved since it was planned.

    Bump and tag look for themselves, at git, in the instant before the push.

    Raises:
        MovedError: plan again.
    """
    match action:
        case MergePull():
            await _merge_still_holds(action, github)
        case ReviewGate():
            _gate_still_holds(action, await github.run_by_id(action.run_id))
        case Rerun():
            _rerun_still_holds(action, await github.run_by_id(action.run_id))
        case _:
            pass


async def send(action: Action, github: GitHub, git: Git) -> tuple[str, Mapping[str, str]]:
    """Send it, once. Returns what came of it, in words and as small facts."""
    match action:
        case PushBump():
            commit = await git.push_bump(
                action.base, action.base_sha, action.branch, action.message, action.edits
            )
            return f"pushed {commit[:7]} to {action.branch}", {"commit": commit, "branch": action.branch}
        case OpenPull():
            return await _open_pull(action, github)
        case MergePull():
            commit = await github.merge_pull(action.number, action.head_sha, action.method)
            return f"merged #{action.number} as {commit[:7]}", {"commit": commit}
        case PushTag():
            oid = await git.push_tag(action.name, action.message, action.target, action.branch)
            return f"pushed {action.name} ({oid[:7]}) on {action.target[:7]}", {
                "tag_oid": oid,
                "commit": action.target,
            }
        case ReviewGate():
            await github.review_gate(action.run_id, action.environment_id, action.state, action.comment)
            return f"{action.state} {action.environment} for {', '.join(action.jobs)}", {
                "state": action.state
            }
        case Rerun():
            await github.rerun(action.run_id, failed_only=action.failed_only)
            return f"{action.file} runs again", {"run": str(action.run_id)}
        case _:
            raise ActError(f"gonogo does not know how to do {type(action).__name__}")


async def _open_pull(action: OpenPull, github: GitHub) -> tuple[str, Mapping[str, str]]:
    there = await github.pull(action.branch, action.base)
    if there is not None:
        return f"#{there.number} is there already", {"pull": str(there.number)}
    number = await github.open_pull(action.branch, action.base, action.heading, action.body)
    return f"opened #{number}", {"pull": str(number)}


async def _merge_still_holds(action: MergePull, github: GitHub) -> None:
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
