"""What stories are told with: at a moment, or once something holds, somebody does something."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.errors import UsageError
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.sshsig import generate_key, sign
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from collections.abc import Callable

    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

    Story = Callable[[World, Repo], None]


def once(world: World, holds: Callable[[], bool], act: Callable[[], object], *, after_min: int = 0) -> None:
    """Do something some minutes after something has come to hold."""

    def watch() -> bool:
        if not holds():
            return False
        world.schedule(world.now() + timedelta(minutes=after_min), act)
        return True

    world.watches.append(watch)


def start_workflow(
    world: World, repo: Repo, login: str, file: str, branch: str, inputs: dict[str, str]
) -> Run | None:
    """Start a workflow by hand, as that person.

    Raises:
        UsageError: there is no such branch or workflow.
    """
    sha = repo.git.branch(branch)
    found = [one for one in events.workflows_at(repo, sha) if one.path.endswith(f"/{file}")] if sha else []
    if sha is None or not found:
        raise UsageError(f"The embedded repository has no {file} on {branch}.")
    join(world, repo, login)
    return events.dispatch(world, repo, found[0], f"refs/heads/{branch}", sha, login, inputs)


def push_signed_tag(world: World, repo: Repo, login: str, name: str, sha: str, message: str) -> None:
    """Push an annotated tag that a colleague signed with a key of their own.

    Raises:
        UsageError: the tag is there already.
    """
    join(world, repo, login)
    private, public = generate_key()
    mail = f"{login}@users.noreply.github.com"
    world.users[login].signing_keys.append(public)
    world.signers.append((mail, public))
    who = Authorship(world.users[login].name, mail, world.now())
    plain = repo.git.run("cat-file", "tag", repo.git.write_tag(name, sha, f"{message}\n", who)) or b""
    oid = repo.git.write_tag(name, sha, f"{message}\n{sign(private, plain, 'git')}", who)
    if not repo.git.move_ref(f"refs/tags/{name}", oid, ZERO):
        raise UsageError(f"The embedded repository has a tag {name} already.")
    events.on_push(world, repo, login, [(f"refs/tags/{name}", ZERO, oid)])


def pull_from(repo: Repo, branch: str) -> Pull | None:
    """The open pull request that comes from a branch."""
    return next((one for one in repo.pulls.values() if one.state == "open" and one.head == branch), None)


def merge_as(world: World, repo: Repo, login: str, branch: str) -> None:
    """Merge the pull request from a branch, as that person; nothing where there is none."""
    pull = pull_from(repo, branch)
    if pull is None:
        return
    join(world, repo, login)
    before = repo.git.branch(pull.base) or pull.base_sha
    merged = pulls.merge(world, repo, pull, "squash", login, "", "")
    if merged:
        events.on_push(world, repo, login, [(f"refs/heads/{pull.base}", before, merged)])


def join(world: World, repo: Repo, login: str) -> None:
    """Have somebody as a maintainer."""
    world.add_user(login)
    repo.roles.setdefault(login, "maintain")
