"""The jobs of a run as a graph: one node for each key of the workflow file, in columns by what they need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.model.runs import key_of
from gonogo_tui.present.ages import lasting
from gonogo_tui.present.words import run_mark

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import Job
    from gonogo.model.local import WorkflowJob
    from gonogo.model.stories import RunStory

_URGENCY = ("bad", "key", "wait", "unseen", "good", "dim")
"""Looks, the one that needs a person first."""


@dataclass(frozen=True, slots=True)
class Node:
    """A job of the workflow file, with its legs when it is a matrix.

    Attributes:
        key: Its key in the workflow file, or its display name where that is not known.
        jobs: Its legs, broken ones first; empty while it is not reached.
        needs: Keys of the nodes that a line leads from; needs that follow from others are left out.
        depth: Its column, from 0.
        environment: Where it waits for an approval; empty for none.
    """

    key: str
    title: str
    jobs: tuple[Job, ...]
    needs: tuple[str, ...] = ()
    depth: int = 0
    environment: str = ""

    @property
    def mark(self) -> tuple[str, str, str]:
        """Glyph, look and word: of the leg that needs a person most."""
        if not self.jobs:
            return "○", "dim", "not reached"
        return job_mark(self.jobs[0])

    @property
    def urgency(self) -> int:
        """The place of its look among those that need a person."""
        return _URGENCY.index(self.mark[1]) if self.jobs else len(_URGENCY)


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a run, in columns.

    Attributes:
        nodes: By key, in the order of the workflow file.
    """

    nodes: dict[str, Node] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[tuple[Node, ...], ...]:
        """Nodes by depth, in the order of the file."""
        count = max((node.depth for node in self.nodes.values()), default=-1) + 1
        return tuple(tuple(n for n in self.nodes.values() if n.depth == depth) for depth in range(count))

    def first(self) -> str:
        """The node to look at first: broken, at a gate, running; else the last that ended."""
        urgent = min(self.nodes.values(), key=lambda node: (node.urgency, node.depth), default=None)
        if urgent is None or urgent.urgency < _URGENCY.index("good"):
            return urgent.key if urgent else ""
        return next(iter(self.nodes))

    def job(self, job_id: int) -> Job | None:
        """One job."""
        return next((job for node in self.nodes.values() for job in node.jobs if job.job_id == job_id), None)

    def node_of(self, job_id: int) -> Node | None:
        """The node of a job."""
        return next((n for n in self.nodes.values() if any(j.job_id == job_id for j in n.jobs)), None)

    def around(self, key: str) -> frozenset[str]:
        """The node, all that it hangs on, and all that hangs on it."""
        return self._reach(key, is_up=True) | self._reach(key, is_up=False)

    def _reach(self, key: str, *, is_up: bool) -> frozenset[str]:
        seen: set[str] = set()
        todo = [key] if key in self.nodes else []
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            todo += (
                self.nodes[one].needs
                if is_up
                else [other.key for other in self.nodes.values() if one in other.needs]
            )
        return frozenset(seen)

    def after(self, key: str) -> tuple[Node, ...]:
        """What hangs on a node, the nearest first."""
        hanging = self._reach(key, is_up=False) - {key}
        return tuple(sorted((self.nodes[k] for k in hanging), key=lambda node: node.depth))


def make_graph(story: RunStory) -> Graph:
    """The graph of a run; without the workflow file, or where needs go in a circle, all in one column."""
    declared = {job.key: job for job in story.file.jobs} if story.file else {}
    legs: dict[str, list[Job]] = {key: [] for key in declared}
    for job in story.detail.jobs:
        legs.setdefault(_group_of(story, job), []).append(job)
    needs = {key: tuple(n for n in declared[key].needs if n in legs) for key in declared}
    depths = _depths(needs)
    reduced = {key: _reduced(key, needs) for key in needs}
    return Graph(
        {
            key: Node(
                key,
                _title(key, declared.get(key), jobs),
                tuple(sorted(jobs, key=_order)),
                reduced.get(key, ()),
                depths.get(key, 0),
                declared[key].environment if key in declared else "",
            )
            for key, jobs in legs.items()
        }
    )


def _group_of(story: RunStory, job: Job) -> str:
    key = key_of(story.file, job)
    return key if story.file else key.split(" (", 1)[0]


def _title(key: str, declared: WorkflowJob | None, jobs: list[Job]) -> str:
    if declared is None:
        return key
    if "${{" in declared.name:
        return jobs[0].name if len(jobs) == 1 else key
    return declared.name


def _order(job: Job) -> tuple[int, bool, int]:
    # What was cancelled was so because of what failed.
    return _URGENCY.index(job_mark(job)[1]), job.conclusion == "cancelled", job.job_id


def _depths(needs: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """The column of each key; what stands in a circle goes to the first."""
    depths: dict[str, int] = {}
    left = dict(needs)
    while left:
        ready = [key for key, before in left.items() if all(one in depths for one in before)]
        if not ready:
            return depths | dict.fromkeys(left, 0)
        for key in ready:
            depths[key] = max((depths[one] + 1 for one in left.pop(key)), default=0)
    return depths


def _reduced(key: str, needs: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The needs of a key without those that another of its needs waits for anyway."""
    direct = needs[key]
    further: set[str] = set()
    todo = [far for near in direct for far in needs.get(near, ())]
    while todo:
        one = todo.pop()
        if one not in further:
            further.add(one)
            todo += needs.get(one, ())
    return tuple(dict.fromkeys(one for one in direct if one not in further and one != key))


def job_mark(job: Job) -> tuple[str, str, str]:
    """Glyph, look and word of a job."""
    return run_mark(job.status, job.conclusion)


def job_took(job: Job, now: datetime) -> str:
    """How long a job took, or runs by now; empty when it never ran."""
    if job.started_at is None or job.status in ("queued", "waiting", "pending", "requested"):
        return ""
    if job.conclusion == "skipped":
        return ""
    return lasting(((job.completed_at or now) - job.started_at).total_seconds())


def node_took(node: Node, now: datetime) -> str:
    """How long a node took from its first start to its last end."""
    ran = [job for job in node.jobs if job_took(job, now)]
    starts = [job.started_at for job in ran if job.started_at is not None]
    if not starts:
        return ""
    end = max(job.completed_at or now for job in ran)
    return lasting((end - min(starts)).total_seconds())


def tally(jobs: tuple[Job, ...]) -> tuple[tuple[int, str, str], ...]:
    """How many jobs are how: count, word and look, the most urgent first."""
    marks = Counter(job_mark(job)[1:] for job in jobs)
    ordered = sorted(marks.items(), key=lambda item: _URGENCY.index(item[0][0]))
    return tuple((count, word, look) for (look, word), count in ordered)
