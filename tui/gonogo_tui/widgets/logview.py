"""The widget that shows a job's log: 50,000 lines at once, drawn as they come in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Log

from gonogo_tui.messages import RowChosen
from gonogo_tui.present.lines import Span, cells
from gonogo_tui.present.log import LogLine, LogText, line_spans, plain_line
from gonogo_tui.widgets.looks import look_of
from gonogo_tui.widgets.rows import MOVE_BINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

_NONE = Style.null()
_AHEAD = 8
"""Lines kept in sight above a line that was gone to."""


class LogView(Log):
    """Textual's `Log`, whose lines are drawn in our colours.

    Attributes:
        here: The line that a search, a step or an error led to; -1 for none.
        has_stamps: Whether timestamps are shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVE_BINDINGS,
        # Textual's own for these keys would come before the screen's.
        Binding("right,l", "screen.command('aside')", show=False),
        Binding("left,h", "screen.command('aside_back')", show=False),
    ]

    def __init__(self, panel: str) -> None:
        super().__init__(id=panel, classes="panel", auto_scroll=False)
        self.panel = panel
        self.here = -1
        self.has_stamps = False
        self.needle = ""
        self.hits: list[int] = []
        self._text = LogText()
        self._title = ("", "")

    def entitle(self, title: str, corner: str = "") -> None:
        """Set the words in the frame."""
        if (title, corner) != self._title:
            self._title = (title, corner)
            self.border_title = Content(title)
            self.border_subtitle = Content(corner) if corner else None

    @property
    def text(self) -> LogText:
        """The log that is shown."""
        return self._text

    @property
    def is_at_end(self) -> bool:
        """The last line is in sight."""
        return self.is_vertical_scroll_end

    @property
    def is_wide(self) -> bool:
        """Some line does not fit: it is seen whole by going sideways."""
        return self.max_scroll_x > 0

    def show_log(self, text: LogText, *, follows: bool = False) -> None:
        """Show a log; where it has only grown, what is shown stays where it is."""
        before = self._text.lines
        has_grown = len(before) <= len(text.lines) and text.lines[: len(before)] == before
        self._text = text
        if has_grown and before:
            fresh = text.lines[len(before) :]
            if fresh:
                self.write_lines([self._shown(line) for line in fresh], scroll_end=False)
        else:
            self.here = -1
            self._write_all()
        if self.needle:
            self.hits = text.find(self.needle)
        if follows:
            self.scroll_end(animate=False, immediate=True, x_axis=False)

    def _shown(self, line: LogLine) -> str:
        # One line of the log is one line here: `Log` splits at whatever Python takes for a line's end.
        shown = plain_line(line, has_stamp=self.has_stamps)
        return "".join(shown.splitlines()) or " "

    def _write_all(self) -> None:
        offset = self.scroll_offset.y
        self.clear()
        self.write_lines([self._shown(line) for line in self._text.lines], scroll_end=False)
        self.scroll_to(y=offset, animate=False, force=True, immediate=True)

    def toggle_stamps(self) -> None:
        """Show or hide timestamps."""
        self.has_stamps = not self.has_stamps
        self._write_all()

    # going

    def go_to_line(self, number: int) -> None:
        """Go to a line, and light it."""
        if not 0 <= number < len(self._text.lines):
            return
        self.here = number
        self._render_line_cache.clear()
        self.refresh()
        x = self._hit_in(number)
        self.scroll_to(x=x, y=max(0, number - _AHEAD), animate=False, force=True, immediate=True)
        self.post_message(RowChosen(self.panel, str(number)))

    def _hit_in(self, number: int) -> int:
        """How far aside to go for what was searched in a line to be in sight."""
        shown, width = self._lines[number], self._room
        at = shown.casefold().find(self.needle.casefold()) if self.needle and number in self.hits else 0
        end = cells(shown[: at + len(self.needle)]) if at > 0 else 0
        return max(0, end - width // 2) if end >= width else 0

    def search(self, needle: str) -> None:
        """Look for a text; go to the first that is found from where we are."""
        self.needle, self.hits = needle, self._text.find(needle)
        self._render_line_cache.clear()
        self.refresh()
        if self.hits:
            top = max(self.here, int(self.scroll_offset.y)) if self.here >= 0 else int(self.scroll_offset.y)
            self.go_to_line(next((hit for hit in self.hits if hit >= top), self.hits[0]))

    def go_by(self, numbers: list[int], step: int) -> bool:
        """Go to the next or the last of some lines; around at the ends. False when there is none."""
        if not numbers:
            return False
        if step > 0:
            self.go_to_line(next((n for n in numbers if n > self.here), numbers[0]))
        else:
            self.go_to_line(next((n for n in reversed(numbers) if n < self.here), numbers[-1]))
        return True

    def action_move(self, how: str) -> None:
        """Scroll."""
        page = max(1, self.size.height - 2)
        steps = {"down": 1, "up": -1, "page_down": page, "page_up": -page}
        ends = {"first": 0.0, "last": float(self.max_scroll_y)}
        self.scroll_to(y=ends[how] if how in ends else self.scroll_y + steps[how], animate=False)
        self.post_message(RowChosen(self.panel, ""))

    def go_aside(self, *, is_right: bool) -> None:
        """Scroll sideways, by half of what is in sight: what was at the edge comes to the middle."""
        half = max(1, self._room // 2)
        self.scroll_to(x=self.scroll_x + (half if is_right else -half), animate=False)

    # drawing

    @property
    def _room(self) -> int:
        """Cells of a line that are in sight."""
        return self.scrollable_content_region.width

    def _render_line(self, y: int, scroll_x: int, width: int) -> Strip:
        """What is in sight of a line, with `…` where it goes on."""
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(width, base)
        ground = base + look_of(self.app, "cursor") if y == self.here else base
        whole = self._render_line_strip(y, base)
        room = min(width, self._room)
        strip = whole.crop_extend(scroll_x, scroll_x + width, ground).apply_offsets(scroll_x, y)
        more = Strip([Segment("…", ground + look_of(self.app, "dim"))], 1)
        if whole.cell_length > scroll_x + room > scroll_x:
            strip = Strip.join([strip.crop(0, room - 1), more, strip.crop(room)])
        if scroll_x and whole.cell_length > 1:
            strip = Strip.join([more, strip.crop(1)])
        return strip

    def _render_line_strip(self, y: int, rich_style: Style) -> Strip:
        """A line in our colours, with what was found and selected in it."""
        if self.text_selection is not None:
            return super()._render_line_strip(y, rich_style)
        if y in self._render_line_cache:
            return self._render_line_cache[y]
        ground = rich_style + look_of(self.app, "cursor") if y == self.here else rich_style
        spans = (
            line_spans(self._text.lines[y], has_stamp=self.has_stamps) if y < len(self._text.lines) else ()
        )
        segments = [
            Segment(
                text,
                ground + look_of(self.app, span.style) + (look_of(self.app, "chip-key") if lit else _NONE),
            )
            for span in spans
            for text, lit in self._lit(span)
        ]
        strip = Strip(segments, sum(cells(segment.text) for segment in segments))
        self._render_line_cache[y] = strip
        return strip

    def _lit(self, span: Span) -> Iterator[tuple[str, bool]]:
        """The pieces of a span, those that were searched for lit."""
        text, needle = span.text, self.needle
        folded = text.casefold()
        if not needle or len(folded) != len(text):
            yield text, False
            return
        at = 0
        while (found := folded.find(needle.casefold(), at)) >= 0:
            yield text[at:found], False
            yield text[found : found + len(needle)], True
            at = found + len(needle)
        yield text[at:], False
