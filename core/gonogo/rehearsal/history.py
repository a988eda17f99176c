"""The history of a miniature: a few commits, two branches and two tags, the same ones every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.text import clean_line
from gonogo.rehearsal.gitcall import run_git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

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


def write_history(name: str, bare: Path, env: Mapping[str, str]) -> None:
    """Write the commits, branches and tags of a miniature into an empty bare repository.

    Raises:
        RepositoryError: no miniature of that name.
    """
    tree = read_tree(name)
    run_git(
        ["--git-dir", str(bare), "fast-import", "--quiet", "--date-format=raw"],
        env,
        stdin=b"".join(_stream(tree)),
        doing=f"The miniature {name} was not made",
    )


def read_tree(name: str) -> dict[str, str]:
    """Path → text of a miniature as it is packaged (its lock files are written from a table).

    Raises:
        RepositoryError: no miniature of that name.
    """
    top = files("gonogo.rehearsal").joinpath("miniatures")
    names = sorted(entry.name for entry in top.iterdir() if entry.is_dir() and entry.name[0] not in "._")
    if name not in names:
        raise RepositoryError(
            f"There is no miniature {clean_line(name, 60)!r}.", advice=f"There is: {', '.join(names)}."
        )
    return dict(_walk(top.joinpath(name), ""))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name == "__pycache__":  # pip compiles the miniature's modules
            continue
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes().decode()


def _stream(tree: Mapping[str, str]) -> Iterator[bytes]:
    """The input of git fast-import."""
    for number, moment in enumerate(_MAIN):
        yield from _commit(
            "refs/heads/main", number + 1, moment.author, moment.at, moment.subject, number or None
        )
        yield b"deleteall\n"
        for path, text in sorted(_tree_at(tree, moment).items()):
            yield _file(path, text)
    for number, branch in enumerate(_BRANCHES):
        mark = len(_MAIN) + number + 1
        ref = f"refs/heads/{branch.name}"
        yield from _commit(ref, mark, branch.author, branch.at, branch.subject, branch.moment + 1)
        yield _file(branch.path, branch.text)
    for number, moment in enumerate(_MAIN):
        if moment.tag:
            yield f"tag {moment.tag}\nfrom :{number + 1}\ntagger {moment.author} {_raw(moment.at)}\n".encode()
            yield _data(f"{moment.tag}\n")


def _commit(ref: str, mark: int, author: str, at: str, subject: str, parent: int | None) -> Iterator[bytes]:
    yield f"commit {ref}\nmark :{mark}\n".encode()
    yield f"author {author} {_raw(at)}\ncommitter {author} {_raw(at)}\n".encode()
    yield _data(f"{subject}\n")
    if parent:
        yield f"from :{parent}\n".encode()


def _file(path: str, text: str) -> bytes:
    return f"M 100644 inline {path}\n".encode() + _data(text)


def _data(text: str) -> bytes:
    data = text.encode()
    return b"data %d\n" % len(data) + data + b"\n"


def _raw(at: str) -> str:
    return f"{int(datetime.fromisoformat(at).timestamp())} +0000"


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
