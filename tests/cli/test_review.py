"""gonogo review-bump and gonogo replay on real repositories."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from gonogo.bump.tree import discover, plan_tree
from gonogo.cli.main import main
from gonogo.cli.replay import DIFFERENT, EXTRAS, IDENTICAL, read_rows, replay_rows
from support.git_worlds import World, make_world
from support.trees_of_files import DAY_TEXT, FIVE

SHARED = Path(__file__).parents[2].parent / "shared" / "facts" / "replay.tsv"
CLONES = os.environ.get("GONOGO_REPLAY_CLONES", "")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = make_world(tmp_path)
    for key, value in made.env.items():
        monkeypatch.setenv(key, value)
    made.git("rm", "-r", "--quiet", ".")
    return made


@pytest.fixture
def bumped(world: World) -> tuple[World, str, str]:
    base = world.commit(dict(FIVE))
    edits = plan_tree(FIVE, discover(FIVE), to="1.3.0", date=date.fromisoformat(DAY_TEXT)).edits
    return world, base, world.commit({edit.path: edit.after for edit in edits})


def run(world: World, *words: str) -> int:
    return main(["review-bump", *words, "--path", str(world.clone)])


def test_a_bump_and_nothing_else_is_mechanical(
    bumped: tuple[World, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    world, base, head = bumped
    assert run(world, f"{base}..{head}") == 0
    assert capsys.readouterr().out == (
        "1.2.3 to 1.3.0, found without a playbook\nmechanical: 7 files, byte for byte\n"
    )


def test_what_came_along_is_listed(
    bumped: tuple[World, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    world, base, _ = bumped
    world.commit({"README.md": "Now \x1b[31mbetter\n", "VERSION": "1.2.3\n", "blob": b"\0"})
    (world.clone / "Cargo.toml").chmod(0o755)
    world.commit({"x/y.py": "print()\n"})
    assert run(world, f"{base}..HEAD", "--json") == 4
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == 1
    assert said["verdict"] == "not mechanical"
    assert said["moves"] == [{"package": "", "from": "1.2.3", "to": "1.3.0"}]
    assert [(hunk["file"], hunk["line"], hunk["kind"]) for hunk in said["hunks"]] == [
        ("Cargo.toml", 0, "missed"),
        ("README.md", 0, "extra file"),
        ("VERSION", 1, "missed"),
        ("blob", 0, "extra file"),
        ("x/y.py", 0, "extra file"),
    ]
    assert run(world, f"{base}..HEAD") == 4
    assert "\x1b" not in capsys.readouterr().out


def test_three_dots_begin_where_the_two_parted(bumped: tuple[World, str, str]) -> None:
    world, base, head = bumped
    world.git("switch", "--quiet", "-c", "other", base)
    world.commit({"meanwhile.py": "x = 1\n"})
    assert run(world, f"other...{head}") == 0
    assert run(world, f"other..{head}") == 4


def test_what_can_not_be_told_is_neither(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    base = world.commit({"Cargo.toml": '[package]\nname = "a"\nversion = "1.0.0"\n', "VERSION": "2.0.0\n"})
    world.commit({"VERSION": "2.0.1\n"})
    assert run(world, f"{base}..HEAD") == 5
    assert "Two versions stand in this tree" in capsys.readouterr().err
    assert run(world, "nowhere..HEAD", "--json") == 5
    assert json.loads(capsys.readouterr().out)["verdict"] == "unknown"
    assert run(world, "nowhere..HEAD") == 5
    assert "There is no commit nowhere in this clone." in capsys.readouterr().err
    apart = world.git("commit-tree", f"{base}^{{tree}}", "-m", "apart").strip()
    assert run(world, f"{apart}...HEAD") == 5
    assert "have no commit in common" in capsys.readouterr().err
    assert run(world, "HEAD") == 2
    assert run(world, f"{base}..HEAD", "--playbook", "none.yml") == 2
    assert run(world, "nowhere..--output=x") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_bases_own_playbook_counts(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    playbook = (
        "gonogo: 1\nrepository: a/b\nversion:\n  read: VERSION\n"
        "  files: [{path: VERSION, format: pattern, pattern: '{version}'}]\n"
        "  uncomputed: ['*.lock']\n"
        "processes:\n  release:\n    inputs: {version: {next: [patch]}}\n    steps:\n      - do: bump\n"
    )
    base = world.commit(
        {".github/gonogo.yml": playbook, "VERSION": "1.0.0\n", "a.lock": "1\n", "Cargo.toml": "[x"}
    )
    world.commit({"VERSION": "1.0.1\n", "a.lock": "2\n"})
    assert run(world, f"{base}..HEAD") == 0
    assert "not checked, can not be computed here: a.lock" in capsys.readouterr().out


def test_a_table_of_commits_is_counted(
    bumped: tuple[World, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world, base, head = bumped
    fix = world.commit({"src.py": "x = 1\n"})
    table = tmp_path / "table.tsv"
    rows = [(head, base), (fix, base), (fix, head), ("f" * 40, base)]
    name = world.clone.name
    lines = ["repo\tsha\tparent\tsubject", *(f"{name}\t{sha}\t{parent}\tA bump" for sha, parent in rows)]
    table.write_text("\n".join(lines) + "\n")
    assert main(["replay", str(table), str(world.clone), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in said["commits"]] == [IDENTICAL, EXTRAS, DIFFERENT, DIFFERENT]
    assert said["counts"] == {IDENTICAL: 1, EXTRAS: 1, DIFFERENT: 2}
    assert main(["replay", str(table), str(world.clone)]) == 0
    assert (
        capsys.readouterr()
        .out.splitlines()[-1]
        .endswith("1 identical, 1 identical + listed extras, 2 different")
    )
    assert main(["replay", str(table), str(tmp_path / "elsewhere")]) == 2
    assert main(["replay", str(tmp_path / "none.tsv"), str(world.clone)]) == 2


NOT_MECHANICAL = {
    "38524ca8e9": "a fix that repeats the marker, no version moves",
    "2d29546c3a": "a fix that repeats the marker, no version moves",
    "254cb7a02d": "notes that repeat the marker, no version moves",
    "4808b5f066": "a requirement was not moved",
}
"""The irregular ones of the real history: everything else is there, byte for byte."""


@pytest.mark.skipif(not SHARED.exists(), reason=f"the table of real release commits is not there: {SHARED}")
@pytest.mark.skipif(not CLONES, reason="GONOGO_REPLAY_CLONES names no folder of real clones (bare is fine)")
def test_the_real_history_is_computed_byte_for_byte() -> None:
    results = list(
        replay_rows(
            read_rows(SHARED), sorted(Path(CLONES).glob("*/repo")) or sorted(Path(CLONES).iterdir()), None
        )
    )
    different = {one.row.sha[:10] for one in results if one.kind == DIFFERENT}
    assert different == set(NOT_MECHANICAL)
    assert sum(one.kind == IDENTICAL for one in results) == 33
    named = {
        str(hunk.kind)
        for one in results
        if one.kind == EXTRAS and one.judged
        for hunk in one.judged.review.hunks
    }
    assert named <= {"prose", "fix", "extra file"}
