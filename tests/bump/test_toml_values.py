"""The fast reader says what the exact one says, or leaves the document to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gonogo.bump.toml_everyday import read_everyday
from gonogo.bump.toml_values import read_exact
from gonogo.errors import BumpError
from support.trees_of_files import FIVE, WORKSPACE

if TYPE_CHECKING:
    from gonogo.bump.toml_tables import Tables

KEYS = st.sampled_from(["name", "version", "publish", "path", "a-b", '"q.r"', "'s'", "package"])
STRINGS = st.sampled_from(
    ['"1.2.3"', "'1.2.3'", '"a \\" b"', '""', "''", '"\\u0041"', '"""long"""', "'''\nlong'''", '"\\q"']
)
ATOMS = st.one_of(STRINGS, st.sampled_from(["true", "false", "0", "-7", "01", "1.5", "1979-05-27", "inf"]))
LISTS = st.lists(ATOMS, max_size=3).map(lambda items: "[ " + ",\n ".join(items) + " ]")
PAIRS = st.tuples(KEYS, ATOMS | LISTS).map(lambda pair: f"{pair[0]} = {pair[1]}")
INLINES = st.lists(PAIRS, max_size=3).map(lambda pairs: "{ " + ", ".join(pairs) + " }")
VALUES = st.one_of(ATOMS, LISTS, INLINES)
SPACES = st.sampled_from(["", " ", "\t"])
LINES = st.one_of(
    st.tuples(SPACES, KEYS, SPACES, VALUES, st.sampled_from(["", " # '\"", "#x"])).map(
        lambda parts: f"{parts[0]}{parts[1]}{parts[2]}={parts[2]}{parts[3]}{parts[4]}"
    ),
    st.sampled_from(
        [
            "[package]", "[ workspace . package ]", "[dependencies]", "[dependencies.a]", "[[bin]]", "[features]",
            "[target.'cfg(x)'.dependencies]", "a.workspace = true", "# [package]", "", "junk", "[", "x = 1]",
            "package.name = 'x'", "package = {}", "[package.metadata]", "a.b = 1", "name.x = '1'", "[[package]]",
        ]
    ),
)  # fmt: skip
DOCUMENTS = st.tuples(
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINES, max_size=9),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + (parts[2] if parts[3] else ""))


def kept(tables: Tables) -> Tables:
    return {key: value for key, value in tables.items() if value}


@settings(max_examples=300)
@given(DOCUMENTS)
@example("[package]\nversion = '1'\n[package]\nname = 'a'\n")
@example("[package]\nversion = '1'\nversion = '2'\n")
@example('[package]\nversion = "1" junk\n')
def test_what_is_read_fast_is_toml_and_reads_the_same_exactly(text: str) -> None:
    fast = read_everyday(text)
    if fast is not None:
        assert kept(fast) == kept(read_exact(text, "x"))


@pytest.mark.parametrize(
    "text",
    [
        'package = "a"\n[package.metadata]\n',
        "[package]\nmetadata.a = 1\n[package.metadata]\nb = 1\n",
        "[package.metadata]\n[package]\nmetadata = 1\n",
        "[a.b]\n[a]\nb.c = 1\n",
        "[[package]]\n[package]\n",
        "[package]\n[[package]]\n",
        "a = { b = 1, b.c = 2 }\n",
        "[[bin]]\na.b = 1\na = 2\n",
        "[a]\nb = { c = 1 }\n[a.b]\n",
        "x = { a = 1, }\n",
        "x = { a = 1\n}\n",
        "x = [1,, 2]\n",
        "x = [1 2]\n",
        'name = "a\x00b"\n',
        "# a\rb\n",
        'name = "a\x7f"\n',
        "name = \n",
        "name = 1[\n",
        "[package] {\n",
        "[[package]\n",
        "x = " + "{ a = " * 5000 + "1" + " }" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_toml_is_not_read_fast(text: str) -> None:
    assert read_everyday(text) is None
    with pytest.raises(BumpError):
        read_exact(text, "x")


@pytest.mark.parametrize(
    "text",
    [
        '[package]\nversion = "1.0.0" # { [ \' "\n',
        'dependencies = { a = { version = "1", path = "x" }, b = "2" }\n',
        "[workspace]\nmembers = [ # here\r\n  'a', # 'b'\r\n  \"c\",\r\n]\r\n",
        "[a.b.c]\n[a]\nd = 1\n",
        "[package]\nversion . workspace = true\nx = {}\n",
        '[target."cfg(unix)".dependencies]\n"a" = { "version" = "1" }',
    ],
)
def test_everyday_forms_are_read_fast(text: str) -> None:
    fast = read_everyday(text)
    assert fast is not None
    assert kept(fast) == kept(read_exact(text, "x"))


@pytest.mark.parametrize(
    "text", [*(text for path, text in {**FIVE, **WORKSPACE}.items() if path.endswith(".toml"))]
)
def test_the_manifests_of_every_day_are_read_fast(text: str) -> None:
    assert read_everyday(text) == read_exact(text, "x")
