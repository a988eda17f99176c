"""What is kept of the last look: its picture, and the words that stood on the screen (the curtain).

One file of each for each place that a board is opened from. The curtain is there to be painted
before anything of the picture is read; both are for this user's eyes only.
"""

from __future__ import annotations

import contextlib
import json
import os
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import platformdirs

from gonogo.model.text import clean_text

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.model.picture import Picture

_MOST_BYTES = 20_000_000
_CURTAIN_VERSION = 1


class Curtain(NamedTuple):
    """The words that stood on the screen.

    Attributes:
        taken_at: When, by the clock of the world.
        repo: `owner/name`.
        width: Cells of the screen in a row.
        rows: One text for each row; all of the height.
    """

    taken_at: datetime
    repo: str
    width: int
    rows: tuple[str, ...]


def is_in_checkout(folder: Path) -> bool:
    """A folder is in a git checkout."""
    return any((one / ".git").exists() for one in (folder, *folder.parents))


def place_of(target: str | None, folder: Path) -> str:
    """The words that stand for a board: a repository's name, or the checkout that a folder is in."""
    if target is not None:
        return target.lower()
    return str(next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder))


class PictureFile:
    """Picture and curtain of one place. Whatever is wrong with a file, there is none then."""

    def __init__(self, place: str) -> None:
        name = sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        folder = platformdirs.user_cache_path("gonogo") / "pictures"
        self._picture = folder / f"{name}.json"
        self._curtain = folder / f"{name}.screen.json"

    def read(self) -> Picture | None:
        """The picture that was kept; None when there is none that can be read."""
        from gonogo.model.picture import from_text  # noqa: PLC0415 (slow to load; the curtain does without)

        text = _read(self._picture)
        return from_text(text) if text else None

    def keep(self, picture: Picture) -> None:
        """Keep a picture in place of the one before."""
        from gonogo.model.picture import to_text  # noqa: PLC0415 (as above)

        _write(self._picture, to_text(picture))

    def read_curtain(self) -> Curtain | None:
        """The curtain that was kept; None when there is none that can be read."""
        try:
            version, taken_at, repo, width, rows = json.loads(_read(self._curtain))
            if version != _CURTAIN_VERSION:
                return None
            texts = tuple(clean_text(str(row)).replace("\n", " ") for row in rows)
            return Curtain(datetime.fromisoformat(taken_at), clean_text(str(repo)), int(width), texts)
        except (ValueError, TypeError):
            return None

    def keep_curtain(self, curtain: Curtain) -> None:
        """Keep a curtain in place of the one before."""
        value = [_CURTAIN_VERSION, curtain.taken_at.isoformat(), curtain.repo, curtain.width, curtain.rows]
        _write(self._curtain, json.dumps(value, ensure_ascii=False))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST_BYTES else ""
    except (OSError, ValueError):
        return ""


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a full disk costs the next start its first paint, no more
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.touch(mode=0o600)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
