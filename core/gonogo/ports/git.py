"""The clone and its origin, as the core needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

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
    from gonogo.model.plans import FileEdit


class Git(Protocol):
    """The maintainer's clone, and its `origin`, through the git command."""

    async def worktree(self) -> Worktree:
        """The checkout as it is."""
        ...

    async def head(self, branch: str) -> str | None:
        """The commit of origin's branch (`ls-remote`, nothing cached); None: no such branch."""
        ...

    async def signature(self, name: str) -> TagSignature | None:
        """Fetch a tag object of origin and verify it; None when origin has no such tag."""
        ...

    async def files(self, sha: str, paths: tuple[str, ...], globs: tuple[str, ...] = ()) -> FileSet:
        """Files at a commit (fetched from origin when it is not here), and whatever the globs find."""
        ...

    async def changes(self, base: str, head: str) -> ChangedFiles:
        """Every file that `head` changes since it parted from `base`."""
        ...

    async def hits(self, sha: str, needle: str) -> Hits:
        """Lines of text files at a commit that hold `needle` as a whole version."""
        ...

    async def workflow_file(self, file: str, sha: str) -> WorkflowFile | None:
        """`.github/workflows/<file>` at a commit, parsed; None when it is not there."""
        ...

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
        """Commit the edits on `base_sha` in a temporary worktree and push to `branch`; the commit.

        The checkout is not touched. Hooks and signing are the user's own.

        Raises:
            MovedError: origin's `base` has moved, or a file no longer reads as `before`.
        """
        ...

    async def branches(self, pattern: str) -> tuple[RefLine, ...]:
        """Branches of origin whose names match a glob (`ls-remote`, nothing cached)."""
        ...

    async def tags(self, pattern: str) -> tuple[RefLine, ...]:
        """Tags of origin whose names match a glob, peeled (`ls-remote`, nothing cached)."""
        ...

    async def commits(self, base: str, head: str) -> tuple[CommitLine, ...]:
        """Commits that `head` has and `base` lacks, newest first, at most 500; no `base`: the newest 500."""
        ...

    async def divide(self, base: str, head: str) -> Divide:
        """Where two commits part, and how many commits `head` is ahead and behind."""
        ...

    async def reached(self, head: str, commits: tuple[str, ...]) -> str:
        """The newest of the commits that `head` is, or has before it; empty when it has none of them."""
        ...

    async def landings(self, base: str, head: str, source: str) -> tuple[Landing, ...]:
        """Commits of `head` since `base`, and where the same change stands on `source`."""
        ...

    def standing_at(self, sha: str) -> AbstractAsyncContextManager[str]:
        """A clean worktree of its own at a commit (fetched when it is not here), for as long as it is held: its folder.

        Raises:
            RefusedError: it could not be made.
        """
        ...

    async def locked_key(self, *, commits: bool = False) -> str:
        """The name of the signing key whose passphrase would be asked for; empty when none would be.

        Args:
            commits: A commit is to be signed, not a tag: it is where git's configuration says so.
        """
        ...

    def unlock_key(self, terminal: str) -> str:
        """Let that key's own program ask for the passphrase on a terminal, and wait for it.

        What went wrong, in one line; empty when the key is unlocked.
        """
        ...

    def close(self) -> None:
        """Forget every key that was unlocked here."""
        ...

    async def push_branch(self, branch: str, target: str) -> None:
        """Create a branch on origin.

        Raises:
            MovedError: origin has a branch of that name.
        """
        ...

    async def push_backport(
        self, base: str, base_sha: str, branch: str, commits: tuple[str, ...], *, sign_off: bool = False
    ) -> str:
        """Cherry-pick (`-x`) onto `base_sha` in a temporary worktree and push to a new branch; the commit.

        Raises:
            MovedError: origin's `base` has moved, or the branch is there already.
            RefusedError: a conflict; the sentence names the commit and the files. Nothing is left behind.
        """
        ...

    async def push_tag(
        self, name: str, message: str, target: str, branch: str, *, is_signed: bool = True
    ) -> str:
        """Sign, verify and push an annotated tag (or a lightweight one); what the ref points at.

        Origin's `branch` is checked against `target` before signing and again just before the
        push. The tag is made in a scratch repository and fetched here only after the push.

        Raises:
            MovedError: origin's branch moved, or origin already has the tag.
            RefusedError: the signature did not verify (git says why).
        """
        ...
