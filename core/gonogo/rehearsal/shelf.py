"""What the embedded registries hold: crates and Python files, when they came, and what is wrong with them."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from packaging.utils import canonicalize_name

from gonogo.errors import RefusedError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.ports import Clock

RegistryName = Literal["crates-io", "pypi"]
_NO_DELAY = timedelta(0)


@dataclass(frozen=True, slots=True)
class CrateVersion:
    """A version of a crate.

    Attributes:
        data: The bytes that are served.
        sha256: What the index says of them: the digest of what was published.
    """

    name: str
    version: str
    data: bytes
    sha256: str
    published_at: datetime
    is_yanked: bool = False


@dataclass(frozen=True, slots=True)
class PyPIFile:
    """A file on PyPI; `data` and `sha256` as for a crate."""

    project: str
    version: str
    filename: str
    data: bytes
    sha256: str
    published_at: datetime
    yanked_reason: str | None = None
    has_provenance: bool = True


class Shelf:
    """Everything published. Safe to use from several threads.

    What was published is there at once for the publishing job (`crate_sha256`, `pypi_files`); readers of the
    index see it after the delay.

    Attributes:
        crates_delay: How long a version is published before crates.io's index shows it.
        pypi_delay: The same for PyPI.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        """A shelf on a world's clock; without one, delays never end (and there are none at first)."""
        self.crates_delay = _NO_DELAY
        self.pypi_delay = _NO_DELAY
        self._clock = clock
        self._lock = threading.RLock()
        self._crates: dict[tuple[str, str], CrateVersion] = {}
        self._files: dict[str, PyPIFile] = {}
        self._owners: dict[str, list[str]] = {}

    def publish_crate(self, name: str, version: str, data: bytes, at: datetime) -> None:
        """Put a version of a crate on the shelf.

        Raises:
            RefusedError: it is there already; a version can be published once.
        """
        with self._lock:
            if (name.lower(), version) in self._crates:
                raise RefusedError(
                    f"crate version `{clean_line(name)} {clean_line(version)}` is already uploaded"
                )
            entry = CrateVersion(name, version, data, hashlib.sha256(data).hexdigest(), at)
            self._crates[name.lower(), version] = entry

    def publish_wheel(
        self,
        project: str,
        version: str,
        filename: str,
        data: bytes,
        at: datetime,
        *,
        has_provenance: bool = True,
    ) -> None:
        """Put a file (wheel or sdist) of a project on the shelf.

        Raises:
            RefusedError: a file of that name is there already.
        """
        with self._lock:
            if filename in self._files:
                raise RefusedError(f"File already exists ({clean_line(filename)})")
            digest = hashlib.sha256(data).hexdigest()
            self._files[filename] = PyPIFile(
                canonicalize_name(project), version, filename, data, digest, at, has_provenance=has_provenance
            )

    def owners(self, crate: str) -> tuple[str, ...]:
        """Owners of a published crate: logins, and teams as `github:org:team`."""
        with self._lock:
            return tuple(self._owners.get(crate.lower(), ("publisher",)))

    def add_owner(self, crate: str, owner: str) -> None:
        """Make somebody an owner of a crate."""
        with self._lock:
            known = self._owners.setdefault(crate.lower(), ["publisher"])
            if owner not in known:
                known.append(owner)

    def crates(self) -> tuple[str, ...]:
        """Names of all crates, each once."""
        with self._lock:
            return tuple(dict.fromkeys(entry.name for entry in self._crates.values()))

    def has_crate(self, crate: str) -> bool:
        """Whether any version of a crate was ever published."""
        with self._lock:
            return any(name == crate.lower() for name, _ in self._crates)

    def forget_crate(self, crate: str) -> None:
        """Have a crate as if it had never been published: for stories of a first release."""
        with self._lock:
            self._crates = {key: entry for key, entry in self._crates.items() if key[0] != crate.lower()}
            self._owners.pop(crate.lower(), None)

    def crate_sha256(self, name: str, version: str) -> str | None:
        """The digest of a published version, yanked or not; None when there is none."""
        with self._lock:
            entry = self._crates.get((name.lower(), version))
            return entry.sha256 if entry else None

    def pypi_files(self, project: str, version: str) -> dict[str, bytes]:
        """File name → served bytes of a published version; empty when there is none."""
        with self._lock:
            return {
                file.filename: file.data
                for file in self._files.values()
                if file.project == canonicalize_name(project) and file.version == version
            }

    def yank(self, registry: RegistryName, name: str, version: str, *, reason: str = "") -> None:
        """Yank a version: it stays, and says that nobody should take it.

        Raises:
            KeyError: there is no such version.
        """
        with self._lock:
            if registry == "crates-io":
                entry = self._crates[name.lower(), version]
                self._crates[name.lower(), version] = replace(entry, is_yanked=True)
                return
            found = self.pypi_files(name, version)
            if not found:
                raise KeyError((name, version))
            for filename in found:
                self._files[filename] = replace(self._files[filename], yanked_reason=reason)

    def serve_other_bytes(self, registry: RegistryName, name: str, version: str, data: bytes) -> None:
        """A fault: serve these bytes, while the index goes on saying the digest of what was published.

        Raises:
            KeyError: there is no such version.
        """
        with self._lock:
            if registry == "crates-io":
                entry = self._crates[name.lower(), version]
                self._crates[name.lower(), version] = replace(entry, data=data)
                return
            found = self.pypi_files(name, version)
            if not found:
                raise KeyError((name, version))
            for filename in found:
                self._files[filename] = replace(self._files[filename], data=data)

    def crate_versions(self, name: str) -> list[CrateVersion]:
        """What readers of crates.io see of a crate, oldest first."""
        with self._lock:
            return [
                entry
                for (key, _), entry in self._crates.items()
                if key == name.lower() and self._is_visible(entry.published_at, self.crates_delay)
            ]

    def project_files(self, project: str) -> list[PyPIFile]:
        """What readers of PyPI see of a project, oldest first."""
        with self._lock:
            return [
                file
                for file in self._files.values()
                if file.project == canonicalize_name(project)
                and self._is_visible(file.published_at, self.pypi_delay)
            ]

    def file_named(self, filename: str) -> PyPIFile | None:
        """A file that readers of PyPI see; None when there is none."""
        with self._lock:
            file = self._files.get(filename)
            return file if file and self._is_visible(file.published_at, self.pypi_delay) else None

    def _is_visible(self, published_at: datetime, delay: timedelta) -> bool:
        if delay <= _NO_DELAY:
            return True
        return self._clock is not None and published_at + delay <= self._clock.now()
