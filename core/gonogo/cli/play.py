"""Go through a whole release without a screen: every step that is ready is done, and said.

For rehearsals and tests only: it answers every confirmation itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gonogo.cli.exits import EXIT_OF
from gonogo.cli.output import say, say_json
from gonogo.errors import RefusedError, explain
from gonogo.model.plans import PushBump
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.verdicts import WORST_FIRST, Verdict
from gonogo.playbook.steps import DispatchDo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.plans import Plan
    from gonogo.model.verdicts import Offer, Standing
    from gonogo.session import Session

_OWN_VERBS = ("do", "approve", "confirm")
"""What a play does by itself. It never reruns, rejects or waives: those are answers to trouble."""

_PATIENCE = 5
"""Looks in a row that may bring nothing new before the play says that it is stuck."""


_REST_MIN = 30
"""How long a play lets time go by when nothing more happens: by then what is late is missing."""

_MOST_WAITS = 6
"""Scheduled runs that are waited for, at most."""

_STRIDE = 10
"""Events of the world between two looks: nothing that waits for a person goes by meanwhile."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: `kind` is `begin`, `done`, `plan`, `act`, `end`; the rest by kind."""

    kind: str
    text: str
    data: dict[str, Any]


def print_line(line: Line) -> None:
    """As text, two columns."""
    marks = {"done": "✓", "plan": "›", "act": "▶", "end": "", "begin": ""}
    say(f"{marks.get(line.kind, ' ')} {line.text}".rstrip() if marks.get(line.kind) else line.text)


def print_json_line(line: Line) -> None:
    """As JSON lines."""
    say_json({"kind": line.kind, "text": line.text, **line.data})


async def play(
    session: Session,
    advance: Callable[[], bool],
    tell: Callable[[Line], None],
    choices: Mapping[str, str] = MappingProxyType({}),
    wait: Callable[[str], bool] = lambda _: False,
    rest: Callable[[int], bool] = lambda _: False,
) -> int:
    """Play the session's releases to their end.

    Where there are several, one that must be put right does not stop the others.

    Args:
        session: With its releases begun.
        advance: Lets the world go on to its next event; False when nothing is scheduled.
        tell: Is given each line.
        choices: Step → what is chosen there, where that is not to be the play's own choice; or the offer
            (`rerun`) that is taken up when the step is NO-GO.
        wait: Lets the world go on to the next scheduled run of a workflow file; False when there is none.
        rest: Lets so many minutes go by; False where that can not be.

    Returns:
        The exit code of the worst: 0 DONE, 3 someone else is awaited, 4 NO-GO, 5 UNKNOWN.
    """
    player = _Player(session, tell, choices)
    idle = waits = 0
    is_rested = False
    while True:
        day = await session.look()
        player.report(day)
        if await player.do_next(day):
            idle, is_rested = 0, False
            continue
        if idle < _PATIENCE and _may_go_on(day):
            idle = 0 if sum(advance() for _ in range(_STRIDE)) else idle + 1
            if idle < _PATIENCE:
                continue
        if waits < _MOST_WAITS and any(wait(file) for file in player.scheduled(day)[:1]):
            waits, idle = waits + 1, 0
            continue
        if (
            not is_rested and _may_go_on(day) and rest(_REST_MIN)
        ):  # what should have happened by then is missing
            idle, is_rested = _PATIENCE - 1, True
            continue
        return EXIT_OF[player.end(day)]


def _may_go_on(day: Day) -> bool:
    """Whether something may change by itself: somebody is awaited, or there are other releases than a stuck one."""
    verdicts = {view.assessment.verdict for view in day.views}
    return bool(verdicts & {Verdict.HOLD, Verdict.GO}) or (len(day.views) > 1 and verdicts != {Verdict.DONE})


class _Player:
    def __init__(self, session: Session, tell: Callable[[Line], None], choices: Mapping[str, str]) -> None:
        self._session = session
        self._tell = tell
        self._choices = choices
        self._done: set[tuple[str, str]] = set()
        self._begun: set[str] = set()
        self._answered: set[tuple[str, str]] = set()
        self._many = False

    def report(self, day: Day) -> None:
        self._many = len(day.views) > 1
        for view in sorted(day.views, key=lambda one: one.release.started_at):
            self._report(day, view)

    def _report(self, day: Day, view: ReleaseView) -> None:
        release = view.release
        if release.release_id not in self._begun:
            self._begun.add(release.release_id)
            self._line("begin", f"{day.repo} {release.version} ({release.process}), from {release.previous}")
        for standing in view.assessment.standings:
            key = (release.release_id, standing.step_id)
            if standing.is_done and key not in self._done:
                self._done.add(key)
                evidence = standing.waived or standing.finding.evidence
                title = self._of(view, view.step(standing.step_id).title)
                self._line("done", f"{title:<52} {evidence}", step=standing.step_id, evidence=evidence)
            elif not standing.is_done:
                self._done.discard(key)

    def scheduled(self, day: Day) -> list[str]:
        """The workflow files of which a scheduled run is awaited."""
        return [
            step.run
            for view in day.views
            for step in self._session.setting.playbook.processes[view.release.process].steps
            if isinstance(step, DispatchDo) and step.schedule
            for standing in [view.assessment.standing(step.id)]
            if standing.is_open and standing.finding.verdict is Verdict.HOLD
        ]

    def _of(self, view: ReleaseView, text: str) -> str:
        """A line with its version before it, where there are several releases."""
        return f"{view.release.version}: {text}" if self._many else text

    async def do_next(self, day: Day) -> bool:
        """Do the first thing that is offered; False when nothing was done."""
        for view in day.views:
            if view.assessment.verdict is Verdict.GO and await self._do_next(view):
                return True
        return any([await self._answer(view) for view in day.views])

    async def _answer(self, view: ReleaseView) -> bool:
        """What the play was told to answer to trouble (`rerun`), once for each step; False when nothing was done.

        GitHub's mark of the latest release is put back by itself: any patch of an old line takes it.
        """
        for standing in view.assessment.standings:
            key = (view.release.release_id, standing.step_id)
            verb = self._choices.get(standing.step_id) or "latest"
            offer = next((o for o in standing.offers if o.verb == verb and not o.refused), None)
            is_told = (
                standing.step_id in self._choices
            )  # what recovers may stand though other steps are not done
            verdict = standing.finding.verdict
            is_lost = is_told and standing.is_open and verdict is Verdict.HOLD  # its end was not seen
            is_trouble = is_lost or ((standing.is_open or is_told) and verdict is Verdict.NO_GO)
            if is_trouble and offer is not None and key not in self._answered:
                self._answered.add(key)
                return await self._fulfil(view, standing, offer)
        return False

    async def _do_next(self, view: ReleaseView) -> bool:
        for standing in view.assessment.standings:
            if not (standing.is_open and standing.finding.verdict is Verdict.GO):
                continue
            offer = next((o for o in standing.offers if o.verb in _OWN_VERBS and not o.refused), None)
            if offer is not None:
                return await self._fulfil(view, standing, offer)
        return False

    async def _fulfil(self, view: ReleaseView, standing: Standing, offer: Offer) -> bool:
        release_id, step_id = view.release.release_id, standing.step_id
        if offer.verb == "confirm":
            choice = self._choices.get(step_id) or _choice(view, step_id)
            await self._session.confirm(release_id, step_id, choice, "rehearsed")
            text = self._of(view, view.step(step_id).title)
            self._line("act", f"confirmed {choice!r}: {text}", step=step_id)
            return True
        try:
            plan = self._session.plan(release_id, step_id, offer.verb)
            self._line("act", self._of(view, plan.title), step=step_id)
            self._explain(plan)
            outcomes = await self._session.perform(
                plan, lambda text: self._line("plan", f"  {text}", step=step_id)
            )
        except RefusedError as error:
            self._line("plan", f"  refused: {explain(error)}", step=step_id)
            return False
        return all(outcome.state is OutcomeState.DONE for outcome in outcomes)

    def _explain(self, plan: Plan) -> None:
        for warning in plan.warnings:
            self._line("plan", f"  ! {warning}")
        for action in plan.actions:
            if isinstance(action, PushBump):
                for edit in action.edits:
                    self._line("plan", f"  changes {edit.path}: {'; '.join(edit.notes)}", path=edit.path)
        for hit in plan.leftovers:
            self._line(
                "plan",
                f"  still names the old version: {hit.path}:{hit.line}: {hit.text.strip()[:80]}",
                path=hit.path,
            )

    def end(self, day: Day) -> Verdict:
        """Say how it ended; the worst verdict."""
        for view in sorted(day.views, key=lambda one: one.release.started_at):
            self._end(view)
        worst = min(day.views, key=lambda view: WORST_FIRST.index(view.assessment.verdict))
        verdict, reason = worst.assessment.verdict, worst.assessment.reason
        if advice := _advice(worst):
            self._line("advice", f"  what to do: {advice}", advice=advice)
        reason = self._of(worst, reason)
        if self._many and verdict is Verdict.DONE:
            reason = f"all {len(day.views)} are released"
        text = verdict.value if verdict is Verdict.DONE else f"{verdict}  {reason}"
        self._line("verdict", text, verdict=verdict, reason=reason)
        return verdict

    def _end(self, view: ReleaseView) -> None:
        acts = [e for e in view.events if e.kind is not EventKind.INTENT]
        self._line("end", f"\nJournal of {view.release.release_id}")
        for event in acts:
            state = event.state.value if event.state else event.kind.value
            what = event.action or event.kind.value
            self._line(
                "event",
                f"  {event.at:%Y-%m-%d %H:%M:%S} @{event.actor} {what} {state}: {event.text}",
                actor=event.actor,
                at=event.at,
                action=event.action,
                state=state,
            )
        verdict, reason = view.assessment.verdict, view.assessment.reason
        open_points = [s for s in view.assessment.standings if not s.is_done]
        if verdict is Verdict.DONE:
            for standing in open_points:
                title = view.step(standing.step_id).title
                self._line("informs", f"  {standing.finding.verdict}  {title}: {standing.finding.evidence}")
        if self._many:
            self._line(
                "release", f"{view.release.version}: {verdict}  {reason}", verdict=verdict, reason=reason
            )

    def _line(self, kind: str, text: str, **data: Any) -> None:
        self._tell(Line(kind, text, data))


def _advice(view: ReleaseView) -> str:
    """What the step that decides says is to be done; empty when there is nothing to do."""
    step_id = view.assessment.next_step
    return view.assessment.standing(step_id).finding.advice if step_id else ""


def _choice(view: ReleaseView, step_id: str) -> str:
    """The choice whose word fits the part of the version that moves, else the first."""
    choices = view.step(step_id).choices
    old, new = view.release.previous.split("."), view.release.version.split(".")
    part = next(
        (name for name, a, b in zip(("major", "minor", "patch"), old, new, strict=False) if a != b), ""
    )
    return next((choice for choice in choices if part and part in choice), choices[0] if choices else "yes")
