"""Branches that are made at a commit, and backports: picked away from the checkout, pushed only when all fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.errors import MovedError, RefusedError
from gonogo.git.history import read_commits, read_some
from gonogo.git.looking import fetch_commit, has_commit, read_refs
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
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess
    from gonogo.model.local import CommitLine

_PICK = ("-c", "rerere.enabled=false", "-c", "advice.mergeConflict=false")
"""Rerere would settle conflicts unseen, and write down new ones in the clone."""
_MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Backport:
    """Commits to be picked onto a commit of `base`, for `branch`, oldest first."""

    base: str
    base_sha: str
    branch: str
    commits: tuple[str, ...]
    sign_off: bool = False


async def push_branch(git: GitProcess, remote: str, branch: str, target: str) -> None:
    """Create a branch on the remote at a commit that it has.

    Raises:
        MovedError: it has a branch of that name.
        ActError: a hook or the remote refused it.
        OutcomeUnknownError: the connection was lost while pushing.
    """
    ref = f"refs/heads/{branch}"
    with refusing():
        await check_branch_name(git, branch)
        refs = await read_refs(git, remote, ref)
        if not await has_commit(git, target):
            await fetch_commit(git, remote, target)
    if there := refs.get(ref):
        raise MovedError(f"{remote} already has a branch {branch}, at {there[:7]}.", advice="Look again.")
    await push_ref(git, remote, target, ref, is_new=True)


async def push_backport(git: GitProcess, remote: str, plan: Backport) -> str:
    """Pick the commits in a temporary worktree and push them to a new branch; the last one's id.

    When the remote's branch already holds these very picks (an earlier attempt was interrupted),
    that commit's id.

    Raises:
        MovedError: the base is not as planned, or the branch is there with something else.
        RefusedError: a commit does not fit; the sentence names it and the files.
        ActError: a hook or the remote refused.
        OutcomeUnknownError: the connection was lost while pushing.
    """
    base_ref, branch_ref = f"refs/heads/{plan.base}", f"refs/heads/{plan.branch}"
    with refusing():
        await check_branch_name(git, plan.branch)
        refs = await read_refs(git, remote, base_ref, branch_ref)
        for sha in (plan.base_sha, *plan.commits):
            if not await has_commit(git, sha):
                await fetch_commit(git, remote, sha)
        originals = await read_some(git, plan.commits)
        await sweep(git)
    check_base(remote, plan.base, refs.get(base_ref), plan.base_sha)
    folder = make_folder("backport")
    try:
        worktree = worktree_in(folder)
        added = await git.run(
            *("worktree", "add", "--quiet", "--detach", "--", worktree, plan.base_sha), limit_s=HOOKS_S
        )
        must(added, "worktree add")
        there = git.at(worktree)
        for original in originals:
            await _pick(there, original, plan)
        with refusing():
            made = await _made(there, plan, originals)
            if theirs := refs.get(branch_ref):
                return await _resume(git, remote, plan, theirs, made)
            now = await read_refs(git, remote, base_ref)
        check_base(remote, plan.base, now.get(base_ref), plan.base_sha)
        await push_ref(there, remote, made, branch_ref, is_new=True)
        return made
    finally:
        await finish(remove(git, folder))


async def _pick(git: GitProcess, original: CommitLine, plan: Backport) -> None:
    """Pick one commit; of a merge, what it brought to its first parent."""
    base = plan.base
    mainline = ("--mainline=1",) if original.parents > 1 else ()
    options = ("--signoff", *mainline) if plan.sign_off else mainline
    try:
        reply = await git.sign(*_PICK, "cherry-pick", "-x", *options, original.sha, limit_s=HOOKS_S)
    except TimeoutError:
        raise RefusedError(
            f"Picking {original.sha[:7]} took options than {HOOKS_S:g} s; nothing was pushed."
        ) from None
    if reply.code == 0:
        await check_signed(git, "HEAD")
        return
    name = f"{original.sha[:7]} ({original.subject})"
    with refusing():
        unmerged = await git.look("diff", "--name-only", "--diff-filter=U", "-z")
        files = [clean_line(raw.decode("utf-8", "replace")) for raw in unmerged.out.split(b"\0") if raw]
        if files:
            more = f" and {len(files) - _MOST_FILES} more" if len(files) > _MOST_FILES else ""
            raise RefusedError(
                f"{name} does not fit onto {base}: conflicts in {', '.join(files[:_MOST_FILES])}{more}.",
                advice=f"Nothing was pushed. By hand: git cherry-pick -x {original.sha[:12]} on {base}.",
            )
        staged = await git.look("status", "--porcelain=v2")
    if not staged.out and b"empty" in reply.err + reply.out:
        raise RefusedError(f"{name} changes nothing on {base}: it is there already.", advice="Leave it out.")
    raise commit_error(reply)


async def _made(git: GitProcess, plan: Backport, originals: tuple[CommitLine, ...]) -> str:
    """The last pick; as many commits as were planned stand on the base, and nothing else."""
    made = await read_commits(git, plan.base_sha, "HEAD")
    if len(made) != len(originals) or any(commit.parents != 1 for commit in made):
        raise RefusedError(
            f"git made {len(made)} commits of {len(originals)}: they were not pushed.",
            advice="See whether a commit hook adds its own.",
        )
    return made[0].sha


async def _resume(git: GitProcess, remote: str, plan: Backport, theirs: str, made: str) -> str:
    """The remote's commit when it holds the same picks."""
    if not await has_commit(git, theirs):
        await fetch_commit(git, remote, theirs)
    if await _shape(git, plan.base_sha, theirs) == await _shape(git, plan.base_sha, made):
        return theirs
    raise MovedError(
        f"{remote} already has {plan.branch}, at {theirs[:7]}, with other contents than planned.",
        advice="Look at that branch; delete it or go on from it by hand, then plan again.",
    )


async def _shape(git: GitProcess, base: str, head: str) -> list[str]:
    """Trees and messages since the base, and whether it stands on it."""
    reply = await git.look(
        *(
            "log",
            "--no-show-signature",
            "-z",
            "--format=%T%x00%B",
            f"--max-count={100}",
            f"{base}..{head}",
            "--",
        )
    )
    stands = await git.look("merge-base", "--is-ancestor", base, head, fine=(0, 1))
    return [str(stands.code), reply.text]
