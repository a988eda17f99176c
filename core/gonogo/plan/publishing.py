"""Plans of the tag, of gates, and of running again."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.errors import RefusedError
from gonogo.model.asks import CrateAsk, HeadAsk, PyPIAsk, ReleaseAsk, RunDetailAsk, RunsAsk, WorkflowFileAsk
from gonogo.model.plans import EditRelease, PushTag, Rerun, ReviewGate
from gonogo.model.runs import can_rerun, newest_run, waiting_jobs
from gonogo.model.verdicts import Tier
from gonogo.playbook.ground import commit_of
from gonogo.playbook.steps import CratesIoCheck, EnvironmentGate, PyPICheck, TagDo, WorkflowWait

if TYPE_CHECKING:
    from gonogo.model.github import RunDetail
    from gonogo.model.plans import Plan
    from gonogo.plan.ground import Ground
    from gonogo.playbook.steps import TagWait, WorkflowsGreenCheck


def plan_tag(step: TagDo, ground: Ground) -> Plan:
    """Sign, verify and push the tag, on the HEAD that was seen and no other."""
    name, branch = ground.tag, ground.render(step.at)
    if ground.offer.about:
        return plan_resumed_tag(step, ground)
    head = ground.there(HeadAsk(branch), f"origin's {branch}")
    warnings = ["A pushed tag is never moved or deleted: this can not be undone."]
    warnings += _starts(name, head, ground)
    offered = _registries(ground)
    if offered:
        warnings.append(f"Its gates then offer publishing to {', '.join(offered)}.")
    if step.freeze:
        freeze = ground.render(step.freeze)
        warnings.append(f"Nobody may merge into {freeze} meanwhile; it is refused if HEAD moves.")
    return ground.plan(
        PushTag(name, ground.render(step.message), head, branch, is_signed=ground.is_signed),
        type_to_confirm=name,
        warnings=tuple(warnings),
        rests_on={branch: head},
        tier=Tier.TYPE,
    )


def plan_resumed_tag(step: TagDo | TagWait, ground: Ground) -> Plan:
    """Put the tag on the commit whose run published it, wherever the branch is by now."""
    name, commit = ground.tag, ground.offer.about
    message = ground.render(step.message) if isinstance(step, TagDo) else name
    places = ", ".join(published_places(ground)) or "a registry"
    warnings = (
        "A pushed tag is never moved or deleted: this can not be undone.",
        f"RECOVERY: {places} has {ground.release.version} already, made from {commit[:7]}.",
    )
    return ground.plan(
        PushTag(name, message, commit, "", is_signed=ground.is_signed),
        type_to_confirm=name,
        warnings=warnings,
        rests_on={"commit": commit},
        tier=Tier.TYPE,
    )


def _starts(name: str, head: str, ground: Ground) -> list[str]:
    """Which workflow files the tag starts, and those that it should and does not."""
    lines = []
    steps = ground.playbook.processes[ground.release.process].steps
    runs = dict.fromkeys(step.run for step in steps if isinstance(step, WorkflowWait | EnvironmentGate))
    for run in runs:
        file = ground.glance(WorkflowFileAsk(run, head))
        if file is None:
            lines.append(f"Whether it starts {run} could not be read.")
        elif any(fnmatchcase(name, pattern) for pattern in file.tag_patterns):
            lines.append(f"It starts {run}: {len(file.jobs)} jobs in its file.")
        elif "push" in file.events and not file.tag_patterns and not file.branch_patterns:
            lines.append(f"It starts {run}, like any push: {len(file.jobs)} jobs in its file.")
        else:
            patterns = ", ".join(file.tag_patterns) or "none"
            lines.append(f"It may not start {run}: the tag patterns there are {patterns}.")
    return lines


def _registries(ground: Ground) -> list[str]:
    steps = ground.playbook.processes[ground.release.process].steps
    crates = [step.crate for step in steps if isinstance(step, CratesIoCheck)]
    projects = [step.project for step in steps if isinstance(step, PyPICheck)]
    named = (("crates.io", crates), ("PyPI", projects))
    return [f"{registry} ({', '.join(names)})" for registry, names in named if names]


def plan_latest(ground: Ground) -> Plan:
    """Give GitHub's "latest" to the release that the offer is about; its notes stay as they are."""
    tag = ground.offer.about
    release = ground.there(ReleaseAsk(tag), f"the release of {tag}")
    return ground.plan(
        EditRelease(release.release_id, tag, release.body, release.body, makes_latest=True),
        warnings=(f"Who asks for the latest release gets {tag} from now on.",),
        rests_on={"release": f"{tag}, {release.release_id}"},
    )


def plan_review(step: EnvironmentGate, ground: Ground) -> Plan:
    """Approve or reject everything that waits at the gate's environment now."""
    tag = ground.remote_tag()
    detail = ground.there(RunDetailAsk(step.run, tag.commit, step.event, tag.name), step.run)
    file = ground.there(WorkflowFileAsk(step.run, tag.commit), step.run)
    gate = next((gate for gate in detail.gates if gate.environment == step.environment), None)
    waiting = waiting_jobs(detail, file, step.environment)
    if gate is None or not waiting:
        raise RefusedError(f"nothing waits at {step.environment}", advice="Look again, then plan again.")
    keys = ", ".join(key for key, _ in waiting)
    is_approval = ground.offer.verb == "approve"
    by = f" by @{ground.viewer}" if ground.viewer else ""
    action = ReviewGate(
        run_id=detail.run.run_id,
        environment=step.environment,
        environment_id=gate.environment_id,
        state="approved" if is_approval else "rejected",
        comment=f"gonogo: {ground.release.release_id}{by}",
        head_sha=detail.run.head_sha,
        jobs=tuple(job.name for _, job in waiting),
        all_waiting=tuple(job.name for job in detail.jobs if job.status == "waiting"),
    )
    if is_approval:
        warnings = [f"This lets {keys} publish through {step.environment}: it can not be undone."]
        if len(waiting) > 1:
            warnings.append(f"One approval lets all {len(waiting)} waiting jobs through.")
    else:
        warnings = [f"{keys} fails, and the run with it; what is published stays published."]
    return ground.plan(
        action,
        type_to_confirm=step.environment if is_approval else "",
        warnings=tuple(warnings),
        rests_on=_run_ground(detail)
        | {"gates": ", ".join(gate.environment for gate in detail.gates), "jobs": keys},
        tier=Tier.TYPE if is_approval else Tier.SHOW,
    )


def _run_ground(detail: RunDetail) -> dict[str, str]:
    run = detail.run
    return {"commit": run.head_sha, "run": f"{run.run_id}, attempt {run.attempt}"}


def plan_rerun_of_run(step: WorkflowWait, ground: Ground) -> Plan:
    """Run the failed jobs of the run again; what passed is kept."""
    detail = ground.run(ground.offer.about)
    if not can_rerun(detail.run):
        raise RefusedError(
            f"{step.run} is not finished, or did not fail", advice="Look again, then plan again."
        )
    warnings = ["Jobs that publish run again too, and wait at their gates again."]
    published = published_places(ground)
    if published:
        warnings.insert(0, f"RECOVERY: {', '.join(published)} has {ground.release.version} already.")
    run = detail.run
    return ground.plan(
        Rerun(run.run_id, run.attempt, run.file, run.head_sha, failed_only=True),
        warnings=tuple(warnings),
        rests_on=_run_ground(detail),
    )


def published_places(ground: Ground) -> list[str]:
    """Registries that are seen to have the version already."""
    steps = ground.playbook.processes[ground.release.process].steps
    version, found = ground.release.version, []
    for step in steps:
        if isinstance(step, CratesIoCheck):
            crate = ground.render(step.crate)
            seen, name = ground.glance(CrateAsk(crate, version)), f"crates.io {crate}"
        elif isinstance(step, PyPICheck):
            seen, name = ground.glance(PyPIAsk(step.project, version)), f"PyPI {step.project}"
        else:
            continue
        if seen is not None and seen.is_there:
            found.append(name)
    return found


def plan_rerun_of_checks(step: WorkflowsGreenCheck, ground: Ground) -> Plan:
    """Run again what failed or was cancelled, on exactly the commit that is judged."""
    commit = commit_of(ground.playbook, ground.release, ground.snapshot, step.at)
    runs = ground.need(RunsAsk(commit, step.event), f"the runs of {commit[:7] or step.at}")
    branch = ground.render(step.at) if step.event == "push" else ""
    newest = (newest_run(runs, workflow, commit, branch) for workflow in step.workflows)
    again = [run for run in newest if run is not None and can_rerun(run)]
    if not again:
        raise RefusedError("no run there can be run again", advice="Look again, then plan again.")
    return ground.plan(
        *(
            Rerun(run.run_id, run.attempt, run.file, run.head_sha, failed_only=run.conclusion != "cancelled")
            for run in again
        ),
        rests_on={"commit": commit} | {run.file: f"{run.run_id}, attempt {run.attempt}" for run in again},
    )
