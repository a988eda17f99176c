"""The maintainer's clone and its origin, through the git command."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from gonogo.errors import LookError, RefusedError
from gonogo.git.agent import OwnAgent
from gonogo.git.backporting import Backport, push_backport, push_branch
from gonogo.git.bumping import Bump, push_bump
from gonogo.git.changing import read_changes
from gonogo.git.history import must_be_whole, read_commits, read_divide, read_reached
from gonogo.git.landing import read_landings
from gonogo.git.looking import (
    check_sha,
    fetch_commit,
    fetch_tag,
    find_hits,
    has_commit,
    read_files,
    read_worktree,
)
from gonogo.git.process import GitProcess, refusing
from gonogo.git.refs import RemoteRefs
from gonogo.git.signatures import ensure_unmoved, read_header, verify_tag
from gonogo.git.standing import standing_at
from gonogo.git.tagging import Tag, push_light_tag, push_tag
from gonogo.git.unlocking import LockedKey, find_locked_key, signs_commits, unlock_key
from gonogo.git.workflows import FOLDER, read_workflow
from gonogo.model.local import (
    ChangedFiles,
    CommitLine,
    Divide,
    FileSet,
    Hits,
    Landing,
    RefLine,
    TagSignature,
    WorkflowFile,
    Worktree,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from gonogo.model.plans import FileEdit
    from gonogo.ports import Clock


class GitCommand:
    """`gonogo.ports.Git` over a clone: a checkout, a linked worktree or a bare repository.

    Attributes:
        remote: The remote that counts.
    """

    def __init__(
        self,
        root: str | Path,
        *,
        remote: str = "origin",
        env: Mapping[str, str] | None = None,
        clock: Clock,
    ) -> None:
        """Look at the clone in `root`.

        Args:
            root: Its folder.
            remote: The remote that counts.
            env: The environment for git; this process's own when left out.
            clock: Dates of commits and tags come from it.
        """
        self.remote = remote
        self._git = GitProcess(str(root), os.environ if env is None else env)
        self._refs = RemoteRefs(self._git, remote)
        self._clock = clock
        self._fetching = asyncio.Lock()
        self._locked: LockedKey | None = None
        self._agent = OwnAgent()

    async def worktree(self) -> Worktree:
        """The checkout as it is."""
        return await read_worktree(self._git)

    async def head(self, branch: str) -> str | None:
        """The commit of origin's branch, asked now; None: no such branch."""
        ref = f"refs/heads/{branch}"
        return (await self._refs.read()).get(ref)

    async def signature(self, name: str) -> TagSignature | None:
        """Fetch a tag object of origin and verify it; None when origin has no such tag."""
        ref = f"refs/tags/{name}"
        refs = await self._refs.read()
        if ref not in refs:
            return None
        oid = refs[ref]
        async with self._fetching:
            if await self._own_tag(name) != oid:
                await fetch_tag(self._git, self.remote, name)
                ensure_unmoved(await self._own_tag(name), oid, name)
        header = await read_header(self._git, oid)
        if header is None:
            why = "it is lightweight: there is nothing to sign"
            return TagSignature(name, oid, oid, False, False, "", why, "")
        said = await verify_tag(self._git, oid, is_signed=header.is_signed)
        commit = refs.get(f"{ref}^{{}}", header.target)
        return TagSignature(
            name=name,
            oid=oid,
            commit=commit,
            is_annotated=True,
            is_good=said.is_good,
            signer=said.signer,
            why=said.why,
            header_name=header.name,
        )

    async def _own_tag(self, name: str) -> str:
        """The object of a tag that was fetched before; empty when none was."""
        return (
            await self._git.look("rev-parse", "--verify", "--quiet", f"refs/gonogo/tags/{name}", fine=(0, 1))
        ).text

    async def files(self, sha: str, paths: tuple[str, ...], globs: tuple[str, ...] = ()) -> FileSet:
        """Files at a commit, fetched from origin when it is not here; their text is exact."""
        await self._bring(sha)
        return await read_files(self._git, sha, paths, globs)

    async def changes(self, base: str, head: str) -> ChangedFiles:
        """Every file that `head` changes since it parted from `base`."""
        await self._bring(base)
        await self._bring(head)
        return await read_changes(self._git, base, head)

    async def hits(self, sha: str, needle: str) -> Hits:
        """Lines of text files at a commit that hold `needle` as a whole version."""
        await self._bring(sha)
        return await find_hits(self._git, sha, needle)

    async def workflow_file(self, file: str, sha: str) -> WorkflowFile | None:
        """`.github/workflows/<file>` at a commit, parsed; None when it is not there."""
        path = f"{FOLDER}/{file}"
        found = (await self.files(sha, (path,))).files[0]
        if found.text is None:
            if found.why == "is missing":
                return None
            raise LookError(f"It {found.why}.", where=path)
        return await asyncio.to_thread(read_workflow, found.text, file, sha)  # long files take a second

    async def push_bump(
        self,
        base: str,
        base_sha: str,
        branch: str,
        message: str,
        edits: tuple[FileEdit, ...],
        *,
        sign_off: bool = False,
    ) -> str:
        """Commit the edits on `base_sha` in a temporary worktree and push to `branch`; the commit."""
        if not message.strip():
            raise RefusedError("The commit has no message.")
        with refusing():
            check_sha(base_sha)
            plan = Bump(base, base_sha, branch, message, edits, sign_off=sign_off)
            return await push_bump(self._dated(), self.remote, plan)

    def standing_at(self, sha: str) -> AbstractAsyncContextManager[str]:
        """A clean worktree of its own at a commit, for as long as it is held: its folder."""
        return standing_at(self._git, self.remote, sha)

    async def branches(self, pattern: str) -> tuple[RefLine, ...]:
        """Branches of origin whose names match a glob, asked now."""
        return await self._refs.list("heads", pattern)

    async def tags(self, pattern: str) -> tuple[RefLine, ...]:
        """Tags of origin whose names match a glob, asked now; `commit` is what an annotated one is on."""
        return await self._refs.list("tags", pattern)

    async def commits(self, base: str, head: str) -> tuple[CommitLine, ...]:
        """Commits that `head` has and `base` lacks, newest first, at most 500; no `base`: the newest 500."""
        await self._bring_whole(*((base, head) if base else (head,)))
        return await read_commits(self._git, base, head)

    async def divide(self, base: str, head: str) -> Divide:
        """Where two commits part, and how many commits `head` is ahead and behind."""
        await self._bring_whole(base, head)
        return await read_divide(self._git, base, head)

    async def reached(self, head: str, commits: tuple[str, ...]) -> str:
        """The newest of the commits that `head` is, or has before it; empty when it has none of them."""
        await self._bring_whole(head)
        return await read_reached(self._git, head, commits)

    async def landings(self, base: str, head: str, source: str) -> tuple[Landing, ...]:
        """Commits of `head` since `base`, and where the same change stands on `source`."""
        await self._bring_whole(base, head, source)
        return await read_landings(self._git, base, head, source)

    async def locked_key(self, *, commits: bool = False) -> str:
        """The name of the signing key whose passphrase would be asked for; empty when none would be."""
        signs = not commits or await signs_commits(self._git)
        self._locked = await find_locked_key(self._git, self._agent) if signs else None
        return self._locked.name if self._locked else ""

    def unlock_key(self, terminal: str) -> str:
        """Have the key unlocked on a terminal; what went wrong, empty when nothing."""
        if self._locked is None:
            return ""
        wrong = unlock_key(self._git, self._agent, self._locked, terminal)
        if not wrong:
            self._git.signing = self._agent.env
        return wrong

    def close(self) -> None:
        """Forget every key that was unlocked here."""
        self._agent.close()
        self._git.signing = {}

    async def push_branch(self, branch: str, target: str) -> None:
        """Create a branch on origin at a commit; `MovedError` when it has one of that name."""
        with refusing():
            check_sha(target)
            await push_branch(self._git, self.remote, branch, target)

    async def push_backport(
        self, base: str, base_sha: str, branch: str, commits: tuple[str, ...], *, sign_off: bool = False
    ) -> str:
        """Cherry-pick onto `base_sha` in a temporary worktree and push to a new branch; the last commit."""
        if not commits:
            raise RefusedError("There is nothing to backport.")
        with refusing():
            for sha in (base_sha, *commits):
                check_sha(sha)
            plan = Backport(base, base_sha, branch, commits, sign_off=sign_off)
            return await push_backport(self._dated(), self.remote, plan)

    async def push_tag(
        self, name: str, message: str, target: str, branch: str, *, is_signed: bool = True
    ) -> str:
        """Sign, verify and push an annotated tag, or push a lightweight one; what the ref points at."""
        push = push_tag if is_signed else push_light_tag
        with refusing():
            check_sha(target)
            return await push(self._dated(), self.remote, Tag(name, message, target, branch))

    async def _bring(self, sha: str) -> None:
        """Make sure that a commit is here."""
        check_sha(sha)
        if await has_commit(self._git, sha):
            return
        async with self._fetching:
            if not await has_commit(self._git, sha):
                await fetch_commit(self._git, self.remote, sha)

    async def _bring_whole(self, *shas: str) -> None:
        """Make sure that commits are here, with all that came before them."""
        for sha in shas:
            await self._bring(sha)
        await must_be_whole(self._git)

    def _dated(self) -> GitProcess:
        """Git whose commits and tags carry the clock's time, in the zone of this machine."""
        now = self._clock.now()
        date = f"@{int(now.timestamp())} {now.astimezone():%z}"
        return self._git.with_env({"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})
