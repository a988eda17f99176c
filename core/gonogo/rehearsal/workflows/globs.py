"""GitHub's filter patterns for branches, tags and paths.

`*` is anything but `/`, `**` is anything, `?` makes the character before it optional, `+` repeats
it, `[..]` is one of a set, `!` at the start excludes, a backslash takes the next character as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class _Item:
    """A state of the matcher: consumes a character of a set, or only leads on.

    Attributes:
        characters: Allowed (or with `is_negated` refused) characters; None consumes nothing.
        is_loop: Stays here after a character, and may be left without one.
        skip_to: Index of a state that is reached from here at once; -1 for none.
    """

    characters: frozenset[str] | None
    is_negated: bool = False
    is_loop: bool = False
    skip_to: int = -1

    def takes(self, character: str) -> bool:
        return self.characters is not None and (character in self.characters) is not self.is_negated


_ANYTHING = _Item(frozenset(), is_negated=True, is_loop=True)
_SEGMENT = _Item(frozenset("/"), is_negated=True, is_loop=True)


def is_matched(name: str, patterns: Sequence[str]) -> bool:
    """Whether the patterns, read in order, include the name: the last one that matches decides."""
    is_included = False
    for pattern in patterns:
        if pattern.startswith("!"):
            is_included = is_included and not matches(pattern[1:], name)
        elif not is_included:
            is_included = matches(pattern, name)
    return is_included


def matches(pattern: str, name: str) -> bool:
    """Whether one pattern (without `!`) matches the whole name. Linear in both."""
    items = _compile(pattern)
    states = _spread(items, [0])
    for character in name:
        stepped = (s if items[s].is_loop else s + 1 for s in states if _takes(items, s, character))
        states = _spread(items, stepped)
        if not states:
            return False
    return len(items) in states


def _takes(items: Sequence[_Item], state: int, character: str) -> bool:
    return state < len(items) and items[state].takes(character)


def _spread(items: Sequence[_Item], states: Iterable[int]) -> set[int]:
    """All states that are reached without a character."""
    reached: set[int] = set()
    heap = list(states)
    while heap:
        state = heap.pop()
        if state in reached:
            continue
        reached.add(state)
        if state == len(items):
            continue
        item = items[state]
        if item.is_loop or item.characters is None:
            heap.append(state + 1)
        if item.skip_to >= 0:
            heap.append(item.skip_to)
    return reached


@lru_cache(maxsize=512)
def _compile(pattern: str) -> tuple[_Item, ...]:
    items: list[_Item] = []
    position = 0
    while position < len(pattern):
        if pattern.startswith("**", position):
            position = _add_anything(items, pattern, position)
            continue
        if pattern[position] == "*":
            items.append(_SEGMENT)
            position += 1
            continue
        item, position = _read_character(pattern, position)
        quantifier = pattern[position : position + 1]
        if quantifier == "?":
            items.append(_Item(None, skip_to=len(items) + 2))
            position += 1
        items.append(item)
        if quantifier == "+":
            items.append(_Item(item.characters, item.is_negated, is_loop=True))
            position += 1
    return tuple(items)


def _add_anything(items: list[_Item], pattern: str, position: int) -> int:
    """`**`; between slashes it may also be nothing: `a/**/b` matches `a/b`."""
    end = position
    while pattern.startswith("*", end):
        end += 1
    starts_segment = position == 0 or pattern[position - 1] == "/"
    if starts_segment and pattern.startswith("/", end):
        items.append(_Item(None, skip_to=len(items) + 3))
        items.append(_ANYTHING)
        items.append(_Item(frozenset("/")))
        return end + 1
    items.append(_ANYTHING)
    return end


def _read_character(pattern: str, position: int) -> tuple[_Item, int]:
    character = pattern[position]
    if character == "\\" and position + 1 < len(pattern):
        return _Item(frozenset(pattern[position + 1])), position + 2
    if character == "[" and (end := pattern.find("]", position + 2)) > 0:
        return _Item(_character_set(pattern[position + 1 : end])), end + 1
    return _Item(frozenset(character)), position + 1


def _character_set(text: str) -> frozenset[str]:
    characters: set[str] = set()
    position = 0
    while position < len(text):
        low, dash, high = text[position], text[position + 1 : position + 2], text[position + 2 : position + 3]
        if dash == "-" and high and low.isascii() and high.isascii():
            characters.update(chr(code) for code in range(ord(low), ord(high) + 1))
            position += 3
        else:
            characters.add(low)
            position += 1
    return frozenset(characters)
