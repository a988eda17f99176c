"""A checkout as it is looked at, and the record and the lock of a bump in it."""

from __future__ import annotations

import os
import threading

import pytest

from gonogo.errors import BumpError, RepositoryError
from gonogo.git import record as records
from gonogo.git.checkout import Opening
from gonogo.git.record import RECORD, BumpRecord, FileRecord, Lock, read_record
from gonogo.git.writing import TreeWriter
from gonogo.model.edits import FileEdit
from support.bump_worlds import FILES, make_bump_world, traces_of, tree_of

RECORDED = BumpRecord(
    asked="minor",
    old="1.2.3",
    new="1.3.0",
    head="0" * 40,
    message="Release 1.3.0",
    tags=("v1.3.0", "1.3.0"),
    tag_message="",
    must_sign=False,
    files=(FileRecord("VERSION", "a", "b", ".VERSION.gonogo-0", "0"),),
)


@pytest.fixture
def world(tmp_path):
    return make_bump_world(tmp_path)


def look(world):
    return Opening(str(world.clone), world.env, with_tags=True).finish()


def test_it_sees_commit_branch_tags_and_settings(world):
    world.git("tag", "v1.2.3")
    world.git("config", "commit.gpgSign", "yes")
    world.hook(world.clone / ".git", "pre-commit", "exit 0")
    seen = look(world)
    assert (seen.root, seen.branch, seen.head) == (str(world.clone), "main", world.git("rev-parse", "HEAD"))
    assert (seen.tags, seen.origin) == ({"v1.2.3"}, str(world.origin))
    assert (seen.must_sign_commits, seen.has_hooks) == (True, True)
    assert set(seen.paths) == set(FILES)


def test_it_tells_changed_staged_deleted_and_unmerged(world):
    (world.clone / "VERSION").write_text("2\n")
    (world.clone / "Cargo.toml").unlink()
    (world.clone / "package.json").write_text("{}\n")
    world.git("add", "package.json")
    (world.clone / "untracked").write_text("x")
    seen = look(world)
    assert seen.dirty == {"VERSION": "changed", "Cargo.toml": "deleted", "package.json": "staged"}
    assert seen.staged == ("package.json",)
    seen.refuse_dirty(["notes.txt"])
    with pytest.raises(BumpError, match=r"VERSION \(changed\)"):
        seen.refuse_dirty(["notes.txt", "VERSION"])


def test_file_names_that_are_no_text_are_no_trouble(world):
    (world.clone / os.fsdecode(b"\xff.txt")).write_text("x")
    (world.clone / "new\nline").write_text("x")
    world.git("add", "--all")
    world.git("commit", "--quiet", "-m", "names")
    assert {os.fsdecode(b"\xff.txt"), "new\nline"} <= set(look(world).paths)


def test_a_file_that_somebody_writes_meanwhile_is_never_overwritten(world):
    seen = look(world)
    texts = seen.read_texts(["VERSION", "notes.txt"], skip_links=False)
    edits = [FileEdit(path, text, text + "more\n") for path, text in texts.items()]

    def at(point):
        if point == "prepared":
            (world.clone / "notes.txt").write_text("mine\n")

    writer = TreeWriter(seen, RECORDED, at)
    before = (world.clone / "VERSION").read_bytes()
    with pytest.raises(BumpError, match="Somebody changed it just now") as caught:
        writer.write(edits)
    assert caught.value.where == "notes.txt"
    assert (world.clone / "notes.txt").read_text() == "mine\n"
    assert (world.clone / "VERSION").read_bytes() == before
    assert traces_of(world) == []


@pytest.mark.parametrize("call", ["open", "link", "replace", "fsync"])
def test_whatever_call_fails_all_is_as_it_was(world, monkeypatch, call):
    seen = look(world)
    texts = seen.read_texts(["VERSION", "notes.txt", "Cargo.toml"], skip_links=False)
    edits = [FileEdit(path, text, text + "more\n") for path, text in texts.items()]
    before = tree_of(world)
    real, left = getattr(os, call), [5 if call == "replace" else 2]

    def failing(*args, **options):
        left[0] -= 1
        if left[0] == 0:
            raise OSError(28, "No space left on device", str(world.clone / "VERSION"))
        return real(*args, **options)

    writer = TreeWriter(seen, RECORDED)
    monkeypatch.setattr(os, call, failing)
    if call == "link":  # a disk that knows no second names gets copies
        writer.write(edits)
        writer.clear()
    else:
        with pytest.raises(BumpError, match="No space left on device; nothing was changed"):
            writer.write(edits)
        assert tree_of(world) == before
    assert traces_of(world) == []


def test_a_record_is_read_as_it_was_written(tmp_path):
    assert read_record(str(tmp_path)) is None
    (tmp_path / RECORD).write_bytes(RECORDED.to_bytes())
    assert read_record(str(tmp_path)) == RECORDED


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_a_record_that_is_cut_off_counts_as_none(tmp_path, cut):
    (tmp_path / RECORD).write_bytes(RECORDED.to_bytes()[:cut])
    assert read_record(str(tmp_path)) is None


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"schema": 9}', b'{"schema": 1, "asked": "minor"}'])
def test_a_record_of_another_gonogo_is_told(tmp_path, content):
    (tmp_path / RECORD).write_bytes(content)
    with pytest.raises(RepositoryError, match="another gonogo") as caught:
        read_record(str(tmp_path))
    assert str(tmp_path / RECORD) in str(caught.value)


def test_a_lock_is_held_by_one_and_told_to_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(records, "_PATIENCE_S", 0.1)
    with Lock(str(tmp_path)), pytest.raises(RepositoryError, match="still at work"), Lock(str(tmp_path)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_is_waited_for_says_so(tmp_path):
    first = Lock(str(tmp_path))
    first.__enter__()
    second = Lock(str(tmp_path))
    thread = threading.Timer(0.2, first.__exit__, (None, None, None))
    thread.start()
    with second:
        assert second.has_waited
    thread.join()
    assert list(tmp_path.iterdir()) == []
