"""What is kept of a TOML document: the tables that may say something of a package, with where their values stand."""

from __future__ import annotations

import functools
from typing import NamedTuple

Keys = tuple[str, ...]


class Text(NamedTuple):
    """A string value: its offsets without the quotes, and what stands between them."""

    start: int
    end: int
    raw: str


Value = Text | bool | tuple[str, ...]
"""A string, a boolean, or the strings of a list; other values are not kept."""

Tables = dict[Keys, dict[str, Value]]
"""Table → key → value. The keys of inline tables and dotted keys are tables, too."""

LISTS = frozenset({"members", "exclude", "publish", "dynamic"})
"""The lists that anybody asks for."""
_FIRST = frozenset(
    {"package", "workspace", "target", "project", "tool"}
    | {
        f"{kind}{dash}dependencies"
        for kind, dash in (("dev", "-"), ("build", "-"), ("dev", "_"), ("build", "_"))
    }
    | {"dependencies"}
)
_ASIDE = {("workspace", "lints"), ("package", "metadata"), ("workspace", "metadata")}


@functools.lru_cache(maxsize=4096)
def matters(table: Keys) -> bool:
    """Whether a table can say anything of a package, its version or its dependencies."""
    return not table or (table[0] in _FIRST and table[:2] not in _ASIDE)
