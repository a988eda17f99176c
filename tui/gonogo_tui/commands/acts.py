"""Commands that do something to the world or to the journal, each for the step that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gonogo_tui.commands.command import Command

if TYPE_CHECKING:
    from gonogo.model.verdicts import Offer
    from gonogo_tui.commands.place import Place

PICTURE = "Wait for the first look: what stands here, if anything, is the picture of an earlier look."
READ_ONLY = "This board is read-only: start gonogo without --read-only to act."

RELEASES = "Begin and withdraw releases"
"""Heading in the help of what is done with a release as a whole."""


class Act(Command):
    """A command for an offer of the chosen step."""

    verb: ClassVar[str]
    nothing: ClassVar[str]
    """Why it does not work when the step has no such offer."""
    group: ClassVar[str] = "Act on the chosen step"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Read-only, busy, not offered, or the offer's own reason."""
        return act_refusal(place, place.offer(cls.verb), cls.nothing)

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Where it works, and enter does not do the same."""
        is_main = place.main is not None and place.main.verb == cls.verb
        return not cls.refusal(place) and not (is_main and place.acts_on_enter)


def act_refusal(place: Place, offer: Offer | None, nothing: str) -> str:
    """Why an offer can not be taken up now; empty when it can."""
    if not place.step_id:
        return "Choose a step first: 2 goes to the checklist."
    if place.is_read_only:
        return READ_ONLY
    if place.is_picture:
        return PICTURE
    if place.busy:
        return f"Wait: {place.busy} is under way."
    if offer is None:
        return nothing
    return f"Not now: {offer.refused}." if offer.refused else ""


class Do(Act):
    """Do the step: bump, merge, tag, whatever it is."""

    name = "do-do"
    label = "do"
    keys = ("d",)
    verb = "do"
    nothing = "There is nothing for gonogo to do at this step now."

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (enter is shown instead)
        """Never in the footer: enter does the same."""
        return False


class Approve(Act):
    """Approve the gate, and let its jobs through."""

    name = "do-approve"
    label = "approve"
    keys = ("a",)
    verb = "approve"
    nothing = "No gate waits for your approval here."


class Reject(Act):
    """Reject the gate: the jobs that wait there fail."""

    name = "do-reject"
    label = "reject"
    keys = ("x",)
    verb = "reject"
    nothing = "No gate waits for your decision here."


class Rerun(Act):
    """Run the failed or cancelled run again."""

    name = "do-rerun"
    label = "rerun"
    keys = ("r",)
    verb = "rerun"
    nothing = "This step has no run that could be run again. R looks again."


class Confirm(Act):
    """Confirm: record your decision with your name."""

    name = "do-confirm"
    label = "confirm"
    keys = ("c",)
    verb = "confirm"
    nothing = "This step does not ask for a decision now."


class Waive(Act):
    """Waive: pass over the step, with your name and a reason in the journal."""

    name = "do-waive"
    label = "waive"
    keys = ("w",)
    verb = "waive"
    nothing = "Only a check that is NO-GO or UNKNOWN can be waived, and only if the playbook lets it be."


class Preview(Command):
    """Show the plan of the step: what exactly would be done. Nothing runs by looking."""

    name = "preview"
    label = "plan"
    keys = ("space",)
    group = "Act on the chosen step"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Nothing to plan where nothing can be done."""
        if not place.step_id:
            return "Choose a step first: 2 goes to the checklist."
        if place.is_picture:
            return PICTURE
        main = place.main
        if main is None or main.verb == "confirm":
            return "This step has no plan: nothing would be sent."
        return ""


class Start(Command):
    """Start a release: choose the process and the version."""

    name = "new"
    label = "new release"
    keys = ("n",)
    group = RELEASES

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """In the footer where no step is chosen: the list of releases, or no release at all."""
        return not cls.refusal(place) and (place.panel == "releases" or not place.step_id)

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Not on a read-only board."""
        if place.is_read_only:
            return READ_ONLY
        if place.is_picture:
            return PICTURE
        return f"Wait: {place.busy} is under way." if place.busy else ""


class Withdraw(Command):
    """Withdraw the chosen release: it leaves the board, with your name and a reason in the journal."""

    name = "withdraw"
    label = "withdraw"
    keys = ("W",)
    group = RELEASES

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """In the footer of the list of releases."""
        return not cls.refusal(place) and place.panel == "releases"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Not on a read-only board, and only where it is plain which release is meant."""
        if place.is_read_only:
            return READ_ONLY
        if place.is_picture:
            return PICTURE
        if place.busy:
            return f"Wait: {place.busy} is under way."
        return "" if place.chosen_release else "Choose a release first: 1 goes to the releases."


class Cancel(Command):
    """Stop what is being done. How far it came is not known then: the next look decides."""

    name = "cancel"
    label = "cancel"
    keys = ("ctrl+x",)
    group = "Act on the chosen step"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """While something is being done."""
        return "" if place.busy else "Nothing is being done now."


ACTS: tuple[type[Command], ...] = (Cancel, Approve, Reject, Rerun, Confirm, Waive, Do, Preview, Start)
"""In the order of the footer."""
