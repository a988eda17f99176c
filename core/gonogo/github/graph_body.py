"""A GraphQL answer as it comes: data, errors, or both."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from gonogo.github.answers import Answer, MaybeLine


class GraphError(Answer):
    """An error in a GraphQL answer; with data beside it, only a part is missing."""

    message: MaybeLine = ""
    type: MaybeLine = ""
    path: tuple[str | int, ...] | None = None
    extensions: dict[str, Any] | None = None


class GraphBody(Answer):
    """A GraphQL answer."""

    data: dict[str, Any] | None = None
    errors: tuple[GraphError, ...] = ()


GRAPH = TypeAdapter(GraphBody)


def gave_up(error: GraphError) -> bool:
    """GitHub gave up in the middle: such an error has no type, or names itself one of the server."""
    return error.type in ("INTERNAL", "SERVICE_UNAVAILABLE") or (
        not error.type and "something went wrong" in error.message.lower()
    )
