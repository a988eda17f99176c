"""Judge of a gate: who may let which job through now, and what speaks against it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.runs import published_facts
from gonogo.assess.words import at_names, join_some
from gonogo.model.asks import BoardAsk, EnvironmentAsk, RunDetailAsk, WorkflowFileAsk
from gonogo.model.runs import is_broken, jobs_by_key, key_of, keys_before, rejections, waiting_jobs
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.steps import EnvironmentGate, WorkflowsGreenCheck

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Gate, GateReview, Job, RunDetail
    from gonogo.model.local import WorkflowFile, WorkflowJob
    from gonogo.model.runs import Rejection


def judge_gate(step: EnvironmentGate, look: Look) -> Judged:
    """Done when its job succeeded; ready when the job waits and the viewer may approve."""
    tag = look.tag()
    if tag is None:
        return look.say(Verdict.HOLD, "after the tag")
    file_ask = WorkflowFileAsk(step.run, tag.commit)
    look.want(file_ask, EnvironmentAsk(step.environment), BoardAsk())
    detail = look.need(RunDetailAsk(step.run, tag.commit, step.event, tag.name))
    if detail is None:
        return look.say(Verdict.HOLD, f"{step.run} has not started")
    file, declared = _declared(step, look.need(file_ask), look)
    jobs = jobs_by_key(file, detail.jobs).get(step.job, ())
    link = detail.run.url
    if jobs and all(job.conclusion == "success" for job in jobs):
        who = at_names(dict.fromkeys(r.author for r in _reviews(step, detail, "approved")))
        evidence = f"{step.job} passed" + (f" · approved by {who}" if who else " · no approval on record")
        return look.say(Verdict.DONE, evidence, facts=_plain_facts(step, detail), link=link)
    rejected = rejections(detail, file)
    elsewhere = _at_other_gates(step, rejected, look)
    if not jobs or all(job.conclusion == "skipped" for job in jobs):
        before = keys_before(file, step.job)
        cause = next((one for one in elsewhere if one.key in before), None)
        if cause is not None:
            return _not_reached(step, detail, cause, look)
    ended = _ended(step, detail, jobs, rejected)
    if ended:
        return look.say(
            Verdict.NO_GO,
            ended,
            facts=(*_plain_facts(step, detail), *published_facts(look)),
            link=link,
            advice="Nothing more of this run is let through. Look at the job before anything is run again.",
        ).so_since(min((job.completed_at for job in jobs if job.completed_at), default=None))
    waits = any(job.status == "waiting" for job in jobs)
    refused = () if waits else tuple(one.job for one in elsewhere)
    other = next((job for job in detail.jobs if is_broken(job) and job not in refused), None)
    if other is not None:
        return _partial(step, detail, file, other, look)
    if waits:
        waiting = [job.started_at for job in jobs if job.status == "waiting" and job.started_at]
        return _waiting(step, detail, file, look).so_since(min(waiting, default=None))
    return look.say(
        Verdict.HOLD, _not_yet(declared, detail, file, jobs), facts=_plain_facts(step, detail), link=link
    )


def _declared(
    step: EnvironmentGate, file: WorkflowFile | None, look: Look
) -> tuple[WorkflowFile, WorkflowJob]:
    """The workflow file, and the gate's job in it."""
    declared = next((job for job in file.jobs if job.key == step.job), None) if file else None
    if file is None or declared is None:
        what = f"{step.run} has no job {step.job}" if file else f"{step.run} is not there"
        advice = "The playbook does not fit the workflow file at the tag: put the playbook right."
        raise NotSeenError(look.say(Verdict.NO_GO, f"{what} at the tag's commit", advice=advice))
    if declared.environment != step.environment and "${{" not in declared.environment:
        names = declared.environment or "no environment"
        advice = "The playbook does not fit the workflow file at the tag: put the playbook right."
        raise NotSeenError(
            look.say(Verdict.NO_GO, f"{step.job} deploys to {names}, not {step.environment}", advice=advice)
        )
    return file, declared


def _reviews(step: EnvironmentGate, detail: RunDetail, state: str) -> tuple[GateReview, ...]:
    return tuple(r for r in detail.reviews if r.environment == step.environment and r.state == state)


def _at_other_gates(
    step: EnvironmentGate, rejected: tuple[Rejection, ...], look: Look
) -> tuple[Rejection, ...]:
    """What was rejected at other gates of the checklist, which say so themselves."""
    gates = {
        gate.job for gate in look.context.steps_of(EnvironmentGate) if gate.run == step.run and gate.decides
    }
    return tuple(one for one in rejected if one.key != step.job and one.key in gates)


def _not_reached(step: EnvironmentGate, detail: RunDetail, rejected: Rejection, look: Look) -> Judged:
    """Nothing is wrong here: the run was ended at another gate, and the release is NO-GO through that one."""
    what = f" for {rejected.key}" if rejected.environment == step.environment else ""
    return look.say(
        Verdict.HOLD,
        f"not reached: {rejected.environment} was rejected{what}",
        facts=_plain_facts(step, detail),
        link=detail.run.url,
    ).so_since(rejected.job.completed_at)


def _ended(
    step: EnvironmentGate, detail: RunDetail, jobs: tuple[Job, ...], rejected: tuple[Rejection, ...]
) -> str:
    """How the gate's own job ended, other than well; empty while it has not."""
    mine = next((one for one in rejected if one.key == step.job), None)
    if mine is not None:
        return f"rejected by {at_names(mine.authors)}"
    for job in jobs:
        if is_broken(job):
            word = "was cancelled" if job.conclusion == "cancelled" else "failed"
            return f"{step.job} {word}"
        if job.conclusion == "skipped":
            return f"{step.job} was skipped: nothing was published"
    if not jobs and detail.run.status == "completed":
        return f"{step.job} never ran: the run is over"
    return ""


def _partial(step: EnvironmentGate, detail: RunDetail, file: WorkflowFile, other: Job, look: Look) -> Judged:
    """Another job of the run went wrong: no further approval, as if all were well, is offered."""
    published = published_facts(look)
    gate = next((gate for gate in detail.gates if gate.environment == step.environment), None)
    let_through = join_some(key for key, _ in waiting_jobs(detail, file, step.environment))
    title = f"Reject {step.environment} for {let_through} on {short_sha(detail.run.head_sha)}"
    offers = (Offer("reject", title, Tier.SHOW),) if gate and gate.can_approve and let_through else ()
    is_part = any(fact.is_ok for fact in published)
    state = (
        "the release is a draft with a part of the registries"
        if is_part
        else "nothing is known to be published"
    )
    rejected = next((one for one in rejections(detail, file) if one.job == other), None)
    word = "was cancelled" if other.conclusion == "cancelled" else "failed"
    what = (
        f"{rejected.environment} was rejected by {at_names(rejected.authors)}"
        if rejected
        else f"{key_of(file, other)} {word}"
    )
    return look.say(
        Verdict.NO_GO,
        f"{what}: no further approval",
        facts=(*_plain_facts(step, detail), *published),
        link=other.url or detail.run.url,
        advice=f"RECOVERY: {state}. Never approve another registry into a partial state: find the cause first.",
        offers=offers,
    ).so_since(other.completed_at)


def _waiting(step: EnvironmentGate, detail: RunDetail, file: WorkflowFile, look: Look) -> Judged:
    gate = next((gate for gate in detail.gates if gate.environment == step.environment), None)
    run = detail.run
    if gate is None:
        return look.say(Verdict.HOLD, f"{step.job} waits, not for a review", link=run.url)
    approvers = _approvers(gate, detail, look)
    facts = _gate_facts(step, detail, file, gate, approvers, look)
    let_through = join_some(key for key, _ in waiting_jobs(detail, file, step.environment))
    timer = _timer(gate, look)
    title = f"{step.environment} for {let_through} on {short_sha(run.head_sha)}"
    reject = Offer("reject", f"Reject {title}", Tier.SHOW)
    if timer:
        refused = Offer("approve", f"Approve {title}", Tier.TYPE, refused=f"the wait timer runs: {timer}")
        offers = (refused, reject) if gate.can_approve else ()
        return look.say(Verdict.HOLD, timer, facts=facts, link=run.url, offers=offers)
    if gate.can_approve:
        offers = (Offer("approve", f"Approve {title}", Tier.TYPE), reject)
        return look.say(
            Verdict.GO, f"your approval starts {let_through}", facts=facts, link=run.url, offers=offers
        )
    if gate.reviewers and not approvers:
        return look.say(
            Verdict.NO_GO,
            f"nobody can approve: @{run.actor} started the run",
            facts=facts,
            link=run.url,
            advice="Add a second reviewer to the environment, or turn its self-review prevention off.",
        )
    return look.say(
        Verdict.HOLD, f"waits for {at_names(approvers) or 'a reviewer'}", facts=facts, link=run.url
    )


def _timer(gate: Gate, look: Look) -> str:
    """`timer 4 of 10 min` while the wait timer runs, else empty."""
    if not gate.timer_min or gate.timer_started_at is None:
        return ""
    elapsed = look.context.now - gate.timer_started_at
    if elapsed >= timedelta(minutes=gate.timer_min):
        return ""
    return f"timer {max(0, int(elapsed.total_seconds() // 60))} of {gate.timer_min} min"


def _approvers(gate: Gate, detail: RunDetail, look: Look) -> tuple[str, ...]:
    """Reviewers who may approve this run: without who started it, where self-review is prevented."""
    environment = look.glance(EnvironmentAsk(gate.environment))
    if environment is None or not environment.prevents_self_review:
        return gate.reviewers
    return tuple(r for r in gate.reviewers if r.lower() != detail.run.actor.lower())


def _plain_facts(step: EnvironmentGate, detail: RunDetail) -> tuple[Fact, ...]:
    run = detail.run
    reviews = tuple(
        Fact(f"{review.state} by", f"@{review.author}" + (f": {review.comment}" if review.comment else ""))
        for review in detail.reviews
        if review.environment == step.environment
    )
    return (
        Fact("environment", step.environment),
        Fact("commit", short_sha(run.head_sha)),
        Fact("run", f"#{run.number}, attempt {run.attempt}, by @{run.actor}", link=run.url),
        *reviews,
    )


def _gate_facts(
    step: EnvironmentGate,
    detail: RunDetail,
    file: WorkflowFile,
    gate: Gate,
    approvers: tuple[str, ...],
    look: Look,
) -> tuple[Fact, ...]:
    let_through = ", ".join(key for key, _ in waiting_jobs(detail, file, step.environment))
    timer = _timer(gate, look) or (f"{gate.timer_min} min, over" if gate.timer_min else "none")
    return (
        *_plain_facts(step, detail),
        Fact("lets through", let_through),
        *_ci_facts(look),
        Fact("may approve", at_names(approvers) or "nobody"),
        Fact("wait timer", timer),
    )


def _ci_facts(look: Look) -> tuple[Fact, ...]:
    """What CI says of the commit, where the process has a step for it."""
    for check in look.context.steps_of(WorkflowsGreenCheck):
        finding = look.context.judge(check).finding
        is_ok = {Verdict.DONE: True, Verdict.NO_GO: False}.get(finding.verdict)
        return (Fact("CI", finding.evidence, "green", is_ok=is_ok, link=finding.link),)
    return ()


def _not_yet(declared: WorkflowJob, detail: RunDetail, file: WorkflowFile, jobs: tuple[Job, ...]) -> str:
    """Why the job does not wait at its gate yet, or no more."""
    running = next((job for job in jobs if job.status == "in_progress"), None)
    if running is not None:
        who = [
            r.author
            for r in detail.reviews
            if r.environment == declared.environment and r.state == "approved"
        ]
        return f"{declared.key} is running" + (
            f" · approved by {at_names(dict.fromkeys(who))}" if who else ""
        )
    by_key = jobs_by_key(file, detail.jobs)
    before = [key for key in declared.needs if not _all_over(by_key.get(key, ()))]
    return f"after {join_some(before, 2)}" if before else f"{declared.key} is queued"


def _all_over(jobs: tuple[Job, ...]) -> bool:
    return bool(jobs) and all(job.status == "completed" for job in jobs)
