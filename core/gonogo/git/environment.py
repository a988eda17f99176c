"""The environment that git runs in: the user's own, without what belongs to another git."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_ANOTHER_GIT = frozenset(
    (
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    )
)


def own_environment(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without what points at another repository, and without tracing.

    Nothing may ask on the terminal, and no editor opens.
    """
    kept = {
        name: value
        for name, value in env.items()
        if name not in _OF_ANOTHER_GIT and not name.startswith("GIT_TRACE")
    }
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": ":"}
