"""Reading git without a process for each question: objects through one that stays, refs from their files."""

from __future__ import annotations

import contextlib
import subprocess
import threading
import weakref
from typing import TYPE_CHECKING

from gonogo.rehearsal.gitobjects import RefFact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_Found = tuple[str, str, bytes]
"""Id, kind and bytes of an object."""


class ObjectReader:
    """`git cat-file --batch`, kept running; safe to use from several threads.

    Args:
        path: The bare repository.
        env: The whole environment of git.
    """

    def __init__(self, path: Path, env: Mapping[str, str]) -> None:
        self._path = path
        self._env = dict(env)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str) -> _Found | None:
        """An object by any name that git knows (`<id>`, `<id>:path`, `<id>^{}`); None when there is none."""
        if "\n" in name or not name:
            return None
        with self._lock:
            for _ in range(2):  # once more when the process was lost
                process = self._running()
                with contextlib.suppress(OSError, ValueError):
                    return _ask(process, name)
                self._process = None
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                ["git", "--git-dir", str(self._path), "cat-file", "--batch"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._env,
            )
            weakref.finalize(self, _end, self._process)
        return self._process


def _ask(process: subprocess.Popen[bytes], name: str) -> _Found | None:
    if process.stdin is None or process.stdout is None:
        raise OSError
    process.stdin.write(name.encode() + b"\n")
    process.stdin.flush()
    head = process.stdout.readline()
    if not head:
        raise OSError
    words = head.decode("utf-8", "replace").rstrip("\n").rsplit(" ", 2)
    if len(words) != 3 or not words[2].isdigit():  # `missing`, `ambiguous`
        return None
    data = process.stdout.read(int(words[2]) + 1)[:-1]
    return words[0], words[1], data


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.kill()
    process.wait()


class RefReader:
    """Refs of a bare repository, read from `packed-refs` and the loose files, as git itself does.

    Args:
        path: The bare repository.
        objects: Tells what an id is, for tags.
    """

    def __init__(self, path: Path, objects: ObjectReader) -> None:
        self._path = path
        self._objects = objects
        self._packed: tuple[tuple[int, int], dict[str, str]] = ((0, 0), {})
        self._peeled: dict[str, tuple[str, str]] = {}

    def refs(self, prefixes: Iterable[str]) -> list[RefFact]:
        """Refs that have one of the names, or are below one of the prefixes; in name order."""
        wanted = tuple(prefixes)
        known = self._read_packed()
        names = {name: oid for name, oid in known.items() if _is_below(name, wanted)}
        for prefix in wanted or ("refs/",):
            names |= self._read_loose(prefix.rstrip("/"))
        return [RefFact(name, oid, *self._peel(name, oid)) for name, oid in sorted(names.items())]

    def _read_packed(self) -> dict[str, str]:
        file = self._path / "packed-refs"
        try:
            told = file.stat()
        except OSError:
            return {}
        stamp = (told.st_mtime_ns, told.st_ino)
        if self._packed[0] != stamp:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            pairs = (line.split(" ", 1) for line in lines if line[:1] not in ("#", "^", ""))
            self._packed = (stamp, {name: oid for oid, name in pairs})
        return self._packed[1]

    def _read_loose(self, prefix: str) -> dict[str, str]:
        place = self._path / prefix
        if place.is_file():
            oid = _loose(place)
            return {prefix: oid} if oid else {}
        found: dict[str, str] = {}
        if place.is_dir():
            for file in place.rglob("*"):
                if not file.name.endswith(".lock") and file.is_file() and (oid := _loose(file)):
                    found[file.relative_to(self._path).as_posix()] = oid
        return found

    def _peel(self, name: str, oid: str) -> tuple[str, str]:
        """Kind of the object, and the commit behind it."""
        if name.startswith("refs/heads/"):
            return "commit", oid
        if oid not in self._peeled:
            own, behind = self._objects.read(oid), self._objects.read(f"{oid}^{{}}")
            if own is None or behind is None:
                return "commit", oid
            self._peeled[oid] = (own[1], behind[0])
        return self._peeled[oid]


def _loose(file: Path) -> str:
    """The id in a loose ref; empty when it is gone meanwhile, or names another ref."""
    try:
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if len(text) >= 40 and " " not in text else ""


def _is_below(name: str, prefixes: tuple[str, ...]) -> bool:
    return not prefixes or any(name == one or name.startswith(one.rstrip("/") + "/") for one in prefixes)
