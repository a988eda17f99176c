"""GraphQL over HTTP: parsed and executed for real, against a part of GitHub's schema."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, parse, validate
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from gonogo.rehearsal.graphql.cost import measure_cost
from gonogo.rehearsal.graphql.look import Look
from gonogo.rehearsal.graphql.roots import root
from gonogo.rehearsal.rest.app import credential_of
from gonogo.rehearsal.rest.call import ApiError
from gonogo.rehearsal.rest.rates import count_request, rate_headers

if TYPE_CHECKING:
    from graphql import DocumentNode
    from starlette.requests import Request

    from gonogo.rehearsal.world.nouns import Credential
    from gonogo.rehearsal.world.state import World

_MOST_NODES = 500_000


def graphql_route(world: World) -> Route:
    """The route `POST /graphql`."""

    async def endpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(_serve, world, request, body)

    return Route("/graphql", endpoint, methods=["POST"])


@lru_cache(maxsize=1)
def load_schema() -> GraphQLSchema:
    """The schema that is executed."""
    text = files("gonogo.rehearsal.graphql").joinpath("schema.graphql").read_text(encoding="utf-8")
    return build_schema(text)


@lru_cache(maxsize=64)
def _read(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """A query parsed and validated; either its document or its errors."""
    try:
        document = parse(query)
    except GraphQLError as error:
        return None, (error,)
    errors = validate(load_schema(), document)
    return (None, tuple(errors)) if errors else (document, ())


def _serve(world: World, request: Request, body: bytes) -> Response:
    with world.lock:
        world.catch_up()
        try:
            credential, asked = _admit(world, request, body)
        except ApiError as error:
            return _respond(world, None, error.body(), error.status)
        answer = execute(
            world, credential, asked["query"], asked.get("variables"), asked.get("operationName")
        )
        return _respond(world, credential, answer, 200)


def _admit(world: World, request: Request, body: bytes) -> tuple[Credential, dict[str, Any]]:
    """Who asks, and what.

    Raises:
        ApiError: 400 or 401.
    """
    credential = credential_of(world, request.headers.get("authorization", ""))
    if credential is None:
        raise ApiError(401, "This endpoint requires you to be authenticated.")
    try:
        asked = json.loads(body)
    except ValueError:
        raise ApiError(400, "Problems parsing JSON") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
        raise ApiError(400, "A query attribute must be specified and must be a string.")
    return credential, asked


def execute(
    world: World, credential: Credential, query: str, variables: Any = None, operation: str | None = None
) -> dict[str, Any]:
    """Execute a query as somebody; the body of the answer."""
    document, errors = _read(query)
    if document is None:
        return {"errors": [_shown(error) for error in errors]}
    given = variables if isinstance(variables, dict) else {}
    cost = measure_cost(load_schema(), document, given)
    if cost.nodes > _MOST_NODES:
        problem = f"This query requests up to {cost.nodes} possible nodes which exceeds the maximum limit of 500,000."
        return {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": problem}]}
    count_request(world, credential.login, "graphql", cost.points)
    result = execute_sync(
        load_schema(),
        document,
        root(Look(world, credential), cost),
        variable_values=given,
        operation_name=operation,
    )
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_shown(error) for error in result.errors]
    return answer


def _shown(error: GraphQLError) -> dict[str, Any]:
    """An error as GitHub writes it: its type stands beside the message."""
    if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
        raise error.original_error  # a mistake of this server must not look like an answer
    shown: dict[str, Any] = {**error.formatted}
    extensions = dict(shown.pop("extensions", None) or {})
    kind = extensions.pop("type", None)
    return {**({"type": kind} if kind else {}), **shown}


def _respond(world: World, credential: Credential | None, body: dict[str, Any], status: int) -> Response:
    login = credential.login if credential else ""
    headers = {
        "X-GitHub-Request-Id": f"EMBD:{world.next_id('request'):X}",
        "X-GitHub-Media-Type": "github.v4; format=json",
        "Cache-Control": "no-cache",
        **rate_headers(world, login, "graphql"),
    }
    if credential and credential.kind == "classic":
        headers |= {"X-OAuth-Scopes": ", ".join(credential.scopes), "X-Accepted-OAuth-Scopes": "repo"}
    data = json.dumps(body, ensure_ascii=False).encode()
    return Response(data, status, headers, media_type="application/json; charset=utf-8")
