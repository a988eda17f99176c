"""The values of a TOML document with their places, read in one pass; unusual documents take the exact scanner."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from gonogo.bump.toml import find_strings, parse_toml
from gonogo.bump.toml_tables import LISTS, Text, matters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.bump.places import KeyPath
    from gonogo.bump.toml_tables import Keys, Tables, Value


@functools.lru_cache(maxsize=1024)
def read_tables(text: str, path: str) -> Mapping[Keys, Mapping[str, Value]]:
    """Every table that may say something of a package, with its strings, booleans and some lists of strings.

    Tables in lists are left out.

    Raises:
        BumpError: not TOML, with the line.
    """
    if _few.hold(len(text)):
        return read_exact(text, path)
    from gonogo.bump.toml_everyday import read_everyday  # noqa: PLC0415 (few trees are that large)

    tables = read_everyday(text)
    return tables if tables is not None else read_exact(text, path)


class _Few:
    """Documents that the exact scanner has read before the fast expressions would be made ready."""

    def __init__(self, characters: int) -> None:
        self.left = characters

    def hold(self, characters: int) -> bool:
        """Whether this document still belongs to them."""
        self.left -= characters
        return self.left >= 0


_few = _Few(1_500)


def read_exact(text: str, path: str) -> Tables:
    """The tables by the exact scanner, which knows every TOML document.

    Raises:
        BumpError: not TOML, with the line.
    """
    data = parse_toml(text, path)
    tables: Tables = {}
    _collect(tables, data, ())
    for string in find_strings(text):
        if _is_plain(string.path) and matters(tuple(str(part) for part in string.path[:-1])):
            *table, last = (str(part) for part in string.path)
            tables.setdefault(tuple(table), {})[last] = Text(string.start, string.end, string.raw)
    return tables


def _collect(tables: Tables, data: dict[str, Any], path: Keys) -> None:
    for key, value in data.items():
        if isinstance(value, dict):
            if matters((*path, key)):
                _collect(tables, value, (*path, key))
        elif isinstance(value, bool):
            tables.setdefault(path, {})[key] = value
        elif isinstance(value, list) and key in LISTS and not any(isinstance(item, dict) for item in value):
            tables.setdefault(path, {})[key] = tuple(item for item in value if isinstance(item, str))


def _is_plain(path: KeyPath) -> bool:
    return all(isinstance(part, str) for part in path)
