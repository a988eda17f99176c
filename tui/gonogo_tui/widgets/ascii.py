"""Only ASCII on the screen: for terminals and locales that have nothing else. No width changes."""

from __future__ import annotations

import locale
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.filter import LineFilter

if TYPE_CHECKING:
    from textual.color import Color

GLYPHS = {
    "✓": "v",
    "━": "=",
    "✗": "x",
    "●": "*",
    "○": "o",
    "‖": "=",
    "–": "-",
    "…": "~",
    "·": ".",
    "⏎": "<",
    "☑": "v",
    "☐": "o",
    "¶": "#",
    "±": "~",
    "−": "-",
    "◂": "<",
    "→": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "↳": "\\",
    "▶": ">",
    "▸": ">",
    "▾": "v",
    "▼": "v",
    "▲": "^",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "—": "-",
    "×": "x",
    "•": "*",
    "❯": ">",
    "›": ">",
    "‹": "<",
    "▃": "#",
    "▅": "#",
    "▆": "#",
    "▇": "#",
    "█": "#",
    "▀": '"',
    "▄": "_",
    "▌": "|",
    "▐": "|",
    "▁": "_",
    "▂": "_",
    "▔": '"',
    "░": ".",
    "▒": "#",
}
"""Our marks in ASCII: `v` done, `x` wrong, `*` under way, `o` not yet, `=` at a gate."""

_LINES = {
    **dict.fromkeys("─┄┅┈┉╌╍═╴╶╸╺", "-"),
    **dict.fromkeys("│┃┆┇┊┋╎╏║╵╷╹╻", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬", "+"),
}
_TABLE = str.maketrans({**GLYPHS, **_LINES})


@lru_cache(maxsize=16384)
def to_ascii(text: str) -> str:
    """The text in as many cells, in ASCII only; what has no likeness becomes `?`."""
    if text.isascii():
        return text
    known = text.translate(_TABLE)
    return known if known.isascii() else "".join(c if c.isascii() else "?" * cell_len(c) for c in known)


class AsciiFilter(LineFilter):
    """Turns every piece of text to ASCII, whatever drew it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 (Textual's form)
        """The pieces in ASCII; those that steer the terminal are left."""
        return [
            one if one.control or one.text.isascii() else Segment(to_ascii(one.text), one.style)
            for one in segments
        ]


def is_wanted(choice: bool | None) -> bool:  # noqa: FBT001 (a setting)
    """Whether ASCII is to be used: as set, else where the locale has nothing else."""
    if choice is not None:
        return choice
    return locale.getencoding().lower().replace("-", "") not in ("utf8", "cp65001")
