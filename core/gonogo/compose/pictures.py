"""Where the picture of the last look is kept: one file for each place that a board is opened from."""

from __future__ import annotations

import contextlib
import os
from hashlib import sha256
from typing import TYPE_CHECKING

import platformdirs

from gonogo.model.picture import from_text, to_text

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.model.picture import Picture

_MOST_BYTES = 20_000_000


def place_of(target: str | None, folder: Path) -> str:
    """The words that stand for a board: a repository's name, or the checkout that a folder is in."""
    if target is not None:
        return target.lower()
    return str(next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder))


class PictureFile:
    """The picture of one place. Whatever is wrong with the file, there is no picture then."""

    def __init__(self, place: str) -> None:
        name = sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        self._path = platformdirs.user_cache_path("gonogo") / "pictures" / f"{name}.json"

    def read(self) -> Picture | None:
        """The picture that was kept; None when there is none that can be read."""
        try:
            if self._path.stat().st_size > _MOST_BYTES:
                return None
            return from_text(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def keep(self, picture: Picture) -> None:
        """Keep a picture in place of the one before, whole or not at all; only this user may read it."""
        text = to_text(picture)
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):  # a full disk costs the next start its first paint, no more
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.touch(mode=0o600)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self._path)
