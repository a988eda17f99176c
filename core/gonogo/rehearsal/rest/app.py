"""The REST API as routes: who asks is told, the world catches up, one handler answers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from gonogo.errors import GonogoError
from gonogo.rehearsal.rest import (
    action_routes,
    gate_routes,
    git_routes,
    pull_routes,
    release_routes,
    talk_routes,
)
from gonogo.rehearsal.rest.call import DOCS, Answer, ApiError, Call, not_found
from gonogo.rehearsal.rest.rates import count_request, rate_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from gonogo.rehearsal.world.nouns import Credential
    from gonogo.rehearsal.world.state import World

_REPO = "/repos/{owner}/{repo}"


def rest_routes(world: World) -> list[Route]:
    """All routes of the REST API, the most special first."""
    parts = (git_routes, action_routes, gate_routes, pull_routes, release_routes, talk_routes)
    tables = [*(part.ROUTES for part in parts), git_routes.LATE_ROUTES]
    return [_route(world, *row) for table in tables for row in table]


def credential_of(world: World, authorization: str) -> Credential | None:
    """The credential behind an Authorization header; None without a header.

    Raises:
        ApiError: 401, the token is not known or has expired.
    """
    if not authorization:
        return None
    kind, _, value = authorization.partition(" ")
    value = value.strip()
    if kind.lower() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            value = ""
    found = world.credential(value)
    if found is None:
        raise ApiError(401, "Bad credentials")
    return found


def _route(world: World, method: str, path: str, handler: Callable[[Call], Answer], needs: str) -> Route:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(_serve, world, request, body, handler, needs)

    return Route(path.replace("R/", _REPO + "/") if path != "R" else _REPO, endpoint, methods=[method])


def _serve(
    world: World, request: Request, body: bytes, handler: Callable[[Call], Answer], needs: str
) -> Response:
    with world.lock:
        world.catch_up()
        credential: Credential | None = None
        try:
            credential = credential_of(world, request.headers.get("authorization", ""))
            call = _read(world, request, body, credential)
            _permit(call, needs)
            answer = handler(call)
        except ApiError as error:
            answer = Answer(error.body(), error.status, error.headers)
        except GonogoError as error:
            answer = Answer(ApiError(422, error.what).body(), 422)
        return _respond(world, request, credential, answer, needs)


def _read(world: World, request: Request, body: bytes, credential: Credential | None) -> Call:
    parsed: Any = {}
    if body and not request.url.path.startswith("/uploads/"):
        try:
            parsed = json.loads(body)
        except ValueError:
            raise ApiError(400, "Problems parsing JSON") from None
        if not isinstance(parsed, dict):
            raise ApiError(400, "Body should be a JSON object")
    path = request.path_params
    login = credential.login if credential else None
    repo = world.repo(path["owner"], path["repo"]) if "owner" in path else None
    if repo is not None and world.role(repo, login) is None:
        repo = None
    url = world.url.rstrip("/") + request.url.path
    return Call(world, path, request.query_params, request.headers, parsed, url, credential, repo, body)


def _permit(call: Call, needs: str) -> None:
    """Refuse what the token may not do.

    Raises:
        ApiError: 401, 403 or 404.
    """
    if "owner" in call.path:
        _ = call.repo
    if not needs:
        return
    kind, _, level = needs.partition(":")
    if call.credential is None:
        if level in ("write", "any") or kind == "user":
            raise ApiError(401, "Requires authentication")
        return
    if kind == "user":
        return
    if call.credential.kind == "fine-grained":
        given = call.credential.permissions
        if f"{kind}:write" not in given and not (level == "read" and f"{kind}:read" in given):
            accepted = {"X-Accepted-GitHub-Permissions": needs.replace(":any", ":write").replace(":", "=")}
            raise ApiError(403, "Resource not accessible by personal access token", headers=accepted)
    if level == "write" and kind != "deployments" and not call.can_push:
        raise ApiError(403, "Must have push access to this repository.")


def _respond(
    world: World, request: Request, credential: Credential | None, answer: Answer, needs: str
) -> Response:
    login = credential.login if credential else ""
    data = _encode(answer)
    headers: dict[str, str] = {
        "X-GitHub-Request-Id": f"EMBD:{world.next_id('request'):X}",
        "X-GitHub-Media-Type": "github.v3; format=json",
        "X-GitHub-Api-Version-Selected": request.headers.get("x-github-api-version", "2022-11-28"),
        "Vary": "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With",
        "Cache-Control": f"{'private' if login else 'public'}, max-age=60, s-maxage=60",
        **answer.headers,
    }
    if credential and credential.kind == "classic":
        headers |= {"X-OAuth-Scopes": ", ".join(credential.scopes), "X-Accepted-OAuth-Scopes": "repo"}
    elif needs and ":" in needs:
        headers["X-Accepted-GitHub-Permissions"] = needs.replace(":any", ":write").replace(":", "=")
    status = answer.status
    if request.method == "GET" and status == 200:
        digest = hashlib.sha256(login.encode() + b"\0" + data).hexdigest()
        etag = f'W/"{digest}"'
        headers["ETag"] = etag
        if request.headers.get("if-none-match") == etag:
            status, data = 304, b""
    if status != 304 or not login:
        count_request(world, login)
    headers |= rate_headers(world, login)
    if status in (204, 304):
        return Response(status_code=status, headers=headers)
    return Response(data, status, headers, media_type=answer.media)


def _encode(answer: Answer) -> bytes:
    if isinstance(answer.body, bytes):
        return answer.body
    return b"" if answer.status == 204 else json.dumps(answer.body, ensure_ascii=False).encode()


def broken(_request: Request, _error: Exception) -> Response:
    """What a mistake of this server is answered."""
    body = {"message": "Server Error", "documentation_url": DOCS, "status": "500"}
    return Response(json.dumps(body), 500, media_type="application/json; charset=utf-8")


def fallback(_request: Request, _error: Exception) -> Response:
    """What a path that no route has is answered."""
    body: Mapping[str, Any] = not_found().body()
    return Response(json.dumps(body), 404, media_type="application/json; charset=utf-8")
