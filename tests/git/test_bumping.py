"""Bump commits: exactly what was shown, on what it was planned on, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gonogo.errors import ActError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.model.plans import FileEdit
from support.git_worlds import FILES, has_ended, make_ssh_key, use_gpg, use_ssh

EDIT = FileEdit("Cargo.toml", FILES["Cargo.toml"], FILES["Cargo.toml"].replace("0.5.0", "0.6.0"))


@pytest.fixture(autouse=True)
def scratch(tmp_path: Any, monkeypatch: Any) -> Any:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def state(world: Any) -> Any:
    """Everything of the user's that must not change."""
    return (
        world.refs(),
        world.git("status", "--porcelain=v2", "--branch"),
        world.git("stash", "list"),
        world.git("worktree", "list"),
        sorted(path.name for path in world.clone.iterdir()),
    )


def assert_nothing_happened(world: Any, scratch: Any, before: Any) -> Any:
    assert world.origin_ref("refs/heads/release") == ""
    assert state(world) == before
    assert list(scratch.iterdir()) == []


async def push(
    world, git, edits=(EDIT,), *, base="main", branch="release", message="Release 0.6.0", sha=None, root=None
):
    return await git(root).push_bump(
        base, sha or world.git("rev-parse", "HEAD"), branch, message, tuple(edits)
    )


async def test_a_bump_is_committed_and_pushed_away_from_the_checkout(
    world: Any, git: Any, scratch: Any, clock: Any
) -> None:
    clock.at = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    (world.clone / "Cargo.toml").write_text("unfinished work")
    (world.clone / "new").write_text("")
    world.git("add", "new")
    before, base = state(world), world.git("rev-parse", "HEAD")
    commit = await push(world, git, message="Release 0.6.0\n\n# with a body")
    assert world.origin_ref("refs/heads/release") == commit
    assert world.git("log", "-1", "--format=%P %an %ce %at%n%B", commit, at=world.origin).rstrip() == (
        f"{base} Mira Example mira@example.org {int(clock.at.timestamp())}\nRelease 0.6.0\n\n# with a body"
    )
    assert world.git("show", f"{commit}:Cargo.toml", at=world.origin) + "\n" == EDIT.after
    assert world.git("diff", "--name-only", base, commit, at=world.origin) == "Cargo.toml"
    after = state(world)
    assert after[1:] == before[1:]
    assert (
        after[0]
        .replace(f"refs/remotes/origin/release {commit}\n", "")
        .replace(f"\nrefs/remotes/origin/release {commit}", "")
        == before[0]
    )
    assert list(scratch.iterdir()) == []


async def test_straight_to_the_base(world: Any, git: Any) -> None:
    commit = await push(world, git, branch="main")
    assert world.origin_ref("refs/heads/main") == commit


CRLF = "\ufeff[package]\r\nversion = \"0.5.0\"\r\n\tx = 'no end'"


@pytest.mark.parametrize("autocrlf", ["true", "input", "false"])
@pytest.mark.parametrize("attributes", ["", "* text=auto\n", "*.toml text eol=crlf\n"])
async def test_bytes_are_written_exactly_whatever_git_is_told_of_line_endings(
    world: Any, git: Any, autocrlf: Any, attributes: Any
) -> None:
    blob = world.git("hash-object", "-w", "--no-filters", "--stdin", stdin=CRLF.encode())
    tools = world.git("hash-object", "-w", "--no-filters", "--stdin", stdin=b"#!/bin/sh\necho 0.5.0\n")
    world.commit({".gitattributes": attributes}, push=False)
    world.git(
        "update-index",
        "--add",
        "--cacheinfo",
        f"100644,{blob},crlf.toml",
        "--cacheinfo",
        f"100755,{tools},tool.sh",
    )
    world.git("commit", "--quiet", "-m", "exact")
    world.git("push", "--quiet", "origin", "HEAD")
    world.git("config", "core.autocrlf", autocrlf)
    edits = (
        FileEdit("crlf.toml", CRLF, CRLF.replace("0.5.0", "0.6.0")),
        FileEdit("tool.sh", "#!/bin/sh\necho 0.5.0\n", "#!/bin/sh\necho 0.6.0\n"),
    )
    commit = await push(world, git, edits)
    raw = subprocess.run(
        ["git", "cat-file", "blob", f"{commit}:crlf.toml"],
        cwd=world.origin,
        env=world.env,
        capture_output=True,
        check=True,
    )
    assert raw.stdout == CRLF.replace("0.5.0", "0.6.0").encode()
    assert world.git("ls-tree", commit, "tool.sh", at=world.origin).startswith("100755 ")
    assert set(world.git("diff", "--name-only", f"{commit}^", commit, at=world.origin).splitlines()) == {
        "crlf.toml",
        "tool.sh",
    }


async def test_a_commit_of_origin_that_is_not_here_is_fetched(world: Any, git: Any) -> None:
    head = world.advance_origin()
    commit = await push(world, git, sha=head)
    assert world.git("rev-parse", f"{commit}^", at=world.origin) == head


@pytest.mark.parametrize("form", ["linked", "bare"])
async def test_from_any_kind_of_clone(world: Any, git: Any, tmp_path: Any, form: Any) -> None:
    root = tmp_path / form
    if form == "linked":
        world.git("worktree", "add", "--quiet", "-b", "other", str(root))
    else:
        world.git("clone", "--quiet", "--bare", str(world.origin), str(root))
    commit = await push(world, git, root=root)
    assert world.origin_ref("refs/heads/release") == commit
    assert "gonogo-bump" not in world.git("worktree", "list", at=root)


@pytest.mark.parametrize("form", ["gpg", "ssh"])
async def test_commits_are_signed_as_the_user_signs(
    world: Any, git: Any, gpg: Any, tmp_path: Any, form: Any
) -> None:
    if form == "gpg":
        use_gpg(world, gpg)
    else:
        use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    world.git("config", "commit.gpgSign", "true")
    commit = await push(world, git)
    world.git("verify-commit", commit)


async def test_a_locked_key_refuses_and_nobody_is_asked(
    world: Any, git: Any, locked_gpg: Any, scratch: Any
) -> None:
    use_gpg(world, locked_gpg)
    world.git("config", "commit.gpgSign", "true")
    before = state(world)
    with pytest.raises(RefusedError, match="could not be signed") as caught:
        await push(world, git)
    assert "Unlock" in caught.value.advice
    assert_nothing_happened(world, scratch, before)


async def test_a_commit_that_git_leaves_unsigned_is_not_pushed(
    world: Any, git: Any, tmp_path: Any, scratch: Any
) -> None:
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key", "a passphrase that nobody types"))
    world.git("config", "commit.gpgSign", "true")
    before = state(world)
    with pytest.raises(RefusedError, match="could not be signed|left the commit unsigned"):
        await push(world, git)
    assert_nothing_happened(world, scratch, before)


async def test_without_an_identity_it_says_what_to_set(world: Any, git: Any, scratch: Any) -> None:
    (world.home / "gitconfig").write_text("[user]\n useConfigOnly = true\n")
    before = state(world)
    with pytest.raises(RefusedError, match="does not know who you are") as caught:
        await push(world, git)
    assert "user.name" in caught.value.advice
    assert_nothing_happened(world, scratch, before)


@pytest.mark.parametrize("name", ["pre-commit", "commit-msg"])
async def test_a_hook_that_refuses_is_quoted_and_nothing_is_left(
    world: Any, git: Any, scratch: Any, name: Any
) -> None:
    world.hook(world.clone / ".git", name, "echo 'lint: \033[31mno good' >&2; exit 1")
    before = state(world)
    with pytest.raises(ActError, match="lint: no good") as caught:
        await push(world, git)
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert_nothing_happened(world, scratch, before)
    (world.clone / ".git" / "hooks" / name).unlink()
    assert await push(world, git)


async def test_hooks_see_the_whole_tree_as_it_will_be(world: Any, git: Any, tmp_path: Any) -> None:
    world.hook(
        world.clone / ".git",
        "pre-commit",
        f"cat Cargo.toml docs/guide.md > {tmp_path}/seen; git diff --quiet",
    )
    await push(world, git)
    assert (tmp_path / "seen").read_text() == EDIT.after + FILES["docs/guide.md"]


@pytest.mark.parametrize(
    "script",
    ["echo more >> docs/guide.md; git add docs/guide.md", "echo '# x' >> Cargo.toml; git add Cargo.toml"],
)
async def test_a_hook_that_changes_the_commit_is_found_out(
    world: Any, git: Any, scratch: Any, script: Any
) -> None:
    world.hook(world.clone / ".git", "pre-commit", script)
    before = state(world)
    with pytest.raises(RefusedError, match=r"hook changed (docs/guide\.md|Cargo\.toml)"):
        await push(world, git)
    assert_nothing_happened(world, scratch, before)


async def test_a_hook_may_sign_off(world: Any, git: Any) -> None:
    world.hook(world.clone / ".git", "commit-msg", "echo 'Signed-off-by: Mira' >> $1")
    commit = await push(world, git)
    assert world.git("log", "-1", "--format=%B", commit).rstrip().endswith("Signed-off-by: Mira")


async def test_a_sign_off_carries_the_name_of_who_commits(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    commit = await git().push_bump("main", base, "release", "Release 0.6.0", (EDIT,), sign_off=True)
    body = world.git("log", "-1", "--format=%B", commit).rstrip()
    assert body == "Release 0.6.0\n\nSigned-off-by: Mira Example <mira@example.org>"


async def test_refused_when_the_base_has_moved(world: Any, git: Any, scratch: Any) -> None:
    before, old = state(world), world.git("rev-parse", "HEAD")
    new = world.advance_origin()
    for branch in ("release", "main"):
        with pytest.raises(MovedError, match=f"{new[:7]}"):
            await push(world, git, sha=old, branch=branch)
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_the_base_moves_while_committing(world: Any, git: Any, scratch: Any) -> None:
    old = world.git("rev-parse", "HEAD")
    new = world.git("commit-tree", f"{old}^{{tree}}", "-p", old, "-m", "meanwhile", at=world.origin)
    world.hook(
        world.clone / ".git",
        "pre-commit",
        f"unset GIT_DIR GIT_INDEX_FILE; git -C {world.origin} update-ref refs/heads/main {new}",
    )
    before = state(world)
    with pytest.raises(MovedError, match=f"main is at {new[:7]}, planned on {old[:7]}"):
        await push(world, git)
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_the_base_is_gone(world: Any, git: Any) -> None:
    with pytest.raises(MovedError, match="nowhere is gone"):
        await push(world, git, base="nowhere")


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (FileEdit("Cargo.toml", "something else", "x"), "does not read as it was planned on"),
        (
            FileEdit("Cargo.toml", FILES["Cargo.toml"].replace("\n", "\r\n"), "x"),
            "does not read as it was planned on",
        ),
        (FileEdit("none", "", "x"), "is missing"),
        (FileEdit("../outside", "", "x"), "is missing"),
        (FileEdit("link", "Cargo.toml", "x"), "is a symbolic link"),
        (FileEdit("linked/guide.md", FILES["docs/guide.md"], "x"), "is missing"),
    ],
)
async def test_refused_when_a_file_is_not_as_planned(
    world: Any, git: Any, scratch: Any, edit: Any, what: Any
) -> None:
    (world.clone / "link").symlink_to("Cargo.toml")
    (world.clone / "linked").symlink_to("docs")
    world.commit({})
    before = state(world)
    with pytest.raises(MovedError, match=what):
        await push(world, git, [edit])
    assert_nothing_happened(world, scratch, before)


async def test_nothing_to_change_and_no_message_are_refused(world: Any, git: Any) -> None:
    with pytest.raises(RefusedError, match="changes nothing"):
        await push(world, git, [FileEdit("Cargo.toml", EDIT.before, EDIT.before)])
    with pytest.raises(RefusedError, match="no message"):
        await push(world, git, message="  \n")
    with pytest.raises(RefusedError, match="no branch name"):
        await push(world, git, branch="a..b")
    with pytest.raises(RefusedError, match="no commit id"):
        await push(world, git, sha="main")


async def test_an_interrupted_bump_is_resumed_not_repeated(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    commit = await push(world, git)
    world.git("update-ref", "-d", "refs/remotes/origin/release")
    world.advance_origin()
    assert await push(world, git, message="another message") == commit
    assert world.git("rev-list", "--count", f"{base}..release", at=world.origin) == "1"


async def test_an_interrupted_push_to_the_base_is_resumed_too(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    commit = await push(world, git, branch="main")
    assert await push(world, git, branch="main", sha=base) == commit


async def test_a_branch_with_other_contents_is_never_touched(world: Any, git: Any, scratch: Any) -> None:
    world.git("push", "--quiet", "origin", "HEAD:refs/heads/release")
    there = world.advance_origin("release")
    with pytest.raises(MovedError, match=f"already has release, at {there[:7]}"):
        await push(world, git)
    assert world.origin_ref("refs/heads/release") == there
    assert list(scratch.iterdir()) == []


async def test_the_servers_refusal_is_quoted(world: Any, git: Any, scratch: Any) -> None:
    world.hook(
        world.origin, "update", 'echo "error: GH006: Protected branch update failed for $1." >&2; exit 1'
    )
    before = state(world)
    with pytest.raises(
        ActError, match=r"GH006: Protected branch update failed for refs/heads/release\..*\(hook declined\)"
    ):
        await push(world, git)
    assert_nothing_happened(world, scratch, before)


async def test_follow_tags_does_not_carry_other_tags_along(world: Any, git: Any) -> None:
    world.git("config", "push.followTags", "true")
    world.git("tag", "-a", "-m", "private", "mine")
    await push(world, git)
    assert world.origin_ref("refs/tags/mine") == ""


async def test_cancelled_in_a_hook_leaves_nothing_and_no_process(
    world: Any, git: Any, scratch: Any, tmp_path: Any
) -> None:
    os.mkfifo(tmp_path / "pipe")
    world.hook(
        world.clone / ".git",
        "pre-commit",
        f"echo $$ > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; read -r line < {tmp_path}/pipe",
    )
    before = state(world)
    work = asyncio.ensure_future(push(world, git))
    while not (tmp_path / "pid").exists():
        assert not work.done()
        await asyncio.wait([work], timeout=0.02)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert has_ended((tmp_path / "pid").read_text().strip())
    assert_nothing_happened(world, scratch, before)


async def test_what_a_killed_attempt_left_is_swept_and_other_worktrees_stay(
    world: Any, git: Any, tmp_path: Any, scratch: Any
) -> None:
    dead = (
        subprocess.run(
            [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
        )
        .stdout.decode()
        .strip()
    )
    for name in (f"gonogo-bump-{dead}-left", f"gonogo-bump-{os.getpid()}-busy"):
        world.git("worktree", "add", "--quiet", "--detach", str(scratch / name / name))
    world.git("worktree", "add", "--quiet", "--detach", str(tmp_path / f"gonogo-bump-{dead}-own"))
    await push(world, git)
    names = {Path(line.split()[0]).name for line in world.git("worktree", "list").splitlines()}
    assert names == {"clone", f"gonogo-bump-{os.getpid()}-busy", f"gonogo-bump-{dead}-own"}
    assert [path.name for path in scratch.iterdir()] == [f"gonogo-bump-{os.getpid()}-busy"]
