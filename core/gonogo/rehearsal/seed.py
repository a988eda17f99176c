"""The day before: what an embedded repository looks like when a rehearsal opens."""

from __future__ import annotations

import re
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

from gonogo.playbook.templates import read_tag
from gonogo.rehearsal.gitstore import ZERO
from gonogo.rehearsal.people import open_pull
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.simulation.publishing import publish_crate, push_image, workspace_crates
from gonogo.rehearsal.simulation.run_values import RunValues
from gonogo.rehearsal.world.nouns import BranchRule
from gonogo.rehearsal.world.releases import draft_release, publish_release
from gonogo.rehearsal.world.run_nouns import Environment

if TYPE_CHECKING:
    from gonogo.playbook.shape import Playbook
    from gonogo.rehearsal.gitobjects import RefFact
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

HOSTILE_TITLE = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07 [/nope]"
"""Markup and an escape sequence: whoever shows it must show it as text."""
_LEAD = timedelta(hours=6)
"""How long before the rehearsal the last push was: long enough for every workflow to have ended."""


def seed_green(world: World, repo: Repo, branch: str, login: str) -> None:
    """Have the branch's HEAD pushed some hours ago: its runs exist, and have ended by now."""
    sha = repo.git.branch(branch)
    if sha is None:
        return
    moves = [(f"refs/heads/{branch}", ZERO, sha)]  # as new: path filters hold no workflow back
    push = partial(events.on_push, world, repo, login, moves)
    world.live_through(world.clock.now() - _LEAD, push)


def seed_environments(world: World, repo: Repo, playbook: Playbook, viewer: str) -> None:
    """Set the environments as the playbook's `rehearsal:` part says; their reviewers become maintainers."""
    for name, rules in playbook.rehearsal.environments.items():
        reviewers = tuple(login.replace("{viewer}", viewer) for login in rules.reviewers)
        for login in reviewers:
            world.add_user(login)
            repo.roles.setdefault(login, "maintain")
        repo.environments[name] = Environment(
            world.next_id("environment"),
            name,
            repo.created_at,
            reviewers,
            rules.prevent_self_review,
            rules.wait_timer,
            "custom" if rules.tags or rules.branches else "none",
            rules.branches,
            rules.tags,
        )


def seed_branches(repo: Repo, playbook: Playbook) -> None:
    """Set the rules of branches as the playbook's `rehearsal:` part says."""
    for glob, given in playbook.rehearsal.branches.items():
        if not given.protected:
            repo.protected.discard(glob)
        repo.rules[glob] = BranchRule(
            given.protected, given.queue, given.approvals, given.checks, given.dismiss_stale
        )


def green_branches(repo: Repo, playbook: Playbook) -> list[str]:
    """The default branch, and those whose rules say so."""
    names = [ref.short for ref in repo.git.refs("refs/heads/")]
    rules = {name: playbook.rehearsal.rules_of(name) for name in names}
    others = [name for name, rule in rules.items() if rule is not None and rule.green]
    return list(dict.fromkeys([playbook.default_branch, *others]))


def seed_releases(world: World, repo: Repo, login: str) -> None:
    """Publish a release for every tag that there is, as of the tag's own date."""
    for ref in repo.git.refs("refs/tags/"):
        tag = repo.git.tag_object(ref.oid)
        at = tag.tagger.at if tag else repo.git.commit(ref.commit).committer.at
        world.live_through(at, partial(_publish, world, repo, ref.short, login))


def seed_published(world: World, repo: Repo, playbook: Playbook) -> None:
    """Put on the shelves what the `rehearsal:` part says was published for tags: crates and images."""
    wanted = playbook.rehearsal.published
    tags = sorted(repo.git.refs("refs/tags/"), key=lambda ref: repo.git.commit(ref.commit).committer.at)
    for ref in tags:
        at = repo.git.commit(ref.commit).committer.at
        if any(fnmatchcase(ref.short, glob) for glob in wanted):
            world.live_through(at, partial(_publish_crates, world, repo, ref))
    for ref in sorted(tags, key=lambda ref: _height(ref.short)):
        told = read_tag(playbook, ref.short)
        for image in playbook.rehearsal.images if told else ():
            values = RunValues.of(world, {**(told or {}), "tag": ref.short})
            push_image(world, image, values, ref.commit)
    for crate in world.shelf.crates():
        for owner in playbook.rehearsal.owners:
            world.shelf.add_owner(crate, owner)


def _height(tag: str) -> tuple[int, ...]:
    """Where a tag stands among others: by the numbers of its version, pre-releases first."""
    numbers, _, before = tag.rsplit("/", 1)[-1].partition("-")
    parts = [int(part) for part in re.findall(r"\d+", numbers)]
    return (*parts, 0 if before else 1, *(int(part) for part in re.findall(r"\d+", before)))


def _publish_crates(world: World, repo: Repo, ref: RefFact) -> None:
    """Publish what a tag is about: its crate, where its name has one, else the tree's crates."""
    told = (read_tag(world.playbook, ref.short) if world.playbook else None) or {}
    if crate := told.get("crate"):
        publish_crate(world, ref.commit, crate, told["version"])
        return
    for name, version in workspace_crates(world, repo, ref.commit):
        if world.shelf.crate_sha256(name, version) is None:
            publish_crate(world, ref.commit, name, version)


def seed_pulls(world: World, repo: Repo) -> None:
    """Open a pull request for each feature branch; its title tries what a title can try."""
    for ref in repo.git.refs("refs/heads/feature/"):
        commit = repo.git.commit(ref.commit)
        login = commit.author.name.split()[0].lower()
        world.add_user(login)
        repo.roles.setdefault(login, "write")
        title = f"{commit.headline} {HOSTILE_TITLE}"
        opened = partial(open_pull, world, repo, login, ref.short, repo.default_branch, title)
        world.live_through(world.clock.now() - _LEAD, opened)


def _publish(world: World, repo: Repo, tag: str, login: str) -> None:
    release = draft_release(world, repo, tag, login, is_prerelease=_is_prerelease(tag))
    publish_release(world, repo, release, makes_latest="legacy")


def _is_prerelease(tag: str) -> bool:
    """Whether what stands after the numbers of a tag's version begins with a dash."""
    return re.search(r"\d-", tag.rsplit("/", 1)[-1]) is not None
