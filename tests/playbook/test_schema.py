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
