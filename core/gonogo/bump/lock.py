"""Cargo.lock as cargo writes it: the workspace's own entries, without parsing the whole document."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from gonogo.bump.places import Change, Place, trouble
from gonogo.bump.toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_END = r"[ \t]*+(?:\r?\n|\Z)"
_STRING = r'"[^"\\\n\x00-\x1f]*+"'
_ENTRY = (
    rf"(?:\s*+)\[\[package\]\]{_END}"
    rf'name = "(?P<name>[^"\\\n]*+)"{_END}version = "(?P<version>[^"\\\n]*+)"{_END}'
    rf"(?P<source>source = {_STRING}{_END})?+(?:checksum = {_STRING}{_END})?+"
    rf"(?P<needs>dependencies = \[{_END}(?:[ \t]*+{_STRING},?{_END})*+\]{_END})?+"
    rf"(?:replace = {_STRING}{_END})?+"
)
_HEAD = r"\ufeff?(?:[ \t]*+(?:\#[^\n]*+)?\r?\n|version = \d+[ \t]*+\r?\n)*+"
_TAIL = (
    rf"\s*+(?:\[metadata\]{_END}(?:{_STRING} = {_STRING}{_END})*+)?+"
    rf"(?:\s*+\[\[patch\.unused\]\]{_END}(?:\w+ = {_STRING}{_END})*+)*+\s*+\Z"
)
Move = tuple[str, str]
"""The old version and the new one."""


@functools.cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Made ready where it is needed: most trees have no lock file of cargo's."""
    return re.compile(expression)


def is_lock(path: str) -> bool:
    """Whether this is a Cargo.lock."""
    return path == "Cargo.lock" or path.endswith("/Cargo.lock")


def own_versions(text: str, path: str) -> dict[str, set[str]]:
    """Name → versions of the entries without a source.

    Raises:
        BumpError: not TOML.
    """
    found: dict[str, set[str]] = {}
    for match in _entries(text, path):
        if not match["source"]:
            found.setdefault(match["name"], set()).add(match["version"])
    return found


def foreign_lines(text: str, version: str) -> frozenset[int]:
    """1-based lines of the entries with a source that have this version; empty for an unusual file."""
    lines: set[int] = set()
    for match in _compiled(_ENTRY).finditer(text):
        if match["source"] and match["version"] == version:
            lines.add(text.count("\n", 0, match.start("version")) + 1)
    return frozenset(lines)


def move_lock(text: str, path: str, moves: Mapping[str, Move]) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The changes of a Cargo.lock, and the names that it also holds from a registry.

    Entries whose name does not stand here, or not with the old version, are left alone.

    Raises:
        BumpError: not TOML.
    """
    changes: list[Change] = []
    twins: set[str] = set()
    moved: dict[str, Move] = {}
    needs: list[tuple[int, int]] = []
    for match in _entries(text, path):
        name = match["name"]
        if match["needs"]:
            needs.append(match.span("needs"))
        move = moves.get(name)
        if move is None:
            continue
        if match["source"]:
            twins.add(name)
        elif match["version"] == move[0]:
            changes.append(Change(Place(*match.span("version"), move[0], name), move[1]))
            moved[name] = move
    for name in twins & moved.keys():
        old, new = moved[name]
        spelled = re.compile(rf'"{re.escape(name)} {re.escape(old)}(?=")')
        for start, end in needs:
            for found in spelled.finditer(text, start, end):
                begin = found.end() - len(old)
                changes.append(Change(Place(begin, found.end(), old, f"dependency {name}"), new))
    return tuple(changes), tuple(sorted(twins & moved.keys()))


def _entries(text: str, path: str) -> Iterable[re.Match[str]]:
    """All entries of a lock file in cargo's own writing.

    Raises:
        BumpError: it is not TOML, or written by something else.
    """
    head = _compiled(_HEAD).match(text)
    position = head.end() if head else 0
    found: list[re.Match[str]] = []
    match_at = _compiled(_ENTRY).match
    while match := match_at(text, position):
        found.append(match)
        position = match.end()
    if not _compiled(_TAIL).match(text, position):
        parse_toml(text, path)
        line = text.count("\n", 0, position) + 1
        raise trouble(
            path, line, "This is not as cargo writes a lock file.", "Let cargo write it: cargo update -w."
        )
    return found
