"""The dialog that starts a release: process, version, and what else the process asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal, VerticalScroll

from gonogo.model.day import InputText
from gonogo_tui.present.lines import Line, Row, Span, cut, line, wrapped
from gonogo_tui.screens.dialog import AskingDialog, HeldInput, cancel_button
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from gonogo.model.day import ProcessText
    from gonogo_tui.messages import RowChosen

_VERSION = InputText("version", "What it will be called")
_LABEL = 20
_FIELD_LINES = 4
"""Lines to type in that are always in sight at 80x24."""


class Field(HeldInput):
    """One input of a process; ↑ and ↓ go through its choices."""

    def __init__(self, asked: InputText) -> None:
        super().__init__(
            asked.default or "",
            placeholder=_placeholder(asked),
            select_on_focus=bool(asked.choices),
        )
        self.asked = asked

    @property
    def is_filled(self) -> bool:
        """It may stand as it is."""
        text = self.value.strip()
        if self.asked.choices:
            return text in self.asked.choices
        return bool(text) or self.asked.default is not None

    @property
    def about(self) -> str:
        """What it asks, in a sentence."""
        return " · ".join(
            filter(
                None,
                (
                    self.asked.help,
                    "↑ ↓ choose" if self.asked.choices else "",
                    "must be given" if self.asked.default is None else "",
                ),
            )
        )

    def on_focus(self) -> None:
        """Say what it asks."""
        if isinstance(self.screen, StartDialog):
            self.screen.hint(self.about, "dim")

    def on_key(self, event: events.Key) -> None:
        """Go on to another choice."""
        if event.key in ("up", "down") and self.asked.choices and not self._is_held():
            event.stop()
            step = 1 if event.key == "down" else -1
            choices = self.asked.choices
            at = choices.index(self.value) + step if self.value in choices else 0 if step > 0 else -1
            self.value = choices[at % len(choices)]


def _placeholder(asked: InputText) -> str:
    if asked.choices:
        return " · ".join(asked.choices)
    return asked.help or ("may stay empty" if asked.default is not None else "")


class StartDialog(AskingDialog[tuple[str, dict[str, str]]]):
    """Asks which process, and which version. Starting writes a line in the journal, nothing else."""

    heading = "Start a release"
    elastic = "#choices"

    def __init__(self, processes: tuple[ProcessText, ...], monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self._processes = {process.name: process for process in processes}
        choices = [
            (process.name, version)
            for process in processes
            for _, version in process.next_versions or (("", ""),)
        ]
        choices.sort(key=lambda choice: self._is_under_way(*choice))
        self._choices = {f"{name} {version}": (name, version) for name, version in choices}
        self._shown = ""
        self._wide = max((len(process.name) for process in processes), default=0) + 2

    def _is_under_way(self, name: str, version: str) -> bool:
        return version in self._processes[name].under_way

    def compose_body(self) -> ComposeResult:
        """The processes with their next versions, and the inputs."""
        yield Lines(id="about")
        yield Rows("choices", stays_lit=True)
        yield Lines(id="body")
        asked_most = max((len(process.asked) for process in self._processes.values()), default=0)
        with VerticalScroll(id="fields", can_focus=False) as fields:
            fields.styles.height = min(1 + asked_most, _FIELD_LINES)
            for name, process in self._processes.items():
                for asked in (_VERSION, *process.asked):
                    with Horizontal(classes=f"field of-{_css(name)}"):
                        label = Lines()
                        label.show((line(Span(cut(asked.name, _LABEL - 1), "dim")),))
                        yield label
                        yield Field(asked)

    def on_mount(self) -> None:
        """Show the choices."""
        text = "This writes one line in the journal; nothing leaves this machine."
        self.query_one("#about", Lines).show_for_width(lambda width: wrapped(text, width, "dim"))
        rows = tuple(self._row(key, name, version) for key, (name, version) in self._choices.items())
        choices = self.query_one("#choices", Rows)
        choices.show_rows(rows, ("The playbook has no process.",))
        choices.focus()
        self._take(choices.chosen)

    def _row(self, key: str, name: str, version: str) -> Row:
        process = self._processes[name]
        label = next((word for word, nearest in process.next_versions if nearest == version), "")
        if self._is_under_way(name, version):
            label += " · under way"
        shown = Span(version or "…", "plain" if version else "dim", width=12)
        return Row(key, (line(Span(name, "strong", width=self._wide), shown, Span(f"  {label}", "dim")),))

    def on_row_chosen(self, message: RowChosen) -> None:
        """Fill in the version of the choice."""
        message.stop()
        self._take(message.key)

    def _take(self, key: str) -> None:
        name, version = self._choices.get(key, ("", ""))
        title = self._processes[name].title if name else ""
        self.query_one("#body", Lines).show((line(title),))
        if name != self._shown:
            self._shown = name
            for field in self.query(".field"):
                field.display = field.has_class(f"of-{_css(name)}")
        for field in self._fields()[:1]:
            field.value = version
        self.hint("" if version or not name else "tab, and type the version", "dim")
        self.fill()

    def _process(self) -> str:
        return self._choices.get(self.query_one("#choices", Rows).chosen, ("", ""))[0]

    def _fields(self) -> list[Field]:
        """The lines of the chosen process, the version first."""
        name = self._process()
        return list(self.query(f".of-{_css(name)} Field").results(Field)) if name else []

    def buttons(self) -> Line:
        """Cancel and what starts."""
        process, fields = self._process(), self._fields()
        version = fields[0].value.strip() if fields else ""
        word = f"Start {process} {version}" if process and version else "Start"
        return line(cancel_button(), "  ", self.go_button(word), right=(Span("tab next line", "dim"),))

    def on_input_changed(self) -> None:
        """The button names what will be started."""
        self.fill()

    def _empty(self) -> Field | None:
        return next((field for field in self._fields() if not field.is_filled), None)

    @property
    def missing(self) -> str:
        """Every line that must be filled in, and a version that is not under way already."""
        name, fields, empty = self._process(), self._fields(), self._empty()
        if not fields:
            return "Choose a process first."
        if empty is not None:
            return f"{empty.asked.name}: {empty.about}"
        version = fields[0].value.strip()
        return f"{version} is under way already." if self._is_under_way(name, version) else ""

    def action_explain(self) -> None:
        """Enter never starts: it goes on to what is still to be filled in."""
        empty = self._empty()
        if empty is not None and empty is not self.focused:
            empty.focus()
        else:
            super().action_explain()

    def action_proceed(self) -> None:
        """Start it, or go to what is still to be filled in."""
        empty = self._empty()
        if empty is not None:
            empty.focus()
        super().action_proceed()

    def answer(self) -> tuple[str, dict[str, str]]:
        """The process, and what it asks."""
        return self._process(), {field.asked.name: field.value.strip() for field in self._fields()}


def _css(name: str) -> str:
    """A process's name as a name of the style sheet."""
    return "p-" + "".join(char if char.isascii() and char.isalnum() else f"_{ord(char):x}" for char in name)
