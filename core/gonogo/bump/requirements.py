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
