"""Lines that still say the old version: those that were missed, and those that only look like it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gonogo.bump.lock import is_lock
from gonogo.bump.npm import is_npm
from gonogo.model.edits import Hit
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.bump.units import TreeRules

_HISTORY = re.compile(r"(?:^|/)(?:changelog|changes|history|news|releases?)[^/]*$", re.IGNORECASE)
_MANIFEST = re.compile(
    r"(?:^|/)(?:Cargo\.toml|pyproject\.toml|package\.json|setup\.cfg|[^/]*requirements[^/]*\.txt)$"
)
_LOCKS = re.compile(r"(?:^|/)(?:[^/]*\.lock|[^/]*-lock\.(?:json|yaml)|go\.sum|npm-shrinkwrap\.json)$")
_OTHER_LOCKS = re.compile(r"(?:^|/)supply-chain/")
_NAMED = re.compile(
    r"""(?P<name>@?[A-Za-z_][\w./-]*)["']?\s*(?:[:=@]|==|>=|~=|\^|~|[ \t]v?)\s*[\[{"'(=^~<>v \t]*$"""
)
_OWN_KEYS = frozenset({"version", "--version--", "v", "release", "current-version", "tag"})
"""As `_plain` writes them."""


class Leftovers(NamedTuple):
    """Lines with the old version that no edit covers.

    Attributes:
        real: May well be the project's own version: to be looked at.
        decoys: Something else that has the same number: another package, a locked entry, history.
    """

    real: tuple[Hit, ...]
    decoys: tuple[Hit, ...]


def leftovers(hits: Iterable[Hit], tree: TreeRules, old: str) -> Leftovers:
    """Tell lines that were missed from lines that only look like it.

    Args:
        hits: Lines that hold `old` after the edits (`scan` finds them in texts).
        tree: What was bumped.
        old: The version that was bumped from.
    """
    own = {unit.name.lower().replace("_", "-") for unit in tree.units}
    own |= {rule.path.rpartition("/")[2].lower() for rule in tree.rules}
    history = tree.changelog.path if tree.changelog else ""
    real: list[Hit] = []
    decoys: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.path, hit.line)):
        is_decoy = hit.path == history or _is_decoy(hit, old, own)
        (decoys if is_decoy else real).append(hit)
    return Leftovers(tuple(real), tuple(decoys))


def scan(texts: Mapping[str, str], version: str) -> tuple[Hit, ...]:
    """Lines of these texts that hold a version, not inside a longer one."""
    whole = _whole(version)
    return tuple(
        Hit(path, number, clean_line(line, 200))
        for path, text in sorted(texts.items())
        if version in text
        for number, line in enumerate(text.split("\n"), 1)
        if version in line and whole.search(line)
    )


def _whole(version: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9])(?<![0-9]\.){re.escape(version)}(?!\.?[0-9])(?![-+][0-9A-Za-z])")


def _is_decoy(hit: Hit, old: str, own: set[str]) -> bool:
    if is_lock(hit.path) or _LOCKS.search(hit.path) or _OTHER_LOCKS.search(hit.path):
        return True
    if _HISTORY.search(hit.path):
        return True
    is_manifest = bool(_MANIFEST.search(hit.path)) or is_npm(hit.path)
    found = list(_whole(old).finditer(hit.text))
    return bool(found) and all(
        _is_foreign(hit.text[: one.start()], own, is_manifest=is_manifest) for one in found
    )


def _is_foreign(before: str, own: set[str], *, is_manifest: bool) -> bool:
    """Whether the words before a version name another package."""
    if is_manifest and (table := re.match(r"""\s*["']?([\w.-]+)["']?\s*=\s*\{""", before)):
        renamed = re.search(r"""package\s*=\s*["']([\w-]+)["']""", before)
        return _plain(renamed[1] if renamed else table[1]) not in own
    named = _NAMED.search(before)
    if named is None:
        return False
    name = _plain(named["name"])
    if name in _OWN_KEYS or name in own:
        return False
    return is_manifest or bool(re.search(r"[=@^~<>]\s*[\"']?v?$|[\"']\s*[:=]\s*[\"'^~=]*$", before))


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
