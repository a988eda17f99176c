"""Version requirements of Cargo: which ones move with a version, and how."""

from __future__ import annotations

import re

from gonogo.bump.versions import is_prerelease, numbers

_REQUIREMENT = re.compile(r"(?P<before>\s*(?:=|\^|~)?\s*)(?P<version>\S+)(?P<after>\s*)", re.DOTALL)


def move_requirement(text: str, old: str, new: str) -> str | None:
    """The requirement with the new version in the old one's room; None when it names another.

    `=`, `^` and `~` stay. A short one (`0.5`) stays as short, except that a
    pre-release is always written whole, because a short one would not match it.
    """
    match = _REQUIREMENT.fullmatch(text)
    if match is None:
        return None
    moved = _move(match["version"], old, new)
    return None if moved is None else f"{match['before']}{moved}{match['after']}"


def _move(version: str, old: str, new: str) -> str | None:
    if version == old:
        return new
    length = version.count(".") + 1
    if is_prerelease(old) or length > 2 or version != ".".join(numbers(old)[:length]):
        return None
    return new if is_prerelease(new) else ".".join(numbers(new)[:length])


def admits(text: str, version: str) -> bool:
    """Whether a requirement may be met by a version; True where that can not be told here."""
    match = _REQUIREMENT.fullmatch(text)
    if match is None or not match["version"][:1].isdigit():
        return True
    wanted = match["version"].partition("-")[0].split(".")
    if not all(part.isdigit() for part in wanted) or len(wanted) > 3:
        return True
    has = [int(part) for part in numbers(version)]
    asked = [int(part) for part in wanted]
    operator = match["before"].strip()
    if operator == "=":
        return has[: len(asked)] == asked
    fixed = 1 if operator == "~" and len(asked) == 1 else 2
    if operator != "~":
        fixed = next((at + 1 for at, part in enumerate(asked) if part), len(asked))
    return has[:fixed] == asked[:fixed] and has >= asked
