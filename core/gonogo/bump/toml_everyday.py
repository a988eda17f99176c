"""Everyday TOML, read in one pass with few and small expressions; unusual documents are left to the exact scanner."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from gonogo.bump.toml_tables import LISTS, Text, matters

if TYPE_CHECKING:
    from gonogo.bump.toml_tables import Keys, Tables, Value


def read_everyday(text: str) -> Tables | None:
    """Its tables; None when something stands there that these expressions do not know, or that stands twice."""
    if _has_controls(text):
        return None
    try:
        return _Reader(text).run()
    except (_UnusualError, RecursionError):
        return None


def _has_controls(text: str) -> bool:
    """Whether a character stands there that no document may hold; the expressions count on there being none."""
    raw = text.encode("utf-8", "surrogatepass")
    is_returning = "\r" in text and text.count("\r") != text.count("\r\n")
    return is_returning or len(raw.translate(None, _CONTROLS)) != len(raw)


_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))


class _UnusualError(Exception):
    """The exact scanner must look."""


class _Reader:
    """One pass over an everyday document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tables: Tables = {}
        self.expressions = _expressions()

    def run(self) -> Tables:
        """Every table.

        Raises:
            _UnusualError: it is no everyday document.
        """
        declared = _Declared()
        table: Keys | None = ()
        is_kept = True
        position, length = (1 if self.text.startswith("\ufeff") else 0), len(self.text)
        match_at = self.expressions.statement.match
        while position < length:
            match = match_at(self.text, position)
            if match is None:
                raise _UnusualError
            position = match.end()
            many, header, key, atom, opener = match.groups()
            if key is not None:
                if (atom is None) == (opener is None):
                    raise _UnusualError
                keys = split_keys(key)
                if table is None:
                    declared.listed_value(keys)
                else:
                    declared.value(table, keys)
                where = table if is_kept else None
                if opener is None:
                    if where is not None:
                        self.keep(where, keys, self.atom(*match.span(4)))
                else:
                    position = self.pass_by(self.expressions.end, self.nested(where, keys, opener, position))
            elif opener is not None:
                raise _UnusualError
            elif header is not None:
                name = split_keys(header)
                declared.header(name, is_many=many is not None)
                table = None if many else name
                is_kept = not many and matters(name)
        return self.tables

    def pass_by(self, expression: re.Pattern[str], position: int) -> int:
        """The end of what must stand here."""
        match = expression.match(self.text, position)
        if match is None:
            raise _UnusualError
        return match.end()

    def keep(self, table: Keys, keys: Keys, value: Value | None) -> None:
        """Keep a value where it matters; it may stand there once."""
        if len(keys) > 1:
            table = (*table, *keys[:-1])
            if not matters(table):
                return
        if value is None:
            return
        kept = self.tables.setdefault(table, {})
        if keys[-1] in kept:
            raise _UnusualError
        kept[keys[-1]] = value

    def atom(self, start: int, end: int) -> Value | None:
        """A string or a boolean; None for a number."""
        first = self.text[start]
        if first in "\"'":
            return Text(start + 1, end - 1, self.text[start + 1 : end - 1])
        return first == "t" if first in "tf" else None

    def nested(self, table: Keys | None, keys: Keys, opener: str, start: int) -> int:
        """Read a list or an inline table whose bracket has been read; where it ends."""
        if opener == "[":
            end = self.pass_by(self.expressions.items, start)
            if table is not None and keys[-1] in LISTS:
                self.keep(table, keys, self.strings(start, end - 1))
            return end
        inner = None
        if table is not None and not matters(inner := (*table, *keys)):
            inner = None
        return self.inline(inner, start)

    def strings(self, start: int, end: int) -> tuple[str, ...]:
        """The strings of a list."""
        if "\\" in self.text[start:end]:
            raise _UnusualError  # the exact scanner says what an escape means
        found = self.expressions.item.findall(self.text, start, end)
        return tuple(item[1:-1] for item in found if item[0] != "#")

    def inline(self, table: Keys | None, position: int) -> int:
        """Read the pairs of an inline table; where it ends."""
        empty = self.expressions.empty.match(self.text, position)
        if empty is not None:
            return empty.end()
        seen: set[str] = set()
        while True:
            match = self.expressions.pair.match(self.text, position)
            if match is None:
                raise _UnusualError
            key, atom, after = match.groups()
            position = match.end()
            keys = split_keys(key)
            if keys[0] in seen or (atom is None) != (after in "[{"):
                raise _UnusualError
            seen.add(keys[0])
            if atom is None:
                position = self.pass_by(self.expressions.after, self.nested(table, keys, after, position))
                after = self.text[position - 1]
            elif table is not None:
                self.keep(table, keys, self.atom(*match.span(2)))
            if after == "}":
                return position


class _Declared:
    """What a document has declared so far; what may not stand beside it is left to the exact scanner."""

    def __init__(self) -> None:
        self.values: set[Keys] = set()
        self.headers: set[Keys] = set()
        self.listed: set[Keys] = set()
        self.inside: set[str] = set()  # of the table in a list that is being read
        self.dotted: set[Keys] = set()  # tables that dotted keys make
        self.above: set[Keys] = set()  # tables that a longer header makes

    def value(self, table: Keys, keys: Keys) -> None:
        """A value under a header."""
        path = (*table, *keys)
        if path in self.values or path in self.headers or path in self.dotted or path in self.above:
            raise _UnusualError
        self.values.add(path)
        for end in range(len(table) + 1, len(path)):
            front = path[:end]
            if front in self.values or front in self.headers or front in self.above:
                raise _UnusualError
            self.dotted.add(front)

    def header(self, name: Keys, *, is_many: bool) -> None:
        """A table's header, or that of a table in a list."""
        if name in self.values or name in self.headers or name in self.dotted:
            raise _UnusualError
        if name in (self.above if is_many else self.listed):
            raise _UnusualError
        for end in range(1, len(name)):
            front = name[:end]
            if front in self.values or front in self.listed:
                raise _UnusualError
            self.above.add(front)
        (self.listed if is_many else self.headers).add(name)
        self.inside.clear()

    def listed_value(self, keys: Keys) -> None:
        """A value in a table of a list."""
        if keys[0] in self.inside:
            raise _UnusualError
        self.inside.add(keys[0])


class _Expressions(NamedTuple):
    """What everyday documents are made of; an expression that is not needed costs no start."""

    statement: re.Pattern[str]
    end: re.Pattern[str]
    items: re.Pattern[str]
    item: re.Pattern[str]
    pair: re.Pattern[str]
    after: re.Pattern[str]
    empty: re.Pattern[str]


_STRING = r'(?:"(?!"")[^"\\\n]*+(?:\\["\\bfnrt][^"\\\n]*+)*+"' + r"|'(?!'')[^'\n]*+')"


@functools.cache
def _expressions() -> _Expressions:
    key = r"(?:[A-Za-z0-9_-]++|" + r'"[^"\\\n]*+"|' + r"'[^'\n]*+')"
    keys = rf"{key}(?:[ \t]*+\.[ \t]*+{key})*+"
    atom = rf"(?:{_STRING}|true\b|false\b|-?(?:0|[1-9][0-9]*+)(?![\w.:+-]))"
    pair = rf"({keys})[ \t]*+=[ \t]*+({atom})?+"
    gap = r"[ \t\r\n]*+(?:\#[^\n]*+\n[ \t\r\n]*+)*+"
    end = r"[ \t]*+(?:\#[^\n]*+)?+(?:\r?\n|\Z)"
    return _Expressions(
        statement=re.compile(
            rf"{gap}(?:\[(\[)?+[ \t]*+({keys})[ \t]*+\](?(1)\])|{pair})?+(?:([\[{{])|{end})"
        ),
        end=re.compile(end),
        items=re.compile(rf"{gap}(?:{atom}{gap}(?:,{gap}|(?=\])))*+\]"),
        item=re.compile(rf"{_STRING}|\#[^\n]*+"),
        pair=re.compile(rf"[ \t]*+{pair}[ \t]*+([\[{{,}}])"),
        after=re.compile(r"[ \t]*+[,}]"),
        empty=re.compile(r"[ \t]*+\}"),
    )


@functools.lru_cache(maxsize=4096)
def split_keys(keys: str) -> Keys:
    """Dotted keys, one by one, without their quotes."""
    if '"' not in keys and "'" not in keys:
        return tuple(part.strip(" \t") for part in keys.split("."))
    parts = re.findall(r"[A-Za-z0-9_-]+|" + r'"[^"]*"|' + r"'[^']*'", keys)
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in parts)
