"""The terminal app: two looks, one board."""

from __future__ import annotations

import gc
import os
import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.theme import Theme

from gonogo.model.settings import DEFAULTS
from gonogo.model.text import clean_line
from gonogo_tui.widgets import ascii as ascii_only

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textual.command import Provider
    from textual.screen import Screen

    from gonogo.compose.pictures import PictureFile
    from gonogo.model.settings import Settings
    from gonogo_tui.commands.session import Desk

DARK = Theme(
    name="gonogo-dark",
    primary="#6cb6ff",
    secondary="#6cb6ff",
    accent="#6cb6ff",
    success="#7fd98c",
    warning="#f0b45c",
    error="#ff6b6b",
    foreground="#dfe5ec",
    background="#0d1117",
    surface="#0d1117",
    panel="#161d26",
    dark=True,
    variables={
        "unseen": "#c792ea",
        "quiet": "#7d8896",
        "faint": "#2b3440",
        "lit": "#1b2735",
        "lit-blurred": "#151d27",
        "on-chip": "#0d1117",
        "chip-quiet": "#8492a3",
        "added": "#7fd98c",
        "removed": "#ff8f8f",
        "footer-key-foreground": "#6cb6ff",
    },
)
LIGHT = Theme(
    name="gonogo-light",
    primary="#0b62c4",
    secondary="#0b62c4",
    accent="#0b62c4",
    success="#12702f",
    warning="#8f5600",
    error="#bd1a26",
    foreground="#1c2530",
    background="#fbfaf7",
    surface="#fbfaf7",
    panel="#f0eee8",
    dark=False,
    variables={
        "unseen": "#7b35b5",
        "quiet": "#5f6975",
        "faint": "#d0ccc2",
        "lit": "#dbe8f7",
        "lit-blurred": "#eceae3",
        "on-chip": "#ffffff",
        "chip-quiet": "#5f6975",
        "added": "#12702f",
        "removed": "#bd1a26",
        "footer-key-foreground": "#0b62c4",
    },
)


_YOUNG = (5_000, 1_000, 1_000)
"""Between two keys only what was made just now is looked through; the board does the rest when it is idle."""


def _is_light(theme: str) -> bool:
    """As set; `auto` believes what the terminal says of its ground, where it says so."""
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return theme == "light" or (theme == "auto" and ground in ("7", "15"))


def _board_commands() -> type[Provider]:
    from gonogo_tui.palette import BoardCommands  # noqa: PLC0415 (slow to load, and wanted by a key only)

    return BoardCommands


class GonogoApp(App[None]):
    """A release day on one screen."""

    TITLE = "gonogo"
    CSS_PATH: ClassVar[list[str]] = ["styles/looks.tcss"]  # type: ignore[assignment]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_board_commands}
    COMMAND_PALETTE_BINDING = "f1"
    BINDINGS: ClassVar[list] = []  # type: ignore[type-arg]

    def __init__(
        self,
        session: Desk | Callable[[], Desk],
        monotonic: Callable[[], float] = time.monotonic,
        *,
        file: PictureFile | None = None,
        settings: Settings = DEFAULTS,
    ) -> None:
        """Open on a session.

        Args:
            session: The door to the core, or what makes it once the screen is up; closed when the app ends.
            monotonic: Real seconds, for holding back input and counting down.
            file: Where the words of the last screen are kept; None keeps none.
            settings: How it looks and behaves for this user.
        """
        super().__init__()
        self._source = session
        self._session: Desk | None = None
        self._monotonic = monotonic
        self._file = file
        self.settings = settings
        self.is_ascii = ascii_only.is_wanted(settings.ascii)
        if self.is_ascii:
            self._filters.append(ascii_only.AsciiFilter())
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = LIGHT.name if _is_light(settings.theme) else DARK.name

    @property
    def session(self) -> Desk:
        """The door to the core."""
        if self._session is None:
            self._session = self._source() if callable(self._source) else self._source
        return self._session

    def get_default_screen(self) -> Screen[None]:
        """The words of the last screen, where they were kept for one of this size; else only whose they are.

        A session that is there already needs no words in its place.
        """
        curtain = self._file.read_curtain() if self._file else None
        if curtain is not None and (curtain.width, len(curtain.rows)) != self.size:
            curtain = curtain._replace(rows=())
        if not callable(self._source) and not (curtain and curtain.rows):
            return super().get_default_screen()
        from gonogo.compose.clock import SystemClock  # noqa: PLC0415 (only where there is a curtain)
        from gonogo_tui.widgets.curtain import CurtainScreen  # noqa: PLC0415 (as above)

        return CurtainScreen(curtain, SystemClock().now())

    def on_mount(self) -> None:
        """Show the board, behind the curtain if there is one: after that is painted."""
        self.call_after_refresh(self._show_board) if self._has_curtain else self._show_board()

    @property
    def _has_curtain(self) -> bool:
        return self.screen.id != "_default"

    def _show_board(self) -> None:
        # A crowded board is a million small values that all live: looking through them for what may go
        # takes longer than a frame. That is done when nobody types: when the terminal loses the focus.
        gc.disable()
        try:
            from gonogo_tui.screens.board import Board  # noqa: PLC0415 (the first paint does not wait for it)

            self.push_screen(Board(self.session, self._monotonic, self.settings))
        finally:
            gc.freeze()
            gc.set_threshold(*_YOUNG)
            gc.enable()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of our own names, for themes that lack them."""
        return dict(DARK.variables)

    def action_help_quit(self) -> None:
        """Ctrl+c was pressed: say what leaves."""
        self.notify("q goes back, and leaves from the board; ctrl+q leaves from anywhere.", markup=False)

    def tell(self, news: tuple[str, ...]) -> None:
        """Ring, and tell the desktop through the terminal, as the settings have it."""
        if self.settings.bell:
            self.bell()
        body = clean_line("; ".join(news), 200)
        forms = {"osc9": f"\x1b]9;gonogo: {body}\x07", "osc777": f"\x1b]777;notify;gonogo;{body}\x07"}
        if self.settings.desktop in forms and self._driver is not None:
            self._driver.write(forms[self.settings.desktop])

    def keep_curtain(self, repo: str, seen_at: datetime) -> None:
        """Keep the words that stand on the screen now, for the next start."""
        if self._file is None:
            return
        from gonogo.compose.pictures import Curtain  # noqa: PLC0415 (only where it is kept)

        rows = tuple(strip.text.rstrip() for strip in self.screen._compositor.render_strips())  # noqa: SLF001
        self._file.keep_curtain(Curtain(seen_at, repo, self.size.width, rows))

    async def on_unmount(self) -> None:
        """Let go of connections and the journal."""
        if self._session is not None:
            await self._session.close()
