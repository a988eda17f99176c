"""Every change that moved packages need in Cargo manifests, Cargo lock files and npm's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.bump.lock import is_lock, move_lock
from gonogo.bump.npm import is_npm, move_npm
from gonogo.bump.places import Change, apply_changes, line_of, trouble
from gonogo.bump.requirements import admits, move_requirement
from gonogo.bump.workspace import is_manifest, read_crates, read_manifest
from gonogo.model.plans import FileEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.places import Place
    from gonogo.bump.units import Move, Unit
    from gonogo.bump.workspace import Dependency, Manifest


def move_packages(
    texts: Mapping[str, str], units: Iterable[Unit], moves: Mapping[str, Move]
) -> tuple[tuple[FileEdit, ...], tuple[str, ...]]:
    """The edits of manifests and lock files, and what a person should know first.

    Args:
        texts: Path → text, with every manifest and lock file of the tree.
        units: The packages of the tree that may move.
        moves: Name → old and new version; packages that inherit a moved version move too.

    Raises:
        BumpError: a file can not be read, or a version stands elsewhere than it should.
    """
    cargo = {
        unit.name: moves[unit.name] for unit in units if unit.ecosystem == "cargo" and unit.name in moves
    }
    npm = {unit.name: moves[unit.name] for unit in units if unit.ecosystem == "npm" and unit.name in moves}
    edits: list[FileEdit] = []
    warnings: list[str] = []
    if cargo:
        shared = _with_heirs(texts, cargo)
        for path in sorted(texts):
            text = texts[path]
            if is_manifest(path):
                changes = _manifest_changes(read_manifest(text, path), text, cargo, shared, warnings)
            elif is_lock(path):
                changes, twins = move_lock(text, path, cargo)
                warnings += [
                    f"{path} also holds {name} from a registry: check it with cargo build --locked."
                    for name in twins
                ]
            else:
                continue
            _add(edits, path, text, changes)
    if npm:
        for path in sorted(filter(is_npm, texts)):
            _add(edits, path, texts[path], move_npm(texts[path], path, npm))
    return tuple(edits), tuple(warnings)


def _add(edits: list[FileEdit], path: str, text: str, changes: Iterable[Change]) -> None:
    changes = [change for change in changes if change.text != change.place.text]
    if changes:
        notes = tuple(change.note(line_of(text, change.place.start)) for change in changes)
        edits.append(FileEdit(path, text, apply_changes(text, changes), notes))


def _with_heirs(texts: Mapping[str, str], moves: dict[str, Move]) -> dict[str, Move]:
    """Workspace manifest → how its shared version moves; its heirs are added to the moves.

    Raises:
        BumpError: two heirs of one version would part.
    """
    shared: dict[str, Move] = {}
    crates = read_crates(texts)
    for crate in crates:
        if crate.manifest.is_inherited and crate.root is not None and crate.name in moves:
            move = moves[crate.name]
            if shared.setdefault(crate.root.path, move) != move:
                what = f"{crate.name} inherits its version, and others would get another one."
                raise trouble(crate.root.path, 0, what, "Give it a version of its own.")
    for crate in crates:
        if crate.manifest.is_inherited and crate.root is not None and crate.root.path in shared:
            moves[crate.name] = shared[crate.root.path]
    return shared


def _manifest_changes(
    manifest: Manifest,
    text: str,
    moves: Mapping[str, Move],
    shared: Mapping[str, Move],
    warnings: list[str],
) -> tuple[Change, ...]:
    changes: list[Change] = []
    own = [(manifest.version, moves.get(manifest.name)), (manifest.shared_version, shared.get(manifest.path))]
    for place, move in own:
        if place is not None and move is not None:
            _check_says(manifest.path, text, place, move)
            changes.append(Change(place, move[1]))
    for dependency in manifest.dependencies:
        move = moves.get(dependency.crate)
        if move is None or dependency.requirement is None or not dependency.path:
            continue
        moved = move_requirement(dependency.requirement.text, *move)
        if moved is not None:
            changes.append(Change(dependency.requirement, moved))
        elif not admits(dependency.requirement.text, move[1]):
            warnings.append(_stays(manifest.path, text, dependency, dependency.requirement, move))
    return tuple(changes)


def _check_says(path: str, text: str, place: Place, move: Move) -> None:
    if place.text not in move:
        what = f"The {place.label} says {place.text!r}, expected {move[0]}."
        raise trouble(path, line_of(text, place.start), what)


def _stays(path: str, text: str, dependency: Dependency, place: Place, move: Move) -> str:
    line = line_of(text, place.start)
    return f"{path}:{line}: {dependency.crate} is asked for as {place.text!r}, which {move[1]} does not meet."
