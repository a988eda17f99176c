"""A Cargo workspace: its packages, their versions and dependencies, from the manifests' texts."""

from __future__ import annotations

import functools
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple

from gonogo.bump.places import Place
from gonogo.bump.toml_tables import Text
from gonogo.bump.toml_values import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.toml_tables import Keys, Value

KINDS = {
    "dependencies": "normal",
    "dev-dependencies": "dev",
    "dev_dependencies": "dev",
    "build-dependencies": "build",
    "build_dependencies": "build",
}
SHARED = "shared"
"""The kind of what stands under workspace.dependencies."""


class Dependency(NamedTuple):
    """A dependency as a manifest declares it.

    Attributes:
        key: Its name in the table.
        crate: The package's real name (`package = "…"`, else the key).
        kind: `normal`, `dev`, `build`, or `shared` for workspace.dependencies.
        requirement: Where its version stands; None without one.
        path: Its folder as written; empty without one.
        is_inherited: `workspace = true`.
    """

    key: str
    crate: str
    kind: str
    requirement: Place | None
    path: str
    is_inherited: bool


class Manifest(NamedTuple):
    """A Cargo.toml.

    Attributes:
        name: Of the package; empty for a workspace without one.
        version: Where the package's own version stands; None without one.
        is_inherited: The package's version is the workspace's.
        is_published: `publish` does not forbid it.
        shared_version: Where workspace.package.version stands.
        is_root: It has a [workspace] table.
        members: Globs of the workspace's members.
        exclude: Folders that are not.
    """

    path: str
    name: str
    version: Place | None
    is_inherited: bool
    is_published: bool
    shared_version: Place | None
    is_root: bool
    members: tuple[str, ...]
    exclude: tuple[str, ...]
    dependencies: tuple[Dependency, ...]

    @property
    def folder(self) -> str:
        """Where it stands; empty for the repository's top."""
        return dirname(self.path)


class Crate(NamedTuple):
    """A package with the version that it resolves to."""

    name: str
    manifest: Manifest
    version: str
    root: Manifest | None
    """The workspace it belongs to; None when it is by itself."""


@functools.lru_cache(maxsize=1024)
def read_manifest(text: str, path: str) -> Manifest:
    """A Cargo.toml.

    Raises:
        BumpError: not TOML, with the line.
    """
    tables = read_tables(text, path)
    package = tables.get(("package",), {})
    workspace = tables.get(("workspace",), {})
    publish = package.get("publish", True)
    return Manifest(
        path=path,
        name=_raw(package.get("name")),
        version=_place(package.get("version"), "version"),
        is_inherited=tables.get(("package", "version"), {}).get("workspace") is True,
        is_published=publish is not False and publish != (),
        shared_version=_place(tables.get(("workspace", "package"), {}).get("version"), "workspace version"),
        is_root=any(table[:1] == ("workspace",) for table in tables) or "[workspace]" in text,
        members=_names(workspace.get("members")),
        exclude=_names(workspace.get("exclude")),
        dependencies=tuple(_dependencies(tables)),
    )


def read_crates(texts: Mapping[str, str]) -> tuple[Crate, ...]:
    """Every package that a Cargo.toml of these texts declares, with the version it resolves to.

    A package whose version can not be told (inherited from nowhere) is left out.

    Raises:
        BumpError: a manifest is not TOML.
    """
    manifests = {path: read_manifest(texts[path], path) for path in texts if is_manifest(path)}
    roots = {manifest.folder: manifest for manifest in manifests.values() if manifest.is_root}
    crates: list[Crate] = []
    for manifest in manifests.values():
        root = _root_of(manifest, roots)
        version = manifest.version
        if manifest.is_inherited:
            version = root.shared_version if root else None
        if manifest.name and version is not None:
            crates.append(Crate(manifest.name, manifest, version.text, root))
    return tuple(crates)


def is_manifest(path: str) -> bool:
    """Whether this is a Cargo.toml."""
    return path == "Cargo.toml" or path.endswith("/Cargo.toml")


def folder_of(manifest: Manifest, dependency: Dependency) -> str:
    """The folder that a path dependency points at, from the repository's top."""
    folder = normpath(join(manifest.folder, dependency.path))
    return "" if folder == "." else folder


def _root_of(manifest: Manifest, roots: Mapping[str, Manifest]) -> Manifest | None:
    """The workspace's manifest: the nearest one at or above."""
    folder = manifest.folder
    while True:
        root = roots.get(folder)
        if root is not None and not _is_excluded(manifest, root):
            return root
        if not folder:
            return None
        folder = dirname(folder)


def _is_excluded(manifest: Manifest, root: Manifest) -> bool:
    inside = manifest.folder.removeprefix(root.folder).strip("/")
    return any(inside == one.strip("/") or inside.startswith(one.strip("/") + "/") for one in root.exclude)


def _dependencies(tables: Mapping[Keys, Mapping[str, Value]]) -> Iterable[Dependency]:
    for table, values in tables.items():
        kind = _kind(table)
        if kind is None:
            continue
        here, name = kind
        if name is None:
            for key, value in values.items():
                if isinstance(value, Text):
                    place = _place(value, f"dependency {key}")
                    yield Dependency(key, key, here, place, "", is_inherited=False)
        else:
            crate = _raw(values.get("package")) or name
            yield Dependency(
                name,
                crate,
                here,
                _place(values.get("version"), f"dependency {crate}"),
                _raw(values.get("path")),
                is_inherited=values.get("workspace") is True,
            )


@functools.lru_cache(maxsize=4096)
def _kind(table: Keys) -> tuple[str, str | None] | None:
    """What a table declares: the kind, and the dependency's key where it is one dependency's own table."""
    rest = table
    if rest[:1] == ("workspace",):
        if rest[1:2] != ("dependencies",):
            return None
        return (SHARED, None) if len(rest) == 2 else (SHARED, rest[2]) if len(rest) == 3 else None
    if rest[:1] == ("target",):
        rest = rest[2:]
    if not rest or rest[0] not in KINDS or len(rest) > 2:
        return None
    return (KINDS[rest[0]], rest[1] if len(rest) == 2 else None)


def _place(value: Value | None, label: str) -> Place | None:
    if not isinstance(value, Text):
        return None
    return Place(value.start, value.end, value.raw, label, is_requirement=label.startswith("dependency "))


def _raw(value: Value | None) -> str:
    return value.raw if isinstance(value, Text) else ""


def _names(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) and not isinstance(value, Text) else ()
