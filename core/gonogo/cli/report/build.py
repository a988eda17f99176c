"""From a look and the journal to a record: only what was seen or written down, and everything of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo import __version__
from gonogo.cli.report.published import digests_of, runs_of
from gonogo.cli.report.record import ActLine, DecisionLine, FactLine, Record, StepLine
from gonogo.cli.report.words import moment, plain, plain_lines
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.verdicts import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.releases import Event
    from gonogo.model.verdicts import Fact, Standing

_DECISIONS = {
    EventKind.CONFIRMATION: "confirmation",
    EventKind.WAIVER: "waiver",
    EventKind.WITHDRAWN: "withdrawal",
}


def record_of(day: Day, view: ReleaseView, now: datetime) -> Record:
    """The record of one release of a day."""
    release = view.release
    return Record(
        repository=plain(str(day.repo)),
        host=plain(day.repo.host),
        release=plain(release.release_id),
        process=plain(release.process),
        version=plain(release.version),
        previous=plain(release.previous),
        tag=plain(view.tag),
        commit=plain(view.release_sha),
        inputs=tuple(
            f"{plain(key)}: {plain(value)}"
            for key, value in release.inputs.items()
            if key != "version" and value
        ),
        started_at=moment(release.started_at),
        started_by=plain(release.started_by),
        verdict=view.assessment.verdict.value,
        reason=plain(view.assessment.reason),
        next=plain(view.assessment.next_step or ""),
        rehearsal="yes" if day.is_rehearsal else "no",
        seen_at=moment(day.snapshot.taken_at),
        made_at=moment(now),
        made_by=plain(day.viewer),
        made_with=f"gonogo {__version__}",
        steps=tuple(_step(view, standing) for standing in view.assessment.standings),
        acts=_acts(view),
        decisions=tuple(_decision(view, event) for event in view.events if event.kind in _DECISIONS),
        runs=runs_of(day.snapshot, view.assessment.asks, view.release_sha),
        digests=digests_of(day.snapshot, view.assessment.asks),
    )


def _step(view: ReleaseView, standing: Standing) -> StepLine:
    text, finding = view.step(standing.step_id), standing.finding
    last = _last_word(view.events, standing)
    return StepLine(
        step=plain(standing.step_id),
        phase=plain(text.phase),
        title=plain(text.title),
        kind=plain(text.kind),
        type=plain(text.what),
        state=_state(view, standing),
        verdict=finding.verdict.value,
        evidence=plain(finding.evidence),
        advice=plain(finding.advice),
        source=plain(finding.source),
        seen_at=moment(finding.seen_at),
        link=plain(finding.link),
        waits_for=tuple(map(plain, standing.blocked_by)),
        done_by=plain(last.actor) if last else "",
        done_at=moment(last.at if last else _told_at(view, standing)),
        waived=plain(standing.waived),
        notes=plain_lines(text.notes),
        facts=tuple(map(_fact, finding.facts)),
    )


def _state(view: ReleaseView, standing: Standing) -> str:
    if standing.waived:
        return "waived"
    was_seen = standing.finding.seen_at is not None  # what is past is not looked at again
    if standing.finding.verdict is Verdict.DONE and (was_seen or not standing.is_settled):
        return "done"
    if standing.is_settled:
        return "past"
    if not standing.is_reached:
        return "later"
    if not standing.decides:
        return "informs"
    return "next" if standing.step_id == view.assessment.next_step else "open"


def _told_at(view: ReleaseView, standing: Standing) -> datetime | None:
    """When the source of a step that is done says that it was."""
    return standing.finding.since if _state(view, standing) == "done" else None


def _last_word(events: tuple[Event, ...], standing: Standing) -> Event | None:
    """Who did, confirmed or waived a step last; an act that failed did nothing."""
    own = [
        event
        for event in events
        if event.step_id == standing.step_id
        and (event.kind in _DECISIONS or event.state is OutcomeState.DONE)
        and (event.kind is not EventKind.WAIVER or standing.waived)
    ]
    return own[-1] if own else None


def _fact(fact: Fact) -> FactLine:
    ok = "" if fact.is_ok is None else "yes" if fact.is_ok else "no"
    return FactLine(plain(fact.name), plain(fact.found), plain(fact.expected), ok, plain(fact.link))


def _acts(view: ReleaseView) -> tuple[ActLine, ...]:
    outcomes = {event.intent_id: event for event in view.events if event.kind is EventKind.OUTCOME}
    return tuple(
        _act(view, event, outcomes.get(event.event_id))
        for event in view.events
        if event.kind is EventKind.INTENT
    )


def _act(view: ReleaseView, intent: Event, outcome: Event | None) -> ActLine:
    state = outcome.state.value if outcome and outcome.state else "none recorded"
    return ActLine(
        step=plain(intent.step_id),
        title=_title(view, intent.step_id),
        verb=plain(intent.action),
        subject=plain(intent.subject),
        by=plain(intent.actor),
        at=moment(intent.at),
        outcome=state,
        outcome_text=plain(outcome.text) if outcome else "gonogo was stopped before it could be written down",
        outcome_at=moment(outcome.at) if outcome else "",
        facts=(
            plain(intent.text),
            *(f"{plain(key)}: {plain(value)}" for key, value in (outcome.data.items() if outcome else ())),
        ),
    )


def _decision(view: ReleaseView, event: Event) -> DecisionLine:
    return DecisionLine(
        kind=_DECISIONS[event.kind],
        step=plain(event.step_id),
        title=_title(view, event.step_id),
        choice=plain(event.text),
        note=plain(event.data.get("note", "")),
        subject=plain(event.subject),
        by=plain(event.actor),
        at=moment(event.at),
        holds="yes" if _holds(view, event) else "no",
    )


def _holds(view: ReleaseView, event: Event) -> bool:
    """Whether the last look still counted a decision: it is the step's last one, and the step stands by it."""
    if event.kind is EventKind.WITHDRAWN:
        return True
    same = [one for one in view.events if one.step_id == event.step_id and one.kind is event.kind]
    standing = next((one for one in view.assessment.standings if one.step_id == event.step_id), None)
    if standing is None or same[-1] is not event:
        return False
    return (
        bool(standing.waived) if event.kind is EventKind.WAIVER else standing.finding.verdict is Verdict.DONE
    )


def _title(view: ReleaseView, step_id: str) -> str:
    return plain(next((step.title for step in view.steps if step.step_id == step_id), step_id))
