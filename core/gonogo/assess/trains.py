"""Judges of what automation, or somebody else, is to bring: a branch, a pull request, a tag."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.dispatches import real_runs
from gonogo.assess.runs import ENDED, Start, committed, not_begun, progress, published_facts, run_facts
from gonogo.assess.tags import judge_present, tag_asks
from gonogo.assess.times import written_date
from gonogo.assess.words import count, join_some
from gonogo.model.asks import CommitsAsk, DivideAsk, HeadAsk, PullAsk, RunDetailAsk, WorkflowFileAsk
from gonogo.model.runs import is_broken, key_of, run_since
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.commit import newest_marked
from gonogo.playbook.ground import files_ask
from gonogo.playbook.steps import DispatchDo

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import RemoteTag, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.playbook.steps import BranchWait, PullRequestWait, TagWait

_SHOWS = timedelta(minutes=5)
"""By then what a run has made is seen everywhere."""


def judge_branch(step: BranchWait, look: Look) -> Judged:
    """Done when the branch is there; how it lies against what it was cut from is told beside it."""
    branch, start = look.context.render(step.branch), look.context.render(step.start)
    look.want(HeadAsk(branch), HeadAsk(start))
    head = look.need(HeadAsk(branch))
    if head is None:
        return _overdue(f"no branch {branch}", look) or look.say(Verdict.HOLD, f"{branch} is not cut yet")
    base = look.glance(HeadAsk(start))
    divide = look.glance(DivideAsk(base, head)) if base else None
    facts = [Fact(branch, short_sha(head))]
    words = f"{branch} at {short_sha(head)}"
    if divide is not None:
        facts.append(Fact(f"parts from {start} at", short_sha(divide.base)))
        facts.append(Fact("commits of its own", str(divide.ahead)))
        facts.append(Fact(f"commits of {start} that it lacks", str(divide.behind)))
        words += f", {divide.ahead} ahead and {divide.behind} behind {start}"
    return look.say(Verdict.DONE, words, facts=tuple(facts))


def judge_pull_request_wait(step: PullRequestWait, look: Look) -> Judged:
    """Done when the pull request is open, or merged already."""
    branch, base = look.context.render(step.branch), look.context.render(step.base)
    pull = look.need(PullAsk(branch, base))
    if pull is None or pull.state not in ("OPEN", "MERGED"):
        missing = f"no pull request from {branch}"
        return _overdue(missing, look) or look.say(Verdict.HOLD, f"{missing} yet")
    facts = (
        Fact("title", pull.title),
        Fact("author", f"@{pull.author}"),
        Fact("into", base),
        Fact("head", short_sha(pull.head_sha)),
    )
    word = "open" if pull.state == "OPEN" else "merged"
    return look.say(Verdict.DONE, f"#{pull.number} {word} from {branch}", facts=facts, link=pull.url)


def _overdue(missing: str, look: Look) -> Judged | None:
    """What a workflow should have brought and, though it is over, did not; None when it may still come."""
    for need in look.step.needs or ():
        step = look.context.steps.get(need)
        if not isinstance(step, DispatchDo) or step.dry:
            continue
        for detail in real_runs(look):
            run = detail.run
            is_over = run.status == "completed" and not look.context.is_before(run.updated_at + _SHOWS)
            if run.file == step.run and is_over and run.conclusion == "success":
                return look.say(
                    Verdict.NO_GO,
                    f"{step.run} is over, and there is {missing}",
                    link=run.url,
                    advice="Read the run's log: what it was started with may not be what this release needs.",
                )
    return None


def judge_tag_wait(step: TagWait, look: Look) -> Judged:
    """Done when CI has tagged the right commit; what stalls on the way is told with what puts it right."""
    name = look.context.tag
    look.want(*tag_asks(look), HeadAsk(look.context.render(step.at)))
    tag = look.tag()
    if tag is not None:
        return _there(step, tag, look)
    if step.event == "workflow_dispatch":
        return _from_dispatch(step, look)
    found = look.found(step.at)
    branch = look.context.render(step.at)
    if look.context.marker and found.how != "marker":
        return look.say(Verdict.HOLD, f"no commit of {branch} since the last tag has the marker")
    start = Start(found.sha, branch, committed(found.sha, look) or _commit_time(found.sha, look))
    detail = look.need(RunDetailAsk(step.run, found.sha, step.event, branch))
    if detail is None:
        return _never_ran(step, start, look)
    file = look.need(WorkflowFileAsk(step.run, found.sha))
    return _awaited(step, detail, file, name, look)


def _there(step: TagWait, tag: RemoteTag, look: Look) -> Judged:
    """On the commit that it must be on, and everything else about it holds."""
    expected, why = _expected(step, look)
    if expected and expected != tag.commit:
        return look.say(
            Verdict.NO_GO,
            f"{tag.name} is on {short_sha(tag.commit)}, {why} is {short_sha(expected)}",
            facts=(
                Fact("commit", short_sha(tag.commit), short_sha(expected), is_ok=False),
                *_dates(tag, look),
            ),
            advice="A tag is never moved or deleted here: others may have seen it. Find out which commit was"
            " published; release the next version when it is the wrong one.",
            contradiction=True,
        )
    return judge_present(tag, look, more=_dates(tag, look))


def _expected(step: TagWait, look: Look) -> tuple[str, str]:
    """The commit that the tag must be on, and what it is; empty where nothing tells."""
    context, branch = look.context, look.context.render(step.at)
    if step.event == "workflow_dispatch":
        run = next((d.run for d in real_runs(look) if d.run.file == step.run), None)
        return (run.head_sha, f"the commit of {step.run}'s run") if run is not None else ("", "")
    if context.marker and look.need(HeadAsk(branch)) is not None:
        marked = newest_marked(context.playbook, context.release, branch, look.need)
        return (marked.sha, "the newest commit with the marker") if marked is not None else ("", "")
    return "", ""


def _dates(tag: RemoteTag, look: Look) -> tuple[Fact, ...]:
    """What the changelog says was the day, beside the day of the tag: a merge may come days later."""
    log = look.context.playbook.changelog
    path = log.path.replace("{crate}", look.context.values.get("crate", "")) if log else ""
    files = look.glance(files_ask(look.context.playbook, tag.commit)) if path else None
    said = written_date((files.text(path) or "") if files else "", look.context.release.version)
    if said is None:
        return ()
    tagged = f"tagged {tag.tagged_at:%Y-%m-%d}" if tag.tagged_at else ""
    return (Fact(f"date in {path}", said.isoformat(), tagged),)


def _commit_time(commit: str, look: Look) -> datetime | None:
    """When a commit was made, as the list of commits that it was found in tells."""
    for ask, seen in look.context.snapshot.answers.items():
        if isinstance(ask, CommitsAsk) and seen.value:
            line = next((line for line in seen.value if line.sha == commit), None)
            if line is not None:
                return line.at  # type: ignore[no-any-return]
    return None


def _never_ran(step: TagWait, start: Start, look: Look) -> Judged:
    judged = not_begun(step.run, start, look)
    if judged.finding.verdict is Verdict.HOLD:
        return judged
    return look.say(
        Verdict.NO_GO,
        f"stalled: {step.run} never ran for {short_sha(start.commit)}, so nothing tags it",
        advice=f"Look at what starts {step.run}, and at GitHub's status; then land the marker again in a"
        f" commit on {start.ref}.",
    )


def _awaited(step: TagWait, detail: RunDetail, file: WorkflowFile | None, name: str, look: Look) -> Judged:
    """The run that is to push the tag: under way, gone wrong, cancelled by another push, or over without it."""
    run, branch = detail.run, look.context.render(step.at)
    facts = run_facts(detail, file)
    broken = [job for job in detail.jobs if is_broken(job)]
    if run.status != "completed" and not broken:
        words = f"{progress(detail, file)} of {step.run} · do not push to {branch}"
        freeze = Fact("freeze", f"another push to {branch} cancels this run, and no other one tags")
        judged = look.say(Verdict.HOLD, words, facts=(freeze, *facts), link=run.url)
        return judged.so_since(run_since(detail))
    if run.status == "completed" and run.conclusion == "success":
        if look.context.is_before(run.updated_at + _SHOWS):
            words = f"{step.run} is green, {name} is not seen yet"
            return look.say(Verdict.HOLD, words, facts=facts, link=run.url).so_since(run.updated_at)
        words = f"stalled: {step.run} is green and pushed no {name}"
        advice = (
            "Read its last job. Run the original run again: only its event names the commits of the push to"
            f" {branch}."
        )
        return _stalled(step, detail, words, advice, facts, look)
    if run.conclusion == "cancelled":
        head = look.need(HeadAsk(branch))
        by = f": {branch} moved to {short_sha(head)}" if head and head != run.head_sha else ""
        words = f"{step.run} was cancelled{by}, no {name} will come"
        advice = (
            f"Do not push to {branch}. Run the original run again: only its event names the commits with the"
            " marker, a newer push does not."
        )
        return _stalled(step, detail, words, advice, facts, look)
    first = key_of(file, broken[0]) if broken else step.run
    ended = ENDED.get(broken[0].conclusion if broken else run.conclusion, "ended")
    more = f" · and {count(len(broken) - 1, 'more job')}" if len(broken) > 1 else ""
    words = f"{first} {ended}{more}: no {name} comes of it"
    advice = f"Look at the job's log, and run the original run again. Do not push to {branch} unless it needs a mend."
    return _stalled(step, detail, words, advice, facts, look)


def _stalled(
    step: TagWait, detail: RunDetail, words: str, advice: str, facts: tuple[Fact, ...], look: Look
) -> Judged:
    run = detail.run
    refused = "" if run.status == "completed" else "the run is not finished"
    title = f"Run {step.run} again on {short_sha(run.head_sha)}, with its own event"
    offer = Offer("rerun", title, Tier.ASK, refused=refused, about=str(run.run_id))
    return look.say(Verdict.NO_GO, words, facts=facts, advice=advice, link=run.url, offers=(offer,))


def _from_dispatch(step: TagWait, look: Look) -> Judged:
    """A workflow that was started by hand is to tag the commit that it ran on."""
    detail = next((d for d in real_runs(look) if d.run.file == step.run), None)
    if detail is None:
        return look.say(Verdict.HOLD, f"comes with {step.run}")
    run, name = detail.run, look.context.tag
    file = look.need(WorkflowFileAsk(step.run, run.head_sha))
    facts = run_facts(detail, file)
    if run.status != "completed":
        words = f"{progress(detail, file)} of {step.run}"
        return look.say(Verdict.HOLD, words, facts=facts, link=run.url).so_since(run_since(detail))
    if run.conclusion == "success" and look.context.is_before(run.updated_at + _SHOWS):
        words = f"{step.run} is green, {name} is not seen yet"
        return look.say(Verdict.HOLD, words, facts=facts, link=run.url).so_since(run.updated_at)
    published = published_facts(look)
    places = [fact.name for fact in published if fact.is_ok]
    if not places:
        ended = ENDED.get(run.conclusion, "is over")
        words = f"{step.run} {ended} and pushed no {name}"
        return look.say(Verdict.NO_GO, words, facts=facts, link=run.url, advice="Look at the run.")
    where = f"the run's commit {short_sha(run.head_sha)}"
    word = "Sign" if look.context.is_signed else "Put"
    offer = Offer("do", f"{word} {name} on {where} and push it", Tier.TYPE, about=run.head_sha)
    judged = look.say(
        Verdict.NO_GO,
        f"on {join_some(places, 2)}, not tagged: resume with the tag on {short_sha(run.head_sha)}",
        facts=(*facts, *published),
        link=run.url,
        advice=f"RECOVERY: it is published, so {step.run} would fail if it was started again. Tag {where}.",
        offers=(offer,),
        contradiction=True,
    )
    return replace(judged, is_recovery=True)
