"""What the core needs of the outside, as Protocols. Each has one real implementation and honest fakes.

Looks raise `LookError` when the source could not be read. Writes raise
`RefusedError` (nothing was sent), `ActError` (sent, failed) or
`OutcomeUnknownError` (sent, may have worked). Nothing else leaves an edge.
"""

from __future__ import annotations

from dataclasses import dataclass

from gonogo.ports.git import Git
from gonogo.ports.github import GitHub
from gonogo.ports.here import Clock, Commands, Journal, Secrets
from gonogo.ports.registries import Registries

__all__ = ["Clock", "Commands", "Git", "GitHub", "Journal", "Ports", "Registries", "Secrets"]


@dataclass(frozen=True, slots=True)
class Ports:
    """The sources that a look asks, and that acts are sent to."""

    github: GitHub
    git: Git
    registries: Registries
    commands: Commands
