"""Origin's branches and tags by pattern, and the history between commits."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import LookError
from gonogo.git.refs import ref_pattern
from gonogo.model.local import Divide, RefLine

WHEN = "@1767225600 +0100"


def at(world: Any, when: str = WHEN) -> None:
    world.env |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}


@pytest.mark.parametrize(
    ("glob", "fits", "fits_not"),
    [
        ("release-*", ("release-1", "release-48.0.0", "release-"), ("release-1/x", "xrelease-1", "releas")),
        ("release/*", ("release/v1",), ("release/v1/x", "release")),
        ("**", ("a", "a/b/c"), ()),
        ("v[0-9]*.[0-9]*", ("v1.2", "v10.20.3", "v1x.2"), ("v1", "vx.1")),
        ("v?", ("v1",), ("v", "v12", "v/")),
        ("v1.2.3", ("v1.2.3",), ("v1x2.3", "v1.2.30")),
        ("[!v]*", ("x1",), ("v1",)),
        ("[v", ("[v",), ("v",)),
        ("dev+1", ("dev+1",), ("devv1",)),
    ],
)
def test_what_a_glob_of_refs_means(glob: str, fits: tuple[str, ...], fits_not: tuple[str, ...]) -> None:
    pattern = re.compile(ref_pattern(glob))
    assert [name for name in fits if not pattern.fullmatch(name)] == []
    assert [name for name in fits_not if pattern.fullmatch(name)] == []


@given(st.text(max_size=30))
def test_any_glob_is_a_pattern(glob: str) -> None:
    re.compile(ref_pattern(glob))


async def test_branches_of_origin_not_of_the_clone(world: Any, git: Any) -> None:
    head = world.git("rev-parse", "HEAD")
    world.git("branch", "release-9.0.0")  # never pushed
    world.git("push", "-q", "origin", "HEAD:refs/heads/release-1.0.0", "HEAD:refs/heads/other")
    assert await git().branches("release-*") == (RefLine("release-1.0.0", head, head),)
    moved = world.advance_origin("release-1.0.0")
    assert (await git().branches("release-1.0.0"))[0].commit == moved
    assert await git().branches("none-*") == ()


async def test_tags_are_peeled(world: Any, git: Any) -> None:
    head = world.git("rev-parse", "HEAD")
    world.git("tag", "v1.0.0")
    world.git("tag", "-a", "v1.1.0", "-m", "annotated")
    world.git("tag", "-a", "v1.2.0", "-m", "twice", "v1.1.0")
    world.git("push", "-q", "origin", "--tags")
    world.git("tag", "v1.3.0")  # never pushed
    found = {line.name: line for line in await git().tags("v*")}
    assert set(found) == {"v1.0.0", "v1.1.0", "v1.2.0"}
    assert {line.commit for line in found.values()} == {head}
    assert found["v1.0.0"].oid == head
    assert found["v1.1.0"].oid == world.git("rev-parse", "v1.1.0") != head


async def test_an_origin_that_is_gone_is_a_sentence(world: Any, git: Any) -> None:
    world.git("remote", "set-url", "origin", str(world.home / "nowhere"))
    with pytest.raises(LookError, match="git ls-remote failed"):
        await git().branches("*")


async def test_commits_newest_first_with_whole_clean_messages(world: Any, git: Any) -> None:
    first = world.git("rev-parse", "HEAD")
    at(world)
    world.commit({"a": "1"}, "One\n\nwith a body\n\n[automatically-tag-and-release-this-commit]")
    world.git("config", "user.name", "Mira \x1b[31mred")
    head = world.commit({"a": "2"}, "Two \x1b]0;title\x07 and\ttabs\u202e")
    two, one = await git().commits(first, head)
    assert (two.sha, two.parents) == (head, 1)
    assert two.subject == "Two  and    tabs\ufffd"
    assert "\x1b" not in two.author + two.message
    assert one.message == "One\n\nwith a body\n\n[automatically-tag-and-release-this-commit]"
    assert one.at == datetime(2026, 1, 1, tzinfo=UTC)
    assert [line.sha for line in await git().commits("", head)] == [head, one.sha, first]
    assert await git().commits(head, head) == ()


async def test_merges_tell_how_many_parents(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    world.git("switch", "-q", "-c", "side")
    world.commit({"b": "1"}, "Side")
    world.git("switch", "-q", "main")
    world.commit({"c": "1"}, "Main")
    world.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    world.git("push", "-q", "origin", "main")
    found = await git().commits(base, world.git("rev-parse", "HEAD"))
    assert {(line.subject, line.parents) for line in found} == {("Merge side", 2), ("Side", 1), ("Main", 1)}
    assert found[0].subject == "Merge side"


async def test_children_come_before_parents_even_with_odd_dates(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    at(world, "@1900000000 +0000")
    world.commit({"a": "1"}, "From the future")
    at(world, "@1000000000 +0000")
    head = world.commit({"a": "2"}, "From the past")
    assert [line.subject for line in await git().commits(base, head)] == ["From the past", "From the future"]


async def test_no_more_than_five_hundred(world: Any, git: Any) -> None:
    tree, parent = world.git("rev-parse", "HEAD^{tree}"), world.git("rev-parse", "HEAD")
    lines = [
        f"commit refs/heads/many\nmark :{n}\ncommitter A <a@b> {1_700_000_000 + n} +0000\ndata 1\nx\n"
        for n in range(1, 521)
    ]
    lines[0] += f"from {parent}\n"
    world.git("fast-import", "--quiet", stdin="\n".join(lines).encode())
    assert tree
    world.git("push", "-q", "origin", "many")
    found = await git().commits(parent, world.git("rev-parse", "many"))
    assert len(found) == 500
    assert found[0].sha == world.git("rev-parse", "many")


async def test_commits_that_are_only_at_origin_are_fetched(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    head = world.advance_origin()
    assert [line.subject for line in await git().commits(base, head)] == ["meanwhile"]
    assert await git().divide(base, head) == Divide(base, 1, 0)


async def test_how_two_branches_lie(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    world.git("switch", "-q", "-c", "release-1")
    for n in range(2):
        head = world.commit({"r": str(n)}, f"release {n}")
    world.git("switch", "-q", "main")
    for n in range(3):
        main = world.commit({"m": str(n)}, f"main {n}")
    assert await git().divide(main, head) == Divide(base, 2, 3)
    assert await git().divide(head, main) == Divide(base, 3, 2)
    assert await git().divide(main, main) == Divide(main, 0, 0)


async def test_branches_without_a_common_commit_are_a_sentence(world: Any, git: Any) -> None:
    main = world.git("rev-parse", "HEAD")
    alone = world.git("commit-tree", f"{main}^{{tree}}", "-m", "alone")
    world.git("push", "-q", "origin", f"{alone}:refs/heads/alone")
    with pytest.raises(LookError, match="have no commit in common"):
        await git().divide(main, alone)


async def test_a_shallow_clone_tells_nothing_of_history(world: Any, git: Any, tmp_path: Any) -> None:
    base, head = world.git("rev-parse", "HEAD"), world.commit({"a": "1"})
    shallow = tmp_path / "shallow"
    world.git("clone", "-q", "--depth=1", f"file://{world.origin}", str(shallow))
    looks = git(shallow)
    for look in (looks.commits("", head), looks.divide(head, head), looks.landings(head, head, head)):
        with pytest.raises(LookError, match="the clone is shallow") as caught:
            await look
        assert caught.value.advice == "git fetch --unshallow"
    assert base != head


@pytest.mark.parametrize("sha", ["main", "", "--all", "abc", "HEAD~1"])
async def test_only_full_ids_are_looked_at(git: Any, sha: str) -> None:
    with pytest.raises(LookError, match="is no commit id"):
        await git().divide(sha, "a" * 40)


async def test_the_newest_of_some_commits_that_a_head_has(world: Any, git: Any) -> None:
    base = world.git("rev-parse", "HEAD")
    world.git("switch", "-q", "-c", "release-1")
    at(world, "@1900000000 +0000")
    older = world.commit({"r": "1"}, "from the future")
    at(world, "@1000000000 +0000")
    newer = world.commit({"r": "2"}, "from the past")
    at(world)
    head = world.commit({"r": "3"}, "head")
    world.git("switch", "-q", "main")
    main = world.commit({"m": "1"}, "main")
    asked = (base, main, newer, older, "f" * 40)
    assert await git().reached(head, asked) == newer, "a child is newer than its parent, whatever their dates"
    assert await git().reached(older, asked) == older
    assert await git().reached(main, (older, newer, base)) == base
    assert await git().reached(main, (older, newer, "f" * 40)) == ""
    assert await git().reached(main, ()) == ""
    assert await git().reached(main, ("--all", f"^{base}")) == "", "nothing but ids reaches git"
    assert await git().reached(world.advance_origin(), (base,)) == base, "a head that is only at origin"


async def test_in_a_shallow_clone_no_tag_is_called_the_last(world: Any, git: Any) -> None:
    head = world.git("rev-parse", "HEAD")
    (world.clone / ".git" / "shallow").write_text(f"{head}\n")
    with pytest.raises(LookError, match="shallow"):
        await git().reached(head, (head,))
