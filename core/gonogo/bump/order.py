"""In which order the crates of a tree must be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.bump.workspace import SHARED, folder_of, read_crates
from gonogo.errors import BumpError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.workspace import Crate, Dependency, Manifest


def publish_order(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the published crates, each after those that it depends on; by name where it is free.

    A crate can be published only when every dependency that names a version is on the registry;
    a dev-dependency on a path without a version is left out by cargo, so it does not count, and
    one with a version counts unless that would close a circle.

    Raises:
        BumpError: the crates depend on each other in a circle; it names them.
    """
    crates = {crate.name: crate for crate in read_crates(texts) if crate.manifest.is_published}
    hard: dict[str, set[str]] = {}
    soft: dict[str, set[str]] = {}
    for name, crate in crates.items():
        needs = tuple(_needs(crate, crates))
        hard[name] = {need for need, kind in needs if kind != "dev"} - {name}
        soft[name] = {need for need, kind in needs if kind == "dev"} - {name} - hard[name]
    order: list[str] = []
    while len(order) < len(crates):
        left = [name for name in sorted(crates) if name not in order]
        done = set(order)
        free = [name for name in left if hard[name] | soft[name] <= done]
        if not free:
            free = [name for name in left if hard[name] <= done][:1]
        if not free:
            circle = _circle(left[0], hard, done)
            raise BumpError(f"These crates depend on each other in a circle: {' → '.join(circle)}.")
        order.append(free[0])
    return tuple(order)


def _needs(crate: Crate, crates: Mapping[str, Crate]) -> Iterable[tuple[str, str]]:
    for dependency in crate.manifest.dependencies:
        if dependency.kind == SHARED:
            continue
        declared, where = _declared(dependency, crate)
        if declared is None or declared.crate not in crates or not declared.path:
            continue
        if folder_of(where, declared) != crates[declared.crate].manifest.folder:
            continue
        if declared.requirement is not None or dependency.kind != "dev":
            yield declared.crate, dependency.kind


def _declared(dependency: Dependency, crate: Crate) -> tuple[Dependency | None, Manifest]:
    """The dependency itself, or the workspace's entry that it inherits, and where that stands."""
    if not dependency.is_inherited:
        return dependency, crate.manifest
    if crate.root is None:
        return None, crate.manifest
    shared = crate.root.dependencies
    found = next((one for one in shared if one.kind == SHARED and one.key == dependency.key), None)
    return found, crate.root


def _circle(start: str, needs: Mapping[str, set[str]], done: set[str]) -> list[str]:
    path = [start]
    while True:
        following = min(needs[path[-1]] - done)
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)
