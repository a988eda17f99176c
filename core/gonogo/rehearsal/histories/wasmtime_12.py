"""Wasmtime's history in miniature, the day before 12.0.0 was cut: the notes of all versions stand on main."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gonogo.rehearsal.histories.commits import Commit, read_tree
from gonogo.rehearsal.histories.locks import lock_of
from gonogo.rehearsal.histories.wasmtime import FOREIGN, MARKER, of_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MIRA = "Mira <mira@example.org>"
_JON = "Jon <jon@example.org>"
_BOT = "Wasmtime Publish <publish@example.org>"
_RULE = "-" * 80
_FIX = "* Lists from guests are made after their length was checked."


def commits() -> Iterator[Commit]:
    """The history, oldest first."""
    begun = _notes(_section("11.0.0"), _section("10.0.0", "2023-05-22"))
    yield _at("main", "Bump Wasmtime to 11.0.0 (#6315)", _BOT, "2023-05-05T01:10", "11.0.0", begun)
    yield from _release_11()
    later = _notes(_section("12.0.0"), _section("11.0.0"), _section("10.0.0", "2023-05-22"))
    yield _at("main", "Bump Wasmtime to 12.0.0 (#6519)", _BOT, "2023-06-06T14:02", "12.0.0", later)
    dated = _notes(_section("12.0.0"), _section("11.0.0", "2023-06-20"), _section("10.0.0", "2023-05-22"))
    only_notes = {"RELEASES.md": dated}
    yield _commit(
        "main", "Update release date of Wasmtime 11.0.0 (#6604)", _BOT, "2023-06-20T15:20", only_notes
    )
    lengths = {path: text for path, text in _tree("12.0.0").items() if path == "crates/environ/src/lib.rs"}
    fixed = {path: f"{text}pub const LONGEST_LIST: usize = 1 << 20;\n" for path, text in lengths.items()}
    yield _commit("main", "Check lengths before lists are made (#6640)", _MIRA, "2023-06-26T10:12", fixed)
    patched = _notes(
        _section("12.0.0"),
        _section("11.0.1", note=_FIX),
        _section("11.0.0", "2023-06-20"),
        _section("10.0.0", "2023-05-22"),
    )
    yield _commit("main", "Notes of 11.0.1 (#6652)", _JON, "2023-06-29T09:40", {"RELEASES.md": patched})
    backport = _notes(
        _section("11.0.1", note=_FIX), _section("11.0.0", "2023-06-20"), _section("10.0.0", "2023-05-22")
    )
    yield _commit(
        "release-11.0.0",
        "Check lengths before lists are made (#6653)",
        _MIRA,
        "2023-06-29T16:05",
        fixed | {"RELEASES.md": backport},
    )


def _release_11() -> Iterator[Commit]:
    """The branch of the version that is out."""
    notes = _notes(_section("11.0.0"), _section("10.0.0", "2023-05-22"))
    prepared = {"docs/platforms.md": "# Platforms\n\nThe usual ones.\n"}
    first = _commit("release-11.0.0", "List the platforms (#6540)", _JON, "2023-06-05T12:30", prepared)
    yield replace(first, start="main")
    dated = notes.replace("Unreleased.", "Released 2023-06-20", 1)
    subject = f"Release Wasmtime 11.0.0 (#6605)\n\n{MARKER}"
    release = _commit("release-11.0.0", subject, _BOT, "2023-06-20T15:32", {"RELEASES.md": dated})
    yield replace(release, tags=("v11.0.0",), has_tag_objects=False)


def _at(branch: str, subject: str, author: str, at: str, version: str, notes: str) -> Commit:
    return _commit(branch, subject, author, at, _tree(version) | {"RELEASES.md": notes})


def _commit(branch: str, subject: str, author: str, at: str, changes: Mapping[str, str]) -> Commit:
    return Commit(branch, subject, author, f"{at}:00+00:00", dict(changes))


def _tree(version: str) -> dict[str, str]:
    """Every file but the notes."""
    files = read_tree("wasmtime") | read_tree("wasmtime-12")
    tree = {path: of_version(text, version) for path, text in files.items()}
    return tree | {"Cargo.lock": lock_of(tree, FOREIGN)}


def _notes(*sections: str) -> str:
    return "".join(sections)


def _section(version: str, day: str = "", note: str = "* Small things, many of them.") -> str:
    """A version's notes as they stand below the line of dashes."""
    state = f"Released {day}" if day else "Unreleased."
    return f"{_RULE}\n\n## {version}\n\n{state}\n\n### Added\n\n{note}\n\n### Changed\n\n"
