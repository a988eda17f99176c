"""`gonogo bump` in real checkouts: what it shows, writes, commits and tags, and what it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from gonogo.cli.main import main
from support.bump_worlds import CHANGED, make_bump_world, run_bump, traces_of, tree_of
from support.git_worlds import make_ssh_key, use_ssh


@pytest.fixture
def world(tmp_path, monkeypatch):
    made = make_bump_world(tmp_path)
    for name in [name for name in os.environ if name.startswith(("GIT_", "GONOGO_"))]:
        monkeypatch.delenv(name)
    for name, value in made.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(made.clone)
    return made


@pytest.fixture
def bump(world, capsys):
    def run(*words):
        capsys.readouterr()
        code = main(["bump", *words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


def refuse(bump, world, *words):
    """The one sentence of a refusal; nothing was changed."""
    before, refs = tree_of(world), world.refs()
    code, _, err = bump(*words)
    assert code == 1
    assert tree_of(world) == before
    assert world.refs() == refs
    assert traces_of(world) == []
    assert err.startswith("gonogo: ")
    return err


def test_a_preview_shows_the_diff_and_changes_nothing(world, bump):
    before = tree_of(world)
    code, out, _ = bump("minor")
    assert code == 0
    assert tree_of(world) == before
    assert traces_of(world) == []
    assert "--- a/VERSION\n+++ b/VERSION\n@@ -1 +1 @@\n-1.2.3\n+1.3.0\n" in out
    assert "1.2.3 → 1.3.0, 6 files:" in out
    assert "Nothing was written." in out
    real = out.partition("Still says the old version")[2].partition("Left alone")[0]
    assert "notes.txt:1" in real or "notes.txt:1" in out.partition("Left alone")[2]


def test_the_diff_is_one_that_git_applies(world, bump):
    _, out, _ = bump("minor")
    diff = out.partition("\n\n1.2.3 →")[0] + "\n"
    world.git("apply", "--check", "-", stdin=diff.encode())
    world.git("apply", "-", stdin=diff.encode())
    applied = tree_of(world)
    world.git("checkout", "--quiet", ".")
    assert bump("minor", "--write")[0] == 0
    written = tree_of(world)
    assert {path: entry for path, entry in written.items() if path != ".git/index"} == {
        path: entry for path, entry in applied.items() if path != ".git/index"
    }


def test_write_writes_and_neither_commits_nor_stages(world, bump):
    staged = world.git("ls-files", "--stage")
    assert bump("minor", "--write")[0] == 0
    assert tuple(world.git("diff", "--name-only").splitlines()) == CHANGED
    assert world.git("ls-files", "--stage") == staged
    assert traces_of(world) == []


def test_commit_leaves_other_changes_alone(world, bump):
    (world.clone / "notes.txt").write_text("changed\n")
    (world.clone / "new.txt").write_text("new\n")
    world.git("add", "new.txt")
    assert bump("patch", "--commit")[0] == 0
    assert tuple(world.git("show", "--format=", "--name-only").splitlines()) == CHANGED
    assert (
        world.git("status", "--porcelain") == " M notes.txt\nA  new.txt"
        or world.git("status", "--porcelain") == "A  new.txt\n M notes.txt"
    )
    assert world.git("tag", "--list") == ""


def test_a_dirty_file_is_refused_only_where_the_bump_touches_it(world, bump):
    (world.clone / "VERSION").write_text("1.2.3\n\n")
    (world.clone / "package.json").write_text((world.clone / "package.json").read_text() + "\n")
    world.git("add", "package.json")
    said = refuse(bump, world, "minor", "--write")
    assert "package.json (staged), VERSION (changed)" in said
    assert "notes.txt" not in said
    assert "would be refused" in bump("minor")[1]


@pytest.mark.parametrize(
    ("to", "new"),
    [("major", "2.0.0"), ("minor", "1.3.0"), ("patch", "1.2.4"), ("rc", "1.3.0-rc.1"), ("5.0.0", "5.0.0")],
)
def test_every_kind_of_version(world, bump, to, new):
    assert bump(to, "--write")[0] == 0
    assert (world.clone / "VERSION").read_text() == f"{new}\n"


def test_final_ends_a_candidate(world, bump):
    assert bump("rc", "--commit")[0] == 0
    assert bump("final", "--commit")[0] == 0
    assert (world.clone / "Cargo.toml").read_text().count('version = "1.3.0"') == 1


def test_down_only_when_it_is_meant(world, bump):
    assert "1.0.0 is below 1.2.3" in refuse(bump, world, "1.0.0", "--write")
    assert bump("1.0.0", "--downgrade", "--write")[0] == 0
    assert (world.clone / "VERSION").read_text() == "1.0.0\n"


def test_no_version_and_the_same_version_are_refused(world, bump):
    assert "no SemVer version" in refuse(bump, world, "seven", "--write")


def test_modes_line_endings_and_missing_newlines_stay(world, bump):
    world.commit({"VERSION": "1.2.3", "Cargo.toml": '[package]\r\nname = "demo"\r\nversion = "1.2.3"\r\n'})
    (world.clone / "Cargo.toml").chmod(0o755)
    world.git("commit", "--all", "--quiet", "-m", "mode")
    assert bump("minor", "--commit")[0] == 0
    assert (world.clone / "VERSION").read_bytes() == b"1.3.0"
    assert (world.clone / "Cargo.toml").read_bytes() == b'[package]\r\nname = "demo"\r\nversion = "1.3.0"\r\n'
    assert (world.clone / "Cargo.toml").stat().st_mode & 0o777 == 0o755
    assert world.git("status", "--porcelain") == ""


def test_from_a_folder_below_and_from_a_linked_worktree(world, bump, monkeypatch):
    monkeypatch.chdir(world.clone / "src/demo")
    assert bump("minor", "--commit")[0] == 0
    assert (world.clone / "VERSION").read_text() == "1.3.0\n"
    linked = world.home / "linked"
    world.git("worktree", "add", "--quiet", "-b", "other", str(linked))
    monkeypatch.chdir(linked)
    assert bump("minor", "--tag")[0] == 0
    assert (linked / "VERSION").read_text() == "1.4.0\n"
    assert world.git("rev-parse", "v1.4.0^{commit}") == world.git("rev-parse", "other")
    assert world.git("status", "--porcelain", at=linked) == ""


def test_a_tag_is_spelled_as_the_one_before(world, bump):
    world.git("tag", "1.2.3")
    bump("minor", "--tag")
    assert world.git("tag", "--list", "--points-at", "HEAD") == "1.3.0"


def test_a_tag_that_is_there_is_never_moved(world, bump):
    world.git("tag", "v1.3.0")
    assert "v1.3.0 is here already" in refuse(bump, world, "minor", "--tag")


def test_sign_makes_a_tag_that_verifies(world, bump, tmp_path):
    key = tmp_path / "key"
    use_ssh(world, key, make_ssh_key(key))
    assert bump("minor", "--sign")[0] == 0
    assert (
        "Good"
        in subprocess.run(
            ["git", "verify-tag", "v1.3.0"],
            cwd=world.clone,
            env=world.env,
            capture_output=True,
            text=True,
            check=True,
        ).stderr
    )


def test_a_tag_that_can_not_be_signed_is_made_by_the_next_run(world, bump, tmp_path):
    world.git("config", "gpg.format", "ssh")
    world.git("config", "user.signingKey", str(tmp_path / "no-key"))
    code, _, err = bump("minor", "--sign")
    assert code == 1
    assert "The commit stands" in err
    assert world.git("tag", "--list") == ""
    commit = world.git("rev-parse", "HEAD")
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    code, out, _ = bump("minor", "--sign")
    assert code == 0
    assert "Tagged v1.3.0, signed." in out
    assert world.git("rev-parse", "v1.3.0^{commit}", "HEAD").split() == [commit, commit]
    assert traces_of(world) == []


def test_a_hook_that_adds_to_the_commit_is_told(world, bump):
    world.hook(world.clone / ".git", "pre-commit", "echo built > built.txt; git add built.txt")
    code, out, _ = bump("minor", "--commit")
    assert code == 0
    assert "a commit hook changed what is in it" in out
    assert world.git("status", "--porcelain") == ""


def test_json_says_it_all_on_one_line(world, bump):
    code, out, _ = bump("minor", "--tag", "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["schema"], data["old"], data["version"], data["tag"]) == (1, "1.2.3", "1.3.0", "v1.3.0")
    assert data["commit"] == world.git("rev-parse", "HEAD")
    assert sorted(file["path"] for file in data["files"]) == sorted(CHANGED)
    assert {hit["path"] for hit in data["decoys"]} >= {"Cargo.toml", "package.json", "pyproject.toml"}


PLAYBOOK = """
gonogo: 1
repository: mira-example/demo
version:
  read: VERSION
  files:
    - {path: VERSION, format: pattern, pattern: "{version}"}
    - {path: notes.txt, format: pattern, pattern: "other {version}"}
tag: {name: "demo-{version}", signed: false}
processes:
  release:
    inputs: {version: {next: [minor]}}
    steps:
      - do: bump
        message: "chore: {previous} to {version}"
"""


def test_a_playbook_decides_files_message_and_tag(world, bump):
    world.commit({".github/gonogo.yml": PLAYBOOK})
    code, out, _ = bump("minor", "--tag")
    assert code == 0
    assert world.git("show", "--format=%s", "--name-only").split("\n\n") == [
        "chore: 1.2.3 to 1.3.0",
        "VERSION\nnotes.txt",
    ]
    assert world.git("tag", "--list") == "demo-1.3.0"
    assert "outside the playbook's files" in out


def test_a_commit_is_signed_off_where_the_playbook_asks_for_it(world, bump):
    world.commit({".github/gonogo.yml": PLAYBOOK.replace("gonogo: 1\n", "gonogo: 1\nsign-off: true\n")})
    code, _, err = bump("minor", "--commit")
    assert code == 0, err
    message = world.git("log", "-1", "--format=%B").rstrip()
    assert message == "chore: 1.2.3 to 1.3.0\n\nSigned-off-by: Mira Example <mira@example.org>"


def test_a_playbook_with_mistakes_is_refused(world, bump):
    world.commit({".github/gonogo.yml": "gonogo: 1\nrepositry: a/b\n"})
    assert ".github/gonogo.yml:2" in refuse(bump, world, "minor", "--write")


def link_out(world):
    (world.home / "outside").write_text("1.2.3\n")
    (world.clone / "VERSION").unlink()
    (world.clone / "VERSION").symlink_to(world.home / "outside")
    world.git("commit", "--all", "--quiet", "-m", "link")


def link_folder_out(world):
    (world.clone / "src/demo").rename(world.home / "demo")
    (world.clone / "src/demo").symlink_to(world.home / "demo")


def make_huge(world):
    with (world.clone / "package.json").open("ab") as stream:
        stream.truncate(21_000_000)


TROUBLE = [
    (link_out, "VERSION: It is a symbolic link out of the checkout"),
    (link_folder_out, "src/demo/__init__.py: Its folder is a symbolic link."),
    (make_huge, "package.json: It is huge (21 MB)"),
    (lambda world: (world.clone / "Cargo.toml").unlink(), "Cargo.toml: It is tracked, but missing"),
    (lambda world: (world.clone / "Cargo.toml").chmod(0), "Cargo.toml: It may not be read (mode 0000)."),
    (lambda world: (world.clone / "VERSION").write_bytes(b"1.2.3\n\0"), "VERSION:2: It is binary."),
    (lambda world: (world.clone / "VERSION").write_bytes(b"1.2.3\n\xff"), "VERSION:2: It is not UTF-8."),
    (lambda world: world.commit({"Cargo.toml": "[package\n"}), "Cargo.toml:1: This is not TOML"),
    (lambda world: world.commit({"package.json": '{\n"version": }'}), "package.json:2: This is not JSON"),
    (lambda world: world.commit({"VERSION": "1.2.4\n"}), "Two versions stand in this tree"),
]


@pytest.mark.parametrize(("spoil", "said"), TROUBLE, ids=[said for _, said in TROUBLE])
def test_a_file_that_can_not_be_bumped_is_one_sentence(world, bump, spoil, said):
    spoil(world)
    code, out, err = bump("minor", "--write")
    assert (code, out) == (1, "")
    assert f"gonogo: {said}" in err
    assert (world.clone / "pyproject.toml").read_text().count('version = "1.2.3"') == 1
    assert traces_of(world) == []
    if (world.home / "outside").exists():
        assert (world.home / "outside").read_text() == "1.2.3\n"
    (world.clone / "Cargo.toml").touch()
    (world.clone / "Cargo.toml").chmod(0o644)


def test_a_link_inside_the_checkout_is_left_to_what_it_leads_to(world, bump):
    (world.clone / "copy").mkdir()
    (world.clone / "copy/package.json").symlink_to("../package.json")
    world.git("add", "copy")
    world.git("commit", "--quiet", "-m", "link")
    assert bump("minor", "--commit")[0] == 0
    assert (world.clone / "copy/package.json").is_symlink()
    assert '"version": "1.3.0"' in (world.clone / "copy/package.json").read_text()


def test_assume_unchanged_is_refused(world, bump):
    world.git("update-index", "--assume-unchanged", "VERSION")
    assert "VERSION: git is told not to look at this file" in refuse(bump, world, "minor", "--commit")


def test_no_commit_while_a_merge_is_under_way(world, bump):
    (world.clone / ".git/MERGE_HEAD").write_text(world.git("rev-parse", "HEAD") + "\n")
    assert "A merge is under way" in refuse(bump, world, "minor", "--commit")
    assert bump("minor", "--write")[0] == 0


def test_no_checkout_no_bump(world, bump, monkeypatch, tmp_path):
    for folder, said in (
        (world.origin, "is a bare repository"),
        (world.clone / ".git", "is inside the git folder itself"),
        (tmp_path, "is in no git checkout"),
    ):
        monkeypatch.chdir(folder)
        code, _, err = bump("minor", "--write")
        assert code == 1
        assert said in err
    empty = tmp_path / "empty"
    world.git("init", "--quiet", str(empty))
    (empty / "VERSION").write_text("1.2.3\n")
    world.git("add", "VERSION", at=empty)
    monkeypatch.chdir(empty)
    assert "has no commit yet" in bump("minor", "--commit")[2]


def test_a_detached_head_is_told(world, bump):
    world.git("checkout", "--quiet", "--detach")
    assert "on no branch: HEAD is detached" in bump("minor", "--commit")[1]


def test_two_at_once_give_one_commit_and_one_tag(world):
    command = [sys.executable, "-m", "gonogo_tui", "bump", "1.3.0", "--tag"]
    both = [
        subprocess.Popen(
            command, cwd=world.clone, env=world.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [one.communicate() for one in both]
    assert sorted(one.returncode for one in both) == [0, 1], said
    assert world.git("rev-list", "--count", "origin/main..HEAD") == "1"
    assert world.git("status", "--porcelain") == ""


def test_what_comes_from_outside_is_never_sent_to_the_terminal(world, bump):
    evil = world.clone / "Cargo.toml"
    evil.write_text(evil.read_text() + "# \x1b]0;owned\x07 \x1b[31mred\n")
    _, out, _ = bump("minor")
    assert "\x1b" not in out
    assert "\x07" not in out


def test_it_starts_without_what_it_does_not_need(world):
    code = (
        "import sys; from gonogo_tui.__main__ import run_command; run_command(['bump', 'minor']);"
        "print(sorted({'asyncio', 'dataclasses', 'pydantic', 'ruamel', 'githubkit', 'httpx', 'textual', 'keyring'}"
        " & {name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=world.clone,
        env=world.env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_usage_is_one_that_helps(world):
    said = run_bump(world, "--help").stdout
    for word in ("--write", "--commit", "--tag", "--sign", "--downgrade", "--json"):
        assert word in said
    assert run_bump(world).returncode == 2
