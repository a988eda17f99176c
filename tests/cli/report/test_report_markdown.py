"""Markdown of a report: words from outside are words, for every reader of Markdown that there is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gonogo.cli.report.markdown import code, text, write_markdown
from gonogo.cli.report.words import plain
from support.report_records import HOSTILE, filled

READER = MarkdownIt("gfm-like")
assert READER.linkify is not None
READER.linkify.set({"fuzzy_link": False})  # GitHub makes no link of a bare name.example
WORDS = st.lists(
    st.sampled_from([*HOSTILE, *"\\`*_[]()<>|~&$!#-+=.:/@ a1\t", "www.", "http://", "@me", "ä€", "\n"]),
    max_size=12,
).map("".join)


def shown_in(cell: str) -> tuple[str, set[str]]:
    """What a reader shows in a table's cell, and of what kinds it is made."""
    tokens = READER.parse(f"| head | more |\n|---|---|\n| {cell} | end |\n")
    inside = [token for token in tokens if token.type == "inline"]
    assert len(inside) == 4, "the cell broke the table"
    children = inside[2].children or []
    return "".join(child.content for child in children), {child.type for child in children}


@settings(max_examples=400)
@given(WORDS)
@example("a@b@c http://x`y@z|www.q @t/u. <b>\\|")
def test_words_are_shown_as_they_are(words: str) -> None:
    cleaned = plain(words)
    shown, kinds = shown_in(text(cleaned))
    assert shown == cleaned
    assert kinds <= {"text", "text_special", "code_inline"}


@settings(max_examples=200)
@given(WORDS.filter(str.strip))
def test_code_is_shown_as_it_is(words: str) -> None:
    cleaned = plain(words)
    shown, kinds = shown_in(code(cleaned))
    assert shown == cleaned
    assert kinds <= {"text", "text_special", "code_inline"}


@pytest.mark.parametrize(
    "words", ["# head", "- item", "+ item", "1. one", "2) two", "=== x", "> quote", "***", "    code"]
)
def test_words_at_the_beginning_of_a_line_are_no_block(words: str) -> None:
    tokens = READER.parse(text(plain(words)))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]


def test_nobody_is_mentioned_and_nothing_is_linked() -> None:
    said = text("by @someone of @org/team, see https://x.example/a?b=c or www.y.example, ask a@b.example")
    for word in ("@someone", "@org/team", "https://x.example/a?b=c", "www.y.example", "a@b.example"):
        assert f"`{word}" in said


def test_a_hostile_record_stays_whole() -> None:
    report = write_markdown(filled(itertools.cycle(HOSTILE)))
    tokens = READER.parse(report)
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or []
    }
    assert not kinds & {
        "html_inline",
        "html_block",
        "image",
        "link_open",
        "fence",
        "code_block",
        "bullet_list_open",
    }
    assert "\x1b" not in report
    assert "\u202e" not in report
    assert max(map(len, report.splitlines())) < 200_000
    titles = [
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]
    assert titles == ["Steps", "Done from here", "Runs", "Digests", "Evidence"]
