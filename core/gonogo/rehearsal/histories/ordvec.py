"""The miniature of ordvec: a few commits, two branches and two tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.rehearsal.histories.commits import Commit, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VERSION = "0.5.0"
_OLDER = "0.4.0"
_EMPTY_CHANGES = "_No unreleased changes._"


@dataclass(frozen=True, slots=True)
class _Moment:
    """One commit on main.

    Attributes:
        at: When, ISO 8601.
        version: What the version files say.
        has_news: Whether the changelog already lists what is new since.
        without: Paths (or their beginnings) that come later.
        tag: Tag on this commit.
    """

    subject: str
    author: str
    at: str
    version: str
    has_news: bool = False
    without: tuple[str, ...] = ()
    tag: str = ""


@dataclass(frozen=True, slots=True)
class _SideBranch:
    """A branch with one commit of its own on a moment of main (counted from 0)."""

    name: str
    moment: int
    subject: str
    author: str
    at: str
    path: str
    text: str


_MIRA = "Mira <mira@example.org>"
_JON = "Jon <jon@example.org>"

_MAIN = (
    _Moment(
        "Release 0.4.0",
        _MIRA,
        "2026-04-28T08:40:00+00:00",
        _OLDER,
        without=("docs/", "src/planner.rs"),
        tag="v0.4.0",
    ),
    _Moment(
        "Write down the file format (#21)",
        _JON,
        "2026-05-20T13:05:00+00:00",
        _OLDER,
        without=("docs/compatibility-policy.md", "src/planner.rs"),
    ),
    _Moment(
        "Release 0.5.0 (#29)",
        _MIRA,
        "2026-06-19T09:30:00+00:00",
        _VERSION,
        without=("docs/compatibility-policy.md", "src/planner.rs"),
        tag="v0.5.0",
    ),
    _Moment(
        "Plan queries before they run (#31)",
        _JON,
        "2026-07-02T15:20:00+00:00",
        _VERSION,
        without=("docs/compatibility-policy.md",),
    ),
    _Moment("Say what may break before 1.0 (#34)", _MIRA, "2026-07-09T10:10:00+00:00", _VERSION),
    _Moment(
        "List what is new since 0.5.0 (#37)", _MIRA, "2026-07-14T16:45:00+00:00", _VERSION, has_news=True
    ),
)

_BRANCHES = (
    _SideBranch(
        "stale/table-lookup",
        1,
        "Try a lookup table for ranks",
        _JON,
        "2026-05-27T18:00:00+00:00",
        "docs/table-lookup.md",
        "# Table lookup\n\nTwice the memory, and no faster.\n",
    ),
    _SideBranch(
        "feature/query-cache",
        5,
        "Keep the plans of the last queries",
        _JON,
        "2026-07-15T11:25:00+00:00",
        "docs/query-cache.md",
        "# Query cache\n\nThe plans of the last 64 queries are kept.\n",
    ),
)

_Package = tuple[str, str, bool, tuple[str, ...]]
"""Name, version (empty: the miniature's), whether it is from a registry, dependencies."""

_LOCKS: Mapping[str, tuple[_Package, ...]] = {
    "Cargo.lock": (
        ("heck", "0.5.0", True, ()),
        ("ordvec", "", False, ("heck",)),
        ("ordvec-ffi", "", False, ("ordvec",)),
        ("ordvec-manifest", "", False, ("ordvec",)),
        ("ordvec-manifest-python", "", False, ("ordvec-manifest",)),
        ("ordvec-python", "", False, ("ordvec",)),
    ),
    "fuzz/Cargo.lock": (
        ("heck", "0.5.0", True, ()),
        ("libfuzzer-sys", "0.4.9", True, ()),
        ("ordvec", "", False, ()),
        ("ordvec-fuzz", "0.0.0", False, ("heck", "libfuzzer-sys", "ordvec")),
    ),
}


def commits() -> Iterator[Commit]:
    """Ordvec's history, oldest first."""
    tree = read_tree("ordvec")
    here: dict[str, str] = {}
    for number, moment in enumerate(_MAIN):
        there = _tree_at(tree, moment)
        gone: dict[str, str | None] = dict.fromkeys(here.keys() - there.keys())
        yield Commit(
            "main",
            moment.subject,
            moment.author,
            moment.at,
            {path: text for path, text in there.items() if here.get(path) != text} | gone,
            tags=(moment.tag,) if moment.tag else (),
        )
        here = there
        for branch in _BRANCHES:
            if branch.moment == number:
                yield Commit(
                    branch.name,
                    branch.subject,
                    branch.author,
                    branch.at,
                    {branch.path: branch.text},
                    start="main",
                )


def _tree_at(tree: Mapping[str, str], moment: _Moment) -> dict[str, str]:
    found = {path: text for path, text in tree.items() if not path.startswith(moment.without)}
    minor, older_minor = _VERSION.rsplit(".", 1)[0], moment.version.rsplit(".", 1)[0]
    for path, text in found.items():
        if path == "CHANGELOG.md":
            found[path] = _changelog_at(text, moment)
        else:
            dated = text.replace(_VERSION, moment.version)
            found[path] = dated.replace(f'ordvec = "{minor}"', f'ordvec = "{older_minor}"')
    if "src/planner.rs" not in found:
        found["src/lib.rs"] = found["src/lib.rs"].replace("pub mod planner;\n\n", "")
    return found | {path: _lock(packages, moment.version) for path, packages in _LOCKS.items()}


def _changelog_at(text: str, moment: _Moment) -> str:
    """The changelog without what came later."""
    head, *sections = text.split("\n## ")
    kept = [section for section in sections if not section.startswith(_VERSION) or moment.version == _VERSION]
    if not moment.has_news:
        kept[0] = f"[Unreleased]\n\n{_EMPTY_CHANGES}\n"
    return "\n## ".join([head, *kept])


def _lock(packages: tuple[_Package, ...], version: str) -> str:
    parts = ["# Kept by cargo; not edited by hand.\nversion = 4\n"]
    for name, own_version, is_foreign, dependencies in packages:
        lines = ["[[package]]", f'name = "{name}"', f'version = "{own_version or version}"']
        if is_foreign:
            lines.append('source = "registry+https://registry.example/index"')
        if dependencies:
            lines += ["dependencies = [", *(f' "{dependency}",' for dependency in dependencies), "]"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
