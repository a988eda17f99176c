"""Company: colleagues in a rehearsal, who push, approve and merge some time after something has happened."""

from __future__ import annotations

from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

from gonogo.rehearsal import people
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.simulation.run_values import tree_version, values_of_version
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.playbook.rehearsal import Colleague
    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.state import World


def invite(world: World) -> None:
    """Have the playbook's company at hand from now on."""
    world.on_branch.append(on_branch)
    world.on_pull.append(on_pull)


def on_open(world: World, repo: Repo, branch: str) -> None:
    """Have the colleagues react to the day's beginning, on a branch that a release comes from."""
    for colleague in _company(world, "open", branch, ""):
        _later(world, colleague, partial(_push, world, repo, colleague, branch))


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
    if head is None or world.playbook is None:
        return
    _join(world, repo, colleague)
    values = values_of_version(tree_version(repo, world.playbook, head))
    files = {
        path.lstrip("+^"): _text(repo, head, path, _filled(text, values))
        for path, text in colleague.files.items()
    }
    unless = _filled(colleague.unless, values)
    if unless and any(unless in _held(repo, head, path) for path in files):
        return
    people.land_commit(world, repo, colleague.login, branch, files, _filled(colleague.message, values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A text with the values that it names; braces around anything else stay."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _held(repo: Repo, head: str, path: str) -> str:
    return (repo.git.file(head, path) or b"").decode("utf-8", "replace")


def _push_to_pull(world: World, repo: Repo, colleague: Colleague, pull: Pull) -> None:
    if pull.state == "open":
        _push(world, repo, colleague, pull.head)


def _text(repo: Repo, head: str, path: str, text: str) -> str:
    """The whole text; for a path that begins with `+`, what is there with these lines after the first one."""
    if path.startswith("^"):
        return text + _held(repo, head, path[1:])
    if not path.startswith("+"):
        return text
    first, newline, rest = _held(repo, head, path[1:]).partition("\n")
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
