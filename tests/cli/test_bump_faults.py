"""`gonogo bump` when something goes wrong in the middle: as it was before, or on to the same end."""

from __future__ import annotations

import pytest

from support.bump_worlds import CHANGED, kill_bump, make_bump_world, run_bump, traces_of, tree_of

ONCE = 'if [ -e "$HOME/once" ]; then rm "$HOME/once"; {}; fi'


@pytest.fixture
def world(tmp_path):
    return make_bump_world(tmp_path)


def set_hook(world, script, name="pre-commit"):
    (world.home / "once").touch()
    world.hook(world.clone / ".git", name, ONCE.format(script))


def assert_done(world, commits=1):
    """One commit, one tag, the right files, and nothing left."""
    assert world.git("rev-list", "--count", "origin/main..HEAD") == str(commits)
    assert world.git("tag", "--list") == "v1.3.0"
    assert world.git("rev-parse", "v1.3.0^{commit}") == world.git("rev-parse", "HEAD")
    assert world.git("cat-file", "-t", "v1.3.0") == "tag"
    assert world.git("status", "--porcelain") == ""
    assert tuple(world.git("diff", "--name-only", "origin/main").splitlines()) == CHANGED
    assert (world.clone / "VERSION").read_text() == "1.3.0\n"
    assert world.git("log", "-1", "--format=%s") == "Release 1.3.0"
    assert traces_of(world) == []


def test_f1_a_hook_that_refuses_leaves_all_as_it_was_and_the_next_run_works(world):
    before = tree_of(world)
    set_hook(world, "echo the linter is not happy >&2; exit 1")
    refused = run_bump(world, "minor", "--tag")
    assert refused.returncode == 1
    assert "the linter is not happy" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert tree_of(world) == before
    assert traces_of(world) == []
    assert run_bump(world, "minor", "--tag").returncode == 0
    assert_done(world)


def test_f1_what_a_refusing_hook_changed_in_the_files_is_kept_aside(world):
    before = tree_of(world)
    set_hook(world, "echo 9 > VERSION; exit 1")
    refused = run_bump(world, "minor", "--commit")
    assert refused.returncode == 1
    assert tree_of(world) == before
    kept = world.clone / ".git/gonogo-bump-kept/VERSION"
    assert kept.read_text() == "9\n"
    assert str(kept) in refused.stderr


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
def test_f1_every_hook_may_refuse(world, name):
    before = tree_of(world)
    set_hook(world, "exit 1", name)
    assert run_bump(world, "minor", "--tag").returncode == 1
    assert tree_of(world) == before
    assert run_bump(world, "minor", "--tag").returncode == 0
    assert_done(world)


GONOGO = "$(ps -o ppid= -p $PPID)"


@pytest.mark.parametrize(
    ("script", "is_killed"),
    [
        (f"kill -9 {GONOGO}", True),
        (f"kill -9 {GONOGO} $PPID", True),
        (f"kill -9 {GONOGO} $PPID $$", True),
        ("kill -9 $PPID", False),
        (f"kill -9 {GONOGO}; sleep 1", True),
    ],
    ids=["gonogo", "gonogo and git", "all", "git", "gonogo, and git goes on for a while"],
)
def test_f2_killed_during_the_commit_the_next_run_goes_on_to_the_same_end(world, script, is_killed):
    set_hook(world, script)
    killed = run_bump(world, "minor", "--tag")
    assert killed.returncode == (-9 if is_killed else 1)
    again = run_bump(world, "minor", "--tag")
    assert again.returncode == 0, again.stderr
    assert_done(world)


POINTS = [
    ("recorded", 1),
    ("made", 1),
    ("made", 4),
    ("prepared", 1),
    ("swapped", 1),
    ("swapped", 3),
    ("swapped", 6),
    ("staged", 1),
    ("committed", 1),
    ("indexed", 1),
    ("tagged", 1),
    ("closing", 1),
]


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_killed_at_any_point_the_next_run_goes_on_to_the_same_end(world, point, nth):
    assert kill_bump(world, point, nth, "minor", "--tag") == -9
    again = run_bump(world, "minor", "--tag")
    assert again.returncode == 0, again.stderr
    assert_done(world)


@pytest.mark.parametrize(("point", "nth"), [point for point in POINTS if point[0] in ("made", "swapped")])
def test_killed_while_writing_another_request_starts_from_the_old_files(world, point, nth):
    assert kill_bump(world, point, nth, "major", "--write") == -9
    assert run_bump(world, "minor", "--tag").returncode == 0
    assert_done(world)


def test_killed_when_all_is_written_the_same_command_does_it_once(world):
    assert kill_bump(world, "closing", 1, "minor", "--write") == -9
    assert run_bump(world, "minor", "--write").returncode == 0
    assert (world.clone / "VERSION").read_text() == "1.3.0\n"
    assert traces_of(world) == []


def test_killed_while_putting_back(world):
    assert kill_bump(world, "swapped", 4, "minor", "--tag") == -9
    assert kill_bump(world, "put back", 2, "minor", "--tag") == -9
    assert run_bump(world, "minor", "--tag").returncode == 0
    assert_done(world)


def test_a_preview_after_a_kill_says_so_and_changes_nothing(world):
    kill_bump(world, "swapped", 2, "minor", "--write")
    before = tree_of(world)
    said = run_bump(world, "minor")
    assert said.returncode == 1
    assert "A bump from 1.2.3 to 1.3.0 was interrupted" in said.stderr
    assert tree_of(world) == before


def test_what_somebody_changed_after_a_kill_is_never_overwritten(world):
    kill_bump(world, "swapped", 6, "minor", "--write")
    (world.clone / "VERSION").write_text("mine\n")
    before = tree_of(world)
    said = run_bump(world, "minor", "--write")
    assert said.returncode == 1
    assert "somebody changed VERSION" in said.stderr
    assert tree_of(world) == before


def test_after_a_kill_and_a_commit_by_hand_the_files_stay(world):
    kill_bump(world, "swapped", 6, "minor", "--write")
    world.git("commit", "--all", "--quiet", "-m", "by hand")
    said = run_bump(world, "patch", "--commit")
    assert said.returncode == 0, said.stderr
    assert (world.clone / "VERSION").read_text() == "1.3.1\n"
    assert traces_of(world) == []


def test_other_commits_on_an_interrupted_one_are_told_before_anything_else_happens(world):
    kill_bump(world, "committed", 1, "minor", "--tag")
    world.git("reset", "--quiet")
    world.git("commit", "--allow-empty", "--quiet", "-m", "more")
    said = run_bump(world, "minor", "--tag")
    assert said.returncode == 1
    assert "was committed as" in said.stderr
    assert "git tag -a v1.3.0" in said.stderr
    assert run_bump(world, "minor", "--tag").returncode == 0
    assert (world.clone / "VERSION").read_text() == "1.4.0\n"


def test_f3_nothing_reaches_the_remote_and_the_push_it_names_is_all_or_nothing(world):
    before = world.git("for-each-ref", at=world.origin)
    world.hook(world.origin, "update", 'case "$1" in refs/heads/*) exit 1;; esac')
    said = run_bump(world, "minor", "--tag")
    assert world.git("for-each-ref", at=world.origin) == before
    push = said.stdout.strip().splitlines()[-1].partition(": ")[2]
    assert push == "git push --atomic origin main v1.3.0"
    pushed = world.git(*push.split()[1:], fine=True)
    assert "Done" not in pushed
    assert world.git("for-each-ref", at=world.origin) == before
    (world.origin / "hooks/update").unlink()
    world.git(*push.split()[1:])
    assert world.origin_ref("refs/tags/v1.3.0") == world.git("rev-parse", "v1.3.0")


def test_f4_four_decoys_stay(world):
    said = run_bump(world, "minor", "--tag")
    assert 'other = "1.2.3"' in (world.clone / "Cargo.toml").read_text()
    assert '"other==1.2.3"' in (world.clone / "pyproject.toml").read_text()
    assert '"other": "1.2.3"' in (world.clone / "package.json").read_text()
    assert (world.clone / "notes.txt").read_text() == "It needs other 1.2.3.\n"
    alone = said.stdout.partition("Left alone")[2]
    for path in ("Cargo.toml:6", "package.json:4", "pyproject.toml:4", "CHANGELOG.md"):
        assert path in alone


def test_a_full_disk_leaves_all_as_it_was(world):
    big = '[package]\nname = "demo"\nversion = "1.2.3"\n' + "# padding\n" * 5000
    world.commit({"Cargo.toml": big})
    before = tree_of(world)
    refused = run_bump(world, "minor", "--tag", limit_bytes=20_000)
    assert refused.returncode == 1
    assert "Cargo.toml: It could not be written: File too large; nothing was changed." in refused.stderr
    assert tree_of(world) == before
    assert traces_of(world) == []
    assert run_bump(world, "minor", "--write").returncode == 0
