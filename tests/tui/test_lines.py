"""Lines fill their width exactly, whatever is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo_tui.present.lines import Span, cells, cut, fit, line, wrap

words = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=30)


@given(words, words, st.integers(1, 60), st.booleans())
def test_a_line_fills_its_width_exactly(left, right, width, keeps_right):
    spans = fit(line(left, right=(right,) if right else (), keeps_right=keeps_right), width)
    assert sum(cells(span.text) for span in spans) <= width
    if width > 3:
        assert sum(cells(span.text) for span in spans) >= width - 2


@given(words, st.integers(0, 40))
def test_cut_never_takes_more_than_its_width(text, width):
    assert cells(cut(text, width)) <= width


@given(st.text(st.characters(whitelist_categories=("L", "N", "P")), max_size=80), st.integers(2, 30))
def test_wrap_loses_no_letter_and_keeps_the_width(text, width):
    parts = wrap(text, width)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(cells(part) <= width for part in parts)


def test_a_long_text_ends_in_an_ellipsis():
    assert cut("release-avx512", 8) == "release…"


def test_wide_letters_count_two():
    assert cells("日本") == 4
    assert cut("日本語", 4) == "日…"


@pytest.mark.parametrize("width", [11, 12, 14, 20, 40])
def test_the_kept_right_side_is_never_cut(width):
    spans = fit(line("a long title", right=(Span("evidence"),), keeps_right=True), width)
    text = "".join(span.text for span in spans)
    assert text.endswith(" evidence")
    assert len(text) == width


def test_the_left_side_gives_way_to_three_fifths():
    spans = fit(line("x" * 40, right=("y" * 40,)), 20)
    assert "".join(span.text for span in spans) == "x" * 11 + "…  " + "y" * 5 + "…"


@pytest.mark.parametrize(
    "name", ["日本語リリース", "إصدار-47.0.0", "שחרור", "e\u0301" * 9, "한국어 브랜치", "a\u200db"]
)
@pytest.mark.parametrize("width", [9, 10, 20, 34, 80])
def test_columns_stand_where_they_stand_whatever_the_name(name, width):
    row = line(
        Span(name),
        right=(Span("4/16", "bad", width=6), Span("5 h", "dim", width=5, is_right=True)),
        keeps_right=True,
    )
    spans = fit(row, width)
    shown = "".join(span.text for span in spans)
    assert cells(shown) == width
    if width > 11:
        assert shown.endswith("4/16    5 h")
