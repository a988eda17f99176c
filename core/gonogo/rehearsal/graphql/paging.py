"""Connections: pages of things, and refusals with GitHub's own error types."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, TypeVar

from graphql import GraphQLError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
MOST = 100


def refusal(kind: str, message: str) -> GraphQLError:
    """An error with GitHub's `type` (`FORBIDDEN`, `NOT_FOUND`, `UNPROCESSABLE`, …)."""
    return GraphQLError(message, extensions={"type": kind})


def connection(things: Sequence[T], show: Callable[[T], Any], page: dict[str, Any]) -> dict[str, Any]:
    """A page of things.

    Args:
        things: All of them.
        show: One of them as its GraphQL type.
        page: The arguments `first`, `last`, `after`, `before`.

    Raises:
        GraphQLError: more than 100 are asked for (or, once nodes are asked for, no number was given).
    """
    first, last = page.get("first"), page.get("last")
    if first is None and last is None:
        return {"totalCount": len(things), "nodes": _no_bounds, "edges": _no_bounds, "pageInfo": _no_bounds}
    for asked in (first, last):
        if asked is not None and not 0 <= asked <= MOST:
            raise refusal(
                "EXCESSIVE_PAGINATION",
                f"Requesting {asked} records on the connection exceeds the `first` limit of {MOST} records.",
            )
    start = _place(page.get("after"), -1) + 1
    end = _place(page.get("before"), len(things))
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    places = range(start, max(start, min(end, len(things))))
    return {
        "totalCount": len(things),
        "nodes": [_shown(show, things[place]) for place in places],
        "edges": [{"cursor": _cursor(place), "node": _shown(show, things[place])} for place in places],
        "pageInfo": {
            "hasNextPage": end < len(things),
            "hasPreviousPage": start > 0,
            "startCursor": _cursor(places[0]) if places else None,
            "endCursor": _cursor(places[-1]) if places else None,
        },
    }


def _no_bounds(_info: Any) -> None:
    raise refusal(
        "MISSING_PAGINATION_BOUNDARIES",
        "You must provide a `first` or `last` value to properly paginate the connection.",
    )


def _shown(show: Callable[[T], Any], thing: T) -> Any:
    """One node; an error stands in its place, and only there."""
    try:
        return show(thing)
    except GraphQLError as error:
        return error


def pager(things: Sequence[T], show: Callable[[T], Any]) -> Callable[..., dict[str, Any]]:
    """A resolver for a connection without filters."""

    def resolve(_info: Any, **page: Any) -> dict[str, Any]:
        return connection(things, show, page)

    return resolve


def _cursor(place: int) -> str:
    return base64.b64encode(f"cursor:{place}".encode()).decode()


def _place(cursor: str | None, default: int) -> int:
    if not cursor:
        return default
    try:
        return int(base64.b64decode(cursor).decode().partition(":")[2])
    except ValueError:
        raise refusal(
            "INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor."
        ) from None
