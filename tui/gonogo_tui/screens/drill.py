"""The base of every screen that shows one thing whole: read when opened, read again while it may change."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen

from gonogo.errors import GonogoError
from gonogo_tui.commands.hints import footer_line
from gonogo_tui.present.crumbs import crumbs_line
from gonogo_tui.present.lines import Line, Span, line
from gonogo_tui.screens.helping import HelpDialog
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.timer import Timer
    from textual.worker import WorkType

    from gonogo.model.verdicts import Offer
    from gonogo_tui.commands.command import Command
    from gonogo_tui.commands.drill import Spot
    from gonogo_tui.commands.place import Place
    from gonogo_tui.commands.session import Desk
    from gonogo_tui.messages import CommandClicked
    from gonogo_tui.present.behind import Behind
    from gonogo_tui.present.board import Scene
    from gonogo_tui.screens.acting import Acting

BESIDE = 110
"""From this width two panes stand side by side."""
_RETRY_S = 15.0
_LIVE_S = 10.0


class Home(Protocol):
    """The board, as such a screen needs it."""

    session: Desk
    acting: Acting

    @property
    def scene(self) -> Scene:
        """This moment of the board."""

    @property
    def monotonic(self) -> Callable[[], float]:
        """Real seconds."""

    def act_on(self, place: Place, verb: str, *, is_preview: bool = False) -> None:
        """Take up an offer of a step."""

    def open_behind(self, behind: Behind) -> None:
        """Open something whole."""

    def goals(self) -> tuple[tuple[str, str], ...]:
        """What can be gone to."""

    def go_to(self, goal: str) -> None:
        """Go there."""


class Titled(Protocol):
    """A pane with words in its frame."""

    def entitle(self, title: str, corner: str = "") -> None:
        """Set them."""


def bindings_of(commands: tuple[type[Command], ...]) -> list[Any]:
    """Key bindings of a screen's commands."""
    return [
        Binding(key, f"command('{command.name}')", command.label, show=False)
        for command in commands
        for key in command.keys
    ]


class Drill(Screen[None]):
    """One thing, whole."""

    CSS_PATH = "../styles/drill.tcss"
    commands: ClassVar[tuple[type[Command], ...]] = ()
    typed = "filter"
    """What the line to type in is for."""

    def __init__(self, home: Home) -> None:
        super().__init__(classes="drill")
        self._bind_again()
        self.home = home
        self.session = home.session
        self.problem = ""
        self.is_reading = False
        self.seen_at: datetime | None = None
        self._timer: Timer | None = None
        self._next_at: float | None = None
        self._outcome = home.acting.outcome

    def _bind_again(self) -> None:
        """The settings may have given other keys to commands since the class was made."""
        bound = self._bindings.key_to_bindings
        keys = {key: command for command in self.commands for key in command.keys}
        for key in [key for key, all_ in bound.items() if all_[0].action.startswith("command(")]:
            if key not in keys:
                del bound[key]
        for key, command in keys.items():
            if key not in bound:
                self._bindings.bind(key, f"command('{command.name}')", command.label, show=False)

    # what the screens say

    @property
    def spot(self) -> Spot:
        """Where the person is."""
        raise NotImplementedError

    @property
    def _spot_now(self) -> Spot:
        return replace(self.spot, is_typing=True) if self.has_class("-searching") else self.spot

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the repository down to what is shown."""
        raise NotImplementedError

    async def read(self) -> None:
        """Read what is shown; raises GonogoError."""
        raise NotImplementedError

    def may_change(self) -> bool:
        """It is worth reading again."""
        return False

    def subject_lines(self, width: int) -> tuple[Line, ...]:
        """What stands above the panes."""
        raise NotImplementedError

    def compose_panes(self) -> ComposeResult:
        """The panes."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Fill the panes."""
        raise NotImplementedError

    def status_line(self) -> Line:
        """What stands above the footer, where nothing is being done."""
        return line()

    # the frame

    def compose(self) -> ComposeResult:
        """Where it is, what came of it, the panes, what is being done, the keys."""
        yield Lines(id="crumbs")
        yield Lines(id="subject")
        with Horizontal(id="panes"):
            yield from self.compose_panes()
        yield Lines(id="activity")
        yield Prompt(self.typed, "search")
        yield Lines(id="footer")

    def on_mount(self) -> None:
        """Read."""
        self.set_mode()
        self.repaint()
        self.repaint_words()
        self.set_interval(1.0, self.beat)
        self.read_soon()

    def on_resize(self) -> None:
        """Another size may need another order."""
        self.set_mode()
        self.call_after_refresh(self.repaint_words)

    def set_mode(self) -> None:
        """Two panes, or one above the other."""
        self.set_class(self.app.size.width >= BESIDE, "-beside")

    @property
    def is_beside(self) -> bool:
        """Two panes stand side by side."""
        return self.has_class("-beside")

    def entitle(self, pane: Titled, title: str, corner: str = "") -> None:
        """Set the words in a pane's frame; a small screen has only its upper edge."""
        if self.is_beside:
            pane.entitle(title, corner)
        else:
            pane.entitle(f"{title} · {corner}" if corner else title)

    def repaint_words(self) -> None:
        """Show what tells the time, and what depends on where the person is."""
        width = self.app.size.width
        left = max(0.0, self._next_at - self.home.monotonic()) if self._next_at is not None else None
        crumbs = crumbs_line(
            (self.session.repo.name, *self.path),
            seen_at=self.seen_at,
            problem=self.problem,
            next_s=left,
            is_reading=self.is_reading,
            is_live=self.may_change(),
            now=self.session.now(),
            is_rehearsal=self.session.is_rehearsal,
        )
        self.query_one("#crumbs", Lines).show((crumbs,))
        self.query_one("#subject", Lines).show(self.subject_lines(width))
        activity = self.home.acting.line() if self.home.acting.busy else self.status_line()
        if not activity.left and self.problem:
            activity = line(Span(" ? ", "unseen"), Span(self.problem, "unseen"))
        if not activity.left:
            activity = self.home.acting.line()
        self.query_one("#activity", Lines).show((activity,))
        self.query_one("#footer", Lines).show((footer_line(self._spot_now, width, self.commands),))

    def beat(self) -> None:
        """Each second: ages; and what an act that has ended may have changed."""
        if self.home.acting.outcome != self._outcome:
            self._outcome = self.home.acting.outcome
            self.read_soon()
        self.repaint_words()

    # reading

    def read_soon(self) -> None:
        """Read at once."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        work: WorkType[None] = self._read
        self.run_worker(work, group="read", exclusive=True, exit_on_error=False)

    async def _read(self) -> None:
        self.is_reading, self._next_at = True, None
        try:
            await self.read()
        except GonogoError as error:
            self.problem = f"{error.what}. {error.advice}".rstrip(" .") + "."
        except Exception as error:  # noqa: BLE001 (what is shown stays; the next reading may do better)
            self.problem = f"reading went wrong inside gonogo ({type(error).__name__})"
        else:
            self.problem, self.seen_at = "", self.session.now()
        finally:
            self.is_reading = False
        self._rest()
        self.repaint()
        self.repaint_words()

    def _rest(self) -> None:
        seconds = _RETRY_S if self.problem else self.pace() if self.may_change() else None
        if seconds is not None:
            self._next_at = self.home.monotonic() + seconds
            self._timer = self.set_timer(seconds, self._again)

    def _again(self) -> None:
        """Read again, unless nobody looks: then wait for somebody."""
        if self.app.screen is self and self.app.app_focus:
            self.read_soon()
        else:
            self._rest()

    def pace(self) -> float:
        """Real seconds between two readings."""
        return min(self.session.next_look_s(), _LIVE_S)

    # commands

    @property
    def place(self) -> Place:
        """Where the person is, for the palette."""
        return self.spot

    def offers_of(self, release_id: str, step_id: str) -> tuple[Offer, ...]:
        """What can be done about a step now."""
        scene = self.home.scene
        view = scene.day.view(release_id) if scene.day else None
        standings = view.assessment.standings if view else ()
        return next((one.offers for one in standings if one.step_id == step_id), ())

    def action_command(self, name: str) -> None:
        """A key was pressed."""
        self.run_command(name)

    def run_command(self, name: str) -> None:
        """Run a command, or say why it does not work here."""
        spot = self.spot
        command = next((one for one in self.commands if one.name == name), None)
        refusal = command.refusal(spot) if command else "That does not work here."
        if refusal:
            self.say(refusal, "warning")
        elif name.startswith("do-"):
            self.home.act_on(spot, name.removeprefix("do-"))
        else:
            cast("Callable[[], None]", getattr(self, f"command_{name}"))()

    async def on_command_clicked(self, message: CommandClicked) -> None:
        """A word that stands for a command was clicked."""
        message.stop()
        self.run_command(message.command)

    def say(self, text: str, severity: str) -> None:
        """Show a short message; it is never markup."""
        kind = severity if severity in ("information", "warning", "error") else "information"
        self.notify(text, severity=kind, markup=False, timeout=4)  # type: ignore[arg-type]

    def command_leave(self) -> None:
        """Out of the search, then back."""
        if self.has_class("-searching"):
            self.end_search()
        else:
            self.dismiss()

    def end_search(self) -> None:
        """Back from the search line."""
        self.remove_class("-searching")

    def command_look(self) -> None:
        """Read again now."""
        self.read_soon()

    def command_browse(self) -> None:
        """Open the page in the browser."""
        link = self.spot.link
        if link.startswith(("https://", "http://")):
            webbrowser.open(link)
            self.say(f"Opened {link}", "information")
        else:
            self.say("That is no web address: it is not opened.", "warning")

    def command_copy(self) -> None:
        """Copy the address."""
        self.app.copy_to_clipboard(self.spot.link)
        self.say(f"Copied {self.spot.link}", "information")

    def command_palette(self) -> None:
        """Open the palette."""
        self.app.action_command_palette()

    def command_theme(self) -> None:
        """Switch the look."""
        self.app.theme = "gonogo-light" if self.app.theme == "gonogo-dark" else "gonogo-dark"

    def command_help(self) -> None:
        """Say what the keys do here."""
        self.app.push_screen(HelpDialog(self.spot, self.home.monotonic, self.commands))

    def command_quit(self) -> None:
        """Leave gonogo."""
        self.app.exit()

    # for the palette

    def goals(self) -> tuple[tuple[str, str], ...]:
        """What can be gone to."""
        return self.home.goals()

    def go_to(self, goal: str) -> None:
        """Back to the board, and there."""
        self.dismiss()
        self.home.go_to(goal)
