"""The values of a TOML document with their places, read in one pass; unusual documents take the exact scanner."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gonogo.bump.toml import find_strings, parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.bump.places import KeyPath

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A string value: its offsets without the quotes, and what stands between them."""

    start: int
    end: int
    raw: str


Value = Text | bool | tuple[str, ...]
"""A string, a boolean, or the strings of a list; other values are not kept."""

Tables = dict[Keys, dict[str, Value]]
"""Table → key → value. The keys of inline tables and dotted keys are tables, too."""

_BARE = r"[A-Za-z0-9_-]++"
_PLAIN = r'"[^"\\\n\x00-\x08\x0b-\x1f]*+"|' + r"'[^'\n\x00-\x08\x0b-\x1f]*+'"
_KEY = rf"(?:{_BARE}|{_PLAIN})"
_KEYS = rf"{_KEY}(?:[ \t]*+\.[ \t]*+{_KEY})*+"
_STRING = (
    r'(?:"(?!"")(?:[^"\\\n\x00-\x08\x0b-\x1f]|\\["\\bfnrt]|\\u00[2-7][0-9a-fA-F])*+"'
    r"|'(?!'')[^'\n\x00-\x08\x0b-\x1f]*+')"
)
_ATOM = rf"(?:{_STRING}|true\b|false\b|-?(?:0|[1-9][0-9]*+)(?![\w.:+-]))"
_GAP = r"(?:[ \t\r\n]++|\#[^\n\x00-\x08\x0b-\x0c\x0e-\x1f]*+\n)*+"


def _list_of(item: str) -> str:
    return rf"\[{_GAP}(?:{item}{_GAP}(?:,{_GAP}{item}{_GAP})*+(?:,{_GAP})?+)?+\]"


def _inline_of(item: str) -> str:
    pair = rf"{_KEYS}[ \t]*+=[ \t]*+{item}[ \t]*+"
    return rf"\{{[ \t]*+(?:{pair}(?:,[ \t]*+{pair})*+)?+\}}"


_FLAT = rf"(?:{_ATOM}|{_list_of(_ATOM)})"
_INLINE = _inline_of(_FLAT)
_ANY = rf"(?:{_ATOM}|{_list_of(rf'(?:{_FLAT}|{_INLINE})')}|{_INLINE})"
_STATEMENT = re.compile(
    rf"[ \t]*+(?:\[(?P<many>\[)?+[ \t]*+(?P<table>{_KEYS})[ \t]*+\](?(many)\])"
    rf"|(?P<key>{_KEYS})[ \t]*+=[ \t]*+(?P<value>{_ANY}))?+"
    r"[ \t]*+(?:\#[^\n\x00-\x08\x0b-\x0c\x0e-\x1f]*+)?+(?:\r?\n|\Z)"
)
_PAIR = re.compile(rf"[{{,][ \t]*+(?P<key>{_KEYS})[ \t]*+=[ \t]*+(?P<value>{_FLAT})")
_PART = re.compile(rf"{_BARE}|{_PLAIN}")
_ITEM = re.compile(rf"{_STRING}|\#[^\n]*+")


@functools.lru_cache(maxsize=1024)
def read_tables(text: str, path: str) -> Mapping[Keys, Mapping[str, Value]]:
    """Every table that holds a string, a boolean or a list of strings; tables in lists are left out.

    Raises:
        BumpError: not TOML, with the line.
    """
    tables = _fast(text)
    return tables if tables is not None else _exact(text, path)


def _fast(text: str) -> Tables | None:
    """None when something stands there that this expression does not know, or that stands twice."""
    tables: Tables = {}
    seen: set[Keys | tuple[Keys, str]] = set()
    table: Keys | None = ()
    position, length = (1 if text.startswith("\ufeff") else 0), len(text)
    match_at = _STATEMENT.match
    count = 0
    while position < length:
        match = match_at(text, position)
        if match is None:
            return None
        position = match.end()
        many, header, key, _value = match.groups()
        if header is not None:
            name = _split(header)
            if many:
                table, count = None, count + 1
            elif name in seen:
                return None
            else:
                seen.add(name)
                table = name
        elif key is not None:
            mark = (table, key) if table is not None else ((str(count),), "\n" + key)
            if mark in seen:
                return None
            seen.add(mark)
            if table is not None:
                _keep(tables, table, _split(key), text, *match.span("value"))
    return tables


def _keep(tables: Tables, table: Keys, keys: Keys, text: str, start: int, end: int) -> None:
    *front, last = keys
    first = text[start]
    value: Value
    if first in "\"'":
        value = Text(start + 1, end - 1, text[start + 1 : end - 1])
    elif first in "tf":
        value = first == "t"
    elif first == "[":
        value = tuple(item[1:-1] for item in _ITEM.findall(text, start + 1, end - 1) if item[0] != "#")
    elif first == "{":
        inner = (*table, *keys)
        for pair in _PAIR.finditer(text, start, end):
            _keep(tables, inner, _split(pair["key"]), text, *pair.span("value"))
        return
    else:
        return
    tables.setdefault((*table, *front), {})[last] = value


@functools.lru_cache(maxsize=4096)
def _split(keys: str) -> Keys:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(keys))


def _exact(text: str, path: str) -> Tables:
    """The same from the exact scanner, which knows every TOML document."""
    data = parse_toml(text, path)
    tables: Tables = {}
    _collect(tables, data, ())
    for string in find_strings(text):
        if _is_plain(string.path):
            *table, last = (str(part) for part in string.path)
            tables.setdefault(tuple(table), {})[last] = Text(string.start, string.end, string.raw)
    return tables


def _collect(tables: Tables, data: dict[str, Any], path: Keys) -> None:
    for key, value in data.items():
        if isinstance(value, dict):
            _collect(tables, value, (*path, key))
        elif isinstance(value, bool):
            tables.setdefault(path, {})[key] = value
        elif isinstance(value, list) and not any(isinstance(item, dict) for item in value):
            tables.setdefault(path, {})[key] = tuple(item for item in value if isinstance(item, str))


def _is_plain(path: KeyPath) -> bool:
    return all(isinstance(part, str) for part in path)
