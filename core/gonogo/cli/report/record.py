"""What a report holds: plain words, cleaned, ready to be written in any form. Times are UTC, ISO 8601."""

from __future__ import annotations

from dataclasses import dataclass

RECORD_NUMBER = 1
"""Of the form of a record. A field keeps its meaning while this number stays."""


@dataclass(frozen=True, slots=True)
class FactLine:
    """One row of a step's evidence; `ok` is `yes`, `no` or empty."""

    name: str
    found: str
    expected: str
    ok: str
    link: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the release.

    Attributes:
        state: `done`, `waived`, `past` (it no longer decides), `informs`, `next`, `open` or `later`.
        verdict: What the evidence says: `DONE`, `GO`, `HOLD`, `NO-GO` or `UNKNOWN`.
        waits_for: Ids of the steps that come first.
        done_by: Who did, confirmed or waived it last, as the journal has it.
        done_at: When that was; where the journal does not have it, when its source says that it was done.
    """

    step: str
    phase: str
    title: str
    kind: str
    type: str
    state: str
    verdict: str
    evidence: str
    advice: str
    source: str
    seen_at: str
    link: str
    waits_for: tuple[str, ...]
    done_by: str
    done_at: str
    waived: str
    notes: str
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class ActLine:
    """An act: what was meant, written before anything was sent, and what came of it.

    Attributes:
        outcome: `done`, `failed`, `unknown`, or `none recorded` where gonogo was stopped in between.
        facts: `name: value`, as the outcome has them.
    """

    step: str
    title: str
    verb: str
    subject: str
    by: str
    at: str
    outcome: str
    outcome_text: str
    outcome_at: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A person's word: a confirmation, a waiver or the release's withdrawal with its reason.

    Attributes:
        kind: `confirmation`, `waiver` or `withdrawal`; the last is of no step.
        subject: What it is bound to.
        holds: Whether the last look still counted it; `yes` or `no`.
    """

    kind: str
    step: str
    title: str
    choice: str
    note: str
    subject: str
    by: str
    at: str
    holds: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A workflow run, with who let it through which gate."""

    workflow: str
    name: str
    number: str
    event: str
    ref: str
    commit: str
    result: str
    by: str
    began_at: str
    ended_at: str
    jobs: str
    gates: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class DigestLine:
    """Something that was published, and its digest.

    Attributes:
        where: `crates.io`, `PyPI`, `GitHub release`, `git tag`.
        digest: As stated there (`sha256:…`, or a git object's name).
        served: Digest of the bytes that were served to gonogo; empty when they were not fetched.
        remarks: `yanked`, `provenance listed`, `2 attestations`, `signed by …`.
    """

    where: str
    what: str
    digest: str
    served: str
    remarks: tuple[str, ...]
    at: str
    link: str


@dataclass(frozen=True, slots=True)
class Record:
    """A release, as it stood at one look."""

    repository: str
    host: str
    release: str
    process: str
    version: str
    previous: str
    tag: str
    commit: str
    inputs: tuple[str, ...]
    started_at: str
    started_by: str
    verdict: str
    reason: str
    next: str
    rehearsal: str
    seen_at: str
    made_at: str
    made_by: str
    made_with: str
    steps: tuple[StepLine, ...]
    acts: tuple[ActLine, ...]
    decisions: tuple[DecisionLine, ...]
    runs: tuple[RunLine, ...]
    digests: tuple[DigestLine, ...]

    @property
    def withdrawn(self) -> DecisionLine | None:
        """The word that took it off the board; None while it is under way."""
        return next((one for one in self.decisions if one.kind == "withdrawal"), None)

    @property
    def headline(self) -> str:
        """What it came to: that it was withdrawn, else its verdict."""
        return "withdrawn" if self.withdrawn else self.verdict

    @property
    def done_count(self) -> int:
        """How many steps need nothing more."""
        return sum(step.state in ("done", "waived", "past") for step in self.steps)
