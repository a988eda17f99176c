"""The widget that shows a run's graph; its cursor is bound to a node's key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region

from gonogo_tui.messages import RowChosen, RowOpened
from gonogo_tui.present.graph import Graph
from gonogo_tui.present.graph_rows import draw_graph
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.rows import MOVE_BINDINGS

if TYPE_CHECKING:
    from datetime import datetime

    from textual import events

    from gonogo_tui.present.graph_columns import Picture, Placed


class GraphView(Lines):
    """A graph, drawn for its width: in columns where they fit, in rows where not."""

    can_focus = True
    margin_right = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVE_BINDINGS,
        Binding("right,l", "move('right')", show=False),
        Binding("left,h", "move('left')", show=False),
    ]

    def __init__(self, panel: str) -> None:
        super().__init__(id=panel, classes="panel")
        self.panel = panel
        self.chosen = ""
        self._graph = Graph()
        self._now: datetime | None = None
        self._picture: Picture | None = None
        self._title = ("", "")

    def entitle(self, title: str, corner: str = "") -> None:
        """Set the words in the frame."""
        if (title, corner) != self._title:
            self._title = (title, corner)
            self.border_title = Content(title)
            self.border_subtitle = Content(corner) if corner else None

    def show_graph(self, graph: Graph, now: datetime) -> None:
        """Show a graph; the cursor stays on its node, or begins where a person is needed."""
        self._graph, self._now = graph, now
        is_new = self.chosen not in graph.nodes
        if is_new:
            self.chosen = graph.first()
        self._draw()
        if is_new and self.chosen:
            self.call_after_refresh(self._reveal)
            self.post_message(RowChosen(self.panel, self.chosen))

    def _draw(self) -> None:
        if self._now is None or not self.inner_width:
            return
        self._picture = draw_graph(self._graph, self.chosen, self._now, self.inner_width)
        self.show(self._picture.lines)

    def on_resize(self) -> None:
        """Another width may need another picture."""
        self._draw()
        self.call_after_refresh(self._reveal)

    def choose(self, key: str) -> bool:
        """Put the cursor on a node; False when it is not here."""
        if key not in self._graph.nodes:
            return False
        if key != self.chosen:
            self.chosen = key
            self._draw()
            self.post_message(RowChosen(self.panel, key))
        self._reveal()
        return True

    def _reveal(self) -> None:
        place = self._picture.places.get(self.chosen) if self._picture else None
        if place is not None:
            self.scroll_to_region(Region(0, max(0, place.y - 1), 1, 3), animate=False, force=True)

    def action_move(self, how: str) -> None:
        """Move the cursor: up and down in the column, left and right along the lines."""
        if self._picture is None or self.chosen not in self._picture.places:
            return
        places = list(self._picture.places.values())
        here = self._picture.places[self.chosen]
        if how in ("left", "right"):
            self._move_along(here, places, is_right=how == "right")
            return
        if how in ("first", "last"):
            ordered = sorted(places, key=lambda p: (p.x, p.y))
            self.choose(ordered[0 if how == "first" else -1].key)
            return
        column = sorted((p for p in places if p.x == here.x), key=lambda p: p.y)
        page = max(1, self.size.height - 2)
        at = column.index(here)
        target = at + {"down": 1, "up": -1, "page_down": page, "page_up": -page}[how]
        self.choose(column[min(max(target, 0), len(column) - 1)].key)

    def _move_along(self, here: Placed, places: list[Placed], *, is_right: bool) -> None:
        node = self._graph.nodes[here.key]
        if is_right:
            joined = [p for p in places if here.key in self._graph.nodes[p.key].needs]
        else:
            joined = [p for p in places if p.key in node.needs]
        nearest = min(joined, key=lambda p: (abs(p.y - here.y), p.y), default=None)
        if nearest is not None:
            self.choose(nearest.key)

    def on_click(self, event: events.Click) -> None:
        """Choose the node under the pointer; a second click opens it."""
        where = event.get_content_offset(self)
        if where is None or self._picture is None:
            return
        y = where.y + self.scroll_offset.y
        for place in self._picture.places.values():
            if place.y == y and place.x <= where.x < place.x + place.width:
                self.choose(place.key)
                if event.chain == 2:
                    self.post_message(RowOpened(self.panel, place.key))
                return
