"""The checkout, the lock files, the old version's leftovers."""

from __future__ import annotations

import pytest

from gonogo.model.local import Hit, Worktree
from support.widget.nouns import BASE, BUMPED, NEW, OLD, PLAYBOOK, playbook, tree
from support.widget.stages import begun, merged
from support.widget.world import changed, said

MAIN = Worktree("/w", "main", BASE, ())
OTHER = "e" * 40


@pytest.mark.parametrize(
    ("worktree", "verdict", "evidence"),
    [
        (MAIN, "DONE", "clean, main at aaaaaaa like origin"),
        (Worktree("/w", "main", BASE, ("a.txt",)), "NO-GO", "1 changed path: a.txt"),
        (Worktree("/w", "main", BASE, ("a", "b", "c")), "NO-GO", "3 changed paths: a, b and 1 more"),
        (Worktree("/w", "topic", BASE, ()), "NO-GO", "on topic, not on main"),
        (Worktree("/w", "", OTHER, ()), "NO-GO", "detached at eeeeeee, not on main"),
        (Worktree("/w", "main", OTHER, ()), "NO-GO", "at eeeeeee, origin's main is at aaaaaaa"),
    ],
)
def test_worktree(worktree, verdict, evidence):
    world = changed(begun(), worktree=worktree)
    assert said(world, "worktree") == (verdict, evidence)
    assert (world.standing("worktree").finding.advice == "") == (verdict == "DONE")


def test_a_branch_that_origin_lacks():
    assert said(changed(begun(), heads={}), "worktree") == ("NO-GO", "origin has no branch main")


LOCK = 'version = 4\n[[package]]\nname = "widget"\nversion = "{0}"\n'


@pytest.mark.parametrize(
    ("files", "verdict", "evidence"),
    [
        ({}, "DONE", "1 package in 1 lock file agree at aaaaaaa"),
        ({"Cargo.lock": LOCK.format("0.4.0")}, "NO-GO", "widget in Cargo.lock is 0.4.0, expected 0.5.0"),
        ({"Cargo.lock": "version = 4\n"}, "NO-GO", "widget in Cargo.lock is missing, expected 0.5.0"),
        (
            {"Cargo.lock": LOCK.format("0.5.0") + 'source = "registry"\n'},
            "NO-GO",
            "widget in Cargo.lock is missing, expected 0.5.0",
        ),
        (
            {"Cargo.lock": "version = \n"},
            "NO-GO",
            "Cargo.lock is not TOML: Invalid value (at line 1, column 11)",
        ),
        ({"Cargo.lock": None}, "NO-GO", "Cargo.lock could not be read at aaaaaaa"),
        (
            {"Cargo.toml": '[package]\nname = "widget"\nversion.workspace = true\n'},
            "UNKNOWN",
            "Cargo.toml takes its version from a manifest not listed",
        ),
        (
            {
                "Cargo.toml": '[workspace.package]\nversion = "0.5.0"\n'
                '[package]\nname = "widget"\nversion.workspace = true\n'
            },
            "DONE",
            "1 package in 1 lock file agree at aaaaaaa",
        ),
        ({"Cargo.toml": "[workspace]\n"}, "DONE", "0 packages in 1 lock file agree at aaaaaaa"),
        ({"Cargo.lock": "package = 3\n"}, "NO-GO", "widget in Cargo.lock is missing, expected 0.5.0"),
        ({"Cargo.toml": "package = 3\n"}, "DONE", "0 packages in 1 lock file agree at aaaaaaa"),
    ],
)
def test_lock_in_sync(files, verdict, evidence):
    world = begun()
    world.trees[BASE] = {k: v for k, v in (tree(OLD) | files).items() if v is not None}
    assert said(world, "lock-in-sync") == (verdict, evidence)


HITS = (Hit("docs/a.md", 3, f"widget {OLD}"), Hit("docs/a.md", 9, OLD), Hit("b.py", 1, f"V = '{OLD}'"))


@pytest.mark.parametrize(
    ("hits", "verdict", "evidence"),
    [
        ((), "DONE", "no other file names 0.5.0"),
        ((Hit("Cargo.toml", 3, OLD), Hit("CHANGELOG.md", 3, OLD)), "DONE", "no other file names 0.5.0"),
        (HITS, "HOLD", "0.5.0: 3 lines in 2 files to look at"),
        (HITS[2:], "HOLD", "0.5.0: 1 line in 1 file to look at"),
    ],
)
def test_old_version_informs_only(hits, verdict, evidence):
    world = changed(merged(), hits=hits)
    assert said(world, "old-version") == (verdict, evidence)
    assert world.assess().next_step == "go"


def test_old_version_decides_where_the_playbook_says_so():
    text = PLAYBOOK.replace("        decides: false\n      - check: workflows", "      - check: workflows")
    world = changed(merged(), hits=HITS, playbook=playbook(text))
    assert said(world, "old-version")[0] == "NO-GO"
    assert world.assess().verdict.value == "NO-GO"


def test_old_version_ignores_what_the_playbook_ignores():
    text = PLAYBOOK.replace(
        "      - check: old-version\n", "      - check: old-version\n        ignore: ['docs/*']\n"
    )
    world = changed(merged(), hits=HITS[:2], playbook=playbook(text))
    assert said(world, "old-version") == ("DONE", "no other file names 0.5.0")


def test_the_commit_before_the_merge_is_not_yet_the_release_commit():
    verdict, evidence = said(begun(), "old-version")
    assert (verdict, evidence) == ("HOLD", "not yet the release commit: no other file names 0.5.0")


def test_after_the_tag_the_tags_commit_is_looked_at_even_when_main_moves_on():
    from support.widget.stages import tagged

    world = tagged()
    world.heads["main"] = OTHER
    world.trees[OTHER] = tree("0.7.0")
    assert said(world, "bump") == ("DONE", f"main says {NEW} on {BUMPED[:7]}")
    assert said(world, "workflows-green") == ("DONE", "2 of 2 green on bbbbbbb")
