"""A line to type in, with the word for what is typed before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widgets import Input, Label

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Prompt(Horizontal):
    """`filter  tag█`: hidden until its screen shows it."""

    def __init__(self, word: str, input_id: str) -> None:
        super().__init__(classes="prompt")
        self._word = word
        self._input_id = input_id

    def compose(self) -> ComposeResult:
        """The word, and the line."""
        yield Label(self._word, markup=False)
        yield Input(id=self._input_id, select_on_focus=False)
