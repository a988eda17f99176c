"""What every action has: one thing done to the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Action:
    """One thing done to the world.

    Each kind has a `verb`, and `commands`: the git commands and API calls it will
    send, as text for the preview.
    """

    verb: ClassVar[str] = ""
    """Stable name, for the journal and JSON."""

    @property
    def title(self) -> str:
        """What it does, in words."""
        raise NotImplementedError

    @property
    def subject(self) -> str:
        """What it is bound to: the same subject means the same act."""
        raise NotImplementedError

    @property
    def facts(self) -> Mapping[str, str]:
        """Small facts that are written down with the intent, for the look that comes after a lost answer."""
        return {}

    @property
    def commands(self) -> tuple[str, ...]:
        """What will be sent, as text."""
        raise NotImplementedError
