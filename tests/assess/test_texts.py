"""What stands in files, and whether a workflow lets a tag through."""

from __future__ import annotations

import pytest

from gonogo.model.asks import FilesAsk
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem
from support.places import Place, sha

RELEASE_YML = """\
on: {push: {tags: ['v*']}}
jobs:
  validate-tag:
    steps:
      - run: |
          if [[ ! "$REF" =~ PATTERN ]]; then exit 1; fi
"""


def place(steps: str, text: str | None, version: str = "1.2.3") -> Place:
    made = Place(steps, version=version)
    made.commit("a", on="main")
    if text is not None:
        made.write("a", {"f.txt": text})
    return made


@pytest.mark.parametrize(
    ("keys", "text", "verdict", "evidence"),
    [
        ("find: b+", "a\nbb\n", "DONE", "line 2 of f.txt, "),
        ("find: b+", "a\n", "NO-GO", "0 lines of f.txt hold it, expected at least one"),
        ("find: b+, says: no b", "a\n", "NO-GO", "no b"),
        ("find: b+, decides: false", "a\n", "HOLD", "0 lines of f.txt hold it"),
        ("find: b+, awaited: true", "a\n", "HOLD", "0 lines of f.txt hold it"),
        ("find: b+, awaited: true", None, "HOLD", "f.txt is not there, or is no text"),
        ("find: b, count: one", "b\nb\n", "NO-GO", "2 lines of f.txt hold it, expected exactly one"),
        ("find: b, count: one", "b\n", "DONE", "line 1 of f.txt"),
        ("find: b, count: none", "a\n", "DONE", "no line of f.txt"),
        ("find: b, count: none", "b\n", "NO-GO", "line 1 of f.txt hold it, expected none"),
        ("find: b", None, "NO-GO", "f.txt is not there, or is no text"),
        ("find: b, says: gone", None, "NO-GO", "gone"),
        ("find: b, count: none", None, "UNKNOWN", "f.txt could not be read"),
        ("find: '{version}'", "1x2y3\n", "NO-GO", "0 lines"),
        ("find: '= \"{version}\"$', count: one", 'version = "1.2.3"\nb = "1.2.3-rc.1"\n', "DONE", "line 1"),
    ],
)
def test_text(keys: str, text: str | None, verdict: str, evidence: str) -> None:
    said = place(f"- {{check: text, path: f.txt, {keys}}}\n", text).said()
    assert said[0] == verdict
    assert evidence in said[1]


def test_a_text_that_can_not_be_read_now_is_unknown() -> None:
    made = place("- {check: text, path: f.txt, find: b}\n", "b")
    made.problems[FilesAsk] = Problem("origin did not answer")
    assert made.said() == ("UNKNOWN", "origin did not answer")


def test_a_waiver_holds_for_the_commit_it_was_given_for() -> None:
    made = place("- {check: text, path: f.txt, find: b}\n", "a")
    made.record(EventKind.WAIVER, sha("a"), text="known")
    assert made.standing().waived == "@mira: known"
    made.commit("next", "a", on="main")
    assert made.standing().waived == ""


def tag_place(pattern: str, version: str = "1.2.3", more: str = "") -> Place:
    find = r"""find: '=~ (\S+) \]\]' """
    steps = f"- {{check: tag-accepted, path: f.txt, {find}{more}}}\n"
    return place(steps, RELEASE_YML.replace("PATTERN", pattern), version=version)


STABLE = r"^v[0-9]+\.[0-9]+\.[0-9]+$"


@pytest.mark.parametrize(
    ("pattern", "version", "more", "verdict", "evidence"),
    [
        (STABLE, "1.2.3", "", "DONE", "f.txt takes v1.2.3, at "),
        (STABLE, "1.2.3-rc.1", "", "NO-GO", "f.txt refuses v1.2.3-rc.1"),
        (STABLE, "1.2.3-rc.1", ", expect: refused", "DONE", "f.txt refuses v1.2.3-rc.1"),
        (STABLE, "1.2.3+1", "", "NO-GO", "f.txt refuses v1.2.3+1"),
        (STABLE, "1.2.3-rc.1", ", says: red at once", "NO-GO", "red at once"),
        (STABLE, "1.2.3-rc.1", ", decides: false", "HOLD", "f.txt refuses"),
        (".+-pre.*", "1.0.0-rc.1", ", expect: prerelease", "NO-GO", "f.txt refuses v1.0.0-rc.1"),
        (".+-pre.*", "1.0.0-pre.1", ", expect: prerelease", "DONE", "f.txt takes v1.0.0-pre.1"),
        (".+-pre.*", "1.0.0", ", expect: prerelease", "DONE", "f.txt takes v1.0.0 for a normal release"),
        (r"^v\d+$", "1.2.3", "", "UNKNOWN", r"f.txt:6 can not be tried here: \d means something else"),
        ("$TAG_PATTERN", "1.2.3", "", "UNKNOWN", "f.txt:6 can not be tried here: it holds a variable"),
    ],
)
def test_tag_accepted(pattern: str, version: str, more: str, verdict: str, evidence: str) -> None:
    said = tag_place(pattern, version, more).said()
    assert said[0] == verdict
    assert evidence in said[1]


def test_a_pattern_that_is_not_found_is_not_green() -> None:
    steps = "- {check: tag-accepted, path: f.txt, find: 'tag matches (.+)'}\n"
    assert place(steps, RELEASE_YML).said() == ("UNKNOWN", "no pattern was found in f.txt")
    assert place(steps, None).said() == ("UNKNOWN", "f.txt could not be read")


def test_two_patterns_must_both_take_it() -> None:
    steps = "- {check: tag-accepted, path: f.txt, find: '=~ (.+)'}\n"
    made = place(steps, "x =~ ^v1\ny =~ ^v2\n")
    assert made.said() == ("NO-GO", "f.txt refuses v1.2.3")
    assert list(made.facts().values()) == ["takes v1.2.3", "refuses v1.2.3"]
