"""A made bump against the computed one: mechanical, or each hunk with file, line and kind."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace as Words
from typing import Any

import pytest

from gonogo.bump.judging import Change, judge_change, judge_found, parts_between
from gonogo.bump.review import HunkKind
from gonogo.bump.tree import discover, plan_tree
from support.trees_of_files import DAY_TEXT, FIVE

DAY = date.fromisoformat(DAY_TEXT)
MISSING = object()


def bumped(to: str = "1.3.0") -> dict[str, str]:
    edits = plan_tree(FIVE, discover(FIVE), to=to, date=DAY).edits
    return {**FIVE, **{edit.path: edit.after for edit in edits}}


def judge(head: dict[str, Any], base: dict[str, Any] | None = None) -> Any:
    base = base or dict(FIVE)
    changed = {path for path in {*base, *head} if base.get(path, MISSING) != head.get(path, MISSING)}
    before = {path: base[path] for path in changed if path in base}
    after = {path: head[path] for path in changed if path in head}
    tree = {path: text for path, text in base.items() if path in FIVE}
    return judge_found(Change(tree, before, after, date(2026, 12, 1)))


def hunks(head: dict[str, Any], base: dict[str, Any] | None = None) -> list[tuple[str, int, str]]:
    return [(hunk.path, hunk.line, str(hunk.kind)) for hunk in judge(head, base).review.hunks]


def test_the_computed_bump_is_mechanical_whatever_day_it_was() -> None:
    judged = judge(bumped())
    assert judged.is_mechanical
    assert judged.moves == {"": ("1.2.3", "1.3.0")}
    assert set(judged.review.mechanical) == set(FIVE)


def test_prose_is_named_with_its_line() -> None:
    head = bumped()
    head["CHANGELOG.md"] = head["CHANGELOG.md"].replace(
        "- Curated words.\n", "- Curated words.\n- And more.\n"
    )
    assert hunks(head) == [("CHANGELOG.md", 10, "prose")]
    assert judge(head).is_whole


def test_a_fix_that_is_smuggled_in_is_named() -> None:
    head = bumped()
    head["Cargo.toml"] = head["Cargo.toml"].replace('other = "1.2.3"', 'other = "1.2.4"')
    head["src/lib.rs"] = "fn fixed() {}\n"
    base = {**FIVE, "src/lib.rs": "fn broken() {}\n"}
    assert hunks(head, base) == [("Cargo.toml", 6, "fix"), ("src/lib.rs", 1, "fix")]


def test_a_missed_file_and_a_missed_line_are_named() -> None:
    head = bumped()
    head["VERSION"] = FIVE["VERSION"]
    head["package-lock.json"] = FIVE["package-lock.json"].replace('"1.2.3",\n  "lock', '"1.3.0",\n  "lock')
    assert hunks(head) == [("VERSION", 1, "missed"), ("package-lock.json", 6, "missed")]
    assert not judge(head).is_whole


def test_a_planned_line_with_another_value_is_missed_not_mechanical() -> None:
    head = bumped()
    head["package.json"] = head["package.json"].replace("1.3.0", "1.3.1")
    assert hunks(head) == [("package.json", 3, "missed")]


def test_an_extra_a_removed_and_a_binary_file_are_named() -> None:
    head: dict[str, Any] = {**bumped(), "new.bin": None, "added.sh": "#!/bin/sh\n"}
    base = {**FIVE, "gone.txt": "x\n"}
    assert hunks(head, base) == [
        ("added.sh", 0, "extra file"),
        ("gone.txt", 0, "extra file"),
        ("new.bin", 0, "extra file"),
    ]


def test_a_bumped_file_that_is_removed_or_turned_into_a_link_is_not_mechanical() -> None:
    head: dict[str, Any] = {**bumped(), "package.json": None}
    assert ("package.json", 0, "missed") in hunks(head)


def test_a_change_that_moves_no_version_is_no_bump() -> None:
    judged = judge({**FIVE, "Cargo.toml": FIVE["Cargo.toml"] + "# more\n"})
    assert not judged.is_mechanical
    assert not judged.is_whole
    assert judged.remarks == ("No version moves here: this is no bump.",)
    assert [hunk.kind for hunk in judged.review.hunks] == [HunkKind.FIX]


def test_a_lower_version_is_remarked() -> None:
    texts = {"Cargo.toml": '[package]\nname = "a"\nversion = "1.2.3"\n'}
    lower = {"Cargo.toml": '[package]\nname = "a"\nversion = "1.2.2"\n'}
    judged = judge_found(Change(texts, texts, lower, DAY))
    assert judged.is_mechanical
    assert judged.remarks == ("the version goes down, from 1.2.3 to 1.2.2.",)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("1.2.3", "2.0.0", ("major",)),
        ("1.2.3", "1.3.0", ("minor",)),
        ("2.0.0-rc.1", "2.0.0", ("major", "minor", "patch", "final")),
        ("1.2.3", "1.3.0-rc.1", ("rc",)),
        ("1.2.3", "1.2.9", ()),
        ("x", "y", ()),
    ],
)
def test_the_part_that_was_raised_is_found(old: str, new: str, parts: tuple[str, ...]) -> None:
    assert parts_between(old, new, "semver") == parts


def test_crates_with_versions_of_their_own_move_together_with_their_changelogs() -> None:
    crate = '[package]\nname = "{0}"\nversion = "{1}"\n'
    log = "# Log\n\n## [Unreleased]\n\n- New.\n\n[Unreleased]: <https://e.invalid/compare/{0}/v{1}..HEAD>\n"
    tree = {
        "Cargo.toml": '[workspace]\nmembers = ["c/*"]\n',
        "c/a/Cargo.toml": crate.format("a", "0.1.0"),
        "c/b/Cargo.toml": crate.format("b", "2.0.0")
        + '[dependencies]\na = {path = "../a", version = "0.1.0"}\n',
        "c/a/CHANGELOG.md": log.format("a", "0.1.0"),
    }
    head = {
        "c/a/Cargo.toml": crate.format("a", "0.1.1"),
        "c/b/Cargo.toml": crate.format("b", "2.1.0")
        + '[dependencies]\na = {path = "../a", version = "0.1.1"}\n',
        "c/a/CHANGELOG.md": (
            "# Log\n\n## [Unreleased]\n\n## [v0.1.1] - 2026-11-21\n\n- New.\n\n"
            "[Unreleased]: <https://e.invalid/compare/a/v0.1.1..HEAD>\n"
            "[v0.1.1]: <https://e.invalid/compare/a/v0.1.0...a/v0.1.1>\n"
        ),
    }
    packages = Words(versions="separate", leave=(), include=(), final_newline=False)
    part: Any = Words(scheme="semver", read="Cargo.toml", files=(), packages=packages, uncomputed=("*.lock",))
    notes: Any = Words(
        path="c/{crate}/CHANGELOG.md", heading="## [v{version}] - {date}", placeholder="", dots="...",
        style="keep-a-changelog", template="", archive_after="", archive_line="", unreleased="", released="",
        optional=True,
    )  # fmt: skip
    before = {path: tree[path] for path in head}
    change = Change(tree, {**before, "x.lock": "1"}, {**head, "x.lock": "2"}, date(2026, 12, 1))
    judged = judge_change(part, notes, change, ("write",))
    assert judged.review.hunks == ()
    assert judged.review.unchecked == ("x.lock",)
    assert judged.moves == {"a": ("0.1.0", "0.1.1"), "b": ("2.0.0", "2.1.0")}
