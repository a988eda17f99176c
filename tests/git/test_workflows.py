"""Workflow files: jobs, environments, and what starts them."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.errors import LookError
from gonogo.git.workflows import read_workflow

SHA = "a" * 40


def test_a_release_workflow() -> None:
    found = read_workflow(
        """
on:
  push:
    tags: ["v[0-9]*.[0-9]*.[0-9]*"]
    branches: main
  workflow_dispatch:
jobs:
  guard: {runs-on: x}
  build:
    name: build (${{ matrix.os }})
    needs: guard
  publish:
    needs: [guard, build]
    environment: {name: crates-io, url: https://example.org}
  docs: {environment: pages}
""",
        "release.yml",
        SHA,
    )
    assert (found.path, found.commit) == (".github/workflows/release.yml", SHA)
    assert found.events == ("push", "workflow_dispatch")
    assert found.tag_patterns == ("v[0-9]*.[0-9]*.[0-9]*",)
    assert found.branch_patterns == ("main",)
    assert [(job.key, job.name, job.environment, job.needs) for job in found.jobs] == [
        ("guard", "guard", "", ()),
        ("build", "build (${{ matrix.os }})", "", ("guard",)),
        ("publish", "publish", "crates-io", ("guard", "build")),
        ("docs", "docs", "pages", ()),
    ]


@pytest.mark.parametrize(
    ("on", "events"),
    [
        ("push", ("push",)),
        ("[push, pull_request]", ("push", "pull_request")),
        ("{push: , schedule: [{cron: x}]}", ("push", "schedule")),
        ("", ()),
    ],
)
def test_every_way_to_write_on(on: Any, events: Any) -> None:
    found = read_workflow(f"on: {on}\njobs: {{a: {{}}}}\n", "x.yml", SHA)
    assert (found.events, found.tag_patterns, found.branch_patterns) == (events, (), ())


def test_text_is_cleaned() -> None:
    found = read_workflow('on: push\njobs: {a: {name: "[x]\\e]52;c;aGk=\\a\\u202e"}}\n', "x.yml", SHA)
    assert found.jobs[0].name == "[x]\ufffd"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("on: push\njobs:\n  a: [\n", "x.yml:4: This is not YAML"),
        ("a: 1\na: 2\n", "x.yml:2: This is not YAML"),
        ("on: push\n", "no jobs"),
        ("- a\n", "no jobs"),
        ("", "no jobs"),
        ("a: &a [*a, *a]\nb: *c\n", "not YAML"),
        ("[" * 3_000, "not YAML"),
        ("a: !!python/object:os.system x\n", "not YAML"),
    ],
)
def test_what_is_no_workflow_is_said_in_a_sentence(text: Any, what: Any) -> None:
    with pytest.raises(LookError) as caught:
        read_workflow(text, "x.yml", SHA)
    assert what in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_workflow_is_read_at_its_commit(world: Any, git: Any) -> None:
    first = world.git("rev-parse", "HEAD")
    sha = world.commit(
        {".github/workflows/ci.yml": "on: push\njobs: {a: {}}\n", ".github/workflows/bin.yml": b"\0"}
    )
    found = await git().workflow_file("ci.yml", sha)
    assert [job.key for job in found.jobs] == ["a"]
    assert await git().workflow_file("ci.yml", first) is None
    assert await git().workflow_file("../../Cargo.toml", sha) is None
    with pytest.raises(LookError, match=r"bin\.yml: It is binary"):
        await git().workflow_file("bin.yml", sha)
