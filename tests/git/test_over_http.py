"""Pushes and looks through real smart HTTP: the embedded GitHub's git, with a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gonogo.errors import ActError, MovedError, RefusedError
from gonogo.git.clone import GitCommand
from gonogo.model.secret import Token
from gonogo.rehearsal.gitcall import isolated_git_env, run_git
from gonogo.rehearsal.host import Rehearsal
from support.embedded import ORDVEC, VIEWER, serving

TEXT = "".join(f"line {n}\n" for n in range(30))


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    with serving(tmp_path) as made:
        yield made


class Clone:
    """The maintainer's clone, over HTTP."""

    def __init__(self, rehearsal: Rehearsal, folder: Path, token: str) -> None:
        self.env = isolated_git_env(folder / "home", url=rehearsal.url, token=Token(token))
        self.folder = folder / "clone"
        run_git(["clone", "--quiet", rehearsal.git_url(ORDVEC), str(self.folder)], self.env)
        self.run("config", "user.name", "Mira Example")
        self.run("config", "user.email", "mira@example.org")
        self.git = GitCommand(self.folder, env=self.env, clock=rehearsal.clock)

    def run(self, *words: str) -> str:
        return run_git(["-C", str(self.folder), *words], self.env)

    def commit(self, text: str, message: str) -> str:
        (self.folder / "NOTES.md").write_text(text)
        self.run("add", "NOTES.md")
        self.run("commit", "--quiet", "-m", message)
        return self.run("rev-parse", "HEAD")


@pytest.fixture
def clone(rehearsal: Rehearsal, tmp_path: Path) -> Clone:
    return Clone(rehearsal, tmp_path, rehearsal.token(VIEWER))


async def test_a_release_branch_a_backport_and_a_plain_tag(rehearsal: Rehearsal, clone: Clone) -> None:
    store = rehearsal.repo.git
    base = clone.run("rev-parse", "HEAD")
    await clone.git.push_branch("release-1.0.0", base)
    assert store.branch("release-1.0.0") == base
    with pytest.raises(MovedError):
        await clone.git.push_branch("release-1.0.0", base)
    clone.commit(TEXT, "Notes")
    fix = clone.commit(TEXT.replace("line 3\n", "fixed 3\n"), "Fix three (#12)")
    clone.run("push", "--quiet", "origin", "HEAD:refs/heads/topic")
    with pytest.raises(RefusedError, match=r"conflicts in NOTES\.md"):
        await clone.git.push_backport("release-1.0.0", base, "backport-12", (fix,))
    assert store.branch("backport-12") is None
    notes = clone.run("rev-parse", "HEAD~1")
    made = await clone.git.push_backport("release-1.0.0", base, "backport-12", (notes, fix))
    assert store.branch("backport-12") == made
    landed = await clone.git.landings(base, made, fix)
    assert [(one.on_source, one.how) for one in landed] == [
        (fix, "cherry picked from"),
        (notes, "cherry picked from"),
    ]
    assert await clone.git.push_tag("v9.0.0", "", base, "release-1.0.0", is_signed=False) == base
    assert [tag.commit for tag in await clone.git.tags("v9.*")] == [base]
    names = {branch.name for branch in await clone.git.branches("*")}
    assert names >= {"main", "topic", "release-1.0.0", "backport-12"}
    assert (await clone.git.divide(base, made)).ahead == 2


async def test_whoever_may_not_write_is_told_so(rehearsal: Rehearsal, tmp_path: Path) -> None:
    rehearsal.world.add_user("stranger")
    clone = Clone(rehearsal, tmp_path, rehearsal.world.add_token("stranger"))
    base = clone.run("rev-parse", "HEAD")
    with pytest.raises(ActError, match="refs/heads/release-1.0.0") as caught:
        await clone.git.push_branch("release-1.0.0", base)
    assert "x-access-token" not in str(caught.value)
    assert rehearsal.repo.git.branch("release-1.0.0") is None
