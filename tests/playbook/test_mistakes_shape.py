"""Unknown, missing, doubled and wrongly typed keys: each is named at its place."""

from __future__ import annotations

import pytest

from support.playbook_texts import HEAD, STEPS, mistakes_in, with_head, with_steps, with_top

CASES = {
    "unknown top": (
        with_top("proceses: {}\n"),
        ["1:1: there is no key `proceses` here. Did you mean `processes`?"],
    ),
    "unknown top far": (
        with_top("zzz: {}\n"),
        [
            "1:1: there is no key `zzz` here. Known: `gonogo`, `repository`, `default-branch`, `sign-off`, `version`, `tag`, `changelog`, `processes` or `rehearsal`."
        ],
    ),
    "unknown version": (
        with_head("  read: Cargo.toml", "  read: Cargo.toml\n  shceme: semver"),
        ["5:3: there is no key `shceme` here. Did you mean `scheme`?"],
    ),
    "underscore": (
        with_steps("- check: worktree\n  can_waive: true\n"),
        ["11:9: there is no key `can_waive` here. Did you mean `can-waive`?"],
    ),
    "environment twice": (
        with_steps("- gate: pypi\n  environment: pypi\n  run: r.yml\n  job: j\n"),
        ["11:9: the environment stands after `gate:` already. Remove it."],
    ),
    "key twice": (
        with_steps("- check: worktree\n  branch: a\n  branch: b\n"),
        ["12:9: `branch` stands twice, first in line 11. Keep one of them."],
    ),
    "top key twice": (
        with_top("gonogo: 1\n"),
        ["2:1: `gonogo` stands twice, first in line 1. Keep one of them."],
    ),
    "version as number": (
        with_top("tag: {name: 1.10}\n"),
        [
            '1:13: `name` must be text, not `1.10`, which YAML reads as the number 1.1. Write "1.10", in quotes.'
        ],
    ),
    "version key as number": (
        with_steps(STEPS).replace(
            b"version:\n  read: Cargo.toml\n  files:\n    - {path: Cargo.toml, format: cargo}\n",
            b"version: 1.10\n",
        ),
        [
            '3:10: `version` must be a mapping, not `1.10`, which YAML reads as the number 1.1. A version is text: where one belongs, write "1.10", in quotes.'
        ],
    ),
    "choices": (
        with_steps("- confirm: Which\n  choices: [1.10, 1.2]\n"),
        [
            '11:19: item 1 of `choices` must be text, not `1.10`, which YAML reads as the number 1.1. Write "1.10", in quotes.',
            '11:25: item 2 of `choices` must be text, not the number 1.2. Write "1.2", in quotes.',
        ],
    ),
    "boolean for text": (
        with_steps("- check: worktree\n  branch: true\n"),
        [
            '11:17: `branch` must be text, not `true`, which YAML reads as true or false. Write "true", in quotes.'
        ],
    ),
    "null": (
        with_steps("- check: worktree\n  branch:\n"),
        ["11:9: `branch` has no value. Write text after the colon, or leave the key out."],
    ),
    "yes is no boolean": (
        with_steps("- check: worktree\n  decides: yes\n"),
        ["11:18: `decides` must be `true` or `false`, not the text `yes`. Write `true` or `false`."],
    ),
    "list wanted": (
        with_steps("- check: workflows-green\n  workflows: ci.yml\n"),
        ["11:20: `workflows` must be a list, not the text `ci.yml`. Write [ci.yml]."],
    ),
    "braces for text": (
        with_steps("- {check: worktree, branch: {tag}}\n"),
        ["10:27: `branch` must be text, not a mapping. Put a text that begins with `{` in quotes."],
    ),
    "text for number": (
        with_top("rehearsal: {environments: {pypi: {wait-timer: ten}}}\n"),
        ["1:47: `wait-timer` must be a whole number, not the text `ten`. Write a whole number."],
    ),
    "negative": (
        with_top("rehearsal: {environments: {pypi: {wait-timer: -1}}}\n"),
        ["1:47: `wait-timer` is too small. Write 0 or more."],
    ),
    "too large": (
        with_top("rehearsal: {environments: {pypi: {wait-timer: 99999}}}\n"),
        ["1:47: `wait-timer` is too large. Write 43200 or less."],
    ),
    "literal": (
        with_steps("- do: merge\n  method: squahs\n"),
        ["11:17: `method` can not be `squahs`. Did you mean `squash`? Write `squash`, `merge` or `rebase`."],
    ),
    "literal far off": (
        with_steps("- do: merge\n  method: octopus\n"),
        ["11:17: `method` can not be `octopus`. Write `squash`, `merge` or `rebase`."],
    ),
    "union": (
        with_steps("- check: environments\n  expect: {pypi: {reviewers: requried}}\n"),
        ["11:36: `reviewers` can not be `requried`. Write `required` or a list."],
    ),
    "union2": (
        with_steps("- check: environments\n  expect: {pypi: {reviewers: 2}}\n"),
        ['11:36: `reviewers` must be `required` or a list, not the number 2. Write ["2"].'],
    ),
    "union3": (
        with_steps("- check: environments\n  expect: {pypi: {reviewer: required}}\n"),
        ["11:25: there is no key `reviewer` here. Did you mean `reviewers`?"],
    ),
    "newer format": (
        with_head("gonogo: 1", "gonogo: 2"),
        ["1:9: this gonogo reads format 1, not 2. Write `gonogo: 1`, or update gonogo."],
    ),
    "quoted format": (
        with_head("gonogo: 1", 'gonogo: "1"'),
        ["1:9: `gonogo` must stand without quotes. Write 1."],
    ),
    "missing": (
        b"gonogo: 1\n",
        [
            "1:1: the playbook has no `repository`. Add `repository:`, it is required.",
            "1:1: the playbook has no `version`. Add `version:`, it is required.",
            "1:1: the playbook has no `processes`. Add `processes:`, it is required.",
        ],
    ),
    "missing2": (
        with_steps("- check: crates-io\n"),
        ["10:9: `check: crates-io` has no `crate`. Add `crate:`, it is required."],
    ),
    "missing3": (
        with_steps("- gate: pypi\n"),
        [
            "10:9: `gate: pypi` has no `run`. Add `run:`, it is required.",
            "10:9: `gate: pypi` has no `job`. Add `job:`, it is required.",
        ],
    ),
    "missing4": (
        with_head("    - {path: Cargo.toml, format: cargo}", "    - {path: Cargo.toml}"),
        ["6:7: `version.files.1` has no `format`. Add `format:`, it is required."],
    ),
    "empty list": (
        with_steps("- check: workflows-green\n  workflows: []\n"),
        ["11:9: `workflows` must not be empty. Fill it in, or remove what it belongs to."],
    ),
    "empty text": (
        with_steps("- check: crates-io\n  crate: ''\n"),
        ["11:9: `crate` must not be empty. Fill it in, or remove what it belongs to."],
    ),
    "no steps": (
        HEAD.replace("    steps:\n", "    steps: []\n").encode(),
        ["9:5: `steps` must not be empty. Fill it in, or remove what it belongs to."],
    ),
    "null steps": (
        HEAD.encode(),
        ["9:5: `steps` has no value. Write a list after the colon, or leave the key out."],
    ),
    "no process": (
        with_steps(STEPS).split(b"processes")[0] + b"processes: {}\n",
        ["7:1: `processes` must not be empty. Fill it in, or remove what it belongs to."],
    ),
    "process list": (
        with_steps(STEPS).split(b"processes")[0] + b"processes: [release]\n",
        ["7:1: `processes` must be a mapping, not a list. Write `key: value` lines below it."],
    ),
}


@pytest.mark.parametrize(("text", "mistakes"), CASES.values(), ids=CASES.keys())
def test_the_mistake_is_said(text: bytes, mistakes: list[str]) -> None:
    assert mistakes_in(text) == mistakes
