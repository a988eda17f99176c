"""The dialog that starts a release: process, version, and what else the process asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from gonogo.model.day import InputText
from gonogo_tui.present.lines import Line, Row, Span, cut, line, wrapped
from gonogo_tui.screens.dialog import Dialog, HeldInput, cancel_button, confirm_button
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


class StartDialog(Dialog[tuple[str, dict[str, str]]]):
    """Asks which process, and which version. Starting writes a line in the journal, nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "proceed", show=False),
        Binding("ctrl+y", "proceed", show=False),
        Binding("enter", "fill_in", show=False),
    ]
    heading = "Start a release"

    def __init__(self, processes: tuple[ProcessText, ...], monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self._processes = {process.name: process for process in processes}
        self._choices: dict[str, tuple[str, str]] = {}
        for process in processes:
            for _, version in process.next_versions or (("", ""),):
                self._choices[f"{process.name} {version}"] = (process.name, version)
        self._shown = ""
        self._wide = max((len(process.name) for process in processes), default=0) + 2

    def compose_body(self) -> ComposeResult:
        """The processes with their next versions, and the inputs."""
        yield Lines(id="about")
        yield Rows("choices", stays_lit=True)
        yield Lines(id="body")
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

    def on_resize(self) -> None:
        """As many choices as the rest leaves room for."""
        asked = max((len(process.asked) for process in self._processes.values()), default=0)
        rest = 15 + min(asked + 1, _FIELD_LINES)
        self.query_one("#choices", Rows).styles.max_height = max(3, self.app.size.height - rest)

    def _row(self, key: str, name: str, version: str) -> Row:
        process = self._processes[name]
        label = next((word for word, nearest in process.next_versions if nearest == version), "")
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
        key = "ctrl+y" if isinstance(self.focused, Field) else "y"
        start = confirm_button(word, key, is_ready=bool(fields) and all(field.is_filled for field in fields))
        return line(cancel_button(), "  ", start, right=(Span("tab next line", "dim"),))

    def on_descendant_focus(self) -> None:
        """The key that starts depends on where the person is."""
        self.fill()

    def on_input_changed(self) -> None:
        """The button names what will be started."""
        self.fill()

    def action_fill_in(self) -> None:
        """Enter never starts: it goes on to what is still to be filled in."""
        empty = next((field for field in self._fields() if not field.is_filled), None)
        if empty is not None:
            empty.focus()
        else:
            self.hint("y starts it (ctrl+y from a line), esc cancels.")

    def on_input_submitted(self) -> None:
        """Enter in a line goes on to the next that is empty; it never starts."""
        empty = next((field for field in self._fields() if not field.is_filled), None)
        if empty is not None and empty is not self.focused:
            empty.focus()
        elif empty is not None:
            self.hint(f"{empty.asked.name}: {empty.about}")
        else:
            self.hint("ctrl+y starts it, esc cancels.")

    def action_proceed(self) -> None:
        """Start it."""
        fields = self._fields()
        empty = next((field for field in fields if not field.is_filled), None)
        if not fields:
            self.hint("Choose a process first.")
        elif empty is not None:
            empty.focus()
            self.hint(f"{empty.asked.name}: {empty.about}")
        else:
            self.dismiss((self._process(), {field.asked.name: field.value.strip() for field in fields}))


def _css(name: str) -> str:
    """A process's name as a name of the style sheet."""
    return "p-" + "".join(char if char.isascii() and char.isalnum() else f"_{ord(char):x}" for char in name)
