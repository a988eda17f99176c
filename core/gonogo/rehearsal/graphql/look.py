"""Who looks, and at which world: what every GraphQL object is shown for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Credential
    from gonogo.rehearsal.world.state import World


@dataclass(frozen=True, slots=True)
class Look:
    """One request's view of the world."""

    world: World
    credential: Credential

    @property
    def login(self) -> str:
        """Login of the viewer."""
        return self.credential.login

    @property
    def sees_checks(self) -> bool:
        """Check runs are closed to fine-grained tokens."""
        return self.credential.kind == "classic"

    def may(self, permission: str) -> bool:
        """Whether the token has a permission (`deployments:write`)."""
        return self.credential.kind == "classic" or permission in self.credential.permissions
