"""Commands of the screens that show one thing whole: a run, a log, a pull request, a gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from gonogo_tui.commands.acts import Approve, Reject, Rerun
from gonogo_tui.commands.board import CopyLink, Help, LookAgain, OpenLink, Palette, SwitchTheme
from gonogo_tui.commands.command import Command
from gonogo_tui.commands.place import Place

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Spot(Place):
    """Where the person is on such a screen.

    Attributes:
        refusals: Name of a command → why it does not work now.
        words: Name of a command → what it is called now.
    """

    refusals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Drilled(Command):
    """A command whose screen says whether it works."""

    @classmethod
    def word(cls, place: Place) -> str:
        """As the screen calls it."""
        return place.words.get(cls.name, cls.label) if isinstance(place, Spot) else cls.label

    @classmethod
    def refusal(cls, place: Place) -> str:
        """As the screen says."""
        return place.refusals.get(cls.name, "") if isinstance(place, Spot) else ""


class Open(Drilled):
    """Open the chosen one whole."""

    name = "open"
    label = "open"
    keys = ("enter",)


class Leave(Drilled):
    """Go back to where you came from."""

    name = "leave"
    label = "back"
    keys = ("escape", "backspace", "q")
    shown = "esc"


class Across(Drilled):
    """Go to the other pane."""

    name = "across"
    label = "other pane"
    keys = ("tab", "shift+tab")


class ToTrouble(Drilled):
    """Go to what is broken; else to what waits, or runs."""

    name = "trouble"
    label = "what is broken"
    keys = ("full_stop",)
    shown = "."


class Search(Drilled):
    """Search; enter keeps what was found."""

    name = "search"
    label = "search"
    keys = ("slash",)
    shown = "/"
    group = "See"


class NextHit(Drilled):
    """Go to the next place that was found."""

    name = "hit"
    label = "next"
    keys = ("n",)
    group = "See"


class LastHit(Drilled):
    """Go to the place found before this one."""

    name = "hit_back"
    label = "previous"
    keys = ("N",)
    group = "See"

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (n is offered)
        """Never in the footer."""
        return False


class NextError(Drilled):
    """Go to the first error, then to the next one."""

    name = "error"
    label = "error"
    keys = ("e",)


class LastError(Drilled):
    """Go to the error before this one."""

    name = "error_back"
    label = "error before"
    keys = ("E",)

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (e is offered)
        """Never in the footer."""
        return False


class Follow(Drilled):
    """Follow the end of the log while it grows, or stop following it."""

    name = "follow"
    label = "follow"
    keys = ("f",)
    group = "See"


class Stamps(Drilled):
    """Show or hide timestamps."""

    name = "stamps"
    label = "times"
    keys = ("t",)
    group = "See"


class Aside(Drilled):
    """Scroll to the right, where a line that ends in … goes on."""

    name = "aside"
    label = "sideways"
    keys = ("right", "l")
    shown = "← →"
    group = "See"


class AsideBack(Drilled):
    """Scroll back to the left, where every line begins."""

    name = "aside_back"
    label = "back to the left"
    keys = ("left", "h")
    shown = "←"
    group = "See"

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (the other one names both)
        """Never in the footer."""
        return False


class Narrow(Drilled):
    """Show only rows that hold a text."""

    name = "narrow"
    label = "filter"
    keys = ("slash",)
    shown = "/"
    group = "See"


class Whole(Drilled):
    """Give the whole screen to the pane, and back."""

    name = "whole"
    label = "zoom"
    keys = ("z",)
    group = "See"


class ToRun(Drilled):
    """Open the run behind this: its jobs, steps and logs."""

    name = "run"
    label = "run"
    keys = ("v",)


class Leaving(Drilled):
    """Leave gonogo. Nothing that runs on GitHub stops by it."""

    name = "quit"
    label = "quit"
    keys = ("ctrl+q",)
    group = "Everywhere"

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (esc is offered)
        """Never in the footer."""
        return False


class RerunHere(Rerun):
    """Run the failed or cancelled run again."""

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where a step of a checklist offers it."""
        if not place.step_id and not place.is_read_only:
            return "No step of a checklist offers to run this one again: o opens it on GitHub."
        return super().refusal(place)


class ApproveHere(Approve):
    """Approve the gate, and let its jobs through."""

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where a release under way has a step for the gate."""
        return _no_step(place) or super().refusal(place)


class RejectHere(Reject):
    """Reject the gate: the jobs that wait there fail."""

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where a release under way has a step for the gate."""
        return _no_step(place) or super().refusal(place)


def _no_step(place: Place) -> str:
    if place.step_id or place.is_read_only:
        return ""
    return "No release under way has a step for this gate: gonogo does not decide it. o opens the run."


_EVERYWHERE: tuple[type[Command], ...] = (
    OpenLink,
    CopyLink,
    LookAgain,
    Palette,
    SwitchTheme,
    Help,
    Leaving,
)
RUN_COMMANDS: tuple[type[Command], ...] = (Open, Leave, RerunHere, ToTrouble, Across, Narrow, *_EVERYWHERE)
LOG_COMMANDS: tuple[type[Command], ...] = (
    NextError, LastError, Search, NextHit, LastHit, Follow, Stamps, Leave,
    Aside, AsideBack, Across, Whole, *_EVERYWHERE,
)  # fmt: skip
PULL_COMMANDS: tuple[type[Command], ...] = (Open, Leave, Across, Narrow, Whole, *_EVERYWHERE)
GATE_COMMANDS: tuple[type[Command], ...] = (ApproveHere, RejectHere, ToRun, Leave, Across, *_EVERYWHERE)
