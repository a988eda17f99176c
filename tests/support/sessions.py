"""A session over a world of tests: it asks the world, and keeps its journal in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from gonogo.model.asks import (
    BoardAsk,
    BranchesAsk,
    CommitsAsk,
    FilesAsk,
    HeadAsk,
    PullAsk,
    ReleaseAsk,
    RulesAsk,
    RunAsk,
    RunDetailAsk,
    TagAsk,
    TagsAsk,
    WorkflowFileAsk,
    WorkflowRunsAsk,
)
from gonogo.ports import Ports
from gonogo.session import Session, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gonogo.model.releases import Event
    from support.trains import TrainWorld


@dataclass
class MemoryJournal:
    """An append-only list."""

    lines: list[Event] = field(default_factory=list)

    def append(self, event: Event) -> Event:
        kept = replace(event, event_id=len(self.lines) + 1)
        self.lines.append(kept)
        return kept

    def append_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.append(event)

    def events(self, release_id: str | None = None) -> tuple[Event, ...]:
        return tuple(e for e in self.lines if release_id in (None, e.release_id))

    def close(self) -> None:
        return


@dataclass
class WorldClock:
    """The world's time."""

    world: TrainWorld

    def now(self) -> datetime:
        return self.world.now

    async def sleep(self, seconds: float) -> None:
        return


def session_of(world: TrainWorld, **setting: Any) -> Session:
    """A session that sees this world."""

    def saying(kind: type) -> Any:
        async def answer(*values: Any) -> Any:
            return world.answer(kind(*values)).value

        return answer

    github = SimpleNamespace(
        board=saying(BoardAsk),
        pull=saying(PullAsk),
        tag=saying(TagAsk),
        release=saying(ReleaseAsk),
        run=saying(RunAsk),
        run_detail=saying(RunDetailAsk),
        workflow_runs=saying(WorkflowRunsAsk),
        branch_rules=saying(RulesAsk),
    )
    git = SimpleNamespace(
        head=saying(HeadAsk),
        branches=saying(BranchesAsk),
        tags=saying(TagsAsk),
        files=saying(FilesAsk),
        commits=saying(CommitsAsk),
        workflow_file=saying(WorkflowFileAsk),
    )
    ports = cast("Ports", SimpleNamespace(github=github, git=git))
    made = Setting(world.release.repo, world.playbook, **setting)
    return Session(made, ports, MemoryJournal(), WorldClock(world))
