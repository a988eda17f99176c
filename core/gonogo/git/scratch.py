"""Temporary worktrees in which commits are made: away from the checkout, and nothing is left of them."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.errors import ActError, LookError, MovedError, RefusedError
from gonogo.git.process import NETWORK_S
from gonogo.git.words import all_words

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess, Reply

_PREFIX = "gonogo-"
_SIGNING = ("failed to sign", "gpg failed", "couldn't load public key", "load key", "signing failed")
_IDENTITY = ("identity unknown", "unable to auto-detect email", "empty ident name", "user.useconfigonly")


def make_folder(what: str) -> str:
    """A temporary folder that says which process it belongs to."""
    return tempfile.mkdtemp(prefix=f"{_PREFIX}{what}-{os.getpid()}-")


def worktree_in(folder: str) -> str:
    """Where the worktree stands in such a folder; it has the folder's name, by which git lists it."""
    return str(Path(folder) / Path(folder).name)


async def check_branch_name(git: GitProcess, branch: str) -> None:
    """Make sure that git allows a branch of that name.

    Raises:
        RefusedError: it does not.
    """
    reply = await git.look("check-ref-format", f"refs/heads/{branch}", fine=(0, 1))
    if reply.code or branch.startswith("-"):
        raise RefusedError(f"{branch!r} is no branch name that git allows.")


def check_base(remote: str, base: str, found: str | None, planned: str) -> None:
    """Make sure that the remote's branch is where it was planned on.

    Raises:
        MovedError: it is not.
    """
    if found != planned:
        where = f"is at {found[:7]}" if found else "is gone"
        raise MovedError(
            f"{remote}'s {base} {where}, planned on {planned[:7]}.", advice="Look again, then plan again."
        )


async def check_signed(git: GitProcess, commit: str) -> None:
    """Git before 2.43.2 may leave a commit unsigned that it was told to sign.

    Raises:
        RefusedError: it did.
    """
    wanted = await git.look("config", "--type=bool", "--get", "commit.gpgSign", fine=(0, 1))
    if wanted.text == "true":
        header = (await git.look("cat-file", "commit", commit)).text.partition("\n\n")[0]
        if "\ngpgsig" not in header:
            raise RefusedError("git left the commit unsigned, so it was not pushed.", advice=_UNLOCK)


_UNLOCK = "Unlock the signing key first (gpg-agent, ssh-agent): no passphrase is asked for here."


def commit_error(reply: Reply) -> RefusedError | ActError:
    """Why a commit was not made: no identity, no key, or a hook that refused."""
    words = all_words(reply.err + b"\n" + reply.out)
    lower = words.lower()
    if any(sign in lower for sign in _IDENTITY):
        return RefusedError(
            "git does not know who you are.", advice="Set user.name and user.email with git config."
        )
    if any(sign in lower for sign in _SIGNING):
        return RefusedError(f"The commit could not be signed: {words}", advice=_UNLOCK)
    return ActError(
        f"The commit was refused: {words}", advice="Nothing was pushed, and nothing is left behind."
    )


def must(reply: Reply, command: str) -> Reply:
    """The reply of a command that has to work.

    Raises:
        RefusedError: it did not.
    """
    if reply.code:
        raise RefusedError(f"git {command} failed: {reply.words}")
    return reply


async def remove(git: GitProcess, folder: str) -> None:
    """Remove a folder with its worktree, and forget that."""
    try:
        await git.run("worktree", "remove", "--force", "--", worktree_in(folder), limit_s=NETWORK_S)
        shutil.rmtree(folder, ignore_errors=True)
        await git.run("worktree", "prune")
    except TimeoutError:
        shutil.rmtree(folder, ignore_errors=True)


async def sweep(git: GitProcess) -> None:
    """Remove what an earlier attempt left when it was killed."""
    try:
        listed = await git.look("worktree", "list", "--porcelain")
    except LookError:
        return
    pattern = rf"^worktree (.*/{_PREFIX}(?:bump|backport|run)-(\d+)-[^/\n]+)$"
    for path, pid in re.findall(pattern, listed.text, re.MULTILINE):
        folder = Path(path).parent
        if folder.name == Path(path).name and not _is_alive(int(pid)):
            await remove(git, str(folder))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
