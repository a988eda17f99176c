"""Where the version stands in Cargo.toml and Cargo.lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.bump.places import Place, line_of, trouble
from gonogo.bump.toml import TomlString, at_path, find_strings, one_version, parse_toml, place_of
from gonogo.bump.toml_tables import Text
from gonogo.bump.toml_values import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.bump.places import KeyPath

_VERSIONED = (("package",), ("workspace", "package"))
_DEPENDENCY_TABLES = (
    "dependencies",
    "dev-dependencies",
    "build-dependencies",
    "dev_dependencies",
    "build_dependencies",
)


def find_cargo(text: str, path: str, dependencies: tuple[str, ...]) -> tuple[Place, ...]:
    """The version of a Cargo.toml, and the requirements of the named dependencies.

    Raises:
        BumpError: not TOML, no version, two different versions, or a dependency is missing.
    """
    tables = read_tables(text, path)
    found = (((*table, "version"), tables.get(table, {}).get("version")) for table in _VERSIONED)
    strings = (TomlString(key_path, *value) for key_path, value in found if isinstance(value, Text))
    own = one_version(
        text, path, sorted(strings, key=_start), tuple((*table, "version") for table in _VERSIONED)
    )
    inherits = tables.get(("package", "version"), {}).get("workspace") is True
    if not own and not (dependencies and (inherits or not _has_package(text, path))):
        what = "Its version is inherited from the workspace." if inherits else "No version stands here."
        advice = "List the workspace's own Cargo.toml instead." if inherits else ""
        raise trouble(path, 0, what, advice or "Add version under [package] or [workspace.package].")
    return (*own, *_requirements(text, path, dependencies)) if dependencies else own


def _start(string: TomlString) -> int:
    return string.start


def _has_package(text: str, path: str) -> bool:
    return "package" in parse_toml(text, path)


def _requirements(text: str, path: str, dependencies: tuple[str, ...]) -> Iterable[Place]:
    """Where the named dependencies' versions stand.

    Raises:
        BumpError: a dependency is missing.
    """
    data = parse_toml(text, path)
    strings = find_strings(text)
    for name in dependencies:
        found = [
            place_of(text, string, f"dependency {name}")
            for string in strings
            if _is_dependency(data, string.path, name)
        ]
        if not found:
            what = f"No dependency {name} with a version stands here."
            raise trouble(path, 0, what, f"Take {name} out of this file's dependencies in the playbook.")
        yield from found


def find_cargo_lock(text: str, path: str, packages: tuple[str, ...]) -> tuple[Place, ...]:
    """The versions of the named packages of a Cargo.lock, entries with a source left alone.

    Raises:
        BumpError: not TOML, no such entry, or two entries of one name.
    """
    data = parse_toml(text, path)
    entries = data.get("package", [])
    strings = {string.path: string for string in find_strings(text)}
    places: list[Place] = []
    for name in packages:
        mine = [i for i, entry in enumerate(entries) if entry.get("name") == name and "source" not in entry]
        versions = [strings[at] for i in mine if (at := ("package", i, "version")) in strings]
        if not versions:
            what = f"No entry of this workspace's own {name} stands here."
            raise trouble(path, 0, what, "Run cargo to bring the lock file up to date.")
        if len(versions) > 1:
            lines = " and ".join(str(line_of(text, string.start)) for string in versions)
            raise trouble(
                path, line_of(text, versions[0].start), f"{name} stands here twice, on lines {lines}."
            )
        places.append(place_of(text, versions[0], name))
        spelled = f"{name} {versions[0].raw}"  # how other entries name it when the name alone is not unique
        for key_path, string in strings.items():
            if _is_lock_dependency(key_path) and string.raw == spelled:
                start = string.start + len(name) + 1
                places.append(Place(start, string.end, versions[0].raw, f"dependency {name}", key_path))
    return tuple(places)


def lock_namesakes(text: str, path: str, packages: tuple[str, ...]) -> tuple[str, ...]:
    """Packages that a Cargo.lock holds both as the workspace's own and from a registry."""
    entries = parse_toml(text, path).get("package", [])
    foreign = {entry.get("name") for entry in entries if "source" in entry}
    return tuple(name for name in packages if name in foreign)


def _is_dependency(data: dict[str, Any], path: KeyPath, name: str) -> bool:
    """Whether the string at `path` is the version requirement of the crate `name`."""
    if path[:1] == ("workspace",) and path[1:2] == ("dependencies",):
        rest = path[2:]
    elif path[:1] == ("target",) and len(path) > 3 and path[2] in _DEPENDENCY_TABLES:
        rest = path[3:]
    elif path[0] in _DEPENDENCY_TABLES:
        rest = path[1:]
    else:
        return False
    if len(rest) == 1:
        return rest[0] == name
    if len(rest) != 2 or rest[1] != "version":
        return False
    return bool((at_path(data, (*path[:-1], "package")) or rest[0]) == name)


def _is_lock_dependency(path: KeyPath) -> bool:
    return len(path) == 4 and path[0] == "package" and path[2] == "dependencies"
