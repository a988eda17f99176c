"""Writing a bump's files into a checkout: all of them or none, and put back when it does not work out."""

# Without pathlib: it is slow to load, and this starts often.
# ruff: noqa: PTH103, PTH105, PTH106, PTH108, PTH118, PTH120, PTH123, PTH208

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import threading
from typing import TYPE_CHECKING

from gonogo.errors import BumpError, RepositoryError
from gonogo.git.record import FOLDER, RECORD, BumpRecord, FileRecord
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gonogo.git.checkout import Checkout
    from gonogo.model.edits import FileEdit

_KEPT = "gonogo-bump-kept"
_SYNCERS = 8


def pass_by(_: str) -> None:
    """What happens at the points of a bump where a test may want to interrupt it: nothing."""


class TreeWriter:
    """The files of one bump: written, and put back.

    Attributes:
        record: What is written down about it.
        kept: Where files are kept that a hook had changed, after `put_back`.
    """

    def __init__(self, checkout: Checkout, record: BumpRecord, at: Callable[[str], None] = pass_by) -> None:
        self.checkout = checkout
        self.record = record
        self.at = at
        self.kept: tuple[str, ...] = ()
        self._folder = checkout.kept_path(FOLDER)
        self._record_path = checkout.kept_path(RECORD)

    def kept_path(self, name: str) -> str:
        """Where a file of this bump stands in the git folder."""
        return os.path.join(self._folder, name)

    def write(self, edits: Sequence[FileEdit]) -> None:
        """Write all edits; afterwards the record says so until `clear`.

        Raises:
            BumpError: a file could not be written, or was changed meanwhile; nothing is changed.
        """
        files = tuple(_file_record(edit, number) for number, edit in enumerate(edits))
        self.record = self.record._replace(files=files)
        try:
            os.makedirs(self._folder, exist_ok=True)
            self.save()
            self.at("recorded")
            self._prepare(edits)
            self.at("prepared")
            for file in files:
                self._swap(file)
                self.at("swapped")
        except OSError as error:
            self.put_back()
            raise _unwritable(error, self.checkout.root) from None
        except BaseException:
            self.put_back()
            raise

    def save(self, *, is_durable: bool = False) -> None:
        """Write the record anew."""
        fresh = self._record_path + ".new"
        file = _create(fresh, self.record.to_bytes(), 0o644)
        try:
            if is_durable:
                os.fsync(file)
        finally:
            os.close(file)
        os.replace(fresh, self._record_path)

    def put_back(self, *, is_hook_over: bool = False) -> None:
        """Put every file back to what it was, and forget the bump.

        Args:
            is_hook_over: A commit hook of this very bump has just ended: what it changed in these
                files is taken out of the way, and kept.

        Raises:
            BumpError: somebody changed a file since, or the old one is lost; nothing is changed then.
        """
        wrong = [file for file in self.record.files if not self._can_put_back(file, is_hook_over)]
        if wrong:
            named = ", ".join(clean_line(file.path) for file in wrong)
            raise BumpError(
                f"A bump to {clean_line(self.record.new)} was interrupted, and since then somebody changed {named}.",
                advice=f"Put that right (git restore -- PATH undoes it), then delete {self._record_path}.",
            )
        self.kept = tuple(path for file in self.record.files if (path := self._put_back(file)))
        self._close("prepare")

    def clear(self) -> None:
        """Forget the bump: nothing of it is left but what it wrote."""
        self._close("done")

    def _close(self, stage: str) -> None:
        """Remove all that was written down. The record goes last, and says until then how things stand."""
        if self.record.stage != stage:
            self.record = self.record._replace(stage=stage)
            with contextlib.suppress(OSError):  # a full disk must not keep files from being put back
                self.save()
        for file in self.record.files:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.checkout.full_path(file.temp))
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(self._folder):
                os.unlink(os.path.join(self._folder, name))
            os.rmdir(self._folder)
        self.at("closing")
        for path in (self._record_path + ".new", self._record_path):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)

    def is_written(self, file: FileRecord) -> bool:
        """Whether a file says what the bump wrote."""
        return _digest_of(self.checkout.full_path(file.path)) == file.after

    def _prepare(self, edits: Sequence[FileEdit]) -> None:
        """The old files beside the record, the new ones beside the old: all on the disk."""
        files: list[int] = []
        try:
            for edit, file in zip(edits, self.record.files, strict=True):
                files += self._make(file, edit.after.encode())
                self.at("made")
            self.record = self.record._replace(stage="swap")
            fresh = self._record_path + ".new"
            files.append(_create(fresh, self.record.to_bytes(), 0o644))
            _sync(files)
        finally:
            for open_file in files:
                os.close(open_file)
        for file in self.record.files:
            self._refuse_moved(file)
        os.replace(fresh, self._record_path)

    def _make(self, file: FileRecord, content: bytes) -> list[int]:
        """Keep the old file and make the new one; what is open and not on the disk yet."""
        try:
            mode = self.checkout.stamp(file.path).mode
            return [*self._keep(file), _create(self.checkout.full_path(file.temp), content, mode)]
        except OSError as error:
            raise OSError(error.errno, error.strerror, self.checkout.full_path(file.path)) from None

    def _keep(self, file: FileRecord) -> list[int]:
        """Keep the old file by a second name; where that is not possible, a copy of it."""
        full, kept = self.checkout.full_path(file.path), self.kept_path(file.kept)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(kept)
        try:
            os.link(full, kept, follow_symlinks=False)
        except OSError:
            return [_copy(full, kept)]
        return []

    def _refuse_moved(self, file: FileRecord) -> None:
        if not self.checkout.stamp(file.path).fits(os.lstat(self.checkout.full_path(file.path))):
            raise BumpError(
                "Somebody changed it just now; nothing was changed.",
                where=clean_line(file.path),
                advice="Run the command again.",
            )

    def _swap(self, file: FileRecord) -> None:
        self._refuse_moved(file)
        os.replace(self.checkout.full_path(file.temp), self.checkout.full_path(file.path))

    def _can_put_back(self, file: FileRecord, is_hook_over: bool) -> bool:  # noqa: FBT001 (handed through)
        if not self._is_swapped(file):
            return True
        now = _digest_of(self.checkout.full_path(file.path))
        if now == file.before:
            return True
        return (now == file.after or is_hook_over) and _digest_of(self.kept_path(file.kept)) == file.before

    def _put_back(self, file: FileRecord) -> str:
        full = self.checkout.full_path(file.path)
        now = _digest_of(full) if self._is_swapped(file) else file.before
        if now == file.before:
            return ""
        changed = ""
        if now not in ("", file.after):
            changed = os.path.join(self.checkout.kept_path(_KEPT), file.path)
            os.makedirs(os.path.dirname(changed), exist_ok=True)
            os.close(_copy(full, changed))
        _bring_back(self.kept_path(file.kept), full, self.checkout.full_path(file.temp))
        self.at("put back")
        return changed

    def _is_swapped(self, file: FileRecord) -> bool:
        """Whether the new file took the old one's place: then it is no longer beside it."""
        return self.record.stage != "prepare" and not os.path.lexists(self.checkout.full_path(file.temp))


def _file_record(edit: FileEdit, number: int) -> FileRecord:
    folder, name = os.path.split(edit.path)
    return FileRecord(
        path=edit.path,
        before=_digest(edit.before.encode()),
        after=_digest(edit.after.encode()),
        temp=os.path.join(folder, f".{name[:200]}.gonogo-{number}"),
        kept=str(number),
    )


def _bring_back(kept: str, full: str, temp: str) -> None:
    try:
        os.replace(kept, full)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        os.close(_copy(kept, temp))  # the git folder is on another disk
        os.replace(temp, full)


def _copy(source: str, target: str) -> int:
    """A copy of a file, still open."""
    with open(source, "rb") as stream:
        return _create(target, stream.read(), os.fstat(stream.fileno()).st_mode & 0o7777)


def _create(path: str, content: bytes, mode: int) -> int:
    """A new file with this content; it stays open, to be brought to the disk with others."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        os.fchmod(file, mode)
        left = memoryview(content)
        while left:
            left = left[os.write(file, left) :]
    except BaseException:
        os.close(file)
        raise
    return file


def _sync(files: Sequence[int]) -> None:
    """Bring files to the disk, several at a time: the disk takes them together."""
    problems: list[OSError] = []

    def bring(some: Iterable[int]) -> None:
        try:
            for file in some:
                os.fsync(file)
        except OSError as error:
            problems.append(error)

    threads = [threading.Thread(target=bring, args=(files[start::_SYNCERS],)) for start in range(_SYNCERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: str) -> str:
    """The digest of a file; empty when there is none."""
    try:
        with open(path, "rb") as stream:
            return _digest(stream.read())
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise RepositoryError(f"It can not be read: {error.strerror}.", where=clean_line(path)) from None


def _unwritable(error: OSError, root: str) -> BumpError:
    name = error.filename if isinstance(error.filename, str) else ""
    where = clean_line(os.path.relpath(name, root)) if name else ""
    return BumpError(
        f"It could not be written: {error.strerror}; nothing was changed.",
        where=where,
        advice="Make room or give the permission, then run the command again.",
    )
