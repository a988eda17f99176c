"""Whole releases: every format, byte for byte, and everything that stands in the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.bump.release import ChangelogRule, FileRule, plan_release, read_version
from gonogo.errors import BumpError

DAY = date(2026, 11, 21)


def bump(text: Any, rule: Any, old: Any = "0.5.0", new: Any = "0.6.0") -> Any:
    files = plan_release({rule.path: text}, [rule], None, old=old, new=new, date=DAY)
    return files.edits[0].after if files.edits else text


def refuse(text: Any, rule: Any, old: Any = "0.5.0", new: Any = "0.6.0") -> Any:
    with pytest.raises(BumpError) as caught:
        bump(text, rule, old, new)
    return caught.value


CARGO = FileRule("Cargo.toml", "cargo")
CARGO_WITH = FileRule("Cargo.toml", "cargo", dependencies=("ordvec",))
LOCK = FileRule("Cargo.lock", "cargo-lock", packages=("ordvec",))
PYPROJECT = FileRule("pyproject.toml", "pyproject")
PYTHON = FileRule("__init__.py", "python")
JSON = FileRule("package.json", "package-json")
README = FileRule("README.md", "pattern", pattern='ordvec = "{major}.{minor}"')
LINE = FileRule("docs.md", "pattern", pattern="v{version}")

GOOD = [
    (CARGO, '[package]\nname = "a"\nversion = "@"  # keep 0.5.0\nrust-version = "0.5.0"\n'),
    (
        CARGO,
        '# version = "0.5.0"\r\n[package]\r\n\tversion\t=\t\'@\'\r\ndescription = """\r\nversion = "0.5.0"\r\n"""',
    ),
    (CARGO, '\ufeff[workspace.package]\nversion = "@"\n[package]\nversion.workspace = true\n'),
    (CARGO, '[package]\n"version" = """@"""\n'),
    (CARGO, 'package = { version = "@", name = "0.5.0" }\n'),
    (CARGO, '[package]\nversion = "@"\n[workspace.package]\nversion = "@"\n'),
    (CARGO, '[package]\nversion = "@"\n[dependencies]\nordvec = "0.5.0"\n'),
    (
        CARGO_WITH,
        '[package]\nversion = "@"\n[dependencies]\nordvec = "@"\nother = "0.5.0"\nordvec-ffi = "0.5.0"\n',
    ),
    (
        CARGO_WITH,
        '[package]\nversion = "@"\n[dependencies]\nordvec = { path = "..", version = "=@", features = ["0.5.0"] }\n',
    ),
    (
        CARGO_WITH,
        '[package]\nversion = "@"\n[dependencies.ordvec]\npath = "."\nversion = "^@"\n[dev-dependencies]\nordvec = { path = "." }\n',
    ),
    (
        CARGO_WITH,
        '[package]\nversion = "@"\n[build-dependencies]\ncore = { package = "ordvec", version = " ~ @ " }\n[dependencies]\nordvec = { package = "else", version = "0.5.0" }\n',
    ),
    (
        CARGO_WITH,
        '[package]\nversion = "@"\n[target.\'cfg(windows)\'.dependencies]\nordvec = "@"\n[target.x86_64-pc-windows-gnu.dev-dependencies.ordvec]\nversion = "@"\n',
    ),
    (CARGO_WITH, '[workspace.dependencies]\nordvec = { version = "@" }\n'),
    (CARGO_WITH, '[package]\nversion.workspace = true\n[dependencies]\nordvec = "@"\n'),
    (
        LOCK,
        '# This file\nversion = 4\n\n[[package]]\nname = "decoy"\nversion = "0.5.0"\nsource = "registry+x"\n\n[[package]]\nname = "ordvec"\nversion = "@"\ndependencies = [\n "decoy",\n]\n\n[[package]]\nname = "own"\nversion = "0.5.0"\n',
    ),
    (
        LOCK,
        '[[package]]\nname = "ordvec"\nversion = "0.5.0"\nsource = "registry+x"\n\n[[package]]\nname = "ordvec"\nversion = "@"\n\n[[package]]\nname = "user"\nversion = "1.0.0"\ndependencies = [\n "ordvec @",\n "ordvec 0.5.0 (registry+x)",\n "ordvec 0.5.01",\n]\n',
    ),
    (
        PYPROJECT,
        '[build-system]\nrequires = ["maturin>=0.5.0"]\n[project]\nname = "a"\nversion = "@"\ndynamic = ["readme"]\n[tool.x]\nversion = "0.5.0"\n',
    ),
    (PYPROJECT, "[tool.poetry]\nversion = '@'"),
    (
        PYTHON,
        '"""Doc.\n\n__version__ = "0.5.0"\n"""\nimport x\n\nif x:\n    __version__ = "0.5.0"\n# __version__ = "0.5.0"\n__version__ = "@"  # 0.5.0\n',
    ),
    (PYTHON, "\ufeff__all__ = [\n'__version__']\r\n__version__: Final[str] = '@'"),
    (PYTHON, 'x = "ä€😀"\n\n__version__ = r"""@"""\n'),
    (
        JSON,
        '\ufeff{\r\n\t"name": "a",\r\n\t"engines": {"version": "0.5.0"},\r\n\t"version" : "@",\r\n\t"x": ["version", "0.5.0"]}',
    ),
    (JSON, '{"version":"@"}'),
    (
        FileRule("x", "pattern", pattern='ordvec = { version = "{version}" }'),
        'ordvec = { version = "@" }\nordvec={ version = "0.5.0" }',
    ),
    (LINE, "v@ and v@, v@. Not v0.5.01, v10.5.0, rev0.5.0, v0.5.0.1, v0.5.0-rc.1, v0.5.0+7.\n"),
    (FileRule("x", "pattern", pattern="{version}"), "(@) 10.5.0 0.5.0.1 0.5.01 0.5.0-rc.1 @"),
]


@pytest.mark.parametrize(("rule", "template"), GOOD)
@pytest.mark.parametrize(("old", "new"), [("0.5.0", "0.6.0"), ("0.5.0", "0.5.10"), ("0.5.0", "0.6.0-rc.1")])
def test_only_the_version_changes_and_comes_back(rule: Any, template: Any, old: Any, new: Any) -> None:
    before, after = template.replace("@", old), template.replace("@", new)
    assert bump(before, rule, old, new) == after
    assert bump(after, rule, new, old) == before


@pytest.mark.parametrize(("rule", "template"), GOOD)
def test_a_file_that_is_there_already_is_left_alone_with_a_warning(rule: Any, template: Any) -> None:
    after = template.replace("@", "0.6.0")
    files = plan_release({rule.path: after}, [rule], None, old="0.5.9", new="0.6.0", date=DAY)
    assert files.edits == ()
    assert f"{rule.path} says 0.6.0 already." in files.warnings


def test_a_short_requirement_stays_short_but_never_misses_a_candidate() -> None:
    text = '[package]\nversion = "0.5.0"\n[dependencies]\nordvec = "=0.5"\n'
    assert 'ordvec = "=0.6"' in bump(text, CARGO_WITH)
    assert 'ordvec = "=0.5"' in bump(text, CARGO_WITH, new="0.5.1")
    assert 'ordvec = "=0.6.0-rc.1"' in bump(text, CARGO_WITH, new="0.6.0-rc.1")


def test_the_readme_pattern_moves_with_a_minor_only() -> None:
    text = 'ordvec = "0.5"\nordvec = "0.4"\nordvec = "0.55"\n'
    assert bump(text, README) == 'ordvec = "0.6"\nordvec = "0.4"\nordvec = "0.55"\n'
    assert bump(text, README, new="0.5.1") == text


def test_python_spells_a_candidate_its_own_way() -> None:
    text = '[project]\nversion = "0.6.0rc1"\n'
    assert bump(text, PYPROJECT, "0.6.0-rc.1", "0.6.0-rc.2") == '[project]\nversion = "0.6.0rc2"\n'
    assert bump(text, PYPROJECT, "0.6.0-rc.1", "0.6.0") == '[project]\nversion = "0.6.0"\n'


WRONG = [
    (CARGO, '[package]\nversion = "0.5.0\n', "Cargo.toml:2", "not TOML"),
    (CARGO, '[package]\nversion = "0.4.0"\n', "Cargo.toml:2", "says '0.4.0', expected 0.5.0"),
    (CARGO, '[package]\nversion = "soon"\n', "Cargo.toml:2", "is no version"),
    (CARGO, '[package]\nname = "x"\n', "Cargo.toml", "No version"),
    (CARGO, "[package]\nversion.workspace = true\n", "Cargo.toml", "inherited"),
    (
        CARGO,
        '[package]\nversion = "0.5.0"\n[workspace.package]\nversion = "0.4.0"\n',
        "Cargo.toml:4",
        "Two versions",
    ),
    (CARGO_WITH, '[package]\nversion = "0.5.0"\n', "Cargo.toml", "No dependency ordvec"),
    (
        CARGO_WITH,
        '[package]\nversion = "0.5.0"\n[dependencies]\nordvec = { path = "." }\n',
        "Cargo.toml",
        "No dependency ordvec",
    ),
    (
        CARGO_WITH,
        '[package]\nversion = "0.5.0"\n[dependencies]\nordvec = ">=0.4, <0.6"\n',
        "Cargo.toml:4",
        "expected 0.5.0",
    ),
    (
        CARGO_WITH,
        '[package]\nversion = "0.5.0"\n[dependencies]\nordvec = "0.4"\n',
        "Cargo.toml:4",
        "expected 0.5.0",
    ),
    (LOCK, "version = 4\n", "Cargo.lock", "No entry"),
    (
        LOCK,
        '[[package]]\nname = "ordvec"\nversion = "0.5.0"\nsource = "registry+x"\n',
        "Cargo.lock",
        "No entry",
    ),
    (
        LOCK,
        '[[package]]\nname = "ordvec"\nversion = "0.5.0"\n[[package]]\nname = "ordvec"\nversion = "0.4.0"\n',
        "Cargo.lock:3",
        "twice",
    ),
    (PYPROJECT, '[project]\nname = "x"\ndynamic = ["version"]\n', "pyproject.toml:3", "dynamic"),
    (PYPROJECT, '[project]\nname = "x"\n', "pyproject.toml", "No version"),
    (
        PYPROJECT,
        '[project]\nversion = "0.5.0"\n[tool.poetry]\nversion = "0.4.0"\n',
        "pyproject.toml:4",
        "Two versions",
    ),
    (PYTHON, "from x import __version__\n", "__init__.py", "No line"),
    (PYTHON, '__version__ = version("x")\n', "__init__.py", "No line"),
    (PYTHON, '__version__ = "0." "5.0"\n', "__init__.py", "No line"),
    (PYTHON, '__version__ = b"0.5.0"\n', "__init__.py", "No line"),
    (PYTHON, '__version__ = f"0.5.0"\n', "__init__.py", "No line"),
    (PYTHON, '__version__ = "0.5.0"\n__version__ = "0.5.0"\n', "__init__.py:2", "lines 1 and 2"),
    (PYTHON, "__version__ = (\n", "__init__.py", "not Python"),
    (JSON, '{"version": "0.5.0",}', "package.json:1", "not JSON"),
    (JSON, '["0.5.0"]', "package.json:1", "not a JSON object"),
    (JSON, '{"version": 5}', "package.json", "No version"),
    (JSON, '{"version": "0.5.0",\n"version": "0.5.0"}', "package.json:2", "Two versions"),
    (README, 'x\nordvec = "0.4"\n', "README.md:2", "expected"),
    (README, "nothing\n", "README.md", "does not stand here"),
    (FileRule("x.md", "pattern", pattern="ordvec"), "ordvec", "x.md", "no {version}"),
    (FileRule("x.md", "magic"), "ordvec", "x.md", "no format"),
]


@pytest.mark.parametrize(("rule", "text", "where", "what"), WRONG)
def test_what_cannot_be_bumped_is_refused_with_its_place_in_one_sentence(
    rule: Any, text: Any, where: Any, what: Any
) -> None:
    error = refuse(text, rule)
    assert error.where == where
    assert what in error.what
    assert "\n" not in error.what


def test_all_problems_come_at_once_and_a_missing_file_is_one() -> None:
    with pytest.raises(BumpError) as caught:
        plan_release(
            {"Cargo.toml": "[package]"},
            [CARGO, LOCK],
            ChangelogRule("CHANGELOG.md", "## {version}"),
            old="0.5.0",
            new="0.6.0",
            date=DAY,
        )
    message = str(caught.value)
    assert message.startswith("3 things stand in the way")
    assert "Cargo.toml: No version" in message
    assert "Cargo.lock: This file is missing" in message
    assert "CHANGELOG.md: This file is missing" in message


@pytest.mark.parametrize(("old", "new"), [("0.5.0", "next"), ("", "0.6.0"), ("0.5.0", "v0.6.0-")])
def test_what_is_no_version_is_never_written(old: Any, new: Any) -> None:
    with pytest.raises(BumpError, match="is no version"):
        plan_release({}, [], None, old=old, new=new, date=DAY)


def test_two_rules_may_share_a_file_and_its_notes_say_where() -> None:
    text = '[package]\nversion = "0.5.0"\n# docs: v0.5.0\n'
    rules = [CARGO, FileRule("Cargo.toml", "pattern", pattern="docs: v{version}")]
    files = plan_release({"Cargo.toml": text}, rules, None, old="0.5.0", new="0.6.0", date=DAY)
    assert len(files.edits) == 1
    assert files.edits[0].before == text
    assert files.edits[0].after == text.replace("0.5.0", "0.6.0")
    assert files.edits[0].notes == (
        "version 0.5.0 → 0.6.0, line 2",
        "text docs: v0.5.0 → docs: v0.6.0, line 3",
    )


def test_a_lock_that_also_holds_the_published_crate_warns() -> None:
    text = GOOD[15][1].replace("@", "0.5.0")
    files = plan_release({"Cargo.lock": text}, [LOCK], None, old="0.5.0", new="0.6.0", date=DAY)
    assert any("also holds ordvec from a registry" in warning for warning in files.warnings)


def test_an_empty_unreleased_is_a_warning_and_the_changelog_is_among_the_edits() -> None:
    log = ChangelogRule("CHANGELOG.md", "## {version} - {date}", "_Nothing._")
    files = plan_release(
        {"CHANGELOG.md": "# C\n\n## Unreleased\n\n_Nothing._\n"}, [], log, old="0.5.0", new="0.6.0", date=DAY
    )
    assert files.warnings == ("CHANGELOG.md: nothing stands under Unreleased.",)
    after = files.edits[0].after
    assert after == "# C\n\n## Unreleased\n\n_Nothing._\n\n## 0.6.0 - 2026-11-21\n\n"
    again = plan_release({"CHANGELOG.md": after}, [], log, old="0.5.0", new="0.6.0", date=DAY)
    assert again.edits == ()
    assert again.warnings == ("CHANGELOG.md has 0.6.0 already.",)


@pytest.mark.parametrize(
    ("rule", "template"),
    [case for case in GOOD if case[0] is not CARGO_WITH or '[package]\nversion = "@"' in case[1]],
)
def test_the_version_of_a_file_is_read_as_it_stands(rule: Any, template: Any) -> None:
    if rule is LINE or rule.path == "x":
        return
    assert read_version(template.replace("@", "1.2.3"), rule) == "1.2.3"


def test_the_version_is_read_by_a_pattern_too() -> None:
    assert read_version("it is v1.2.3.", LINE) == "1.2.3"
    assert (
        read_version(
            "int major = 4, minor = 5, patch = 60;",
            FileRule("x.h", "pattern", pattern="major = {major}, minor = {minor}, patch = {patch}"),
        )
        == "4.5.60"
    )
    with pytest.raises(BumpError, match="no whole version"):
        read_version('ordvec = "0.5"', README)
    with pytest.raises(BumpError, match="Two versions"):
        read_version("v1.2.3 v1.2.4", LINE)
    with pytest.raises(BumpError, match="is no version"):
        read_version('[package]\nversion = "soon"\n', CARGO)


junk = st.text(st.sampled_from("a=\"'[]#\\ \n\t.0456ä-v"), max_size=30)
versions = st.tuples(*[st.integers(0, 40)] * 3).map(lambda parts: ".".join(map(str, parts)))


@given(before=junk, after=junk, old=versions, new=versions)
def test_comments_and_strings_around_never_fool_it(before: Any, after: Any, old: Any, new: Any) -> None:
    def comment(text: Any) -> Any:
        return "".join(f"#{line}\n" for line in text.split("\n"))

    quoted = before.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    template = f'{comment(before)}[package]\nname = "{quoted}"\nversion = "@"\n{comment(after)}[dependencies]\nx = "{old}"\n'
    assert bump(template.replace("@", old), CARGO, old, new) == template.replace("@", new)


@given(text=junk, rule=st.sampled_from([CARGO, LOCK, PYPROJECT, PYTHON, JSON, README, LINE]))
def test_any_text_is_bumped_or_refused_never_anything_else(text: Any, rule: Any) -> None:
    try:
        files = plan_release({rule.path: text}, [rule], None, old="0.5.0", new="0.6.0", date=DAY)
    except BumpError:
        return
    again = plan_release({rule.path: text}, [rule], None, old="0.5.0", new="0.6.0", date=DAY)
    assert files == again
