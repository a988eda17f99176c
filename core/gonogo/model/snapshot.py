"""All that was seen in one look, frozen, with when and from where."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gonogo.model.asks import Ask

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something could not be looked at; `retry_at` when the source said when to try again."""

    what: str
    advice: str = ""
    status: int | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen(Generic[T_co]):
    """An answer, or why there is none. Exactly one of `value` and `problem` counts.

    Attributes:
        value: The answer; may be None when the answer is "is not there".
        problem: Why it could not be looked at; None when it could.
        seen_at: When.
        source: Where (`GitHub`, `git`, `crates.io`, `PyPI`).
    """

    value: T_co | None
    seen_at: datetime
    source: str
    problem: Problem | None = None

    @property
    def is_known(self) -> bool:
        """The source answered."""
        return self.problem is None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was seen, frozen: one answer for each ask.

    Attributes:
        taken_at: When the look was finished; None for the empty snapshot.
        answers: Ask → what was seen.
    """

    taken_at: datetime | None = None
    answers: Mapping[Ask[Any], Seen[Any]] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, ask: Ask[T]) -> Seen[T] | None:
        """What was seen for an ask; None when it was not asked yet."""
        return cast("Seen[T] | None", self.answers.get(ask))


EMPTY = Snapshot()
