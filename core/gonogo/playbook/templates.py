"""Text with `{version}` and the like in it: which placeholders it has, and filling them in. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gonogo.errors import Mistake, PlaybookError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.releases import Release
    from gonogo.playbook.shape import Playbook, TagPart

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_.-]*(?::[^{}\s]*)?)\}")
_NUMBERS = re.compile(r"[^0-9]*([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?")

OF_VERSION = ("version", "major", "minor", "patch", "stable")
"""What a version alone gives; `stable` is the version without its pre-release part."""

OF_RELEASE = (*OF_VERSION, "next-major", "next-minor", "next-patch", "tag", "previous")
"""What every release gives; the inputs of its process come on top."""


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
    """`OF_VERSION` of a version; a number that it lacks is 0."""
    numbers = _NUMBERS.match(version)
    major, minor, patch = ((numbers[at] or "0") if numbers else "0" for at in (1, 2, 3))
    stable = re.split(r"[-+]|(?<=[0-9])(?:a|b|rc|\.dev|\.post)(?=[0-9])", version)[0]
    return {"version": version, "major": major, "minor": minor, "patch": patch, "stable": stable}


def tag_part(playbook: Playbook, process: str) -> TagPart:
    """How the tags of a process are named."""
    own = playbook.processes.get(process)
    return own.tag if own is not None and own.tag is not None else playbook.tag


def tag_name(playbook: Playbook, release: Release) -> str:
    """The tag of a release."""
    values = {**release.inputs, **version_values(release.version)}
    return render(tag_part(playbook, release.process).name, values)


def branch_of(playbook: Playbook, release: Release) -> str:
    """The branch that a release comes from."""
    process = playbook.processes.get(release.process)
    if process is None or not process.branch:
        return playbook.default_branch
    return render(process.branch, release_values(playbook, release))


def bare_values(playbook: Playbook, version: str, previous: str) -> dict[str, str]:
    """What a version gives where no release is under way: a bump by hand."""
    values = version_values(version)
    return {**values, "tag": render(playbook.tag.name, values), "previous": previous}


def release_values(playbook: Playbook, release: Release) -> dict[str, str]:
    """Everything that a step's template may use: `OF_RELEASE` and the inputs."""
    of_version = version_values(release.version)
    major, minor, patch = (int(of_version[part]) for part in ("major", "minor", "patch"))
    process = playbook.processes.get(release.process)
    # A release that was begun before the process had an input goes on with what that is by itself.
    unasked = {name: one.default or "" for name, one in process.inputs.items()} if process else {}
    return {
        **unasked,
        **release.inputs,
        **of_version,
        "next-major": f"{major + 1}.0.0",
        "next-minor": f"{major}.{minor + 1}.0",
        "next-patch": f"{major}.{minor}.{patch + 1}",
        "tag": tag_name(playbook, release),
        "previous": release.previous,
    }


def read_tag(playbook: Playbook, tag: str) -> dict[str, str] | None:
    """What the name of a tag says by the playbook's templates: `version`, and inputs such as `crate`.

    None when it is no release's tag (`dev`, `nightly`).
    """
    parts = (playbook.tag, *(p.tag for p in playbook.processes.values() if p.tag is not None))
    for template in dict.fromkeys(part.name for part in parts):
        said = read_name(template, tag)
        if said is not None:
            return said
    return None


def read_name(template: str, name: str) -> dict[str, str] | None:
    """What a name says by one template of a tag; None when it was not made by it."""
    match = _tag_pattern(template).fullmatch(name)
    return match.groupdict() if match is not None else None


@lru_cache(maxsize=64)
def _tag_pattern(template: str) -> re.Pattern[str]:
    pieces, at = [], 0
    for found in _PLACEHOLDER.finditer(template):
        name = found[1].replace("-", "_").replace(".", "_").replace(":", "_")
        shape = r"[0-9]+(?:\.[0-9]+)*[0-9A-Za-z.+-]*" if name == "version" else r"[^/]+"
        pieces += [re.escape(template[at : found.start()]), f"(?P<{name}>{shape})"]
        at = found.end()
    return re.compile("".join(pieces) + re.escape(template[at:]))
