"""The terminal app: two looks, one board."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.theme import Theme

from gonogo_tui.palette import BoardCommands
from gonogo_tui.screens.board import Board

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.command import Provider

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
        "chip-quiet": "#5b6675",
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
        "chip-quiet": "#76808c",
        "added": "#12702f",
        "removed": "#bd1a26",
        "footer-key-foreground": "#0b62c4",
    },
)


class GonogoApp(App[None]):
    """A release day on one screen."""

    TITLE = "gonogo"
    CSS_PATH: ClassVar[list[str]] = ["styles/looks.tcss", "styles/board.tcss", "styles/dialogs.tcss"]  # type: ignore[assignment]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {BoardCommands}
    COMMAND_PALETTE_BINDING = "f1"
    BINDINGS: ClassVar[list] = []  # type: ignore[type-arg]

    def __init__(self, session: Desk, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Open on a session.

        Args:
            session: The door to the core; closed when the app ends.
            monotonic: Real seconds, for holding back input and counting down.
        """
        super().__init__()
        self.session = session
        self._monotonic = monotonic
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def on_mount(self) -> None:
        """Show the board."""
        self.push_screen(Board(self.session, self._monotonic))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of our own names, for themes that lack them."""
        return dict(DARK.variables)

    async def on_unmount(self) -> None:
        """Let go of connections and the journal."""
        await self.session.close()
