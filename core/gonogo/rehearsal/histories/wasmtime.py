"""Wasmtime's history in miniature: main, and the release branches on which its trains stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from gonogo.rehearsal.histories.commits import Commit, read_tree
from gonogo.rehearsal.histories.locks import lock_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARKER = "[automatically-tag-and-release-this-commit]"
"""What the message of a commit ends with that automation is to tag."""

FOREIGN = {"anyhow": "1.0.100"}
"""Packages from a registry that the lock file holds."""

_OF_TREE = "48.0.0"
_CRANELIFT_BEHIND = 87
"""Cranelift's minor version is Wasmtime's major version and this."""

_MIRA = "Mira <mira@example.org>"
_JON = "Jon <jon@example.org>"
_BOT = "Wasmtime Publish <publish@example.org>"

_FIX = "Check lengths before lists are made"
_LATER_FIX = "Refuse paths that end in a slash"
_FIX_NOTE = "* Lists from guests are made after their length was checked."
_LATER_NOTE = "* Paths that end in a slash no longer reach outside."
_RULE = "-" * 80


class _Line(NamedTuple):
    """A release branch: the versions that were tagged on it, each with its day, and what the day brings.

    Attributes:
        begun: When main began to say this version.
        cut: When the branch was cut.
        tagged: Patch number and time of each release, oldest first.
        next_patch: What is released on the day of the trains.
    """

    major: int
    begun: str
    cut: str
    tagged: tuple[tuple[int, str], ...]
    next_patch: int


_LINES = (
    _Line(
        24, "2024-07-05T01:05", "2024-08-05T00:20", ((0, "2024-08-20T15:40"), (12, "2026-07-31T15:55")), 13
    ),
    _Line(
        36, "2025-07-05T01:12", "2025-08-05T00:18", ((0, "2025-08-20T16:02"), (13, "2026-07-31T15:20")), 14
    ),
    _Line(46, "2026-05-05T01:02", "2026-06-05T00:22", ((0, "2026-06-22T15:10"), (2, "2026-07-31T14:58")), 3),
    _Line(47, "2026-06-05T01:08", "2026-07-06T00:19", ((0, "2026-07-20T15:31"), (3, "2026-07-31T14:20")), 4),
    _Line(48, "2026-07-06T01:04", "2026-08-05T00:17", (), 0),
)
_DAY = "2026-08-20"
"""When five of them were released at once."""


def commits() -> Iterator[Commit]:
    """The history, oldest first."""
    yield from sorted(_all(), key=lambda commit: commit.at)


def commits_before_the_day() -> Iterator[Commit]:
    """The history up to the day on which five versions are released."""
    yield from (commit for commit in commits() if commit.at < f"{_DAY}T09:00")


def _all() -> Iterator[Commit]:
    """Everything. A branch begins when main says the version after."""
    first, *later = _LINES
    yield _commit(
        "main",
        f"Bump Wasmtime to {first.major}.0.0",
        _BOT,
        first.begun,
        _whole(f"{first.major}.0.0", main=True),
    )
    for line in later:
        subject = f"Bump Wasmtime to {line.major}.0.0 (#{_number(line.begun)})"
        yield _commit("main", subject, _BOT, line.begun, _whole(f"{line.major}.0.0", main=True))
    for line in _LINES:
        yield from _branch(line)
    yield from _main_since()


def _main_since() -> Iterator[Commit]:
    """What happened on main since the newest branches were cut."""
    yield _commit(
        "main", "Keep keys of tables small (#14061)", _JON, "2026-07-29T09:41", _code(_OF_TREE, "keys")
    )
    yield _commit(
        "main",
        "Bump Wasmtime to 49.0.0 (#14079)",
        _BOT,
        "2026-08-06T14:06",
        _whole("49.0.0", main=True, code=("keys",)),
    )
    yield _commit("main", f"{_FIX} (#14150)", _MIRA, "2026-08-12T10:12", _code("49.0.0", "keys", "lengths"))
    yield _commit(
        "main",
        "Say what a module would run with (#14163)",
        _JON,
        "2026-08-18T13:22",
        _code("49.0.0", "keys", "lengths", "says"),
    )
    yield _commit(
        "main",
        f"{_LATER_FIX} (#14211)",
        _MIRA,
        "2026-09-01T08:55",
        _code("49.0.0", "keys", "lengths", "says", "slash"),
    )
    yield replace(
        _commit(
            "feature/memory-pools",
            "Keep memories in a pool",
            _JON,
            "2026-08-19T11:25",
            {"docs/pools.md": "# Pools\n\nMemories that are empty again are kept.\n"},
        ),
        start="main",
    )


def _branch(line: _Line) -> Iterator[Commit]:
    """The commits of a release branch."""
    name, number = f"release-{line.major}.0.0", _number(line.cut)
    code: tuple[str, ...] = ("keys",) if line.major == 48 else ()
    first = f"{line.major}.0.0"
    notes = [_section(first, "Unreleased.", "* Small things, many of them.")]
    start = _commit(
        name,
        f"Add release notes of {first} (#{number})",
        _MIRA,
        _after(line.cut),
        {"RELEASES.md": _notes(notes, line.major)},
    )
    yield replace(start, start="main")
    for patch, at in line.tagged:
        version = f"{line.major}.0.{patch}"
        said = [_section(version, f"Released {at[:10]}.", "* Repairs.")] if patch else []
        notes = [*said, notes[0].replace("Unreleased.", f"Released {at[:10]}."), *notes[1:]]
        yield _release(name, version, at, notes, line.major, code)
    version = f"{line.major}.0.{line.next_patch}"
    at = f"2026-08-{12 + _LINES.index(line) // 2}T1{_LINES.index(line)}:30"
    if line.next_patch:
        notes = [_section(version, "Unreleased.", _FIX_NOTE), *notes]
    else:
        notes = [
            notes[0].replace("* Small things, many of them.", f"* Small things, many of them.\n{_FIX_NOTE}")
        ]
    code = (*code, "lengths")
    changes = _code(version if not line.next_patch else _previous(line), *code) | {
        "RELEASES.md": _notes(notes, line.major)
    }
    yield _commit(name, f"{_FIX} (#{_number(at)})", _MIRA, at, changes)
    day = f"{_DAY}T1{9 - _LINES.index(line)}:0{_LINES.index(line)}"
    notes = [notes[0].replace("Unreleased.", f"Released {_DAY}."), *notes[1:]]
    yield _release(name, version, day, notes, line.major, code)
    if line.major == 48:
        notes = [_section("48.0.1", "Unreleased.", _LATER_NOTE), *notes]
        changes = _code(version, *code, "slash") | {"RELEASES.md": _notes(notes, 48)}
        yield _commit(name, f"{_LATER_FIX} (#14213)", _MIRA, "2026-09-02T09:12", changes)


def _previous(line: _Line) -> str:
    return f"{line.major}.0.{line.tagged[-1][0]}"


def _release(
    branch: str, version: str, at: str, notes: list[str], major: int, code: tuple[str, ...]
) -> Commit:
    """The commit that was tagged."""
    changes = _whole(version, code=code) | {"RELEASES.md": _notes(notes, major)}
    subject = f"Release Wasmtime {version} (#{_number(at)})\n\n{MARKER}"
    return replace(_commit(branch, subject, _BOT, at, changes), tags=(f"v{version}",), has_tag_objects=False)


def _commit(branch: str, subject: str, author: str, at: str, changes: Mapping[str, str]) -> Commit:
    return Commit(branch, subject, author, f"{at}:00+00:00", dict(changes))


def _whole(version: str, *, main: bool = False, code: tuple[str, ...] = ()) -> dict[str, str]:
    """Every file as of a version; with main's notes where it is main."""
    tree = {path: of_version(text, version) for path, text in read_tree("wasmtime").items()}
    tree |= _code(version, *code)
    tree["Cargo.lock"] = lock_of(tree, FOREIGN)
    if main:
        major = int(version.split(".", maxsplit=1)[0])
        tree["RELEASES.md"] = _notes([_section(version, "Unreleased.", "")], major)
    return tree


def of_version(text: str, version: str) -> str:
    """A file of the miniature as of another version."""
    major, minor, patch = version.split(".")
    said = text.replace(_OF_TREE, version).replace("0.135.0", f"0.{int(major) + _CRANELIFT_BEHIND}.{patch}")
    for part, number in (("MAJOR 48", major), ("MINOR 0", minor), ("PATCH 0", patch)):
        said = said.replace(f"VERSION_{part}\n", f"VERSION_{part.split()[0]} {number}\n")
    return said


def _code(version: str, *changes: str) -> dict[str, str]:
    """The source files that the changes touch, with all of these changes."""
    tree = read_tree("wasmtime")
    edits = {
        "keys": ("cranelift/entity/src/lib.rs", "pub struct Key(pub u32);", "pub struct Key(pub u16);"),
        "lengths": (
            "crates/environ/src/lib.rs",
            "65_536;",
            "65_536;\npub const LONGEST_LIST: usize = 1 << 20;",
        ),
        "says": ("crates/wasmtime/src/lib.rs", "a small engine", "a small, talkative engine"),
        "slash": (
            "crates/wasi/src/lib.rs",
            '!path.contains("..")',
            "!path.contains(\"..\") && !path.ends_with('/')",
        ),
    }
    return {
        path: of_version(tree[path], version).replace(old, new)
        for path, old, new in (edits[change] for change in changes)
    }


def _section(version: str, state: str, note: str) -> str:
    """A version's notes."""
    said = f"\n{note}\n" if note else ""
    heading = "### Fixed" if not version.endswith(".0") else "### Added"
    rest = "" if heading == "### Fixed" else "\n### Changed\n"
    return f"## {version}\n\n{state}\n\n{heading}\n{said}{rest}\n{_RULE}\n"


def _notes(sections: list[str], major: int) -> str:
    """RELEASES.md of a branch, or of main, that says this major version."""
    archive = "\n".join(
        f"* [{line.major}.0.x](https://github.com/bytecodealliance/wasmtime/blob/release-{line.major}.0.0/RELEASES.md)"
        for line in reversed(_LINES)
        if line.major < major
    )
    return (
        "\n".join(sections)
        + f"\nNotes of older versions stand on their branches.\n\n<!-- ARCHIVE_START -->\n{archive}\n"
    )


def _number(at: str) -> int:
    """A number for a pull request that was merged then: later ones are higher."""
    then = datetime.fromisoformat(at)
    minutes = then.hour * 60 + then.minute
    return 9_000 + (then - datetime(2024, 7, 1)).days * 6 + minutes // 40 % 7  # noqa: DTZ001 (both in UTC)


def _after(at: str) -> str:
    """Later on the same day."""
    return f"{at[:11]}{int(at[11:13]) + 9:02}{at[13:]}"
