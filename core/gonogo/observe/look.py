"""Asks every source at once and returns a frozen snapshot, in which what failed says so."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from gonogo.errors import GonogoError, LookError
from gonogo.model.asks import (
    AdvisoriesAsk,
    AnnouncementAsk,
    Ask,
    AttestationsAsk,
    BoardAsk,
    BranchesAsk,
    ChangesAsk,
    CommitsAsk,
    CrateAsk,
    CrateVersionsAsk,
    DivideAsk,
    EnvironmentAsk,
    FilesAsk,
    HeadAsk,
    HitsAsk,
    ImageAsk,
    IssuesAsk,
    LandingsAsk,
    LatestAsk,
    OwnersAsk,
    PullAsk,
    PyPIAsk,
    ReachedAsk,
    ReleaseAsk,
    ReviewsAsk,
    RulesAsk,
    RunAsk,
    RunDetailAsk,
    RunsAsk,
    SignatureAsk,
    TagAsk,
    TagsAsk,
    TrustAsk,
    WorkflowFileAsk,
    WorkflowRunsAsk,
    WorktreeAsk,
)
from gonogo.model.snapshot import EMPTY, Problem, Seen, Snapshot

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from gonogo.ports import Clock, Ports

ASK_TIMEOUT_S = 15.0
"""How long one ask may take before it counts as "could not look"."""

_AT_ONCE = 16
_DAY_S = 86_400.0
_FULL_SHA = re.compile(r"[0-9a-f]{40}")


_A = TypeVar("_A", bound="Ask[Any]")


@dataclass(frozen=True, slots=True)
class _Route:
    """Which source answers a type of ask, and how."""

    source: str
    look: Callable[[Ports, Any], Awaitable[Any]]


def _to(source: str, _kind: type[_A], look: Callable[[Ports, _A], Awaitable[Any]]) -> _Route:
    """A route; `_kind` is there so that the type checker knows the ask inside `look`."""
    return _Route(source, look)


_GITHUB, _GIT, _CRATES, _PYPI = "GitHub", "git", "crates.io", "PyPI"
_IMAGES, _HERE = "image registry", "this machine"


async def _is_trusted(ports: Ports, ask: TrustAsk) -> bool:
    return ports.commands.is_trusted(ask.command)


ROUTES: dict[type[Ask[Any]], _Route] = {
    BoardAsk: _to(_GITHUB, BoardAsk, lambda p, _: p.github.board()),
    PullAsk: _to(_GITHUB, PullAsk, lambda p, a: p.github.pull(a.head, a.base)),
    RunsAsk: _to(_GITHUB, RunsAsk, lambda p, a: p.github.runs(a.sha, a.event)),
    RunDetailAsk: _to(_GITHUB, RunDetailAsk, lambda p, a: p.github.run_detail(a.file, a.sha, a.event, a.ref)),
    EnvironmentAsk: _to(_GITHUB, EnvironmentAsk, lambda p, a: p.github.environment(a.name)),
    TagAsk: _to(_GITHUB, TagAsk, lambda p, a: p.github.tag(a.name)),
    ReleaseAsk: _to(_GITHUB, ReleaseAsk, lambda p, a: p.github.release(a.tag)),
    AttestationsAsk: _to(_GITHUB, AttestationsAsk, lambda p, a: p.github.attestations(a.digests)),
    WorktreeAsk: _to(_GIT, WorktreeAsk, lambda p, _: p.git.worktree()),
    HeadAsk: _to(_GIT, HeadAsk, lambda p, a: p.git.head(a.branch)),
    SignatureAsk: _to(_GIT, SignatureAsk, lambda p, a: p.git.signature(a.name)),
    FilesAsk: _to(_GIT, FilesAsk, lambda p, a: p.git.files(a.sha, a.paths, a.globs)),
    ChangesAsk: _to(_GIT, ChangesAsk, lambda p, a: p.git.changes(a.base, a.sha)),
    HitsAsk: _to(_GIT, HitsAsk, lambda p, a: p.git.hits(a.sha, a.needle)),
    WorkflowFileAsk: _to(_GIT, WorkflowFileAsk, lambda p, a: p.git.workflow_file(a.file, a.sha)),
    CrateAsk: _to(_CRATES, CrateAsk, lambda p, a: p.registries.crate(a.crate, a.version)),
    PyPIAsk: _to(_PYPI, PyPIAsk, lambda p, a: p.registries.pypi(a.project, a.version)),
    RunAsk: _to(_GITHUB, RunAsk, lambda p, a: p.github.run(a.run_id)),
    WorkflowRunsAsk: _to(_GITHUB, WorkflowRunsAsk, lambda p, a: p.github.workflow_runs(a.file, a.branch)),
    ReviewsAsk: _to(_GITHUB, ReviewsAsk, lambda p, a: p.github.reviews(a.number)),
    RulesAsk: _to(_GITHUB, RulesAsk, lambda p, a: p.github.branch_rules(a.branch)),
    IssuesAsk: _to(_GITHUB, IssuesAsk, lambda p, a: p.github.issues(a.query)),
    AnnouncementAsk: _to(_GITHUB, AnnouncementAsk, lambda p, a: p.github.announcement(a.via, a.heading)),
    AdvisoriesAsk: _to(_GITHUB, AdvisoriesAsk, lambda p, _: p.github.advisories()),
    LatestAsk: _to(_GITHUB, LatestAsk, lambda p, _: p.github.latest_release()),
    BranchesAsk: _to(_GIT, BranchesAsk, lambda p, a: p.git.branches(a.pattern)),
    TagsAsk: _to(_GIT, TagsAsk, lambda p, a: p.git.tags(a.pattern)),
    CommitsAsk: _to(_GIT, CommitsAsk, lambda p, a: p.git.commits(a.base, a.head)),
    DivideAsk: _to(_GIT, DivideAsk, lambda p, a: p.git.divide(a.base, a.head)),
    LandingsAsk: _to(_GIT, LandingsAsk, lambda p, a: p.git.landings(a.base, a.head, a.source)),
    ReachedAsk: _to(_GIT, ReachedAsk, lambda p, a: p.git.reached(a.head, a.commits)),
    CrateVersionsAsk: _to(_CRATES, CrateVersionsAsk, lambda p, a: p.registries.crate_versions(a.crate)),
    OwnersAsk: _to(_CRATES, OwnersAsk, lambda p, a: p.registries.owners(a.crate)),
    ImageAsk: _to(_IMAGES, ImageAsk, lambda p, a: p.registries.image(a.image, a.tag)),
    TrustAsk: _to(_HERE, TrustAsk, _is_trusted),
}
"""Every type of ask, and who answers it."""


async def observe(
    asks: Iterable[Ask[Any]],
    ports: Ports,
    clock: Clock,
    previous: Snapshot = EMPTY,
    *,
    timeout_s: float = ASK_TIMEOUT_S,
) -> Snapshot:
    """Look at everything that is asked for, all at once.

    Every ask gets an answer; a source that fails, or is silent for `timeout_s`
    seconds, gives a `Seen` with a problem. What can not change (files at a full
    commit id) is taken from `previous` where that knows it.
    """
    slots = asyncio.Semaphore(_AT_ONCE)

    async def answer(ask: Ask[Any]) -> tuple[Ask[Any], Seen[Any]]:
        kept = _kept(ask, previous)
        if kept is not None:
            return ask, kept
        async with slots:
            return ask, await _see(ask, ports, clock, timeout_s)

    answers = await asyncio.gather(*(answer(ask) for ask in frozenset(asks)))
    return Snapshot(clock.now(), MappingProxyType(dict(answers)))


def merge(old: Snapshot, new: Snapshot) -> Snapshot:
    """Both snapshots in one; where both have an answer, the newer snapshot's counts."""
    return Snapshot(new.taken_at or old.taken_at, MappingProxyType({**old.answers, **new.answers}))


def _kept(ask: Ask[Any], previous: Snapshot) -> Seen[Any] | None:
    """What was seen before, for an ask whose answer can not change: all its names are full commit ids."""
    match ask:
        case FilesAsk(sha=sha) | HitsAsk(sha=sha) | WorkflowFileAsk(sha=sha):
            names = [sha]
        case ChangesAsk(base=base, sha=head) | DivideAsk(base=base, head=head):
            names = [base, head]
        case CommitsAsk(base=base, head=head):
            names = [base or head, head]
        case ReachedAsk(head=head):
            names = [head]
        case LandingsAsk(base=base, head=head, source=source):
            names = [base, head, source]
        case _:
            return None
    if not all(_FULL_SHA.fullmatch(name) for name in names):
        return None
    seen: Seen[Any] | None = previous.get(ask)
    return seen if seen is not None and seen.is_known else None


async def _see(ask: Ask[Any], ports: Ports, clock: Clock, timeout_s: float) -> Seen[Any]:
    route = ROUTES[type(ask)]
    try:
        async with asyncio.timeout(timeout_s):
            value = await route.look(ports, ask)
    except TimeoutError:
        problem = Problem(f"no answer in {timeout_s:g} s", advice="Look again (R); the source may be slow.")
    except LookError as error:
        problem = _problem(error, clock)
    except GonogoError as error:
        problem = Problem(_head(error), advice=error.advice)
    except Exception as error:  # noqa: BLE001  one edge's mistake must not blind the whole look
        problem = Problem(
            f"the answer of {route.source} could not be used ({type(error).__name__})",
            advice="This is a mistake in gonogo: please report it.",
        )
    else:
        return Seen(value, clock.now(), route.source)
    return Seen(None, clock.now(), route.source, problem)


def _problem(error: LookError, clock: Clock) -> Problem:
    wait_s = error.retry_after_s
    retry_at = clock.now() + timedelta(seconds=min(wait_s, _DAY_S)) if wait_s is not None else None
    return Problem(_head(error), advice=error.advice, status=error.status, retry_at=retry_at)


def _head(error: GonogoError) -> str:
    return f"{error.where}: {error.what}" if error.where else error.what
