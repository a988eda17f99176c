"""The first paint: the words of the last screen in grey, if there are any, while all else is loaded behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from gonogo_tui.present.ages import as_of
from gonogo_tui.widgets.looks import look_of

if TYPE_CHECKING:
    from datetime import datetime

    from textual.app import ComposeResult

    from gonogo.compose.pictures import Curtain


class CurtainScreen(Screen[None]):
    """Nothing but the old words; keys that come meanwhile wait for the board."""

    def __init__(self, curtain: Curtain | None, now: datetime) -> None:
        super().__init__()
        self._curtain = curtain
        self._now = now

    def compose(self) -> ComposeResult:
        """The words."""
        yield _Words(self._curtain, self._now)


class _Words(Widget):
    DEFAULT_CSS = "_Words { width: 100%; height: 100%; }"

    def __init__(self, curtain: Curtain | None, now: datetime) -> None:
        super().__init__()
        self._curtain = curtain
        self._now = now

    def render_line(self, y: int) -> Strip:
        """A row as it stood, grey: nothing old is green. The first says how old it is."""
        width = self.size.width
        if y == 0:
            segments = self._head()
        else:
            rows = self._curtain.rows if self._curtain else ()
            segments = [Segment(rows[y] if y < len(rows) else "", look_of(self.app, "dim"))]
        return Strip(segments).adjust_cell_length(width, self.rich_style).apply_style(self.rich_style)

    def _head(self) -> list[Segment]:
        """Whose board it is and how old its words are, as far as that is known."""
        head = [Segment(" gonogo ", look_of(self.app, "brand"))]
        if self._curtain is None:
            return [*head, Segment("  opening …", look_of(self.app, "dim"))]
        return [
            *head,
            Segment(f"  {self._curtain.repo}  ", look_of(self.app, "strong")),
            Segment(f"? {as_of(self._curtain.taken_at, self._now)}", look_of(self.app, "unseen")),
            Segment(" · looking …", look_of(self.app, "dim")),
        ]
