"""The frame of every dialog: held back for 300 ms, Cancel first, and one key that confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from gonogo_tui.commands.board import MOVES
from gonogo_tui.present.lines import Line, Span, line
from gonogo_tui.widgets.lines import Lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.screen import Screen

    from gonogo_tui.messages import CommandClicked

T = TypeVar("T")

_WIDE, _TALL = 100, 30
"""A screen that is smaller gives its whole width to a dialog."""
_LEAST = 3
"""Lines that are left of what scrolls, however small the screen."""
HELD_S = 0.3
"""How long input is ignored after a dialog has opened: a key that is held down repeats."""


class Dialog(ModalScreen[T]):
    """A dialog over the board."""

    AUTO_FOCUS = ""
    """Nothing: a line to type in would swallow the key that confirms."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False),
        Binding("q,ctrl+q", "cancel", show=False),
        *(Binding(move.keys, f"scroll('{move.action}')", show=False) for move in MOVES),
    ]

    heading = ""
    """The words in the frame."""
    elastic = "#body"
    """What scrolls when not everything fits: it is given the lines that the rest leaves."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._opened_at = monotonic()
        self._room = 0

    @property
    def is_held(self) -> bool:
        """Input is still ignored."""
        return self._monotonic() - self._opened_at < HELD_S

    def compose(self) -> ComposeResult:
        """The frame: body, hint, buttons."""
        with Vertical(id="dialog") as frame:
            frame.border_title = Content(self.heading)
            yield from self.compose_body()
            yield Lines(id="hint")
            yield Lines(id="buttons")

    def compose_body(self) -> ComposeResult:
        """What stands in the frame."""
        yield Lines(id="body")

    def on_mount(self) -> None:
        """Show the words."""
        self.screen_layout_refresh_signal.subscribe(self, self._share_height)
        self.fill()

    def on_resize(self) -> None:
        """On a small screen a dialog takes all the width: what stood beside it could not be read anyway."""
        width, height = self.app.size
        self.set_class(width < _WIDE or height < _TALL, "-small")

    def _share_height(self, _: Screen[Any]) -> None:
        """Give what scrolls the lines that the rest leaves, so that the buttons are always in sight."""
        frame = self.query_one("#dialog")
        scrolling = self.query_one(self.elastic)
        rest = frame.gutter.height + scrolling.styles.margin.height
        for widget in frame.children:
            if widget is not scrolling and widget.display:
                rest += widget.outer_size.height + widget.styles.margin.height
        room = max(_LEAST, self.app.size.height - rest)
        if room != self._room:
            self._room = room
            scrolling.styles.max_height = room

    def fill(self) -> None:
        """Show what depends on what was typed or chosen."""
        self.query_one("#buttons", Lines).show((self.buttons(),))

    def buttons(self) -> Line:
        """The last line: Cancel, which has the focus, and what confirms."""
        return line(cancel_button())

    def hint(self, text: str, style: str = "wait") -> None:
        """Say something above the buttons."""
        self.query_one("#hint", Lines).show((line(Span(text, style)),))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Nothing works in the first moment."""
        return not self.is_held

    def action_cancel(self) -> None:
        """Close; nothing was done."""
        self.dismiss(None)

    def action_scroll(self, how: str) -> None:
        """Scroll the body."""
        body = self.query_one("#body", Lines)
        page = max(1, body.size.height - 1)
        steps = {"down": 1, "up": -1, "page_down": page, "page_up": -page}
        ends = {"first": 0.0, "last": float(body.max_scroll_y)}
        body.scroll_to(y=ends[how] if how in ends else body.scroll_y + steps[how], animate=False)

    async def on_command_clicked(self, message: CommandClicked) -> None:
        """A button was clicked."""
        message.stop()
        if not self.is_held:
            await self.run_action(message.command)


class AskingDialog(Dialog[T]):
    """A dialog that asks before something is done: `esc` cancels, one key goes on, and `enter` does neither."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "go_on('y')", show=False),
        Binding("ctrl+y", "go_on('ctrl+y')", show=False),
        Binding("enter", "explain", show=False),
    ]

    @property
    def go_key(self) -> str:
        """The key that goes on from here: where something is typed, y is a letter."""
        return "ctrl+y" if isinstance(self.focused, Input) else "y"

    @property
    def missing(self) -> str:
        """What must be given first, as a sentence; empty when it may go on."""
        return ""

    def answer(self) -> T:
        """What the person's word is."""
        raise NotImplementedError

    def on_descendant_focus(self) -> None:
        """The key that goes on depends on where the person is."""
        self.fill()

    def on_descendant_blur(self) -> None:
        """As when something else is gone to."""
        self.fill()

    def on_input_submitted(self) -> None:
        """Enter in a line says the same as anywhere."""
        self.action_explain()

    def action_explain(self) -> None:
        """Say what is missing, or which key goes on."""
        self.hint(self.missing or f"{self.go_key} goes on, esc cancels.")

    def action_go_on(self, key: str) -> None:
        """Go on by the key that is shown; by no other."""
        if key == self.go_key:
            self.action_proceed()
        else:
            self.action_explain()

    def action_proceed(self) -> None:
        """Go on, if all that is asked for was given."""
        if self.missing:
            self.hint(self.missing)
        else:
            self.dismiss(self.answer())

    def go_button(self, word: str) -> Span:
        """What goes on, with its key."""
        return confirm_button(word, self.go_key, is_ready=not self.missing)


class HeldInput(Input):
    """A line to type in that ignores what comes in the dialog's first moment."""

    def _is_held(self) -> bool:
        return isinstance(self.screen, Dialog) and self.screen.is_held

    async def _on_key(self, event: events.Key) -> None:
        if self._is_held():
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        if self._is_held():
            event.stop()
            event.prevent_default()
            return
        super()._on_paste(event)


def cancel_button(word: str = "Cancel") -> Span:
    """What closes without doing anything; it has the focus."""
    return Span(f" {word}  esc ", "chip-key", command="cancel")


def confirm_button(word: str, key: str, *, is_ready: bool = True) -> Span:
    """What confirms, with its key."""
    if is_ready:
        return Span(f" {word}  {key} ", "chip-good", command="proceed")
    return Span(f" {word}  {key} ", "chip-dim")
