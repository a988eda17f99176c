"""Which commits a list of backports means: ids as they are, `#123` by the subject that its merge left. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.local import CommitLine

_FULL = re.compile(r"[0-9a-f]{40}")
_SHORT = re.compile(r"[0-9a-f]{7,39}")
_PULL = re.compile(r"#([0-9]{1,9})")


class Picks(NamedTuple):
    """What a list of backports comes to.

    Attributes:
        commits: Full ids, oldest first where that is known, each once.
        unread: What could not be resolved → why, and what to write instead.
    """

    commits: tuple[str, ...]
    unread: Mapping[str, str]


def find_picks(words: str, newest: tuple[CommitLine, ...]) -> Picks:
    """Resolve commit ids and pull request numbers among the commits of the source branch.

    Args:
        words: Ids and `#123`, with spaces or commas between.
        newest: Commits of the source branch, newest first; it may be cut off.
    """
    found: dict[str, None] = {}
    unread: dict[str, str] = {}
    for word in re.split(r"[\s,]+", words.strip()):
        if not word:
            continue
        meant = _meant(word.lower(), newest)
        if _FULL.fullmatch(meant):
            found[meant] = None
        else:
            unread[word] = meant
    places = {line.sha: place for place, line in enumerate(newest)}
    order = sorted(found, key=lambda sha: -places.get(sha, len(newest)))
    return Picks(tuple(order), unread)


def _meant(word: str, newest: tuple[CommitLine, ...]) -> str:
    """The full id; or why there is none."""
    if _FULL.fullmatch(word):
        return word
    pull = _PULL.fullmatch(word)
    if pull is not None:
        merged = [line for line in newest if line.subject.rstrip().endswith(f"(#{pull[1]})")]
        if len(merged) == 1:
            return merged[0].sha if merged[0].parents == 1 else "it is a merge: write the ids of its commits"
        return "several commits name it: write their ids" if merged else "no commit names it: write its id"
    if not _SHORT.fullmatch(word):
        return "it is neither a commit id nor #123"
    like = [line.sha for line in newest if line.sha.startswith(word)]
    return like[0] if len(like) == 1 else "write all 40 digits of it"
