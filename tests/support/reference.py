"""Writes the reference of docs/playbooks.md from the code: every step type and part, with its keys.

Run `make docs`, or this file with Python. What a person wrote around it stays.
"""

from __future__ import annotations

import re
import sys
import types
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from gonogo.playbook.rehearsal import RehearsalPart
from gonogo.playbook.shape import Playbook
from gonogo.playbook.steps import STEP_TYPES, Part, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

DOC = Path(__file__).resolve().parents[2] / "docs" / "playbooks.md"
BEGIN, END = "<!-- made from the code: make docs -->", "<!-- end of what is made -->"
_KINDS = {
    "check": "Evidence decides.",
    "do": "gonogo acts, and evidence decides when it is done.",
    "wait": "Somebody else acts: automation, or another maintainer.",
    "gate": "An approval in a protected environment.",
    "confirm": "A person decides; name, time and choice are kept.",
}


def reference() -> str:
    """Everything between the marks."""
    return "\n".join(_lines()) + "\n"


def with_reference(text: str) -> str:
    """The document with a fresh reference between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


def _lines() -> Iterator[str]:
    yield "### Keys of every step"
    yield ""
    yield from _table(Step)
    for kind, meaning in _KINDS.items():
        yield f"### `{kind}`"
        yield ""
        yield meaning
        yield ""
        for cls in STEP_TYPES:
            if cls.kind == kind:
                yield from _step(cls)
    yield "### The playbook"
    yield ""
    yield from _parts(Playbook, skip={RehearsalPart})
    yield "### Its `rehearsal:` part"
    yield ""
    yield from _parts(RehearsalPart, skip=set())


def _step(cls: type[Step]) -> Iterator[str]:
    own = {name: field for name, field in cls.model_fields.items() if name not in Step.model_fields}
    if cls.kind not in ("gate", "confirm"):
        yield f"#### `{cls.kind}: {cls.what}`"
        yield ""
    yield _sentence(cls)
    yield ""
    yield from _rows(own)


def _parts(top: type[Part], skip: set[type[Part]]) -> Iterator[str]:
    """A part and all that it is made of, each once."""
    waiting, seen = [top], set(skip)
    while waiting:
        part = waiting.pop(0)
        if part in seen or issubclass(part, Step):
            continue
        seen.add(part)
        yield f"**{part.__name__.removesuffix('Part').removesuffix('Effects') or part.__name__}**: {_sentence(part)}"
        yield ""
        yield from _table(part)
        waiting += [one for field in part.model_fields.values() for one in _models(field.annotation)]


def _table(part: type[Part]) -> Iterator[str]:
    yield from _rows(part.model_fields)


def _rows(fields: dict[str, FieldInfo]) -> Iterator[str]:
    if not fields:
        return
    yield "| key | what | default |"
    yield "|---|---|---|"
    for name, field in fields.items():
        text = _cell(field.description or "") or _cell(_help_of(field))
        yield f"| `{field.alias or name}` | {text}{_choices(field.annotation)} | {_default(field)} |"
    yield ""


def _sentence(cls: type[Part]) -> str:
    return " ".join((cls.__doc__ or "").split())


def _help_of(field: FieldInfo) -> str:
    models = list(_models(field.annotation))
    return _sentence(models[0]) if models else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _choices(annotation: Any) -> str:
    words = list(_literals(annotation))
    return " (" + ", ".join(f"`{word}`" for word in words) + ")" if len(words) > 1 else ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**must be given**"
    value = field.default if field.default is not PydanticUndefined else None
    if value is None or value in ("", ()) or isinstance(value, Part):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return "`[" + ", ".join(map(str, value)) + "]`"
    return f"`{value}`"


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation) if isinstance(word, str) and word)
    elif get_origin(annotation) in (typing.Union, types.UnionType, typing.Annotated, tuple):
        for part in get_args(annotation):
            yield from _literals(part)


def _models(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def step_ids(text: str) -> dict[str, set[str]]:
    """Heading of a table of a process (`wasmtime major`) → the step ids that it names in its last column."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("### "):
            heading = line.removeprefix("### ").replace("`", "")
        elif line.startswith("| ") and heading:
            found.setdefault(heading, set()).update(re.findall(r"`([^`]+)`", line.rsplit("|", 2)[1]))
    return found


if __name__ == "__main__":
    DOC.write_text(with_reference(DOC.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOC}\n")
