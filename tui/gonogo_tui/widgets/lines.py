"""A widget that draws lines of styled text; nothing in them is ever markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from gonogo_tui.messages import CommandClicked
from gonogo_tui.present.lines import BLANK, Line, fit
from gonogo_tui.widgets.looks import look_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style
    from textual import events


class Lines(ScrollView):
    """Lines, drawn as they are given; scrolls when there are more than fit."""

    can_focus = False
    margin_right = 0
    """Cells kept free between the text and the scroll bar."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id, classes=classes)
        self._source: Callable[[int], tuple[Line, ...]] | None = None
        self._shown: tuple[Line, ...] = ()

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines as they are now."""
        return self._shown

    def show(self, lines: tuple[Line, ...]) -> None:
        """Show these lines; only what changed is drawn again."""
        self._source = None
        self._replace(lines)

    def show_for_width(self, source: Callable[[int], tuple[Line, ...]]) -> None:
        """Show what `source` makes for the width, now and whenever the width changes."""
        self._source = source
        if self.inner_width:
            self._replace(source(self.inner_width))

    @property
    def inner_width(self) -> int:
        """Cells in a line."""
        return max(0, self.scrollable_content_region.width - self.margin_right)

    def _replace(self, lines: tuple[Line, ...]) -> None:
        before, self._shown = self._shown, lines
        if before is lines:
            return
        if len(before) != len(lines):
            self._fit_scroll_bar(len(lines))
        first = self.scroll_offset.y
        for y in range(first, min(first + self.size.height, max(len(before), len(lines)))):
            old, new = before[y : y + 1], lines[y : y + 1]
            if old != new:
                self.refresh_lines(y)

    def _fit_scroll_bar(self, count: int) -> None:
        """Say how many lines there are; where the height follows them, everything is laid out again."""
        size = Size(0, count)
        if self.styles.auto_dimensions:
            self.virtual_size = size
            self.refresh()
            return
        # Textual lays the whole screen out again for a new virtual size, which takes most of a frame; a
        # panel of a fixed height needs no more than its scroll bar, which asks for that if it comes or goes.
        self.set_reactive(Lines.virtual_size, size)
        self._scroll_update(size)

    def on_resize(self) -> None:
        """Make the lines again for the new width."""
        if self._source is not None:
            self._replace(self._source(self.inner_width))

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        index = y + self.scroll_offset.y
        one = self._shown[index] if index < len(self._shown) else BLANK
        return self.draw(one, self.line_style(index))

    def line_style(self, index: int) -> Style:  # noqa: ARG002 (lists light their chosen row)
        """The look under a line."""
        return self.rich_style

    def draw(self, one: Line, base: Style) -> Strip:
        """A line as a strip of exactly the width."""
        width = self.inner_width
        whole = width + self.margin_right
        segments = [
            Segment(span.text, base + look_of(self.app, span.style, span.command))
            for span in fit(one, width)
            if span.text
        ]
        return Strip(segments).adjust_cell_length(whole, base)

    def on_click(self, event: events.Click) -> None:
        """A click on a word that stands for a command runs it."""
        command = event.style.meta.get("command", "")
        if command:
            event.stop()
            self.post_message(CommandClicked(command))
