"""Go through a whole release without a screen: every step that is ready is done, and said.

For rehearsals and tests only: it answers every confirmation itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gonogo.cli.exits import EXIT_OF
from gonogo.cli.output import say, say_json
from gonogo.errors import RefusedError, explain
from gonogo.model.plans import PushBump
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.plans import Plan
    from gonogo.model.verdicts import Offer, Standing
    from gonogo.session import Session

_OWN_VERBS = ("do", "approve", "confirm")
"""What a play does by itself. It never reruns, rejects or waives: those are answers to trouble."""

_PATIENCE = 5
"""Looks in a row that may bring nothing new before the play says that it is stuck."""


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


async def play(session: Session, advance: Callable[[], bool], tell: Callable[[Line], None]) -> int:
    """Play the session's most urgent release to its end.

    Args:
        session: With one release begun.
        advance: Lets the world go on to its next event; False when nothing is scheduled.
        tell: Is given each line.

    Returns:
        The exit code: 0 DONE, 3 someone else is awaited, 4 NO-GO, 5 UNKNOWN.
    """
    player = _Player(session, tell)
    idle = 0
    while True:
        day = await session.look()
        view = player.report(day)
        verdict = view.assessment.verdict
        if verdict is Verdict.GO and await player.do_next(view):
            idle = 0
            continue
        if verdict is Verdict.HOLD or (verdict is Verdict.GO and idle < _PATIENCE):
            idle = 0 if sum(advance() for _ in range(_STRIDE)) else idle + 1
            if idle < _PATIENCE:
                continue
        player.end(view)
        return EXIT_OF[verdict]


class _Player:
    def __init__(self, session: Session, tell: Callable[[Line], None]) -> None:
        self._session = session
        self._tell = tell
        self._done: set[str] = set()
        self._has_begun = False

    def report(self, day: Day) -> ReleaseView:
        view = day.views[0]
        if not self._has_begun:
            self._has_begun = True
            self._line(
                "begin",
                f"{day.repo} {view.release.version} ({view.release.process}), from {view.release.previous}",
            )
        for standing in view.assessment.standings:
            if standing.is_done and standing.step_id not in self._done:
                self._done.add(standing.step_id)
                evidence = standing.waived or standing.finding.evidence
                title = view.step(standing.step_id).title
                self._line("done", f"{title:<52} {evidence}", step=standing.step_id, evidence=evidence)
            elif not standing.is_done:
                self._done.discard(standing.step_id)
        return view

    async def do_next(self, view: ReleaseView) -> bool:
        """Do the first thing that is offered; False when nothing was done."""
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
            choice = _choice(view, step_id)
            await self._session.confirm(release_id, step_id, choice, "rehearsed")
            self._line("act", f"confirmed {choice!r}: {view.step(step_id).title}", step=step_id)
            return True
        try:
            plan = self._session.plan(release_id, step_id, offer.verb)
            self._line("act", plan.title, step=step_id)
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

    def end(self, view: ReleaseView) -> None:
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
        text = verdict.value if verdict is Verdict.DONE else f"{verdict}  {reason}"
        self._line("verdict", text, verdict=verdict, reason=reason)

    def _line(self, kind: str, text: str, **data: Any) -> None:
        self._tell(Line(kind, text, data))


def _choice(view: ReleaseView, step_id: str) -> str:
    """The choice whose word fits the part of the version that moves, else the first."""
    choices = view.step(step_id).choices
    old, new = view.release.previous.split("."), view.release.version.split(".")
    part = next(
        (name for name, a, b in zip(("major", "minor", "patch"), old, new, strict=False) if a != b), ""
    )
    return next((choice for choice in choices if part and part in choice), choices[0] if choices else "yes")
