"""A plan: the actions that a step would perform, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.local import Hit
    from gonogo.model.plans.action import Action
    from gonogo.model.releases import OutcomeState
    from gonogo.model.verdicts import Tier


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do, and what that rests on. Made by pure code; nothing has run.

    Attributes:
        verb: The offer it fulfils (`do`, `approve`, …).
        title: What it does, in words.
        actions: In order; a failed one stops the rest.
        tier: What it asks for first.
        type_to_confirm: The exact text to type for tier TYPE; empty otherwise.
        warnings: What will happen that cannot be undone, and what is not as usual.
        leftovers: Lines that still hold the old version and are in no edit.
        refused: Why it may not run now: it can only be looked at. Empty where it may.
        rests_on: Name → value of what it was made from (head SHA, gate set); shown, and kept.
    """

    release_id: str
    step_id: str
    verb: str
    title: str
    actions: tuple[Action, ...]
    tier: Tier
    type_to_confirm: str = ""
    warnings: tuple[str, ...] = ()
    leftovers: tuple[Hit, ...] = ()
    rests_on: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    refused: str = ""
    since: int | None = None
    """Event id of the newest line of the release's journal that was known; what came after it stops the plan."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one action ended; `text` says what, `data` holds small facts (tag_oid, pull, commit)."""

    action: Action
    state: OutcomeState
    text: str
    data: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
