"""Where the version stands in pyproject.toml and package.json."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from gonogo.bump.places import Place, line_of, only_place, trouble
from gonogo.bump.toml import at_path, find_strings, one_version, parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMA = re.compile(r"[ \t\r\n,{]*")
_COLON = re.compile(r"[ \t\r\n:]*")


def find_pyproject(text: str, path: str) -> tuple[Place, ...]:
    """The version of a pyproject.toml.

    Raises:
        BumpError: not TOML, no version, a dynamic one, or two different ones.
    """
    data = parse_toml(text, path)
    if "version" in (at_path(data, ("project", "dynamic")) or ()):
        line = line_of(text, max(text.find("dynamic"), 0))
        raise trouble(
            path, line, "Its version is dynamic.", "List the file that the version is read from instead."
        )
    places = one_version(
        text, path, find_strings(text), (("project", "version"), ("tool", "poetry", "version"))
    )
    if not places:
        raise trouble(path, 0, "No version stands here.", "Add version under [project].")
    return places


def find_package_json(text: str, path: str) -> tuple[Place, ...]:
    """The top-level version of a package.json.

    Raises:
        BumpError: not a JSON object, no version, or two.
    """
    start = 1 if text.startswith("\ufeff") else 0
    try:
        data = json.loads(text[start:])
    except json.JSONDecodeError as error:
        raise trouble(path, error.lineno, f"This is not JSON: {error.msg}.") from None
    except RecursionError:
        raise trouble(path, 0, "This JSON is nested too deeply to be read.") from None
    if not isinstance(data, dict):
        raise trouble(path, 1, "This is not a JSON object.")
    places = [
        Place(begin + 1, end - 1, text[begin + 1 : end - 1], "version", ("version",))
        for key, value, begin, end in _json_members(text, start)
        if key == "version" and isinstance(value, str)
    ]
    return only_place(text, path, places, "No version stands here.")


def _json_members(text: str, start: int) -> Iterable[tuple[str, Any, int, int]]:
    """Members of the outermost object: key, value, and the value's offsets."""
    decoder = json.JSONDecoder()
    position = start
    while True:
        position = _end(_COMMA, text, position)
        if text[position] == "}":
            return
        key, position = decoder.raw_decode(text, position)
        begin = _end(_COLON, text, position)
        value, position = decoder.raw_decode(text, begin)
        yield key, value, begin, position


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
