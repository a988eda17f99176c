"""Several repositories on one board: a session for each, and one face for all of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from gonogo.assess.next_up import all_in_order, next_of_all
from gonogo.errors import GonogoError, RefusedError, UsageError
from gonogo.model.asks import BoardAsk, RunDetailAsk, RunsAsk
from gonogo.session.places import Member, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from gonogo.model.day import Day, ProcessText, ReleaseView
    from gonogo.model.github import RepoName
    from gonogo.model.plans import Outcome, Plan
    from gonogo.model.releases import Event
    from gonogo.model.stories import GateStory, PullStory, RunStory

_GRACE_S = 0.3
"""How long the others are waited for once one has answered; who is slower comes with the next look."""

_PATIENCE_S = 2.0
"""How long anybody is waited for where something can be shown already."""

_SOON_S = 0.5


def _say_nothing(_: str) -> None:
    return


class Together:
    """Sessions side by side, with the face of one.

    Attributes:
        day: What all of them saw last, whoever has not answered yet as it was before.
        as_of: Never: each day says itself whether it is a kept picture.
    """

    as_of: datetime | None = None

    def __init__(self, members: Iterable[Member]) -> None:
        """Side by side; nothing is looked at yet.

        Raises:
            UsageError: there is none.
        """
        self._places = tuple(Place(member) for member in members)
        if not self._places:
            raise UsageError("no repository was named", advice='Write `repositories = ["~/src/one"]`.')
        self._turned_to = ""
        self._homes: dict[str, tuple[Place, str]] = {}
        self._processes: dict[str, tuple[Place, str]] = {}
        self._jobs: dict[int, Place] = {}
        self._locked = self._places[0]
        self.day: Day | None = None
        if any(place.member.day for place in self._places):
            self.day = self._make_day()

    # what it is

    @property
    def sessions(self) -> tuple[Member, ...]:
        """The session of each repository."""
        return tuple(place.member for place in self._places)

    @property
    def repo(self) -> RepoName:
        """The repository that a person turned to."""
        return self._place.member.repo

    @property
    def is_read_only(self) -> bool:
        """Nothing can be done from here."""
        return all(place.member.is_read_only for place in self._places)

    @property
    def is_rehearsal(self) -> bool:
        """The world of each is the embedded GitHub."""
        return all(place.member.is_rehearsal for place in self._places)

    def now(self) -> datetime:
        """The world's time, UTC."""
        return self._place.member.now()

    def turn_to(self, key: str) -> None:
        """A person turned to this release, or to the repository of this name."""
        self._turned_to = key

    @property
    def _place(self) -> Place:
        """The place of the repository that a person turned to."""
        home = self._homes.get(self._turned_to)
        if home is not None:
            return home[0]
        named = (place for place in self._places if str(place.member.repo) == self._turned_to)
        return next(named, self._places[0])

    # looking

    async def look(self) -> Day:
        """Look at all of them at the same time. One that fails, or is slow, does not hide the others."""
        now = asyncio.get_running_loop().time()
        is_waited = any(place.is_looking for place in self._places)
        resting = [place for place in self._places if not place.is_looking]
        due = [place for place in resting if now >= place.due_at]
        for place in due or (() if is_waited else resting):
            place.begin()
        looks = {place.look for place in self._places if place.look is not None and place.is_looking}
        patience = _PATIENCE_S if self.day is not None else None
        _, slow = await asyncio.wait(looks, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if slow:
            await asyncio.wait(slow, timeout=_GRACE_S)
        self.day = self._make_day()
        return self.day

    async def look_whole(self) -> Day:
        """As `look`, and wait for the slowest."""
        day = await self.look()
        while looks := self._looks():
            await asyncio.wait(looks)
            day = self.day = self._make_day()
        return day

    def _looks(self) -> set[asyncio.Task[None]]:
        """The looks under way, and those that an act made necessary."""
        for place in self._places:
            if place.is_touched and not place.is_looking:
                place.begin()
        return {place.look for place in self._places if place.look is not None and place.is_looking}

    def next_look_s(self) -> float:
        """Real seconds until the next look: at once while one is slow, else as soon as the first of them wants."""
        if any(place.is_looking for place in self._places):
            return _SOON_S
        first = min(place.due_at for place in self._places)
        return max(_SOON_S, first - asyncio.get_running_loop().time())

    def _make_day(self) -> Day:
        days = [place.day() for place in self._places]
        names = Counter(day.repo.name for day in days)
        self._homes = {}
        for number, (place, day) in enumerate(zip(self._places, days, strict=True)):
            before = f"{day.repo.owner}-" if names[day.repo.name] > 1 else ""
            views = tuple(_renamed(view, before) for view in day.views)
            up = (before + day.next_up[0], day.next_up[1]) if day.next_up else None
            days[number] = replace(day, views=views, next_up=up)
            for own, view in zip(day.views, views, strict=True):
                self._homes[view.release.release_id] = (place, own.release.release_id)
        ordered = all_in_order(day.views for day in days)
        up = next_of_all(days, ordered)
        whole = replace(
            days[0],
            views=ordered,
            next_up=up,
            days=tuple(days),
            is_read_only=self.is_read_only,
            is_rehearsal=self.is_rehearsal,
        )
        return whole.turned_to(
            self._turned_to or (up[0] if up else ordered[0].release.release_id if ordered else "")
        )

    # acting: each in its own repository

    def _home(self, release_id: str) -> tuple[Place, str]:
        """Where a release is at home, and its id there."""
        if release_id not in self._homes:
            raise RefusedError(f"no release {release_id} is under way here")
        return self._homes[release_id]

    def plan(self, release_id: str, step_id: str, verb: str, *, is_preview: bool = False) -> Plan:
        """What a step would do; as `Session.plan`."""
        place, own = self._home(release_id)
        return replace(place.member.plan(own, step_id, verb, is_preview=is_preview), release_id=release_id)

    async def perform(
        self, plan: Plan, progress: Callable[[str], None] = _say_nothing
    ) -> tuple[Outcome, ...]:
        """Do a plan in the repository of its release; as `Session.perform`."""
        place, own = self._home(plan.release_id)
        try:
            return await place.member.perform(replace(plan, release_id=own), progress)
        finally:
            place.touch()

    async def locked_key(self, plan: Plan) -> str:
        """The name of the key whose passphrase the plan's signing would ask for; empty when none."""
        self._locked, own = self._home(plan.release_id)
        return await self._locked.member.locked_key(replace(plan, release_id=own))

    def unlock_key(self, terminal: str) -> str:
        """Have that key unlocked on a terminal; what went wrong, empty when nothing."""
        return self._locked.member.unlock_key(terminal)

    async def confirm(self, release_id: str, step_id: str, choice: str, note: str = "") -> None:
        """Record a person's decision; as `Session.confirm`."""
        place, own = self._home(release_id)
        await place.member.confirm(own, step_id, choice, note)
        place.touch()

    async def waive(self, release_id: str, step_id: str, reason: str) -> None:
        """Override a step; as `Session.waive`."""
        place, own = self._home(release_id)
        await place.member.waive(own, step_id, reason)
        place.touch()

    async def withdraw(self, release_id: str, reason: str) -> None:
        """Take a release off the board; as `Session.withdraw`."""
        place, own = self._home(release_id)
        await place.member.withdraw(own, reason)
        place.touch()

    def journal(self, release_id: str | None = None) -> tuple[Event, ...]:
        """Events of a release, or of all repositories, oldest first."""
        if release_id is not None:
            place, own = self._home(release_id)
            return place.member.journal(own)
        found = [event for place in self._places for event in place.member.journal()]
        return tuple(sorted(found, key=lambda event: event.at))

    # starting

    def processes(self) -> tuple[ProcessText, ...]:
        """The processes of all repositories, each with its repository's name before it; whose turn it is first."""
        self._processes = {}
        found: list[ProcessText] = []
        for place in sorted(self._places, key=lambda one: one is not self._place):
            try:
                texts = place.member.processes()
            except GonogoError:  # not open yet, or not to be opened: its row on the board says so
                continue
            for text in texts:
                name = f"{self._name(place)} {text.name}"
                self._processes[name] = (place, text.name)
                found.append(replace(text, name=name))
        return tuple(found)

    def _name(self, place: Place) -> str:
        """The repository's name; with its owner where two have the same."""
        repo = place.member.repo
        twins = [one for one in self._places if one.member.repo.name == repo.name]
        return repo.name if len(twins) == 1 else str(repo)

    async def start(self, process: str, inputs: Mapping[str, str]) -> str:
        """Begin a release; its id.

        Args:
            process: As `processes` names it.
            inputs: As for `Session.start`.

        Raises:
            UsageError: no such process, or what `Session.start` raises.
        """
        if process not in self._processes:
            self.processes()
        if process not in self._processes:
            known = ", ".join(self._processes)
            raise UsageError(f"there is no process {process!r}", advice=f"There are: {known}.")
        place, name = self._processes[process]
        own = await place.member.start(name, inputs)
        place.touch()
        repo = place.member.repo
        return own if self._name(place) == repo.name else f"{repo.owner}-{own}"

    # telling of one thing

    async def run_story(self, run_id: int) -> RunStory:
        """A run, from the repository that has it."""
        place = self._place_of_run(run_id)
        story = await place.member.run_story(run_id)
        self._jobs.update({job.job_id: place for job in story.detail.jobs})
        return story

    async def job_log(self, job_id: int) -> str:
        """The log of a job of a run that was opened."""
        return await self._jobs.get(job_id, self._place).member.job_log(job_id)

    async def pull_story(self, number: int) -> PullStory:
        """A pull request of the repository that a person turned to."""
        return await self._place.member.pull_story(number)

    async def gate_story(self, run_id: int, environment: str) -> GateStory:
        """A gate, from the repository that has its run."""
        place = self._place_of_run(run_id)
        story = await place.member.gate_story(run_id, environment)
        self._jobs.update({job.job_id: place for job in story.run.detail.jobs})
        return story

    def _place_of_run(self, run_id: int) -> Place:
        """The place that has seen a run; ids of runs are GitHub's own, so no two repositories share one."""
        ordered = sorted(self._places, key=lambda one: one is not self._place)
        return next((place for place in ordered if run_id in _runs(place.member.day)), self._place)

    async def close(self) -> None:
        """Let go of everything."""
        await asyncio.gather(*(place.close() for place in self._places), return_exceptions=True)


def _renamed(view: ReleaseView, before: str) -> ReleaseView:
    """A release with an id that no other repository has."""
    if not before:
        return view
    return replace(view, release=replace(view.release, release_id=before + view.release.release_id))


def _runs(day: Day | None) -> set[int]:
    """Ids of the runs that a look has seen."""
    found: set[int] = set()
    for ask, seen in day.snapshot.answers.items() if day else ():
        if seen.value is None:
            continue
        if isinstance(ask, BoardAsk):
            found |= {run.run_id for run in seen.value.runs} | {gate.run_id for gate in seen.value.gates}
        elif isinstance(ask, RunsAsk):
            found |= {run.run_id for run in seen.value}
        elif isinstance(ask, RunDetailAsk):
            found.add(seen.value.run.run_id)
    return found
