"""The miniature of RustShare: three stable versions on main, each with a tag that a person made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.rehearsal.histories.commits import Commit, read_tree
from gonogo.rehearsal.histories.locks import lock_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_MIRA = "Mira <mira@example.org>"
_JON = "Jon <jon@example.org>"
_LAST = "0.3.1"
_LOG, _GUIDE = "CHANGELOG.md", "docs/upgrading.md"


def commits() -> Iterator[Commit]:
    """RustShare's history, oldest first."""
    tree = read_tree("rustshare")
    yield Commit(
        "main",
        "docs: prepare release v0.2.0",
        _MIRA,
        "2026-05-21T09:00:00+00:00",
        _tree_of(tree, "0.2.0"),
        tags=("v0.2.0",),
    )
    yield Commit(
        "main",
        "docs: prepare release v0.3.0",
        _MIRA,
        "2026-07-08T09:00:00+00:00",
        _tree_of(tree, "0.3.0"),
        tags=("v0.3.0",),
    )
    yield Commit(
        "main",
        "docs: prepare release v0.3.1",
        _JON,
        "2026-08-12T13:20:00+00:00",
        _tree_of(tree, _LAST),
        tags=("v0.3.1",),
    )
    yield Commit(
        "main",
        "Let shares end on a date (#88)",
        _JON,
        "2026-09-02T15:45:00+00:00",
        {_LOG: tree[_LOG], _GUIDE: tree[_GUIDE]},
    )


def _tree_of(tree: dict[str, str], version: str) -> dict[str, str | None]:
    """The whole tree as it was when a version was released."""
    then = {path: text.replace(_LAST, version) for path, text in tree.items()}
    then[_LOG] = _log_of(tree[_LOG], version)
    then[_GUIDE] = "\n".join(line for line in tree[_GUIDE].split("\n") if not line.startswith("| 0.4.0"))
    return {**then, "Cargo.lock": lock_of(then, {})}


def _log_of(text: str, version: str) -> str:
    """The changelog without what came later."""
    head, *sections = text.split("\n## ")
    kept = [section for section in sections if section.startswith("[") and _number(section) <= _key(version)]
    return "\n## ".join([head, "[Unreleased]\n", *kept])


def _number(section: str) -> tuple[int, ...]:
    name = section[1 : section.index("]")]
    return _key(name) if name[0].isdigit() else (9,)


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
