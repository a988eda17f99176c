"""Backports: picked away from the checkout; a conflict names commit and files, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from typing import Any

import pytest

from gonogo.errors import ActError, MovedError, RefusedError
from support.git_worlds import make_ssh_key, use_ssh

LINES = "".join(f"line {n}\n" for n in range(40))
BRANCH = "backport-12"


@pytest.fixture(autouse=True)
def scratch(tmp_path: Any, monkeypatch: Any) -> Any:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def fixes(world: Any) -> tuple[str, str, str]:
    """Base of the release branch, and two fixes on main that came later."""
    base = world.commit({"a.txt": LINES, "b.txt": LINES}, "Before")
    world.git("push", "-q", "origin", "HEAD:refs/heads/release-1")
    one = world.commit({"a.txt": LINES.replace("line 3\n", "fixed 3\n")}, "Fix three (#12)")
    two = world.commit({"b.txt": LINES.replace("line 9\n", "fixed 9\n")}, "Fix nine (#13)\n\nWith a body.")
    return base, one, two


def state(world: Any) -> Any:
    """Everything of the user's that must not change."""
    return (
        world.refs(),
        world.git("status", "--porcelain=v2", "--branch"),
        world.git("stash", "list"),
        world.git("worktree", "list"),
        sorted(path.name for path in world.clone.iterdir()),
        sorted(path.name for path in (world.clone / ".git").glob("*HEAD*")),
        sorted(path.name for path in (world.clone / ".git").glob("rr-cache/*")),
    )


def assert_nothing_happened(world: Any, scratch: Any, before: Any) -> None:
    assert world.origin_ref(f"refs/heads/{BRANCH}") == ""
    assert state(world) == before
    assert list(scratch.iterdir()) == []


def log(world: Any, form: str, sha: str, base: str) -> list[str]:
    said: str = world.git("log", f"--format={form}", f"{base}..{sha}", at=world.origin)
    return said.splitlines()


async def test_commits_are_picked_in_order_and_say_where_from(
    world: Any, git: Any, fixes: Any, scratch: Any, clock: Any
) -> None:
    base, one, two = fixes
    clock.at = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    (world.clone / "b.txt").write_text("unfinished work")
    before = state(world)
    made = await git().push_backport("release-1", base, BRANCH, (one, two))
    assert world.origin_ref(f"refs/heads/{BRANCH}") == made
    assert log(world, "%s", made, base) == ["Fix nine (#13)", "Fix three (#12)"]
    bodies = world.git("log", "--format=%b", f"{base}..{made}", at=world.origin)
    assert f"(cherry picked from commit {one})" in bodies
    assert f"With a body.\n\n(cherry picked from commit {two})" in bodies
    assert set(log(world, "%ct", made, base)) == {str(int(clock.at.timestamp()))}
    assert log(world, "%at", made, base) == [
        world.git("log", "-1", "--format=%at", sha) for sha in (two, one)
    ]
    assert world.git("show", f"{made}:a.txt", at=world.origin).splitlines()[3] == "fixed 3"
    after = state(world)
    assert after[1:] == before[1:]
    assert [line for line in after[0].splitlines() if BRANCH not in line] == before[0].splitlines()
    assert list(scratch.iterdir()) == []


async def test_a_pick_is_signed_off_where_that_is_asked(world: Any, git: Any, fixes: Any) -> None:
    base, one, _ = fixes
    made = await git().push_backport("release-1", base, BRANCH, (one,), sign_off=True)
    body = world.git("log", "-1", "--format=%b", made, at=world.origin).rstrip()
    assert body == f"(cherry picked from commit {one})\nSigned-off-by: Mira Example <mira@example.org>"


async def test_a_conflict_names_the_commit_and_the_files_and_leaves_nothing(
    world: Any, git: Any, fixes: Any, scratch: Any
) -> None:
    base = fixes[0]
    bad = world.commit(
        {"a.txt": LINES.replace("line 3\n", "other 3\n"), "b.txt": LINES.replace("line 9\n", "x\n")},
        "Rework all",
    )
    world.git("config", "rerere.enabled", "true")
    world.git("config", "rerere.autoupdate", "true")
    before = state(world)
    with pytest.raises(RefusedError, match=r"conflicts in") as caught:
        await git().push_backport("release-1", base, BRANCH, (bad,))
    assert not isinstance(caught.value, MovedError)
    assert caught.value.what == (
        f"{bad[:7]} (Rework all) does not fit onto release-1: conflicts in a.txt, b.txt."
    )
    assert f"git cherry-pick -x {bad[:12]}" in caught.value.advice
    assert_nothing_happened(world, scratch, before)


async def test_a_commit_that_is_there_already_is_said_so(
    world: Any, git: Any, fixes: Any, scratch: Any
) -> None:
    _, one, head = fixes
    before = state(world)
    with pytest.raises(RefusedError, match=r"\(Fix three \(#12\)\) changes nothing on main: it is there"):
        await git().push_backport("main", head, BRANCH, (one,))
    assert_nothing_happened(world, scratch, before)


async def test_a_merge_is_picked_as_what_it_brought(world: Any, git: Any, fixes: Any) -> None:
    base, _, two = fixes
    world.git("switch", "-q", "-c", "topic", base)
    world.commit({"c.txt": "new\n"}, "Topic one")
    world.commit({"c.txt": "new\nmore\n"}, "Topic two")
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "--no-ff", "-m", "Merge pull request #14", "topic")
    world.git("push", "-q", "origin", "main")
    merge = world.git("rev-parse", "HEAD")
    made = await git().push_backport("release-1", base, BRANCH, (merge, two))
    assert log(world, "%s", made, base) == ["Fix nine (#13)", "Merge pull request #14"]
    assert world.git("show", f"{made}:c.txt", at=world.origin) == "new\nmore"


async def test_a_base_that_moved_is_refused(world: Any, git: Any, fixes: Any, scratch: Any) -> None:
    base, one, _ = fixes
    moved = world.advance_origin("release-1")
    before = state(world)
    with pytest.raises(MovedError, match=f"release-1 is at {moved[:7]}, planned on {base[:7]}"):
        await git().push_backport("release-1", base, BRANCH, (one,))
    assert_nothing_happened(world, scratch, before)


async def test_a_base_that_moves_meanwhile_is_refused(world: Any, git: Any, fixes: Any, scratch: Any) -> None:
    base, one, _ = fixes
    world.hook(
        world.clone / ".git",
        "prepare-commit-msg",
        f"git --git-dir={world.origin} update-ref refs/heads/release-1 {one}",
    )
    before = state(world)
    with pytest.raises(MovedError, match="release-1 is at"):
        await git().push_backport("release-1", base, BRANCH, (one,))
    assert_nothing_happened(world, scratch, before)


async def test_an_interrupted_push_is_taken_up_again(world: Any, git: Any, fixes: Any, clock: Any) -> None:
    base, one, two = fixes
    made = await git().push_backport("release-1", base, BRANCH, (one, two))
    clock.at = datetime(2031, 1, 1, tzinfo=UTC)
    assert await git().push_backport("release-1", base, BRANCH, (one, two)) == made
    assert world.origin_ref(f"refs/heads/{BRANCH}") == made


async def test_a_branch_with_something_else_is_left_alone(
    world: Any, git: Any, fixes: Any, scratch: Any
) -> None:
    base, one, two = fixes
    world.git("push", "-q", "origin", f"{two}:refs/heads/{BRANCH}")
    with pytest.raises(MovedError, match=f"already has {BRANCH}, at {two[:7]}, with other contents"):
        await git().push_backport("release-1", base, BRANCH, (one,))
    assert world.origin_ref(f"refs/heads/{BRANCH}") == two
    assert list(scratch.iterdir()) == []


async def test_the_users_hooks_may_refuse(world: Any, git: Any, fixes: Any, scratch: Any) -> None:
    base, one, _ = fixes
    world.hook(world.clone / ".git", "pre-push", "echo not on a Friday >&2; exit 1")
    before = state(world)
    with pytest.raises(ActError, match="not on a Friday"):
        await git().push_backport("release-1", base, BRANCH, (one,))
    assert_nothing_happened(world, scratch, before)


async def test_picks_are_signed_where_the_user_signs(world: Any, git: Any, fixes: Any, tmp_path: Any) -> None:
    base, one, two = fixes
    key = tmp_path / "key"
    use_ssh(world, key, make_ssh_key(key))
    world.git("config", "commit.gpgSign", "true")
    made = await git().push_backport("release-1", base, BRANCH, (one, two))
    for sha in (made, f"{made}^"):
        assert "\ngpgsig " in world.git("cat-file", "commit", sha, at=world.origin)


async def test_a_key_that_can_not_sign_refuses(
    world: Any, git: Any, fixes: Any, tmp_path: Any, scratch: Any
) -> None:
    base, one, _ = fixes
    key = tmp_path / "key"
    use_ssh(world, key, make_ssh_key(key, "a passphrase"))
    world.git("config", "commit.gpgSign", "true")
    before = state(world)
    with pytest.raises(RefusedError, match=r"could not be signed|left the commit unsigned"):
        await git().push_backport("release-1", base, BRANCH, (one,))
    assert_nothing_happened(world, scratch, before)


@pytest.mark.parametrize("branch", ["-x", "a b", "a..b", "refs/heads/", ""])
async def test_names_that_git_does_not_allow(world: Any, git: Any, fixes: Any, branch: str) -> None:
    base, one, _ = fixes
    with pytest.raises(RefusedError, match="no branch name"):
        await git().push_backport("release-1", base, branch, (one,))
    with pytest.raises(RefusedError, match="no branch name"):
        await git().push_branch(branch, base)


@pytest.mark.parametrize("commits", [(), ("main",), ("--abort",), ("b" * 40,)])
async def test_commits_that_are_none(world: Any, git: Any, fixes: Any, commits: tuple[str, ...]) -> None:
    with pytest.raises(RefusedError):
        await git().push_backport("release-1", fixes[0], BRANCH, commits)


async def test_a_branch_is_made_at_a_commit(world: Any, git: Any, fixes: Any) -> None:
    base, one, _ = fixes
    before = state(world)
    await git().push_branch("release-2.0.0", one)
    assert world.origin_ref("refs/heads/release-2.0.0") == one
    assert state(world)[1:] == before[1:]
    assert base != one


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_branch_that_is_there_is_never_moved_not_even_forward(
    world: Any, git: Any, fixes: Any, which: int
) -> None:
    world.git("push", "-q", "origin", f"{fixes[1]}:refs/heads/release-2.0.0")
    with pytest.raises(MovedError, match=f"already has a branch release-2.0.0, at {fixes[1][:7]}"):
        await git().push_branch("release-2.0.0", fixes[which])
    assert world.origin_ref("refs/heads/release-2.0.0") == fixes[1]


async def test_a_branch_that_comes_meanwhile_is_not_moved(world: Any, git: Any, fixes: Any) -> None:
    base, one, _ = fixes
    world.hook(
        world.clone / ".git",
        "pre-push",
        f"git --git-dir={world.origin} update-ref refs/heads/release-2.0.0 {base}",
    )
    with pytest.raises(ActError, match="release-2.0.0"):
        await git().push_branch("release-2.0.0", one)
    assert world.origin_ref("refs/heads/release-2.0.0") == base
