"""What a plan is made from: one step of a release, its offer, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, cast

from gonogo.errors import RefusedError
from gonogo.model.asks import BoardAsk, TagAsk
from gonogo.model.github import RunDetail
from gonogo.model.plans import Action, Plan
from gonogo.playbook.templates import release_values, render, tag_part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gonogo.model.asks import Ask
    from gonogo.model.github import RemoteTag
    from gonogo.model.local import Hit
    from gonogo.model.releases import Release
    from gonogo.model.snapshot import Snapshot
    from gonogo.model.verdicts import Offer, Tier
    from gonogo.playbook.shape import Playbook
    from gonogo.playbook.steps import Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ground:
    """One step whose offer is to become a plan."""

    playbook: Playbook
    release: Release
    step: Step
    offer: Offer
    snapshot: Snapshot
    now: datetime
    values: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        values = release_values(self.playbook, self.release)
        object.__setattr__(self, "values", MappingProxyType(values))

    @property
    def tag(self) -> str:
        """The tag's name."""
        return self.values["tag"]

    @property
    def is_signed(self) -> bool:
        """Whether the tag must be signed and annotated."""
        return tag_part(self.playbook, self.release.process).signed

    def render(self, template: str) -> str:
        """A template of the playbook, filled in."""
        return render(template, self.values)

    def need(self, ask: Ask[T], what: str) -> T:
        """What was seen for an ask.

        Raises:
            RefusedError: it was not seen.
        """
        seen = self.snapshot.get(ask)
        if seen is None or not seen.is_known:
            raise RefusedError(f"{what} could not be looked at", advice="Look again, then plan again.")
        return cast("T", seen.value)

    def there(self, ask: Ask[T | None], what: str) -> T:
        """What was seen for an ask, where None means that it is not there.

        Raises:
            RefusedError: it was not seen, or is not there.
        """
        value = self.need(ask, what)
        if value is None:
            raise RefusedError(f"{what} is not there", advice="Look again, then plan again.")
        return value

    def glance(self, ask: Ask[T]) -> T | None:
        """What was seen for an ask that nothing hangs on."""
        seen = self.snapshot.get(ask)
        return seen.value if seen is not None and seen.is_known else None

    def run(self, run_id: str) -> RunDetail:
        """A run that was seen, by its id.

        Raises:
            RefusedError: it was not seen.
        """
        for seen in self.snapshot.answers.values():
            value = seen.value
            if isinstance(value, RunDetail) and str(value.run.run_id) == run_id:
                return value
        raise RefusedError("the run could not be looked at", advice="Look again, then plan again.")

    def remote_tag(self) -> RemoteTag:
        """The release's tag on origin."""
        return self.there(TagAsk(self.tag), self.tag)

    @property
    def viewer(self) -> str:
        """Login of who plans; empty when it is not known."""
        board = self.glance(BoardAsk())
        return board.viewer if board else ""

    def plan(
        self,
        *actions: Action,
        type_to_confirm: str = "",
        warnings: tuple[str, ...] = (),
        leftovers: tuple[Hit, ...] = (),
        rests_on: Mapping[str, str] = MappingProxyType({}),
        tier: Tier | None = None,
    ) -> Plan:
        """The plan that fulfils the offer."""
        return Plan(
            release_id=self.release.release_id,
            step_id=self.step.id,
            verb=self.offer.verb,
            title=self.offer.title,
            actions=actions,
            tier=tier or self.offer.tier,
            type_to_confirm=type_to_confirm,
            warnings=warnings,
            leftovers=leftovers,
            rests_on=MappingProxyType(dict(rests_on)),
        )
