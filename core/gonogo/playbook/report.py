"""Collects the mistakes of one playbook, each at its place, and finds the nearest known word."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from gonogo.errors import PlaybookError
from gonogo.model.text import clean_line
from gonogo.playbook.tree import Place, mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gonogo.errors import Mistake

MOST_NAMED = 12
"""More known words than this are not listed in a message."""

MOST_MISTAKES = 100
"""More mistakes than this are counted, not shown."""

STOP_AT = 500
"""With so many the file is no playbook; the search ends."""


class Report:
    """The mistakes found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[Mistake, None] = {}

    def add(self, place: Place, what: str, instead: str = "") -> None:
        """Note a mistake; at one place the same words count once.

        Raises:
            PlaybookError: there are too many to go on.
        """
        self._found[mistake(self.file, place, what, instead)] = None
        if len(self._found) >= STOP_AT:
            self.settle()

    @property
    def is_clean(self) -> bool:
        """Nothing was found."""
        return not self._found

    def settle(self) -> None:
        """Raise everything that was found, in file order.

        Raises:
            PlaybookError: there are mistakes.
        """
        if self.is_clean:
            return
        found = sorted(self._found, key=lambda one: (one.line, one.column))
        shown = found[:MOST_MISTAKES]
        if len(found) > MOST_MISTAKES:
            least = "at least " if len(found) >= STOP_AT else ""
            rest = f"{least}{len(found) - MOST_MISTAKES} more mistakes are not shown."
            shown.append(mistake(self.file, None, rest, "Put these right first."))
        raise PlaybookError(tuple(shown))


def quote(text: str) -> str:
    """A word from the file, for a message."""
    return f"`{clean_line(text, 60)}`"


def listing(words: Iterable[str]) -> str:
    """`a`, `b` or `c`."""
    quoted = [quote(word) for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    close = get_close_matches(word, [*known], n=1, cutoff=0.6)
    return close[0] if close else None


def suggest(
    word: str, known: Iterable[str], nothing: str = "Remove it.", form: Callable[[str], str] = str
) -> str:
    """What to write instead of an unknown word: the nearest, or all there are; `form` is how it is written."""
    words = [*known]
    close = nearest(word, words)
    if close is not None:
        return f"Did you mean {quote(form(close))}?"
    if not words or len(words) > MOST_NAMED:
        return nothing
    return f"Known: {listing(form(one) for one in words)}."
