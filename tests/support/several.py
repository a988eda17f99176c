"""Several repositories for tests of one board: days and sessions with names of their own."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from gonogo.model.asks import BoardAsk
from gonogo.model.day import Day, ReleaseView
from gonogo.model.github import RepoName
from support import days
from support.fake_session import FakeSession

RUNWASI = RepoName("containerd", "runwasi")
RUSTSHARE = RepoName("kubedoio", "rustshare")


def moved(view: ReleaseView, repo: RepoName) -> ReleaseView:
    """A release in another repository."""
    name = view.release.release_id.replace("ordvec", repo.name)
    return replace(view, release=replace(view.release, repo=repo, release_id=name))


def day_of(repo: RepoName, *views: ReleaseView, **more: Any) -> Day:
    """A day of that repository, whose pull requests and runs say so."""
    pulls = (days.pull(7, f"Something of {repo.name}", "some-branch"),)
    board = replace(days.board(pulls=pulls), repo=repo, runs=(), gates=())
    day = days.day(*(moved(view, repo) for view in views), seen=board, **more)
    answers: dict[Any, Any] = {
        ask: seen for ask, seen in day.snapshot.answers.items() if isinstance(ask, BoardAsk)
    }
    up = (day.views[0].release.release_id, "it is ready") if day.views else None
    snapshot = replace(day.snapshot, answers=MappingProxyType(answers))
    return replace(day, repo=repo, snapshot=snapshot, next_up=up)


def session_of(repo: RepoName, *looks: Any) -> FakeSession:
    """A session on that repository."""
    session = FakeSession(*looks)
    session.repo = repo
    return session
