"""What a bump changes, and lines that it leaves: the two nouns that need nothing else."""

from __future__ import annotations

from typing import NamedTuple


class FileEdit(NamedTuple):
    """A file before and after; `notes` says in words what changes (`version 0.5.0 → 0.6.0, line 3`)."""

    path: str
    before: str
    after: str
    notes: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A line that holds a needle."""

    path: str
    line: int
    text: str
