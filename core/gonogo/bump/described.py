"""A bump as a playbook describes it, as rules over the files that are there."""

# ruff: noqa: D102 (what each property means is said by the playbook part of the same name)

from __future__ import annotations

import functools
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal, Protocol

from gonogo.bump.release import ChangelogRule, FileRule, read_version
from gonogo.bump.units import TreeRules, Unit
from gonogo.bump.workspace import read_crates
from gonogo.errors import BumpError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gonogo.bump.release import Style
    from gonogo.bump.versions import Scheme

Notes = Literal["write", "date", "leave"]
"""What a bump does to the changelog."""


class FileWords(Protocol):
    """A file that holds the version, as the playbook's version part lists it."""

    @property
    def path(self) -> str: ...
    @property
    def format(self) -> str: ...
    @property
    def dependencies(self) -> tuple[str, ...]: ...
    @property
    def packages(self) -> tuple[str, ...]: ...
    @property
    def pattern(self) -> str: ...
    @property
    def optional(self) -> bool: ...


class PackageWords(Protocol):
    """Which packages of the workspace move."""

    @property
    def versions(self) -> Literal["shared", "stepwise", "separate"]: ...
    @property
    def leave(self) -> tuple[str, ...]: ...
    @property
    def include(self) -> tuple[str, ...]: ...
    @property
    def final_newline(self) -> bool: ...


class VersionWords(Protocol):
    """Where the version is read, and everything that it is written to."""

    @property
    def scheme(self) -> Scheme: ...
    @property
    def read(self) -> str: ...
    @property
    def files(self) -> Sequence[FileWords]: ...
    @property
    def packages(self) -> PackageWords | None: ...
    @property
    def uncomputed(self) -> tuple[str, ...]: ...


class ChangelogWords(Protocol):
    """The changelog and how it is written."""

    @property
    def path(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def placeholder(self) -> str: ...
    @property
    def style(self) -> Style: ...
    @property
    def template(self) -> str: ...
    @property
    def archive_after(self) -> str: ...
    @property
    def archive_line(self) -> str: ...
    @property
    def unreleased(self) -> str: ...
    @property
    def released(self) -> str: ...
    @property
    def optional(self) -> bool: ...
    @property
    def dots(self) -> str: ...


def file_rule(file: FileWords) -> FileRule:
    """One of the playbook's version files, as a rule."""
    return FileRule(file.path, file.format, file.dependencies, file.packages, file.pattern, file.optional)


def changelog_rule(
    words: ChangelogWords | None, notes: Notes = "write", crate: str = ""
) -> ChangelogRule | None:
    """The playbook's changelog, as a rule; None where it is left alone."""
    if words is None or notes == "leave" or ("{crate}" in words.path and not crate):
        return None
    return ChangelogRule(
        path=words.path.replace("{crate}", crate),
        heading=words.heading,
        placeholder=words.placeholder,
        style=words.style,
        mode=notes,
        template=words.template,
        archive=(words.archive_after, words.archive_line),
        unreleased=words.unreleased,
        released=words.released,
        is_optional=words.optional,
        dots=words.dots,
    )


def tree_rules(
    version: VersionWords,
    changelog: ChangelogWords | None,
    texts: Mapping[str, str],
    *,
    notes: Notes = "write",
    crate: str = "",
) -> TreeRules:
    """What a bump by a playbook consists of.

    Args:
        version: The playbook's version part.
        changelog: Its changelog part.
        texts: Path → text of its files and, where packages move, of every manifest.
        notes: What is done to the changelog.
        crate: The package that moves, where each has a version of its own; empty for the rules of all.

    Raises:
        BumpError: a file is missing or can not be read, or there is no such package.
    """
    rule = changelog_rule(changelog, notes, crate)
    if version.packages is not None and version.packages.versions == "separate":
        units = _units(texts, version, version.packages, "")
        ends = version.packages.final_newline
        tree = TreeRules((), rule, units, version.scheme, "", is_separate=True, ends_lines=ends)
        return tree.only(crate) if crate else tree
    said = version_of(version, texts)
    units = _units(texts, version, version.packages, said) if version.packages else ()
    return TreeRules(
        tuple(map(file_rule, version.files)),
        rule,
        units,
        version.scheme,
        said,
        ends_lines=version.packages is not None and version.packages.final_newline,
    )


def version_of(version: VersionWords, texts: Mapping[str, str]) -> str:
    """The version that the playbook's tree says.

    Raises:
        BumpError: the file is missing, or says none.
    """
    read = next((file for file in version.files if file.path == version.read), None)
    if read is None or version.read not in texts:
        raise BumpError(
            "This file is missing.", where=version.read, advice="The playbook reads the version there."
        )
    return read_version(texts[version.read], file_rule(read))


def wanted_paths(version: VersionWords, changelog: ChangelogWords | None) -> tuple[str, ...]:
    """Paths and globs of every file that a bump by this playbook reads; `**/` stands for any folders."""
    paths = {version.read, *(file.path for file in version.files)}
    if version.packages is not None:
        paths |= {"**/Cargo.toml", "**/Cargo.lock"}
    if changelog is not None:
        paths.add(changelog.path.replace("{crate}", "*"))
    return tuple(sorted(paths))


def is_wanted(path: str, wanted: tuple[str, ...]) -> bool:
    """Whether one of these paths or globs means a path."""
    return any(path == one or ("*" in one and _glob(one).fullmatch(path) is not None) for one in wanted)


@functools.lru_cache(maxsize=64)
def _glob(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*)", path)
    return re.compile("".join({"**/": "(?:.*/)?", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))


def _units(
    texts: Mapping[str, str], part: VersionWords, words: PackageWords, version: str
) -> tuple[Unit, ...]:
    """Packages that move: those of the workspace that the version is read from."""
    units: list[Unit] = []
    for crate in read_crates(texts):
        manifest = crate.manifest
        is_elsewhere = crate.root is None or crate.root.path != part.read
        if _is_named(crate.name, crate.version, words.leave) or (is_elsewhere and manifest.path != part.read):
            continue
        is_moving = {
            "shared": crate.version == version,
            "separate": True,
            "stepwise": manifest.is_published or (manifest.is_inherited and crate.version == version),
        }[words.versions]
        if is_moving or _is_named(crate.name, crate.version, words.include):
            units.append(Unit(crate.name, manifest.path, crate.version, "cargo"))
    return tuple(units)


def _is_named(name: str, version: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(f"{name}@{version}" if "@" in glob else name, glob) for glob in globs)
