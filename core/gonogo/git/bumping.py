"""The bump's commit: made away from the checkout, exactly as shown, and pushed only then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.errors import ActError, MovedError, RefusedError
from gonogo.git.looking import fetch_commit, has_commit, read_entries, read_files, read_refs
from gonogo.git.process import HOOKS_S, finish, refusing
from gonogo.git.pushing import push_ref
from gonogo.git.scratch import (
    check_base,
    check_branch_name,
    check_signed,
    commit_error,
    make_folder,
    must,
    remove,
    sweep,
    worktree_in,
)

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess
    from gonogo.model.plans import FileEdit


@dataclass(frozen=True, slots=True)
class Bump:
    """A commit to be: edits on top of a commit of `base`, for `branch`."""

    base: str
    base_sha: str
    branch: str
    message: str
    edits: tuple[FileEdit, ...]
    sign_off: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file as the index will hold it."""

    mode: str
    oid: str
    path: str


async def push_bump(git: GitProcess, remote: str, bump: Bump) -> str:
    """Commit the edits in a temporary worktree and push the commit; its id.

    When the remote's branch already holds such a commit (an earlier attempt was
    interrupted), that commit's id.

    Raises:
        MovedError: base or branch are not as planned, or a file reads otherwise.
        RefusedError: the commit could not be made or signed, or a hook changed it.
        ActError: a hook or the remote refused.
        OutcomeUnknownError: the connection was lost while pushing.
    """
    base_ref, branch_ref = f"refs/heads/{bump.base}", f"refs/heads/{bump.branch}"
    with refusing():
        await check_branch_name(git, bump.branch)
        refs = await read_refs(git, remote, base_ref, branch_ref)
        if not await has_commit(git, bump.base_sha):
            await fetch_commit(git, remote, bump.base_sha)
        await sweep(git)
    folder = make_folder("bump")
    try:
        entries, tree = await _write_tree(git, folder, bump)
        if (theirs := refs.get(branch_ref)) and not (branch_ref == base_ref and theirs == bump.base_sha):
            return await _resume(git, remote, bump, theirs, tree)
        check_base(remote, bump.base, refs.get(base_ref), bump.base_sha)
        worktree = worktree_in(folder)
        commit = await _commit(git, worktree, bump, entries, tree)
        with refusing():
            now = await read_refs(git, remote, base_ref)
        check_base(remote, bump.base, now.get(base_ref), bump.base_sha)
        await push_ref(git.at(worktree), remote, commit, branch_ref)
        return commit
    finally:
        await finish(remove(git, folder))


async def _write_tree(git: GitProcess, folder: str, bump: Bump) -> tuple[tuple[_Entry, ...], str]:
    """The index entries of the edits, and the tree that the commit must have."""
    paths = tuple(edit.path for edit in bump.edits)
    with refusing():
        now = await read_files(git, bump.base_sha, paths)
        modes = await read_entries(git, bump.base_sha, paths)
        entries: list[_Entry] = []
        for edit, file in zip(bump.edits, now.files, strict=True):
            if file.text != edit.before:
                what = file.why or "does not read as it was planned on"
                raise MovedError(f"{edit.path} {what} at {bump.base_sha[:7]}.", advice="Plan again.")
            wrote = await git.run(
                "hash-object", "-w", "--no-filters", "--stdin", stdin=edit.after.encode("utf-8")
            )
            must(wrote, "hash-object")
            entries.append(_Entry(modes[edit.path].mode, wrote.text, edit.path))
        index = git.with_env({"GIT_INDEX_FILE": str(Path(folder) / "index")})
        must(await index.run("read-tree", bump.base_sha), "read-tree")
        await _stage(index, entries)
        tree = must(await index.run("write-tree"), "write-tree").text
        old = await git.look("rev-parse", f"{bump.base_sha}^{{tree}}")
    if tree == old.text:
        raise RefusedError(f"The bump changes nothing at {bump.base_sha[:7]}.")
    return tuple(entries), tree


async def _stage(git: GitProcess, entries: list[_Entry] | tuple[_Entry, ...]) -> None:
    """Put exact contents into the index: no line ending and no filter changes them."""
    lines = "".join(f"{entry.mode} {entry.oid}\t{entry.path}\0" for entry in entries)
    must(await git.run("update-index", "-z", "--index-info", stdin=lines.encode()), "update-index")


async def _resume(git: GitProcess, remote: str, bump: Bump, theirs: str, tree: str) -> str:
    """The remote's commit when it is the planned one."""
    with refusing():
        if not await has_commit(git, theirs):
            await fetch_commit(git, remote, theirs)
        if await _shape(git, theirs) == ([bump.base_sha], tree):
            return theirs
    raise MovedError(
        f"{remote} already has {bump.branch}, at {theirs[:7]}, with other contents than planned.",
        advice="Look at that branch; delete it or release from it by hand, then plan again.",
    )


async def _shape(git: GitProcess, commit: str) -> tuple[list[str], str]:
    """Parents and tree of a commit."""
    reply = await git.look("log", "-1", "--no-show-signature", "--format=%T %P", commit)
    tree, *parents = reply.text.split()
    return parents, tree


async def _commit(git: GitProcess, worktree: str, bump: Bump, entries: tuple[_Entry, ...], tree: str) -> str:
    """Make the commit with the maintainer's own identity, hooks and signing."""
    added = await git.run(
        "worktree", "add", "--quiet", "--detach", "--", worktree, bump.base_sha, limit_s=HOOKS_S
    )
    must(added, "worktree add")
    there = git.at(worktree)
    await _stage(there, entries)
    paths = "".join(f"{entry.path}\0" for entry in entries).encode()
    must(
        await there.run("checkout-index", "--force", "--quiet", "-z", "--stdin", stdin=paths),
        "checkout-index",
    )
    try:
        more = ("--signoff",) if bump.sign_off else ()
        reply = await there.sign("commit", "--quiet", *more, f"--message={bump.message}", limit_s=HOOKS_S)
    except TimeoutError:
        raise ActError(f"The commit was not made in {HOOKS_S:g} s; nothing was pushed.") from None
    if reply.code:
        raise commit_error(reply)
    with refusing():
        commit = (await there.look("rev-parse", "HEAD")).text
        if await _shape(there, commit) != ([bump.base_sha], tree):
            changed = await there.look("diff-tree", "-r", "--name-only", tree, commit)
            names = ", ".join(changed.text.splitlines()[:3]) or "the commit's parent"
            raise RefusedError(
                f"A commit hook changed {names}: the commit is not what was shown, so it was not pushed.",
                advice="Let the hook leave these files alone, or make the bump by hand.",
            )
        await check_signed(there, commit)
    return commit
