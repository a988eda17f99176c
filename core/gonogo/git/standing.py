"""A clean worktree of its own at a commit, for as long as something is done there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from gonogo.git.looking import fetch_commit, has_commit
from gonogo.git.process import HOOKS_S, finish, refusing
from gonogo.git.scratch import make_folder, must, remove, sweep, worktree_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gonogo.git.process import GitProcess


@asynccontextmanager
async def standing_at(git: GitProcess, remote: str, sha: str) -> AsyncIterator[str]:
    """A worktree at a commit; nothing is left of it afterwards, and the checkout is not touched.

    Raises:
        RefusedError: it could not be made, or the commit could not be fetched.
    """
    with refusing():
        if not await has_commit(git, sha):
            await fetch_commit(git, remote, sha)
        await sweep(git)
    folder = make_folder("run")
    try:
        worktree = worktree_in(folder)
        added = await git.run("worktree", "add", "--quiet", "--detach", "--", worktree, sha, limit_s=HOOKS_S)
        must(added, "worktree add")
        yield worktree
    finally:
        await finish(remove(git, folder))
