"""Reading a real clone and its real origin."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gonogo.errors import LookError
from gonogo.git.looking import MAX_BYTES
from gonogo.model.local import FileText
from support.git_worlds import World, make_world


async def test_a_clean_checkout(world: Any, git: Any) -> None:
    seen = await git().worktree()
    assert seen.root == str(world.clone)
    assert (seen.branch, seen.head, seen.dirty) == ("main", world.git("rev-parse", "HEAD"), ())


async def test_every_kind_of_change_is_named(world: Any, git: Any) -> None:
    world.commit({"old name": "x\n" * 40, "deleted": "y\n"})
    world.git("mv", "old name", "new name")
    (world.clone / "deleted").unlink()
    (world.clone / "Cargo.toml").write_text("changed")
    (world.clone / "new ä\x1b[31m\n.txt").write_text("?")
    seen = await git().worktree()
    assert set(seen.dirty) == {"old name", "new name", "deleted", "Cargo.toml", "new ä .txt"}


async def test_no_more_than_fifty_changes_are_listed(world: Any, git: Any) -> None:
    for number in range(60):
        (world.clone / f"{number}.txt").write_text("")
    assert len((await git().worktree()).dirty) == 50


async def test_a_detached_and_a_conflicting_checkout(world: Any, git: Any) -> None:
    first = world.git("rev-parse", "HEAD")
    world.commit({"Cargo.toml": "one"})
    world.git("checkout", "--quiet", "--detach", first)
    assert (await git().worktree()).branch == ""
    (world.clone / "Cargo.toml").write_text("two")
    world.git("commit", "--quiet", "-am", "two")
    world.git("merge", "main", fine=True)
    assert (await git().worktree()).dirty == ("Cargo.toml",)


async def test_no_checkout_is_a_sentence(world: Any, git: Any, tmp_path: Any) -> None:
    with pytest.raises(LookError, match="no checkout"):
        await git(world.origin).worktree()
    with pytest.raises(LookError, match="no checkout.*not a git repository"):
        await git(world.home).worktree()
    with pytest.raises(LookError, match="could not be started"):
        await git(tmp_path / "nowhere").worktree()


async def test_the_head_is_origins_and_exact(world: Any, git: Any) -> None:
    here = world.git("rev-parse", "HEAD")
    world.git("update-ref", "refs/heads/x/refs/heads/main", here, at=world.origin)
    there = world.advance_origin()
    assert await git().head("main") == there != here
    assert await git().head("mai*") is None
    assert await git().head("none") is None


async def test_an_origin_that_cannot_be_asked_is_said_without_its_password(world: Any, git: Any) -> None:
    world.git("remote", "set-url", "origin", "http://mira:s3cret@127.0.0.1:9/x.git")
    with pytest.raises(LookError) as caught:
        await git().head("main")
    assert "127.0.0.1:9" in str(caught.value)
    assert "s3cret" not in str(caught.value)
    assert "mira" not in str(caught.value)
    world.git("remote", "remove", "origin")
    with pytest.raises(LookError, match="origin"):
        await git().head("main")


async def test_files_are_exact_and_what_is_no_text_says_why(world: Any, git: Any) -> None:
    (world.clone / "link").symlink_to("Cargo.toml")
    sha = world.commit(
        {
            "crlf.txt": b"\xef\xbb\xbfa\r\nb\r\n\x1b[31m no end",
            "binary": b"a\0b",
            "latin": b"ok\ncaf\xe9\n",
            "empty": b"",
            "large": b"x" * (MAX_BYTES + 1),
            "a *:(glob) name": "literal",
        }
    )
    paths = (
        "crlf.txt",
        "binary",
        "latin",
        "empty",
        "large",
        "link",
        "docs",
        "none",
        "a *:(glob) name",
        "a*",
        "../x",
        "/etc/passwd",
        "a\0b",
        "-x",
        "Cargo.toml",
    )
    found = await git().files(sha, paths)
    assert found.commit == sha
    assert [file.path for file in found.files] == list(paths)
    assert found.text("crlf.txt") == "\ufeffa\r\nb\r\n\x1b[31m no end"
    assert found.text("empty") == ""
    assert found.text("a *:(glob) name") == "literal"
    why = {file.path: file.why for file in found.files if file.text is None}
    assert why == {
        "binary": "is binary",
        "latin": "is not UTF-8 (line 2)",
        "large": f"is too large ({MAX_BYTES + 1} bytes)",
        "link": "is a symbolic link",
        "docs": "is a folder",
        "none": "is missing",
        "a*": "is missing",
        "../x": "is missing",
        "/etc/passwd": "is missing",
        "a\0b": "is missing",
        "-x": "is missing",
    }


async def test_a_commit_that_is_not_here_is_fetched_and_nothing_of_the_users_moves(
    world: Any, git: Any
) -> None:
    there = world.advance_origin()
    hidden = world.advance_origin()
    world.git("update-ref", "refs/heads/main", there, at=world.origin)
    world.git("update-ref", "refs/pull/1/head", hidden, at=world.origin)
    before, status = world.refs(), world.git("status", "--porcelain=v2", "--branch")
    command = git()
    one, two = await asyncio.gather(command.files(there, ("Cargo.toml",)), command.hits(there, "0.5.0"))
    assert one.text("Cargo.toml")
    assert two.hits
    assert (await command.files(hidden, ("Cargo.toml",))).text("Cargo.toml")
    assert world.refs() == before
    assert world.git("status", "--porcelain=v2", "--branch") == status
    assert not (world.clone / ".git" / "FETCH_HEAD").exists()


async def test_a_commit_that_nobody_has_is_an_error(world: Any, git: Any) -> None:
    with pytest.raises(LookError, match="origin does not have commit 1234567"):
        await git().files("1234567" + "0" * 33, ("x",))
    for wrong in ("main", "-x", "", "123"):
        with pytest.raises(LookError, match="is no commit id"):
            await git().files(wrong, ("x",))


async def test_hits_are_whole_versions_only(world: Any, git: Any) -> None:
    sha = world.git("rev-parse", "HEAD")
    found = await git().hits(sha, "0.5.0")
    assert (found.commit, found.needle) == (sha, "0.5.0")
    assert [(hit.path, hit.line) for hit in found.hits] == [
        ("Cargo.toml", 3),
        ("docs/guide.md", 1),
        ("docs/guide.md", 3),
    ]
    assert found.hits[0].text == 'version = "0.5.0"'
    assert (await git().hits(sha, "9.9.9")).hits == ()
    assert (await git().hits(sha, "-rf")).hits == ()


@pytest.mark.parametrize(
    ("line", "is_hit"),
    [
        ("v0.5.0.", True),
        ("0.5.0", True),
        ("(0.5.0)", True),
        ("demo-0.5.0.tar.gz", True),
        ("x0.5.0,", True),
        ("0.5.0..0.6.0", True),
        ("1.0.5.0", False),
        ("0.5.0rc1", False),
        ("0.5.0.dev1", False),
        ("0.5.0-alpha.1", False),
        ("0.5.0.0", False),
        ("00.5.0", False),
        ("0.5.00", False),
        ("0.5.0-x86", True),
        ("0.4.0 and 10.5.0 and 0.5.0!", True),
    ],
)
async def test_what_is_a_whole_version(world: Any, git: Any, line: Any, is_hit: Any) -> None:
    sha = world.commit({"one": line})
    assert ("one" in {hit.path for hit in (await git().hits(sha, "0.5.0")).hits}) is is_hit


async def test_hits_are_clean_and_the_users_grep_settings_do_not_matter(world: Any, git: Any) -> None:
    for key, value in (
        ("grep.column", "true"),
        ("grep.lineNumber", "false"),
        ("grep.patternType", "perl"),
        ("color.ui", "always"),
        ("grep.fullName", "false"),
    ):
        world.git("config", key, value)
    sha = world.commit({"dir:x/odd \x1b[1m\tname": b"\x1b]52;c;aGk=\x07 0.5.0 [/nope]\n", "bin": b"\0 0.5.0"})
    found = [hit for hit in (await git().hits(sha, "0.5.0")).hits if "odd" in hit.path]
    assert [(hit.path, hit.line, hit.text) for hit in found] == [("dir:x/odd   name", 1, "0.5.0 [/nope]")]
    assert "bin" not in {hit.path for hit in (await git().hits(sha, "0.5.0")).hits}


async def test_a_linked_worktree_and_a_bare_clone_work_too(world: Any, git: Any, tmp_path: Any) -> None:
    sha = world.git("rev-parse", "HEAD")
    world.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    assert (await git(tmp_path / "linked").worktree()).branch == "other"
    world.git("clone", "--quiet", "--bare", str(world.origin), str(tmp_path / "bare.git"))
    there = world.advance_origin()
    for root in (tmp_path / "linked", tmp_path / "bare.git"):
        assert await git(root).head("main") == there
        assert (await git(root).files(there, ("Cargo.toml",))).text("Cargo.toml")
        assert len((await git(root).hits(sha, "0.5.0")).hits) == 3


async def test_git_variables_of_the_caller_do_not_lead_elsewhere(world: Any, git: Any, tmp_path: Any) -> None:
    other = make_world(tmp_path / "other")
    world.env |= {"GIT_DIR": str(other.clone / ".git"), "GIT_WORK_TREE": str(other.clone), "GIT_TRACE": "1"}
    assert (await git().worktree()).root == str(world.clone)


def texts(files: tuple[FileText, ...]) -> list[str | None]:
    return [file.text for file in files]


async def test_no_paths_is_no_question(world: World, git: Any) -> None:
    assert texts((await git().files(world.git("rev-parse", "HEAD"), ())).files) == []
