"""What a bump changes, and lines that it leaves: the two nouns that need nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file before and after; `notes` says in words what changes (`version 0.5.0 → 0.6.0, line 3`)."""

    path: str
    before: str
    after: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that holds a needle."""

    path: str
    line: int
    text: str
