"""What jobs change in the repository: branches, tags, and pull requests with a bump."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.bump.notes import set_date
from gonogo.bump.tree import plan_tree
from gonogo.bump.versions import is_prerelease
from gonogo.plan.tree_rules import tree_rules
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.simulation.run_values import RunValues, tree_texts
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from datetime import date

    from gonogo.playbook.rehearsal import PullEffect
    from gonogo.playbook.shape import JobEffects, Playbook
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Run
    from gonogo.rehearsal.world.state import World

_A_MOMENT = timedelta(seconds=1)
"""Events follow a push by so much: the job that pushed is over by then."""


def push_branch_of(
    world: World, repo: Repo, run: Run, effects: JobEffects, values: RunValues, login: str
) -> str:
    """Push the run's commit to a new branch; why not, or nothing."""
    name = values.fill(effects.branch)
    there = repo.git.branch(name)
    if there is not None:
        return "" if there == run.head_sha else f"The branch {name} is there already, at {there}."
    return push_ref(world, repo, login, f"refs/heads/{name}", run.head_sha, ZERO)


def push_tag_of(world: World, repo: Repo, run: Run, effects: JobEffects, login: str) -> str:
    """Push a tag on the run's commit, or on the newest pushed commit with the marker; why not, or nothing."""
    if effects.tag is None:
        return ""
    sha = _marked(repo, run, effects.tag.if_marker) if effects.tag.if_marker else run.head_sha
    if not sha:
        return ""
    values = RunValues(world, repo, run, sha if effects.tag.if_marker else "")
    name = values.fill(effects.tag.name)
    there = repo.git.ref(f"refs/tags/{name}")
    if there is not None:
        return "" if there.commit == sha else f"The tag {name} is there already, at {there.commit}."
    return push_ref(world, repo, login, f"refs/tags/{name}", sha, ZERO)


def _marked(repo: Repo, run: Run, marker: str) -> str:
    """The newest of the commits of the run's own push whose message holds the marker; empty for none."""
    event = run.github.get("event") or {}
    before, after = str(event.get("before") or ZERO), str(event.get("after") or run.head_sha)
    commits = [repo.git.commit(after)] if before == ZERO else repo.git.log(f"{before}..{after}")
    return next((commit.sha for commit in commits if marker in commit.message), "")


def open_pull_of(world: World, repo: Repo, effects: JobEffects, values: RunValues, login: str) -> str:
    """Commit what is asked for on the base, push it to a branch and open a pull request; why not, or nothing."""
    wish = effects.pull
    if wish is None:
        return ""
    base, branch = values.fill(wish.base), values.fill(wish.branch)
    base_sha = repo.git.branch(base)
    if base_sha is None:
        return f"There is no branch {base}."
    if any(one.state == "open" and (one.head, one.base) == (branch, base) for one in repo.pulls.values()):
        return f"A pull request already exists for {repo.owner}:{branch}."
    files = _files(world, repo, wish, base_sha, values)
    if not files:
        return "Nothing would change: there is nothing to commit."
    message, title = values.fill(wish.message or wish.title), values.fill(wish.title)
    tail = f"\n\n{wish.marker}" if wish.marker else ""
    account = world.users.get(login)
    person = Authorship(account.name if account else login, f"{login}@users.noreply.github.com", world.now())
    tree = repo.git.write_tree(base_sha, files)
    sha = repo.git.write_commit(tree, (base_sha,), f"{message}{tail}\n", person, person)
    old = repo.git.branch(branch) or ZERO
    if not repo.git.move_ref(f"refs/heads/{branch}", sha, old):
        return f"The branch {branch} could not be pushed."
    body = f"{values.fill(wish.body)}{tail}".strip()
    _later(world, partial(_announce_pull, world, repo, login, (branch, base, title, body), (old, sha)))
    return ""


def _files(world: World, repo: Repo, wish: PullEffect, base_sha: str, values: RunValues) -> dict[str, str]:
    """Path → text of what the pull request changes, by the playbook's own rules of bumps.

    Raises:
        BumpError: the tree can not be bumped.
    """
    playbook = world.playbook
    if playbook is None or (wish.to, wish.bump, wish.changelog) == ("", "none", "leave"):
        return {}
    texts = tree_texts(repo, playbook, base_sha)
    if wish.notes_of:
        return _dated(playbook, texts, values.fill(wish.notes_of), world.now().date())
    crate = values.values.get("crate", "")
    tree = tree_rules(playbook, texts, notes=wish.changelog, crate=crate)
    is_kept = (wish.bump == "none" and not wish.to) or (
        wish.bump == "final" and not is_prerelease(tree.version)
    )
    if is_kept:  # only the notes: of the version that the tree says
        tree = tree._replace(units=(), rules=())
    to = values.fill(wish.to) if wish.to else tree.version if is_kept else wish.bump
    files = plan_tree(texts, tree, to=to, date=world.now().date())
    return {edit.path: edit.after for edit in files.edits}


def _dated(playbook: Playbook, texts: dict[str, str], version: str, on: date) -> dict[str, str]:
    """The notes with the section of another version dated."""
    log = playbook.changelog
    if log is None or log.path not in texts:
        return {}
    dated = set_date(texts[log.path], version, on, log.unreleased, log.released)
    return {log.path: dated.text} if dated else {}


def _announce_pull(
    world: World, repo: Repo, login: str, words: tuple[str, str, str, str], move: tuple[str, str]
) -> None:
    from gonogo.rehearsal.simulation import events  # noqa: PLC0415  they know each other

    branch, base, title, body = words
    events.on_push(world, repo, login, [(f"refs/heads/{branch}", *move)])
    pull = pulls.add_pull(world, repo, login, branch, base, title, body)
    events.on_pull(world, repo, pull, "opened", login)


def push_ref(world: World, repo: Repo, login: str, ref: str, new: str, old: str) -> str:
    """Move a ref as that login, and let the event follow; why not, or nothing."""
    from gonogo.rehearsal.simulation import events  # noqa: PLC0415  they know each other

    if not repo.git.move_ref(ref, new, old):
        return f"{ref} could not be pushed."
    _later(world, partial(events.on_push, world, repo, login, [(ref, old, new)]))
    return ""


def _later(world: World, act: partial[None]) -> None:
    world.schedule(world.now() + _A_MOMENT, act)
