"""What the tree and the tags say of each branch's head; what was not seen is not guessed."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from gonogo.model.asks import Ask, BoardAsk, FilesAsk, ReachedAsk, TagsAsk
from gonogo.model.day import BranchHead, Day
from gonogo.model.github import Board, Branch, CheckCounts
from gonogo.model.local import FileSet, FileText, RefLine
from gonogo.model.snapshot import EMPTY, Problem, Seen, Snapshot
from gonogo.playbook.load import load_playbook
from gonogo.session.heads import head_asks, heads_of
from support.days import NOW
from support.places import REPO, sha
from support.rehearsals import rehearsing

ONE = """\
gonogo: 1
repository: acme/widget
version: {read: Cargo.toml, files: [{path: Cargo.toml, format: cargo}]}
processes:
  work: {inputs: {version: {}}, steps: [{confirm: Sure}]}
"""
MANY = (
    ONE
    + """\
  crate:
    inputs: {version: {}, crate: {}}
    tag: {name: "{crate}/v{version}"}
    steps: [{confirm: Sure}]
  demo:
    inputs: {version: {}}
    tag: {name: "demo/v{version}"}
    steps: [{confirm: Sure}]
"""
)
PROBLEM = Problem("no answer in 15 s")


def board(*names: str) -> Board:
    branches = tuple(
        Branch(name, sha(name), name, NOW, "mira", 0, 0, CheckCounts(), is_default=name == "main")
        for name in names
    )
    return Board(REPO, "mira", "WRITE", "main", sha("main"), branches, (), (), (), (), (), None)


def snapshot(answers: dict[Ask[Any], Any]) -> Snapshot:
    """Problems among the answers are problems."""
    seen = {
        ask: Seen(None, NOW, "x", value) if isinstance(value, Problem) else Seen(value, NOW, "x")
        for ask, value in answers.items()
    }
    return Snapshot(NOW, MappingProxyType(seen))


def ref(name: str, at: str) -> RefLine:
    return RefLine(name, sha(at), sha(at))


def cargo(at: str, text: str | None) -> dict[Ask[Any], Any]:
    return {FilesAsk(sha(at), ("Cargo.toml",)): FileSet(sha(at), (FileText("Cargo.toml", text),))}


def manifest(version: str) -> str:
    return f'[package]\nname = "widget"\nversion = "{version}"\n'


def look(text: str, answers: dict[Ask[Any], Any], reached: dict[str, str]) -> tuple[BranchHead, ...]:
    """Ask until nothing new comes up; who reaches what is told by name."""
    book = load_playbook(text.encode(), "test.yml")
    known: dict[Ask[Any], Any] = dict(answers)
    for _ in range(4):
        for ask in head_asks(book, REPO, snapshot(known)) - known.keys():
            if isinstance(ask, ReachedAsk):
                name = next((one for one in reached if sha(one) == ask.head), "")
                assert not name or not reached[name] or sha(reached[name]) in ask.commits
                known[ask] = sha(reached[name]) if name and reached[name] else "" if name else PROBLEM
            else:
                known[ask] = PROBLEM
    return heads_of(book, REPO, snapshot(known), None)


def test_version_and_last_tag_of_every_branch() -> None:
    answers: dict[Ask[Any], Any] = {
        BoardAsk(): board("main", "release-1"),
        TagsAsk("v*"): (ref("v1.0.0", "old"), ref("v1.0.1", "release-1"), ref("vnext", "main")),
        **cargo("main", manifest("2.0.0-dev")),
        **cargo("release-1", manifest("1.0.1")),
    }
    found = look(ONE, answers, {"main": "old", "release-1": "release-1"})
    assert found == (
        BranchHead("main", sha("main"), "2.0.0-dev", "v1.0.0"),
        BranchHead("release-1", sha("release-1"), "1.0.1", "v1.0.1", is_at_head=True),
    )


@pytest.mark.parametrize(
    ("text", "version"), [(None, ""), ("not toml [", ""), ("[package]\nname = 'widget'\n", "")]
)
def test_a_tree_that_says_no_version_says_none(text: str | None, version: str) -> None:
    answers = {BoardAsk(): board("main"), TagsAsk("v*"): (), **cargo("main", text)}
    assert look(ONE, answers, {}) == (BranchHead("main", sha("main"), version, ""),)


def test_what_was_not_seen_is_not_known() -> None:
    (head,) = look(ONE, {BoardAsk(): board("main")}, {})
    assert (head.version, head.tag) == (None, None), "neither the file nor the tags could be read"
    (head,) = look(ONE, {BoardAsk(): board("main"), TagsAsk("v*"): (ref("v1.0.0", "old"),)}, {})
    assert head.tag is None, "the history could not be read"
    (head,) = look(ONE, {BoardAsk(): board("main"), TagsAsk("v*"): (ref("v1.0.0", "old"),)}, {"main": ""})
    assert head.tag == "", "the history holds no tag"


def test_tags_of_every_process_count_and_the_highest_of_one_commit() -> None:
    answers: dict[Ask[Any], Any] = {
        BoardAsk(): board("main"),
        TagsAsk("v*"): (ref("v0.9.0", "c"),),
        TagsAsk("*/v*"): (ref("one/v0.10.0", "c"), ref("demo/v0.10.0-rc.1", "c"), ref("else/x", "main")),
    }
    (head,) = look(MANY, answers, {"main": "c"})
    assert head.tag == "one/v0.10.0"
    book = load_playbook(MANY.encode(), "test.yml")
    assert head_asks(book, REPO, EMPTY) == {TagsAsk("v*"), TagsAsk("*/v*")}, "demo/v* is among */v*"


def test_while_the_board_can_not_be_read_the_heads_before_stay() -> None:
    book = load_playbook(ONE.encode(), "test.yml")
    before = (BranchHead("main", sha("main"), "1.0.0", "v1.0.0"),)
    day = replace(Day(REPO, (), EMPTY, "mira"), heads=before)
    assert heads_of(book, REPO, snapshot({BoardAsk(): PROBLEM}), day) == before
    assert heads_of(book, REPO, snapshot({BoardAsk(): PROBLEM}), None) == ()
    assert heads_of(book, REPO, snapshot({BoardAsk(): board()}), day) == ()


async def test_a_real_clone_tells_of_each_branch() -> None:
    async with rehearsing() as trip:
        day = await trip.session.look()
        heads = {head.branch: head for head in day.heads}
        branches = day.snapshot.get(BoardAsk())
        assert branches is not None
        assert branches.value is not None
        assert {(b.name, b.sha) for b in branches.value.branches} == {(h.branch, h.sha) for h in day.heads}
        main = heads["main"]
        assert (main.version, main.tag, main.is_at_head) == ("0.5.0", "v0.5.0", False)
