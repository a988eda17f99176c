"""The playbook's JSON Schema (draft 2020-12), for editors: made from the same models as the loader."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from gonogo.playbook.checklist import NAMED_KINDS, field_keys
from gonogo.playbook.shape import Playbook
from gonogo.playbook.steps import STEP_TYPES, Step

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/{model}"


def json_schema() -> dict[str, Any]:
    """The schema of a playbook.

    What it can not say (that the kind is the first key of its step, that `needs` names a step, that
    a placeholder is known) only the loader says.
    """
    models = [(model, "validation") for model in (Playbook, *STEP_TYPES)]
    _, made = models_json_schema(models, by_alias=True, ref_template=_REF)  # type: ignore[arg-type]
    parts: dict[str, Any] = made["$defs"]
    parts.pop(Step.__name__, None)
    for cls in STEP_TYPES:
        parts[cls.__name__] = _step_schema(cls, parts[cls.__name__])
    steps = parts["Process"]["properties"]["steps"]
    steps["items"] = {"oneOf": [{"$ref": _REF.format(model=cls.__name__)} for cls in STEP_TYPES]}
    top: dict[str, Any] = parts.pop(Playbook.__name__)
    return {"$schema": DIALECT, **_plain(top), "title": "gonogo playbook", "$defs": _plain(parts)}


def _step_schema(cls: type[Step], made: dict[str, Any]) -> dict[str, Any]:
    """A step type with its first key, in the order in which it is written."""
    fields: dict[str, Any] = made["properties"]
    if cls.kind in NAMED_KINDS:
        named = fields[NAMED_KINDS[cls.kind][1]]
        first: dict[str, Any] = {"type": "string", "minLength": 1, "description": named["description"]}
    else:
        first = {"const": cls.what}
    known = {key: fields[key] for key in field_keys(cls)}
    required = [key for key in made.get("required", []) if key in known]
    return {
        "type": "object",
        "description": made["description"],
        "properties": {cls.kind: first, **known},
        "required": [cls.kind, *required],
        "additionalProperties": False,
    }


def _plain(made: Any) -> Any:
    """Without pydantic's made-up titles, which editors would show; `title` as a key stays."""
    if isinstance(made, dict):
        return {
            key: _plain(value)
            for key, value in made.items()
            if not (key == "title" and isinstance(value, str))
        }
    return [_plain(item) for item in made] if isinstance(made, list) else made
