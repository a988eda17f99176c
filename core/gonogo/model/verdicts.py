"""Verdicts, findings, and where a step stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.asks import Ask


class Verdict(StrEnum):
    """GO: ready for you. HOLD: something or someone else. NO-GO: must be put right. UNKNOWN: could not look."""

    NO_GO = "NO-GO"
    UNKNOWN = "UNKNOWN"
    GO = "GO"
    HOLD = "HOLD"
    DONE = "DONE"


WORST_FIRST = (Verdict.NO_GO, Verdict.UNKNOWN, Verdict.GO, Verdict.HOLD, Verdict.DONE)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of evidence in the step pane: what, what was found, and what was expected."""

    name: str
    found: str
    expected: str = ""
    is_ok: bool | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look established.

    Attributes:
        verdict: Its word.
        evidence: One line, short, naming commits, counts or names.
        seen_at: When the source was read; None when nothing was read yet.
        source: Where it was read (`GitHub`, `git`, `crates.io`, `journal`).
        link: A page that shows it; empty when there is none.
        facts: The rows behind the line.
        advice: What to do about it.
        since: When the world came to be so, as its source tells; None when it does not.
    """

    verdict: Verdict
    evidence: str
    seen_at: datetime | None = None
    source: str = ""
    link: str = ""
    facts: tuple[Fact, ...] = ()
    advice: str = ""
    since: datetime | None = None


class Tier(StrEnum):
    """How much an act asks for before it runs."""

    PLAIN = "plain"
    """Nothing at stake outside: runs at once."""
    ASK = "ask"
    """Cheap to repeat (a rerun): yes or no."""
    SHOW = "show"
    """Seen by others (push, merge, approve): the plan is shown, Cancel has the focus."""
    TYPE = "type"
    """Cannot be undone (tag, publishing gate): the version or the environment is typed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person can do about a step now.

    Attributes:
        verb: Stable word: `do`, `approve`, `reject`, `rerun`, `confirm`, `waive`, `latest`.
        title: What it does, in words (`Approve crates-io for publish-crate`).
        tier: What it asks for first.
        refused: Why it can not be done now; empty when it can.
        about: What exactly it is about where the step has more than one such thing: a run's id, a commit.
    """

    verb: str
    title: str
    tier: Tier
    refused: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one step stands.

    Attributes:
        step_id: The step.
        finding: What the evidence says of it.
        blocked_by: Ids of the steps that must be done first; empty when it is reached.
        is_settled: Its `until` step is done: it no longer decides.
        decides: False when it only informs.
        offers: What can be done about it now; the first is the main one.
        waived: The waiver's sentence (who, why); empty when not waived.
    """

    step_id: str
    finding: Finding
    blocked_by: tuple[str, ...] = ()
    is_settled: bool = False
    decides: bool = True
    offers: tuple[Offer, ...] = ()
    waived: str = ""

    @property
    def is_done(self) -> bool:
        """Nothing more is needed here: evidence says done, it is waived, or it no longer matters."""
        return bool(self.finding.verdict is Verdict.DONE or self.waived or self.is_settled)

    @property
    def is_past(self) -> bool:
        """It no longer matters, and nobody saw that it was met: it was not chosen, or a later step made it moot."""
        return self.is_settled and not self.waived and self.finding.seen_at is None

    @property
    def is_reached(self) -> bool:
        """Every step it needs is done."""
        return not self.blocked_by

    @property
    def is_open(self) -> bool:
        """Reached, not done, and it decides: it has a say in the verdict."""
        return self.is_reached and not self.is_done and self.decides


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a release stands at.

    Attributes:
        verdict: The worst that matters.
        reason: Its sentence.
        next_step: Id of the step that is next (the one that decided); None when DONE.
        standings: One for each step, in the playbook's order.
        asks: What the next look must ask for.
        holds_until: When it may come out otherwise though nothing moved, by the passing of time or
            by looking again; None for never.
    """

    verdict: Verdict
    reason: str
    next_step: str | None
    standings: tuple[Standing, ...]
    asks: frozenset[Ask[Any]]
    holds_until: datetime | None = None

    def standing(self, step_id: str) -> Standing:
        """The standing of one step.

        Raises:
            KeyError: no such step.
        """
        for standing in self.standings:
            if standing.step_id == step_id:
                return standing
        raise KeyError(step_id)

    @property
    def done_count(self) -> int:
        """How many steps need nothing more."""
        return sum(standing.is_done for standing in self.standings)
