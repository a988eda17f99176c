"""A checkout as it is: its folder, commit and branch, its tracked files, and what they say."""

# Without pathlib: it is slow to load, and this starts often.
# ruff: noqa: PTH110, PTH118, PTH208

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gonogo.errors import BumpError, RepositoryError
from gonogo.git.direct import DirectGit
from gonogo.git.texts import TextReader
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.git.direct import Answer
    from gonogo.git.texts import Stamp

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


class Checkout:
    """A checkout that was looked at.

    Attributes:
        root: Its top folder.
        git_dir: Where git keeps what belongs to this checkout alone.
        head: The commit that is checked out; empty before the first one.
        branch: The branch; empty when HEAD is detached.
        dirty: Tracked paths that differ from the commit → in words how.
        staged: Tracked paths whose index entry differs from the commit.
        tags: Names of its tags, where they were asked for.
        origin: The address of the remote `origin`; empty when there is none.
        must_sign_commits: git is told to sign every commit.
        has_hooks: Hooks are installed that may change a commit.
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
        self.tags: frozenset[str] = frozenset()
        self.origin = ""
        self.must_sign_commits = False
        self.has_hooks = True
        self._tags: dict[str, str] = {}
        self._texts = TextReader(root)

    @property
    def paths(self) -> Iterable[str]:
        """Every tracked path, submodules included."""
        return self._tags.keys()

    def signed_off(self, message: str) -> str:
        """The message with a `Signed-off-by` of who commits here.

        Raises:
            RepositoryError: git does not know who that is.
        """
        name, _, rest = self.git.must("var", "GIT_COMMITTER_IDENT").text.rpartition("> ")
        if not rest:
            raise RepositoryError(
                "git does not know who commits here.", advice="Set user.name and user.email."
            )
        trailer = f"Signed-off-by: {name}>"
        words = ("interpret-trailers", "--if-exists=addIfDifferent", f"--trailer={trailer}")
        return self.git.must(*words, stdin=f"{message.rstrip()}\n".encode()).text.rstrip()

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
        return self._texts.read_all(paths, skip_links=skip_links)

    def stamp(self, path: str) -> Stamp:
        """What a file was when it was read."""
        return self._texts.stamps[path]

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


_SETTINGS = r"^(commit\.gpgsign|remote\.origin\.url)$"


class Opening:
    """A checkout that is being looked at: git works while the caller does something else."""

    def __init__(self, folder: str, env: Mapping[str, str], *, with_tags: bool) -> None:
        git = DirectGit(folder, env)
        where = (
            "--is-bare-repository",
            "--absolute-git-dir",
            "--path-format=absolute",
            "--git-path",
            "hooks",
        )
        self._folder = folder
        self._env = env
        self._where = git.start("rev-parse", *where, "--show-toplevel")
        self._paths = git.start("ls-files", "-z", "-v", "--full-name", ":/")
        self._status = git.start(*_STATUS, env=_LOOKING)
        self._settings = git.start("config", "-z", "--get-regexp", _SETTINGS)
        self._tags = (
            git.start("for-each-ref", "--format=%(refname:lstrip=2)", "refs/tags") if with_tags else None
        )

    def finish(self) -> Checkout:
        """The checkout.

        Raises:
            RepositoryError: there is none.
        """
        where, paths, status = self._where.finish(), self._paths.finish(), self._status.finish()
        settings = _settings(self._settings.finish())
        tags = self._tags.finish().text.split("\n") if self._tags else ()
        if where.code:
            raise _no_checkout(self._folder, where)
        _, git_dir, hooks, root = where.text.split("\n", 3)
        checkout = Checkout(root, git_dir, DirectGit(root, self._env))
        checkout._take_paths(paths)  # noqa: SLF001 (of this module)
        checkout._take_status(status)  # noqa: SLF001
        checkout.tags = frozenset(tags)
        checkout.origin = settings.get("remote.origin.url", "")
        checkout.must_sign_commits = settings.get("commit.gpgsign", "false").lower() in _TRUE
        checkout.has_hooks = _has_hooks(hooks)
        return checkout


_TRUE = ("", "true", "yes", "on", "1")


def _settings(answer: Answer) -> dict[str, str]:
    entries = (entry.partition("\n") for entry in answer.out.decode("utf-8", "replace").split("\0"))
    return {key: value for key, _, value in entries}


def _has_hooks(folder: str) -> bool:
    try:
        return any(not name.endswith(".sample") for name in os.listdir(folder))
    except FileNotFoundError:
        return False
    except OSError:
        return True


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
