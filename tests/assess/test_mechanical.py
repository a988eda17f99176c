"""The check that a bump's pull request is what is computed, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from gonogo.assess.release import assess
from gonogo.model.asks import ChangesAsk, FilesAsk, HeadAsk, PullAsk, TagAsk
from gonogo.model.local import ChangedFiles, FileSet, FileText
from gonogo.model.releases import Release
from gonogo.model.snapshot import Problem, Seen, Snapshot
from gonogo.playbook.ground import files_ask
from gonogo.playbook.load import load_playbook
from support.widget.nouns import NOON, PULL, REPO

BASE, HEAD = "a" * 40, "c" * 40
TEXT = """
gonogo: 1
repository: octo/widget
version:
  read: VERSION
  files: [{path: VERSION, format: pattern, pattern: '{version}'}]
changelog: {path: CHANGELOG.md}
processes:
  release:
    inputs: {version: {next: [minor]}}
    steps:
      - check: bump-is-mechanical
        allow: ALLOW
"""
LOG = "## [Unreleased]\n\n- New.\n"
BUMPED = "## [Unreleased]\n\n## [0.6.0] - 2026-11-19\n\n- New.\n"
OPEN = replace(PULL, head_sha=HEAD)


def judged(after: dict[str, str | None], *, allow: str = "[]", answers: dict[Any, Any] | None = None) -> Any:
    playbook = load_playbook(TEXT.replace("ALLOW", allow).encode(), "x.yml")
    before = {"VERSION": "0.5.0\n", "CHANGELOG.md": LOG, "src.py": "x = 1\n"}
    changed = tuple(sorted(after))
    changes = ChangedFiles(
        BASE,
        HEAD,
        date(2026, 11, 20),
        tuple(FileText(path, before[path]) for path in changed if path in before),
        tuple(FileText(path, after[path]) for path in changed),
    )
    ask = files_ask(playbook, BASE)
    known: dict[Any, Any] = {
        PullAsk("release/v0.6.0", "main"): OPEN,
        HeadAsk("main"): BASE,
        TagAsk("v0.6.0"): None,
        ChangesAsk(BASE, HEAD): changes,
        ask: FileSet(BASE, tuple(FileText(path, before.get(path)) for path in ask.paths)),
        **(answers or {}),
    }
    seen = {
        one: value if isinstance(value, Seen) else Seen(value, NOON, "git") for one, value in known.items()
    }
    release = Release("widget-0.6.0", REPO, "release", {"version": "0.6.0"}, "0.5.0", NOON, "mira")
    return assess(playbook, release, Snapshot(NOON, seen), (), NOON).standing("bump-is-mechanical").finding


GOOD: dict[str, str | None] = {"VERSION": "0.6.0\n", "CHANGELOG.md": BUMPED}


def said(*args: Any, **kwargs: Any) -> tuple[str, str]:
    finding = judged(*args, **kwargs)
    return finding.verdict.value, finding.evidence


def test_the_computed_bump_is_done() -> None:
    assert said(GOOD) == ("DONE", "2 files as computed at ccccccc")


def test_what_is_not_mechanical_is_named_and_holds_the_release() -> None:
    smuggled = {**GOOD, "src.py": "x = 2\n"}
    assert said(smuggled) == ("NO-GO", "1 hunk not mechanical: src.py:1 fix")
    assert said(smuggled, allow="[prose]")[0] == "NO-GO"
    assert said(smuggled, allow="[fix]")[0] == "DONE"
    (fact,) = judged(smuggled).facts
    assert (fact.name, fact.found, fact.expected, fact.is_ok) == ("src.py:1", "+1 -1 x = 2", "fix", False)


def test_a_missed_file_can_not_be_allowed() -> None:
    missed = {"VERSION": "0.6.0\n", "src.py": "x = 2\n"}
    assert said(missed, allow="[prose, fix, extra file]") == (
        "NO-GO",
        "1 hunk not mechanical: CHANGELOG.md:3 missed",
    )


def test_prose_may_come_along_where_the_playbook_says_so() -> None:
    more = {**GOOD, "CHANGELOG.md": BUMPED + "- More.\n"}
    assert said(more) == ("NO-GO", "1 hunk not mechanical: CHANGELOG.md:6 prose")
    assert said(more, allow="[prose]")[0] == "DONE"


def test_another_version_or_none_is_no_go() -> None:
    other = {"VERSION": "0.7.0\n", "CHANGELOG.md": BUMPED.replace("0.6.0", "0.7.0")}
    assert said(other) == ("NO-GO", "#212 moves to 0.7.0, not to 0.6.0")
    assert said({"src.py": "x = 2\n"})[1] == "#212 moves no version"


def test_what_was_not_seen_is_never_green() -> None:
    assert said(GOOD, answers={PullAsk("release/v0.6.0", "main"): None})[0] == "HOLD"
    problem: Seen[Any] = Seen(None, NOON, "git", Problem("origin is silent"))
    for ask in (PullAsk("release/v0.6.0", "main"), HeadAsk("main"), ChangesAsk(BASE, HEAD)):
        assert said(GOOD, answers={ask: problem})[0] == "UNKNOWN"
    unreadable = FileSet(BASE, (FileText("VERSION", None, "is missing"),))
    assert said(GOOD, answers={FilesAsk(BASE, ("CHANGELOG.md", "VERSION")): unreadable})[0] == "UNKNOWN"
    merged = ChangedFiles(HEAD, HEAD, date(2026, 11, 20), (), ())
    state = {PullAsk("release/v0.6.0", "main"): replace(OPEN, state="MERGED"), ChangesAsk(BASE, HEAD): merged}
    assert said(GOOD, answers=state)[0] == "UNKNOWN"
