"""The types of which every answer of GitHub is made: text cleaned, commits and times checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from gonogo.errors import LookError
from gonogo.model.text import clean_line, clean_text

_LONGEST_TEXT = 20_000


def _empty_for_none(value: Any) -> Any:
    return "" if value is None else value


def _to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Line = Annotated[str, AfterValidator(clean_line)]
"""One clean line."""

MaybeLine = Annotated[str, BeforeValidator(_empty_for_none), AfterValidator(clean_line)]
"""One clean line; empty where GitHub has null."""

Text = Annotated[
    str, BeforeValidator(_empty_for_none), AfterValidator(lambda text: clean_text(text[:_LONGEST_TEXT]))
]
"""Clean text of several lines; empty where GitHub has null."""

Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}(?:[0-9a-f]{24})?$")]
"""A full commit or object id."""

Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""A time, in UTC."""

T = TypeVar("T")

LATE = ConfigDict(defer_build=True)
"""For what is built when first used: building all of it takes longer than a first paint may."""


class Answer(BaseModel):
    """An object in an answer: what is not named here is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", **LATE)


class Login(Answer):
    """A user, or an app; null for a deleted account."""

    login: Line


def login_of(account: Login | None) -> str:
    """The login; GitHub shows deleted accounts as `ghost`."""
    return account.login if account else "ghost"


def parse(shape: TypeAdapter[T], body: bytes, what: str) -> T:
    """An answer in its shape.

    Raises:
        LookError: it has another shape; the sentence names the place in it.
    """
    try:
        return shape.validate_json(body)
    except ValidationError as error:
        raise misshapen(what, error) from None


def misshapen(what: str, error: ValidationError) -> LookError:
    """The error for an answer about `what` that is not as GitHub documents it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    reason = clean_line(f"{place}: {first['msg']}" if place else first["msg"], 200)
    return LookError(
        f"GitHub's answer about {what} could not be read: {reason}",
        advice="Look again; a proxy in between may have changed or cut it.",
    )
