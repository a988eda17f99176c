"""Carrying out a choice: plan, ask, perform, and say how it ended. The target is fixed at the key press."""

# The board is painted before its dialogs are loaded.
# ruff: noqa: PLC0415

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from gonogo.errors import GonogoError
from gonogo.model.releases import OutcomeState
from gonogo.model.verdicts import Tier
from gonogo_tui.present.ages import lasting
from gonogo_tui.present.lines import Line, Span, line
from gonogo_tui.present.releases import release_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.screen import Screen

    from gonogo.model.day import ReleaseView
    from gonogo.model.plans import Outcome, Plan
    from gonogo_tui.commands.place import Place
    from gonogo_tui.commands.session import Desk

_STATE = {
    OutcomeState.DONE: ("✓", "good"),
    OutcomeState.FAILED: ("✗", "bad"),
    OutcomeState.UNKNOWN: ("?", "unseen"),
}


_SHOWN_S = 120
"""How long it is said that an act went well: the journal has it. What went wrong stays until the next act."""


class Stage(Protocol):
    """What acting needs of the screen."""

    session: Desk

    def say(self, text: str, severity: str) -> None:
        """Show a short message."""

    async def ask(self, dialog: Screen[Any]) -> Any:
        """Open a dialog, and wait for its answer."""

    def refresh_activity(self) -> None:
        """Show what is being done."""

    def look_soon(self) -> None:
        """Look again at once."""

    def at_terminal(self, words: str, work: Callable[[str], str]) -> str:
        """Give the terminal away while `work` uses it; what went wrong, empty when nothing."""


class Acting:
    """One act at a time; `busy` names it, `outcome` keeps how the last one ended."""

    def __init__(self, stage: Stage, monotonic: Callable[[], float]) -> None:
        self._stage = stage
        self._monotonic = monotonic
        self._since = self._ended = 0.0
        self.busy = ""
        self.outcome: tuple[str, str, str] | None = None

    def line(self) -> Line:
        """What is being done, or how the last act ended."""
        if self.busy:
            took = lasting(self._monotonic() - self._since)
            return line(Span(" ● ", "wait"), Span(self.busy), right=(Span(f"{took} ", "dim"),))
        if self.outcome and self.outcome[1] == "good" and self._monotonic() - self._ended >= _SHOWN_S:
            self.outcome = None
        if self.outcome:
            glyph, style, text = self.outcome
            return line(Span(f" {glyph} ", style), Span(text, style if style != "good" else "plain"))
        return line()

    # the ways in

    async def take_up(self, place: Place, verb: str, view: ReleaseView, *, is_preview: bool = False) -> None:
        """Take up an offer of a step: ask what must be asked, then do it."""
        about = f"{release_name(view)} · {view.step(place.step_id).title}"
        if verb == "confirm":
            await self._decide(place, view, about)
        elif verb == "waive":
            await self._waive(place, view, about)
        else:
            await self._do(place, verb, about, is_preview=is_preview)

    async def start(self) -> str:
        """Ask which release to start, and start it; its id, empty when it was not started."""
        from gonogo_tui.screens.start import StartDialog

        answer = await self._stage.ask(StartDialog(self._stage.session.processes(), self._monotonic))
        if not isinstance(answer, tuple):
            return ""
        process, inputs = answer
        started: list[str] = []

        async def begin() -> None:
            started.append(await self._stage.session.start(process, inputs))

        text = f"Started {process} {inputs['version']}"
        await self._record(begin, f"Starting {process}", text)
        return started[0] if started else ""

    async def withdraw(self, view: ReleaseView) -> None:
        """Ask why a release is given up, and take it off the board."""
        from gonogo_tui.screens.withdraw import WithdrawDialog

        reason = await self._stage.ask(WithdrawDialog(view, self._monotonic))
        if not isinstance(reason, str):
            return
        name, session = release_name(view), self._stage.session
        await self._record(
            lambda: session.withdraw(view.release.release_id, reason),
            f"Withdrawing {name}",
            f"Withdrawn: {name}",
        )

    # kinds of acts

    async def _do(self, place: Place, verb: str, about: str, *, is_preview: bool) -> None:
        try:
            plan = self._stage.session.plan(place.release_id, place.step_id, verb, is_preview=is_preview)
        except GonogoError as error:
            self._end("✗", "bad", _sentence(error))
            return
        from gonogo_tui.screens.confirm import PlanDialog

        is_asked = is_preview or plan.tier is not Tier.PLAIN
        if is_asked and not await self._stage.ask(PlanDialog(plan, about, self._monotonic)):
            return
        await self._perform(plan)

    async def _perform(self, plan: Plan) -> None:
        if not self._begin(plan.title):
            return
        try:
            problem = await self._unlock(plan)
            if problem:
                self._end("✗", "bad", f"{plan.title}: {problem}. Nothing was sent.")
                return
            outcomes = await self._stage.session.perform(plan, self._progress)
        except asyncio.CancelledError:
            self._end(
                "?", "unseen", f"{plan.title}: cancelled: not known how far it came, the next look decides"
            )
            raise
        except GonogoError as error:
            self._end("✗", "bad", f"{plan.title}: {_sentence(error)}")
        except Exception as error:  # noqa: BLE001 (the person must hear of it; the next look decides)
            name = type(error).__name__
            self._end(
                "?", "unseen", f"{plan.title}: went wrong inside gonogo ({name}): the next look decides"
            )
        else:
            self._end(*_told(plan, outcomes))
        finally:
            self.busy = ""
            self._stage.refresh_activity()
            self._stage.look_soon()

    async def _unlock(self, plan: Plan) -> str:
        """Have the signing key unlocked, where its passphrase would be asked for; what went wrong."""
        session = self._stage.session
        key = await session.locked_key(plan)
        if not key:
            return ""
        self._progress(f"{key} is locked: its passphrase is asked for")
        words = f"gonogo: {plan.title}. The passphrase of {key} is asked for; gonogo does not see it."
        return self._stage.at_terminal(words, session.unlock_key)

    async def _decide(self, place: Place, view: ReleaseView, about: str) -> None:
        from gonogo_tui.screens.decide import DecideDialog

        step = view.step(place.step_id)
        answer = await self._stage.ask(DecideDialog(step, about, self._monotonic))
        if not isinstance(answer, tuple):
            return
        choice, note = answer
        session = self._stage.session
        await self._record(
            lambda: session.confirm(place.release_id, place.step_id, choice, note),
            f"Recording {choice}",
            f"Recorded for {step.title}: {choice}",
        )

    async def _waive(self, place: Place, view: ReleaseView, about: str) -> None:
        from gonogo_tui.screens.decide import WaiveDialog

        step = view.step(place.step_id)
        evidence = view.assessment.standing(place.step_id).finding.evidence
        reason = await self._stage.ask(WaiveDialog(step, evidence, about, self._monotonic))
        if not isinstance(reason, str):
            return
        session = self._stage.session
        await self._record(
            lambda: session.waive(place.release_id, place.step_id, reason),
            "Recording the waiver",
            f"Waived: {step.title}",
        )

    async def _record(self, act: Callable[[], Awaitable[None]], busy: str, done: str) -> None:
        if not self._begin(busy):
            return
        try:
            await act()
        except GonogoError as error:
            self._end("✗", "bad", _sentence(error))
        except Exception as error:  # noqa: BLE001 (the person must hear of it)
            self._end("?", "unseen", f"{busy} went wrong inside gonogo ({type(error).__name__})")
        else:
            self._end("✓", "good", done)
        finally:
            self.busy = ""
            self._stage.refresh_activity()
            self._stage.look_soon()

    # saying so

    def _begin(self, what: str) -> bool:
        if self.busy:
            self._stage.say(f"Wait: {self.busy} is under way.", "warning")
            return False
        self._since = self._monotonic()
        self.busy = what
        self._stage.refresh_activity()
        return True

    def _progress(self, text: str) -> None:
        self.busy = text
        self._stage.refresh_activity()

    def _end(self, glyph: str, style: str, text: str) -> None:
        at = self._stage.session.now()
        self.outcome = (glyph, style, f"{at:%H:%M:%S} {text}")
        self._ended = self._monotonic()
        severity = {"good": "information", "bad": "error"}.get(style, "warning")
        self._stage.say(f"{glyph} {text}", severity)
        self._stage.refresh_activity()


def _told(plan: Plan, outcomes: tuple[Outcome, ...]) -> tuple[str, str, str]:
    """Glyph, look and sentence for how a plan ended: the first act that is not done decides."""
    if not outcomes:
        return "–", "wait", f"{plan.title}: there was nothing to do"
    last = next((o for o in outcomes if o.state is not OutcomeState.DONE), outcomes[-1])
    glyph, style = _STATE[last.state]
    text = last.text or last.action.title
    if last.state is OutcomeState.UNKNOWN:
        text += " (not known whether it worked: the next look decides)"
    return glyph, style, text


def _sentence(error: GonogoError) -> str:
    return f"{error.what}. {error.advice}" if error.advice else error.what
