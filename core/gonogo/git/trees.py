"""Reading commits of a clone in one go: the files that are wanted, and what a range changes."""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.errors import LookError, RepositoryError
from gonogo.git.process import LOCAL_S, GitProcess
from gonogo.git.words import git_words
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_BYTES = 20_000_000
"""A larger file is no text to be bumped."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file of a tree: its mode and its content's id."""

    mode: str
    oid: str


class Trees:
    """Commits of one clone, read synchronously."""

    def __init__(self, folder: str, env: Mapping[str, str]) -> None:
        self._git = GitProcess(folder, env)
        self._folder = folder

    def commit(self, name: str) -> str:
        """The full id of a commit.

        Raises:
            RepositoryError: there is no such commit here.
        """
        return self._run(
            *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"),
            silence=f"There is no commit {clean_line(name, 80)} in this clone.",
        ).strip()

    def merge_base(self, first: str, second: str) -> str:
        """The commit from which two parted.

        Raises:
            RepositoryError: they have none in common.
        """
        silence = (
            f"{clean_line(first, 40)} and {clean_line(second, 40)} have no commit in common in this clone."
        )
        return self._run("merge-base", first, second, silence=silence).strip()

    def date(self, commit: str) -> dt.date:
        """The day on which a commit was made, where it was made."""
        return dt.date.fromisoformat(
            self._run("log", "-1", "--no-show-signature", "--format=%cs", commit).strip()
        )

    def origin(self) -> str:
        """The URL of origin; empty without one."""
        try:
            return self._run("config", "--get", "remote.origin.url").strip()
        except RepositoryError:
            return ""

    def texts(self, commit: str, is_wanted: Callable[[str], bool]) -> dict[str, str]:
        """Path → text of the wanted files of a commit; links, binary and huge ones are left out.

        Raises:
            RepositoryError: the commit could not be read.
        """
        raw = self._run("ls-tree", "-r", "-z", "--full-tree", commit)
        entries: dict[str, TreeEntry] = {}
        for line in raw.split("\0"):
            about, tab, path = line.partition("\t")
            if tab and is_wanted(path):
                mode, _, oid = about.split()
                entries[path] = TreeEntry(mode, oid)
        found = self._blobs(
            {path: entry.oid for path, entry in entries.items() if entry.mode.startswith("100")}
        )
        return {path: text for path, text in found.items() if text is not None}

    def changes(self, base: str, head: str) -> tuple[dict[str, str | None], dict[str, str | None]]:
        """Path → text of every file that differs, at the base and at the head; None where it is no text.

        A file that is not there is left out. A changed mode is a difference, too: such a file
        is no text at the head.

        Raises:
            RepositoryError: a commit could not be read.
        """
        raw = self._run("diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", base, head)
        parts = raw.split("\0")
        old: dict[str, TreeEntry] = {}
        new: dict[str, TreeEntry] = {}
        for about, path in zip(parts[::2], parts[1::2], strict=False):
            mode_before, mode_after, oid_before, oid_after, _ = about.removeprefix(":").split()
            if mode_before != "000000":
                old[path] = TreeEntry(mode_before, oid_before)
            if mode_after != "000000":
                new[path] = TreeEntry(mode_after, oid_after)
        return self._sides(old, old), self._sides(new, old)

    def _sides(self, entries: Mapping[str, TreeEntry], old: Mapping[str, TreeEntry]) -> dict[str, str | None]:
        plain = {
            path: entry.oid
            for path, entry in entries.items()
            if entry.mode.startswith("100") and old.get(path, entry).mode == entry.mode
        }
        return {**dict.fromkeys(entries), **self._blobs(plain)}

    def _blobs(self, wanted: Mapping[str, str]) -> dict[str, str | None]:
        if not wanted:
            return {}
        asked = "".join(f"{oid}\n" for oid in wanted.values())
        out = self._bytes("cat-file", "--batch", stdin=asked.encode())
        found: dict[str, str | None] = {}
        position = 0
        for path, oid in wanted.items():
            end = out.index(b"\n", position)
            header = out[position:end].decode("ascii", "replace").split()
            if header[1:2] != ["blob"]:
                raise RepositoryError(
                    f"The content of {clean_line(path)} ({oid[:7]}) is not in this clone.",
                    advice="Fetch it: a partial or shallow clone lacks some.",
                )
            size = int(header[2])
            found[path] = _decode(out[end + 1 : end + 1 + size])
            position = end + size + 2
        return found

    def _run(self, *words: str, silence: str = "") -> str:
        return self._bytes(*words, silence=silence).decode("utf-8", "surrogateescape")

    def _bytes(self, *words: str, stdin: bytes = b"", silence: str = "") -> bytes:
        """What git says; `silence` is what it means when it fails without a word."""
        try:
            done = subprocess.run(
                ["git", *words],
                cwd=self._folder,
                env={**self._git.env, "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0"},
                input=stdin,
                capture_output=True,
                check=False,
                timeout=LOCAL_S * 10,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LookError(
                f"git could not be run in {clean_line(self._folder)}: {type(error).__name__}"
            ) from None
        if done.returncode and silence and not done.stderr.strip():
            raise RepositoryError(silence, advice="Fetch it, or check the name.")
        if done.returncode:
            said = git_words(done.stderr)
            raise RepositoryError(said, where=clean_line(f"git {words[0]} {words[-1]}"))
        return done.stdout


def _decode(content: bytes) -> str | None:
    if len(content) > MAX_BYTES or b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def split_range(text: str) -> tuple[str, str, bool]:
    """`BASE..HEAD` or `BASE...HEAD` → base, head, and whether the base is where they parted.

    Raises:
        ValueError: it is neither.
    """
    for dots in ("...", ".."):
        base, found, head = text.partition(dots)
        if found and base and not base.startswith("-") and not head.startswith("-"):
            return base, head or "HEAD", dots == "..."
    raise ValueError(text)
