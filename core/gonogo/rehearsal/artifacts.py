"""Built files of a rehearsal: small, real in their format, the same bytes for the same name and commit."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import zipfile

_EPOCH = (2020, 1, 1, 0, 0, 0)
_MTIME = 1_577_836_800
_VERSION = re.compile(r"^(?P<name>.+?)-(?P<version>\d[^-]*?)(?:-|$)")


def build_artifact(name: str, sha: str) -> bytes:
    """The bytes of a built file.

    Args:
        name: File name; its ending decides the format.
        sha: The commit it is built from; stands inside, so that another commit gives other bytes.
    """
    if name.endswith((".crate", ".tar.gz", ".tgz")):
        return _build_tarball(name, sha)
    if name.endswith((".whl", ".zip")):
        return _build_wheel(name, sha)
    if name.endswith(".jsonl"):
        return (json.dumps(_provenance(name, sha), sort_keys=True) + "\n").encode()
    if name.endswith(".json"):
        return (json.dumps(_provenance(name, sha), sort_keys=True, indent=2) + "\n").encode()
    return _told(name, sha)


def _told(name: str, sha: str) -> bytes:
    return f"{name}\nbuilt in a rehearsal from commit {sha}\n".encode()


def _build_tarball(name: str, sha: str) -> bytes:
    stem = name.removesuffix(".crate").removesuffix(".tar.gz").removesuffix(".tgz")
    inside = {"BUILT_FROM": _told(name, sha), "PKG-INFO": _metadata(stem)}
    if name.endswith(".crate"):
        inside = {"BUILT_FROM": _told(name, sha), ".cargo_vcs_info.json": _vcs_info(sha)}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path, data in sorted(inside.items()):
            entry = tarfile.TarInfo(f"{stem[:90]}/{path}")
            entry.size = len(data)
            entry.mtime = _MTIME
            tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _build_wheel(name: str, sha: str) -> bytes:
    project, version = _name_and_version(name.removesuffix(".whl").removesuffix(".zip"))
    folder = f"{project}-{version}.dist-info"
    inside = {
        f"{folder}/BUILT_FROM": _told(name, sha),
        f"{folder}/METADATA": _metadata(f"{project}-{version}"),
        f"{folder}/WHEEL": b"Wheel-Version: 1.0\nGenerator: rehearsal\nRoot-Is-Purelib: false\n",
    }
    record = "".join(f"{path},,{len(data)}\n" for path, data in sorted(inside.items()))
    inside[f"{folder}/RECORD"] = (record + f"{folder}/RECORD,,\n").encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(inside.items()):
            archive.writestr(zipfile.ZipInfo(path, date_time=_EPOCH), data)
    return buffer.getvalue()


def _name_and_version(stem: str) -> tuple[str, str]:
    match = _VERSION.match(stem)
    return (match["name"], match["version"]) if match else (stem, "0")


def _metadata(stem: str) -> bytes:
    project, version = _name_and_version(stem)
    return f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n".encode()


def _vcs_info(sha: str) -> bytes:
    return json.dumps({"git": {"sha1": sha}, "path_in_vcs": ""}, sort_keys=True).encode()


def _provenance(name: str, sha: str) -> dict[str, object]:
    """Shaped like a statement about the commit; nobody has signed it."""
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "predicateType": "https://slsa.dev/provenance/v1",
        "subject": [{"name": name, "digest": {"sha256": hashlib.sha256(_told(name, sha)).hexdigest()}}],
        "predicate": {"buildDefinition": {"resolvedDependencies": [{"digest": {"gitCommit": sha}}]}},
    }
