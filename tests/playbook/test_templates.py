"""Placeholders: found, filled in, and refused when unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import PlaybookError
from gonogo.playbook.find import load_builtin
from gonogo.playbook.templates import (
    branch_of,
    placeholders,
    read_tag,
    release_values,
    render,
    tag_name,
    version_values,
)
from support.trains import release_of
from support.widget.nouns import PLAYBOOK, playbook


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("", ()),
        ("v{version}", ("version",)),
        ("{major}.{minor} and {major}", ("major", "minor")),
        ('{ version = "{version}" }', ("version",)),
        ("{pypi-source:ordvec}", ("pypi-source:ordvec",)),
        ("{is-stable}", ("is-stable",)),
        ("{} { } {1} {a b} {{", ()),
        ("v[0-9]*.[0-9]*", ()),
    ],
)
def test_placeholders(template: str, names: tuple[str, ...]) -> None:
    assert placeholders(template) == names


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.10.3", ("1", "10", "3")),
        ("0.6.0-rc.1", ("0", "6", "0")),
        ("2.0.0+meta", ("2", "0", "0")),
        ("1.2", ("1", "2", "0")),
        ("3rc1", ("3", "0", "0")),
        ("v4.5.6", ("4", "5", "6")),
        ("", ("0", "0", "0")),
    ],
)
def test_version_values(version: str, expected: tuple[str, str, str]) -> None:
    values = version_values(version)
    assert (values["major"], values["minor"], values["patch"]) == expected
    assert values["version"] == version


def test_render_fills_in_each_place_once_and_leaves_other_braces() -> None:
    values = {"version": "{tag}", "tag": "v1"}
    assert (
        render('a = { version = "{version}", tag = "{tag}" }', values)
        == 'a = { version = "{tag}", tag = "v1" }'
    )


def test_an_unknown_placeholder_is_refused_in_words() -> None:
    with pytest.raises(PlaybookError) as caught:
        render("v{versoin}\x1b[0m", {"version": "1", "tag": "v1"})
    assert str(caught.value) == "`v{versoin}`: {versoin} is not known here. Known: {version}, {tag}."


def test_the_tag_and_values_of_ordvec() -> None:
    ordvec = load_builtin("ordvec")
    release = release_of("release", "0.6.0", "0.5.0")
    assert tag_name(ordvec, release) == "v0.6.0"
    assert release_values(ordvec, release) == {
        "version": "0.6.0",
        "major": "0",
        "minor": "6",
        "patch": "0",
        "stable": "0.6.0",
        "next-major": "1.0.0",
        "next-minor": "0.7.0",
        "next-patch": "0.6.1",
        "tag": "v0.6.0",
        "previous": "0.5.0",
    }


@pytest.mark.parametrize(
    ("version", "stable"),
    [
        ("1.2.3", "1.2.3"),
        ("1.2.3-rc.1", "1.2.3"),
        ("1.2.3+1", "1.2.3"),
        ("1.2rc1", "1.2"),
        ("1.2.3.dev4", "1.2.3"),
    ],
)
def test_stable_is_the_version_without_its_pre_release(version: str, stable: str) -> None:
    assert version_values(version)["stable"] == stable


CRATES = """
  crate:
    inputs: {version: {}, crate: {}}
    tag: {name: "{crate}/v{version}", signed: false}
    branch: release-{major}.0.0
    steps: [{do: bump, branch: "bump/{crate}-{version}"}]
"""


def test_a_process_has_its_own_tags_and_its_own_branch() -> None:
    book = playbook(PLAYBOOK + CRATES)
    crate = release_of("crate", "1.2.0", "1.1.0", crate="widget-macros")
    assert tag_name(book, crate) == "widget-macros/v1.2.0"
    assert branch_of(book, crate) == "release-1.0.0"
    assert branch_of(book, release_of("release", "1.2.0", "1.1.0")) == "main"
    assert release_values(book, crate)["crate"] == "widget-macros"


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("v1.2.0", {"version": "1.2.0"}),
        ("v1.2.0-rc.1", {"version": "1.2.0-rc.1"}),
        ("widget-macros/v1.2.0", {"crate": "widget-macros", "version": "1.2.0"}),
        ("dev", None),
        ("nightly-2026-08-01", None),
        ("v", None),
    ],
)
def test_a_tag_is_read_back_by_the_templates(tag: str, says: dict[str, str] | None) -> None:
    assert read_tag(playbook(PLAYBOOK + CRATES), tag) == says


@given(st.text(), st.text())
def test_text_without_braces_stays_as_it_is(text: str, value: str) -> None:
    plain = text.replace("{", "(")
    assert render(plain, {}) == plain
    assert render(plain + "{version}", {"version": value}) == plain + value
