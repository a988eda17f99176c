"""The verdict in large letters, three lines high: read from two metres, and without colour."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gonogo_tui.present.lines import Span
from gonogo_tui.present.words import STYLE

if TYPE_CHECKING:
    from gonogo.model.verdicts import Verdict

_LETTERS = {
    "G": (" #####", "##    ", "## ###", "##  ##", " #####"),
    "O": (" #### ", "##  ##", "##  ##", "##  ##", " #### "),
    "N": ("##  ##", "### ##", "######", "## ###", "##  ##"),
    "H": ("##  ##", "##  ##", "######", "##  ##", "##  ##"),
    "L": ("##    ", "##    ", "##    ", "##    ", "######"),
    "D": ("##### ", "##  ##", "##  ##", "##  ##", "##### "),
    "E": ("######", "##    ", "####  ", "##    ", "######"),
    "-": ("   ", "   ", "###", "   ", "   "),
}
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
_BLOCK = 9


@lru_cache(maxsize=32)
def large(verdict: Verdict, *, is_old: bool, is_wide: bool) -> tuple[Span, Span, Span]:
    """Three pieces of equal width, one for each line of the banner.

    Where there is room the word is drawn in letters of its own; else it stands in the middle of
    a block of its colour. What is not of now is grey, small, and says `was`.
    """
    style = "chip-dim" if is_old else f"chip-{STYLE[verdict]}"
    word = verdict.value
    if is_old or not is_wide or any(char not in _LETTERS for char in word):
        text = f" was {word} " if is_old else f"{word:^{_BLOCK}}"
        blank = " " * len(text)
        return Span(blank, style), Span(text, style), Span(blank, style)
    first, second, third = (_drawn(word, row) for row in (0, 2, 4))
    return Span(first, style), Span(second, style), Span(third, style)


def _drawn(word: str, row: int) -> str:
    """Two rows of points as one line of half blocks."""
    upper = " ".join(_LETTERS[char][row] for char in word)
    lower = " ".join(_LETTERS[char][row + 1] if row < 4 else " " * len(_LETTERS[char][4]) for char in word)
    return "  " + "".join(_HALVES[a == "#", b == "#"] for a, b in zip(upper, lower, strict=True)) + "  "
