"""Which command lines are trusted: a file in the state folder, one line for each exact text."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from typing import TYPE_CHECKING

from gonogo.errors import LookError, RefusedError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.model.github import RepoName


class TrustFile:
    """The commands of one repository that a person trusted.

    A line is the digest of repository and exact text, and the text's first line for whoever
    reads the file. Trust is taken back by deleting the line.

    Args:
        path: The file; made with the first trust.
        repo: A command is trusted for this repository only.
    """

    def __init__(self, path: Path, repo: RepoName) -> None:
        self._path = path
        self._repo = repo

    def has(self, command: str) -> bool:
        """Whether this exact text was trusted.

        Raises:
            LookError: the file is there and can not be read, or others may write to it.
        """
        try:
            with self._path.open(encoding="utf-8", errors="replace") as lines:
                if os.fstat(lines.fileno()).st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                    raise LookError(
                        "others may write to the list of trusted commands, so it is not believed",
                        where=str(self._path),
                        advice="Look through it, then: chmod go-w " + str(self._path),
                    )
                digest = self._digest(command)
                return any(line.partition(" ")[0].strip() == digest for line in lines)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise LookError(
                f"the list of trusted commands could not be read: {error.strerror}", where=str(self._path)
            ) from None

    def add(self, command: str) -> None:
        """Trust this exact text from now on; on the disk when this returns.

        Raises:
            RefusedError: the file could not be written.
        """
        with contextlib.suppress(LookError):
            if self.has(command):
                return
        line = f"{self._digest(command)} {self._repo} {clean_line(command.strip().partition(chr(10))[0])}\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
            try:
                os.write(file, line.encode())
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise RefusedError(
                f"the list of trusted commands could not be written: {error.strerror}", where=str(self._path)
            ) from None

    def _digest(self, command: str) -> str:
        name = f"{self._repo.host}/{self._repo}".lower()
        return hashlib.sha256(f"{name}\n{command}".encode("utf-8", "surrogatepass")).hexdigest()
