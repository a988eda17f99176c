"""A checkout as it is: its folder, commit and branch, its tracked files, and what they say."""

# Without pathlib: it is slow to load, and this starts often.
# ruff: noqa: PTH110, PTH118, PTH120

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from gonogo.errors import BumpError, RepositoryError
from gonogo.git.direct import DirectGit
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.git.direct import Answer, Started

MAX_BYTES = 20_000_000
"""A file above this is no place for a version."""

_STATUS = (
    *("status", "--porcelain=v2", "--branch", "-z", "--untracked-files=no"),
    *("--no-renames", "--ignore-submodules=all"),
)
_FIELDS = {"1 ": 8, "u ": 10}
"""How an entry of `git status` begins → how many fields stand before its path."""
_LOOKING = {"GIT_OPTIONAL_LOCKS": "0"}
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}


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


class Checkout:
    """A checkout that was looked at.

    Attributes:
        root: Its top folder.
        git_dir: Where git keeps what belongs to this checkout alone.
        head: The commit that is checked out; empty before the first one.
        branch: The branch; empty when HEAD is detached.
        dirty: Tracked paths that differ from the commit → in words how.
        staged: Tracked paths whose index entry differs from the commit.
        git: Git in the top folder.
    """

    def __init__(self, root: str, git_dir: str, git: DirectGit) -> None:
        self.root = root
        self.git_dir = git_dir
        self.git = git
        self.head = ""
        self.branch = ""
        self.dirty: dict[str, str] = {}
        self.staged: tuple[str, ...] = ()
        self._tags: dict[str, str] = {}
        self._stamps: dict[str, Stamp] = {}
        self._folders: dict[str, bool] = {}

    @property
    def paths(self) -> Iterable[str]:
        """Every tracked path, submodules included."""
        return self._tags.keys()

    def look_again(self) -> None:
        """Look at commit, branch and changes once more."""
        self._take_status(self.git.run(*_STATUS, env=_LOOKING))

    def read_texts(self, paths: Iterable[str], *, skip_links: bool) -> dict[str, str]:
        """The texts of these files, byte for byte; a line's ending stays what it is.

        Args:
            paths: Paths from the top.
            skip_links: Leave out symbolic links that stay in the checkout: what they lead to counts.

        Raises:
            BumpError: a file is missing, may not be read, leads out of the checkout, is huge, or no text.
        """
        texts: dict[str, str] = {}
        for path in paths:
            text = self._read(path, skip_links=skip_links)
            if text is not None:
                texts[path] = text
        return texts

    def stamp(self, path: str) -> Stamp:
        """What a file was when it was read."""
        return self._stamps[path]

    def full_path(self, path: str) -> str:
        """Where a file stands."""
        return os.path.join(self.root, path)

    def kept_path(self, name: str) -> str:
        """Where a file of gonogo's own stands: beside git's."""
        return os.path.join(self.git_dir, name)

    def refuse_dirty(self, paths: Iterable[str]) -> None:
        """Make sure that none of these files has changes of somebody else's.

        Raises:
            BumpError: some have; it names them.
        """
        dirty = [path for path in paths if path in self.dirty]
        if dirty:
            named = ", ".join(f"{clean_line(path)} ({self.dirty[path]})" for path in dirty)
            raise BumpError(
                f"The bump would touch files that have changes already: {named}.",
                advice="Commit or stash these changes first; other changes may stay.",
            )
        hidden = [path for path in paths if self._tags.get(path, "H") != "H"]
        if hidden:
            raise BumpError(
                "git is told not to look at this file (assume-unchanged or skip-worktree).",
                where=clean_line(hidden[0]),
                advice="Undo it: git update-index --no-assume-unchanged --no-skip-worktree -- PATH.",
            )

    def refuse_under_way(self) -> None:
        """Make sure that a commit can be made here.

        Raises:
            RepositoryError: there is no commit yet, or a merge, rebase or the like is under way.
        """
        if not self.head:
            raise RepositoryError("This checkout has no commit yet.", advice="Make the first commit.")
        for name, what in _UNDER_WAY.items():
            if os.path.exists(self.kept_path(name)):
                raise RepositoryError(
                    f"A {what} is under way in this checkout.", advice="Finish or abort it first."
                )

    def _read(self, path: str, *, skip_links: bool) -> str | None:
        where = clean_line(path)
        full = self.full_path(path)
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
        self._stamps[path] = Stamp(seen)
        return _decode(content, where)

    def _refuse_link(self, full: str, where: str, *, skip_links: bool) -> None:
        target = os.path.realpath(full)
        root = os.path.realpath(self.root)
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
            real = os.path.realpath(self.full_path(folder))
            self._folders[folder] = real == os.path.normpath(
                os.path.join(os.path.realpath(self.root), folder)
            )
        return self._folders[folder]

    def _take_paths(self, answer: Answer) -> None:
        if answer.code:
            raise RepositoryError(f"git ls-files failed: {answer.all_words}")
        for raw in answer.out.split(b"\0"):
            if raw:
                self._tags.setdefault(os.fsdecode(raw[2:]), chr(raw[0]))

    def _take_status(self, answer: Answer) -> None:
        if answer.code:
            raise RepositoryError(f"git status failed: {answer.all_words}")
        self.dirty, staged = {}, []
        for raw in answer.out.split(b"\0"):
            entry = os.fsdecode(raw)
            if entry.startswith("# branch.oid "):
                self.head = entry.removeprefix("# branch.oid ").replace("(initial)", "")
            elif entry.startswith("# branch.head "):
                self.branch = entry.removeprefix("# branch.head ").replace("(detached)", "")
            elif entry[:2] in _FIELDS:
                path = entry.split(" ", _FIELDS[entry[:2]])[-1]
                self.dirty[path] = _how_dirty(entry)
                if entry[0] == "u" or entry[2] != ".":
                    staged.append(path)
        self.staged = tuple(staged)


_NAME_REAL = "Name the file that it leads to instead."


class Opening:
    """A checkout that is being looked at: git works while the caller does something else."""

    def __init__(self, folder: str, env: Mapping[str, str]) -> None:
        git = DirectGit(folder, env)
        self._env = env
        where = ("--is-bare-repository", "--absolute-git-dir", "--show-toplevel")
        self._asked: tuple[Started, ...] = (
            git.start("rev-parse", *where),
            git.start("ls-files", "-z", "-v", "--full-name", ":/"),
            git.start(*_STATUS, env=_LOOKING),
            git.start("remote", "get-url", "origin"),
        )
        self.folder = folder
        self.origin = ""
        """The address of the remote `origin`; empty when there is none."""

    def finish(self) -> Checkout:
        """The checkout.

        Raises:
            RepositoryError: there is none.
        """
        where, paths, status, origin = [asked.finish() for asked in self._asked]
        if where.code:
            raise _no_checkout(self.folder, where)
        _, git_dir, root = where.text.split("\n", 2)
        checkout = Checkout(root, git_dir, DirectGit(root, self._env))
        checkout._take_paths(paths)  # noqa: SLF001 (of this module)
        checkout._take_status(status)  # noqa: SLF001
        self.origin = origin.text if origin.code == 0 else ""
        return checkout


def _no_checkout(folder: str, answer: Answer) -> RepositoryError:
    said = answer.text.split("\n")[0]
    if said == "true":
        return RepositoryError(
            f"{folder} is a bare repository: there are no files to bump.",
            advice="Go to a checkout: git worktree add PATH makes one.",
        )
    if said == "false":
        return RepositoryError(f"{folder} is inside the git folder itself.", advice="Go to the checkout.")
    if "not a git repository" in answer.words:
        return RepositoryError(f"{folder} is in no git checkout.", advice="Go to a checkout.")
    return RepositoryError(f"git can not use {folder}: {answer.words}")


def _how_dirty(entry: str) -> str:
    if entry[0] == "u":
        return "not merged"
    if entry[2] != ".":
        return "staged"
    return "deleted" if entry[3] == "D" else "changed"


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


_ALLOW = "Give yourself the permission with chmod."


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
