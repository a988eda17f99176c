"""Reading the history between commits."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.model.local import CommitLine, Divide
from gonogo.model.text import clean_line, clean_text

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess

MAX_COMMITS = 500
_LONGEST_MESSAGE = 20_000
_FIELDS = ("%H", "%P", "%an", "%ct", "%B")
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


async def must_be_whole(git: GitProcess) -> None:
    """Make sure that the clone has all history: in a shallow one, what is missing looks like nothing.

    Raises:
        LookError: it is shallow.
    """
    if (await git.look("rev-parse", "--is-shallow-repository")).text == "true":
        raise LookError("the clone is shallow: its history is cut off", advice="git fetch --unshallow")


async def read_commits(
    git: GitProcess, base: str, head: str, *, most: int = MAX_COMMITS
) -> tuple[CommitLine, ...]:
    """Commits that `head` has and `base` lacks, newest first; no `base`: the newest of `head`.

    Raises:
        LookError: they could not be read.
    """
    excluded = (f"^{base}",) if base else ()
    return await _log(git, "--date-order", f"--max-count={most}", head, *excluded)


async def read_some(git: GitProcess, shas: tuple[str, ...]) -> tuple[CommitLine, ...]:
    """These very commits, in this order.

    Raises:
        LookError: one could not be read.
    """
    return await _log(git, "--no-walk=unsorted", *shas) if shas else ()


async def _log(git: GitProcess, *words: str) -> tuple[CommitLine, ...]:
    form = "%x00".join(_FIELDS)
    options = ("-z", "--no-show-signature", "--no-mailmap", "--no-color", "--encoding=UTF-8")
    reply = await git.look("log", *options, f"--format=tformat:{form}", *words, "--")
    parts = reply.out.decode("utf-8", "replace").split("\0")
    width = len(_FIELDS)
    return tuple(_commit_line(*parts[i : i + width]) for i in range(0, len(parts) - width + 1, width))


def _commit_line(sha: str, parents: str, author: str, when: str, message: str) -> CommitLine:
    text = clean_text(message[:_LONGEST_MESSAGE]).rstrip("\n")
    try:
        at = datetime.fromtimestamp(int(when), UTC)
    except (ValueError, OverflowError, OSError):
        at = datetime.fromtimestamp(0, UTC)
    return CommitLine(
        sha=sha.lstrip("\n"),
        subject=clean_line(text.partition("\n")[0]),
        message=text,
        author=clean_line(author, 200),
        at=at,
        parents=len(parents.split()),
    )


async def read_divide(git: GitProcess, base: str, head: str) -> Divide:
    """Where two commits part, and how many commits `head` is ahead and behind of `base`.

    Raises:
        LookError: they have no commit in common, or could not be read.
    """
    parted = await git.look("merge-base", base, head, fine=(0, 1))
    if parted.code:
        raise LookError(f"{base[:7]} and {head[:7]} have no commit in common.")
    counted = await git.look("rev-list", "--left-right", "--count", f"{base}...{head}", "--")
    behind, _, ahead = counted.text.partition("\t")
    return Divide(parted.text.splitlines()[0], int(ahead), int(behind))


async def read_reached(git: GitProcess, head: str, commits: tuple[str, ...]) -> str:
    """The newest of the commits that `head` is, or has before it; empty when it has none of them.

    Args:
        git: The clone; it has `head` with all that came before it.
        head: A commit.
        commits: Full ids; one that is not in the clone is not before `head`.

    Raises:
        LookError: the history could not be read.
    """
    asked = [sha for sha in dict.fromkeys(commits) if _ID.fullmatch(sha)]
    if not asked:
        return ""
    known = await git.look("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=_lines(asked))
    rows = [row.partition(" ") for row in known.text.splitlines()]
    here = [sha for sha, _, kind in rows if kind == "commit"]
    beyond = await git.look("rev-list", "--stdin", stdin=_lines([*here, f"^{head}"]))
    lacking = set(beyond.text.splitlines())
    reached = [sha for sha in here if sha not in lacking]
    if not reached:
        return ""
    # No parent before its children, whatever their dates: what comes first has no other one after it.
    first = await git.look("rev-list", "--date-order", "--max-count=1", "--stdin", stdin=_lines(reached))
    return first.text


def _lines(words: list[str]) -> bytes:
    return "".join(f"{word}\n" for word in words).encode()
