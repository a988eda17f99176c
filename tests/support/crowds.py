"""A crowded day for measuring the screen: many pull requests, runs, jobs, gates and releases; invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from gonogo.model.asks import BoardAsk, RunDetailAsk
from gonogo.model.day import Day
from gonogo.model.github import CheckCounts, Job, RepoName, RunDetail
from gonogo.model.snapshot import Seen, Snapshot
from support import days

PULLS, JOBS, JOBS_IN_A_RUN, RELEASES, BRANCHES = 1000, 5000, 100, 50, 50
REPOSITORIES, PULLS_OF_EACH = 50, 10


def crowd(turn: int = 0, share: float = 0.0) -> Day:
    """A crowded day at its `turn`-th look; a `share` of everything moved since the first."""
    board = days.board(True, tuple(_pull(number, turn, share) for number in range(PULLS)))
    branches = tuple(
        days.branch(f"release-{n}.0.0", f"{n:040x}", n, 10 * n, CheckCounts(100, 0, _moved(n, turn, share)))
        for n in range(BRANCHES)
    )
    details = [_detail(number, turn, share) for number in range(JOBS // JOBS_IN_A_RUN)]
    board = replace(board, branches=board.branches + branches, runs=tuple(d.run for d in details))
    seen_at = days.NOW + timedelta(seconds=turn)
    answers: dict[Any, Seen[Any]] = {BoardAsk(): Seen(board, seen_at, "GitHub")}
    for detail in details:
        ask = RunDetailAsk(detail.run.file, detail.run.head_sha, "push", detail.run.head_branch)
        answers[ask] = Seen(detail, seen_at, "GitHub")
    kinds = (days.cancelled(), days.gate_ready(), days.ci_running(), days.unseen(), days.done_view())
    views = tuple(
        replace(kinds[n % len(kinds)], release=replace(days.release(f"0.{n}.0"), release_id=f"release-{n}"))
        for n in range(RELEASES)
    )
    return Day(days.REPO, views, Snapshot(seen_at, MappingProxyType(answers)), days.ME)


def crowds(turn: int = 0, share: float = 0.0) -> Day:
    """Many repositories side by side with a release in each, the first of them crowded."""
    crowded = crowd(turn, share)
    first = replace(crowded, views=crowded.views[:1], next_up=None)
    days_of_all = (first, *(_small(number, turn, share) for number in range(1, REPOSITORIES)))
    views = tuple(view for day in days_of_all for view in day.views)
    up = (views[0].release.release_id, "it waits for you longest")
    return replace(first, views=views, days=days_of_all, next_up=up)


def _small(number: int, turn: int, share: float) -> Day:
    """One of the many: a release, a few pull requests, a run under way, every fifth with a gate."""
    repo = RepoName("Fieldnote-Echo", f"small-{number}")
    detail = _detail(1000 + number, turn, share)
    pulls = tuple(_pull(n, turn, share) for n in range(PULLS_OF_EACH))
    board = replace(days.board(False, pulls), repo=repo, runs=(detail.run,))
    kinds = (days.cancelled(), days.gate_ready(), days.ci_running(), days.unseen(), days.done_view())
    kind = kinds[number % len(kinds)]
    release = replace(days.release(f"0.{number}.0"), repo=repo, release_id=f"small-{number}")
    seen_at = days.NOW + timedelta(seconds=turn)
    gates = days.gates() if number % 5 == 0 else ()
    ask = RunDetailAsk(detail.run.file, detail.run.head_sha, "push", detail.run.head_branch)
    answers: dict[Any, Seen[Any]] = {
        BoardAsk(): Seen(board, seen_at, "GitHub"),
        ask: Seen(replace(detail, gates=gates), seen_at, "GitHub"),
    }
    snapshot = Snapshot(seen_at, MappingProxyType(answers))
    return Day(repo, (replace(kind, release=release),), snapshot, days.ME)


def _moved(number: int, turn: int, share: float) -> int:
    """The turn for what moves, 0 for the rest."""
    return turn if share and number % round(1 / share) == 0 else 0


def _pull(number: int, turn: int, share: float) -> Any:
    checks = CheckCounts(40, 0, _moved(number, turn, share))
    title = f"Change number {number}: a title as long as titles are, with a word more"
    return days.pull(number, title, f"head-{number}", checks=checks)


def _detail(number: int, turn: int, share: float) -> RunDetail:
    run = replace(
        days.run(
            9000 + number, f"workflow-{number}.yml", "in_progress", "", 60 + number, f"release-{number}.0.0"
        ),
        updated_at=days.NOW + timedelta(seconds=_moved(number, turn, share)),
    )
    jobs = tuple(
        Job(
            100_000 + number * JOBS_IN_A_RUN + n,
            run.run_id,
            f"Test (linux, {n})",
            "completed" if n < 50 + _moved(number, turn, share) % 50 else "in_progress",
            "success" if n < 50 + _moved(number, turn, share) % 50 else "",
            days.ago(500),
            days.ago(100) if n < 50 else None,
            days.LINK,
        )
        for n in range(JOBS_IN_A_RUN)
    )
    return RunDetail(run, jobs, days.gates() if number == 0 else ())
