"""gonogo review-bump: is a range of commits a bump and nothing else?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.bump.described import is_wanted, wanted_paths
from gonogo.bump.judging import Change
from gonogo.bump.wanted import wants
from gonogo.cli.output import complain, say, say_json
from gonogo.errors import BumpError, LookError, PlaybookError, RepositoryError, UsageError
from gonogo.git.trees import Trees, split_range
from gonogo.model.text import clean_line
from gonogo.plan.reviewing import review_by_best

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from gonogo.bump.judging import Judgement
    from gonogo.bump.review import Hunk
    from gonogo.model.github import RepoName
    from gonogo.playbook.shape import Playbook

MECHANICAL, NOT_MECHANICAL, UNKNOWN = 0, 4, 5
"""Exit codes, as those of `status`."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A range, the playbook's name that it was judged by (empty without one), and what came of it."""

    base: str
    head: str
    playbook: str
    judged: Judgement


def review_bump(args: argparse.Namespace) -> int:
    """Print what is not mechanical in a range of commits.

    Raises:
        UsageError: the range or the playbook is none.
    """
    try:
        reviewed = review_range(args.range, args.path, args.playbook)
    except (BumpError, LookError, RepositoryError, PlaybookError) as error:
        complain(error)
        if args.json:
            say_json({"verdict": "unknown", "reason": clean_line(str(error))})
        return UNKNOWN
    if args.json:
        say_json(as_json(reviewed))
    else:
        _print(reviewed)
    return MECHANICAL if reviewed.judged.is_mechanical else NOT_MECHANICAL


def review_range(text: str, folder: str, playbook: str | None) -> Reviewed:
    """Judge `BASE..HEAD` (or `BASE...HEAD`, from where they parted) of the clone in a folder.

    Raises:
        UsageError: the range or the playbook is none.
        RepositoryError: no clone, or no such commit.
        BumpError: it can not be told.
    """
    try:
        first, last, parted = split_range(text)
    except ValueError:
        raise UsageError(f"{clean_line(text)!r} is no range of commits", advice="Write BASE..HEAD.") from None
    trees = Trees(folder, os.environ)
    base, head = trees.commit(first), trees.commit(last)
    base = trees.merge_base(base, head) if parted else base
    books = playbooks_for(trees, base, playbook)
    name, judged = judge_range(trees, base, head, books)
    return Reviewed(base, head, name, judged)


def judge_range(trees: Trees, base: str, head: str, books: Mapping[str, Playbook]) -> tuple[str, Judgement]:
    """Judge the range by the playbook that fits best; its name, and what came of it.

    Raises:
        RepositoryError: a commit could not be read.
        BumpError: it can not be told.
    """
    globs = tuple(path for book in books.values() for path in wanted_paths(book.version, book.changelog))
    texts = trees.texts(base, (lambda path: is_wanted(path, globs)) if books else wants)
    before, after = trees.changes(base, head)
    return review_by_best(books, Change(texts, before, after, trees.date(head)))


def playbooks_for(trees: Trees, base: str, named: str | None) -> dict[str, Playbook]:
    """The playbook that was named; else the base's own; else every built-in one of origin's repository.

    Raises:
        UsageError: there is none of that name.
        PlaybookError: it has mistakes.
    """
    from gonogo.compose.playbooks import parse_remote  # noqa: PLC0415 (heavy)
    from gonogo.playbook.find import IN_REPOSITORY  # noqa: PLC0415 (heavy)
    from gonogo.playbook.load import load_playbook  # noqa: PLC0415 (heavy)

    if named:
        return {named: _named(named)}
    own = trees.texts(base, lambda path: path == IN_REPOSITORY)
    if own:
        return {IN_REPOSITORY: load_playbook(own[IN_REPOSITORY].encode(), IN_REPOSITORY)}
    repo = parse_remote(trees.origin())
    return {} if repo is None else builtins_for(repo)


def _named(name: str) -> Playbook:
    """A built-in playbook, or one from a file."""
    from gonogo.playbook.find import builtin_names, load_builtin  # noqa: PLC0415 (heavy)
    from gonogo.playbook.load import load_playbook  # noqa: PLC0415 (heavy)

    if name in builtin_names():
        return load_builtin(name)
    try:
        text = Path(name).read_bytes()
    except OSError as error:
        known = ", ".join(builtin_names())
        raise UsageError(
            f"there is no playbook {clean_line(name)!r}: {error.strerror}",
            advice=f"Name a file, or one that is built in: {known}.",
        ) from None
    return load_playbook(text, name)


def builtins_for(repo: RepoName) -> dict[str, Playbook]:
    """Every built-in playbook of a repository, the newest era first."""
    from gonogo.playbook.find import builtin_names, is_for, load_builtin  # noqa: PLC0415 (heavy)

    books = {name: load_builtin(name) for name in builtin_names()}
    return {name: book for name, book in books.items() if is_for(book.repository, repo)}


def as_json(reviewed: Reviewed) -> dict[str, object]:
    """What was found, for programs."""
    judged = reviewed.judged
    return {
        "verdict": "mechanical" if judged.is_mechanical else "not mechanical",
        "base": reviewed.base,
        "head": reviewed.head,
        "playbook": reviewed.playbook,
        "moves": [
            {"package": name, "from": old, "to": new} for name, (old, new) in sorted(judged.moves.items())
        ],
        "hunks": [
            {
                "file": clean_line(hunk.path),
                "line": hunk.line,
                "kind": str(hunk.kind),
                "added": hunk.added,
                "removed": hunk.removed,
                "text": hunk.text,
            }
            for hunk in judged.review.hunks
        ],
        "mechanical": [clean_line(path) for path in judged.review.mechanical],
        "unchecked": [clean_line(path) for path in judged.review.unchecked],
        "remarks": [clean_line(remark) for remark in judged.remarks],
    }


def _print(reviewed: Reviewed) -> None:
    judged = reviewed.judged
    by = f", by playbook {reviewed.playbook}" if reviewed.playbook else ", found without a playbook"
    for name, (old, new) in judged.moves.items():
        say(f"{clean_line(name) + ' ' if name else ''}{clean_line(old)} to {clean_line(new)}{by}")
    count = len(judged.review.mechanical)
    files = f"{count} file" + ("s" if count != 1 else "")
    if judged.is_mechanical:
        say(f"mechanical: {files}, byte for byte")
    else:
        hunks = len(judged.review.hunks)
        say(f"not mechanical: {hunks} hunk" + ("s" if hunks != 1 else "") + f", beside {files} as computed")
    for hunk in judged.review.hunks:
        say("  " + hunk_line(hunk))
    for path in judged.review.unchecked:
        say(f"not checked, can not be computed here: {clean_line(path)}")
    for remark in judged.remarks:
        say(f"note: {clean_line(remark)}")


def hunk_line(hunk: Hunk) -> str:
    """A hunk on one line."""
    where = f"{clean_line(hunk.path)}:{hunk.line}" if hunk.line else clean_line(hunk.path)
    return f"{where}  {hunk.kind}  +{hunk.added} -{hunk.removed}  {hunk.text}"
