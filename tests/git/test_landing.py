"""Where the commits of a release branch landed on the main branch, and how that is known."""

from __future__ import annotations

from typing import Any

import pytest

LINES = "".join(f"line {n}\n" for n in range(40))


class Trains:
    """A main branch and a release branch that parted."""

    def __init__(self, world: Any) -> None:
        self.world = world
        world.commit({"a.txt": LINES, "b.txt": LINES, "c.txt": LINES}, "Before")
        self.base = world.git("rev-parse", "HEAD")
        world.git("branch", "release")

    def on(self, branch: str, file: str, old: str, new: str, message: str) -> str:
        self.world.git("switch", "-q", branch)
        text = (self.world.clone / file).read_text().replace(f"{old}\n", f"{new}\n")
        sha: str = self.world.commit({file: text}, message)
        return sha

    def pick(self, sha: str, *words: str, message: str = "") -> str:
        self.world.git("switch", "-q", "release")
        self.world.git("cherry-pick", *words, sha)
        if message:
            self.world.git("commit", "-q", "--amend", "-m", message)
        self.world.git("push", "-q", "origin", "release")
        done: str = self.world.git("rev-parse", "HEAD")
        return done

    async def landings(self, git: Any) -> list[tuple[str, str, str]]:
        world = self.world
        found = await git().landings(
            self.base, world.git("rev-parse", "release"), world.git("rev-parse", "main")
        )
        return [(line.commit.sha, line.on_source, line.how) for line in found]


@pytest.fixture
def trains(world: Any) -> Trains:
    return Trains(world)


async def test_every_way_in_which_it_can_be_known(trains: Trains, git: Any) -> None:
    picked_from = trains.on("main", "a.txt", "line 3", "fixed 3", "Fix three (#12)")
    same_change_as = trains.on("main", "b.txt", "line 5", "fixed 5", "Fix five (#13)")
    same_subject_as = trains.on("main", "c.txt", "line 7", "fixed 7 for main", "Fix seven (#14)")
    picked = trains.pick(picked_from, "-x")
    same_change = trains.pick(same_change_as, message="Another subject")
    same_subject = trains.on("release", "c.txt", "line 7", "fixed 7 otherwise", "Fix seven (#14) (#15)")
    only_here = trains.on("release", "c.txt", "line 9", "bumped", "Release 1.0.1")
    assert await trains.landings(git) == [
        (only_here, "", ""),
        (same_subject, same_subject_as, "same subject"),
        (same_change, same_change_as, "same change"),
        (picked, picked_from, "cherry picked from"),
    ]


async def test_the_very_commit_on_both(trains: Trains, git: Any) -> None:
    sha = trains.on("release", "a.txt", "line 3", "fixed 3", "Fix on the release branch first")
    trains.world.git("switch", "-q", "main")
    trains.world.git("merge", "-q", "--no-ff", "-m", "Merge release", "release")
    trains.world.git("push", "-q", "origin", "main")
    assert await trains.landings(git) == [(sha, sha, "same commit")]


async def test_a_pick_of_something_that_is_not_on_main_is_not_believed(trains: Trains, git: Any) -> None:
    message = f"Odd\n\n(cherry picked from commit {'b' * 40})"
    sha = trains.on("release", "a.txt", "line 3", "x", message)
    assert await trains.landings(git) == [(sha, "", "")]


async def test_a_pick_of_a_pick_is_traced_to_main(trains: Trains, git: Any) -> None:
    origin = trains.on("main", "a.txt", "line 3", "fixed 3", "Fix")
    words = f"Fix elsewhere\n\n(cherry picked from commit {origin})\n(cherry picked from commit {'c' * 40})"
    sha = trains.on("release", "a.txt", "line 3", "fixed otherwise", words)
    assert await trains.landings(git) == [(sha, origin, "cherry picked from")]


async def test_the_same_change_further_down_the_file_is_the_same_change(trains: Trains, git: Any) -> None:
    trains.on("main", "a.txt", "line 1", "line 1\nmore\nand more", "Lines before")
    origin = trains.on("main", "a.txt", "line 30", "fixed 30", "Fix thirty")
    sha = trains.pick(origin, message="Thirty, fixed")
    assert await trains.landings(git) == [(sha, origin, "same change")]


async def test_a_renamed_and_a_binary_file_are_compared_whole(trains: Trains, git: Any) -> None:
    world = trains.world
    world.git("switch", "-q", "main")
    world.git("mv", "b.txt", "moved.txt")
    origin = world.commit({"blob.bin": b"\0\1\2"}, "Move and add")
    sha = trains.pick(origin, message="Moved")
    assert await trains.landings(git) == [(sha, origin, "same change")]


async def test_commits_without_a_change_are_compared_by_subject_only(trains: Trains, git: Any) -> None:
    world = trains.world
    world.git("switch", "-q", "main")
    world.git("commit", "-q", "--allow-empty", "-m", "Empty on main")
    world.git("switch", "-q", "release")
    world.git("commit", "-q", "--allow-empty", "-m", "Empty on release")
    world.git("push", "-q", "origin", "main", "release")
    sha = world.git("rev-parse", "release")
    assert await trains.landings(git) == [(sha, "", "")]


async def test_nothing_since_the_base(trains: Trains, git: Any) -> None:
    assert await trains.landings(git) == []


async def test_it_does_not_depend_on_the_users_diff_settings(trains: Trains, git: Any) -> None:
    origin = trains.on("main", "a.txt", "line 3", "fixed 3", "Fix")
    sha = trains.pick(origin, message="Other words")
    for key, value in (
        ("diff.external", "false"),
        ("diff.noprefix", "true"),
        ("diff.context", "0"),
        ("color.ui", "always"),
        ("log.showSignature", "true"),
        ("diff.algorithm", "patience"),
        ("diff.renames", "copies"),
        ("log.mailmap", "true"),
        ("i18n.logOutputEncoding", "latin1"),
    ):
        trains.world.git("config", key, value)
    assert await trains.landings(git) == [(sha, origin, "same change")]
