"""YAML bytes → a tree of nodes that know their line and column; the limits against hostile files are here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from gonogo.errors import Mistake, PlaybookError
from gonogo.model.text import clean_line, clean_text

MAX_BYTES = 1_000_000
MAX_NODES = 20_000
MAX_DEPTH = 20
MAX_ALIASES = 20

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, both 1-based."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value. `text` is as written, `value` as YAML 1.2 reads it."""

    place: Place
    text: str
    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    place: Place
    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in file order; a key that stands twice is there twice."""

    place: Place
    entries: tuple[tuple[Scalar, Tree], ...]

    def key(self, name: str) -> Scalar | None:
        """The key of that name; None when it is not there."""
        return next((key for key, _ in self.entries if key.text == name), None)

    def get(self, name: str) -> Tree | None:
        """The value of a key; None when it is not there."""
        return next((value for key, value in self.entries if key.text == name), None)


Tree: TypeAlias = Scalar | Items | Entries


def to_plain(tree: Tree) -> Plain:
    """The tree as lists and dicts; of a key that stands twice the first counts."""
    if isinstance(tree, Scalar):
        return tree.value
    if isinstance(tree, Items):
        return [to_plain(item) for item in tree.items]
    plain: dict[str, Plain] = {}
    for key, value in tree.entries:
        if key.text not in plain:
            plain[key.text] = to_plain(value)
    return plain


def decode(text: bytes, file: str) -> str:
    """The text of a file.

    Raises:
        PlaybookError: it is larger than 1 MB or not UTF-8.
    """
    if len(text) > MAX_BYTES:
        size = f"{len(text) / 1_000_000:.1f} MB"
        raise _error(
            file, None, f"the file has {size}.", "A playbook has at most 1 MB: is this the right file?"
        )
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8-sig", "replace")
        place = Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        raise _error(
            file,
            place,
            f"byte {error.start + 1} of the file, 0x{text[error.start]:02x}, is not UTF-8.",
            "Save the file as UTF-8.",
        ) from None


_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | float | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


def read_scalar(text: str) -> str | int | float | bool | None:
    """What YAML 1.2's core schema makes of a value without quotes. `no`, `on` and `1.2.3` stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > 100:
        return text
    if _INT.fullmatch(text):
        return int(text)
    based = _BASED.fullmatch(text)
    if based:
        return int(based[1], 8) if based[1] else int(based[2], 16)
    return float(text) if _FLOAT.fullmatch(text) else text


def clean_value(text: str) -> str:
    """Harmless text; tabs stay, because a pattern may look for them."""
    return "\t".join(clean_text(part) for part in text.split("\t"))


def mistake(file: str, place: Place | None, what: str, instead: str = "") -> Mistake:
    """A mistake at a place; without one the whole file is meant."""
    name = clean_line(file)
    if place is None:
        return Mistake(name, 0, 0, what, instead)
    return Mistake(name, place.line, place.column, what, instead)


def _error(file: str, place: Place | None, what: str, instead: str = "") -> PlaybookError:
    return PlaybookError((mistake(file, place, what, instead),))
