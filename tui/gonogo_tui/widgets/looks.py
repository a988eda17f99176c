"""The looks of spans in a theme's colours: one table for all widgets, made once for each theme.

Textual's component classes would do the same, and cost a style node for each look of each widget.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import App

_PLAIN = Style.null()

LOOKS: dict[str, tuple[str, str, bool]] = {
    "plain": ("", "", False),
    "strong": ("", "", True),
    "dim": ("quiet", "", False),
    "good": ("success", "", False),
    "wait": ("warning", "", False),
    "bad": ("error", "", False),
    "unseen": ("unseen", "", False),
    "key": ("primary", "", False),
    "bar": ("faint", "", False),
    "brand": ("on-chip", "primary", True),
    "chip-good": ("on-chip", "success", True),
    "chip-wait": ("on-chip", "warning", True),
    "chip-bad": ("on-chip", "error", True),
    "chip-unseen": ("on-chip", "unseen", True),
    "chip-dim": ("on-chip", "chip-quiet", True),
    "chip-key": ("primary", "lit", True),
    "add": ("added", "", False),
    "del": ("removed", "", False),
    "hunk": ("primary", "", False),
    "chosen": ("", "lit", True),
    "chosen-good": ("success", "lit", True),
    "chosen-wait": ("warning", "lit", True),
    "chosen-bad": ("error", "lit", True),
    "chosen-unseen": ("unseen", "lit", True),
    "chosen-key": ("primary", "lit", True),
    "chosen-dim": ("quiet", "lit", False),
    "cursor": ("", "lit", False),
    "cursor-blurred": ("", "lit-blurred", False),
}
"""Look → the theme's variables for text and ground (empty: as the ground it stands on), and bold."""


_made: dict[str, dict[str, Style]] = {}
"""Theme → look → style."""


def look_of(app: App[object], name: str, command: str = "") -> Style:
    """The style of a look in the app's theme; with the command that a click on it runs."""
    styles = _made.get(app.theme)
    if styles is None:
        # Not `theme_variables`: just after a switch these are still the other theme's.
        styles = _made[app.theme] = _styles(app.get_css_variables())
    return styles.get(name, _PLAIN) + _meta(command)


def _styles(colours: Mapping[str, str]) -> dict[str, Style]:
    return {
        name: Style(
            color=colours[colour] if colour else None,
            bgcolor=colours[ground] if ground else None,
            bold=is_bold or None,
        )
        for name, (colour, ground, is_bold) in LOOKS.items()
    }


@lru_cache(maxsize=256)
def _meta(command: str) -> Style:
    return Style(meta={"command": command}) if command else _PLAIN
