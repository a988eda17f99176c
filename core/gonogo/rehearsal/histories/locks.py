"""The lock file of a workspace, made from its manifests: what cargo would write, for what a miniature needs."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLES = ("dependencies", "build-dependencies", "dev-dependencies")


class _Package(NamedTuple):
    name: str
    version: str
    needs: tuple[str, ...]
    is_foreign: bool


def lock_of(tree: Mapping[str, str], foreign: Mapping[str, str]) -> str:
    """The text of `Cargo.lock`.

    Args:
        tree: Path → text; the workspace's root manifest is `Cargo.toml`.
        foreign: Name → version of the packages from a registry.
    """
    root = tomllib.loads(tree["Cargo.toml"])
    shared = root["workspace"]
    packages = [_Package(name, version, (), is_foreign=True) for name, version in foreign.items()]
    for path, text in tree.items():
        if path == "Cargo.toml" or path.endswith("/Cargo.toml"):
            manifest = tomllib.loads(text)
            if "package" in manifest:
                packages.append(_package(manifest, shared))
    parts = ["# Kept by cargo; not edited by hand.\nversion = 4\n"]
    parts += ["\n".join(_lines(package)) + "\n" for package in sorted(packages)]
    return "\n".join(parts)


def _package(manifest: Mapping[str, Any], shared: Mapping[str, Any]) -> _Package:
    package = manifest["package"]
    version = package["version"]
    if isinstance(version, dict):
        version = shared["package"]["version"]
    needs = tuple(sorted({name for table in _TABLES for name in _needs(manifest.get(table, {}), shared)}))
    return _Package(package["name"], version, needs, is_foreign=False)


def _needs(table: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in table.items():
        said = wanted
        if isinstance(said, dict) and said.get("workspace"):
            said = shared["dependencies"][name]
        yield said.get("package", name) if isinstance(said, dict) else name


def _lines(package: _Package) -> Iterator[str]:
    yield "[[package]]"
    yield f'name = "{package.name}"'
    yield f'version = "{package.version}"'
    if package.is_foreign:
        yield 'source = "registry+https://registry.example/index"'
    if package.needs:
        yield "dependencies = ["
        yield from (f' "{need}",' for need in package.needs)
        yield "]"
