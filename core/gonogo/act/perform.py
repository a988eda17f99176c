"""One action → one outcome: look again, write the intent, send once, record what came of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gonogo.act.again import look_again
from gonogo.act.send import send
from gonogo.errors import GonogoError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.model.plans import Outcome
from gonogo.model.releases import Event, EventKind, OutcomeState
from gonogo.model.withdrawals import withdrawal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gonogo.model.plans import Action
    from gonogo.ports import Clock, Journal, Ports


@dataclass(frozen=True, slots=True)
class Frame:
    """For whom and in which step an action is done.

    Attributes:
        since: Event id of the newest line that was known when it was planned; None where nothing in
            the journal can have come between.
    """

    release_id: str
    step_id: str
    actor: str
    since: int | None = None


def _say_nothing(_: str) -> None:
    return


async def perform(
    action: Action,
    frame: Frame,
    ports: Ports,
    journal: Journal,
    clock: Clock,
    progress: Callable[[str], None] = _say_nothing,
) -> Outcome:
    """Do one action.

    The intent is on disk before anything is sent. Where gonogo is stopped between intent
    and outcome, the journal keeps the open intent and the next look decides. A long act
    tells `progress` how far it is, line by line.

    Returns:
        The outcome: done, failed (GitHub's or git's words), or unknown.

    Raises:
        RefusedError: what it was planned on has moved, or it may not be done; nothing was sent.
    """
    await look_again(action, ports)
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
            data=action.facts,
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
        _must_be_first(intent, frame.since, journal)
        text, data = await send(action, ports, progress)
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


def _must_be_first(intent: Event, since: int | None, journal: Journal) -> None:
    """Of two that were planned on the same look, the one whose intent was written first is sent.

    Raises:
        MovedError: something was begun in this step since it was planned, or the release was withdrawn.
    """
    events = journal.events(intent.release_id)
    gone = withdrawal(events)
    if gone is not None:
        raise MovedError(
            f"@{gone.actor} withdrew {intent.release_id} at {gone.at:%H:%M}, since this was planned",
            advice="Look again.",
        )
    if since is None:
        return
    for event in events:
        is_between = since < event.event_id < intent.event_id
        if is_between and event.step_id == intent.step_id and event.kind is EventKind.INTENT:
            raise MovedError(
                f"@{event.actor} began to {event.action} here at {event.at:%H:%M}, since this was planned",
                advice="Look again, then plan again.",
            )
