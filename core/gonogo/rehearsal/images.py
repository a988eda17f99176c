"""Container images of a rehearsal: real manifests and digests, small contents."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest or an index, byte for byte as it was put."""

    data: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """`sha256:…` of its bytes."""
        return digest_of(self.data)


def digest_of(data: bytes) -> str:
    """`sha256:…` of bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class ImageShelf:
    """What the registry holds, by image name (`owner/name`). Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._manifests: dict[tuple[str, str], Manifest] = {}
        self._blobs: dict[tuple[str, str], bytes] = {}
        self._tags: dict[tuple[str, str], str] = {}

    def build(self, image: str, told: str, platforms: Iterable[str]) -> str:
        """Put an image for some platforms; an index when there are several. Its digest.

        Args:
            image: Its name.
            told: What it is built from; the same gives the same digest.
            platforms: Such as `linux/amd64`.
        """
        wanted = tuple(platforms)
        with self._lock:
            built = [self._build_one(image, told, platform) for platform in wanted]
            if len(built) == 1:
                return str(built[0]["digest"])
            noted = [self._attest(image, entry) for entry in built]
            body = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [*built, *noted]}
            return self.put(image, Manifest(_json(body), INDEX))

    def put(self, image: str, manifest: Manifest, tag: str = "") -> str:
        """Put a manifest, and a tag on it where one is given; its digest."""
        with self._lock:
            self._manifests[image, manifest.digest] = manifest
            if tag:
                self._tags[image, tag] = manifest.digest
            return manifest.digest

    def tag(self, image: str, tag: str, digest: str) -> None:
        """Put a tag on a digest.

        Raises:
            KeyError: there is no such manifest.
        """
        with self._lock:
            _ = self._manifests[image, digest]
            self._tags[image, tag] = digest

    def find(self, image: str, reference: str) -> Manifest | None:
        """The manifest of a tag or a digest."""
        with self._lock:
            digest = reference if ":" in reference else self._tags.get((image, reference), "")
            return self._manifests.get((image, digest))

    def tags(self, image: str) -> dict[str, str]:
        """Tag → digest of an image."""
        with self._lock:
            return {tag: digest for (name, tag), digest in sorted(self._tags.items()) if name == image}

    def blob(self, image: str, digest: str) -> bytes | None:
        """The bytes of a config or a layer."""
        with self._lock:
            return self._blobs.get((image, digest))

    def lacks(self, image: str, manifest: Manifest) -> str:
        """The first digest that a manifest names and the registry has not; empty when all is there."""
        try:
            body = json.loads(manifest.data)
        except ValueError:
            return "the manifest itself, which is not JSON"
        with self._lock:
            for entry in body.get("manifests") or ():
                if (image, entry.get("digest")) not in self._manifests:
                    return str(entry.get("digest"))
            parts = [body[key] for key in ("config",) if key in body] + list(body.get("layers") or ())
            lacking = [part.get("digest") for part in parts if (image, part.get("digest")) not in self._blobs]
        return str(lacking[0]) if lacking else ""

    def _build_one(self, image: str, told: str, platform: str) -> dict[str, Any]:
        system, _, machine = platform.partition("/")
        layer = gzip.compress(f"{image}\n{told}\n{platform}\n".encode(), mtime=0)
        config = {"architecture": machine, "os": system, "rootfs": {"type": "layers", "diff_ids": []}}
        body = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self._keep(image, _json({**config, "comment": told}), _CONFIG),
            "layers": [self._keep(image, layer, _LAYER)],
        }
        manifest = Manifest(_json(body), MANIFEST)
        self.put(image, manifest)
        return {
            "mediaType": MANIFEST,
            "digest": manifest.digest,
            "size": len(manifest.data),
            "platform": {"architecture": machine, "os": system},
        }

    def _attest(self, image: str, entry: dict[str, Any]) -> dict[str, Any]:
        """What builders put beside each platform: a manifest for a platform that is none."""
        noted = {"subject": entry["digest"], "predicateType": "https://slsa.dev/provenance/v1"}
        body = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self._keep(image, b"{}", _CONFIG),
            "layers": [self._keep(image, _json(noted), "application/vnd.in-toto+json")],
        }
        manifest = Manifest(_json(body), MANIFEST)
        self.put(image, manifest)
        return {
            "mediaType": MANIFEST,
            "digest": manifest.digest,
            "size": len(manifest.data),
            "platform": {"architecture": "unknown", "os": "unknown"},
            "annotations": {
                "vnd.docker.reference.type": "attestation-manifest",
                "vnd.docker.reference.digest": entry["digest"],
            },
        }

    def _keep(self, image: str, data: bytes, media_type: str) -> dict[str, Any]:
        self._blobs[image, digest_of(data)] = data
        return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}


def _json(body: Any) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
