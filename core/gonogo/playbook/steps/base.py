"""What every step of a playbook has.

The steps themselves are in the files beside this one. A class's docstring is the help of
its step type and each field's description is the help of its key; the JSON Schema and the
reference are made from them.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from annotated_types import MinLen
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Part(BaseModel):
    """A part of a playbook: frozen, no unknown keys, keys written with dashes."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=_kebab, populate_by_name=True, strict=True
    )


Names = Annotated[tuple[str, ...], Field(strict=False)]
"""A list of names, in YAML a sequence."""


def as_list(value: object) -> object:
    """A single name is a list of one."""
    return (value,) if isinstance(value, str) else value


OneOrMore = Annotated[
    Names,
    MinLen(1),
    BeforeValidator(
        as_list, json_schema_input_type=Annotated[str, MinLen(1)] | Annotated[list[str], MinLen(1)]
    ),
]
"""A name, or a list of names."""


class Step(Part):
    """What every step has."""

    kind: ClassVar[str] = ""
    """Its first key: `check`, `do`, `wait`, `gate` or `confirm`."""
    what: ClassVar[str] = ""
    """The value of that key; for a gate the environment and for a confirm the title stand there."""

    id: str = Field(
        "", description="Name of the step, unique in its process. Given from its type when left out."
    )
    title: str = Field("", description="One line for the checklist. `{version}` and `{tag}` may be used.")
    phase: str = Field(
        "", description="Heading under which it stands. Steps after it share it until the next one."
    )
    needs: Names | None = Field(
        None,
        description="Ids of the steps that must be done first. The step before it when left out; [] for none.",
    )
    until: str = Field("", description="Id of a step. Once that is done, this one no longer decides.")
    decides: bool = Field(True, description="False: it informs, and never holds the release.")
    can_waive: bool = Field(True, description="Whether a person may override it with a name and a reason.")
    notes: str = Field("", description="Text for the person, Markdown.")
    when: dict[str, OneOrMore] = Field(
        default_factory=dict,
        description="Input, or id of a `confirm`, → the values or choices for which this step is there."
        " For another one the step is not needed; before the choice it waits for it.",
    )
