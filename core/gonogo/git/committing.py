"""The commit and the tag of a bump, made in the checkout with the maintainer's own hooks, identity and key."""

# Without pathlib: it is slow to load, and this starts often.
# ruff: noqa: PTH105, PTH108, PTH123

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, NamedTuple

from gonogo.errors import BumpError, RepositoryError
from gonogo.git.record import read_record
from gonogo.git.writing import TreeWriter, pass_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gonogo.git.checkout import Checkout
    from gonogo.git.direct import Answer
    from gonogo.git.record import BumpRecord, Lock

_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}
_QUIET = ("-c", "maintenance.auto=false", "-c", "gc.auto=0")
"""Housekeeping can wait for another command."""
_SIGNATURE = b"\n-----BEGIN "


class Commit:
    """A commit that was made.

    Attributes:
        oid: Its id.
        tree: Its tree.
        parents: The commits before it.
        message: Its message.
        is_signed: Whether it carries a signature.
    """

    __slots__ = ("is_signed", "message", "oid", "parents", "tree")

    def __init__(self, oid: str, raw: bytes) -> None:
        head, _, message = raw.decode("utf-8", "replace").partition("\n\n")
        fields = [line.partition(" ")[::2] for line in head.splitlines()]
        self.oid = oid
        self.tree = next((value for name, value in fields if name == "tree"), "")
        self.parents = tuple(value for name, value in fields if name == "parent")
        self.message = message
        self.is_signed = any(name.startswith("gpgsig") for name, _ in fields)


def make_commit(writer: TreeWriter, lock: Lock) -> Commit:
    """Commit the files that `writer` wrote, and nothing else.

    The commit is made from an index of its own, so that what else is staged stays staged, and
    a hook that refuses leaves the checkout's index as it was.

    Raises:
        BumpError: the commit was refused; every file is back as it was.
    """
    checkout, record = writer.checkout, writer.record
    try:
        index = _Index(writer)
        writer.at("staged")
        answer = _commit(writer, index.path, lock)
        writer.at("committed")
    except BaseException:
        _settle(writer)
        raise
    if answer.code:
        made = _settle(writer)
        if made is None:
            raise _refused(answer, writer)
    else:
        made = read_head(checkout)
    if made.parents != (record.head,):
        writer.clear()
        raise RepositoryError(
            f"Somebody else committed at the same time: {made.oid[:7]} is not on {record.head[:7]}.",
            advice="Look at git log, and put it right by hand.",
        )
    if checkout.must_sign_commits and not made.is_signed:
        raise RepositoryError(
            f"git left the commit {made.oid[:7]} unsigned, although commit.gpgSign is set.",
            advice="Unlock the key, then: git commit --amend --no-edit -S.",
        )
    if made.tree != (writer.record.tree or made.tree) or not index.become_the_checkouts():
        update_index(writer, made)
    writer.at("indexed")
    return made


def read_head(checkout: Checkout) -> Commit:
    """The commit that is checked out now."""
    return read_commit(checkout, "HEAD")


def read_commit(checkout: Checkout, name: str) -> Commit:
    """A commit that is here."""
    answer = checkout.git.must("cat-file", "--batch", stdin=name.encode() + b"\n")
    about, _, raw = answer.out.partition(b"\n")
    return Commit(about.decode().split()[0], raw)


def update_index(writer: TreeWriter, made: Commit) -> None:
    """Let the checkout's index say of these files what the commit says."""
    paths = _joined(file.path for file in writer.record.files)
    git = writer.checkout.git
    is_as_planned = made.tree == (writer.record.tree or made.tree)
    if is_as_planned and all(map(writer.is_written, writer.record.files)):
        git.must("update-index", "-z", "--stdin", stdin=paths)
        return
    changed = git.must("diff-tree", "-r", "-z", "--name-only", "--no-renames", made.parents[0], made.oid)
    _reset(writer.checkout, changed.out + paths, {})


class Recovered(NamedTuple):
    """What became of a bump that was interrupted.

    Attributes:
        is_made: Its files are written, and committed where that was asked for.
        commit: Its commit, which is checked out.
    """

    is_made: bool
    commit: Commit | None = None


def recover(checkout: Checkout, record: BumpRecord, at: Callable[[str], None] = pass_by) -> Recovered:
    """Bring what an interrupted bump left to an end, by what is there.

    When it is made, its record stays until `forget`. Otherwise the files are as they were before
    it, or somebody put it right.

    Raises:
        BumpError: other commits follow the bump's, or it can not be told what to do; says which.
    """
    writer = TreeWriter(checkout, record, at)
    checkout.look_again()
    if checkout.head == record.head:
        if record.stage == "done" and not record.message:
            return Recovered(is_made=True)
        writer.put_back()
        checkout.look_again()
        return Recovered(is_made=False)
    made = read_head(checkout)
    if is_commit_of(made, record):
        update_index(writer, made)
        checkout.look_again()
        return Recovered(is_made=True, commit=made)
    left = [file.path for file in record.files if writer.is_written(file) and file.path in checkout.dirty]
    if left:
        raise BumpError(
            f"A bump to {record.new} was interrupted on {record.head[:7]}, and another commit is checked "
            f"out now; what it wrote still stands in {', '.join(left)}.",
            advice="Check out that commit again and repeat the command, or undo it: git restore -- PATH.",
        )
    writer.clear()
    _refuse_buried(checkout, record)
    return Recovered(is_made=False)


def forget(checkout: Checkout, record: BumpRecord) -> None:
    """Remove what a bump wrote down: it is at its end."""
    TreeWriter(checkout, record).clear()


def _refuse_buried(checkout: Checkout, record: BumpRecord) -> None:
    """Say it when the bump's commit is there without its tag, and others follow it."""
    listed = checkout.git.run("rev-list", "--first-parent", "--reverse", f"{record.head}..HEAD")
    first = listed.text.split("\n")[0]
    if listed.code or not first or read_tags(checkout, record.tags):
        return
    if is_commit_of(read_commit(checkout, first), record):
        raise BumpError(
            f"An interrupted bump to {record.new} was committed as {first[:7]}, without a tag, and other "
            "commits follow.",
            advice=f"Tag it: git tag -a {record.tags[0]} {first[:7]}. Or repeat this command to bump once more.",
        )


def is_commit_of(made: Commit, record: BumpRecord) -> bool:
    """Whether a commit is the one that a bump wanted to make, whatever its hooks did to it."""
    is_same = made.tree == record.tree or made.message.strip() == record.message.strip()
    return made.parents == (record.head,) and bool(record.message) and is_same


def find_interrupted(checkout: Checkout) -> BumpRecord | None:
    """What an interrupted bump left; None when there is nothing."""
    return read_record(checkout.git_dir)


def read_tags(checkout: Checkout, names: Sequence[str]) -> dict[str, str]:
    """Which of these tags are here → the commit that each leads to."""
    answer = checkout.git.must(
        "for-each-ref",
        "--format=%(refname:lstrip=2) %(objectname) %(*objectname)",
        *(f"refs/tags/{name}" for name in names),
    )
    lines = [line.split(" ") for line in answer.text.splitlines()]
    return {name: peeled or oid for name, oid, peeled in lines if name in names}


def make_tag(checkout: Checkout, name: str, message: str, commit: str, *, is_signed: bool) -> None:
    """Make an annotated tag.

    Raises:
        BumpError: git refused it, or left it unsigned; there is no tag then.
    """
    kind = ("--sign",) if is_signed else ("--annotate",)
    started = checkout.git.start("tag", *kind, f"--message={message}", "--", name, commit, is_plain=False)
    answer = started.finish(limit_s=None)
    again = "The commit stands; repeat the same command to make its tag."
    if answer.code:
        raise BumpError(f"The tag {name} could not be made: {answer.all_words}", advice=again)
    if is_signed and _SIGNATURE not in checkout.git.must("cat-file", "tag", f"refs/tags/{name}").out:
        checkout.git.must("tag", "--delete", "--", name)  # git before 2.43.2 may end well without a signature
        raise BumpError(f"git left the tag {name} unsigned: {answer.all_words}", advice=again)


class _Index:
    """An index of the commit's own: the checkout's, without what else is staged, with the bump's files.

    Attributes:
        path: Where it stands.
    """

    def __init__(self, writer: TreeWriter) -> None:
        checkout, record = writer.checkout, writer.record
        self.path = writer.kept_path("index")
        self._theirs = checkout.kept_path("index")
        self._before = _content(self._theirs)
        self._is_whole = not checkout.staged
        for stale in (self.path, self.path + ".lock"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(stale)
        _write_new(self.path, self._before)
        own = {"GIT_INDEX_FILE": self.path}
        if checkout.staged:
            _reset(checkout, _joined(checkout.staged), own)
        paths = _joined(file.path for file in record.files)
        checkout.git.must("update-index", "-z", "--stdin", stdin=paths, env=own)
        if checkout.has_hooks:  # they may change what is committed: then it can be told
            tree = checkout.git.must("write-tree", env=own).text
            writer.record = record._replace(tree=tree)
            writer.save(is_durable=True)

    def become_the_checkouts(self) -> bool:
        """Take the place of the checkout's index, as git itself does; not when that has moved on."""
        lock = self._theirs + ".lock"
        try:
            if not self._is_whole or _content(self._theirs) != self._before:
                return False
            _write_new(lock, _content(self.path))
        except OSError:
            return False
        os.replace(lock, self._theirs)
        return True


def _content(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


def _write_new(path: str, content: bytes) -> None:
    """A new file; FileExistsError where there is one, as git's own locks have it."""
    with open(path, "xb") as stream:
        stream.write(content)


def _commit(writer: TreeWriter, index: str, lock: Lock) -> Answer:
    """How `git commit` ended."""
    started = writer.checkout.git.start(
        *_QUIET,
        *("commit", "--quiet", f"--message={writer.record.message}"),
        env={"GIT_INDEX_FILE": index},
        is_plain=False,
        pass_fds=(lock.fd,),
    )
    return started.finish(limit_s=None)


def _settle(writer: TreeWriter) -> Commit | None:
    """After a commit that did not end well: its commit when there is one after all; else all is put back."""
    now = read_head(writer.checkout)
    if now.oid != writer.record.head:
        return now
    writer.put_back(is_hook_over=True)
    return None


def _refused(answer: Answer, writer: TreeWriter) -> BumpError:
    changed = f" What the hook changed is kept in {', '.join(writer.kept)}." if writer.kept else ""
    return BumpError(
        f"The commit was refused, and every file is as it was: {answer.all_words}",
        advice=f"Put right what it says, then run the same command again.{changed}",
    )


def _reset(checkout: Checkout, paths: bytes, env: dict[str, str]) -> None:
    """Let an index say of these paths what the commit says."""
    where = ("--pathspec-from-file=-", "--pathspec-file-nul")
    checkout.git.must("reset", "--quiet", *where, stdin=paths, env={**_LITERAL, **env})


def _joined(paths: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in paths)
