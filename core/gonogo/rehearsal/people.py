"""What other people do meanwhile: push, merge, approve. For journeys, and for a demo with company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import UsageError
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation import events, runs
from gonogo.rehearsal.world import pulls, talk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.rehearsal.world.nouns import Advisory, Issue, Pull, Repo, Review
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


def approve_pull(world: World, repo: Repo, login: str, number: int, state: str = "APPROVED") -> Review:
    """Review the HEAD of a pull request as a maintainer.

    Raises:
        UsageError: it is their own, or there is none of that number.
    """
    with world.lock:
        world.catch_up()
        found = repo.pulls.get(number)
        if found is None:
            raise UsageError(f"The embedded repository has no pull request {number}.")
        if found.login == login:
            raise UsageError(f"{login} can not approve their own pull request.")
        join(world, repo, login)
        pull = pulls.refresh(repo, found)
        return pulls.add_review(world, pull, login, state, "", pull.head_sha)


def join(world: World, repo: Repo, login: str) -> None:
    """Have an account with write access."""
    world.add_user(login)
    if not world.has_role(repo, login, "write"):
        repo.roles[login] = "write"


def push_tag(world: World, repo: Repo, login: str, name: str, sha: str) -> None:
    """Push a lightweight tag as that person.

    Raises:
        UsageError: the tag is there already.
    """
    with world.lock:
        world.catch_up()
        join(world, repo, login)
        if not repo.git.move_ref(f"refs/tags/{name}", sha, ZERO):
            raise UsageError(f"The embedded repository has a tag {name} already.")
        events.on_push(world, repo, login, [(f"refs/tags/{name}", ZERO, sha)])


def open_issue(
    world: World, repo: Repo, login: str, title: str, body: str = "", labels: Iterable[str] = ()
) -> Issue:
    """Open an issue as that person."""
    with world.lock:
        world.catch_up()
        world.add_user(login)
        return talk.add_issue(world, repo, login, title, body, labels)


def close_issue(world: World, repo: Repo, login: str, number: int) -> None:
    """Close an issue as that person.

    Raises:
        UsageError: there is none of that number.
    """
    with world.lock:
        world.catch_up()
        if number not in repo.issues:
            raise UsageError(f"The embedded repository has no issue {number}.")
        talk.set_issue_state(world, repo.issues[number], "closed", login)


def write_advisory(
    world: World,
    repo: Repo,
    login: str,
    summary: str,
    *,
    severity: str = "high",
    fixes: Mapping[str, Mapping[str, str]] | None = None,
) -> Advisory:
    """Draft a security advisory; `fixes` (branch → path → text) are merged when it is published."""
    with world.lock:
        world.catch_up()
        join(world, repo, login)
        return talk.add_advisory(world, repo, login, summary, severity=severity, fixes=fixes)


def publish_advisory(world: World, repo: Repo, login: str, ghsa: str) -> None:
    """Publish an advisory: its fixes land on all their branches at once, whatever the branches' rules are.

    Raises:
        UsageError: there is none of that id.
    """
    with world.lock:
        world.catch_up()
        found = repo.advisories.get(ghsa)
        if found is None:
            raise UsageError(f"The embedded repository has no advisory {ghsa}.")
        found.state, found.published_at, found.updated_at = "published", world.now(), world.now()
        for branch, files in found.fixes.items():
            land_commit(world, repo, login, branch, files, f"Merge commit from fork\n\n{found.summary}")
