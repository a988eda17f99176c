"""GitHub's OpenAPI description, where it is at hand: holds answers of the embedded GitHub against it."""

from __future__ import annotations

import functools
import gzip
import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).parents[2] / ".." / "shared" / "github" / "api.github.com.json.gz"


@functools.cache
def load_description() -> dict[str, Any]:
    if not FILE.is_file():
        pytest.skip("GitHub's OpenAPI description is not at hand (../shared/github/api.github.com.json.gz)")
    with gzip.open(FILE) as stream:
        description: dict[str, Any] = _without_nullable(json.load(stream))
    return description


@functools.cache
def _registry() -> Registry[Any]:
    empty: Registry[Any] = Registry()
    made: Registry[Any] = empty.with_resource("urn:github", DRAFT202012.create_resource(load_description()))
    return made


def check_answer(method: str, path: str, status: int, body: Any) -> None:
    """Fail where an answer is none that GitHub describes."""
    description = load_description()
    template = _template(path)
    operation = description["paths"][template][method.lower()]
    answers = operation["responses"]
    assert str(status) in answers, f"{method} {template} is not described to answer {status}"
    if body is None:
        return
    answer = answers[str(status)]
    pointer = f"/paths/{_escape(template)}/{method.lower()}/responses/{status}"
    if "$ref" in answer:
        pointer = answer["$ref"].removeprefix("#")
    schema = {"$ref": f"urn:github#{pointer}/content/application~1json/schema"}
    found = list(jsonschema.Draft202012Validator(schema, registry=_registry()).iter_errors(body))
    told = [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found[:8]]
    assert not found, f"{method} {template} → {status}:\n" + "\n".join(told)


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    rows = []
    for template in load_description()["paths"]:
        parts = re.split(r"(\{[^}]*\})", template)
        pattern = "".join(_pattern(part) for part in parts)
        rows.append((sum(len(part) for part in parts[::2]), re.compile(pattern), template))
    return [(pattern, template) for _, pattern, template in sorted(rows, key=lambda row: -row[0])]


def _pattern(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return ".+" if part in ("{ref}", "{path}") else "[^/]+"


def _template(path: str) -> str:
    plain = path.split("?", maxsplit=1)[0]
    for pattern, template in _patterns():
        if pattern.fullmatch(plain):
            return template
    raise AssertionError(f"GitHub describes no {plain}")


def _escape(template: str) -> str:
    return template.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _without_nullable(node: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema has it."""
    if isinstance(node, list):
        return [_without_nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _without_nullable(value) for key, value in node.items() if key != "nullable"}
    if node.get("nullable") is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made
