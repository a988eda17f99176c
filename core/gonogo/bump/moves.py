"""Every change that moved packages need in Cargo manifests, Cargo lock files and npm's files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.bump.lock import is_lock, move_lock
from gonogo.bump.npm import is_npm, move_npm
from gonogo.bump.places import Change, Place, apply_changes, line_of, notes_of, trouble
from gonogo.bump.requirements import admits, move_requirement
from gonogo.bump.workspace import is_manifest, read_crates, read_manifest
from gonogo.model.edits import FileEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.units import Move, Unit
    from gonogo.bump.workspace import Crate, Dependency, Manifest

_INHERITS = re.compile(
    r"^\[package\][ \t]*\r?$(?:\n(?!\[)[^\n]*)*?"
    r"\n[ \t]*(version(?:\.workspace[ \t]*=[ \t]*true|[ \t]*=[ \t]*\{[ \t]*workspace[ \t]*=[ \t]*true[ \t]*\}))",
    re.MULTILINE,
)


def move_packages(
    texts: Mapping[str, str], units: Iterable[Unit], moves: Mapping[str, Move], *, ends_lines: bool = False
) -> tuple[tuple[FileEdit, ...], tuple[str, ...]]:
    """The edits of manifests and lock files, and what a person should know first.

    Args:
        texts: Path → text, with every manifest and lock file of the tree.
        units: The packages of the tree that may move.
        moves: Name → old and new version. A version that packages inherit moves when all of them
            do; one that moves without the others gets a version of its own.
        ends_lines: Manifests of units get a final newline.

    Raises:
        BumpError: a file can not be read, or a version stands elsewhere than it should.
    """
    units = tuple(units)
    cargo = {
        unit.name: moves[unit.name] for unit in units if unit.ecosystem == "cargo" and unit.name in moves
    }
    npm = {unit.name: moves[unit.name] for unit in units if unit.ecosystem == "npm" and unit.name in moves}
    edits: list[FileEdit] = []
    warnings: list[str] = []
    if cargo:
        shared, apart = _shared_moves(texts, cargo)
        own = {unit.path for unit in units} if ends_lines else set()
        for path in sorted(texts):
            text = texts[path]
            if is_manifest(path):
                changes = _manifest_changes(read_manifest(text, path), text, cargo, shared, warnings)
                changes += apart.get(path, ())
                if path in own and not text.endswith("\n"):
                    changes += (Change(Place(len(text), len(text), "", "final newline"), "\n"),)
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
        edits.append(FileEdit(path, text, apply_changes(text, changes), notes_of(text, changes)))


def _shared_moves(
    texts: Mapping[str, str], moves: Mapping[str, Move]
) -> tuple[dict[str, Move], dict[str, tuple[Change, ...]]]:
    """Workspace manifest → how its shared version moves; manifest → the change that gives it its own."""
    heirs: dict[str, list[Crate]] = {}
    for crate in read_crates(texts):
        if crate.manifest.is_inherited and crate.root is not None:
            heirs.setdefault(crate.root.path, []).append(crate)
    shared: dict[str, Move] = {}
    apart: dict[str, tuple[Change, ...]] = {}
    shared |= _without_heirs(texts, moves, heirs)
    for path, crates in heirs.items():
        named = {moves.get(crate.name) for crate in crates}
        move = next(iter(named))
        if len(named) == 1 and move is not None:
            shared[path] = move
            continue
        for crate in crates:
            if crate.name in moves:
                where = crate.manifest.path
                apart[where] = (_own_version(where, texts[where], moves[crate.name]),)
    return shared, apart


def _without_heirs(
    texts: Mapping[str, str], moves: Mapping[str, Move], heirs: Mapping[str, list[Crate]]
) -> dict[str, Move]:
    """Shared versions that nobody inherits, and that all crates beside them say: they move with these."""
    beside: dict[str, set[Move | None]] = {}
    for crate in read_crates(texts):
        root = crate.root
        shared = root.shared_version if root is not None else None
        if (
            root is not None
            and shared is not None
            and root.path not in heirs
            and crate.version == shared.text
        ):
            beside.setdefault(root.path, set()).add(moves.get(crate.name))
    return {path: move for path, said in beside.items() if len(said) == 1 and (move := next(iter(said)))}


def _own_version(path: str, text: str, move: Move) -> Change:
    """The change of `version.workspace = true` to a version.

    Raises:
        BumpError: it is written in another way.
    """
    found = _INHERITS.search(text)
    if found is None:
        raise trouble(path, 0, "Its version is inherited in an unusual way.", "Give it a version of its own.")
    return Change(Place(*found.span(1), found[1], "version"), f'version = "{move[1]}"')


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
