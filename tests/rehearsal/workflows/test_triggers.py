"""Which workflows an event starts."""

from __future__ import annotations

import pytest

from gonogo.rehearsal.histories.commits import read_tree
from gonogo.rehearsal.workflows.parse import parse_workflow
from gonogo.rehearsal.workflows.triggers import Trigger, is_triggered

MAIN, SIDE, TAG = "refs/heads/main", "refs/heads/side", "refs/tags/v1.2.3"
PUSH, PULL = "push", "pull_request"


def started(on, trigger):
    return is_triggered(parse_workflow("x.yml", f"on: {on}\njobs: {{a: {{runs-on: x}}}}"), trigger)


@pytest.mark.parametrize(
    ("on", "trigger", "expected"),
    [
        ("push", Trigger(PUSH, MAIN), True),
        ("push", Trigger(PUSH, TAG), True),
        ("push", Trigger(PULL, SIDE, MAIN), False),
        ("[push, pull_request]", Trigger(PULL, SIDE, MAIN), True),
        ("{push: {branches: [main]}}", Trigger(PUSH, MAIN), True),
        ("{push: {branches: [main]}}", Trigger(PUSH, SIDE), False),
        ("{push: {branches: [main]}}", Trigger(PUSH, TAG), False),
        ("{push: {tags: ['v*']}}", Trigger(PUSH, MAIN), False),
        ("{push: {tags: ['v*']}}", Trigger(PUSH, TAG), True),
        ("{push: {tags: ['v*'], branches: [main]}}", Trigger(PUSH, MAIN), True),
        ("{push: {tags-ignore: ['v*']}}", Trigger(PUSH, TAG), False),
        ("{push: {tags-ignore: ['x*']}}", Trigger(PUSH, TAG), True),
        ("{push: {tags-ignore: ['x*']}}", Trigger(PUSH, MAIN), False),
        ("{push: {branches-ignore: [main]}}", Trigger(PUSH, MAIN), False),
        ("{push: {branches-ignore: [main]}}", Trigger(PUSH, SIDE), True),
        ("{push: {branches: ['**', '!side']}}", Trigger(PUSH, SIDE), False),
        ("{push: {paths: ['src/**']}}", Trigger(PUSH, MAIN, paths=("src/a.rs", "x")), True),
        ("{push: {paths: ['src/**']}}", Trigger(PUSH, MAIN, paths=("docs/a",)), False),
        ("{push: {paths: ['src/**']}}", Trigger(PUSH, MAIN, paths=()), False),
        ("{push: {paths: ['src/**']}}", Trigger(PUSH, MAIN), True),
        ("{push: {paths: ['src/**']}}", Trigger(PUSH, TAG, paths=("docs/a",)), True),
        ("{push: {paths: ['src/**', '!src/x']}}", Trigger(PUSH, MAIN, paths=("src/x",)), False),
        ("{push: {paths-ignore: ['docs/**']}}", Trigger(PUSH, MAIN, paths=("docs/a",)), False),
        ("{push: {paths-ignore: ['docs/**']}}", Trigger(PUSH, MAIN, paths=("docs/a", "b")), True),
        ("pull_request", Trigger(PULL, SIDE, MAIN), True),
        ("{pull_request: {branches: [main]}}", Trigger(PULL, SIDE, MAIN), True),
        ("{pull_request: {branches: [main]}}", Trigger(PULL, MAIN, "other"), False),
        ("{pull_request: {paths: [a]}}", Trigger(PULL, SIDE, MAIN, paths=("b",)), False),
        ("{pull_request: {types: [labeled]}}", Trigger(PULL, SIDE, MAIN), False),
        ("{pull_request: {types: [labeled]}}", Trigger(PULL, SIDE, MAIN, action="labeled"), True),
        ("pull_request", Trigger(PULL, SIDE, MAIN, action="labeled"), False),
        ("pull_request", Trigger(PULL, SIDE, MAIN, action="synchronize"), True),
        ("workflow_dispatch", Trigger("workflow_dispatch", SIDE), True),
        ("push", Trigger("workflow_dispatch", MAIN), False),
        ("{schedule: [{cron: '1 1 * * *'}]}", Trigger("schedule", MAIN), True),
        ("workflow_call", Trigger("workflow_call", MAIN), False),
        ("merge_group", Trigger("merge_group", SIDE, MAIN), True),
        ("{merge_group: {branches: [x]}}", Trigger("merge_group", SIDE, MAIN), False),
        ("{release: {types: [published]}}", Trigger("release", TAG, action="created"), False),
    ],
)
def test_starts(on, trigger, expected):
    assert started(on, trigger) is expected


@pytest.mark.parametrize(
    ("trigger", "files"),
    [
        (Trigger(PUSH, MAIN, paths=("README.md",)), "actionlint ci codeql fuzz python zizmor"),
        (Trigger(PUSH, "refs/tags/v0.6.0"), "release"),
        (Trigger(PUSH, "refs/tags/v0.6.0-rc.1"), "release"),
        (Trigger(PUSH, "refs/tags/nightly"), ""),
        (Trigger(PUSH, "refs/heads/release/v0.6.0"), ""),
        (Trigger(PULL, SIDE, MAIN, paths=("docs/x.md",)), "actionlint ci codeql fuzz zizmor"),
        (Trigger(PULL, SIDE, MAIN, paths=("Cargo.toml",)), "actionlint ci codeql fuzz python zizmor"),
    ],
)
def test_the_miniatures_workflows(trigger, files):
    tree = read_tree("ordvec")
    paths = [path for path in tree if path.startswith(".github/workflows/")]
    found = [path for path in paths if is_triggered(parse_workflow(path, tree[path]), trigger)]
    assert sorted(path.rsplit("/", 1)[1].removesuffix(".yml") for path in found) == files.split()
