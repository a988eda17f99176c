"""Asking GraphQL for data of a certain shape, on servers newer and older."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from gonogo.errors import LookError
from gonogo.github.answers import misshapen
from gonogo.github.documents import NEWER_FIELDS
from gonogo.github.gaps import Gaps
from gonogo.github.graph_answers import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gonogo.github.graph_body import GraphBody
    from gonogo.github.place import Place

D = TypeVar("D", bound=Node)


async def ask_graph(
    place: Place,
    document: Callable[[frozenset[str]], str],
    shape: type[D],
    variables: Mapping[str, object],
    what: str,
) -> tuple[D, Gaps]:
    """Ask GraphQL; where the server is older than a field, ask again without it.

    Args:
        place: The repository.
        document: Makes the query without the fields that the server does not know.
        shape: Of the data.
        variables: Beside `owner` and `name`.
        what: What is read, for the error's sentence.

    Returns:
        The data, and what was withheld of it.

    Raises:
        LookError: no data came.
    """
    names = {"owner": place.repo.owner, "name": place.repo.name, **variables}
    body = await place.ask.query(document(place.unknown_fields), names, what)
    if body.data is None and (unknown := _unknown_fields(body) - place.unknown_fields):
        place.unknown_fields |= unknown
        body = await place.ask.query(document(place.unknown_fields), names, what)
    gaps = Gaps(body.errors)
    if body.data is None:
        raise withheld(what, gaps)
    try:
        return shape.model_validate(body.data), gaps
    except ValidationError as error:
        raise misshapen(what, error) from None


def _unknown_fields(body: GraphBody) -> frozenset[str]:
    """Which of the newer fields the errors name."""
    named = {str((error.extensions or {}).get("fieldName", "")) for error in body.errors}
    for error in body.errors:
        if "doesn't exist" in error.message or "Cannot query field" in error.message:
            named |= {name for name in NEWER_FIELDS if f"'{name}'" in error.message}
    return frozenset(named & NEWER_FIELDS.keys())


def withheld(what: str, gaps: Gaps) -> LookError:
    """The error for an answer without `what`."""
    reasons = "; ".join(gaps.words()[:3]) or "it gave no reason"
    return LookError(
        f"GitHub did not give {what}: {reasons}", advice="Look again, or check the token's permissions."
    )


def no_repository(place: Place, gaps: Gaps) -> LookError:
    """The error for an answer without the repository."""
    if any(error.type == "NOT_FOUND" for error in gaps.errors) or not gaps.errors:
        return LookError(
            f"GitHub has no repository {place.repo}, or does not show it to this token",
            advice="Check the name, and what the token may see (`gonogo auth status`).",
            status=404,
        )
    return withheld(f"the repository {place.repo}", gaps)
