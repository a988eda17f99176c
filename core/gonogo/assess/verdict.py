"""From judgements to standings, and from standings to the verdict of a release."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gonogo.assess.backports import judge_backport
from gonogo.assess.branches import judge_backports, judge_commits, judge_contains, judge_new_branch
from gonogo.assess.bumps import judge_bump
from gonogo.assess.ci import judge_workflows_green
from gonogo.assess.commands import judge_command
from gonogo.assess.commits import judge_lock_in_sync, judge_old_version, judge_worktree
from gonogo.assess.crates import judge_crate_owners, judge_crates, judge_crates_before
from gonogo.assess.dispatches import judge_dispatch
from gonogo.assess.environments import judge_environments
from gonogo.assess.gates import judge_gate
from gonogo.assess.github_release import judge_attestations, judge_github_release
from gonogo.assess.images import judge_images, judge_retag
from gonogo.assess.mechanical import judge_bump_is_mechanical
from gonogo.assess.merges import judge_merge
from gonogo.assess.notes import judge_changelog, judge_incident, judge_notes_in_sync
from gonogo.assess.past import past
from gonogo.assess.people import judge_confirm
from gonogo.assess.pulls import judge_approvals, judge_pull_request
from gonogo.assess.registries import judge_crates_io, judge_pypi
from gonogo.assess.runs import judge_workflow
from gonogo.assess.tags import judge_tag
from gonogo.assess.telling import judge_advisories, judge_announce, judge_deprecate, judge_issues
from gonogo.assess.texts import judge_tag_accepted, judge_text
from gonogo.assess.trains import judge_branch, judge_pull_request_wait, judge_tag_wait
from gonogo.model.asks import BoardAsk
from gonogo.model.releases import EventKind, OutcomeState, open_intents
from gonogo.model.text import clean_line
from gonogo.model.verdicts import WORST_FIRST, Assessment, Fact, Finding, Offer, Standing, Tier, Verdict
from gonogo.playbook.ground import subject_of
from gonogo.playbook.steps import (
    AdvisoriesCheck,
    AnnounceDo,
    ApprovalsCheck,
    AttestationsCheck,
    BackportDo,
    BackportsCheck,
    BranchDo,
    BranchWait,
    BumpDo,
    BumpIsMechanicalCheck,
    ChangelogCheck,
    CommandDo,
    CommitsWait,
    ContainsCheck,
    CrateOwnersCheck,
    CratesBeforeCheck,
    CratesCheck,
    CratesIoCheck,
    DeprecateDo,
    DispatchDo,
    EnvironmentGate,
    EnvironmentsCheck,
    GitHubReleaseCheck,
    ImagesCheck,
    IncidentDo,
    IssuesCheck,
    LockInSyncCheck,
    MergeDo,
    NotesInSyncCheck,
    OldVersionCheck,
    PersonConfirm,
    PullRequestDo,
    PullRequestWait,
    PyPICheck,
    RetagDo,
    Step,
    TagAcceptedCheck,
    TagDo,
    TagWait,
    TextCheck,
    WorkflowsGreenCheck,
    WorkflowWait,
    WorktreeCheck,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from gonogo.assess.context import Context, Judged, Look
    from gonogo.model.releases import Event

JUDGES: dict[type[Step], Callable[[Any, Look], Judged]] = {
    WorktreeCheck: judge_worktree,
    LockInSyncCheck: judge_lock_in_sync,
    OldVersionCheck: judge_old_version,
    WorkflowsGreenCheck: judge_workflows_green,
    EnvironmentsCheck: judge_environments,
    BumpIsMechanicalCheck: judge_bump_is_mechanical,
    CratesIoCheck: judge_crates_io,
    PyPICheck: judge_pypi,
    GitHubReleaseCheck: judge_github_release,
    AttestationsCheck: judge_attestations,
    BumpDo: judge_bump,
    MergeDo: judge_merge,
    TagDo: judge_tag,
    TagWait: judge_tag_wait,
    BranchWait: judge_branch,
    PullRequestWait: judge_pull_request_wait,
    DispatchDo: judge_dispatch,
    WorkflowWait: judge_workflow,
    EnvironmentGate: judge_gate,
    PersonConfirm: judge_confirm,
    TextCheck: judge_text,
    TagAcceptedCheck: judge_tag_accepted,
    ContainsCheck: judge_contains,
    BackportsCheck: judge_backports,
    ChangelogCheck: judge_changelog,
    NotesInSyncCheck: judge_notes_in_sync,
    IssuesCheck: judge_issues,
    AdvisoriesCheck: judge_advisories,
    ApprovalsCheck: judge_approvals,
    CratesCheck: judge_crates,
    CratesBeforeCheck: judge_crates_before,
    CrateOwnersCheck: judge_crate_owners,
    ImagesCheck: judge_images,
    BackportDo: judge_backport,
    BranchDo: judge_new_branch,
    PullRequestDo: judge_pull_request,
    CommandDo: judge_command,
    CommitsWait: judge_commits,
    RetagDo: judge_retag,
    DeprecateDo: judge_deprecate,
    IncidentDo: judge_incident,
    AnnounceDo: judge_announce,
}
"""Step type → its judge, which is called with steps of that type only."""

_ALWAYS_OFFERED = ("reject", "waive")
"""What may be done about a step that is not reached: saying no, and overriding."""

_SAID_AFTER = (TextCheck, ChangelogCheck, NotesInSyncCheck)
"""What a file is to say once the steps before are done: that it does not say it yet is nothing wrong."""


def judge_step(step: Step, look: Look) -> Judged:
    """One step, by the judge of its type."""
    return JUDGES[type(step)](step, look)


@dataclass(slots=True)
class Assembly:
    """The standings of one process, made in its order.

    Attributes:
        looks_back: What is past and was not seen in time is asked, too: that it came about can still be seen.
    """

    context: Context
    looks_back: bool = False
    _blockers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def assess(self) -> Assessment:
        """Every standing, and the verdict that they come to."""
        context = self.context
        context.asks.add(BoardAsk())
        standings = tuple(self._standing(step) for step in context.steps.values())
        verdict, reason, next_step = self._verdict(standings)
        return Assessment(verdict, reason, next_step, standings, frozenset(context.asks), context.holds_until)

    def _verdict(self, standings: tuple[Standing, ...]) -> tuple[Verdict, str, str | None]:
        """The worst of the open steps; a contradiction counts wherever it stands, and before the rest."""
        deciding = [s for s in standings if s.is_open or self._is_contradiction(s)]
        if deciding:
            worst = min(
                deciding,
                key=lambda s: (WORST_FIRST.index(s.finding.verdict), not self._is_contradiction(s)),
            )
            title = self.context.title(self.context.steps[worst.step_id])
            return worst.finding.verdict, f"{title}: {worst.finding.evidence}", worst.step_id
        undone = next((s for s in standings if s.decides and not s.is_done), None)
        if undone is not None:
            return Verdict.UNKNOWN, "no step is open, and not all are done", undone.step_id
        if not any(s.decides for s in standings):
            return Verdict.UNKNOWN, f"the playbook has no step for {self.context.release.process}", None
        process = self.context.playbook.processes[self.context.release.process]
        return Verdict.DONE, self.context.render(process.done), None

    def _is_contradiction(self, standing: Standing) -> bool:
        if standing.is_done or not standing.decides:
            return False
        return self.context.judge(self.context.steps[standing.step_id]).is_contradiction

    def _standing(self, step: Step) -> Standing:
        context = self.context
        if self._is_settled(step):
            finding, waived = past(context, step, looks_back=self.looks_back)
            return Standing(step.id, finding, is_settled=True, decides=step.decides, waived=waived)
        judged = context.judge(step)
        if not judged.is_needed:
            return Standing(step.id, judged.finding, is_settled=True, decides=step.decides)
        blocked_by = self._blocked_by(step)
        waived = "" if judged.finding.verdict is Verdict.DONE else context.waiver(step)
        offers = () if waived else judged.offers + self._waive_offers(step, judged.finding)
        finding, refused = judged.finding, self._refusal(step, judged.finding)
        blind = self._blind_until(step)
        if blind is not None and finding.verdict is not Verdict.DONE:
            refused = refused or blind.evidence
            finding = replace(finding, verdict=Verdict.UNKNOWN, evidence=blind.evidence, advice=blind.advice)
        if blocked_by:
            refused = f"after: {context.title(context.steps[blocked_by[0]])}"
            if finding.verdict is Verdict.GO and not judged.is_recovery:
                finding = replace(finding, verdict=Verdict.HOLD, evidence=clean_line(refused, 60))
            elif finding.verdict is Verdict.DONE and isinstance(step, WorkflowsGreenCheck | OldVersionCheck):
                # Green on the commit before is not green on the one that will be released.
                evidence = f"not yet the release commit: {finding.evidence}"
                finding = replace(finding, verdict=Verdict.HOLD, evidence=evidence)
            elif finding.verdict is Verdict.NO_GO and isinstance(step, _SAID_AFTER):
                finding = replace(finding, verdict=Verdict.HOLD, evidence=clean_line(refused, 60), advice="")
        if not judged.is_recovery:
            offers = tuple(_refuse(offer, refused) for offer in offers)
        finding = replace(finding, facts=finding.facts + self._attempts(step))
        return Standing(step.id, finding, blocked_by, decides=step.decides, offers=offers, waived=waived)

    def _is_settled(self, step: Step) -> bool:
        until = self.context.steps.get(step.until)
        return until is not None and self.context.is_there(until) and self.context.is_met(until)

    def _blind_until(self, step: Step) -> Finding | None:
        """Why it is not known whether a step still matters; None when that is known.

        It does matter while something else is known to stand before its `until`.
        """
        until = self.context.steps.get(step.until)
        if until is None or not self.context.is_there(until):
            return None
        before = [self.context.steps[step_id] for step_id in self._blocked_by(until) if step_id != step.id]
        findings = [self.context.judge(other).finding for other in (until, *before)]
        return findings[0] if all(finding.verdict is Verdict.UNKNOWN for finding in findings) else None

    def _blocked_by(self, step: Step) -> tuple[str, ...]:
        """What stands in front: through steps that are done, to the first that is not.

        So a check that turns red again blocks all that comes after it, even where a
        later step was done meanwhile.
        """
        if step.id in self._blockers:
            return self._blockers[step.id]
        self._blockers[step.id] = ()  # a circle ends here
        found: list[str] = []
        for need in step.needs or ():
            other = self.context.steps.get(need)
            if other is None:
                continue
            is_passed = not other.decides or self._is_settled(other) or self.context.is_met(other)
            found += self._blocked_by(other) if is_passed else [need]
        self._blockers[step.id] = tuple(dict.fromkeys(found))
        return self._blockers[step.id]

    def _waive_offers(self, step: Step, finding: Finding) -> tuple[Offer, ...]:
        if step.kind != "check" or not step.can_waive or not step.decides:
            return ()
        if finding.verdict not in (Verdict.NO_GO, Verdict.UNKNOWN):
            return ()
        context = self.context
        is_bound = bool(subject_of(context.playbook, context.release, step, context.snapshot))
        refused = "" if is_bound else "what it stands on is not known yet"
        return (Offer("waive", "Override it, with a reason", Tier.SHOW, refused=refused),)

    def _refusal(self, step: Step, finding: Finding) -> str:
        """Why nothing may be done about a step, though it is reached; empty when it may."""
        acts = [e.at for e in self._acts(step)]
        if acts and finding.seen_at is not None and self._is_done_since(max(acts), finding.seen_at):
            return "something was done since the last look: look again first"
        if isinstance(step, TagDo) or (isinstance(step, DispatchDo) and not step.dry):
            for other in self.context.steps.values():
                judged = self.context.judge(other) if isinstance(other, CratesIoCheck | PyPICheck) else None
                if judged and judged.is_contradiction and other.decides and not self.context.waiver(other):
                    return judged.finding.evidence
        return ""

    def _is_done_since(self, acted_at: datetime, seen_at: datetime) -> bool:
        return acted_at != seen_at and not self.context.is_seen_after(seen_at, acted_at)

    def _acts(self, step: Step) -> list[Event]:
        kinds = (EventKind.INTENT, EventKind.OUTCOME)
        return [event for event in self.context.events_of(step) if event.kind in kinds]

    def _attempts(self, step: Step) -> tuple[Fact, ...]:
        """What the journal says of earlier attempts that did not end well."""
        acts = self._acts(step)
        facts = [
            Fact(
                "interrupted", f"{event.action} by @{event.actor} {event.at:%d %b %H:%M}", "this look decides"
            )
            for event in open_intents(tuple(acts))
        ]
        last = acts[-1] if acts else None
        if last is not None and last.state in (OutcomeState.FAILED, OutcomeState.UNKNOWN):
            word = "failed" if last.state is OutcomeState.FAILED else "outcome not known"
            facts.append(Fact("last attempt", f"{word}: {last.text}", "this look decides"))
        return tuple(facts)


def _refuse(offer: Offer, reason: str) -> Offer:
    if not reason or offer.refused or offer.verb in _ALWAYS_OFFERED:
        return offer
    return replace(offer, refused=reason)
