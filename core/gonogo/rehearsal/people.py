"""What other people do meanwhile: push, merge, approve. For journeys, and for a demo with company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import UsageError
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.simulation import events, runs
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World


def land_commit(
    world: World, repo: Repo, login: str, branch: str, files: Mapping[str, str], message: str
) -> str:
    """Put a commit on a branch as a merge by that person would; the new commit.

    Raises:
        UsageError: there is no such branch.
    """
    with world.lock:
        world.catch_up()
        old = repo.git.branch(branch)
        if old is None:
            raise UsageError(f"The embedded repository has no branch {branch}.")
        account = world.add_user(login)
        author = Authorship(account.name, f"{login}@users.noreply.github.com", world.now())
        sha = repo.git.write_commit(repo.git.write_tree(old, files), (old,), message, author, author)
        repo.git.move_ref(f"refs/heads/{branch}", sha, old)
        events.on_push(world, repo, login, [(f"refs/heads/{branch}", old, sha)])
        return sha


def open_pull(world: World, repo: Repo, login: str, head: str, base: str, title: str, body: str = "") -> Pull:
    """Open a pull request as that person."""
    with world.lock:
        world.catch_up()
        world.add_user(login)
        pull = pulls.add_pull(world, repo, login, head, base, title, body)
        events.on_pull(world, repo, pull, "opened", login)
        return pull


def newest_run(world: World, repo: Repo, file: str, sha: str | None = None) -> Run | None:
    """The newest run of a workflow file, of a commit where one is given."""
    with world.lock:
        world.catch_up()
        found = [r for r in repo.runs.values() if r.file == file and sha in (None, r.head_sha)]
        return found[-1] if found else None


def decide_gate(
    world: World, repo: Repo, run: Run, environment: str, login: str, state: str, comment: str = ""
) -> bool:
    """Approve or reject as that person; False when GitHub refuses."""
    with world.lock:
        world.catch_up()
        where = repo.environments[environment]
        return runs.review_gates(world, repo, run, [where], state, login, comment) is not None


def cancel(world: World, repo: Repo, run: Run) -> None:
    """Cancel a run as somebody would from the page."""
    with world.lock:
        world.catch_up()
        runs.cancel_run(world, repo, run)
