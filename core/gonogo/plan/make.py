"""Step and standing → plan: the actions that an offer would perform. Nothing runs here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gonogo.errors import RefusedError
from gonogo.plan.branching import plan_backport, plan_branch, plan_pull_request
from gonogo.plan.dispatching import plan_dispatch, plan_rerun
from gonogo.plan.files import plan_bump, plan_merge
from gonogo.plan.ground import Ground
from gonogo.plan.publishing import (
    plan_latest,
    plan_rerun_of_checks,
    plan_rerun_of_run,
    plan_resumed_tag,
    plan_review,
    plan_tag,
)
from gonogo.plan.telling import (
    plan_aliases,
    plan_announce,
    plan_command,
    plan_deprecate,
    plan_incident,
    plan_retag,
)
from gonogo.playbook.ground import subject_of
from gonogo.playbook.steps import (
    AnnounceDo,
    BackportDo,
    BranchDo,
    BumpDo,
    CommandDo,
    DeprecateDo,
    DispatchDo,
    EnvironmentGate,
    ImagesCheck,
    IncidentDo,
    MergeDo,
    PullRequestDo,
    RetagDo,
    Step,
    TagDo,
    TagWait,
    WorkflowsGreenCheck,
    WorkflowWait,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gonogo.model.plans import Plan
    from gonogo.model.releases import Release
    from gonogo.model.snapshot import Snapshot
    from gonogo.model.verdicts import Assessment, Offer
    from gonogo.playbook.shape import Playbook


def make_plan(
    playbook: Playbook,
    release: Release,
    step_id: str,
    verb: str,
    snapshot: Snapshot,
    assessment: Assessment,
    now: datetime,
    *,
    is_preview: bool = False,
) -> Plan:
    """What an offer of a step would do. Equal input gives an equal plan.

    Args:
        playbook: The repository's processes.
        release: The release.
        step_id: The step.
        verb: The offer's: `do`, `approve`, `reject`, `rerun`, `latest`, `confirm`, `waive`.
        snapshot: What the assessment was made from.
        assessment: Where the release stands: only what it offers becomes a plan.
        now: The world's time; its date goes into the changelog.
        is_preview: It is only looked at: what may not be done now is planned too, and says why it may not.

    Raises:
        RefusedError: there is nothing to do, it is not reached, or something speaks against it.
    """
    step, offer = _offered(playbook, release, step_id, verb, assessment)
    if offer.refused and not is_preview:
        advice = assessment.standing(step_id).finding.advice
        raise RefusedError(f"{step_id}: can not {verb} now, {offer.refused}", advice=advice)
    plan = _made(playbook, release, step, offer, snapshot, now)
    return replace(plan, refused=offer.refused) if offer.refused else plan


def _made(
    playbook: Playbook, release: Release, step: Step, offer: Offer, snapshot: Snapshot, now: datetime
) -> Plan:
    """By what the step is, and what is wanted of it."""
    step_id, verb = step.id, offer.verb
    ground = Ground(playbook, release, step, offer, snapshot, now)
    match verb, step:
        case (("confirm" | "waive"), _):
            return _recorded(ground)
        case (("approve" | "reject"), EnvironmentGate()):
            return plan_review(step, ground)
        case "latest", _:
            return plan_latest(ground)
        case "rerun", WorkflowsGreenCheck():
            return plan_rerun_of_checks(step, ground)
        case "rerun", WorkflowWait():
            return plan_rerun_of_run(step, ground)
        case "rerun", (DispatchDo() | TagWait()):
            return plan_rerun(ground)
        case "do", _ if type(step) in _PLANS:
            return _PLANS[type(step)](step, ground)
        case _:
            raise RefusedError(f"{step_id} has nothing to {verb}")


_PLANS: dict[type[Step], Callable[[Any, Ground], Plan]] = {
    BumpDo: plan_bump,
    MergeDo: plan_merge,
    TagDo: plan_tag,
    TagWait: plan_resumed_tag,
    DispatchDo: plan_dispatch,
    BackportDo: plan_backport,
    BranchDo: plan_branch,
    PullRequestDo: plan_pull_request,
    CommandDo: plan_command,
    RetagDo: plan_retag,
    ImagesCheck: plan_aliases,
    DeprecateDo: plan_deprecate,
    IncidentDo: plan_incident,
    AnnounceDo: plan_announce,
}
"""Step type → what plans its `do`; called with steps of that type only."""


def _offered(
    playbook: Playbook, release: Release, step_id: str, verb: str, assessment: Assessment
) -> tuple[Step, Offer]:
    """The step and its offer."""
    process = playbook.processes.get(release.process)
    step = next((step for step in (process.steps if process else ()) if step.id == step_id), None)
    standing = next((one for one in assessment.standings if one.step_id == step_id), None)
    if step is None or standing is None:
        raise RefusedError(f"{release.process} has no step {step_id}")
    offer = next((offer for offer in standing.offers if offer.verb == verb), None)
    if offer is None:
        raise RefusedError(
            f"{step_id}: nothing to {verb} now ({standing.finding.evidence})", advice=standing.finding.advice
        )
    return step, offer


def _recorded(ground: Ground) -> Plan:
    """A person's word: nothing is sent, it is written to the journal, bound to its subject."""
    subject = subject_of(ground.playbook, ground.release, ground.step, ground.snapshot)
    if not subject:
        raise RefusedError("what this is about is not known yet", advice="Look again, then try again.")
    return ground.plan(rests_on={"subject": subject})
