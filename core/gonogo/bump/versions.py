"""Versions: which comes next, which is higher, and what is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import semver

from gonogo.errors import BumpError

if TYPE_CHECKING:
    from packaging.version import Version as PythonVersion

Scheme = Literal["semver", "pep440"]
Part = Literal["major", "minor", "patch", "rc", "final"]
PARTS: tuple[Part, ...] = ("major", "minor", "patch", "rc", "final")


def is_version(text: str, scheme: Scheme) -> bool:
    """Whether the text is a version of the scheme."""
    if scheme == "semver":
        return semver.Version.is_valid(text)
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", text):
        return True
    try:
        _python(text)
    except ValueError:
        return False
    return text == text.strip()


def next_version(current: str, part: Part, scheme: Scheme) -> str:
    """The version after `current`.

    A pre-release comes before its own release: the next minor after 0.6.0-rc.1 is 0.6.0.
    `rc` goes from a release to the first candidate of the next minor.

    Raises:
        BumpError: `current` is no version, or there is nothing to make final.
    """
    if not is_version(current, scheme):
        raise BumpError(f"{current!r} is no {_NAMES[scheme]} version.")
    if scheme == "semver":
        return _next_semver(semver.Version.parse(current), part)
    return _next_pep440(_python(current), part)


def compare(first: str, second: str, scheme: Scheme) -> int:
    """Below 0 when `first` is the lower one, above 0 when it is the higher one.

    Raises:
        BumpError: one of them is no version.
    """
    for text in (first, second):
        if not is_version(text, scheme):
            raise BumpError(f"{text!r} is no {_NAMES[scheme]} version.")
    if scheme == "semver":
        return semver.Version.parse(first).compare(second)
    one, other = _python(first), _python(second)
    return (one > other) - (one < other)


def is_same_version(first: str, second: str) -> bool:
    """Whether two spellings mean the same (`0.6.0-rc.1` and `0.6.0rc1`)."""
    if first == second:
        return True
    try:
        return _python(first) == _python(second)
    except ValueError:
        return False


def follow(own: str, old: str, new: str) -> str:
    """The version that comes after `own` when a release moves its own from `old` to `new`.

    The same kind of step is made: one that breaks (1.2.3 to 2.0.0, 0.3.1 to 0.4.0, and 0.0.1 to 0.0.2) or one
    that does not; a pre-release suffix that comes or goes does so here too.

    Raises:
        BumpError: one of them is no SemVer version, or the step is no single one.
    """
    for text in (own, old, new):
        if not is_version(text, "semver"):
            raise BumpError(f"{text!r} is no SemVer version.")
    before, after, mine = (semver.Version.parse(text) for text in (old, new, own))
    suffix = f"-{after.prerelease}" if after.prerelease else ""
    step = _step(before, after)
    if step is None:
        raise BumpError(
            f"{old} to {new} is no single step, so it can not be told what comes after {own}.",
            advice=f"Name the next version, such as {before.bump_major()}.",
        )
    if step == "same":
        return f"{mine.major}.{mine.minor}.{mine.patch}{suffix}"
    if step == "breaking":
        raised = mine.bump_major() if mine.major else mine.bump_minor() if mine.minor else mine.bump_patch()
    elif step == "minor" and mine.major:
        raised = mine.bump_minor()
    else:
        raised = mine.bump_patch()
    return f"{raised.finalize_version()}{suffix}"


def _step(
    before: semver.Version, after: semver.Version
) -> Literal["same", "breaking", "minor", "patch"] | None:
    """The kind of step between two versions, suffixes aside; None for more than one step, or back."""
    old, new = before.to_tuple()[:3], after.to_tuple()[:3]
    if old == new:
        return "same"
    first, second, third = old
    breaking = (first + 1, 0, 0) if first else (0, second + 1, 0)
    kinds: dict[tuple[int, ...], Literal["breaking", "minor", "patch"]] = {
        (first, second, third + 1): "patch",
        (first, second + 1, 0): "minor",
        (first + 1, 0, 0): "breaking",
        breaking: "breaking",
    }
    return kinds.get(new)


def to_pep440(version: str) -> str:
    """The normal spelling of Python; the text itself when it has none."""
    try:
        return str(_python(version))
    except ValueError:
        return version


def numbers(version: str) -> tuple[str, str, str]:
    """Major, minor and patch, as text.

    Raises:
        BumpError: no version.
    """
    try:
        release = (
            semver.Version.parse(version).to_tuple()[:3]
            if semver.Version.is_valid(version)
            else _python(version).release
        )
    except ValueError:
        raise BumpError(f"{version!r} is no version.") from None
    major, minor, patch = (*release, 0, 0)[:3]
    return str(major), str(minor), str(patch)


def is_prerelease(version: str) -> bool:
    """Whether it comes before a release of the same numbers."""
    if semver.Version.is_valid(version):
        return bool(semver.Version.parse(version).prerelease)
    try:
        return _python(version).is_prerelease
    except ValueError:
        return False


def _python(text: str) -> PythonVersion:
    """A version of Python's; ValueError when it is none."""
    from packaging.version import Version  # noqa: PLC0415 (most versions are SemVer, and need it never)

    return Version(text)


_NAMES = {"semver": "SemVer", "pep440": "PEP 440"}


def _next_semver(current: semver.Version, part: Part) -> str:
    if part == "final":
        if not current.prerelease:
            raise BumpError(f"{current} is final already.")
        return str(current.finalize_version())
    if part == "rc":
        if (current.prerelease or "").startswith("rc."):
            return str(current.replace(build=None).bump_prerelease("rc"))
        base = current.finalize_version() if current.prerelease else current.bump_minor()
        return str(base.bump_prerelease("rc"))
    return str(current.next_version(part))


def _next_pep440(current: PythonVersion, part: Part) -> str:
    epoch = f"{current.epoch}!" if current.epoch else ""
    if part == "final":
        if not current.is_prerelease:
            raise BumpError(f"{current} is final already.")
        return epoch + _dotted(list(current.release))
    if part == "rc":
        if current.pre and current.pre[0] == "rc" and not current.is_devrelease:
            return f"{epoch}{_dotted(list(current.release))}rc{current.pre[1] + 1}"
        release = list(current.release) if current.is_prerelease else _raised(current, "minor")
        return f"{epoch}{_dotted(release)}rc1"
    return epoch + _dotted(_raised(current, part))


def _raised(current: PythonVersion, part: Literal["major", "minor", "patch"]) -> list[int]:
    """The release numbers with one of them raised, or as they are when a pre-release leads there."""
    place = ("major", "minor", "patch").index(part)
    release = list(current.release) + [0] * (place + 1 - len(current.release))
    if current.is_prerelease and not any(release[place + 1 :]):
        return release
    return [*release[:place], release[place] + 1, *(0 for _ in release[place + 1 :])]


def _dotted(release: list[int]) -> str:
    return ".".join(map(str, release))
