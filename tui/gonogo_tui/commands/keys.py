"""The keys of the user's settings in place of the commands' own, in every hint and for every press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.keys import _character_to_key

from gonogo_tui.commands.board import COMMANDS
from gonogo_tui.present.words import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIXED = ("panel", "across", "back", "enter", "quit")
"""Their keys stay: numbers and arrows mean what they show, and one can always act, go back, and leave."""


def own_keys() -> Mapping[str, tuple[str, ...]]:
    """Command → its own keys, as the settings write them."""
    return {c.name: tuple(map(written, c.keys)) for c in COMMANDS if c.name not in _FIXED}


def written(key: str) -> str:
    """A key as it is written: `/` for `slash`."""
    return next((char for char in "/?:.,;!+-*=" if _character_to_key(char) == key), key)


def apply_keys(keys: Mapping[str, tuple[str, ...]]) -> None:
    """Let commands have other keys; hints show the first."""
    for command in COMMANDS:
        if command.name in keys:
            texts = keys[command.name]
            command.keys = tuple(_character_to_key(text) if len(text) == 1 else text for text in texts)
            command.shown = texts[0]
            if command.name.startswith("do-") and command.name != "do-do":
                KEYS[command.name.removeprefix("do-")] = texts[0]
