"""The board: looking, painting, and what each key does."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType

from gonogo.model.settings import DEFAULTS
from gonogo_tui.commands.board import BY_NAME, COMMANDS
from gonogo_tui.commands.hints import footer_line
from gonogo_tui.commands.keys import apply_keys
from gonogo_tui.commands.place import DETAIL, HOME, Place
from gonogo_tui.present.behind import WORD
from gonogo_tui.present.board import find_standing
from gonogo_tui.present.lines import cut
from gonogo_tui.screens import painting
from gonogo_tui.screens.acting import Acting
from gonogo_tui.screens.doing import Doing
from gonogo_tui.screens.helping import HelpDialog
from gonogo_tui.screens.jumping import load_screens
from gonogo_tui.screens.watch import Watch
from gonogo_tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen
    from textual.worker import WorkType

    from gonogo.model.day import ReleaseView
    from gonogo.model.settings import Settings
    from gonogo_tui.app import GonogoApp
    from gonogo_tui.commands.session import Desk
    from gonogo_tui.messages import CommandClicked, RowChosen, RowOpened
    from gonogo_tui.present.board import Scene

_LETTERS_WIDTH = 120
_NEWS = 100
"""Cells of one piece of news: several come at once when a day turns bad."""
_EVERYTHING_S = 15
"""How often all ages are told anew, between looks."""


class Board(Doing):
    """The one screen of a release day."""

    CSS_PATH: ClassVar[list[str]] = ["../styles/board.tcss", "../styles/dialogs.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"command('{command.name}', '{key}')", command.label, show=False)
        for command in COMMANDS
        for key in command.keys
    ]

    def __init__(self, session: Desk, monotonic: Callable[[], float], settings: Settings = DEFAULTS) -> None:
        super().__init__()
        if settings.keys:
            apply_keys(settings.keys)
            self._bind_again()
        self.session = session
        self.watch_day = Watch(session, monotonic, settings)
        self.acting = Acting(self, monotonic)
        self.monotonic = monotonic
        self._steps: dict[str, str] = {}
        self._beats = 0
        self._is_loaded = False

    def _bind_again(self) -> None:
        """The keys of the settings, instead of those that the class was made with."""
        bound = self._bindings.key_to_bindings
        for key in [key for key, all_ in bound.items() if all_[0].action.startswith("command(")]:
            del bound[key]
        for command in COMMANDS:
            for key in command.keys:
                self._bindings.bind(key, f"command('{command.name}', '{key}')", command.label, show=False)

    def on_mount(self) -> None:
        """Show what is known already, then look."""
        self.set_mode()
        self.panel("releases").focus()
        self.repaint()
        self.set_interval(1.0, self._beat)
        self.watch(self.app, "app_focus", self._focus_changed, init=False)
        self.look_soon()

    # what is chosen

    @property
    def scene(self) -> Scene:
        """This moment, with the chosen release and step."""
        return self.watch_day.scene(self.panel("releases").chosen, self.panel("checklist").chosen)

    @property
    def told(self) -> Scene:
        """This moment for the release that the keys would act on: that of the gate, where gates are shown."""
        scene = self.scene
        release_id, step_id = self._target(scene)
        is_other = bool(release_id) and release_id != scene.release_id
        return self.watch_day.scene(release_id, step_id) if is_other else scene

    @property
    def subject(self) -> tuple[str, str]:
        """What the pane shows: the panel it belongs to, and the key of the row."""
        name = "checklist" if self.subject_panel == "releases" else self.subject_panel
        return name, self.panel(name).chosen

    @property
    def place(self) -> Place:
        """Where the person is, for the commands."""
        scene = self.scene
        release_id, step_id = self._target(scene)
        view = scene.day.view(release_id) if scene.day else None
        standing = find_standing(view, step_id) if view else None
        rows = self.panel(self.subject_panel if self.current == DETAIL else self.current)
        mine = self.told.view
        return Place(
            panel=self.current,
            release_id=release_id,
            step_id=step_id if standing else "",
            offers=standing.offers if standing else (),
            link=rows.row.link if rows.row and not self.session.is_rehearsal else "",
            busy=self.acting.busy,
            is_read_only=self.session.is_read_only,
            is_single=self.is_single,
            is_zoomed=self.is_zoomed,
            has_next=bool((mine and mine.assessment.next_step) or scene.turn_to),
            is_next=bool(mine and release_id and mine.assessment.next_step == step_id),
            has_rows=rows.row is not None,
            filter_text="" if self.current == DETAIL else rows.filter_text,
            behind=WORD.get(self.behind.kind, ""),
            chosen_release=scene.release_id if scene.view and self.subject_panel in HOME else "",
            is_picture=scene.as_of is not None or self.watch_day.day is None,
            is_first=self.has_class("-first"),
            is_typing=self.has_class("-filtering"),
        )

    def _target(self, scene: Scene) -> tuple[str, str]:
        """Release and step that a key would act on; empty where no step is in sight."""
        name = self.subject_panel if self.current == DETAIL else self.current
        if name == "checklist" or (name == "releases" and (self.current == DETAIL or not self.is_single)):
            return scene.release_id, scene.step_id
        if name == "gates":
            found = scene.at_gate(self.panel("gates").chosen)
            return found[0].gate_step(found[1]) if found else ("", "")
        return "", ""

    @property
    def has_large_letters(self) -> bool:
        """The verdict can be drawn in large letters."""
        app = cast("GonogoApp", self.app)
        return app.size.width >= _LETTERS_WIDTH and not app.is_ascii

    # painting

    def repaint(self) -> None:
        """Show everything as it is now; what has not changed is not drawn again."""
        for _ in painting.paint_lists(self):
            pass
        self._grant()
        self.repaint_words()

    async def _repaint_in_steps(self) -> None:
        """As `repaint`, with keys answered between the lists."""
        await self._fill_lists()
        self._grant()
        self.repaint_words()

    async def _fill_lists(self) -> None:
        for _ in painting.paint_lists(self):
            await asyncio.sleep(0)

    def _repaint_behind(self) -> None:
        """Fill what is beside the cursor once the cursor was drawn."""
        work: WorkType[None] = self._fill_lists
        self.run_worker(work, group="paint", exclusive=True, exit_on_error=False)

    def _grant(self) -> None:
        """Go to the release that was wished for, as soon as it is there."""
        if self._wish and self.panel("releases").choose(self._wish):
            self._wish = ""

    def repaint_words(self) -> None:
        """Show what tells the time: header, banner, pane, footer."""
        painting.paint_words(self)

    def refresh_activity(self) -> None:
        """Show what is being done."""
        self.query_one("#activity", Lines).show((self.acting.line(),))
        self.query_one("#footer", Lines).show((footer_line(self.place, self.app.size.width),))

    def _beat(self) -> None:
        self._beats += 1
        self._tidy()
        if self._beats % _EVERYTHING_S == 0:
            self.repaint()
        else:
            self.repaint_words()

    # looking

    def look_soon(self) -> None:
        """Look at once, unless a look is under way: then right after it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        work: WorkType[None] = self._look  # not a coroutine yet: one that never began would complain
        self.run_worker(work, group="look", exclusive=True, exit_on_error=False)

    async def _look(self) -> None:
        self.watch_day.is_looking = True
        day = self.watch_day.day
        if day is None or self.watch_day.problem:
            self.repaint_words()  # else a beat says so, of a look that takes long: a short one is not seen
        were_next = {view.release.release_id: view.assessment.next_step for view in day.views} if day else {}
        news = await self.watch_day.look()
        rest = self.watch_day.rest(is_hidden=not self.app.app_focus)
        if rest is not None:
            self._timer = self.set_timer(rest, self.look_soon)
        await self._repaint_in_steps()
        if not self._is_loaded:
            self._is_loaded = True
            self.run_worker(load_screens, group="load", thread=True, exit_on_error=False)
            self.keep_words()
        self.lead_to_next()
        self._follow_next(were_next)
        if news:
            self.say("\n".join(cut(text, _NEWS) for text in news), "warning")
            cast("GonogoApp", self.app).tell(news)

    def _follow_next(self, were_next: dict[str, str | None]) -> None:
        """Who stood on what was next goes on to what is next now; anybody else stays where they are."""
        view = self.scene.view
        if view is None:
            return
        if not were_next and self.is_single and self.current == "releases" and len(self._views()) == 1:
            self.go("checklist")
        chosen, after = self.panel("checklist").chosen, view.assessment.next_step
        if after and after != chosen == were_next.get(view.release.release_id):
            self.panel("checklist").choose(after)
            self._steps[view.release.release_id] = after
            self.repaint_words()

    def _views(self) -> tuple[ReleaseView, ...]:
        return self.watch_day.day.views if self.watch_day.day else ()

    # moving

    def on_row_chosen(self, message: RowChosen) -> None:
        """Another row is chosen: what belongs to it follows."""
        message.stop()
        self._is_touched = True
        if message.panel == "releases":
            self._follow_release(message.key)
            self.repaint_words()
            self.call_after_refresh(self._repaint_behind)
        else:
            if message.panel == "checklist":
                self._steps[self.panel("releases").chosen] = message.key
            if message.panel in ("checklist", self.current, self.subject_panel):
                self.repaint_words()

    def _follow_release(self, release_id: str) -> None:
        self.session.turn_to(release_id)
        view = self.watch_day.day.view(release_id) if self.watch_day.day else None
        painting.paint_checklist(self)
        if view is not None:
            step_id = self._steps.get(release_id) or view.assessment.next_step or view.steps[0].step_id
            self.panel("checklist").choose(step_id)

    # commands

    async def on_command_clicked(self, message: CommandClicked) -> None:
        """A word that stands for a command was clicked."""
        message.stop()
        name, _, key = message.command.partition("-")
        self.run_command(*((name, key) if name == "panel" else (message.command,)))

    def on_row_opened(self, message: RowOpened) -> None:
        """A row was double-clicked."""
        message.stop()
        self._open()

    def action_command(self, name: str, key: str) -> None:
        """A key was pressed."""
        self.run_command(name, key)

    def run_command(self, name: str, key: str = "") -> None:
        """Run a command, or say why it does not work here."""
        self._is_touched = True
        refusal = BY_NAME[name].refusal(self.place)
        if refusal:
            self.say(refusal, "warning")
        elif name.startswith("do-"):
            self._take_up(name.removeprefix("do-"))
        elif name in ("panel", "across"):
            self.go_by(name, key)
        else:
            cast("Callable[[], None]", getattr(self, f"command_{name}"))()

    def command_enter(self) -> None:
        """Act on the chosen step, or open the chosen row."""
        place = self.place
        if place.main is not None and place.acts_on_enter:
            self._take_up(place.main.verb)
        else:
            self._open()

    def _open(self) -> None:
        if self.current == "releases":
            self.go("checklist")
        elif self.behind.kind and self.current != "checklist":
            self.command_view()
        else:
            self.command_evidence()

    def command_next(self) -> None:
        """Go to the step that is next; of a release that is done, to the release to turn to."""
        view = self.told.view
        if view is None or not view.assessment.next_step:
            view = self.told.turn_to
        if view is not None and view.assessment.next_step:
            if view.release.release_id != self.panel("releases").chosen:
                self.panel("releases").choose(view.release.release_id)
                self._follow_release(view.release.release_id)
            self.panel("checklist").set_filter("")
            self.go("checklist")
            self.panel("checklist").choose(view.assessment.next_step)

    def command_look(self) -> None:
        """Look now, and say so at once: a person asked."""
        self.watch_day.is_looking = True
        self.repaint_words()
        self.look_soon()

    def command_help(self) -> None:
        """Say what the keys do here."""
        self.app.push_screen(HelpDialog(self.place, self.monotonic))

    def command_quit(self) -> None:
        """Leave."""
        self.keep_words()
        self.app.exit()

    def keep_words(self) -> None:
        """Keep the words of the screen, which the next start shows first; also where this one is never left."""
        seen_at = self.watch_day.fresh().seen_at
        if seen_at is not None and self.session.as_of is None and self.is_current:
            cast("GonogoApp", self.app).keep_curtain(str(self.session.repo), seen_at)

    # for acting

    def at_terminal(self, words: str, work: Callable[[str], str]) -> str:
        """Give the terminal away while `work` uses it; what went wrong, empty when nothing."""
        try:
            terminal = os.ttyname(0)
            with self.app.batch_update(), self.app.suspend():
                sys.stdout.write(f"{words}\n")
                sys.stdout.flush()
                return work(terminal)
        except (OSError, SuspendNotSupported):
            return "the key is locked, and this is no terminal to ask on: unlock it first"

    def say(self, text: str, severity: str) -> None:
        """Show a short message; it is never markup."""
        kind = severity if severity in ("information", "warning", "error") else "information"
        self.notify(text, severity=kind, markup=False, timeout=4)  # type: ignore[arg-type]

    async def ask(self, dialog: Screen[Any]) -> Any:
        """Open a dialog, and wait for its answer."""
        return await self.app.push_screen_wait(dialog)
