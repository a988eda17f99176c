"""gonogo replay: release commits of real clones, each computed again from its parent, as one table."""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.cli.output import say, say_json
from gonogo.cli.review import builtins_for, hunk_line, judge_range, playbooks_for
from gonogo.errors import BumpError, GonogoError, UsageError
from gonogo.git.trees import Trees
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from gonogo.bump.judging import Judgement
    from gonogo.playbook.shape import Playbook

IDENTICAL, EXTRAS, DIFFERENT = "identical", "identical + listed extras", "different"
KINDS = (IDENTICAL, EXTRAS, DIFFERENT)


@dataclass(frozen=True, slots=True)
class Row:
    """One commit to replay."""

    repo: str
    sha: str
    parent: str
    subject: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one commit; `problem` where it could not be told."""

    row: Row
    kind: str
    playbook: str
    judged: Judgement | None
    problem: str = ""


def replay(args: argparse.Namespace) -> int:
    """Print the table; exit 0 when every commit could be read.

    Raises:
        UsageError: the table can not be read, or a clone for it was not given.
    """
    rows = read_rows(Path(args.table))
    results: list[Replayed] = []
    for result in replay_rows(rows, [Path(clone) for clone in args.clones], args.playbook):
        results.append(result)
        if not args.json:
            _print(result)
    counts = Counter(result.kind for result in results)
    if args.json:
        say_json(
            {"counts": {kind: counts[kind] for kind in KINDS}, "commits": [_as_json(one) for one in results]}
        )
        return 0
    say()
    for repo in dict.fromkeys(row.repo for row in rows):
        own = Counter(result.kind for result in results if result.row.repo == repo)
        say(f"{repo:<12} " + ", ".join(f"{own[kind]} {kind}" for kind in KINDS))
    say(f"{'all':<12} " + ", ".join(f"{counts[kind]} {kind}" for kind in KINDS))
    return 0


def read_rows(table: Path) -> list[Row]:
    """The commits of a tab-separated table with the columns repo, sha, parent and subject.

    Raises:
        UsageError: it can not be read, or lacks a column.
    """
    try:
        with table.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{table} can not be read: {error}") from error
    try:
        return [Row(one["repo"], one["sha"], one["parent"], one["subject"] or "") for one in rows]
    except KeyError as error:
        raise UsageError(f"{table} has no column {error.args[0]}") from None


def replay_rows(rows: list[Row], clones: list[Path], playbook: str | None) -> Iterator[Replayed]:
    """Replay each commit in the clone whose path holds the row's `repo`.

    Raises:
        UsageError: a clone was not given.
    """
    books: dict[str, dict[str, Playbook]] = {}
    for row in rows:
        clone = next((one for one in clones if row.repo in str(one)), None)
        if clone is None:
            raise UsageError(
                f"no clone of {clean_line(row.repo)} was given", advice="Add the folder of its clone."
            )
        trees = Trees(str(clone), os.environ)
        if row.repo not in books:
            books[row.repo] = playbooks_for(trees, row.parent, playbook) or _by_name(row.repo)
        yield _replay(row, trees, books[row.repo])


def _by_name(repo: str) -> dict[str, Playbook]:
    """Built-in playbooks for a clone that has lost its origin: those of the repository of that name."""
    from gonogo.model.github import RepoName  # noqa: PLC0415 (heavy)
    from gonogo.playbook.find import builtin_names, load_builtin  # noqa: PLC0415 (heavy)

    for book in map(load_builtin, builtin_names()):
        for full in book.repository:
            owner, _, name = full.partition("/")
            if name.lower() == repo.lower():
                return builtins_for(RepoName(owner, name))
    return {}


def _replay(row: Row, trees: Trees, books: dict[str, Playbook]) -> Replayed:
    try:
        name, judged = judge_range(trees, trees.commit(row.parent), trees.commit(row.sha), books)
    except BumpError as error:
        return Replayed(row, DIFFERENT, "", None, clean_line(str(error)))
    except GonogoError as error:
        return Replayed(row, DIFFERENT, "", None, f"could not be read: {clean_line(str(error))}")
    kind = IDENTICAL if judged.is_mechanical else EXTRAS if judged.is_whole else DIFFERENT
    return Replayed(row, kind, name, judged)


def _print(result: Replayed) -> None:
    row = result.row
    moves = result.judged.moves if result.judged else {}
    moved = ", ".join(f"{name + ' ' if name else ''}{old} to {new}" for name, (old, new) in moves.items())
    say(
        f"{row.repo:<9} {row.sha[:10]}  {result.kind:<25}  {clean_line(moved or row.subject, 100)}  [{result.playbook}]"
    )
    if result.problem:
        say(f"    {result.problem}")
    if result.judged:
        for hunk in result.judged.review.hunks:
            say(f"    {hunk_line(hunk)}")
        for remark in result.judged.remarks:
            say(f"    note: {clean_line(remark)}")


def _as_json(result: Replayed) -> dict[str, object]:
    hunks = result.judged.review.hunks if result.judged else ()
    return {
        "repo": result.row.repo,
        "sha": result.row.sha,
        "kind": result.kind,
        "playbook": result.playbook,
        "problem": result.problem,
        "hunks": [{"file": hunk.path, "line": hunk.line, "kind": str(hunk.kind)} for hunk in hunks],
        "remarks": list(result.judged.remarks) if result.judged else [],
    }
