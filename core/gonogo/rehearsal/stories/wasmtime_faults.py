"""What has gone wrong in Wasmtime's releases, one thing at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gonogo.rehearsal import people
from gonogo.rehearsal.simulation import events
from gonogo.rehearsal.stories.acts import join, once, pull_from
from gonogo.rehearsal.stories.wasmtime import ADVISORY
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

_MARKER = "[automatically-tag-and-release-this-commit]"
_BRANCH, _BUMP = "release-48.0.0", "ci/bump-to-48.0.1"
_PLATFORMS = {"docs/platforms.md": "# Platforms\n\nThe usual ones.\n"}


def push_after_merge(world: World, repo: Repo) -> None:
    """A harmless push right after the release was merged: it cancels the run that would have tagged."""
    land = partial(people.land_commit, world, repo, "jon", _BRANCH, _PLATFORMS, "List the platforms")
    once(world, partial(_is_merged, repo, _BUMP), land, after_min=1)


def repeat_marker(world: World, repo: Repo) -> None:
    """The same, but the second commit carries the marker again: that one is tagged."""
    message = f"List the platforms, for real this time\n\n{_MARKER}"
    land = partial(people.land_commit, world, repo, "jon", _BRANCH, _PLATFORMS, message)
    once(world, partial(_is_merged, repo, _BUMP), land, after_min=1)


def tag_nothing(world: World, _: Repo) -> None:
    """CI passes, and the job that tags does nothing."""
    world.switches.silent_effects.add("tag")


def lose_marker(world: World, repo: Repo) -> None:
    """A colleague merges the release, and shortens the message of the merge."""
    once(
        world, lambda: pull_from(repo, _BUMP) is not None, partial(_merge_in_short, world, repo), after_min=1
    )


def stop_publishing(world: World, _: Repo) -> None:
    """crates.io takes three crates, and no more."""
    world.switches.crates_stop_after = 3


def move_main(world: World, repo: Repo) -> None:
    """Commits land on main between the cut and the bump."""
    join(world, repo, "jon")
    for number, minutes in enumerate((1, 2, 3)):
        files = {f"docs/note-{number}.md": f"# Note {number}\n"}
        land = partial(
            people.land_commit, world, repo, "jon", "main", files, f"Add note {number} (#1430{number})"
        )
        once(world, lambda: repo.git.branch("release-49.0.0") is not None, land, after_min=minutes)


def kick_out(world: World, repo: Repo) -> None:
    """The bump of main fails in the merge queue."""
    failing = ("main.yml", "rustfmt")
    once(world, lambda: any(repo.queues.values()), partial(world.switches.failing_jobs.add, failing))


def forget_schedule(world: World, _: Repo) -> None:
    """GitHub does not start the scheduled run."""
    world.switches.silent_schedules.add("release-process.yml")


def find_advisory(world: World, repo: Repo) -> None:
    """A security issue is open when the release is to be merged."""
    people.open_issue(world, repo, "mira", "RUSTSEC-2026-0117: a list is made before its length is known")


def publish_first(world: World, repo: Repo) -> None:
    """The advisory is published to merge the fixes, as the document has it."""
    publish = partial(people.publish_advisory, world, repo, "mira", ADVISORY)
    once(world, lambda: pull_from(repo, _BUMP) is not None, publish, after_min=80)


def smuggle_fix(world: World, repo: Repo) -> None:
    """The fix comes along in the pull request of the bump, while it is still to be private."""
    source = "//! The system interface\npub fn open(path: &str) -> bool {\n    !path.is_empty()\n}\n"
    fix = {"crates/wasi/src/lib.rs": source}
    land = partial(people.land_commit, world, repo, "jon", _BUMP, fix, "While we are at it")
    once(world, lambda: pull_from(repo, _BUMP) is not None, land, after_min=1)


def break_branch(world: World, repo: Repo) -> None:
    """The fix breaks a test on the release branch."""
    fail = partial(world.switches.failing_jobs.add, ("main.yml", "test"))
    fixed = f"fix/slash-on-{_BRANCH}"
    once(world, partial(_is_merged, repo, fixed), fail)


def _is_merged(repo: Repo, branch: str) -> bool:
    return any(one.head == branch and one.merged_at for one in repo.pulls.values())


def _merge_in_short(world: World, repo: Repo) -> None:
    pull = pull_from(repo, _BUMP)
    if pull is None:
        return
    join(world, repo, "jon")
    before = repo.git.branch(pull.base) or pull.base_sha
    merged = pulls.merge(
        world, repo, pull, "squash", "jon", f"{pull.title} (#{pull.number})", "The next patch."
    )
    if merged:
        events.on_push(world, repo, "jon", [(f"refs/heads/{pull.base}", before, merged)])
