"""Releases of any process, for tests of trains."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

from gonogo.model.github import RepoName
from gonogo.model.releases import Release

BEGUN = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
REPO = RepoName("acme", "widget")


def release_of(process: str, version: str, previous: str, **inputs: str) -> Release:
    """A release of a process, begun at eleven."""
    given = MappingProxyType({"version": version, **inputs})
    return Release(f"widget-{process}-{version}", REPO, process, given, previous, BEGUN, "mira")
