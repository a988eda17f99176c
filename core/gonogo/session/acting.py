"""Acting: a plan from the last look, its actions in order, and what people decide."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from gonogo.act.perform import Frame, perform
from gonogo.errors import RefusedError
from gonogo.model.plans import PushBackport, PushBump, PushTag
from gonogo.model.releases import Event, EventKind, OutcomeState
from gonogo.model.text import clean_line
from gonogo.plan.make import make_plan
from gonogo.session.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.model.day import ReleaseView
    from gonogo.model.plans import Outcome, Plan


def _say_nothing(_: str) -> None:
    return


class Acting(Desk):
    """A session's hands."""

    def plan(self, release_id: str, step_id: str, verb: str, *, is_preview: bool = False) -> Plan:
        """What a step would do, made from the last look.

        Args:
            release_id: The release.
            step_id: The step.
            verb: The offer's.
            is_preview: It is only looked at, read-only or before its time: such a plan says why it may not run.

        Raises:
            RefusedError: it can not be done now; the sentence says why.
        """
        if not is_preview:
            self._refuse_read_only()
        view = self._view(release_id)
        day = self._the_day()
        plan = make_plan(
            self.setting.playbook,
            view.release,
            step_id,
            verb,
            day.snapshot,
            view.assessment,
            self.now(),
            is_preview=is_preview,
        )
        if self.is_read_only and not plan.refused:
            plan = replace(plan, refused="this is read-only")
        return replace(plan, since=max((event.event_id for event in view.events), default=0))

    async def perform(
        self, plan: Plan, progress: Callable[[str], None] = _say_nothing
    ) -> tuple[Outcome, ...]:
        """Do a plan's actions in order; the first that is not done stops the rest.

        Raises:
            RefusedError: the ground moved under an action; nothing was sent for it.
        """
        self._refuse_read_only()
        if plan.refused:
            raise RefusedError(f"{plan.title}: not now, {plan.refused}", advice="Look again, then try again.")
        frame = Frame(plan.release_id, plan.step_id, self._actor(), plan.since)
        outcomes: list[Outcome] = []
        for action in plan.actions:
            progress(action.title)
            outcome = await perform(action, frame, self._ports, self._journal, self._clock, progress)
            outcomes.append(outcome)
            frame = replace(frame, since=None)
            progress(outcome.text)
            if outcome.state is not OutcomeState.DONE:
                break
        return tuple(outcomes)

    async def locked_key(self, plan: Plan) -> str:
        """The name of the key whose passphrase the plan's signing would ask for; empty when none."""
        if any(isinstance(action, PushTag) and action.is_signed for action in plan.actions):
            return await self._ports.git.locked_key()
        if any(isinstance(action, PushBump | PushBackport) for action in plan.actions):
            return await self._ports.git.locked_key(commits=True)
        return ""

    def unlock_key(self, terminal: str) -> str:
        """Have that key unlocked on a terminal; what went wrong, empty when nothing."""
        return self._ports.git.unlock_key(terminal)

    async def confirm(self, release_id: str, step_id: str, choice: str, note: str = "") -> None:
        """Record a person's decision, bound to what it is about.

        Raises:
            RefusedError: nothing is to be confirmed there, or the choice is none of its choices.
        """
        self._refuse_read_only()
        view = self._view(release_id)
        text = view.step(step_id)
        if text.choices and choice not in text.choices:
            raise RefusedError(
                f"{choice!r} is no choice of {step_id}", advice=f"Choose: {', '.join(text.choices)}."
            )
        plan = self.plan(release_id, step_id, "confirm")
        self._record(
            view, step_id, EventKind.CONFIRMATION, plan.rests_on.get("subject", ""), choice or "yes", note
        )

    async def waive(self, release_id: str, step_id: str, reason: str) -> None:
        """Override a step, with a name and a reason, bound to what it stands on now.

        Raises:
            RefusedError: the step can not be waived, or the reason is empty.
        """
        self._refuse_read_only()
        if not reason.strip():
            raise RefusedError("a waiver needs a reason", advice="Say why this may be passed over.")
        view = self._view(release_id)
        plan = self.plan(release_id, step_id, "waive")
        self._record(view, step_id, EventKind.WAIVER, plan.rests_on.get("subject", ""), reason, "")

    def _actor(self) -> str:
        """Login of who acts: what is done without a name can not be told from what somebody else did.

        Raises:
            RefusedError: GitHub did not tell it.
        """
        viewer = self._the_day().viewer
        if not viewer:
            raise RefusedError(
                "GitHub did not say who you are, and nothing is done without a name",
                advice="Look again (R) until the board can be read.",
            )
        return viewer

    def _record(
        self, view: ReleaseView, step_id: str, kind: EventKind, subject: str, text: str, note: str
    ) -> None:
        words = clean_line(text)
        self._journal.append(
            Event(
                release_id=view.release.release_id,
                step_id=step_id,
                kind=kind,
                at=self.now(),
                actor=self._actor(),
                action=kind.value,
                subject=subject,
                text=words,
                data=MappingProxyType({"choice": words, "note": clean_line(note)}),
            )
        )
