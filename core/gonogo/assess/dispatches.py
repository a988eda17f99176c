"""Judge of workflows that are started by hand, or by a schedule: the very run that this started, to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.runs import ENDED, progress, published_facts, run_facts
from gonogo.assess.times import moment, span
from gonogo.assess.words import count, join_some
from gonogo.model.asks import HeadAsk, RunAsk, TagAsk, WorkflowFileAsk, WorkflowRunsAsk
from gonogo.model.cron import parse_cron
from gonogo.model.plans import Dispatch
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.runs import can_rerun, is_broken, key_of, run_since
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.steps import DispatchDo, TagDo, TagWait

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Run, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.model.releases import Event

_RUN_SHOWS = timedelta(minutes=5)
"""By then GitHub lists the run of a dispatch."""

_SKEW = timedelta(minutes=1)
"""Our clock and GitHub's may differ by so much."""

_LATE = timedelta(hours=6)
"""A scheduled run that is so late is not waited for any more: GitHub drops some under load."""

_WINDOW = timedelta(days=1)
"""A scheduled run that begins within a day of its time is the one of that time."""


def judge_dispatch(step: DispatchDo, look: Look) -> Judged:
    """Done when the run that this step started, or the scheduled one, succeeded."""
    run = followed_run(step, look)
    if run is not None:
        return _followed(step, run, look)
    attempt = _attempt(look.context.events_of(step))
    if attempt is not None:
        return _lost(step, attempt, look)
    offers = (_offer(step, look),)
    strangers = strange_runs(step, look)
    under_way = next((run for run in strangers if run.status != "completed"), None)
    if under_way is not None:
        return _beside(step, under_way, offers, look)
    if step.schedule:
        return _scheduled(step, offers, look)
    where = f"{look.context.render(step.ref)}, {short_sha(look.head(step.ref))}"
    facts = tuple(Fact(name, look.context.render(value)) for name, value in step.inputs.items())
    begun = look.context.release.started_at
    since = [run for run in strangers if run.created_at >= begun]
    facts += tuple(Fact("started elsewhere", _named(run), link=run.url) for run in since)
    ran = f" · #{since[0].number} by @{since[0].actor} ran since" if since else ""
    return look.say(Verdict.GO, f"{_dry(step)}{step.run} on {where}{ran}", facts=facts, offers=offers)


def _beside(step: DispatchDo, run: Run, offers: tuple[Offer, ...], look: Look) -> Judged:
    """Somebody else has started it: beside that run it would do the same twice."""
    what = f"#{run.number} by @{run.actor} is under way, and was not started from here"
    return look.say(
        Verdict.HOLD,
        f"{_dry(step)}{what}",
        link=run.url,
        advice=f"Ask @{run.actor} what it is for. Nothing is started beside it until it is over.",
        offers=tuple(replace(offer, refused=what) for offer in offers),
    )


def is_publishing(step: DispatchDo) -> bool:
    """It can be run dry, and this one is not."""
    return not step.dry and any("dry" in name.lower() for name in step.inputs)


def followed_run(step: DispatchDo, look: Look) -> RunDetail | None:
    """The run that this step started: told by GitHub, else the first by the same person after the intent.

    Raises:
        NotSeenError: it is not seen yet which run that is.
    """
    attempt = _attempt(look.context.events_of(step))
    if attempt is not None:
        told = _told(attempt, look.context.events_of(step))
        if told:
            return look.need(RunAsk(told))
        found = _after(attempt, step, look)
    else:
        found = _on_schedule(step, look)
    return look.need(RunAsk(found.run_id)) if found is not None else None


def real_runs(look: Look) -> tuple[RunDetail, ...]:
    """The runs of this process's dispatches that were not dry, and of their schedules.

    Raises:
        NotSeenError: it is not seen yet which runs those are: what rests on them must wait.
    """
    steps = (step for step in look.context.steps_of(DispatchDo) if not step.dry)
    found = (followed_run(step, look) for step in steps)
    return tuple(detail for detail in found if detail is not None)


def _attempt(events: Iterable[Event]) -> Event | None:
    """The newest intent to start it that GitHub did not refuse."""
    refused = {e.intent_id for e in events if e.kind is EventKind.OUTCOME and e.state is OutcomeState.FAILED}
    intents = [e for e in events if e.kind is EventKind.INTENT and e.action == Dispatch.verb]
    return next((e for e in reversed(intents) if e.event_id not in refused), None)


def _told(attempt: Event, events: Iterable[Event]) -> int:
    """The run's id as GitHub told it; 0 when it did not."""
    of_it = (e for e in events if e.kind is EventKind.OUTCOME and e.intent_id == attempt.event_id)
    told = next((e.data.get("run", "") for e in of_it), "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _after(attempt: Event, step: DispatchDo, look: Look) -> Run | None:
    """The run that came of an intent whose answer was lost.

    It is the first one by the same person that was not there before and that nothing else is known
    to have started. Where several answers were lost at once, runs and intents are in the same order.

    Raises:
        NotSeenError: fewer runs came than were started, and nothing tells whose they are.
    """
    starts = _starts(step, look)
    end = _before_next(attempt, starts)
    mine = [
        run
        for run in strange_runs(step, look, attempt)
        if run.actor.lower() == attempt.actor.lower() and (end is None or run.run_id <= end)
    ]
    if not mine:
        return None
    lost = [attempt, *_lost_beside(attempt, starts, look)]
    if len(mine) < len(lost):
        came = f"{len(mine)} run{'s' if len(mine) > 1 else ''} came"
        what = f"{len(lost)} starts of {step.run} were lost and {came}: whose #{mine[0].number} is can not be told"
        advice = "Its page on GitHub tells its inputs. Start it again only if it is not this release's."
        judged = look.say(
            Verdict.UNKNOWN, what, advice=advice, link=mine[0].url, offers=(_offer(step, look),)
        )
        raise NotSeenError(judged)
    mine.sort(key=lambda run: run.run_id)
    return mine[sorted(lost, key=lambda event: event.event_id).index(attempt)]


def strange_runs(step: DispatchDo, look: Look, attempt: Event | None = None) -> list[Run]:
    """Runs that were started by hand and that no answer of GitHub to us has named, newest first.

    Args:
        step: Whose workflow and branch they are of.
        look: Sees the runs.
        attempt: Only those that were not there yet when this was sent.
    """
    events = (*look.context.events, *look.context.elsewhere)
    told = {event.data.get("run", "") for event in events if event.action == Dispatch.verb}
    runs = look.need(WorkflowRunsAsk(step.run, look.context.render(step.ref)))
    by_hand = (run for run in runs if run.event == "workflow_dispatch" and str(run.run_id) not in told)
    return [run for run in by_hand if attempt is None or _is_later(run, attempt)]


def _is_later(run: Run, attempt: Event) -> bool:
    """By the newest run that was there before it, which no clock can get wrong; else by the clock."""
    before = attempt.data.get("after_run", "")
    if before.isascii() and before.isdigit():
        return run.run_id > int(before)
    return run.created_at >= attempt.at - _SKEW


def _starts(step: DispatchDo, look: Look) -> list[Event]:
    """Every intent to start this workflow, of this release and of others."""
    events = (*look.context.events, *look.context.elsewhere)
    return [
        event
        for event in events
        if event.kind is EventKind.INTENT
        and event.action == Dispatch.verb
        and event.subject.startswith(f"{step.run}@")
    ]


def _before_next(attempt: Event, starts: Iterable[Event]) -> int | None:
    """The newest run that was there when the workflow was started next, once this one's had to show."""
    later = (event.data.get("after_run", "") for event in starts if event.at >= attempt.at + _RUN_SHOWS)
    return min((int(run) for run in later if run.isascii() and run.isdigit()), default=None)


def _lost_beside(attempt: Event, starts: Iterable[Event], look: Look) -> list[Event]:
    """Intents of the same person at about the same time, whose runs GitHub never told.

    The run of one that is older had to show before this one was planned.
    """
    events = (*look.context.events, *look.context.elsewhere)
    ended = {e.intent_id for e in events if e.state is OutcomeState.FAILED or e.data.get("run")}
    return [
        event
        for event in starts
        if event.event_id not in {*ended, attempt.event_id}
        and event.actor.lower() == attempt.actor.lower()
        and abs(event.at - attempt.at) < _RUN_SHOWS
    ]


def _named(run: Run) -> str:
    ended = ENDED.get(run.conclusion, run.conclusion or run.status)
    return f"#{run.number} by @{run.actor}, {moment(run.created_at)}: {ended}"


def _due(step: DispatchDo, look: Look) -> datetime | None:
    """The first scheduled time that can be meant: not long before the release was begun."""
    cron = parse_cron(step.schedule) if step.schedule else None
    return cron.next_due(look.context.release.started_at - _WINDOW) if cron is not None else None


def _on_schedule(step: DispatchDo, look: Look) -> Run | None:
    due = _due(step, look)
    if due is None or look.context.is_before(due):
        return None
    runs = look.need(WorkflowRunsAsk(step.run, look.context.render(step.ref)))
    timely = [run for run in runs if run.event == "schedule" and due <= run.created_at < due + _WINDOW]
    return max(timely, key=lambda run: (run.created_at, run.run_id), default=None)


def _scheduled(step: DispatchDo, offers: tuple[Offer, ...], look: Look) -> Judged:
    due, now = _due(step, look), look.context.now
    if due is None:
        return look.say(Verdict.GO, f"{step.schedule} is never due: start {step.run} by hand", offers=offers)
    facts = (Fact("scheduled", moment(due)),)
    if now < due:
        return look.say(Verdict.HOLD, f"scheduled for {moment(due)}", facts=facts, offers=offers)
    ago = span(now - due)
    if now < due + _LATE:
        advice = "It may be started by hand meanwhile."
        words = f"due {ago} ago, GitHub runs late"
        return look.say(Verdict.HOLD, words, facts=facts, advice=advice, offers=offers)
    words = f"was due {moment(due)}, {ago} ago: GitHub did not run it"
    return look.say(Verdict.GO, words, facts=facts, offers=offers)


def _lost(step: DispatchDo, attempt: Event, look: Look) -> Judged:
    """It was started, and no run of it is seen."""
    if look.context.is_before(attempt.at + _RUN_SHOWS):
        return look.say(Verdict.HOLD, f"{_dry(step)}started, GitHub does not show its run yet")
    strangers = strange_runs(step, look, attempt)
    who = f"{_named(strangers[0])}. Look whether it is this one; " if strangers else ""
    return look.say(
        Verdict.NO_GO,
        f"{_dry(step)}no run of {step.run} came of the start at {attempt.at:%H:%M}",
        advice=who + "Look at the workflow's page on GitHub; start it again when nothing runs there.",
        link=strangers[0].url if strangers else "",
        offers=(_offer(step, look),),
    )


def _followed(step: DispatchDo, detail: RunDetail, look: Look) -> Judged:
    run = detail.run
    file = look.need(WorkflowFileAsk(step.run, run.head_sha))
    facts = (*_dates(step, run, look), *run_facts(detail, file))
    if any(map(is_broken, detail.jobs)) or (run.status == "completed" and run.conclusion != "success"):
        return _failed(step, detail, file, facts, look)
    if run.status != "completed":
        judged = look.say(Verdict.HOLD, _dry(step) + progress(detail, file), facts=facts, link=run.url)
        return judged.so_since(run_since(detail))
    passed = sum(job.conclusion == "success" for job in detail.jobs)
    if not passed:
        return look.say(
            Verdict.NO_GO,
            f"{_dry(step)}{step.run} is green and did nothing: every job was skipped",
            facts=facts,
            link=run.url,
            advice="Compare the inputs with the conditions of its jobs, then start it again.",
            offers=(_offer(step, look),),
        )
    words = f"{_dry(step)}{count(passed, 'job')} passed on {short_sha(run.head_sha)}"
    due = _due(step, look)
    if run.event == "schedule" and due is not None:
        words += f" · {span(run.created_at - due)} late"
    if step.dry:
        words += " · nothing is released by it"
    return look.say(Verdict.DONE, words, facts=facts, link=run.url)


def _failed(
    step: DispatchDo, detail: RunDetail, file: WorkflowFile | None, facts: tuple[Fact, ...], look: Look
) -> Judged:
    """It failed: run it again, unless a part is published, which is gone on with by hand."""
    run = detail.run
    broken = sorted(  # what was cancelled, was cancelled because of what failed
        (job for job in detail.jobs if is_broken(job)), key=lambda job: job.conclusion == "cancelled"
    )
    ended = ENDED.get(run.conclusion, f"ended {run.conclusion}") if run.conclusion else "failed"
    what = f"{key_of(file, broken[0])} {ENDED.get(broken[0].conclusion, 'ended')}" if broken else ended
    words = f"{_dry(step)}{step.run}: {what}"
    if not step.dry and run.status == "completed":
        published = published_facts(look)
        places = [fact.name for fact in published if fact.is_ok]
        facts += published
        if places and _has_tag_step(look):
            return _partial(words, run, places, facts, look)
    refused = "" if can_rerun(run) else "the run is not finished"
    again = Offer(
        "rerun", f"Run the failed jobs of {step.run} again", Tier.ASK, refused=refused, about=str(run.run_id)
    )
    anew = Offer("do", _offer(step, look).title + ", anew", _offer(step, look).tier, refused=refused)
    return look.say(
        Verdict.NO_GO,
        words,
        facts=facts,
        link=broken[0].url if broken else run.url,
        advice="Look at the job's log. Run the failed jobs again, or start it anew once the cause is mended.",
        offers=(again, anew),
    )


def _has_tag_step(look: Look) -> bool:
    return bool(look.context.steps_of(TagDo)) or bool(look.context.steps_of(TagWait))


def _partial(words: str, run: Run, places: list[str], facts: tuple[Fact, ...], look: Look) -> Judged:
    """It published, and failed before it was through: started anew it would fail at what is there."""
    tag = look.glance(TagAsk(look.context.tag))
    if tag is not None and tag.commit == run.head_sha:
        what = f"failed after it published; {tag.name} is on its commit {short_sha(run.head_sha)}"
        return look.say(Verdict.DONE, what, facts=facts, link=run.url)
    advice = (
        f"RECOVERY: {join_some(places)} has it already. Do not start it again: put {look.context.tag}"
        f" on the run's commit {short_sha(run.head_sha)}, and go on from there."
    )
    return look.say(Verdict.NO_GO, f"{words}, after it published", facts=facts, link=run.url, advice=advice)


def _dates(step: DispatchDo, run: Run, look: Look) -> tuple[Fact, ...]:
    due = _due(step, look) if run.event == "schedule" else None
    actual = Fact("ran", f"{moment(run.created_at)}, by {'schedule' if due else '@' + run.actor}")
    head = look.glance(HeadAsk(look.context.render(step.ref)))
    facts: tuple[Fact, ...] = (Fact("scheduled", moment(due)), actual) if due else (actual,)
    if step.dry:
        facts = (Fact("DRY", "this run releases nothing"), *facts)
    if head and head != run.head_sha:
        facts += (Fact(f"{look.context.render(step.ref)} now", short_sha(head), short_sha(run.head_sha)),)
    return facts


def _dry(step: DispatchDo) -> str:
    return "DRY: " if step.dry else ""


def _offer(step: DispatchDo, look: Look) -> Offer:
    inputs = ", ".join(f"{name}={look.context.render(value)}" for name, value in step.inputs.items())
    title = f"{_dry(step)}Start {step.run} on {look.context.render(step.ref)}"
    tier = Tier.TYPE if is_publishing(step) else Tier.SHOW
    look.want(HeadAsk(look.context.render(step.ref)))
    return Offer("do", f"{title}: {inputs}" if inputs else title, tier)
