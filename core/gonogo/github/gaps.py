"""What a GraphQL answer withholds: errors beside data, kept by their paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.github.graph_body import GraphError

Path = tuple[str | int, ...]

_MOST_WORDS = 20
_SILENT_PARTS = frozenset({"repository", "nodes"})


@dataclass(frozen=True, slots=True)
class Gaps:
    """The errors of one answer."""

    errors: tuple[GraphError, ...] = ()

    def covers(self, path: Path) -> bool:
        """Whether anything at or below `path` was withheld."""
        return any(error.path is not None and error.path[: len(path)] == path for error in self.errors)

    def words(self) -> tuple[str, ...]:
        """One line for each kind of gap: where, why, and how often."""
        counts: dict[str, int] = {}
        for error in self.errors:
            line = _line(error)
            counts[line] = counts.get(line, 0) + 1
        lines = [line if count == 1 else f"{line} ({count} times)" for line, count in counts.items()]
        return tuple(lines[:_MOST_WORDS])


def _line(error: GraphError) -> str:
    names = [part for part in error.path or () if isinstance(part, str) and part not in _SILENT_PARTS]
    why = ", ".join(word for word in (error.type, error.message) if word)
    return clean_line(f"{'.'.join(names) or 'the answer'}: {why or 'not given'}", 200)
