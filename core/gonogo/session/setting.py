"""What a session works on, and with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.github import RepoName
    from gonogo.playbook.shape import Playbook


@dataclass(frozen=True, slots=True)
class Setting:
    """What a session works on and how; fixed for its life."""

    repo: RepoName
    playbook: Playbook
    is_read_only: bool = False
    is_rehearsal: bool = False
    speed: float = 1.0
    """Seconds of the world for one real second (a rehearsal's clock may run fast)."""
    begin: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Process and inputs of releases that a rehearsal begins at its first look."""
    decided: tuple[tuple[str, str], ...] = ()
    """Step and choice of what is confirmed right after that, of the first of them."""
