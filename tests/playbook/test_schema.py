"""The JSON Schema says what the loader says, as far as a schema can."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from gonogo.playbook.find import builtin_names, builtin_text
from gonogo.playbook.parse import parse_tree
from gonogo.playbook.schema import json_schema
from gonogo.playbook.steps import STEP_TYPES
from gonogo.playbook.tree import to_plain
from support.playbook_texts import STEPS, mistakes_in, with_head, with_steps, with_top

SCHEMA = json_schema()


def is_valid(text: bytes) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid(to_plain(parse_tree(text, "p.yml"))))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("name", builtin_names())
def test_built_in_playbooks_are_valid(name: str) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(to_plain(parse_tree(builtin_text(name), name)))
    assert [error.message for error in errors] == []


CHANGELOG = b"changelog: {path: LOG.md}\n"

BOTH: dict[str, tuple[bytes, bool]] = {
    "right": (with_steps(STEPS), True),
    "two names": (with_head("octo/demo", "[octo/demo, a/b]"), True),
    "no names": (with_head("octo/demo", "[]"), False),
    "newer format": (with_head("gonogo: 1", "gonogo: 2"), False),
    "quoted format": (with_head("gonogo: 1", 'gonogo: "1"'), False),
    "unknown top key": (with_top("zzz: 1\n"), False),
    "only the format": (b"gonogo: 1\n", False),
    "changelog": (with_top("changelog: {path: NEWS.md, heading: '## {version}'}\n"), True),
    "number for text": (with_top("tag: {name: 1.10}\n"), False),
    "no steps": (with_steps("[]\n"), False),
    "unknown kind": (with_steps("- chek: worktree\n"), False),
    "unknown type": (with_steps("- check: tag\n"), False),
    "type without its key": (with_steps("- check: crates-io\n"), False),
    "type with its key": (with_steps("- check: crates-io\n  crate: a\n"), True),
    "key of another type": (with_steps("- check: worktree\n  crate: a\n"), False),
    "underscore": (with_steps("- check: worktree\n  can_waive: true\n"), False),
    "dash": (with_steps("- check: worktree\n  can-waive: true\n"), True),
    "text for boolean": (with_steps("- check: worktree\n  decides: yes\n"), False),
    "text for list": (with_steps("- check: workflows-green\n  workflows: ci.yml\n"), False),
    "empty list": (with_steps("- check: workflows-green\n  workflows: []\n"), False),
    "needs nothing": (with_steps("- check: worktree\n  needs: []\n"), True),
    "needs null": (with_steps("- check: worktree\n  needs:\n"), True),
    "unknown word": (with_steps("- do: merge\n  method: octopus\n"), False),
    "known word": (with_steps("- do: merge\n  method: rebase\n"), True),
    "gate": (with_steps("- gate: pypi\n  run: r.yml\n  job: j\n"), True),
    "gate without job": (with_steps("- gate: pypi\n  run: r.yml\n"), False),
    "gate with environment": (
        with_steps("- gate: pypi\n  environment: pypi\n  run: r.yml\n  job: j\n"),
        False,
    ),
    "gate of nothing": (with_steps("- gate: ''\n  run: r.yml\n  job: j\n"), False),
    "confirm": (with_steps("- confirm: Go\n  choices: [a, b]\n"), True),
    "confirm with title": (with_steps("- confirm: Go\n  title: Go\n"), False),
    "reviewers required": (
        with_steps("- check: environments\n  expect: {pypi: {reviewers: required}}\n"),
        True,
    ),
    "reviewers named": (with_steps("- check: environments\n  expect: {pypi: {reviewers: [a]}}\n"), True),
    "reviewers misspelt": (
        with_steps("- check: environments\n  expect: {pypi: {reviewers: requird}}\n"),
        False,
    ),
    "timer": (with_top("rehearsal: {environments: {pypi: {wait-timer: 10}}}\n"), True),
    "text": (with_steps("- check: text\n  path: a\n  find: b\n  count: one\n"), True),
    "text without find": (with_steps("- check: text\n  path: a\n"), False),
    "text of another count": (with_steps("- check: text\n  path: a\n  find: b\n  count: two\n"), False),
    "tag accepted": (with_steps("- check: tag-accepted\n  path: a\n  find: (b)\n  expect: refused\n"), True),
    "tag half accepted": (
        with_steps("- check: tag-accepted\n  path: a\n  find: (b)\n  expect: half\n"),
        False,
    ),
    "contains": (with_steps("- check: contains\n  commit: v1\n"), True),
    "contains nothing": (with_steps("- check: contains\n  commit: ''\n"), False),
    "backports": (with_steps("- check: backports\n  branch: r\n  leave: ['Bump *']\n"), True),
    "backports of no branch": (with_steps("- check: backports\n"), False),
    "changelog step": (CHANGELOG + with_steps("- check: changelog\n  expect: released\n"), True),
    "changelog of another time": (CHANGELOG + with_steps("- check: changelog\n  expect: soon\n"), False),
    "notes in sync": (with_steps("- check: notes-in-sync\n  path: a\n  branch: r\n  with-branch: m\n"), True),
    "notes in sync alone": (with_steps("- check: notes-in-sync\n  path: a\n"), False),
    "issues": (with_steps("- check: issues\n  query: RUSTSEC\n"), True),
    "issues of all": (with_steps("- check: issues\n"), False),
    "advisories": (with_steps("- check: advisories\n  expect: published\n"), True),
    "advisories open": (with_steps("- check: advisories\n  expect: open\n"), False),
    "approvals": (with_steps("- check: approvals\n  count: 2\n"), True),
    "approvals of nobody": (with_steps("- check: approvals\n  count: 0\n"), False),
    "crates": (with_steps("- check: crates\n  leave: [a]\n"), True),
    "crates, one": (with_steps("- check: crates\n  leave: a\n"), False),
    "owners": (with_steps("- check: crate-owners\n  crate: a\n  owners: [b]\n"), True),
    "owners nobody": (with_steps("- check: crate-owners\n  crate: a\n"), False),
    "images": (with_steps("- check: images\n  image: g.io/a\n  tags: [a]\n  unmoved: [b]\n"), True),
    "images without tags": (with_steps("- check: images\n  image: g.io/a\n"), False),
    "images of no tag": (with_steps("- check: images\n  image: g.io/a\n  tags: []\n"), False),
    "backport": (with_steps("- do: backport\n  base: r\n  commits: '#1'\n"), True),
    "backport nowhere": (with_steps("- do: backport\n  commits: '#1'\n"), False),
    "branch": (with_steps("- do: branch\n  branch: a\n  start: v1\n"), True),
    "branch from nowhere": (with_steps("- do: branch\n  branch: a\n"), False),
    "pull request": (with_steps("- do: pull-request\n  branch: a\n"), True),
    "pull request of nothing": (with_steps("- do: pull-request\n"), False),
    "retag": (with_steps("- do: retag\n  image: g.io/a\n  tags: [latest]\n"), True),
    "retag of no image": (with_steps("- do: retag\n  tags: [latest]\n"), False),
    "deprecate": (with_steps("- do: deprecate\n  message: a\n"), True),
    "deprecate silently": (with_steps("- do: deprecate\n"), False),
    "incident": (CHANGELOG + with_steps("- do: incident\n  text: a\n  via: push\n"), True),
    "incident by mail": (CHANGELOG + with_steps("- do: incident\n  text: a\n  via: mail\n"), False),
    "announce": (with_steps("- do: announce\n  message: a\n  via: issue\n"), True),
    "announce by mail": (with_steps("- do: announce\n  message: a\n  via: mail\n"), False),
    "command": (with_steps("- do: command\n  command: make\n  timeout-min: 5\n"), True),
    "command for ever": (with_steps("- do: command\n  command: make\n  timeout-min: 0\n"), False),
    "negative timer": (with_top("rehearsal: {environments: {pypi: {wait-timer: -1}}}\n"), False),
}


@pytest.mark.parametrize(("text", "is_right"), BOTH.values(), ids=BOTH.keys())
def test_loader_and_schema_agree(text: bytes, is_right: bool) -> None:
    assert (is_valid(text), not mistakes_in(text)) == (is_right, is_right)


def test_every_step_type_and_key_is_described() -> None:
    for cls in STEP_TYPES:
        part = SCHEMA["$defs"][cls.__name__]
        assert part["description"].strip()
        for key, field in part["properties"].items():
            assert field.get("description") or key == cls.kind, (cls.__name__, key)


def test_every_step_type_is_offered() -> None:
    offered: list[dict[str, Any]] = SCHEMA["$defs"]["Process"]["properties"]["steps"]["items"]["oneOf"]
    assert [one["$ref"] for one in offered] == [f"#/$defs/{cls.__name__}" for cls in STEP_TYPES]
