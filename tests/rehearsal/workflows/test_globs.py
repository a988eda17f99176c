"""GitHub's filter patterns, by tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.rehearsal.workflows.globs import is_matched, matches

TAG_RULE = "v[0-9]*.[0-9]*.[0-9]*"


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("main", "main", True),
        ("main", "mains", False),
        ("feature/*", "feature/a", True),
        ("feature/*", "feature/a/b", False),
        ("feature/**", "feature/a/b", True),
        ("*", "a", True),
        ("*", "a/b", False),
        ("**", "a/b", True),
        ("*feature", "my-feature", True),
        ("v2*", "v2.9", True),
        (TAG_RULE, "v0.6.0", True),
        (TAG_RULE, "v10.20.30", True),
        (TAG_RULE, "v0.6.0-rc.1", True),
        (TAG_RULE, "v0.6", False),
        (TAG_RULE, "0.6.0", False),
        (TAG_RULE, "vx.6.0", False),
        ("v[12].[0-9]+.[0-9]+", "v1.10.1", True),
        ("v[12].[0-9]+.[0-9]+", "v3.10.1", False),
        ("v[12].[0-9]+.[0-9]+", "v1..1", False),
        ("*.jsx?", "page.js", True),
        ("*.jsx?", "page.jsx", True),
        ("*.jsx?", "a/page.js", False),
        ("**.js", "src/js/index.js", True),
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("docs/**/*.md", "docs/README.md", True),
        ("docs/**/*.md", "docs/a/b/c.md", True),
        ("docs/**/*.md", "docs.md", False),
        ("**/docs/**", "docs/a.md", True),
        ("**/docs/**", "x/docs/a.md", True),
        ("**/docs/**", "xdocs/a.md", False),
        ("**/README.md", "README.md", True),
        ("**/README.md", "js/README.md", True),
        ("**/README.md", "js/notREADME.md", False),
        ("**/*src/**", "a/src/b.js", True),
        ("**/*src/**", "my-src/c/d.js", True),
        ("**/migrate-*.sql", "migrate-1.sql", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("a.c", "abc", False),
        ("[", "[", True),
        ("a+", "aaa", True),
        ("a+", "", False),
        ("", "", True),
        ("(a|b)", "a", False),
    ],
)
def test_matches(pattern, name, expected):
    assert matches(pattern, name) is expected


@pytest.mark.parametrize(
    ("patterns", "name", "expected"),
    [
        (("releases/**", "!releases/**-alpha"), "releases/1", True),
        (("releases/**", "!releases/**-alpha"), "releases/1-alpha", False),
        (("releases/**", "!releases/**-alpha", "releases/9-alpha"), "releases/9-alpha", True),
        (("!a",), "b", False),
        ((), "a", False),
    ],
)
def test_the_last_pattern_that_matches_decides(patterns, name, expected):
    assert is_matched(name, patterns) is expected


def test_hostile_pattern_is_not_slow():
    assert not matches("*a" * 200 + "b", "a" * 2000)
    assert not matches("**/" * 200 + "b", "a/" * 1000)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_a_pattern(pattern, name):
    assert matches(pattern, name) in (True, False)


@given(st.text(alphabet=st.characters(exclude_characters="*?+[]!\\"), max_size=30))
def test_a_plain_text_matches_itself_only(text):
    assert matches(text, text)
    assert not matches(text, text + "x")
    assert matches("**", text)
