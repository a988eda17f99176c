"""How a tree without a playbook is bumped: its ecosystems, its one version, and its changelog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gonogo.bump.headings import heading_of
from gonogo.bump.npm import read_package
from gonogo.bump.places import line_of, only_place, trouble
from gonogo.bump.python_source import python_places
from gonogo.bump.release import ChangelogRule, FileRule
from gonogo.bump.toml_tables import Text
from gonogo.bump.toml_values import read_tables
from gonogo.bump.units import TreeRules, Unit
from gonogo.bump.versions import is_same_version, is_version
from gonogo.bump.workspace import read_crates, read_manifest
from gonogo.errors import BumpError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.versions import Scheme

_MODULES = ("__init__.py", "_version.py", "__about__.py", "version.py")
_PLAIN = ("VERSION", "VERSION.txt", "version.txt")
_SIDE = frozenset(
    {
        "test",
        "tests",
        "testdata",
        "fixtures",
        "fixture",
        "example",
        "examples",
        "docs",
        "doc",
        "bench",
        "benches",
    }
)


class _Found(NamedTuple):
    """A version that stands somewhere; `is_top` where the whole tree's stands."""

    unit: Unit
    line: int
    is_top: bool
    rule: FileRule | None = None


def discover(texts: Mapping[str, str]) -> TreeRules:
    """Find out what a bump of this tree consists of.

    The tree's version is what the manifests at its top say; packages and modules in
    folders that say the same move with it.

    Args:
        texts: Path → text of every file that `wants` names.

    Raises:
        BumpError: no version was found, two different ones at the top, or a file can not be read.
    """
    found = (*_cargo(texts), *_npm(texts), *_pyprojects(texts), *_plain_files(texts))
    modules = tuple(_modules(texts))
    top = [one for one in found if one.is_top] or [one for one in modules if one.is_top]
    if not top:
        top = list(found) or list(modules)
    if not top:
        raise BumpError(
            "No version was found: there is no Cargo.toml, pyproject.toml, package.json, VERSION or __version__.",
            advice="Say in .github/gonogo.yml, under version, where it stands.",
        )
    version = _one_version(top)
    moving = [one for one in (*found, *modules) if is_same_version(one.unit.version, version)]
    units = tuple(one.unit for one in moving if one.rule is None)
    rules = tuple(one.rule for one in moving if one.rule is not None)
    scheme: Scheme = "semver" if is_version(version, "semver") else "pep440"
    return TreeRules(rules, _changelog(texts), units, scheme, version)


def _one_version(top: list[_Found]) -> str:
    for one in top:
        if not _is_any_version(one.unit.version):
            raise trouble(
                one.unit.path, one.line, f"{one.unit.version!r} is no version.", "Write it like 1.2.3."
            )
    first = top[0]
    for other in top[1:]:
        if not is_same_version(other.unit.version, first.unit.version):
            what = (
                f"Two versions stand in this tree: {first.unit.version} in {first.unit.path}:{first.line}"
                f" and {other.unit.version} in {other.unit.path}:{other.line}."
            )
            raise BumpError(
                what, advice="Say in .github/gonogo.yml, under version, which files move together."
            )
    return first.unit.version


def _cargo(texts: Mapping[str, str]) -> Iterable[_Found]:
    """Crates of the workspace at the top; crates elsewhere count where there is no such workspace."""
    crates = read_crates(texts)
    for crate in crates:
        manifest = crate.manifest
        place = manifest.version or (crate.root.shared_version if crate.root else None)
        where = manifest.path if manifest.version or crate.root is None else crate.root.path
        if place is None:
            continue
        unit = Unit(crate.name, manifest.path, crate.version, "cargo")
        in_top = not manifest.folder or (crate.root is not None and not crate.root.folder)
        is_member = in_top and (manifest.is_published or manifest.is_inherited)
        is_top = is_member and not _is_aside(manifest.path)
        yield _Found(unit, line_of(texts[where], place.start), is_top)
    if not crates and "Cargo.toml" in texts:
        read_manifest(texts["Cargo.toml"], "Cargo.toml")


def _npm(texts: Mapping[str, str]) -> Iterable[_Found]:
    for path in sorted(texts):
        if path.rpartition("/")[2] != "package.json":
            continue
        name, version = read_package(texts[path], path)
        if version:
            line = line_of(texts[path], max(texts[path].find('"version"'), 0))
            yield _Found(Unit(name, path, version, "npm"), line, "/" not in path)


def _pyprojects(texts: Mapping[str, str]) -> Iterable[_Found]:
    for path in sorted(texts):
        if path.rpartition("/")[2] != "pyproject.toml":
            continue
        tables = read_tables(texts[path], path)
        for table in (("project",), ("tool", "poetry")):
            value = tables.get(table, {}).get("version")
            if isinstance(value, Text):
                unit = Unit(path, path, value.raw, "python")
                line = line_of(texts[path], value.start)
                yield _Found(unit, line, "/" not in path, FileRule(path, "pyproject"))
                break


def _plain_files(texts: Mapping[str, str]) -> Iterable[_Found]:
    for path in _PLAIN:
        said = texts.get(path, "").removeprefix("\ufeff").strip()
        if said and "\n" not in said:  # several lines are something else than a version
            line = line_of(texts[path], texts[path].find(said))
            rule = FileRule(path, "pattern", pattern="{version}")
            yield _Found(Unit(path, path, said, "file"), line, is_top=True, rule=rule)


def _modules(texts: Mapping[str, str]) -> Iterable[_Found]:
    for path in sorted(texts):
        if path.rpartition("/")[2] not in _MODULES or "__version__" not in texts[path] or _is_aside(path):
            continue
        is_top = path.count("/") <= 2
        try:
            places = python_places(texts[path], path)
        except BumpError:
            continue  # a template, or Python of another age
        if len(places) > 1 and is_top:
            only_place(texts[path], path, places, "")
        # none: a version that is computed, or read from the package's metadata
        if len(places) == 1 and is_version(places[0].text, "pep440"):
            unit = Unit(path, path, places[0].text, "python")
            line = line_of(texts[path], places[0].start)
            yield _Found(unit, line, is_top, FileRule(path, "python"))


def _is_any_version(text: str) -> bool:
    return is_version(text, "semver") or is_version(text, "pep440")


def _is_aside(path: str) -> bool:
    return not _SIDE.isdisjoint(path.split("/")[:-1])


def _changelog(texts: Mapping[str, str]) -> ChangelogRule | None:
    """The rule for CHANGELOG.md, its heading as the newest release's; None where nothing is unreleased."""
    path = "CHANGELOG.md"
    text = texts.get(path)
    if text is None or not re.search(r"^ {0,3}##\s+\[?unreleased\]?", text, re.IGNORECASE | re.MULTILINE):
        return None
    return ChangelogRule(path, heading_of(text))
