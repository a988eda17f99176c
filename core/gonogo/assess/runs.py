"""Judge of the run that the tag started, job by job."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gonogo.assess.words import count
from gonogo.model.asks import CrateAsk, HeadAsk, PyPIAsk, RunDetailAsk, WorkflowFileAsk
from gonogo.model.runs import FAILED, can_rerun, is_broken, jobs_by_key, key_of
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.steps import CratesIoCheck, EnvironmentGate, PyPICheck, TagDo

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Job, RemoteTag, RunDetail
    from gonogo.model.local import WorkflowFile
    from gonogo.playbook.steps import WorkflowWait

_RUN_BEGINS = timedelta(minutes=5)
"""By then GitHub has created the run of a tag."""

_ENDED = {
    "failure": "failed",
    "timed_out": "timed out",
    "startup_failure": "could not start",
    "cancelled": "was cancelled",
    "action_required": "waits for an action",
    "stale": "went stale",
}


def judge_workflow(step: WorkflowWait, look: Look) -> Judged:
    """The run is done when it succeeded, and what it was for was not skipped."""
    tag = look.tag()
    if tag is None:
        return look.say(Verdict.HOLD, "starts with the tag")
    look.want(WorkflowFileAsk(step.run, tag.commit), *_head_asks(look))
    detail = look.need(RunDetailAsk(step.run, tag.commit, step.event, tag.name))
    if detail is None:
        return _not_begun(step, tag, look)
    file = look.need(WorkflowFileAsk(step.run, tag.commit))
    facts = _facts(detail, file)
    broken = [job for job in detail.jobs if is_broken(job)]
    run = detail.run
    if broken:
        return _broken(step, detail, file, broken, look)
    if run.status != "completed":
        return look.say(Verdict.HOLD, _progress(detail, file), facts=facts, link=run.url)
    if run.conclusion != "success":
        what = f"{step.run} {_ENDED.get(run.conclusion, f'ended {run.conclusion}')}"
        return look.say(
            Verdict.NO_GO,
            what,
            facts=facts,
            link=run.url,
            advice="Look at the run.",
            offers=_rerun(step, detail),
        )
    skipped = _skipped(step, detail, file, look)
    if skipped:
        return look.say(
            Verdict.NO_GO,
            skipped,
            facts=facts,
            link=run.url,
            advice="A green run that skipped its work has released nothing: read why in its first job.",
        )
    passed = sum(job.conclusion == "success" for job in detail.jobs)
    return look.say(
        Verdict.DONE, f"{count(passed, 'job')} passed on {short_sha(tag.commit)}", facts=facts, link=run.url
    )


def _not_begun(step: WorkflowWait, tag: RemoteTag, look: Look) -> Judged:
    since = tag_time(tag, look)
    if since is not None and look.context.is_before(since + _RUN_BEGINS):
        return look.say(Verdict.HOLD, f"{step.run} has not started yet")
    return look.say(
        Verdict.NO_GO,
        f"{step.run} never started for {tag.name}",
        advice="Look at the workflow's tag patterns and at GitHub's status; more than 3 tags at once start nothing.",
    )


def tag_time(tag: RemoteTag, look: Look) -> datetime | None:
    """When the tag was pushed, as well as that is known."""
    tag_steps = {step.id for step in look.context.steps_of(TagDo)}
    pushed = [
        event.at for event in look.context.events if event.step_id in tag_steps and event.action == "push-tag"
    ]
    times = [*pushed[-1:], *([tag.tagged_at] if tag.tagged_at else [])]
    return max(times, default=None)


def _progress(detail: RunDetail, file: WorkflowFile | None) -> str:
    """`19/33 jobs · at a gate`. GitHub lists a job once it can begin: the file tells of the others."""
    by_key = jobs_by_key(file, detail.jobs) if file else {}
    to_come = sum(declared.key not in by_key for declared in file.jobs) if file else 0
    done = sum(job.status == "completed" for job in detail.jobs)
    return f"{done}/{len(detail.jobs) + to_come} jobs" + (" · at a gate" if detail.gates else "")


def _broken(
    step: WorkflowWait, detail: RunDetail, file: WorkflowFile | None, broken: list[Job], look: Look
) -> Judged:
    """Some job failed or was cancelled: what, whether a part is published, and what may be run again."""
    failed = [job for job in broken if job.conclusion in FAILED] or broken
    first = failed[0]
    more = f" · and {len(broken) - 1} more" if len(broken) > 1 else ""
    facts, advice = (
        _facts(detail, file),
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
        f"{key_of(file, first)} {_ENDED.get(first.conclusion, 'ended')}{more}",
        facts=(*facts, *published, *moved),
        advice=advice,
        link=first.url or detail.run.url,
        offers=_rerun(step, detail),
    )


_NOT_FINISHED = "the run is not finished: reject what still waits at a gate, or let it end"


def _rerun(step: WorkflowWait, detail: RunDetail) -> tuple[Offer, ...]:
    under_way = "" if can_rerun(detail.run) else _NOT_FINISHED
    return (Offer("rerun", f"Run the failed jobs of {step.run} again", Tier.ASK, refused=under_way),)


def _head_asks(look: Look) -> tuple[HeadAsk, ...]:
    return tuple(HeadAsk(step.at) for step in look.context.steps_of(TagDo))


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
    ran = [job for job in detail.jobs if job.conclusion != "skipped"]
    if len(detail.jobs) > 1 and len(ran) <= 1:
        return "skipped, not released: the run is green and did nothing"
    by_key = jobs_by_key(file, detail.jobs) if file else {}
    for gate in look.context.steps_of(EnvironmentGate):
        jobs = by_key.get(gate.job, ()) if gate.run == step.run else ()
        if any(job.conclusion == "skipped" for job in jobs):
            return f"{gate.job} was skipped: not released"
    return ""


def _facts(detail: RunDetail, file: WorkflowFile | None) -> tuple[Fact, ...]:
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
        (f"crates.io {step.crate}", look.glance(CrateAsk(step.crate, version)))
        for step in look.context.steps_of(CratesIoCheck)
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
