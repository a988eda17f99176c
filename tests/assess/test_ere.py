"""bash's regular expressions in Python's words: bash itself is asked what it says."""

from __future__ import annotations

import contextlib
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.assess.ere import NotTakenError, to_python

TAGS = (
    "v1.2.3",
    "v1.2.3-rc.1",
    "v1.2",
    "1.2.3",
    "v1.2.3+1",
    "v0.10.0-pre.2",
    "x-v1.2.3",
    "v1-2-3",
    "a]b",
    "v",
)

PATTERNS = (
    r"^v[0-9]+\.[0-9]+\.[0-9]+$",
    r"^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$",
    r"^v(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}$",
    r".+-pre.*",
    r"^v[[:digit:]]{1,2}([.][[:digit:]]+)+$",
    r"rc|pre",
    r"^[^v]",
    r"[]]",
    r"[^]a]b",
    r"[a-c.-]",
    r"1.2",
    r"^(x-)?v1",
    r"3$|^1",
    r"v[0-9.]{5,}$",
)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash to compare with")
@pytest.mark.parametrize("pattern", PATTERNS)
def test_bash_says_the_same(pattern: str) -> None:
    script = 'p=$1; shift; for t in "$@"; do [[ $t =~ $p ]] && echo yes || echo no; done'
    done = subprocess.run(
        ["bash", "-c", script, "bash", pattern, *TAGS], capture_output=True, text=True, check=True
    )
    ours = ["yes" if to_python(pattern).search(tag) else "no" for tag in TAGS]
    assert dict(zip(TAGS, ours, strict=True)) == dict(zip(TAGS, done.stdout.split(), strict=True))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"^v\d+$", r"\d means something else"),
        (r"^v(?:1)", "no extended regular expression"),
        (r"^$PREFIX", "a variable of the shell"),
        (r"^${PREFIX}v", "a variable of the shell"),
        (r'^"v"', "the shell reads"),
        (r"a+?", "nothing that can repeat"),
        (r"a*+", "nothing that can repeat"),
        (r"(a+)+", "tried without end"),
        (r"(-a+|b+)*", "tried without end"),
        (r"*a", "nothing that can repeat"),
        (r"a{x}", "begins no count"),
        (r"a{3,1}", "min repeat greater than max"),
        (r"(a", "is not closed"),
        (r"a)", "was not opened"),
        (r"[a", "is not closed"),
        (r"[[:digits:]]", "is no class"),
        (r"[[.a.]]", "sorts like it"),
        (r"[z-a]", "is no range"),
        ("a\\", "ends with a backslash"),
        (r"(a)\1", "means something else"),
        ("a" * 501, "501 characters"),
    ],
)
def test_what_can_not_be_taken_over_is_said(pattern: str, why: str) -> None:
    with pytest.raises(NotTakenError, match=why.replace("\\", "\\\\").replace("(", r"\(")):
        to_python(pattern)


@settings(deadline=None)
@given(st.text(alphabet=r"av1.-+*?()[]{}|^$\:,0 2", max_size=14))
def test_every_text_is_a_pattern_or_refused(text: str) -> None:
    with contextlib.suppress(NotTakenError):
        to_python(text).search("v1.2.3")
