"""Company: colleagues in a rehearsal, who push, approve and merge some time after something has happened."""

from __future__ import annotations

from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

from gonogo.rehearsal import people
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from gonogo.playbook.rehearsal import Colleague
    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.state import World


def invite(world: World) -> None:
    """Have the playbook's company at hand from now on."""
    world.on_branch.append(on_branch)
    world.on_pull.append(on_pull)


def on_branch(world: World, repo: Repo, branch: str, login: str) -> None:
    """Have the colleagues react to a branch that was created."""
    for colleague in _company(world, "branch", branch, login):
        _later(world, colleague, partial(_push, world, repo, colleague, branch))


def on_pull(world: World, repo: Repo, pull: Pull) -> None:
    """Have the colleagues react to a pull request that was opened."""
    acts = {"push": _push_to_pull, "approve": _approve, "merge": _merge}
    for colleague in _company(world, "pull", pull.head, pull.login):
        _later(world, colleague, partial(acts[colleague.does], world, repo, colleague, pull))


def _company(world: World, on: str, name: str, login: str) -> list[Colleague]:
    company = world.playbook.rehearsal.company if world.playbook else ()
    return [one for one in company if one.on == on and fnmatchcase(name, one.name) and one.login != login]


def _later(world: World, colleague: Colleague, act: partial[None]) -> None:
    world.schedule(world.now() + timedelta(minutes=colleague.after_min), act)


def _join(world: World, repo: Repo, colleague: Colleague) -> None:
    world.add_user(colleague.login)
    repo.roles.setdefault(colleague.login, "write")


def _push(world: World, repo: Repo, colleague: Colleague, branch: str) -> None:
    head = repo.git.branch(branch)
    if head is None:
        return
    _join(world, repo, colleague)
    files = {path.removeprefix("+"): _text(repo, head, path, text) for path, text in colleague.files.items()}
    people.land_commit(world, repo, colleague.login, branch, files, colleague.message)


def _push_to_pull(world: World, repo: Repo, colleague: Colleague, pull: Pull) -> None:
    if pull.state == "open":
        _push(world, repo, colleague, pull.head)


def _text(repo: Repo, head: str, path: str, text: str) -> str:
    """The whole text; for a path that begins with `+`, what is there with these lines after the first one."""
    if not path.startswith("+"):
        return text
    old = (repo.git.file(head, path[1:]) or b"").decode()
    first, newline, rest = old.partition("\n")
    return f"{first}{newline}{text}{rest}"


def _approve(world: World, repo: Repo, colleague: Colleague, pull: Pull) -> None:
    if pull.state == "open":
        _join(world, repo, colleague)
        pulls.add_review(world, pull, colleague.login, "APPROVED", "", pull.head_sha)


def _merge(world: World, repo: Repo, colleague: Colleague, pull: Pull) -> None:
    if pull.state == "open":
        _join(world, repo, colleague)
        before = pull.base_sha
        merged = pulls.merge(world, repo, pull, "squash", colleague.login, "", "")
        if merged:
            events.on_push(world, repo, colleague.login, [(f"refs/heads/{pull.base}", before, merged)])
