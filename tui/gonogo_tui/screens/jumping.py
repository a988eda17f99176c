"""Where one can go: the screens behind rows, and the goals of the palette."""

# The board is painted before the screens behind its rows are loaded; `load_screens` does that.
# ruff: noqa: PLC0415

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from gonogo_tui.commands.board import COMMANDS
from gonogo_tui.present.behind import Behind, behind_row
from gonogo_tui.present.board import gate_key
from gonogo_tui.present.releases import release_name
from gonogo_tui.present.runs import all_runs, run_order
from gonogo_tui.screens.frame import Frame
from gonogo_tui.screens.painting import TABS

if TYPE_CHECKING:
    from gonogo_tui.commands.command import Command
    from gonogo_tui.commands.place import Place
    from gonogo_tui.commands.session import Desk
    from gonogo_tui.present.board import Scene
    from gonogo_tui.screens.drill import Drill, Home


class Jumping(Frame):
    """The part of the board that leads to other screens, and to the release to turn to."""

    session: Desk
    _led_to: str | None = ""

    @property
    def scene(self) -> Scene:
        """This moment of the board."""
        raise NotImplementedError

    @property
    def place(self) -> Place:
        """Where the person is."""
        raise NotImplementedError

    def say(self, text: str, severity: str) -> None:
        """Show a short message."""
        raise NotImplementedError

    @property
    def subject(self) -> tuple[str, str]:
        """What the pane shows: the panel it belongs to, and the key of the row."""
        raise NotImplementedError

    @property
    def behind(self) -> Behind:
        """What stands behind the chosen row, and can be opened whole."""
        name, key = self.subject
        if self.current == "releases":
            name = "releases"
        return behind_row(self.scene, name, key)

    def command_view(self) -> None:
        """Open what stands behind the chosen row."""
        self.open_behind(self.behind)

    def open_behind(self, behind: Behind) -> None:
        """Open a run, a pull request or a gate whole."""
        if behind.kind == "gate":
            self._turn_to_gate(behind.key)
        screen = screen_behind(cast("Home", self), behind)
        if screen is not None:
            self.app.push_screen(screen)

    def _turn_to_gate(self, key: str) -> None:
        """A gate is told with its own repository around it: the board turns there before it is opened."""
        found = self.scene.at_gate(key)
        if found is not None:
            self._turn_to(found[0], found[0].gate_step(found[1])[0])

    def _turn_to(self, scene: Scene, release_id: str = "") -> None:
        """Turn the board to a repository, at one of its releases; nothing where it is turned there already."""
        here = self.scene.day
        if here is None or scene.day is None or scene.day.repo == here.repo:
            return
        name = str(scene.day.repo)
        own = (view.release for view in here.views if str(view.release.repo) == name)
        key = release_id or next((release.release_id for release in own), name)
        releases = self.panel("releases")
        releases.set_filter("")
        releases.choose(key)
        # What is opened next asks the session: it must not wait for the board to hear of the row.
        self.session.turn_to(key)

    def command_browse(self) -> None:
        """Open the page in the browser."""
        link = self.place.link
        if link.startswith(("https://", "http://")):
            import webbrowser

            webbrowser.open(link)
            self.say(f"Opened {link}", "information")
        else:
            self.say("That is no web address: it is not opened.", "warning")

    def command_copy(self) -> None:
        """Copy the address."""
        self.app.copy_to_clipboard(self.place.link)
        self.say(f"Copied {self.place.link}", "information")

    def command_palette(self) -> None:
        """Open the palette."""
        self.app.action_command_palette()

    def command_theme(self) -> None:
        """Switch the look."""
        self.app.theme = "gonogo-light" if self.app.theme == "gonogo-dark" else "gonogo-dark"

    @property
    def commands(self) -> tuple[type[Command], ...]:
        """The screen's commands."""
        return COMMANDS

    def goals(self) -> tuple[tuple[str, str], ...]:
        """Keys and names of what can be gone to: panels, releases, gates, pull requests, runs."""
        return goals_of(self.scene)

    def go_to(self, goal: str) -> None:
        """Go to a panel or a release; open anything else, in its own repository."""
        kind, _, key = goal.partition(" ")
        if kind == "release":
            self.go("releases")
            self.panel("releases").set_filter("")
            self.panel("releases").choose(key)
        elif kind == "panel":
            self.go(key)
        else:
            for scene in self.scene.everywhere:
                repo = str(scene.day.repo) if scene.day else ""
                if kind == "pull" and repo and key.startswith(f"{repo}#"):
                    self._turn_to(scene)
                    key = key.removeprefix(f"{repo}#")
                elif kind == "run" and key.isdigit() and int(key) in all_runs(scene):
                    self._turn_to(scene)
                    break
            self.open_behind(Behind(kind, key))

    def lead_to_next(self) -> None:
        """While several repositories come in one by one: the release to turn to, unless somebody chose another."""
        day, releases = self.scene.day, self.panel("releases")
        if day is None or not day.days or self._led_to is None:
            return
        if self._led_to not in ("", releases.chosen):
            self._led_to = None
            return
        if day.next_up is not None and releases.choose(day.next_up[0]):
            self._led_to = day.next_up[0]
        if all(one.snapshot.answers or one.problem for one in day.days):
            self._led_to = None


def load_screens() -> None:
    """Load what a key may open, before it is pressed."""
    for name in ("confirm", "decide", "gate", "pull", "run", "start", "withdraw"):
        import_module(f"gonogo_tui.screens.{name}")


def screen_behind(home: Home, behind: Behind) -> Drill | None:
    """The screen that shows something whole; None for nothing."""
    first, _, second = behind.key.partition("/")
    if not first.isdigit():
        return None
    if behind.kind == "gate":
        from gonogo_tui.screens.gate import GateScreen

        return GateScreen(home, int(first), second)
    if behind.kind == "pull":
        from gonogo_tui.screens.pull import PullScreen

        return PullScreen(home, int(first))
    if behind.kind in ("run", "job"):
        from gonogo_tui.screens.run import RunScreen

        return RunScreen(home, int(first), int(second) if second.isdigit() else 0)
    return None


def goals_of(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Key and name of all that can be gone to, in every repository of the board.

    Keys: `panel NAME`, `release ID`, `gate RUN/ENVIRONMENT`, `pull OWNER/NAME#NUMBER`, `run ID`.
    """
    goals = [(f"panel {name}", f"{title}  ({number})") for number, (name, title) in enumerate(TABS, 1)]
    goals += [
        (f"release {view.release.release_id}", release_name(view))
        for view in (scene.day.views if scene.day else ())
    ]
    for place in scene.everywhere:
        repo = place.day.repo if place.day else None
        before = f"{repo.name} " if repo and scene.is_many else ""
        of = f" of {repo.name}" if repo and scene.is_many else ""
        goals += [(f"gate {gate_key(gate)}", f"the gate {gate.environment}{of}") for gate in place.gates()]
        pulls = place.board.pulls if place.board else ()
        goals += [(f"pull {repo}#{pull.number}", f"{before}#{pull.number} {pull.title}") for pull in pulls]
        goals += [
            (f"run {run.run_id}", f"{before}{run.file} #{run.number} of {run.head_branch}")
            for run in run_order(place)
        ]
    return tuple(goals)
