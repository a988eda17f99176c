"""Commands that move about the board, look, open and filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.commands.acts import ACTS, RELEASES, Withdraw, act_refusal
from gonogo_tui.commands.command import Command
from gonogo_tui.commands.place import DETAIL, LISTS

if TYPE_CHECKING:
    from gonogo_tui.commands.place import Place


NO_PANEL = "Nothing was looked at yet, so there is no panel: R looks again."


class Enter(Command):
    """Do what the chosen step asks for; elsewhere open the chosen row."""

    name = "enter"
    label = "open"
    keys = ("enter",)
    group = "Act on the chosen step"

    @classmethod
    def word(cls, place: Place) -> str:
        """The verb of the main offer, or open."""
        return place.main.verb if place.main and place.acts_on_enter else cls.label

    @classmethod
    def refusal(cls, place: Place) -> str:
        """The reason of the main offer, where it acts."""
        if not place.acts_on_enter:
            if place.panel == DETAIL and not place.behind:
                return "There is nothing to do about this one now."
            return "" if place.has_rows else "There is nothing here to open."
        return act_refusal(place, place.main, "")


class View(Command):
    """Open what stands behind the row whole: the run down to its logs, the pull request, the gate."""

    name = "view"
    label = "view"
    keys = ("v",)
    group = "See"

    @classmethod
    def word(cls, place: Place) -> str:
        """What would be opened."""
        return f"see {place.behind}" if place.behind else cls.label

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where a run, a pull request or a gate stands behind the row."""
        return "" if place.behind else "No run, pull request or gate stands behind this row."

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Where enter does not do the same."""
        return bool(place.behind) and (place.acts_on_enter or place.panel in ("checklist", "releases"))


class GoNext(Command):
    """Go to the step that is next."""

    name = "next"
    label = "next"
    keys = (".",)

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Only where a step is next."""
        return "" if place.has_next else "No step is next: the release is done, or none is under way."

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Where the next step is not chosen yet."""
        return place.has_next and not place.is_next


class GoPanel(Command):
    """Go to a panel by its number."""

    name = "panel"
    label = "panels"
    keys = ("1", "2", "3", "4", "5", "6", "7")
    shown = "1-7"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where panels are shown."""
        return NO_PANEL if place.is_first else ""

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (the numbers stand in the titles)
        """Never in the footer: the numbers stand in the titles."""
        return False


class GoAcross(Command):
    """Go to the panel before or after this one."""

    name = "across"
    label = "next panel"
    keys = ("tab", "shift+tab", "l", "h", "right", "left")
    shown = "tab h l"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where panels are shown."""
        return NO_PANEL if place.is_first else ""

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (help tells)
        """Never in the footer."""
        return False


class Back(Command):
    """Go back: out of the filter, the pane, the zoom."""

    name = "back"
    label = "back"
    keys = ("escape", "backspace")
    shown = "esc"

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Where there is something to go back from."""
        return bool(place.filter_text or place.is_zoomed or (place.is_single and place.panel == DETAIL))

    @classmethod
    def word(cls, place: Place) -> str:
        """A filter is what is left first."""
        return "show all" if place.filter_text else cls.label


class Evidence(Command):
    """See the chosen row whole: its evidence, what it waits for, its notes."""

    name = "evidence"
    label = "evidence"
    keys = ("e",)
    group = "See"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where a row is chosen."""
        return "" if place.has_rows else "There is nothing here to see."

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Where the pane is not beside the list."""
        return place.is_single and place.panel != DETAIL and place.has_rows


class Zoom(Command):
    """Give the whole screen to this panel, and back."""

    name = "zoom"
    label = "zoom"
    keys = ("z",)
    group = "See"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where panels are shown."""
        return NO_PANEL if place.is_first else ""

    @classmethod
    def is_offered(cls, place: Place) -> bool:
        """Where more than one panel is shown."""
        return not place.is_first and (place.is_zoomed or not place.is_single or place.panel in LISTS)


class Filter(Command):
    """Show only rows that hold a text."""

    name = "filter"
    label = "filter"
    keys = ("slash",)
    shown = "/"
    group = "See"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Lists that hold something can be filtered, the pane can not."""
        if place.is_first:
            return NO_PANEL
        if place.panel == DETAIL:
            return "This pane is no list."
        return "" if place.has_rows or place.filter_text else "There is nothing here to filter."


class LookAgain(Command):
    """Look again now."""

    name = "look"
    label = "look"
    keys = ("R",)
    group = "See"


class OpenLink(Command):
    """Open the page of the chosen row in the browser."""

    name = "browse"
    label = "browser"
    keys = ("o",)
    group = "See"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where there is a page."""
        return "" if place.link else "This row has no page."


class CopyLink(Command):
    """Copy the address of the chosen row's page."""

    name = "copy"
    label = "copy link"
    keys = ("y",)
    group = "See"

    @classmethod
    def refusal(cls, place: Place) -> str:
        """Where there is a page."""
        return "" if place.link else "This row has no page."

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (help tells)
        """Never in the footer."""
        return False


class Palette(Command):
    """Find a command by its name."""

    name = "palette"
    label = "commands"
    keys = ("colon", "ctrl+p")
    shown = ":"
    group = "Everywhere"


class SwitchTheme(Command):
    """Switch between the dark and the light look."""

    name = "theme"
    label = "light or dark"
    keys = ("T",)
    group = "Everywhere"

    @classmethod
    def is_offered(cls, place: Place) -> bool:  # noqa: ARG003 (help tells)
        """Never in the footer."""
        return False


class Help(Command):
    """Say what each key does here."""

    name = "help"
    label = "help"
    keys = ("question_mark",)
    shown = "?"
    group = "Everywhere"


class Quit(Command):
    """Leave gonogo. Nothing that runs on GitHub stops by it."""

    name = "quit"
    label = "quit"
    keys = ("q", "ctrl+q")
    group = "Everywhere"


class Move:
    """A key that moves the cursor of a list: `action` is the list's own."""

    def __init__(self, keys: str, action: str, help_text: str) -> None:
        self.keys = keys
        self.action = action
        self.help_text = help_text


MOVES = (
    Move("down,j", "down", "down"),
    Move("up,k", "up", "up"),
    Move("g,home", "first", "to the first"),
    Move("G,end", "last", "to the last"),
    Move("pagedown,ctrl+d", "page_down", "a page down"),
    Move("pageup,ctrl+u", "page_up", "a page up"),
)
"""How lists and panes are moved in."""

COMMANDS: tuple[type[Command], ...] = (
    Enter,
    Back,
    *ACTS,
    View,
    GoNext,
    Evidence,
    OpenLink,
    Filter,
    Zoom,
    LookAgain,
    Withdraw,
    GoPanel,
    GoAcross,
    CopyLink,
    Palette,
    SwitchTheme,
    Help,
    Quit,
)
"""Every command of the board, in the order of the footer."""

BY_NAME = {command.name: command for command in COMMANDS}
GROUPS = ("Act on the chosen step", RELEASES, "Go", "See", "Everywhere")
"""Headings of the help, in order."""
