"""What is known of a step that no longer matters: it is not looked at, but what was seen of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.findings import finding_of, last_findings
from gonogo.model.text import clean_line
from gonogo.model.verdicts import Fact, Finding, Verdict
from gonogo.playbook.ground import commit_of, subject_of
from gonogo.playbook.steps import (
    ChangelogCheck,
    LockInSyncCheck,
    OldVersionCheck,
    TagAcceptedCheck,
    TextCheck,
    WorkflowsGreenCheck,
)

if TYPE_CHECKING:
    from gonogo.assess.context import Context
    from gonogo.playbook.steps import Step

_OF_COMMIT = (
    ChangelogCheck,
    LockInSyncCheck,
    OldVersionCheck,
    TagAcceptedCheck,
    TextCheck,
    WorkflowsGreenCheck,
)


def past(context: Context, step: Step, *, looks_back: bool) -> tuple[Finding, str]:
    """The finding of a step whose `until` is done, and who waived it.

    Args:
        context: The assessment under way.
        step: The step.
        looks_back: Ask also for what nobody saw in time: that something came about can be seen
            afterwards, and so can what holds for the release's own commit. What any other check
            finds today says nothing of that day, and is not asked for.
    """
    unneeded = context.unchosen(step)
    if unneeded is not None and not unneeded.is_needed:
        return unneeded.finding, ""
    line = last_findings(context.events_of(step)).get(step.id)
    last, waived = (finding_of(line), line.data.get("waived", "")) if line else (None, "")
    if last is not None and (last.verdict is Verdict.DONE or waived):
        return last, waived
    can_be_seen = step.kind != "check" or (last is None and _is_of_commit(context, step))
    if step.kind == "confirm" or (looks_back and can_be_seen):
        finding = context.judge(step).finding
        if finding.verdict is Verdict.DONE:
            return finding, ""
    until = context.title(context.steps[step.until])
    return Finding(Verdict.DONE, clean_line(f"no longer asked: {until}", 100), facts=_unmet(last)), ""


def _is_of_commit(context: Context, step: Step) -> bool:
    """It is about the very commit that was released, which does not change any more."""
    if not isinstance(step, _OF_COMMIT):
        return False
    commit = commit_of(context.playbook, context.release, context.snapshot)
    return bool(commit) and subject_of(context.playbook, context.release, step, context.snapshot) == commit


def _unmet(last: Finding | None) -> tuple[Fact, ...]:
    """What a step said last, where it never came to be met."""
    if last is None or last.seen_at is None:
        return ()
    said = Fact(f"last seen {last.seen_at:%d %b %H:%M}", f"{last.verdict}: {last.evidence}", is_ok=False)
    return (said, *last.facts)
