"""package.json and package-lock.json: own versions, workspaces' links, and dependencies on them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from gonogo.bump.places import Change, Place, line_of, only_place, trouble
from gonogo.bump.requirements import move_requirement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gonogo.bump.places import KeyPath
    from gonogo.bump.units import Move

_DEPENDENCIES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_MARK = re.compile(r'[ \t\r\n]*+([{}\[\]:,]|"(?:[^"\\\x00-\x1f]|\\.)*+"|[^\s{}\[\]:,"]++)')
MAX_DEPTH = 100


def is_npm(path: str) -> bool:
    """Whether this is a package.json or a lock file of npm's."""
    return path.rpartition("/")[2] in ("package.json", "package-lock.json", "npm-shrinkwrap.json")


def read_package(text: str, path: str) -> tuple[str, str]:
    """Name and version of a package.json; empty where they are not given.

    Raises:
        BumpError: not JSON, not an object, or two versions.
    """
    data = _load(text, path)
    if text.count('"version"') > 1:
        own = [place for place in _strings(text, _start(text)) if place.path == ("version",)]
        if len(own) > 1:
            only_place(text, path, own, "")
    name, version = data.get("name"), data.get("version")
    return (name if isinstance(name, str) else "", version if isinstance(version, str) else "")


def move_npm(text: str, path: str, moves: Mapping[str, Move]) -> tuple[Change, ...]:
    """The changes of one of npm's files.

    In a lock file only the packages of this repository move: the root, and entries whose
    key is a folder outside of node_modules.

    Raises:
        BumpError: not JSON, or a version stands there that should not.
    """
    data = _load(text, path)
    is_lock = not path.endswith("package.json")
    changes: list[Change] = []
    for place in _strings(text, _start(text)):
        owner = _owner(data, place.path, is_lock=is_lock)
        move = moves.get(owner[0])
        if move is None:
            continue
        if not owner[1]:
            if place.text not in move:
                what = f"The version says {place.text!r}, expected {move[0]}."
                raise trouble(path, line_of(text, place.start), what)
            changes.append(Change(place, move[1]))
        elif place.text.startswith("workspace:"):
            continue
        else:
            moved = move_requirement(place.text, *move)
            if moved is not None:
                label = f"dependency {owner[0]}"
                at = Place(place.start, place.end, place.text, label, place.path, is_requirement=True)
                changes.append(Change(at, moved))
    return tuple(changes)


def _owner(data: Mapping[str, Any], path: KeyPath, *, is_lock: bool) -> tuple[str, bool]:
    """Whose version a string is, and whether it is a requirement; ("", False) for any other string."""
    if is_lock and path[:1] == ("packages",) and len(path) > 2:
        folder = str(path[1])
        if folder.startswith("node_modules/") or "/node_modules/" in folder:
            return "", False
        entry = data["packages"][path[1]]
        rest = path[2:]
        name = entry.get("name") or (data.get("name") if not folder else folder.rpartition("/")[2])
    elif is_lock and path[:1] != ("version",):
        return "", False
    else:
        rest, name = path, data.get("name")
    if rest == ("version",):
        return (name if isinstance(name, str) else ""), False
    if len(rest) == 2 and rest[0] in _DEPENDENCIES:
        return str(rest[1]), True
    return "", False


def _start(text: str) -> int:
    return 1 if text.startswith("\ufeff") else 0


def _load(text: str, path: str) -> dict[str, Any]:
    try:
        data = json.loads(text[_start(text) :])
    except json.JSONDecodeError as error:
        raise trouble(path, error.lineno, f"This is not JSON: {error.msg}.") from None
    except RecursionError:
        raise trouble(path, 0, "This JSON is nested too deeply to be read.") from None
    if not isinstance(data, dict):
        raise trouble(path, 1, "This is not a JSON object.")
    return data


def _strings(text: str, start: int) -> Iterator[Place]:
    """String values that may be versions, with their paths, of a document that `json` has accepted."""
    stack: list[list[Any]] = []  # [is it a list, key or index, waits for a key]
    for match in _MARK.finditer(text, start):
        mark = match[1]
        top = stack[-1] if stack else None
        if mark in "{[":
            stack.append([mark == "[", 0, mark == "{"])
        elif mark in "}]":
            stack.pop()
        elif top is None or mark == ":":
            continue
        elif mark == ",":
            if top[0]:
                top[1] += 1
            else:
                top[2] = True
        elif top[2]:
            top[1], top[2] = json.loads(mark), False
        elif mark[0] == '"' and _may_matter(stack):
            path = tuple(level[1] for level in stack)
            label = "version" if path[-1] == "version" else f"dependency {path[-1]}"
            yield Place(match.start(1) + 1, match.end(1) - 1, mark[1:-1], label, path)


def _may_matter(stack: Iterable[list[Any]]) -> bool:
    keys = [level[1] for level in stack]
    return keys[-1] == "version" or (len(keys) > 1 and keys[-2] in _DEPENDENCIES)
