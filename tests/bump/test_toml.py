"""The TOML scanner against tomllib: same strings, at the right offsets."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.bump.places import Change, Place
from gonogo.bump.toml import at_path, check_only, find_strings, parse_toml
from gonogo.errors import BumpError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.bump.places import KeyPath

TRICKY = r'''# version = "0.0.1"
title = "a # no comment \" [x]"   # version = "0.0.2"
'quoted key' = 'C:\path'
"t\u0061b" = "x"
a.b . c = "dotted"
long = """
version = "0.5.0"
[package]
\"""" # four quotes
five = """two""""" # ends in two quotes
raw = QQQ
[package]
it"s"""QQ
[package]
version = "0.5.0"
list = ["one", ["two", 'three'], { deep = "four", more = { x.y = "five" } },
  # "not me"
  "six", ]
when = 1979-05-27 07:32:00
number = 1_000.5
nan = nan
[[bin]]
name = "first"
[[bin]]
name = "second"
[bin.sub]
name = "third"
[[bin.part]]
name = "fourth"
[target.'cfg(target_os = "linux")'.dependencies]
x = "1"
'''.replace("QQQ", "'" * 3).replace("QQ", "'" * 5)


def leaves(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_string_is_found_where_it_stands(newline: Any, mark: Any) -> None:
    text = mark + TRICKY.replace("\n", newline)
    expected = dict(leaves(tomllib.loads(text.removeprefix("\ufeff"))))
    found = {string.path: string for string in find_strings(text)}
    assert set(found) == set(expected)
    for string in found.values():
        assert text[string.start : string.end] == string.raw
        assert text[string.start - 1] in "\"'"
        assert text[string.end] in "\"'"
    assert found["package", "version"].raw == "0.5.0"
    assert found["bin", 1, "part", 0, "name"].raw == "fourth"
    assert found["bin", 1, "sub", "name"].raw == "third"
    assert found["five",].raw == 'two""'


keys = st.text("ab-_", min_size=1, max_size=3) | st.text('x." #]', min_size=1, max_size=4)
scalars = st.text("a\"#'[]=,\\ \u00e9", max_size=6) | st.integers() | st.booleans()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
documents = st.dictionaries(
    keys, values | st.lists(st.dictionaries(keys, scalars, max_size=3), min_size=1, max_size=3), max_size=5
)


def quoted(text: Any) -> Any:
    return '"' + "".join("\\" + c if c in '"\\' else c for c in text) + '"'


def inline(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'" if "'" not in value and len(value) % 2 else quoted(value)
    if isinstance(value, list):
        return "[ " + " ,\n # ]\n ".join(map(inline, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(k)} = {inline(v)}" for k, v in value.items()) + "}"
    return str(value)


def one_line(value: Any) -> Any:
    return inline(value).replace(" ,\n # ]\n ", ",")


def written(document: Any) -> Any:
    plain, tables = [], []
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            tables += [
                f"[[{quoted(key)}]]\n" + "".join(f"{quoted(k)}={one_line(v)}\n" for k, v in item.items())
                for item in value
            ]
        elif isinstance(value, dict):
            tables.append(
                f"[ {quoted(key)} ] # [no]\n"
                + "".join(f"\t{quoted(k)}={one_line(v)}\n" for k, v in value.items())
            )
        else:
            plain.append(
                f"{quoted(key)} = {inline(value) if isinstance(value, list) and not any(isinstance(v, dict) for v in value) else one_line(value)}\n"
            )
    return "".join(plain + tables)


@given(documents)
def test_any_document_is_scanned_as_tomllib_reads_it(document: Any) -> None:
    text = written(document)
    assert parse_toml(text, "x.toml") == document
    assert {string.path for string in find_strings(text)} == {path for path, _ in leaves(document)}
    for string in find_strings(text):
        quote = text[string.start - 1]
        raw = tomllib.loads(f"x = {quote}{string.raw}{quote}")["x"]
        assert raw == at_path(document, string.path)


def test_what_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(BumpError) as caught:
        parse_toml('[package]\nversion = "0.5.0\n', "Cargo.toml")
    assert caught.value.where == "Cargo.toml:2"
    assert str(caught.value).count("\n") == 0
    with pytest.raises(BumpError, match="nested too deeply"):
        parse_toml("x = " + "[" * 100_000, "Cargo.toml")


def test_an_edit_that_changes_more_than_expected_is_refused() -> None:
    before = 'a = "1"\nb = "1"\nn = nan\n'
    changes = [Change(Place(5, 6, "1", "version", ("a",)), "2")]
    check_only("x.toml", before, 'a = "2"\nb = "1"\nn = nan\n', changes)
    with pytest.raises(BumpError, match="more than the version"):
        check_only("x.toml", before, 'a = "2"\nb = "2"\nn = nan\n', changes)
    with pytest.raises(BumpError, match="more than the version"):
        check_only("x.toml", before, before, changes)
