"""Where the commits of a release branch landed first: the same change on the main branch, and how that is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.git.history import read_commits
from gonogo.model.local import CommitLine, Landing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.git.process import GitProcess

_MAX_SOURCE = 20_000
_PICKED = re.compile(r"\(cherry picked from commit ([0-9a-f]{7,64})\)")
_NUMBER = re.compile(r"(?:\s*\(#\d+\))+$")
_DIFF_S = 60.0
"""Seconds for the diffs of a year of a busy branch."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What the main branch has and the release branch lacks, to be found by id and by subject."""

    ids: frozenset[str]
    by_subject: Mapping[str, str]

    def picked(self, message: str) -> str:
        """The commit of the main branch that a message says it was picked from; the last word counts."""
        for said in reversed(_PICKED.findall(message)):
            found = said if said in self.ids else next((sha for sha in self.ids if sha.startswith(said)), "")
            if found:
                return found
        return ""


async def read_landings(git: GitProcess, base: str, head: str, source: str) -> tuple[Landing, ...]:
    """Commits that `head` has since `base`, newest first, and where each stands on `source`.

    Told by what is certain first: the very commit is there; it says that it was picked from one
    there; one there makes the same change; one there has the same subject, pull request numbers aside.

    Raises:
        LookError: the history could not be read.
    """
    commits = await read_commits(git, base, head)
    apart = set((await git.look("rev-list", head, f"^{base}", f"^{source}", "--")).text.split())
    there = _index(await read_commits(git, head, source, most=_MAX_SOURCE))
    found: dict[str, tuple[str, str]] = {}
    for commit in commits:
        if commit.sha not in apart:
            found[commit.sha] = (commit.sha, "same commit")
        elif picked := there.picked(commit.message):
            found[commit.sha] = (picked, "cherry picked from")
    rest = [commit for commit in commits if commit.sha not in found]
    same = await _same_changes(git, [commit.sha for commit in rest], head, source)
    for commit in rest:
        if commit.sha in same:
            found[commit.sha] = (same[commit.sha], "same change")
        elif on_source := there.by_subject.get(_bare(commit.subject)):
            found[commit.sha] = (on_source, "same subject")
    return tuple(Landing(commit, *found.get(commit.sha, ("", ""))) for commit in commits)


def _index(commits: Iterable[CommitLine]) -> _Source:
    ids: set[str] = set()
    by_subject: dict[str, str] = {}
    for commit in commits:
        ids.add(commit.sha)
        if subject := _bare(commit.subject):
            by_subject.setdefault(subject, commit.sha)  # the newest of the same subject
    return _Source(frozenset(ids), by_subject)


def _bare(subject: str) -> str:
    """The subject without the numbers that merging adds: `Fix it (#12) (#34)`."""
    return _NUMBER.sub("", subject).strip()


async def _same_changes(git: GitProcess, shas: list[str], head: str, source: str) -> dict[str, str]:
    """Commit → the newest commit of the main branch that makes the same change, by patch id."""
    if not shas:
        return {}
    ours = await _files_of(git, shas)
    listed = await git.look("rev-list", "--no-merges", source, f"^{head}", "--")
    # Only what touches the very same files can be the same change: the others' diffs are not made.
    wanted = set(ours.values())
    theirs = await _files_of(git, listed.text.split())
    candidates = [sha for sha, files in theirs.items() if files in wanted]
    by_patch: dict[str, str] = {}
    for sha, patch in (await _patch_ids(git, candidates)).items():
        by_patch.setdefault(patch, sha)
    found = {files for sha, files in theirs.items() if sha in by_patch.values()}
    worthy = [sha for sha, files in ours.items() if files in found]
    return {
        sha: by_patch[patch] for sha, patch in (await _patch_ids(git, worthy)).items() if patch in by_patch
    }


async def _files_of(git: GitProcess, shas: list[str]) -> dict[str, frozenset[str]]:
    """Commit → the files that it changes, in this order; commits that change none are left out."""
    if not shas:
        return {}
    listed = await git.look(
        *("diff-tree", "--stdin", "-r", "--name-only", "--no-renames", "--root"),
        stdin=_lines(shas),
        limit_s=_DIFF_S,
    )
    known = set(shas)
    files: dict[str, set[str]] = {}
    sha = ""
    for line in listed.out.decode("utf-8", "surrogateescape").split("\n"):
        if line in known:
            sha = line
        elif sha and line:
            files.setdefault(sha, set()).add(line)
    return {sha: frozenset(names) for sha, names in files.items()}


async def _patch_ids(git: GitProcess, shas: list[str]) -> dict[str, str]:
    """Commit → the id of its change; commits that change nothing, and merges, are left out."""
    if not shas:
        return {}
    diffs = await git.look(
        *(
            "diff-tree",
            "--stdin",
            "-p",
            "--root",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-color",
        ),
        *("--diff-algorithm=myers", "--unified=3", "--inter-hunk-context=0", "--full-index"),
        stdin=_lines(shas),
        limit_s=_DIFF_S,
    )
    reply = await git.look("patch-id", "--stable", stdin=diffs.out, limit_s=_DIFF_S)
    pairs = (line.split() for line in reply.text.splitlines())
    return {pair[1]: pair[0] for pair in pairs if len(pair) == 2}


def _lines(shas: list[str]) -> bytes:
    return "".join(f"{sha}\n" for sha in shas).encode()
