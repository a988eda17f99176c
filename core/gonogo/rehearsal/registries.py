"""The embedded registries over HTTP: crates.io's sparse index, downloads and API; PyPI's simple JSON.

The routes are made to be mounted under a prefix (`/registries`):

    crates/config.json, crates/{prefix…}/{crate}     the sparse index
    crates/dl/{crate}/{version}/download             the bytes
    crates/api/v1/crates/{crate}[/{version}|/owners] the API
    pypi/simple/{project}/                           the index, JSON (or HTML)
    pypi/files/{file}                                the bytes
    pypi/integrity/{project}/{version}/{file}/provenance
"""

from __future__ import annotations

import hashlib
import html
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from packaging.utils import canonicalize_name
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from gonogo.rehearsal.shelf import CrateVersion, PyPIFile, Shelf

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["Shelf", "registry_routes"]

SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"


def registry_routes(shelf: Shelf) -> list[Route]:
    """The routes of both registries over one shelf."""
    crates, pypi = _Crates(shelf), _PyPI(shelf)
    return [
        Route("/crates/config.json", crates.config),
        Route("/crates/dl/{crate}/{version}/download", crates.download),
        Route("/crates/api/v1/crates/{crate}", crates.api_crate),
        Route("/crates/api/v1/crates/{crate}/owners", crates.owners),
        Route("/crates/api/v1/crates/{crate}/owners", crates.add_owners, methods=["PUT"]),
        Route("/crates/api/v1/crates/{crate}/{version}", crates.api_version),
        Route("/crates/api/v1/crates/{crate}/{version}/download", crates.api_download),
        Route("/crates/{path:path}", crates.index),
        Route("/pypi/simple/{project}", pypi.add_slash),
        Route("/pypi/simple/{project}/", pypi.simple),
        Route("/pypi/files/{filename}", pypi.download),
        Route("/pypi/integrity/{project}/{version}/{filename}/provenance", pypi.provenance),
    ]


def index_path(crate: str) -> str:
    """Where a crate stands in the sparse index."""
    name = crate.lower()
    if len(name) <= 2:
        return f"{len(name)}/{name}"
    return f"3/{name[0]}/{name}" if len(name) == 3 else f"{name[:2]}/{name[2:4]}/{name}"


class _Crates:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def config(self, request: Request) -> Response:
        base = _address(request).removesuffix("/config.json")
        return _cached(request, json.dumps({"dl": f"{base}/dl", "api": base}).encode(), "application/json")

    async def index(self, request: Request) -> Response:
        path = request.path_params["path"]
        crate = path.rsplit("/", 1)[-1]
        versions = self._shelf.crate_versions(crate)
        if path != index_path(crate) or not versions:
            return Response("", 404)
        lines = b"".join(json.dumps(_index_line(entry)).encode() + b"\n" for entry in versions)
        return _cached(request, lines, "text/plain; charset=utf-8")

    async def download(self, request: Request) -> Response:
        entry = self._find(request)
        if entry is None:
            return Response("", 403)  # the storage behind crates.io says so of what it has not
        return Response(entry.data, media_type="application/gzip")

    async def api_crate(self, request: Request) -> Response:
        crate = request.path_params["crate"]
        versions = self._shelf.crate_versions(crate)
        if refusal := _api_refusal(request):
            return refusal
        if not versions:
            return _api_error(404, f"crate `{crate}` does not exist")
        newest = versions[-1]
        return JSONResponse(
            {
                "crate": {"id": newest.name, "name": newest.name, "max_version": newest.version},
                "versions": [_api_line(entry) for entry in reversed(versions)],
            }
        )

    async def api_version(self, request: Request) -> Response:
        entry = self._find(request)
        if refusal := _api_refusal(request):
            return refusal
        if entry is None:
            crate, version = request.path_params["crate"], request.path_params["version"]
            return _api_error(404, f"crate `{crate}` does not have a version `{version}`")
        return JSONResponse({"version": _api_line(entry)})

    async def owners(self, request: Request) -> Response:
        crate = request.path_params["crate"]
        if refusal := _api_refusal(request):
            return refusal
        if not self._shelf.has_crate(crate):
            return _api_error(404, f"crate `{crate}` does not exist")
        return JSONResponse({"users": [_owner(owner) for owner in self._shelf.owners(crate)]})

    async def add_owners(self, request: Request) -> Response:
        crate = request.path_params["crate"]
        if refusal := _api_refusal(request):
            return refusal
        if not request.headers.get("authorization"):
            return _api_error(403, "this action requires authentication")
        if not self._shelf.has_crate(crate):
            return _api_error(404, f"crate `{crate}` does not exist")
        body = await request.json()
        for owner in body.get("owners") or body.get("users") or ():
            self._shelf.add_owner(crate, str(owner))
        return JSONResponse({"msg": f"owners of {crate} were added", "ok": True})

    async def api_download(self, request: Request) -> Response:
        if refusal := _api_refusal(request):
            return refusal
        crate, version = request.path_params["crate"], request.path_params["version"]
        base = _address(request).removesuffix(f"/api/v1/crates/{quote(crate)}/{quote(version)}/download")
        return RedirectResponse(f"{base}/dl/{quote(crate)}/{quote(version)}/download", 302)

    def _find(self, request: Request) -> CrateVersion | None:
        crate, version = request.path_params["crate"], request.path_params["version"]
        return next((v for v in self._shelf.crate_versions(crate) if v.version == version), None)


class _PyPI:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def add_slash(self, request: Request) -> Response:
        return RedirectResponse(f"{_address(request)}/", 301)

    async def simple(self, request: Request) -> Response:
        project = request.path_params["project"]
        normal = canonicalize_name(project)
        if project != normal:
            base = _address(request).rsplit("/", 2)[0]
            return RedirectResponse(f"{base}/{quote(normal)}/", 301)
        found = self._shelf.project_files(normal)
        if not found:
            return Response("404 Not Found", 404)
        base = _address(request).removesuffix(f"/simple/{quote(normal)}/")
        accepts = request.headers.get("accept", "")
        if SIMPLE_JSON in accepts or "application/vnd.pypi.simple.latest+json" in accepts:
            return _cached(request, json.dumps(_simple_json(normal, found, base)).encode(), SIMPLE_JSON)
        return _cached(request, _simple_html(normal, found, base).encode(), "text/html; charset=utf-8")

    async def download(self, request: Request) -> Response:
        file = self._shelf.file_named(request.path_params["filename"])
        return Response("", 404) if file is None else _cached(request, file.data, "application/octet-stream")

    async def provenance(self, request: Request) -> Response:
        asked = request.path_params
        for file in self._shelf.project_files(asked["project"]):
            is_meant = file.filename == asked["filename"] and file.version == asked["version"]
            if is_meant and file.has_provenance:
                body = json.dumps(_provenance(file)).encode()
                return _cached(request, body, "application/vnd.pypi.integrity.v1+json")
        return JSONResponse({"message": f"No provenance available for {asked['filename']}"}, 404)


def _address(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))


def _cached(request: Request, body: bytes, media_type: str) -> Response:
    """A body with its ETag, or 304 when the reader has it already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public,max-age=600", "Vary": "Accept"}
    if etag in (tag.strip() for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers | {"Content-Type": media_type})


def _index_line(entry: CrateVersion) -> dict[str, Any]:
    return {
        "name": entry.name,
        "vers": entry.version,
        "deps": [],
        "cksum": entry.sha256,
        "features": {},
        "yanked": entry.is_yanked,
        "pubtime": entry.published_at.isoformat(),
    }


def _api_line(entry: CrateVersion) -> dict[str, Any]:
    return {
        "crate": entry.name,
        "num": entry.version,
        "checksum": entry.sha256,
        "yanked": entry.is_yanked,
        "crate_size": len(entry.data),
        "created_at": entry.published_at.isoformat(),
        "dl_path": f"/api/v1/crates/{entry.name}/{entry.version}/download",
    }


def _owner(login: str) -> dict[str, Any]:
    parts = login.split(":")
    is_team = len(parts) == 3
    place = f"{parts[1]}/teams/{parts[2]}" if is_team else login
    return {
        "id": int(hashlib.sha256(login.encode()).hexdigest()[:6], 16),
        "login": login,
        "kind": "team" if is_team else "user",
        "url": f"https://github.com/{place}",
        "name": parts[-1],
        "avatar": None,
    }


def _api_refusal(request: Request) -> Response | None:
    if request.headers.get("user-agent", "").strip():
        return None
    return _api_error(403, "Requests must say who makes them: set a User-Agent header.")


def _api_error(status: int, detail: str) -> Response:
    return JSONResponse({"errors": [{"detail": detail}]}, status)


def _file_url(file: PyPIFile, base: str) -> str:
    return f"{base}/files/{quote(file.filename)}"


def _provenance_url(file: PyPIFile, base: str) -> str | None:
    if not file.has_provenance:
        return None
    return f"{base}/integrity/{quote(file.project)}/{quote(file.version)}/{quote(file.filename)}/provenance"


def _simple_json(project: str, found: list[PyPIFile], base: str) -> dict[str, Any]:
    versions = list(dict.fromkeys(file.version for file in found))
    return {
        "meta": {"api-version": "1.4", "_last-serial": len(found)},
        "name": project,
        "versions": versions,
        "files": [
            {
                "filename": file.filename,
                "url": _file_url(file, base),
                "hashes": {"sha256": file.sha256},
                "size": len(file.data),
                "upload-time": file.published_at.isoformat().replace("+00:00", "Z"),
                "requires-python": ">=3.10",
                "core-metadata": False,
                "yanked": file.yanked_reason or (file.yanked_reason is not None),
                "provenance": _provenance_url(file, base),
            }
            for file in found
        ],
    }


def _simple_html(project: str, found: list[PyPIFile], base: str) -> str:
    links = "\n".join(
        f'<a href="{html.escape(_file_url(file, base))}#sha256={file.sha256}"'
        + (f' data-yanked="{html.escape(file.yanked_reason)}"' if file.yanked_reason is not None else "")
        + f">{html.escape(file.filename)}</a><br>"
        for file in found
    )
    return (
        f"<!DOCTYPE html>\n<html><body><h1>Links for {html.escape(project)}</h1>\n{links}\n</body></html>\n"
    )


def _provenance(file: PyPIFile) -> dict[str, Any]:
    """Shaped like PyPI's answer; nobody has signed it, and it verifies as nothing."""
    statement = {"subject": [{"name": file.filename, "digest": {"sha256": file.sha256}}]}
    return {
        "version": 1,
        "attestation_bundles": [
            {
                "publisher": {"kind": "GitHub", "workflow": "release.yml", "environment": "pypi"},
                "attestations": [{"version": 1, "verification_material": {}, "envelope": statement}],
            }
        ],
    }
