"""Remembers judgements: what rests on nothing that moved is not judged again.

A judgement rests on the release, its part of the journal, the answers to its asks, and,
where it says so (`holds_until`), on the time. Only when things were seen is brought up to date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gonogo.assess.release import assess
from gonogo.model.github import Board
from gonogo.model.verdicts import Assessment, Finding, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.asks import Ask
    from gonogo.model.releases import Event, Release
    from gonogo.model.snapshot import Seen, Snapshot
    from gonogo.playbook.shape import Playbook


@dataclass(frozen=True, slots=True)
class _Kept:
    """A judgement with what it rests on."""

    release: Release
    events: tuple[Event, ...]
    answers: tuple[tuple[Ask[Any], Seen[Any] | None], ...]
    assessment: Assessment


class Memory:
    """The judgements of one playbook's releases, each with what it rests on."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._kept: dict[str, _Kept] = {}
        self._compared: dict[Ask[Any], tuple[Seen[Any], Seen[Any], bool]] = {}

    def assess(
        self, release: Release, snapshot: Snapshot, events: tuple[Event, ...], now: datetime
    ) -> Assessment:
        """As `gonogo.assess.release.assess`, without judging again what rests on nothing that moved.

        Args:
            release: The release that is judged.
            snapshot: All that was seen.
            events: The release's part of the journal, oldest first; lines are only ever added to it.
            now: The time of the world that was looked at.
        """
        kept = self._kept.get(release.release_id)
        if kept is None or not self._holds(kept, release, snapshot, events, now):
            assessment = assess(self._playbook, release, snapshot, events, now)
        else:
            assessment = _seen_again(kept, snapshot)
        answers = tuple((ask, snapshot.get(ask)) for ask in assessment.asks)
        self._kept[release.release_id] = _Kept(release, events, answers, assessment)
        return assessment

    def _holds(
        self, kept: _Kept, release: Release, snapshot: Snapshot, events: tuple[Event, ...], now: datetime
    ) -> bool:
        until = kept.assessment.holds_until
        if until is not None and now >= until:
            return False
        if release != kept.release or len(events) != len(kept.events) or events[-1:] != kept.events[-1:]:
            return False
        answers = snapshot.answers
        return all(self._is_same(ask, seen, answers.get(ask)) for ask, seen in kept.answers)

    def _is_same(self, ask: Ask[Any], old: Seen[Any] | None, new: Seen[Any] | None) -> bool:
        """The answer did not move; releases share answers, so each pair is compared once."""
        if old is new:
            return True
        if old is None or new is None:
            return False
        known = self._compared.get(ask)
        if known is not None and known[0] is old and known[1] is new:
            return known[2]
        is_same = (_bare(old), old.problem, old.source) == (_bare(new), new.problem, new.source)
        self._compared[ask] = (old, new, is_same)
        return is_same


def _bare(seen: Seen[Any]) -> object:
    """The answer without what is new at every look, and judged by nobody: the rate limit's rest."""
    return replace(seen.value, rate=None) if isinstance(seen.value, Board) else seen.value


def _seen_again(kept: _Kept, snapshot: Snapshot) -> Assessment:
    """The judgement with the time of this look, the oldest of its answers', where it had an earlier one's."""
    answers = snapshot.answers
    pairs = [
        (seen.seen_at, answers[ask].seen_at)
        for ask, seen in kept.answers
        if seen is not None and seen is not answers[ask]
    ]
    if not pairs:
        return kept.assessment
    befores, now = {before for before, _ in pairs}, min(after for _, after in pairs)
    standings = tuple(
        _dated(standing, now) if standing.finding.seen_at in befores else standing
        for standing in kept.assessment.standings
    )
    return replace(kept.assessment, standings=standings)


def _dated(standing: Standing, seen_at: datetime) -> Standing:
    old = standing.finding
    finding = Finding(old.verdict, old.evidence, seen_at, old.source, old.link, old.facts, old.advice)
    return Standing(
        standing.step_id,
        finding,
        standing.blocked_by,
        standing.is_settled,
        standing.decides,
        standing.offers,
        standing.waived,
    )
