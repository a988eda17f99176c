"""Text with `{version}` and the like in it: which placeholders it has, and filling them in. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.errors import Mistake, PlaybookError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.playbook.shape import Playbook

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_.-]*(?::[^{}\s]*)?)\}")
_NUMBERS = re.compile(r"[^0-9]*([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?")

OF_VERSION = ("version", "major", "minor", "patch")
"""What a version alone gives."""

OF_RELEASE = (*OF_VERSION, "tag", "previous")
"""What a release gives."""


def placeholders(template: str) -> tuple[str, ...]:
    """Names in braces, in order, each once. Braces around anything but a name are plain text.

    `{ version = "{version}" }` has one placeholder: `version`.
    """
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))


def render(template: str, values: Mapping[str, str]) -> str:
    """Fill in the placeholders.

    Args:
        template: Text with `{name}` in it.
        values: Name → text.

    Raises:
        PlaybookError: a placeholder that `values` does not have.
    """
    for name in placeholders(template):
        if name not in values:
            known = ", ".join(f"{{{key}}}" for key in values) or "none"
            raise PlaybookError(
                (
                    Mistake(
                        f"`{clean_line(template, 80)}`",
                        0,
                        0,
                        f"{{{name}}} is not known here.",
                        f"Known: {known}.",
                    ),
                )
            )
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def version_values(version: str) -> dict[str, str]:
    """`{version}`, `{major}`, `{minor}` and `{patch}` of a version; a number that it lacks is 0."""
    numbers = _NUMBERS.match(version)
    major, minor, patch = ((numbers[at] or "0") if numbers else "0" for at in (1, 2, 3))
    return {"version": version, "major": major, "minor": minor, "patch": patch}


def tag_name(playbook: Playbook, version: str) -> str:
    """The tag of a version."""
    return render(playbook.tag.name, version_values(version))


def release_values(playbook: Playbook, version: str, previous: str = "") -> dict[str, str]:
    """Everything that a step's template may use: `OF_RELEASE`."""
    return {**version_values(version), "tag": tag_name(playbook, version), "previous": previous}
