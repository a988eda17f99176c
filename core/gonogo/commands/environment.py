"""The environment of a command line: the user's own, without what opens GitHub, and without another git's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKENS = frozenset(
    (
        "GH_TOKEN",
        "GITHUB_TOKEN",
        "GH_ENTERPRISE_TOKEN",
        "GITHUB_ENTERPRISE_TOKEN",
        "GITHUB_PAT",
        "GITHUB_API_TOKEN",
        "HOMEBREW_GITHUB_API_TOKEN",
        "CARGO_REGISTRY_TOKEN",
        "TWINE_PASSWORD",
        "UV_PUBLISH_TOKEN",
        "HATCH_INDEX_AUTH",
    )
)
_LOOKS_SECRET = re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,})|(?i:\bauthorization:\s*\S)")
_OF_ANOTHER_GIT = frozenset(
    ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")
)


def environment_without_tokens(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without tokens: by their names, and by what tokens of GitHub look like.

    A setting for git that carries one (`GIT_CONFIG_VALUE_0`) stays with an empty value: git counts them.
    """
    kept: dict[str, str] = {}
    for name, value in env.items():
        if name in _TOKENS or name in _OF_ANOTHER_GIT:
            continue
        if not _LOOKS_SECRET.search(value):
            kept[name] = value
        elif name.startswith("GIT_CONFIG_VALUE_"):
            kept[name] = ""
    return {**kept, "GIT_TERMINAL_PROMPT": "0"}
