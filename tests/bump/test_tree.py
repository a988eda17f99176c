"""Whole trees: what is found, what moves, what only looks alike, and in which order crates are published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gonogo.bump.tree import (
    TreeRules,
    Unit,
    discover,
    leftovers,
    next_of,
    plan_moves,
    plan_tree,
    publish_order,
    scan,
    wants,
)
from gonogo.errors import BumpError
from support.trees_of_files import DAY_TEXT, FIVE, WORKSPACE

DAY = date.fromisoformat(DAY_TEXT)


def after(texts: dict[str, str], to: str, **changes: Any) -> dict[str, str]:
    tree = discover(texts)._replace(**changes)
    return {**texts, **{edit.path: edit.after for edit in plan_tree(texts, tree, to=to, date=DAY).edits}}


def stepwise() -> TreeRules:
    train = ("engine", "engine-cli", "engine-fuzz", "engine-internal-core")
    names = {**dict.fromkeys(train, "7.0.0"), "gen-code": "0.40.0"}
    units = tuple(Unit(name, "", version, "cargo") for name, version in names.items())
    return TreeRules((), None, units, "semver", "7.0.0")


def test_a_workspace_moves_in_two_trains_and_nothing_else_does() -> None:
    made = plan_tree(WORKSPACE, stepwise(), to="8.0.0", date=DAY)
    said = {edit.path: edit.after for edit in made.edits}
    expected = {
        path: text.replace("7.0.0", "8.0.0")
        .replace("0.40.0", "0.41.0")
        .replace('serde = "8.0.0"', 'serde = "7.0.0"')
        .replace('name = "serde"\nversion = "8.0.0"', 'name = "serde"\nversion = "7.0.0"')
        .replace('package = "engine", version = "8.0.0"', 'package = "engine", version = "7.0.0"')
        for path, text in WORKSPACE.items()
    }
    assert {**WORKSPACE, **said} == expected
    assert made.warnings == ()
    assert set(said) == {"Cargo.toml", "Cargo.lock", "crates/engine/Cargo.toml", "gen/code/Cargo.toml"}


@pytest.mark.parametrize(
    ("old", "new", "own", "gives"),
    [
        ("7.0.0", "8.0.0", "0.40.0", "0.41.0"),
        ("7.0.0", "7.0.1", "0.40.0", "0.40.1"),
        ("7.0.0", "7.1.0", "0.40.0", "0.40.1"),
        ("0.9.3", "0.10.0", "0.40.2", "0.41.0"),
        ("7.0.0", "8.0.0", "3.4.5", "4.0.0"),
        ("7.0.0", "8.0.0", "0.0.1", "0.0.2"),
        ("7.0.0", "7.1.0", "3.4.5", "3.5.0"),
        ("48.0.0", "49.0.0-dev", "0.135.0", "0.136.0-dev"),
        ("49.0.0-dev", "49.0.0", "0.136.0-dev", "0.136.0"),
    ],
)
def test_a_second_train_makes_the_same_kind_of_step(old: str, new: str, own: str, gives: str) -> None:
    tree = TreeRules((), None, (Unit("a", "", own, "cargo"),), "semver", old)
    assert tree.moves(new) == {"a": (own, gives)}


def test_a_leap_leaves_the_second_train_untold() -> None:
    with pytest.raises(BumpError, match="no single step"):
        stepwise().moves("10.0.0")


def test_a_part_of_the_heirs_gets_a_version_of_its_own() -> None:
    made = plan_moves(WORKSPACE, stepwise(), {"engine": ("7.0.0", "7.0.1")}, new="7.0.1", date=DAY)
    said = {edit.path: edit.after for edit in made.edits}
    assert said["crates/engine/Cargo.toml"].startswith('[package]\nname = "engine"\nversion = "7.0.1"\n')
    assert 'version = "=7.0.1", default-features' in said["Cargo.toml"]
    assert '[workspace.package]\nversion = "7.0.0"' in said["Cargo.toml"]
    assert set(said) == {"Cargo.toml", "Cargo.lock", "crates/engine/Cargo.toml"}


def test_one_of_each_ecosystem_moves_and_four_decoys_stay() -> None:
    said = after(FIVE, "minor")
    expected = {
        **FIVE,
        "Cargo.toml": FIVE["Cargo.toml"].replace('version = "1.2.3"', 'version = "1.3.0"'),
        "pyproject.toml": FIVE["pyproject.toml"].replace('version = "1.2.3"', 'version = "1.3.0"'),
        "package.json": FIVE["package.json"].replace('"version": "1.2.3"', '"version": "1.3.0"'),
        "package-lock.json": FIVE["package-lock.json"].replace('"version": "1.2.3",', '"version": "1.3.0",'),
        "demo/__init__.py": FIVE["demo/__init__.py"].replace('= "1.2.3"', '= "1.3.0"'),
        "VERSION": "1.3.0\n",
        "CHANGELOG.md": (
            "# Changelog\n\n## [Unreleased]\n\n## [1.3.0] - 2026-11-21\n\n### Added\n\n- Curated words.\n\n"
            "## [1.2.3] - 2026-01-01\n\n- First.\n\n"
            "[Unreleased]: https://example.invalid/compare/v1.3.0...HEAD\n"
            "[1.3.0]: https://example.invalid/compare/v1.2.3...v1.3.0\n"
            "[1.2.3]: https://example.invalid/compare/v1.2.2...v1.2.3\n"
        ),
    }
    assert said == expected


def test_decoys_are_told_from_what_was_missed() -> None:
    texts = {**FIVE, "docs/install.md": "Install demo 1.2.3 now.\npip install other==1.2.3\n"}
    tree = discover(FIVE)
    done = {**texts, **{edit.path: edit.after for edit in plan_tree(texts, tree, to="1.3.0", date=DAY).edits}}
    left = leftovers(scan(done, "1.2.3"), tree, "1.2.3")
    assert [(hit.path, hit.line) for hit in left.real] == [("demo/__init__.py", 1), ("docs/install.md", 1)]
    assert {hit.path for hit in left.decoys} == {
        "CHANGELOG.md", "Cargo.toml", "docs/install.md", "package-lock.json", "package.json", "pyproject.toml",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line", ['__version__ = "1.2.3"', "current_version = 1.2.3", 'release: "1.2.3"', "demo==1.2.3"]
)
def test_what_names_the_tree_itself_was_missed(line: str) -> None:
    tree = discover(FIVE)
    left = leftovers(scan({"other/module.py": line}, "1.2.3"), tree, "1.2.3")
    assert [hit.text for hit in left.real] == [line]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("cut", [False, True])
def test_line_ends_marks_and_a_missing_last_newline_stay(newline: str, bom: str, cut: bool) -> None:
    texts = {path: bom + text.replace("\n", newline) for path, text in FIVE.items()}
    if cut:
        texts = {path: text.removesuffix(newline) for path, text in texts.items()}
    said = after(texts, "2.0.0")
    for path in (
        "Cargo.toml",
        "pyproject.toml",
        "package.json",
        "package-lock.json",
        "VERSION",
        "demo/__init__.py",
    ):
        assert said[path] != texts[path]
        assert said[path].replace("2.0.0", "1.2.3") == texts[path]


def test_a_lower_version_is_for_those_who_mean_it() -> None:
    tree = discover(FIVE)
    with pytest.raises(BumpError, match="is below 1.2.3"):
        plan_tree(FIVE, tree, to="1.2.2", date=DAY)
    assert plan_tree(FIVE, tree, to="1.2.2", date=DAY, can_go_down=True).edits


def test_parts_are_read_as_the_next_version() -> None:
    assert [next_of(discover(FIVE), part) for part in ("major", "minor", "patch", "rc", "9.9.9")] == [
        "2.0.0", "1.3.0", "1.2.4", "1.3.0-rc.1", "9.9.9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("Cargo.toml", True),
        ("a/b/Cargo.lock", True),
        ("a/CHANGELOG.md", False),
        ("VERSION", True),
        ("a/VERSION", False),
        ("node_modules/a/package.json", False),
        ("a/vendor/b/Cargo.toml", False),
        ("src/demo/__init__.py", True),
        ("src/demo/main.py", False),
    ],
)
def test_few_files_are_wanted(path: str, is_wanted: bool) -> None:
    assert wants(path) is is_wanted


BAD = {
    "nothing": ({"README.md": "1.2.3"}, "No version was found"),
    "not TOML": ({"Cargo.toml": '[package]\nname = "a"\nversion = \n'}, "Cargo.toml:3: This is not TOML"),
    "not TOML at all": ({**FIVE, "pyproject.toml": "[project\n"}, "pyproject.toml:1: This is not TOML"),
    "twice": ({"Cargo.toml": '[package]\nname = "a"\nversion = "1.0.0"\nversion = "1.0.0"\n'}, "Cargo.toml:4: This is"),
    "not JSON": ({**FIVE, "package.json": "{\n'a': 1}"}, "package.json:2: This is not JSON"),
    "no object": ({**FIVE, "package.json": "[]"}, "package.json:1: This is not a JSON object"),
    "two versions": (
        {**FIVE, "VERSION": "1.2.4\n"},
        "Two versions stand in this tree: 1.2.3 in Cargo.toml:3 and 1.2.4 in VERSION:1.",
    ),
    "two in one module": (
        {**FIVE, "demo/__init__.py": '__version__ = "1.2.3"\n__version__ = "1.2.4"\n'},
        "demo/__init__.py:2: Two versions stand in this file, on lines 1 and 2.",
    ),
    "two in one package.json": (
        {**FIVE, "package.json": '{"name": "x",\n"version": "1.2.3",\n"version": "1.2.4"}'},
        "package.json:3: Two versions stand in this file, on lines 2 and 3.",
    ),
    "no version in one of them": (
        {**FIVE, "Cargo.toml": FIVE["Cargo.toml"].replace('version = "1.2.3"', 'version = "one.two"', 1)},
        "'one.two' is no version.",
    ),
    "no version in VERSION": ({**FIVE, "VERSION": "\nhello\n"}, "VERSION:2: 'hello' is no version."),
    "no version": ({"Cargo.toml": '[package]\nname = "a"\nversion = "one"\n'}, "Cargo.toml:3: 'one' is no version."),
    "deep": ({"package.json": "[" * 100_000}, "nested too deeply"),
    "a lock of another's": (
        {**FIVE, "Cargo.lock": '[[package]]\nversion = "1.2.3"\nname = "demo"\n'},
        "Cargo.lock:1: This is not as cargo writes a lock file.",
    ),
    "a lock cut short": ({**FIVE, "Cargo.lock": '[[package]]\nname = "demo"\nversion = "1.2'}, "Cargo.lock"),
    "unreleased twice": ({**FIVE, "CHANGELOG.md": "## [Unreleased]\n\n## [Unreleased]\n"}, "CHANGELOG.md:3: Unreleased"),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_is_one_sentence_with_its_place(texts: dict[str, str], sentence: str) -> None:
    with pytest.raises(BumpError) as caught:
        after(texts, "2.0.0")
    assert sentence in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 2  # the sentence, and what to do


def test_crates_are_published_after_what_they_need() -> None:
    order = publish_order(WORKSPACE)
    assert order == ("engine-cli", "engine-internal-core", "gen-code", "engine")


def test_helpers_that_only_tests_need_come_first_and_a_circle_of_tests_is_none() -> None:
    crate = '[package]\nname = "{}"\nversion = "1.0.0"\n'
    texts = {
        "Cargo.toml": (
            '[workspace]\nmembers = ["*"]\n[workspace.dependencies]\n'
            'lib = {path = "lib", version = "1"}\nhelper = {path = "helper", version = "1"}\n'
            'bare = {path = "bare"}\n'
        ),
        "lib/Cargo.toml": crate.format("lib")
        + "[dev-dependencies]\nhelper.workspace = true\nbare.workspace = true\n",
        "helper/Cargo.toml": crate.format("helper"),
        "app/Cargo.toml": crate.format("app") + "[dependencies]\nlib = { workspace = true }\n",
        "bare/Cargo.toml": crate.format("bare") + "[dependencies]\nlib = { workspace = true }\n",
        "quiet/Cargo.toml": crate.format("quiet") + "publish = false\n",
    }
    assert publish_order(texts) == ("helper", "lib", "app", "bare")
    texts["helper/Cargo.toml"] += "[dependencies]\nlib = { workspace = true }\n"
    assert publish_order(texts) == ("lib", "app", "bare", "helper")
    texts["lib/Cargo.toml"] += "[dependencies]\napp = { path = '../app', version = '1' }\n"
    with pytest.raises(BumpError, match="in a circle: app → lib → app"):
        publish_order(texts)
