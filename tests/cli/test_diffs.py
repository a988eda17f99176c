"""Diffs: whatever changes, the hunks lead from the old text to the new one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.cli.diffs import unified_diff
from gonogo.model.edits import FileEdit

LINES = st.lists(st.sampled_from(["a", "b", "c", "same", ""]), max_size=25)
TEXTS = st.builds(lambda lines, end: "\n".join(lines) + end, LINES, st.sampled_from(["", "\n"]))


def applied(before: str, diff: list[str]) -> str:
    """The text after the hunks of a diff, checked line by line against the old one."""
    old = re.findall(r"[^\n]*\n|[^\n]+", before)
    new: list[str] = []
    at = 0
    for number, line in enumerate(diff[2:], 2):
        bare = diff[number + 1 : number + 2] == ["\\ No newline at end of file"]
        text = line[1:] + ("" if bare else "\n")
        if line.startswith("@@"):
            start, count = (re.findall(r"-(\d+)(?:,(\d+))?", line) or [("", "")])[0]
            begin = int(start) - (0 if count == "0" else 1)
            new += old[at:begin]
            at = begin
        elif line[0] in " -":
            assert old[at] == text
            new += [text] if line[0] == " " else []
            at += 1
        elif line[0] == "+":
            new.append(text)
    return "".join(new + old[at:])


@given(TEXTS, TEXTS)
def test_a_diff_leads_from_the_old_text_to_the_new_one(before, after):
    diff = unified_diff(FileEdit("file", before, after))
    assert (diff == []) is (before == after)
    if diff:
        assert applied(before, diff) == after


@pytest.mark.parametrize("evil", ["\x1b[31mred", "a\x07b", "\u202egpj.exe"])
def test_no_control_of_a_line_or_a_name_survives(evil):
    said = "\n".join(unified_diff(FileEdit(f"{evil}.txt", f"{evil}\nold\n", f"{evil}\nnew\n")))
    assert not set("\x1b\x07\u202e") & set(said)


def test_tabs_and_carriage_returns_are_no_reason_to_change_a_line():
    assert unified_diff(FileEdit("f", "\ta\r\n", "\tb\r\n"))[-2:] == ["-\ta", "+\tb"]
