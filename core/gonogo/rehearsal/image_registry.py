"""The embedded registry of container images over HTTP, as the OCI distribution specification has it.

The routes are made to be mounted under a prefix (`/registries/images`):

    token                          a token for a scope, anonymous or for a login
    v2/                            says whether one is logged in
    v2/{image}/manifests/{tag or digest}   HEAD, GET, PUT
    v2/{image}/blobs/{digest}      HEAD, GET
    v2/{image}/tags/list
"""

from __future__ import annotations

import json
import re
import secrets
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gonogo.rehearsal.images import INDEX, Manifest
from gonogo.rehearsal.rest.app import credential_of
from gonogo.rehearsal.rest.call import ApiError

if TYPE_CHECKING:
    from starlette.requests import Request

    from gonogo.rehearsal.world.state import World

_SCOPE = re.compile(r"repository:(?P<image>[a-z0-9._/-]+):(?P<actions>[a-z,*]+)", re.IGNORECASE)
_DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
_MOST_BYTES = 4_000_000


def image_routes(world: World) -> list[Route]:
    """The routes of the registry."""
    registry = _Registry(world)
    return [
        Route("/token", registry.token),
        Route("/v2/", registry.version),
        Route("/v2/{image:path}/tags/list", registry.tags),
        Route("/v2/{image:path}/manifests/{reference}", registry.manifest, methods=["GET", "HEAD"]),
        Route("/v2/{image:path}/manifests/{reference}", registry.put_manifest, methods=["PUT"]),
        Route("/v2/{image:path}/blobs/{digest}", registry.blob, methods=["GET", "HEAD"]),
    ]


class _Registry:
    def __init__(self, world: World) -> None:
        self._world = world
        self._tokens: dict[str, tuple[str, frozenset[str]]] = {}
        """Token → the image that it is for, and what may be done to it."""

    async def token(self, request: Request) -> Response:
        """A token for the scope; pushing needs the GitHub token of somebody with write access."""
        return await run_in_threadpool(self._token, request)

    def _token(self, request: Request) -> Response:
        scope = _SCOPE.fullmatch(request.query_params.get("scope", ""))
        world = self._world
        with world.lock:
            try:
                credential = credential_of(world, request.headers.get("authorization", ""))
            except ApiError:
                return _error(401, "UNAUTHORIZED", "authentication required")
            login = credential.login if credential else None
            can_push = any(world.has_role(repo, login, "write") for repo in world.repos.values())
        image = scope["image"] if scope else ""
        asked = set(scope["actions"].split(",")) if scope else set()
        if login is None and image in world.switches.private_images:
            return _error(401, "UNAUTHORIZED", "authentication required")
        value = secrets.token_urlsafe(24)
        self._tokens[value] = (image, frozenset(asked & ({"pull", "push"} if can_push else {"pull"})))
        return JSONResponse({"token": value, "access_token": value, "expires_in": 300})

    async def version(self, request: Request) -> Response:
        """Who asks with a token is told that this is the registry."""
        if self._bearer(request) is None:
            return self._challenge(request, "", "pull")
        return JSONResponse({}, headers={"Docker-Distribution-API-Version": "registry/2.0"})

    async def tags(self, request: Request) -> Response:
        image = request.path_params["image"]
        if not self._may(request, image, "pull"):
            return self._challenge(request, image, "pull")
        found = self._world.images.tags(image)
        if not found:
            return _error(404, "NAME_UNKNOWN", "repository name not known to registry")
        return JSONResponse({"name": image, "tags": list(found)})

    async def manifest(self, request: Request) -> Response:
        """A manifest, byte for byte."""
        with self._world.lock:
            self._world.catch_up()
        image, reference = request.path_params["image"], request.path_params["reference"]
        if not self._may(request, image, "pull"):
            return self._challenge(request, image, "pull")
        found = self._world.images.find(image, reference)
        if found is None:
            return _error(404, "MANIFEST_UNKNOWN", "manifest unknown")
        accepts = request.headers.get("accept", "*/*")
        if found.media_type == INDEX and not any(kind in accepts for kind in (INDEX, _DOCKER_LIST, "*/*")):
            return _error(
                404, "MANIFEST_UNKNOWN", "OCI index found, but accept header does not support OCI indexes"
            )
        headers = {
            "Docker-Content-Digest": found.digest,
            "ETag": f'"{found.digest}"',
            "Docker-Distribution-API-Version": "registry/2.0",
            "Content-Length": str(len(found.data)),
        }
        body = b"" if request.method == "HEAD" else found.data
        return Response(body, headers=headers, media_type=found.media_type)

    async def put_manifest(self, request: Request) -> Response:
        """Put a manifest; what it is made of must be there already."""
        image, reference = request.path_params["image"], request.path_params["reference"]
        if not self._may(request, image, "push"):
            return self._challenge(request, image, "pull,push")
        data = await request.body()
        if len(data) > _MOST_BYTES:
            return _error(413, "MANIFEST_INVALID", "manifest too large")
        made = Manifest(data, request.headers.get("content-type", ""))
        if ":" in reference and reference != made.digest:
            return _error(400, "DIGEST_INVALID", "provided digest did not match uploaded content")
        if lacking := self._world.images.lacks(image, made):
            return _error(404, "MANIFEST_BLOB_UNKNOWN", f"blob unknown to registry: {lacking}")
        self._world.images.put(image, made, "" if ":" in reference else reference)
        place = f"/v2/{image}/manifests/{made.digest}"
        return Response(status_code=201, headers={"Location": place, "Docker-Content-Digest": made.digest})

    async def blob(self, request: Request) -> Response:
        image, digest = request.path_params["image"], request.path_params["digest"]
        if not self._may(request, image, "pull"):
            return self._challenge(request, image, "pull")
        data = self._world.images.blob(image, digest)
        if data is None:
            return _error(404, "BLOB_UNKNOWN", "blob unknown to registry")
        headers = {"Docker-Content-Digest": digest, "Content-Length": str(len(data))}
        body = b"" if request.method == "HEAD" else data
        return Response(body, headers=headers, media_type="application/octet-stream")

    def _bearer(self, request: Request) -> tuple[str, frozenset[str]] | None:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        return self._tokens.get(value) if kind.lower() == "bearer" else None

    def _may(self, request: Request, image: str, action: str) -> bool:
        given = self._bearer(request)
        return given is not None and given[0] == image and action in given[1]

    def _challenge(self, request: Request, image: str, actions: str) -> Response:
        prefix = request.scope.get("root_path", "")
        realm = f"{request.url.scheme}://{request.url.netloc}{prefix}/token"
        scope = f',scope="repository:{image}:{actions}"' if image else ""
        headers = {"WWW-Authenticate": f'Bearer realm="{realm}",service="{request.url.hostname}"{scope}'}
        return _error(401, "UNAUTHORIZED", "authentication required", headers)


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps({"errors": [{"code": code, "message": message}]})
    return Response(body, status, headers=headers, media_type="application/json")
