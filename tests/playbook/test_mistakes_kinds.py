"""The first key of a step and its value."""

from __future__ import annotations

import pytest

from support.playbook_texts import mistakes_in, with_steps

CASES = {
    "kind": (
        with_steps("- chek: worktree\n"),
        ["10:9: a step can not begin with `chek`. Did you mean `check`?"],
    ),
    "kind far": (
        with_steps("- run: make\n"),
        [
            "10:9: a step can not begin with `run`. Known: `check`, `do`, `wait`, `gate` or `confirm`.",
            "10:14: `make` is no file in .github/workflows. Write the file's name alone, such as `ci.yml`.",
        ],
    ),
    "kind second": (
        with_steps("- id: x\n  check: worktree\n"),
        ["11:9: `check` must be the first key of its step. Move it up."],
    ),
    "two kinds": (
        with_steps("- check: worktree\n  do: tag\n"),
        ["11:9: this step has begun with `check` already. Begin another step: `- do:`."],
    ),
    "type": (
        with_steps("- check: workflow-green\n  workflows: [ci.yml]\n"),
        ["10:16: there is no step `check: workflow-green`. Did you mean `check: workflows-green`?"],
    ),
    "type2": (with_steps("- check: tag\n"), ["10:16: there is no step `check: tag`. Write `do: tag`."]),
    "type3": (
        with_steps("- do: publish\n"),
        [
            "10:13: there is no step `do: publish`. Known: `bump`, `backport`, `branch`, `pull-request`, `merge`, `tag`, `dispatch`, `command`, `retag`, `deprecate`, `incident` or `announce`."
        ],
    ),
    "type is a number": (
        with_steps("- check: 1.10\n"),
        [
            '10:9: `check` must be the type of the step, and is `1.10`, which YAML reads as the number 1.1. Write "1.10", in quotes.'
        ],
    ),
    "type null": (
        with_steps("- check:\n"),
        ["10:9: `check` must be the type of the step, and is empty. Write it like `check: worktree`."],
    ),
    "gate null": (
        with_steps("- gate:\n"),
        ["10:9: `gate` must be the name of an environment, and is empty. Write it like `gate: crates-io`."],
    ),
    "confirm map": (
        with_steps("- confirm: {version} is right\n").replace(b"} is right", b"}"),
        [
            "10:9: `confirm` must be a title, and is a mapping. Write it like `confirm: Title of the decision`."
        ],
    ),
    "step text": (
        with_steps("- worktree\n"),
        [
            "10:9: a step must begin with `check`, `do`, `wait`, `gate` or `confirm`, and is the text `worktree`. Write it like `- check: worktree`."
        ],
    ),
    "step list": (
        with_steps("- [check, worktree]\n"),
        [
            "10:9: a step must begin with `check`, `do`, `wait`, `gate` or `confirm`, and is a list. Write it like `- check: worktree`."
        ],
    ),
}


@pytest.mark.parametrize(("text", "mistakes"), CASES.values(), ids=CASES.keys())
def test_the_mistake_is_said(text: bytes, mistakes: list[str]) -> None:
    assert mistakes_in(text) == mistakes
