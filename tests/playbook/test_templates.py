"""Placeholders: found, filled in, and refused when unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import PlaybookError
from gonogo.playbook.find import load_builtin
from gonogo.playbook.templates import placeholders, release_values, render, tag_name, version_values


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
    playbook = load_builtin("ordvec")
    assert tag_name(playbook, "0.6.0") == "v0.6.0"
    assert release_values(playbook, "0.6.0", "0.5.0") == {
        "version": "0.6.0",
        "major": "0",
        "minor": "6",
        "patch": "0",
        "tag": "v0.6.0",
        "previous": "0.5.0",
    }


@given(st.text(), st.text())
def test_text_without_braces_stays_as_it_is(text: str, value: str) -> None:
    plain = text.replace("{", "(")
    assert render(plain, {}) == plain
    assert render(plain + "{version}", {"version": value}) == plain + value
