"""What the widgets tell the screen."""

from __future__ import annotations

from textual.message import Message


class RowChosen(Message):
    """The cursor of a panel is on another row.

    Attributes:
        panel: Name of the panel.
        key: Key of the row; empty when there is none.
    """

    def __init__(self, panel: str, key: str) -> None:
        super().__init__()
        self.panel = panel
        self.key = key


class RowOpened(Message):
    """A row was double-clicked, or clicked while it was chosen."""

    def __init__(self, panel: str, key: str) -> None:
        super().__init__()
        self.panel = panel
        self.key = key


class CommandClicked(Message):
    """A word that stands for a command was clicked."""

    def __init__(self, command: str) -> None:
        super().__init__()
        self.command = command
