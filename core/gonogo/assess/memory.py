"""Remembers judgements: what rests on nothing that moved is not judged again.

A judgement rests on the release, its part of the journal, the answers to its asks, and,
where it says so (`holds_until`), on the time. Only when things were seen is brought up to date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from gonogo.assess.release import assess
from gonogo.model.github import Board
from gonogo.model.verdicts import Assessment, Finding, Standing

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.asks import Ask
    from gonogo.model.releases import Event, Release
    from gonogo.model.snapshot import Seen, Snapshot
    from gonogo.playbook.shape import Playbook


Answers: TypeAlias = "tuple[tuple[Ask[Any], Seen[Any] | None], ...]"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A judgement with what it rests on."""

    release: Release
    events: tuple[Event, ...]
    answers: Answers
    assessment: Assessment


class Memory:
    """The judgements of one playbook's releases, each with what it rests on.

    Attributes:
        anew: Ids of the releases that were judged anew, until somebody clears it.
    """

    def __init__(self, playbook: Playbook, *, looks_back: bool = False) -> None:
        """Nothing is remembered yet.

        Args:
            playbook: The repository's processes.
            looks_back: As for `gonogo.assess.release.assess`.
        """
        self._playbook = playbook
        self._looks_back = looks_back
        self.anew: set[str] = set()
        self._kept: dict[str, _Kept] = {}
        self._snapshot: Snapshot | None = None
        self._compared: dict[tuple[int, int], tuple[Seen[Any], Seen[Any], bool]] = {}

    def assess(
        self, release: Release, snapshot: Snapshot, events: tuple[Event, ...], now: datetime
    ) -> Assessment:
        """As `gonogo.assess.release.assess`, without judging again what rests on nothing that moved.

        Args:
            release: The release that is judged.
            snapshot: All that was seen.
            events: The release's part of the journal, oldest first, and what other releases dispatched;
                lines are only ever added to it.
            now: The time of the world that was looked at.
        """
        if snapshot is not self._snapshot:
            self._snapshot, self._compared = snapshot, {}
        kept = self._kept.get(release.release_id)
        answers = self._unmoved(kept, release, snapshot, events, now) if kept else None
        if kept is None or answers is None:
            self.anew.add(release.release_id)
            assessment = assess(self._playbook, release, snapshot, events, now, looks_back=self._looks_back)
            answers = tuple((ask, snapshot.get(ask)) for ask in assessment.asks)
        else:
            assessment = _seen_again(kept, answers)
        self._kept[release.release_id] = _Kept(release, events, answers, assessment)
        return assessment

    def _unmoved(
        self, kept: _Kept, release: Release, snapshot: Snapshot, events: tuple[Event, ...], now: datetime
    ) -> Answers | None:
        """The answers of this look to what the judgement rests on; None when it does not hold any more."""
        until = kept.assessment.holds_until
        if until is not None and now >= until:
            return None
        if release != kept.release or len(events) != len(kept.events) or events[-1:] != kept.events[-1:]:
            return None
        seen = snapshot.answers
        answers = tuple([(ask, seen.get(ask)) for ask, _ in kept.answers])
        is_same = self._is_same
        for (_, old), (_, new) in zip(kept.answers, answers, strict=True):
            if old is not new and not is_same(old, new):
                return None
        return answers

    def _is_same(self, old: Seen[Any] | None, new: Seen[Any] | None) -> bool:
        """The answer did not move; releases share answers, so each pair is compared once in a look."""
        if old is None or new is None:
            return False
        known = self._compared.get((id(old), id(new)))
        if known is None:
            is_same = (_bare(old), old.problem, old.source) == (_bare(new), new.problem, new.source)
            known = self._compared[id(old), id(new)] = (old, new, is_same)  # both live on: ids stay theirs
        return known[2]


def _bare(seen: Seen[Any]) -> object:
    """The answer without what is new at every look, and judged by nobody: the rate limit's rest."""
    return replace(seen.value, rate=None) if isinstance(seen.value, Board) else seen.value


def _seen_again(kept: _Kept, answers: Answers) -> Assessment:
    """The judgement with the time of this look, the oldest of its answers', where it had an earlier one's."""
    befores, now = set(), None
    for (_, old), (_, new) in zip(kept.answers, answers, strict=True):
        if old is not new and old is not None and new is not None:
            befores.add(old.seen_at)
            now = new.seen_at if now is None or new.seen_at < now else now
    if now is None:
        return kept.assessment
    standings = tuple(
        [
            _dated(standing, now)
            if standing.finding.seen_at in befores and not standing.is_settled
            else standing
            for standing in kept.assessment.standings
        ]
    )
    old_one = kept.assessment
    return Assessment(
        old_one.verdict, old_one.reason, old_one.next_step, standings, old_one.asks, old_one.holds_until
    )


def _dated(standing: Standing, seen_at: datetime) -> Standing:
    old = standing.finding
    finding = Finding(
        old.verdict, old.evidence, seen_at, old.source, old.link, old.facts, old.advice, old.since
    )
    return Standing(
        standing.step_id,
        finding,
        standing.blocked_by,
        standing.is_settled,
        standing.decides,
        standing.offers,
        standing.waived,
    )
