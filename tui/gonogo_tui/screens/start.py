"""The dialog that starts a release: process, version, and what else the process asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from gonogo_tui.present.lines import Line, Row, Span, line, wrapped
from gonogo_tui.screens.dialog import Dialog, HeldInput, cancel_button, confirm_button
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult

    from gonogo.model.day import ProcessText
    from gonogo_tui.messages import RowChosen


class StartDialog(Dialog[tuple[str, dict[str, str]]]):
    """Asks which process, and which version. Starting writes a line in the journal, nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "proceed", show=False),
        Binding("ctrl+y", "proceed", show=False),
        Binding("enter", "explain", show=False),
    ]
    heading = "Start a release"

    def __init__(self, processes: tuple[ProcessText, ...], monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic)
        self._processes = {process.name: process for process in processes}
        self._choices: dict[str, tuple[str, str]] = {}
        for process in processes:
            for _, version in process.next_versions or (("", ""),):
                self._choices[f"{process.name} {version}"] = (process.name, version)
        self.around = 11 + 2 * len(self._choices)
        self._names = tuple(dict.fromkeys(name for process in processes for name in process.inputs))

    def compose_body(self) -> ComposeResult:
        """The processes with their next versions, and the inputs."""
        yield Lines(id="body")
        yield Rows("choices")
        yield HeldInput(id="version", placeholder="version")
        for number, name in enumerate(self._names):
            yield HeldInput(id=f"input-{number}", placeholder=name)

    def on_mount(self) -> None:
        """Show the choices."""
        text = "Choose what to release. This writes one line in the journal; nothing leaves this machine."
        self.query_one("#body", Lines).show_for_width(lambda width: wrapped(text, width, "dim"))
        rows = tuple(self._row(key, name, version) for key, (name, version) in self._choices.items())
        choices = self.query_one("#choices", Rows)
        choices.show_rows(rows, ("The playbook has no process.",))
        choices.focus()
        self._take(choices.chosen)

    def _row(self, key: str, name: str, version: str) -> Row:
        process = self._processes[name]
        label = next((word for word, nearest in process.next_versions if nearest == version), "")
        head = line(Span(name, "strong"), f"  {version or '(type the version)'}", Span(f"  {label}", "dim"))
        return Row(key, (head, line("  ", Span(process.title, "dim"))))

    def on_row_chosen(self, message: RowChosen) -> None:
        """Fill in the version of the choice."""
        message.stop()
        self._take(message.key)

    def _take(self, key: str) -> None:
        self.query_one("#version", Input).value = self._choices.get(key, ("", ""))[1]
        self.fill()

    def _process(self) -> str:
        return self._choices.get(self.query_one("#choices", Rows).chosen, ("", ""))[0]

    def _inputs(self) -> Mapping[str, str]:
        found = {"version": self.query_one("#version", Input).value.strip()}
        wanted = self._processes[self._process()].inputs if self._process() else ()
        for number, name in enumerate(self._names):
            if name in wanted:
                found[name] = self.query_one(f"#input-{number}", Input).value.strip()
        return found

    def buttons(self) -> Line:
        """Cancel and what starts."""
        process = self._process()
        version = self.query_one("#version", Input).value.strip()
        word = f"Start {process} {version}" if process and version else "Start"
        start = confirm_button(word, "y", is_ready=bool(process and version))
        return line(cancel_button(), "  ", start, right=(Span("tab: other version", "dim"),))

    def on_input_changed(self) -> None:
        """The button names what will be started."""
        self.fill()

    def action_explain(self) -> None:
        """Enter never starts."""
        self.hint("y starts it (ctrl+y from the version), esc cancels.")

    def on_input_submitted(self) -> None:
        """Enter in a line never starts."""
        self.hint("ctrl+y starts it, esc cancels.")

    def action_proceed(self) -> None:
        """Start it."""
        inputs = dict(self._inputs())
        if not self._process() or not all(inputs.values()):
            self.hint("Fill in every line first.")
        else:
            self.dismiss((self._process(), inputs))
