"""The values of a TOML document with their places, read in one pass; unusual documents take the exact scanner."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from gonogo.bump.toml import find_strings, parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.bump.places import KeyPath

Keys = tuple[str, ...]


class Text(NamedTuple):
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
_STATEMENT = (
    rf"[ \t]*+(?:\[(?P<many>\[)?+[ \t]*+(?P<table>{_KEYS})[ \t]*+\](?(many)\])"
    rf"|(?P<key>{_KEYS})[ \t]*+=[ \t]*+(?P<value>{_ANY}))?+"
    r"[ \t]*+(?:\#[^\n\x00-\x08\x0b-\x0c\x0e-\x1f]*+)?+(?:\r?\n|\Z)"
)
_PAIR = rf"[{{,][ \t]*+(?P<key>{_KEYS})[ \t]*+=[ \t]*+(?P<value>{_FLAT})"
_PART = re.compile(rf"{_BARE}|{_PLAIN}")
_ITEM = re.compile(rf"{_STRING}|\#[^\n]*+")


@functools.lru_cache(maxsize=1024)
def read_tables(text: str, path: str) -> Mapping[Keys, Mapping[str, Value]]:
    """Every table that may say something of a package, with its strings, booleans and some lists of strings.

    Tables in lists are left out.

    Raises:
        BumpError: not TOML, with the line.
    """
    if _few.hold(len(text)):
        return _exact(text, path)
    tables = _fast(text)
    return tables if tables is not None else _exact(text, path)


class _Few:
    """Documents that the exact scanner has read before the fast expressions would be made ready."""

    def __init__(self, characters: int) -> None:
        self.left = characters

    def hold(self, characters: int) -> bool:
        """Whether this document still belongs to them."""
        self.left -= characters
        return self.left >= 0


_few = _Few(1_500)


@functools.cache
def _statement() -> re.Pattern[str]:
    return re.compile(_STATEMENT)


@functools.cache
def _pair() -> re.Pattern[str]:
    return re.compile(_PAIR)


_LISTS = frozenset({"members", "exclude", "publish", "dynamic"})
"""The lists that anybody asks for."""
_FIRST = frozenset(
    {"package", "workspace", "target", "project", "tool"}
    | {
        f"{kind}{dash}dependencies"
        for kind, dash in (("dev", "-"), ("build", "-"), ("dev", "_"), ("build", "_"))
    }
    | {"dependencies"}
)
_ASIDE = {("workspace", "lints"), ("package", "metadata"), ("workspace", "metadata")}


def _fast(text: str) -> Tables | None:
    """None when something stands there that this expression does not know, or that stands twice."""
    tables: Tables = {}
    seen: set[Keys | tuple[Keys, str]] = set()
    table: Keys | None = ()
    position, length = (1 if text.startswith("\ufeff") else 0), len(text)
    match_at = _statement().match
    is_kept = True
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
                table, is_kept = name, _matters(name)
        elif key is not None:
            mark = (table, key) if table is not None else ((str(count),), "\n" + key)
            if mark in seen:
                return None
            seen.add(mark)
            if table is None or not is_kept:
                continue
            if not _keep(tables, table, _split(key), text, *match.span("value")):
                return None
    return tables


def _keep(tables: Tables, table: Keys, keys: Keys, text: str, start: int, end: int) -> bool:
    """Keep a value; False when the exact scanner must look, because it stands twice or has escapes."""
    *front, last = keys
    first = text[start]
    value: Value
    if first in "\"'":
        value = Text(start + 1, end - 1, text[start + 1 : end - 1])
    elif first in "tf":
        value = first == "t"
    elif first == "[":
        if last not in _LISTS:
            return True
        if "\\" in text[start:end]:
            return False  # the exact scanner says what an escape means
        value = tuple(item[1:-1] for item in _ITEM.findall(text, start + 1, end - 1) if item[0] != "#")
    elif first == "{":
        inner = (*table, *keys)
        return not _matters(inner) or all(
            _keep(tables, inner, _split(pair["key"]), text, *pair.span("value"))
            for pair in _pair().finditer(text, start, end)
        )
    else:
        return True
    if front and not _matters((*table, *front)):
        return True
    kept = tables.setdefault((*table, *front), {})
    is_first = last not in kept
    kept[last] = value
    return is_first


@functools.lru_cache(maxsize=4096)
def _split(keys: str) -> Keys:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(keys))


@functools.lru_cache(maxsize=4096)
def _matters(table: Keys) -> bool:
    """Whether a table can say anything of a package, its version or its dependencies."""
    return not table or (table[0] in _FIRST and table[:2] not in _ASIDE)


def _exact(text: str, path: str) -> Tables:
    """The same from the exact scanner, which knows every TOML document."""
    data = parse_toml(text, path)
    tables: Tables = {}
    _collect(tables, data, ())
    for string in find_strings(text):
        if _is_plain(string.path) and _matters(tuple(str(part) for part in string.path[:-1])):
            *table, last = (str(part) for part in string.path)
            tables.setdefault(tuple(table), {})[last] = Text(string.start, string.end, string.raw)
    return tables


def _collect(tables: Tables, data: dict[str, Any], path: Keys) -> None:
    for key, value in data.items():
        if isinstance(value, dict):
            if _matters((*path, key)):
                _collect(tables, value, (*path, key))
        elif isinstance(value, bool):
            tables.setdefault(path, {})[key] = value
        elif isinstance(value, list) and key in _LISTS and not any(isinstance(item, dict) for item in value):
            tables.setdefault(path, {})[key] = tuple(item for item in value if isinstance(item, str))


def _is_plain(path: KeyPath) -> bool:
    return all(isinstance(part, str) for part in path)
