"""What a bump is about to do to a checkout, written down first, so that an interrupted one can be told."""

# Without pathlib: it is slow to load, and this starts often.
# ruff: noqa: PTH108, PTH116, PTH118, PTH123

from __future__ import annotations

import fcntl
import json
import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from gonogo.errors import RepositoryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

RECORD = "gonogo-bump.json"
"""The record's name in the git folder; it is there only while a bump is under way, or was interrupted."""
FOLDER = "gonogo-bump"
"""The folder beside it: the files as they were, and the index of the commit."""
_LOCK = "gonogo-bump.lock"
_SCHEMA = 1
_PATIENCE_S = 10.0


class FileRecord(NamedTuple):
    """One file of a bump.

    Attributes:
        path: From the top of the checkout.
        before: SHA-256 of what it said.
        after: SHA-256 of what it shall say.
        temp: The new file beside it, from the top.
        kept: The name of the old one in the record's folder.
    """

    path: str
    before: str
    after: str
    temp: str
    kept: str


class BumpRecord(NamedTuple):
    """A bump under way.

    Attributes:
        asked: What was asked for, as it was typed (`minor`).
        old: The version before.
        new: The version after.
        head: The commit that was checked out.
        message: Message of the commit; empty when there shall be none.
        tags: Names that its tag may have.
        tag_message: Message of the tag; empty for its name.
        must_sign: Whether the tag has to be signed.
        stage: `prepare`: no file is touched; `swap`: files are, or may be; `done`: all that was asked for is.
        tree: The tree that the commit shall have; empty until it is known.
        files: Every file that changes.
    """

    asked: str
    old: str
    new: str
    head: str
    message: str
    tags: tuple[str, ...]
    tag_message: str
    must_sign: bool
    stage: str = "prepare"
    tree: str = ""
    files: tuple[FileRecord, ...] = ()

    def to_bytes(self) -> bytes:
        """As it is written."""
        return json.dumps(
            {"schema": _SCHEMA, **self._asdict(), "files": [file._asdict() for file in self.files]}, indent=1
        ).encode()


def read_record(git_dir: str) -> BumpRecord | None:
    """The record that an interrupted bump left; None when there is none.

    One that is cut off was being written before anything was touched, and counts as none.

    Raises:
        RepositoryError: it is another gonogo's, or it can not be read.
    """
    path = os.path.join(git_dir, RECORD)
    try:
        with open(path, "rb") as stream:
            content = stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RepositoryError(f"It can not be read: {error.strerror}.", where=path) from None
    try:
        data = json.loads(content)
    except ValueError:
        return None
    try:
        return _from_data(data)
    except (KeyError, TypeError, ValueError):
        raise RepositoryError(
            "This record of an interrupted bump is of another gonogo.",
            where=path,
            advice="Finish with that one; or look at git status, put the files right, and delete the record.",
        ) from None


def _from_data(data: Any) -> BumpRecord:
    if data["schema"] != _SCHEMA:
        raise ValueError(data["schema"])
    values = {key: value for key, value in data.items() if key != "schema"}
    values["tags"] = tuple(data["tags"])
    values["files"] = tuple(FileRecord(**file) for file in data["files"])
    return BumpRecord(**values)


class Lock:
    """Only one bump at a time works in a checkout. It is let go when the last process that holds it ends.

    Attributes:
        has_waited: Somebody else held it a moment ago.
    """

    def __init__(self, git_dir: str) -> None:
        self.has_waited = False
        self._path = os.path.join(git_dir, _LOCK)
        self._file = -1

    @property
    def fd(self) -> int:
        """For a child that must not outlive the lock."""
        return self._file

    def __enter__(self) -> Self:
        """Take it.

        Raises:
            RepositoryError: another bump, or the commit of one that was killed, is still at work.
        """
        for _ in self._attempts():
            if self._take():
                return self
            self.has_waited = True
        raise RepositoryError(
            "Another bump, or a commit hook that it started, is still at work in this checkout.",
            advice=f"Wait for its end; if there is none, delete {self._path}.",
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.unlink(self._path)
        os.close(self._file)
        self._file = -1

    def _attempts(self) -> Iterator[None]:
        end = time.monotonic() + _PATIENCE_S
        yield
        while time.monotonic() < end:
            time.sleep(0.05)
            yield

    def _take(self) -> bool:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise RepositoryError(
                f"The git folder can not be written: {error.strerror}.", where=self._path
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(file).st_ino == os.stat(self._path).st_ino:
                self._file = file
                return True
        except (BlockingIOError, FileNotFoundError):
            pass  # held, or removed by the one who held it just now
        os.close(file)
        return False
