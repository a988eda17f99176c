"""Plans of workflows that are started by hand, and of runs that are run again."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gonogo.errors import RefusedError
from gonogo.model.asks import HeadAsk, WorkflowRunsAsk
from gonogo.model.plans import Dispatch, Rerun
from gonogo.model.runs import FAILED
from gonogo.model.verdicts import Tier

if TYPE_CHECKING:
    from gonogo.model.plans import Plan
    from gonogo.plan.ground import Ground
    from gonogo.playbook.steps import DispatchDo


def plan_dispatch(step: DispatchDo, ground: Ground) -> Plan:
    """Start the workflow on the branch as it was seen."""
    ref = ground.render(step.ref)
    head = ground.there(HeadAsk(ref), f"origin's {ref}")
    inputs = {name: ground.render(value) for name, value in step.inputs.items()}
    runs = ground.need(WorkflowRunsAsk(step.run, ref), f"the runs of {step.run}")
    newest = max((run.run_id for run in runs), default=0)
    action = Dispatch(step.run, ref, head, MappingProxyType(inputs), is_dry=step.dry, newest_run=newest)
    is_final = ground.offer.tier is Tier.TYPE
    warnings = ["DRY: this run releases nothing."] if step.dry else []
    if is_final:
        warnings.append("This is no dry run: what it publishes can not be taken back.")
    if step.schedule:
        warnings.append(
            f"A scheduled run ({step.schedule}, UTC) does the same: look that it does not run too."
        )
    return ground.plan(
        action,
        type_to_confirm=ground.release.version if is_final else "",
        warnings=tuple(warnings),
        rests_on={ref: head, **inputs},
    )


def plan_rerun(ground: Ground) -> Plan:
    """Run again the very run that the offer is about, with its own event; what passed is kept where it failed."""
    detail = ground.run(ground.offer.about)
    run = detail.run
    if run.status != "completed":
        raise RefusedError(f"{run.file} is not finished", advice="Look again, then plan again.")
    warnings = ["It starts with the event it was begun by: the same commits, the same inputs."]
    return ground.plan(
        Rerun(run.run_id, run.attempt, run.file, run.head_sha, failed_only=run.conclusion in FAILED),
        warnings=tuple(warnings),
        rests_on={"commit": run.head_sha, "run": f"{run.run_id}, attempt {run.attempt}"},
    )
