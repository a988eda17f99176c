"""Where strings stand in a TOML document: a scanner that keeps offsets, checked against tomllib."""

from __future__ import annotations

import copy
import functools
import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from gonogo.bump.places import Place, line_of, trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.bump.places import Change, KeyPath

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"')
_LITERAL = re.compile(r"'([^'\n]*)'")
_LONG_BASIC = re.compile(r'"""((?:\\.|[^\\])*?)"""(?!")', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''(.*?)'''(?!')", re.DOTALL)
_OTHER = re.compile(r"[^,\]}#\r\n]+")
_ERROR_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


class TomlString(NamedTuple):
    """A string value: `start` and `end` are the offsets of what stands between its quotes."""

    path: KeyPath
    start: int
    end: int
    raw: str


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The document as data; floats stay text, so that documents can be compared.

    Raises:
        BumpError: not TOML, with the line.
    """
    try:
        return _load(text)
    except tomllib.TOMLDecodeError as error:
        found = _ERROR_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else 0
        what = _ERROR_LINE.sub("", str(error)).rstrip(".")
        raise trouble(path, line, f"This is not TOML: {what}.") from None
    except RecursionError:
        raise trouble(path, 0, "This TOML is nested too deeply to be read.") from None


@functools.lru_cache(maxsize=8)
def _load(text: str) -> dict[str, Any]:
    """Parsed once for finding and once for checking; nobody may change it."""
    return tomllib.loads(text.removeprefix("\ufeff"), parse_float=str)


def find_strings(text: str) -> tuple[TomlString, ...]:
    """Every string value of a document that `parse_toml` has accepted, in order."""
    return _Scanner(text, 1 if text.startswith("\ufeff") else 0).run()


def at_path(data: Any, path: KeyPath) -> Any:
    """The value at a path; None when there is none."""
    for key in path:
        if isinstance(key, int):
            data = data[key] if isinstance(data, list) and key < len(data) else None
        else:
            data = data.get(key) if isinstance(data, dict) else None
    return data


def one_version(
    text: str, path: str, strings: Iterable[TomlString], where: tuple[KeyPath, ...]
) -> tuple[Place, ...]:
    """The strings at these paths; several are fine while they say the same.

    Raises:
        BumpError: they say different versions.
    """
    places = tuple(place_of(text, string, "version") for string in strings if string.path in where)
    if len({place.text for place in places}) > 1:
        first, second = places[0], places[1]
        raise trouble(
            path,
            line_of(text, second.start),
            f"Two versions stand in this file: {first.text} on line {line_of(text, first.start)} and {second.text}.",
            "Put one of them right by hand.",
        )
    return places


def place_of(text: str, string: TomlString, label: str) -> Place:
    """A string as a place; the label of a requirement begins with `dependency`."""
    return Place(
        string.start,
        string.end,
        text[string.start : string.end],
        label,
        string.path,
        is_requirement=label.startswith("dependency "),
    )


def check_only(path: str, before: str, after: str, changes: Iterable[Change]) -> None:
    """Make sure that two documents differ in exactly these changes, each at the end of its string.

    Raises:
        BumpError: something else would have changed.
    """
    wanted = copy.deepcopy(parse_toml(before, path))
    for change in changes:
        key_path = change.place.path
        value = str(at_path(wanted, key_path))
        at_path(wanted, key_path[:-1])[key_path[-1]] = value.removesuffix(change.place.text) + change.text
    if parse_toml(after, path) != wanted:
        raise trouble(
            path, 0, "The edit would have changed more than the version.", "Change this file by hand."
        )


class _Scanner:
    def __init__(self, text: str, pos: int) -> None:
        self.text = text
        self.pos = pos
        self.found: list[TomlString] = []
        self.counts: dict[KeyPath, int] = {}

    def run(self) -> tuple[TomlString, ...]:
        table: KeyPath = ()
        while self.skip() < len(self.text):
            if self.text.startswith("[[", self.pos):
                table = self.header(2)
            elif self.text[self.pos] == "[":
                table = self.header(1)
            else:
                self.pair(table)
        return tuple(self.found)

    def skip(self) -> int:
        blank = _BLANK.match(self.text, self.pos)
        self.pos = blank.end() if blank else self.pos
        return self.pos

    def take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.pos)
        if match is None:  # cannot be: tomllib has accepted the text
            raise AssertionError(f"offset {self.pos}: {self.text[self.pos : self.pos + 20]!r}")
        self.pos = match.end()
        return match

    def header(self, brackets: int) -> KeyPath:
        self.pos += brackets
        keys = self.keys()
        self.pos += brackets
        path: KeyPath = ()
        for index, key in enumerate(keys):
            path = (*path, key)
            is_last = index == len(keys) - 1
            if is_last and brackets == 2:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def keys(self) -> list[str]:
        keys = [self.key()]
        while self.text[self.skip()] == ".":
            self.pos += 1
            keys.append(self.key())
        return keys

    def key(self) -> str:
        quote = self.text[self.skip()]
        if quote == '"':
            return str(tomllib.loads(f"key = {self.take(_BASIC)[0]}")["key"])
        return self.take(_LITERAL)[1] if quote == "'" else self.take(_BARE_KEY)[0]

    def pair(self, table: KeyPath) -> None:
        keys = self.keys()
        self.pos += 1  # the equals sign
        self.value((*table, *keys))

    def value(self, path: KeyPath) -> None:
        self.skip()
        start = self.text[self.pos : self.pos + 3]
        if start == '"""':
            self.string(_LONG_BASIC, path)
        elif start == "'''":
            self.string(_LONG_LITERAL, path)
        elif start[0] == '"':
            self.string(_BASIC, path)
        elif start[0] == "'":
            self.string(_LITERAL, path)
        elif start[0] == "[":
            self.items("]", path)
        elif start[0] == "{":
            self.items("}", path)
        else:
            self.take(_OTHER)

    def string(self, pattern: re.Pattern[str], path: KeyPath) -> None:
        match = self.take(pattern)
        self.found.append(TomlString(path, match.start(1), match.end(1), match[1]))

    def items(self, end: str, path: KeyPath) -> None:
        self.pos += 1
        index = 0
        while self.text[self.skip()] != end:
            if self.text[self.pos] == ",":
                self.pos += 1
            elif end == "]":
                self.value((*path, index))
                index += 1
            else:
                self.pair(path)
        self.pos += 1
