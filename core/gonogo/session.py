"""The loop for one repository: observe → assess → plan → act → record, and then observe again.

Every face (screen, command line, rehearsal) goes through this one path.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from gonogo.act.perform import Frame, perform
from gonogo.assess.memory import Memory
from gonogo.assess.release import describe, release_commit
from gonogo.bump.release import FileRule, read_version
from gonogo.bump.versions import is_version, next_version
from gonogo.errors import BumpError, RefusedError, UsageError
from gonogo.model.asks import BoardAsk, FilesAsk, HeadAsk
from gonogo.model.day import Day, ProcessText, ReleaseView
from gonogo.model.plans import PushTag
from gonogo.model.releases import Event, EventKind, OutcomeState, Release, started_releases
from gonogo.model.snapshot import EMPTY, Snapshot
from gonogo.model.text import clean_line
from gonogo.model.verdicts import Assessment, Verdict
from gonogo.observe.look import merge, observe
from gonogo.observe.stories import Stories
from gonogo.plan.make import make_plan
from gonogo.playbook.templates import tag_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from gonogo.bump.versions import Part
    from gonogo.model.asks import Ask
    from gonogo.model.github import RepoName
    from gonogo.model.plans import Outcome, Plan
    from gonogo.observe.look import Ports
    from gonogo.playbook.shape import Playbook
    from gonogo.ports import Clock, Journal

_ROUNDS = 8
"""Each round asks what the answers of the one before made necessary; real playbooks need three or four."""

_BUSY_S, _IDLE_S = 12.0, 60.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What a session works on and how; fixed for its life."""

    repo: RepoName
    playbook: Playbook
    is_read_only: bool = False
    is_rehearsal: bool = False
    speed: float = 1.0
    """Seconds of the world for one real second (a rehearsal's clock may run fast)."""
    begin: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """Process and inputs of releases that a rehearsal begins at its first look."""


def _say_nothing(_: str) -> None:
    return


class Session(Stories):
    """One repository's release day."""

    as_of: datetime | None = None
    """Never: its day is always a look's own, not a kept picture."""

    def __init__(self, setting: Setting, ports: Ports, journal: Journal, clock: Clock) -> None:
        self.setting = setting
        self._ports = ports
        self._journal = journal
        self._clock = clock
        self._wanted: frozenset[Ask[Any]] = frozenset()
        self._snapshot: Snapshot = EMPTY
        self._memory = Memory(setting.playbook)
        self._looking = asyncio.Lock()
        self.day: Day | None = None

    @property
    def repo(self) -> RepoName:
        """The repository."""
        return self.setting.repo

    @property
    def is_read_only(self) -> bool:
        """Nothing can be done from here."""
        return self.setting.is_read_only

    @property
    def is_rehearsal(self) -> bool:
        """The world is the embedded GitHub."""
        return self.setting.is_rehearsal

    def now(self) -> datetime:
        """The world's time, UTC."""
        return self._clock.now()

    # observe, assess

    async def look(self) -> Day:
        """Look at everything that the releases under way need, and judge them.

        A source that fails becomes UNKNOWN; this raises for the journal only.

        Raises:
            JournalError: the journal could not be read.
        """
        async with self._looking:
            day = await self._look()
            if not day.views and self.setting.begin:
                for process, inputs in self.setting.begin:
                    self._begin(process, inputs)
                day = await self._look()
            return day

    async def _look(self) -> Day:
        events = self._journal.events()
        releases = started_releases(events, self.repo)
        fresh = EMPTY
        wanted = self._wanted | self._always()
        assessments: dict[str, Assessment] = {}
        for _ in range(_ROUNDS):
            missing = wanted - fresh.answers.keys()
            if missing:
                fresh = merge(fresh, await observe(missing, self._ports, self._clock, self._snapshot))
            elif assessments.keys() == {r.release_id for r in releases}:
                break
            assessments = {r.release_id: self._assess(r, fresh, _events_of(events, r)) for r in releases}
            wanted = self._always(fresh).union(*(a.asks for a in assessments.values()))
        self._wanted, self._snapshot = wanted, fresh
        self.day = self._make_day(releases, assessments, fresh, events)
        return self.day

    def _assess(self, release: Release, snapshot: Snapshot, events: tuple[Event, ...]) -> Assessment:
        return self._memory.assess(release, snapshot, events, self.now())

    def _always(self, snapshot: Snapshot = EMPTY) -> frozenset[Ask[Any]]:
        """What is looked at even when no release is under way: the board, and the version of the tree."""
        playbook = self.setting.playbook
        head = HeadAsk(playbook.default_branch)
        seen = snapshot.get(head)
        asks: frozenset[Ask[Any]] = frozenset({BoardAsk(), head})
        return asks | {FilesAsk(seen.value, (playbook.version.read,))} if seen and seen.value else asks

    def _make_day(
        self,
        releases: tuple[Release, ...],
        assessments: Mapping[str, Assessment],
        snapshot: Snapshot,
        events: tuple[Event, ...],
    ) -> Day:
        playbook = self.setting.playbook
        views = [
            ReleaseView(
                release=release,
                steps=describe(playbook, release),
                assessment=assessments[release.release_id],
                events=_events_of(events, release),
                tag=tag_name(playbook, release.version),
                release_sha=release_commit(playbook, release, snapshot),
            )
            for release in releases
        ]
        views.sort(key=lambda view: (_urgency(view.assessment.verdict), view.release.started_at))
        board = snapshot.get(BoardAsk())
        viewer = board.value.viewer if board and board.value else (self.day.viewer if self.day else "")
        return Day(self.repo, tuple(views), snapshot, viewer, self.is_read_only, self.is_rehearsal)

    def next_look_s(self) -> float:
        """Real seconds until the next look: soon while something runs, seldom while nothing does."""
        if self.is_rehearsal:
            return 1.0
        views = self.day.views if self.day else ()
        is_busy = any(v.assessment.verdict in (Verdict.HOLD, Verdict.GO) for v in views)
        return _BUSY_S if is_busy else _IDLE_S

    # plan, act, record

    def plan(self, release_id: str, step_id: str, verb: str) -> Plan:
        """What a step would do, made from the last look.

        Raises:
            RefusedError: it can not be done now; the sentence says why.
        """
        self._refuse_read_only()
        view = self._view(release_id)
        day = self._the_day()
        return make_plan(
            self.setting.playbook, view.release, step_id, verb, day.snapshot, view.assessment, self.now()
        )

    async def perform(
        self, plan: Plan, progress: Callable[[str], None] = _say_nothing
    ) -> tuple[Outcome, ...]:
        """Do a plan's actions in order; the first that is not done stops the rest.

        Raises:
            RefusedError: the ground moved under an action; nothing was sent for it.
        """
        self._refuse_read_only()
        frame = Frame(plan.release_id, plan.step_id, self._the_day().viewer)
        outcomes: list[Outcome] = []
        for action in plan.actions:
            progress(action.title)
            outcome = await perform(
                action, frame, self._ports.github, self._ports.git, self._journal, self._clock
            )
            outcomes.append(outcome)
            progress(outcome.text)
            if outcome.state is not OutcomeState.DONE:
                break
        return tuple(outcomes)

    async def locked_key(self, plan: Plan) -> str:
        """The name of the key whose passphrase the plan's signing would ask for; empty when none."""
        signs = any(isinstance(action, PushTag) for action in plan.actions)
        return await self._ports.git.locked_key() if signs else ""

    def unlock_key(self, terminal: str) -> str:
        """Have that key unlocked on a terminal; what went wrong, empty when nothing."""
        return self._ports.git.unlock_key(terminal)

    async def confirm(self, release_id: str, step_id: str, choice: str, note: str = "") -> None:
        """Record a person's decision, bound to what it is about.

        Raises:
            RefusedError: nothing is to be confirmed there, or the choice is none of its choices.
        """
        self._refuse_read_only()
        view = self._view(release_id)
        text = view.step(step_id)
        if text.choices and choice not in text.choices:
            raise RefusedError(
                f"{choice!r} is no choice of {step_id}", advice=f"Choose: {', '.join(text.choices)}."
            )
        plan = self.plan(release_id, step_id, "confirm")
        self._record(
            view, step_id, EventKind.CONFIRMATION, plan.rests_on.get("subject", ""), choice or "yes", note
        )

    async def waive(self, release_id: str, step_id: str, reason: str) -> None:
        """Override a step, with a name and a reason, bound to what it stands on now.

        Raises:
            RefusedError: the step can not be waived, or the reason is empty.
        """
        self._refuse_read_only()
        if not reason.strip():
            raise RefusedError("a waiver needs a reason", advice="Say why this may be passed over.")
        view = self._view(release_id)
        plan = self.plan(release_id, step_id, "waive")
        self._record(view, step_id, EventKind.WAIVER, plan.rests_on.get("subject", ""), reason, "")

    def _record(
        self, view: ReleaseView, step_id: str, kind: EventKind, subject: str, text: str, note: str
    ) -> None:
        words = clean_line(text)
        self._journal.append(
            Event(
                release_id=view.release.release_id,
                step_id=step_id,
                kind=kind,
                at=self.now(),
                actor=self._the_day().viewer,
                action=kind.value,
                subject=subject,
                text=words,
                data=MappingProxyType({"choice": words, "note": clean_line(note)}),
            )
        )

    # starting

    def processes(self) -> tuple[ProcessText, ...]:
        """The processes that can be started, with the versions that would come next."""
        current = self._current_version()
        scheme = self.setting.playbook.version.scheme
        return tuple(
            ProcessText(
                name=name,
                title=process.title,
                next_versions=tuple(
                    (part, next_version(current, cast("Part", part), scheme))
                    for part in (process.inputs["version"].next if "version" in process.inputs else ())
                    if current
                ),
                inputs=tuple(key for key in process.inputs if key != "version"),
            )
            for name, process in self.setting.playbook.processes.items()
        )

    async def start(self, process: str, inputs: Mapping[str, str]) -> str:
        """Begin a release; its id.

        Raises:
            UsageError: no such process, a bad version, or the same release is under way.
        """
        self._refuse_read_only()
        if self.day is None:
            await self.look()
        return self._begin(process, inputs)

    def _begin(self, process: str, inputs: Mapping[str, str]) -> str:
        version = self._checked_version(process, inputs)
        release_id = f"{self.repo.name}-{process}-{version}"
        if any(r.release_id == release_id for r in started_releases(self._journal.events(), self.repo)):
            raise UsageError(f"{release_id} is under way already")
        previous = self._current_version()
        if not previous:
            path = self.setting.playbook.version.read
            raise UsageError(
                f"the version of the tree could not be read from {path}",
                advice="Look again, or put right `version: read:` in the playbook.",
            )
        data = {"process": process, "previous": previous} | {f"input.{k}": v for k, v in inputs.items()}
        self._journal.append(
            Event(
                release_id=release_id,
                step_id="",
                kind=EventKind.STARTED,
                at=self.now(),
                actor=self._the_day().viewer,
                subject=version,
                text=f"{process} {version}",
                data=MappingProxyType(data),
            )
        )
        return release_id

    def _checked_version(self, process: str, inputs: Mapping[str, str]) -> str:
        playbook = self.setting.playbook
        if process not in playbook.processes:
            raise UsageError(
                f"the playbook has no process {process!r}", advice=f"It has: {', '.join(playbook.processes)}."
            )
        version = inputs.get("version", "")
        if not is_version(version, playbook.version.scheme):
            raise UsageError(
                f"{version!r} is no {playbook.version.scheme} version", advice="Write it like 1.4.0."
            )
        return version

    def _current_version(self) -> str:
        """The version at the default branch's HEAD, as of the last look; empty when it could not be read."""
        playbook = self.setting.playbook
        head = self._snapshot.get(HeadAsk(playbook.default_branch))
        path = playbook.version.read
        files = self._snapshot.get(FilesAsk(head.value, (path,))) if head and head.value else None
        text = files.value.text(path) if files and files.value else None
        if text is None:
            return ""
        try:
            file = next(f for f in playbook.version.files if f.path == path)
            rule = FileRule(file.path, file.format, file.dependencies, file.packages, file.pattern)
            return read_version(text, rule)
        except BumpError:
            return ""

    def journal(self, release_id: str | None = None) -> tuple[Event, ...]:
        """Events, oldest first."""
        return self._journal.events(release_id)

    def _refuse_read_only(self) -> None:
        if self.is_read_only:
            raise RefusedError(
                "this is read-only: nothing is done from here", advice="Start without --read-only."
            )

    def _the_day(self) -> Day:
        if self.day is None:
            raise RefusedError("nothing was looked at yet", advice="Look first (R).")
        return self.day

    def _view(self, release_id: str) -> ReleaseView:
        view = self._the_day().view(release_id)
        if view is None:
            raise RefusedError(f"no release {release_id} is under way here")
        return view

    async def close(self) -> None:
        """Let go of connections and the journal."""
        await self._ports.github.close()
        await self._ports.registries.close()
        self._journal.close()


def _events_of(events: tuple[Event, ...], release: Release) -> tuple[Event, ...]:
    return tuple(event for event in events if event.release_id == release.release_id)


def _urgency(verdict: Verdict) -> int:
    """What needs you comes first: NO-GO, GO, HOLD, UNKNOWN, DONE."""
    order = (Verdict.NO_GO, Verdict.GO, Verdict.HOLD, Verdict.UNKNOWN, Verdict.DONE)
    return order.index(verdict)
