"""The frame of the board: its panels, which of them has the floor, zoom and filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from gonogo_tui.commands.place import DETAIL, LISTS, PANELS
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.prompt import Prompt
from gonogo_tui.widgets.rows import Detail, Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult

_WIDE, _TALL, _BESIDE = 120, 40, 110
"""From this size all panels are shown; from this width the pane stands beside the one panel."""

_VERY_TALL = 56
"""From this height the lists below the checklist get some of its lines."""

_GRID = 24
"""Columns of the grid that all panels are set in."""

_ORDER = ("releases", "checklist", DETAIL, "journal", "branches", "pulls", "runs", "gates")


class Frame(Screen[None]):
    """Panels in a grid, or one at a time where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.current = "releases"
        """The panel that has the floor."""
        self.subject_panel = "checklist"
        """The list that the pane shows a row of."""
        self.is_zoomed = False
        self._is_last = False

    def repaint(self) -> None:
        """Show everything as it is now."""
        raise NotImplementedError

    def repaint_words(self) -> None:
        """Show what tells the time."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Header, banner, panels, what is being done, footer."""
        yield Lines(id="header")
        yield Lines(id="banner")
        yield Lines(id="tabs")
        with Container(id="panels"):
            for name in _ORDER:
                yield (
                    Detail(id=DETAIL, classes="panel")
                    if name == DETAIL
                    else Rows(
                        name,
                        stays_lit=name in ("releases", "checklist"),
                        follows_first=name == "journal",
                    )
                )
        yield Lines(id="first")
        yield Lines(id="activity")
        yield Prompt("filter", "filter")
        yield Lines(id="footer")

    def panel(self, name: str) -> Rows:
        """A list panel by its name."""
        return self.query_one(f"#{name}", Rows)

    @property
    def is_single(self) -> bool:
        """One panel is shown at a time, and the pane is not beside it."""
        return self.has_class("-single") and not self.has_class("-beside")

    @property
    def _has_grid(self) -> bool:
        """There is room for all panels; a zoomed one keeps the pane beside it then."""
        width, height = self.app.size
        return width >= _WIDE and height >= _TALL

    # the floor

    def on_descendant_focus(self) -> None:
        """The panel with the focus has the floor."""
        focused = self.focused
        if focused is None or focused.id not in _ORDER:
            return
        self.remove_class("-filtering")
        self.current = focused.id
        if self.current != DETAIL:
            if self.subject_panel != self.current:
                self.query_one(Detail).scroll_home(animate=False)
            self.subject_panel = self.current
        self.set_mode()
        self.repaint_words()

    def go(self, name: str) -> None:
        """Give a panel the floor."""
        self.current = name
        self.set_mode()
        self.query_one(f"#{name}").focus()

    def on_resize(self) -> None:
        """Another size may need another order."""
        self.set_mode()
        self.call_after_refresh(self.repaint_words)

    def set_mode(self) -> None:
        """Show all panels, or one; by the size of the screen and the zoom."""
        width = self.app.size.width
        is_single = self.is_zoomed or not self._has_grid
        self.set_class(is_single, "-single")
        self.set_class(not is_single, "-wide")
        self.set_class(not is_single and self.app.size.height >= _VERY_TALL, "-tall")
        is_list = self.current != DETAIL
        is_below = is_single and width < _BESIDE and not self.is_zoomed and self.current in LISTS
        is_beside = is_single and width >= _BESIDE and (not self.is_zoomed or (is_list and self._has_grid))
        self.set_class(is_beside, "-beside")
        self.set_class(is_below, "-below")
        panels = self.query_one("#panels")
        panels.styles.grid_columns = self._columns(width)
        is_last = is_beside or is_below
        if is_last != self._is_last:
            self._is_last = is_last
            panels.move_child(self.query_one(Detail), after=self.panel("gates" if is_last else "checklist"))
        for widget in self.query(".panel"):
            widget.set_class(widget.id == self._shown_panel(), "-current")

    def _columns(self, width: int) -> str:
        """Widths of the grid's columns, so that no cell is left over at the right."""
        if not self.has_class("-single"):
            whole, left = divmod(width - 2, _GRID)
            return " ".join(str(whole + (number < left)) for number in range(_GRID))
        return "3fr 2fr" if self.has_class("-beside") else "1fr"

    def _shown_panel(self) -> str:
        is_beside = self.has_class("-beside")
        return self.subject_panel if is_beside and self.current == DETAIL else self.current

    def go_by(self, name: str, key: str) -> None:
        """Go to a panel by its number, or to the one before or after."""
        if name == "panel":
            self.go(PANELS[int(key or "1") - 1])
            return
        step = -1 if key in ("shift+tab", "h", "left") else 1
        self.go(_ORDER[(_ORDER.index(self.current) + step) % len(_ORDER)])

    # back, evidence, zoom, filter

    def command_back(self) -> None:
        """Out of the filter, the pane, the zoom; then to the checklist and the releases, which are home."""
        if self.current != DETAIL and (self.has_class("-filtering") or self.panel(self.current).filter_text):
            self.panel(self.current).set_filter("")
            self.go(self.current)
        elif self.current == DETAIL:
            self.go(self.subject_panel)
        elif self.is_zoomed:
            self.command_zoom()
        elif self.current != "releases":
            self.go("releases" if self.current == "checklist" else "checklist")
        self.repaint()

    def command_evidence(self) -> None:
        """Give the pane the floor."""
        self.go(DETAIL)

    def command_zoom(self) -> None:
        """Give the whole screen to the panel, and back."""
        self.is_zoomed = not self.is_zoomed
        self.set_mode()
        self.call_after_refresh(self.repaint_words)

    def command_filter(self) -> None:
        """Open the line to type the filter in."""
        box = self.query_one("#filter", Input)
        box.value = self.panel(self.current).filter_text
        self.add_class("-filtering")
        box.focus()
        self.repaint_words()

    def on_input_changed(self, message: Input.Changed) -> None:
        """Filter while it is typed."""
        if self.has_class("-filtering"):
            self.panel(self.current).set_filter(message.value)
            self.repaint()

    def on_input_submitted(self) -> None:
        """Keep the filter, and go back to the list."""
        self.go(self.current)
