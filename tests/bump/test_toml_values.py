"""The fast reader says what the exact one says, or leaves the document to it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gonogo.bump import toml_values
from gonogo.errors import BumpError
from support.trees_of_files import FIVE, WORKSPACE

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
        ]
    ),
)  # fmt: skip
DOCUMENTS = st.tuples(
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINES, max_size=9),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
).map(lambda parts: parts[0] + parts[2].join(parts[1]) + (parts[2] if parts[3] else ""))


@given(DOCUMENTS)
@example("[package]\nversion = '1'\n[package]\nname = 'a'\n")
@example("[package]\nversion = '1'\nversion = '2'\n")
@example('[package]\nversion = "1" junk\n')
def test_fast_and_exact_agree(text: str) -> None:
    fast = toml_values._fast(text)
    if fast is None:
        return
    try:
        exact = toml_values._exact(text, "x")
    except BumpError:
        # what cargo itself would refuse as a contradiction of dotted keys and tables
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text.removeprefix("\ufeff"))
        return
    assert {key: value for key, value in fast.items() if value} == {
        key: value for key, value in exact.items() if value
    }


@pytest.mark.parametrize(
    "text", [*(text for path, text in {**FIVE, **WORKSPACE}.items() if path.endswith(".toml"))]
)
def test_the_manifests_of_every_day_are_read_fast(text: str) -> None:
    assert toml_values._fast(text) == toml_values._exact(text, "x")
