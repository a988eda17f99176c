"""Looking: ask, judge, ask what that made necessary, until nothing new comes up."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from gonogo.assess.keeping import new_findings
from gonogo.assess.next_up import in_order, next_up
from gonogo.assess.release import describe, release_commit
from gonogo.errors import JournalError
from gonogo.model.asks import BoardAsk, HeadAsk
from gonogo.model.day import Day, ReleaseView
from gonogo.model.plans import Dispatch
from gonogo.model.releases import Event, EventKind, Release, started_releases
from gonogo.model.snapshot import EMPTY, Snapshot
from gonogo.model.verdicts import Assessment, Verdict
from gonogo.model.withdrawals import under_way, withdrawal
from gonogo.observe.look import merge, observe
from gonogo.playbook.templates import tag_name
from gonogo.session.desk import Desk
from gonogo.session.heads import head_asks, heads_of
from gonogo.session.offers import offer_asks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.model.asks import Ask

_ROUNDS = 12
"""Each round asks what the answers of the one before made necessary; real playbooks need three to six."""

_BUSY_S, _IDLE_S = 12.0, 60.0


class Looking(Desk):
    """A session's eyes."""

    _looks_back = False
    """For a record: releases that were withdrawn are told as well."""

    async def _look(self) -> Day:
        events = self._journal.events()
        releases = (started_releases if self._looks_back else under_way)(events, self.repo)
        fresh = EMPTY
        wanted = self._wanted | self._always()
        assessments: dict[str, Assessment] = {}
        for _ in range(_ROUNDS):
            missing = wanted - fresh.answers.keys()
            if missing:
                fresh = merge(fresh, await observe(missing, self._ports, self._clock, self._snapshot))
            elif assessments.keys() == {r.release_id for r in releases}:
                break
            assessments = await self._judge(releases, fresh, events)
            wanted = self._always(fresh).union(*(a.asks for a in assessments.values()))
        self._wanted, self._snapshot = wanted, fresh
        self.day = self._make_day(releases, assessments, fresh, events)
        self._keep_findings(self.day, events)
        return self.day

    def _keep_findings(self, day: Day, events: tuple[Event, ...]) -> None:
        """Write down what was found of the steps that will not be asked for ever."""
        anew, self._memory.anew = self._memory.anew, set()
        if self.is_read_only:
            return
        found = [
            event
            for view in day.views
            if view.release.release_id in anew and withdrawal(view.events) is None
            for event in new_findings(
                self.setting.playbook,
                view.release,
                view.assessment,
                day.snapshot,
                (event for event in events if event.release_id == view.release.release_id),
                self.now(),
                day.viewer,
            )
        ]
        with contextlib.suppress(
            JournalError
        ):  # looking goes on; an act will say what is wrong with the journal
            self._journal.append_all(found)

    async def _judge(
        self, releases: tuple[Release, ...], snapshot: Snapshot, events: tuple[Event, ...]
    ) -> dict[str, Assessment]:
        """Judge one release after the other; what else waits for the loop, a key say, gets its turn between two."""
        found: dict[str, Assessment] = {}
        for release in releases:
            found[release.release_id] = self._assess(release, snapshot, _judged_by(events, release))
            await asyncio.sleep(0)
        return found

    def _assess(self, release: Release, snapshot: Snapshot, events: tuple[Event, ...]) -> Assessment:
        return self._memory.assess(release, snapshot, events, self.now())

    def _always(self, snapshot: Snapshot = EMPTY) -> frozenset[Ask[Any]]:
        """What is looked at even when no release is under way: the board, and what may be begun."""
        playbook = self.setting.playbook
        asks: frozenset[Ask[Any]] = frozenset({BoardAsk(), HeadAsk(playbook.default_branch)})
        heads = head_asks(playbook, self.repo, snapshot)
        return asks | offer_asks(playbook, self.repo, snapshot) | heads

    async def _see(self, asks: Iterable[Ask[Any]]) -> Snapshot:
        """Look at these now, and keep what was seen."""
        seen = await observe(asks, self._ports, self._clock, self._snapshot)
        self._snapshot = merge(self._snapshot, seen)
        return self._snapshot

    def _make_day(
        self,
        releases: tuple[Release, ...],
        assessments: Mapping[str, Assessment],
        snapshot: Snapshot,
        events: tuple[Event, ...],
    ) -> Day:
        playbook, now = self.setting.playbook, self.now()
        views = tuple(
            ReleaseView(
                release=release,
                steps=describe(playbook, release),
                assessment=assessments[release.release_id],
                events=_events_of(events, release),
                tag=tag_name(playbook, release),
                release_sha=release_commit(playbook, release, snapshot),
                since=self._sinces.of(
                    release.release_id, assessments[release.release_id], now, is_new=self.day is not None
                ),
            )
            for release in releases
        )
        board = snapshot.get(BoardAsk())
        viewer = board.value.viewer if board and board.value else (self.day.viewer if self.day else "")
        ordered = in_order(playbook, views)
        return Day(
            self.repo,
            ordered,
            snapshot,
            viewer,
            self.is_read_only,
            self.is_rehearsal,
            next_up(playbook, tuple(view for view in ordered if withdrawal(view.events) is None)),
            heads=heads_of(playbook, self.repo, snapshot, self.day),
        )

    def next_look_s(self) -> float:
        """Real seconds until the next look: soon while something runs, seldom while nothing does."""
        if self.is_rehearsal:
            return 1.0
        views = self.day.views if self.day else ()
        is_busy = any(v.assessment.verdict in (Verdict.HOLD, Verdict.GO) for v in views)
        return _BUSY_S if is_busy else _IDLE_S


def _events_of(events: tuple[Event, ...], release: Release) -> tuple[Event, ...]:
    """What was done and decided in a release; what looks found of it is in its standings."""
    return tuple(
        event
        for event in events
        if event.release_id == release.release_id and event.kind is not EventKind.FINDING
    )


def _judged_by(events: tuple[Event, ...], release: Release) -> tuple[Event, ...]:
    """A release's own lines, and what others dispatched: a run is followed by the release that started it."""
    return tuple(e for e in events if e.release_id == release.release_id or e.action == Dispatch.verb)
