"""Versions in any other text, found by a template such as `ordvec = "{major}.{minor}"`."""

from __future__ import annotations

import re

from gonogo.bump.places import Place, line_of, trouble
from gonogo.bump.versions import numbers

_SLOT = re.compile(r"\{(version|major|minor|patch)\}")
_SHAPES = {"version": r"\d+(?:\.\d+)+(?:[-+]?[0-9A-Za-z][0-9A-Za-z.+-]*)?"}
_NOT_BEFORE = r"(?<![0-9A-Za-z.+-])"
_NOT_IN_WORD = r"(?<![\w-])"
_NOT_AFTER = r"(?![0-9A-Za-z+-]|\.[0-9])"


def fill(pattern: str, version: str) -> str:
    """The template with the version's parts in place."""
    major, minor, patch = numbers(version)
    parts = {"version": version, "major": major, "minor": minor, "patch": patch}
    return _SLOT.sub(lambda slot: parts[slot[1]], pattern)


def find_pattern(text: str, path: str, pattern: str, version: str) -> tuple[Place, ...]:
    """Every place where the template, filled with `version`, stands by itself.

    Raises:
        BumpError: the template has no slot, or the text does not hold it.
    """
    _check_slots(pattern, path)
    wanted = fill(pattern, version)
    matches = tuple(_bounded(pattern, re.escape(wanted)).finditer(text))
    if not matches:
        other = _shaped(pattern).search(text)
        line = line_of(text, other.start()) if other else 0
        says = f"It says {other[0]!r}" if other else f"{wanted!r} does not stand here"
        raise trouble(path, line, f"{says}, expected {wanted!r}." if other else f"{says}.")
    return tuple(Place(match.start(), match.end(), match[0], "text") for match in matches)


def has_pattern(text: str, pattern: str) -> bool:
    """Whether the template stands in the text, with any version."""
    return _shaped(pattern).search(text) is not None


def read_pattern(text: str, path: str, pattern: str) -> str:
    """The version that the text holds by this template.

    Raises:
        BumpError: the template does not name a whole version, or the text holds none or several.
    """
    _check_slots(pattern, path)
    slots = set(_SLOT.findall(pattern))
    if not ({"version"} <= slots or {"major", "minor", "patch"} <= slots):
        raise trouble(path, 0, f"The pattern {pattern!r} holds no whole version to read.")
    found = {
        group["version"] or ".".join((group["major"], group["minor"], group["patch"]))
        for group in _groups(text, pattern)
    }
    if len(found) != 1:
        what = (
            f"Two versions stand in this file: {', '.join(sorted(found))}."
            if found
            else "No version stands here."
        )
        raise trouble(path, 0, what)
    return found.pop()


def _check_slots(pattern: str, path: str) -> None:
    if not _SLOT.search(pattern):
        raise trouble(
            path,
            0,
            f"The pattern {pattern!r} has no {{version}}.",
            "Write {version} where the version stands.",
        )


def _groups(text: str, pattern: str) -> tuple[dict[str, str], ...]:
    empty = {"version": "", "major": "", "minor": "", "patch": ""}
    return tuple({**empty, **match.groupdict()} for match in _shaped(pattern).finditer(text))


def _shaped(pattern: str) -> re.Pattern[str]:
    """The template as an expression that any version fits."""
    seen: set[str] = set()
    parts: list[str] = []
    position = 0
    for slot in _SLOT.finditer(pattern):
        name = slot[1]
        shape = f"(?P={name})" if name in seen else f"(?P<{name}>{_SHAPES.get(name, '[0-9]+')})"
        seen.add(name)
        parts += (re.escape(pattern[position : slot.start()]), shape)
        position = slot.end()
    return _bounded(pattern, "".join((*parts, re.escape(pattern[position:]))))


def _bounded(pattern: str, expression: str) -> re.Pattern[str]:
    """The expression, not inside a longer version or word."""
    begin = _NOT_BEFORE if _SLOT.match(pattern) else _NOT_IN_WORD if pattern[:1].isalnum() else ""
    end = _NOT_AFTER if pattern.endswith("}") and _SLOT.search(pattern, pattern.rfind("{")) else ""
    return re.compile(begin + expression + end)
