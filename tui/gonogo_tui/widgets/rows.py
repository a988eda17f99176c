"""A list whose cursor is bound to the key of a row, never to its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region

from gonogo_tui.commands.board import MOVES
from gonogo_tui.messages import RowChosen, RowOpened
from gonogo_tui.present.lines import Line, Row, Span, line
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.looks import look_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style
    from textual import events

MOVE_BINDINGS: list[BindingType] = [
    Binding(move.keys, f"move('{move.action}')", show=False) for move in MOVES
]
_AROUND = 2
"""Lines kept in sight above and below the cursor."""


class Rows(Lines):
    """A panel with rows; keeps cursor, scroll and focus when the rows change."""

    can_focus = True
    margin_right = 1
    BINDINGS: ClassVar[list[BindingType]] = MOVE_BINDINGS

    def __init__(
        self,
        panel: str,
        *,
        starts_empty: bool = False,
        stays_lit: bool = False,
        follows_first: bool = False,
    ) -> None:
        super().__init__(id=panel, classes="panel")
        self.stays_lit = stays_lit
        self._starts_empty = starts_empty
        self._follows_first = follows_first
        self.panel = panel
        self.chosen = ""
        self.filter_text = ""
        self._all: tuple[Row, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._tops: list[int] = []
        self._row_at: list[int] = []
        self._empty: tuple[str, ...] = ()
        self._title = ("", "")
        self._make: Callable[[int], tuple[Row, ...]] | None = None
        self._made_for = 0

    def entitle(self, title: str, corner: str = "") -> None:
        """Set the words in the frame."""
        if (title, corner) != self._title:
            self._title = (title, corner)
            self.border_title = Content(title)
            self.border_subtitle = Content(corner) if corner else None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows as they are shown."""
        return self._rows

    @property
    def row(self) -> Row | None:
        """The chosen row."""
        return next((row for row in self._rows if row.key and row.key == self.chosen), None)

    @property
    def filter_words(self) -> str:
        """`/ tag · 2 of 17`; empty where nothing is filtered."""
        if not self.filter_text:
            return ""
        shown, all_ = (sum(bool(row.key) for row in rows) for rows in (self._rows, self._all))
        return f"/ {self.filter_text} · {shown} of {all_}"

    def show_rows(self, rows: tuple[Row, ...], empty: tuple[str, ...] = ()) -> None:
        """Show these rows; the cursor stays on the row with its key.

        Args:
            rows: All rows, unfiltered.
            empty: Lines to show when there are none: why, and what to do.
        """
        self._make = None
        self._show_rows(rows, empty)

    def show_rows_for_width(
        self, make: Callable[[int], tuple[Row, ...]], empty: tuple[str, ...] = ()
    ) -> None:
        """Show the rows that `make` gives for the width, now and whenever the width changes."""
        self._make = make
        self._made_for = self.inner_width
        self._show_rows(make(self._made_for), empty)

    def _show_rows(self, rows: tuple[Row, ...], empty: tuple[str, ...]) -> None:
        if rows == self._all and empty == self._empty and self._shown:
            return
        self._all, self._empty = rows, empty
        self._arrange()

    def set_filter(self, text: str) -> None:
        """Show only rows that hold the text, in any case."""
        self.filter_text = text
        self._arrange()

    def _arrange(self) -> None:
        needle = self.filter_text.casefold()
        before = self._index(self.chosen)
        rows = tuple(row for row in self._all if not needle or (row.key and needle in row.text.casefold()))
        self._rows = rows
        self._tops, self._row_at, lines = [], [], list[Line]()
        for index, row in enumerate(rows):
            self._tops.append(len(lines))
            self._row_at += [index] * len(row.lines)
            lines += row.lines
        if not rows:
            words = (
                (f"Nothing holds “{self.filter_text}”.", "esc shows all.")
                if needle and self._all
                else self._empty
            )
            lines = [line(" ", Span(text, "dim")) for text in words]
        offset = self.scroll_offset.y
        was = self.chosen
        self._keep(before)
        self._replace(tuple(lines))
        is_at_first = self._follows_first and not self.has_focus and before == 0
        self.scroll_to(y=0 if is_at_first else offset, animate=False, force=True, immediate=True)
        if self.chosen != was:
            self.refresh()
            self.post_message(RowChosen(self.panel, self.chosen))

    def _keep(self, before: int) -> None:
        if self._follows_first and before == 0 and not self.has_focus:
            self.chosen = next((row.key for row in self._rows if row.key), "")
            return
        if self._index(self.chosen) >= 0 or (self._starts_empty and not self.chosen):
            return
        keys = [row.key for row in self._rows]
        later = [key for key in keys[max(before, 0) :] if key]
        earlier = [key for key in keys[: max(before, 0)] if key]
        self.chosen = later[0] if later else earlier[-1] if earlier else ""

    def _index(self, key: str) -> int:
        return next((index for index, row in enumerate(self._rows) if key and row.key == key), -1)

    def choose(self, key: str) -> bool:
        """Put the cursor on a row; False when it is not here."""
        index = self._index(key)
        if index < 0:
            return False
        if key != self.chosen:
            old, self.chosen = self._index(self.chosen), key
            self._redraw(old)
            self._redraw(index)
            self.post_message(RowChosen(self.panel, key))
        self._reveal(index)
        return True

    def _redraw(self, index: int) -> None:
        if 0 <= index < len(self._tops):
            self.refresh_lines(self._tops[index], len(self._rows[index].lines))

    def _reveal(self, index: int) -> None:
        top, height = self._tops[index], len(self._rows[index].lines)
        around = min(_AROUND, max(0, (self.size.height - height) // 2))
        above = min(top, around)
        self.scroll_to_region(Region(0, top - above, 1, height + above + around), animate=False, force=True)

    def action_move(self, how: str) -> None:
        """Move the cursor; headings are stepped over."""
        keys = [row.key for row in self._rows if row.key]
        if not keys:
            return
        at = keys.index(self.chosen) if self.chosen in keys else -1
        page = max(1, self.size.height // max(1, len(self._shown) // max(1, len(keys))) - 1)
        target = {
            "down": at + 1,
            "up": at - 1,
            "first": 0,
            "last": len(keys) - 1,
            "page_down": at + page,
            "page_up": at - page,
        }[how]
        self.choose(keys[min(max(target, 0), len(keys) - 1)])

    def line_style(self, index: int) -> Style:
        """The chosen row is lit, brighter where the focus is."""
        if index >= len(self._row_at):
            return self.rich_style
        row = self._rows[self._row_at[index]]
        is_gap = not row.lines[index - self._tops[self._row_at[index]]].left
        if not row.key or row.key != self.chosen or is_gap:
            return self.rich_style
        if not (self.has_focus or self.stays_lit):
            return self.rich_style
        return self.rich_style + look_of(self.app, "cursor" if self.has_focus else "cursor-blurred")

    def on_resize(self) -> None:
        """Make the rows for the new width, and keep the cursor in sight."""
        if self._make is not None and self.inner_width != self._made_for:
            self.show_rows_for_width(self._make, self._empty)
        index = self._index(self.chosen)
        if index >= 0:
            self._reveal(index)

    def on_focus(self) -> None:
        """Draw the cursor brighter."""
        self._redraw(self._index(self.chosen))

    def on_blur(self) -> None:
        """Draw the cursor paler."""
        self._redraw(self._index(self.chosen))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the pointer; a second click opens it."""
        index = event.get_content_offset(self)
        if index is None:
            return
        y = index.y + self.scroll_offset.y
        if y >= len(self._row_at):
            return
        key = self._rows[self._row_at[y]].key
        if not key:
            return
        self.choose(key)
        if event.chain == 2 and not event.style.meta.get("command"):
            self.post_message(RowOpened(self.panel, key))


class Detail(Lines):
    """The pane that shows the chosen row whole; scrolls with the keys of the lists."""

    can_focus = True
    margin_right = 1
    BINDINGS: ClassVar[list[BindingType]] = MOVE_BINDINGS
    _title = ("", "")

    def entitle(self, title: str, corner: str = "") -> None:
        """Set the words in the frame."""
        if (title, corner) != self._title:
            self._title = (title, corner)
            self.border_title = Content(title)
            self.border_subtitle = Content(corner) if corner else None

    def action_move(self, how: str) -> None:
        """Scroll."""
        page = max(1, self.size.height - 2)
        steps = {"down": 1, "up": -1, "page_down": page, "page_up": -page}
        ends = {"first": 0.0, "last": float(self.max_scroll_y)}
        self.scroll_to(y=ends[how] if how in ends else self.scroll_y + steps[how], animate=False)
