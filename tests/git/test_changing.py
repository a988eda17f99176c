"""What a commit changes since it parted, from a real clone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gonogo.errors import LookError


async def test_files_before_and_after_from_where_the_two_parted(world: Any, git: Any) -> None:
    base = world.commit({"a.txt": "one\r\n", "gone.txt": "x", "run.sh": "#!\n", "bin": b"\0"})
    world.git("switch", "--quiet", "-c", "side")
    (world.clone / "gone.txt").unlink()
    (world.clone / "run.sh").chmod(0o755)
    (world.clone / "link").symlink_to("a.txt")
    head = world.commit({"a.txt": "two\r\n", "new.txt": "n", "bin": b"\0\0"})
    world.git("switch", "--quiet", "main")
    main = world.commit({"meanwhile.txt": "m"})
    seen = await git().changes(main, head)
    assert (seen.base, seen.head) == (base, head)
    assert isinstance(seen.on, date)
    assert {file.path: file.text for file in seen.before} == {
        "a.txt": "one\r\n", "bin": None, "gone.txt": "x", "run.sh": "#!\n",
    }  # fmt: skip
    assert {file.path: (file.text, file.why) for file in seen.after} == {
        "a.txt": ("two\r\n", ""),
        "bin": (None, "is binary"),
        "link": (None, "is no plain file"),
        "new.txt": ("n", ""),
        "run.sh": (None, "has another mode"),
    }


async def test_a_commit_that_is_nowhere_is_one_sentence(git: Any, world: Any) -> None:
    with pytest.raises(LookError):
        await git().changes("a" * 40, world.git("rev-parse", "HEAD"))


async def test_globs_find_files_at_a_commit(world: Any, git: Any) -> None:
    sha = world.commit(
        {"c/a/Cargo.toml": "1", "c/b/x/Cargo.toml": "2", "c/a/LOG.md": "3", "c/a/deep/LOG.md": "4"}
    )
    found = await git().files(sha, ("nope",), ("**/Cargo.toml", "c/*/LOG.md"))
    assert [file.path for file in found.files] == [
        "nope", "Cargo.toml", "c/a/Cargo.toml", "c/a/LOG.md", "c/b/x/Cargo.toml",
    ]  # fmt: skip
    assert found.text("nope") is None
