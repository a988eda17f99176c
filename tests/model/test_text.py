"""Text from outside is harmless after cleaning, whatever it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.text import clean_line, clean_text

HOSTILE = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07 [/nope]"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (HOSTILE, "[@click=app.quit]x[/]  [/nope]"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("a\nb", "a b"),
        ("tab\there", "tab here"),
        ("\u202eevil\u202c", "\ufffdevil\ufffd"),
        ("\x9b2Jgone", "gone"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("arabic\u061cmark", "arabic\ufffdmark"),
        ("tag\U000e0041letter", "tag\ufffdletter"),
        ("half\ud800pair", "half\ufffdpair"),
        ("annotated\ufff9text", "annotated\ufffdtext"),
        ("x" * 20, "x" * 9 + "…"),
    ],
)
def test_a_line(text, clean):
    assert clean_line(text, 10 if text.startswith("xx") else 500) == clean


@given(st.text(max_size=300), st.integers(1, 80))
def test_no_control_survives(text, limit):
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert not any(ord(ch) < 32 or 0x7F <= ord(ch) <= 0x9F for ch in line)
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(text):
    once = clean_text(text)
    assert clean_text(once) == once
