"""Files of a checkout as texts, read so that nothing outside of it is ever meant."""

# Without pathlib: it is slow to load, and this starts often.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from gonogo.errors import BumpError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 20_000_000
"""A file above this is no place for a version."""

_NAME_REAL = "Name the file that it leads to instead."
_ALLOW = "Give yourself the permission with chmod."


class Stamp:
    """What a file was when it was read: enough to see that somebody wrote it since."""

    __slots__ = ("inode", "mode", "mtime_ns", "size")

    def __init__(self, seen: os.stat_result) -> None:
        self.inode = seen.st_ino
        self.mode = stat.S_IMODE(seen.st_mode)
        self.mtime_ns = seen.st_mtime_ns
        self.size = seen.st_size

    def fits(self, seen: os.stat_result) -> bool:
        """Whether it is the same file still."""
        return (self.inode, self.mtime_ns, self.size) == (seen.st_ino, seen.st_mtime_ns, seen.st_size)


class TextReader:
    """Reads files below a folder.

    Attributes:
        stamps: Path → what the file was when it was read.
    """

    def __init__(self, root: str) -> None:
        self.stamps: dict[str, Stamp] = {}
        self._root = root
        self._folders: dict[str, bool] = {}

    def read_all(self, paths: Iterable[str], *, skip_links: bool) -> dict[str, str]:
        """The texts of these files; see `Checkout.read_texts`."""
        texts: dict[str, str] = {}
        for path in paths:
            text = self._read(path, skip_links=skip_links)
            if text is not None:
                texts[path] = text
        return texts

    def _read(self, path: str, *, skip_links: bool) -> str | None:
        where = clean_line(path)
        full = os.path.join(self._root, path)
        try:
            if not self._is_straight(os.path.dirname(path)):
                raise BumpError("Its folder is a symbolic link.", where=where, advice=_NAME_REAL)
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            seen = os.lstat(full)
            if stat.S_ISLNK(seen.st_mode):
                self._refuse_link(full, where, skip_links=skip_links)
                return None
            _refuse_mode(seen, where)
            file = os.open(full, flags)
            with os.fdopen(file, "rb") as stream:
                seen = os.fstat(file)
                content = stream.read()
        except OSError as error:
            raise _unreadable(error, where) from None
        self.stamps[path] = Stamp(seen)
        return _decode(content, where)

    def _refuse_link(self, full: str, where: str, *, skip_links: bool) -> None:
        target = os.path.realpath(full)
        root = os.path.realpath(self._root)
        if not target.startswith(root + os.sep):
            raise BumpError(
                f"It is a symbolic link out of the checkout, to {clean_line(target)}.",
                where=where,
                advice="Nothing outside the checkout is changed: put a file in its place.",
            )
        if not skip_links:
            raise BumpError("It is a symbolic link.", where=where, advice=_NAME_REAL)

    def _is_straight(self, folder: str) -> bool:
        """Whether no symbolic link stands on the way to a folder."""
        if folder not in self._folders:
            real = os.path.realpath(os.path.join(self._root, folder))
            self._folders[folder] = real == os.path.normpath(
                os.path.join(os.path.realpath(self._root), folder)
            )
        return self._folders[folder]


def _refuse_mode(seen: os.stat_result, where: str) -> None:
    """Refuse what is no file for reading and writing; the bits count for root too."""
    if not stat.S_ISREG(seen.st_mode):
        what = "a folder" if stat.S_ISDIR(seen.st_mode) else "no plain file"
        raise BumpError(f"It is {what}.", where=where)
    if seen.st_size > MAX_BYTES:
        raise BumpError(
            f"It is huge ({seen.st_size / 1e6:.0f} MB): files up to {MAX_BYTES // 10**6} MB are bumped.",
            where=where,
        )
    if not seen.st_mode & 0o444:
        raise BumpError(
            f"It may not be read (mode {stat.S_IMODE(seen.st_mode):04o}).", where=where, advice=_ALLOW
        )


def _unreadable(error: OSError, where: str) -> BumpError:
    match error:
        case FileNotFoundError():
            return BumpError(
                "It is tracked, but missing from the checkout.",
                where=where,
                advice="git restore brings it back.",
            )
        case PermissionError():
            return BumpError("It may not be read.", where=where, advice=_ALLOW)
        case _:
            return BumpError(f"It can not be read: {error.strerror}.", where=where)


def _decode(content: bytes, where: str) -> str:
    if b"\0" in content:
        line = content.count(b"\n", 0, content.find(b"\0")) + 1
        raise BumpError("It is binary.", where=f"{where}:{line}")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BumpError("It is not UTF-8.", where=f"{where}:{line}", advice="Save it as UTF-8.") from None
