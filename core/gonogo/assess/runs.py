"""Judge of the run that the tag, or a branch's release commit, started, job by job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gonogo.assess.words import at_names, count
from gonogo.model.asks import CrateAsk, HeadAsk, PyPIAsk, RunDetailAsk, WorkflowFileAsk
from gonogo.model.runs import (
    FAILED,
    can_rerun,
    is_broken,
    jobs_by_key,
    jobs_so_far,
    key_of,
    rejections,
    run_since,
)
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.steps import CratesIoCheck, EnvironmentGate, PyPICheck, TagDo, TagWait

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Job, RemoteTag, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.playbook.steps import WorkflowWait

_RUN_BEGINS = timedelta(minutes=5)
"""By then GitHub has created the run of a tag."""

ENDED = {
    "failure": "failed",
    "timed_out": "timed out",
    "startup_failure": "could not start",
    "cancelled": "was cancelled",
    "action_required": "waits for an action",
    "stale": "went stale",
}


@dataclass(frozen=True, slots=True)
class Start:
    """What starts a run: a commit, under the name of a tag or of a branch; `since` when, where that is known."""

    commit: str
    ref: str
    since: datetime | None


def judge_workflow(step: WorkflowWait, look: Look) -> Judged:
    """The run is done when it succeeded, and what it was for was not skipped."""
    start = start_of(step, look)
    if start is None:
        return look.say(
            Verdict.HOLD, "starts with the tag" if not step.at else "starts with the release commit"
        )
    look.want(WorkflowFileAsk(step.run, start.commit), *_head_asks(look))
    detail = look.need(RunDetailAsk(step.run, start.commit, step.event, start.ref))
    if detail is None:
        if start.since is None and not step.at:
            start = replace(start, since=_made_by_run(start.commit, look))
        return not_begun(step.run, start, look)
    file = look.need(WorkflowFileAsk(step.run, start.commit))
    facts = run_facts(detail, file)
    broken = [job for job in detail.jobs if is_broken(job)]
    run = detail.run
    if broken:
        return _broken(step, detail, file, broken, look)
    if run.status != "completed":
        judged = look.say(Verdict.HOLD, progress(detail, file), facts=facts, link=run.url)
        return judged.so_since(run_since(detail))
    if run.conclusion != "success":
        what = f"{step.run} {ENDED.get(run.conclusion, f'ended {run.conclusion}')}"
        return look.say(
            Verdict.NO_GO,
            what,
            facts=facts,
            link=run.url,
            advice="Look at the run.",
            offers=_rerun(step, detail),
        ).so_since(run_since(detail))
    skipped = _skipped(step, detail, file, look)
    if skipped:
        return look.say(
            Verdict.NO_GO,
            skipped,
            facts=facts,
            link=run.url,
            advice="A green run that skipped its work has released nothing: read why in its first job.",
        ).so_since(run_since(detail))
    passed = sum(job.conclusion == "success" for job in detail.jobs)
    return look.say(
        Verdict.DONE, f"{count(passed, 'job')} passed on {short_sha(start.commit)}", facts=facts, link=run.url
    )


def start_of(step: WorkflowWait, look: Look) -> Start | None:
    """What starts the run that a step waits for; None while it is not there."""
    if not step.at:
        tag = look.tag()
        return Start(tag.commit, tag.name, tag_time(tag, look)) if tag is not None else None
    found = look.found(step.at)
    if look.context.marker and found.how == "head" and look.context.render(step.at) in look.released():
        return None
    return Start(found.sha, look.context.render(step.at), committed(found.sha, look))


def committed(commit: str, look: Look) -> datetime | None:
    """When a commit that some branch is at was made; None when the board does not tell."""
    board = look.board()
    times = [b.committed_at for b in (board.branches if board else ()) if b.sha == commit and b.committed_at]
    return max(times, default=None)


def not_begun(run: str, start: Start, look: Look) -> Judged:
    """No run is seen: just now that is as it should be, later it is not."""
    if start.since is not None and look.context.is_before(start.since + _RUN_BEGINS):
        return look.say(Verdict.HOLD, f"{run} has not started yet").so_since(start.since)
    return look.say(
        Verdict.NO_GO,
        f"{run} never started for {start.ref}",
        advice="Look at the workflow's tag patterns and at GitHub's status; more than 3 tags at once start nothing."
        if start.ref == look.context.tag
        else "Look at what starts the workflow (`on:`), and at GitHub's status.",
    ).so_since(start.since)


def tag_time(tag: RemoteTag, look: Look) -> datetime | None:
    """When the tag was pushed, as well as that is known."""
    tag_steps = {step.id for step in look.context.steps_of(TagDo)}
    pushed = [
        event.at for event in look.context.events if event.step_id in tag_steps and event.action == "push-tag"
    ]
    times = [*pushed[-1:], *([tag.tagged_at] if tag.tagged_at else [])]
    return max(times, default=None)


def _made_by_run(commit: str, look: Look) -> datetime | None:
    """When the run that pushes the tag came to its end; a lightweight tag does not tell its own time."""
    for step in look.context.steps_of(TagWait):
        seen = look.see(RunDetailAsk(step.run, commit, step.event, look.context.render(step.at)))
        if seen is not None and seen.value is not None:
            return seen.value.run.updated_at
    return None


def progress(detail: RunDetail, file: WorkflowFile | None) -> str:
    """`19/33 jobs · at a gate`."""
    done, total = jobs_so_far(detail, file)
    return f"{done}/{total} jobs" + (" · at a gate" if detail.gates else "")


def _broken(
    step: WorkflowWait, detail: RunDetail, file: WorkflowFile | None, broken: list[Job], look: Look
) -> Judged:
    """Some job failed or was cancelled: what, whether a part is published, and what may be run again."""
    failed = [job for job in broken if job.conclusion in FAILED] or broken
    first = failed[0]
    more = f" · and {len(broken) - 1} more" if len(broken) > 1 else ""
    facts, advice = (
        run_facts(detail, file),
        "Look at the job's log. Running the failed jobs again keeps what passed.",
    )
    published = published_facts(look)
    if any(fact.is_ok for fact in published):
        advice = (
            "RECOVERY: a part is published. Find the cause first; approve nothing more until it is known."
        )
    moved = _head_moved(detail, look)
    return look.say(
        Verdict.NO_GO,
        f"{key_of(file, first)} {_how_ended(detail, file, first)}{more}",
        facts=(*facts, *published, *moved),
        advice=advice,
        link=first.url or detail.run.url,
        offers=_rerun(step, detail),
    ).so_since(run_since(detail))


def _how_ended(detail: RunDetail, file: WorkflowFile | None, job: Job) -> str:
    rejected = next((one for one in rejections(detail, file) if one.job == job), None)
    return f"was rejected by {at_names(rejected.authors)}" if rejected else ENDED.get(job.conclusion, "ended")


_NOT_FINISHED = "the run is not finished: reject what still waits at a gate, or let it end"


def _rerun(step: WorkflowWait, detail: RunDetail) -> tuple[Offer, ...]:
    under_way = "" if can_rerun(detail.run) else _NOT_FINISHED
    title = f"Run the failed jobs of {step.run} again"
    return (Offer("rerun", title, Tier.ASK, refused=under_way, about=str(detail.run.run_id)),)


def _head_asks(look: Look) -> tuple[HeadAsk, ...]:
    return tuple(HeadAsk(look.context.render(step.at)) for step in look.context.steps_of(TagDo))


def _head_moved(detail: RunDetail, look: Look) -> tuple[Fact, ...]:
    """A gate on the branch's HEAD fails when the whole run is repeated after the branch has moved."""
    commit = detail.run.head_sha
    heads = {ask.branch: look.glance(ask) for ask in _head_asks(look)}
    return tuple(
        Fact(f"{branch}'s HEAD moved after the tag", short_sha(head), short_sha(commit), is_ok=False)
        for branch, head in heads.items()
        if head and head != commit
    )


def _skipped(step: WorkflowWait, detail: RunDetail, file: WorkflowFile | None, look: Look) -> str:
    """What a successful run did not do; empty when it did its work."""
    if step.jobs:
        by_key = jobs_by_key(file, detail.jobs) if file else {}
        lacking = [
            key for key in step.jobs if not any(job.conclusion == "success" for job in by_key.get(key, ()))
        ]
        return f"{lacking[0]} was skipped: not released" if lacking else ""
    ran = [job for job in detail.jobs if job.conclusion != "skipped"]
    if len(detail.jobs) > 1 and len(ran) <= 1:
        return "skipped, not released: the run is green and did nothing"
    by_key = jobs_by_key(file, detail.jobs) if file else {}
    for gate in look.context.steps_of(EnvironmentGate):
        jobs = by_key.get(gate.job, ()) if gate.run == step.run else ()
        if any(job.conclusion == "skipped" for job in jobs):
            return f"{gate.job} was skipped: not released"
    return ""


def run_facts(detail: RunDetail, file: WorkflowFile | None) -> tuple[Fact, ...]:
    """The run, and its jobs with what is broken first."""
    run = detail.run
    about = (Fact("run", f"#{run.number}, attempt {run.attempt}, by @{run.actor}", link=run.url),)
    return about + tuple(
        Fact(
            key_of(file, job), job.conclusion or job.status.replace("_", " "), is_ok=_is_ok(job), link=job.url
        )
        for job in sorted(detail.jobs, key=_interest)
    )


def _interest(job: Job) -> int:
    """What is broken comes first, then what is under way, then what is over."""
    if is_broken(job):
        return 0
    return 1 if job.status != "completed" else 2


def _is_ok(job: Job) -> bool | None:
    if job.conclusion == "success":
        return True
    return False if is_broken(job) else None


def published_facts(look: Look) -> tuple[Fact, ...]:
    """Which registries have the version already, as far as that was seen."""
    version = look.context.release.version
    crates = [
        (f"crates.io {crate}", look.glance(CrateAsk(crate, version)))
        for crate in (look.context.render(step.crate) for step in look.context.steps_of(CratesIoCheck))
    ]
    projects = [
        (f"PyPI {step.project}", look.glance(PyPIAsk(step.project, version)))
        for step in look.context.steps_of(PyPICheck)
    ]
    return tuple(
        Fact(
            name,
            "not looked at" if seen is None else "published" if seen.is_there else "not published",
            is_ok=True if seen is not None and seen.is_there else None,
        )
        for name, seen in (*crates, *projects)
    )
