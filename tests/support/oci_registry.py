"""A small registry of images on loopback: manifests by tag and digest, and tokens by challenge."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from support.scripted_http import Asked, Canned, ScriptedServer, scripted_server

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
NAME = "acme/widget"


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def index_of(*platforms: str) -> bytes:
    """An index for these platforms, written as no library would write it again."""
    entries: list[dict[str, Any]] = []
    for number, platform in enumerate(platforms):
        system, architecture, *variant = platform.split("/")
        place = {"os": system, "architecture": architecture} | ({"variant": variant[0]} if variant else {})
        digest = digest_of(f"{platform}{number}".encode())
        entries.append({"mediaType": MANIFEST, "size": 1, "digest": digest, "platform": place})
    return (
        json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}, indent=3).encode() + b"\n "
    )


def manifest_of(word: str) -> bytes:
    return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "annotations": {"w": word}}).encode()


@dataclass
class OciServer(ScriptedServer):
    """Knows tags and manifests; what is scripted (`on`) goes before."""

    tags: dict[str, str] = field(default_factory=dict)
    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    is_private: bool = False
    is_open: bool = False
    """Wants no tokens at all."""
    writer: str = "s3cret-writer"
    has_digest_header: bool = True

    def add(self, tag: str, content: bytes, media_type: str = INDEX) -> str:
        digest = digest_of(content)
        self.manifests[digest] = (media_type, content)
        self.tags[tag] = digest
        return digest

    def _answer(self, asked: Asked, target: str) -> Canned:
        if f"{asked.method} {asked.raw_path}" in self.script or f"{asked.method} {target}" in self.script:
            return super()._answer(asked, target)
        if asked.raw_path == "/token":
            return self._token(asked)
        if not self._may(asked):
            scope = f"repository:{NAME}:pull"
            challenge = f'Bearer realm="{self.url}token",service="registry.test",scope="{scope}"'
            errors = {"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]}
            return Canned(401, errors, {"WWW-Authenticate": challenge})
        if asked.raw_path == "/v2/":
            return Canned(200, {})
        return self._put(asked) if asked.method == "PUT" else self._get(asked)

    def _token(self, asked: Asked) -> Canned:
        scope = asked.query["scope"]
        told = asked.headers.get("authorization", "").removeprefix("Basic ")
        is_writer = told != "" and base64.b64decode(told).decode().partition(":")[2] == self.writer
        if (self.is_private or scope.endswith("push")) and not is_writer:
            return Canned(403, {"errors": [{"code": "DENIED", "message": "denied"}]})
        return Canned(200, {"token": f"t:{scope}"})

    def _may(self, asked: Asked) -> bool:
        wanted = "pull,push" if asked.method == "PUT" else "pull"
        told = asked.headers.get("authorization", "")
        return self.is_open or told.startswith(f"Bearer t:repository:{NAME}:{wanted}")

    def _get(self, asked: Asked) -> Canned:
        reference = asked.path.rpartition("/")[2]
        digest = self.tags.get(reference, reference)
        if digest not in self.manifests or not asked.path.startswith(f"/v2/{NAME}/manifests/"):
            return Canned(404, {"errors": [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]})
        media_type, content = self.manifests[digest]
        headers = {"Content-Type": media_type}
        if self.has_digest_header:
            headers["Docker-Content-Digest"] = digest
        return Canned(200, b"" if asked.method == "HEAD" else content, headers)

    def _put(self, asked: Asked) -> Canned:
        digest = self.add(asked.path.rpartition("/")[2], asked.body, asked.headers["content-type"])
        return Canned(201, b"", {"Docker-Content-Digest": digest} if self.has_digest_header else {})


@asynccontextmanager
async def oci_server() -> AsyncIterator[OciServer]:
    """A registry for the length of a test."""
    server = OciServer()
    async with scripted_server(server):
        yield server
