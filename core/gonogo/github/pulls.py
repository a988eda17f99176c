"""Looks through GraphQL: the board, and pull requests with fresh mergeability."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.github.board import count_states, make_board, make_pull
from gonogo.github.documents import board_document, pull_document, pulls_document
from gonogo.github.graph import ask_graph, no_repository, withheld
from gonogo.github.graph_answers import BoardData, OnePullData, PullsOfData
from gonogo.github.repo_answers import STATUS_PAGE
from gonogo.github.runs import list_runs
from gonogo.model.github import CheckCounts
from gonogo.model.text import short_sha

if TYPE_CHECKING:
    from gonogo.github.gaps import Gaps
    from gonogo.github.place import Place
    from gonogo.model.github import Board, PullRequest


async def read_board(place: Place, trains: str) -> Board:
    """The board; branches whose name contains `trains` are on it.

    Raises:
        LookError: GitHub could not be read, or has no such repository.
    """

    async def once() -> tuple[BoardData, Gaps]:
        variables = {"main": place.main, "trains": trains}
        return await ask_graph(place, board_document, BoardData, variables, "the board")

    data, gaps = await once()
    default = data.repository.default_branch_ref if data.repository else None
    if default and default.name != place.main:
        # The branches were compared with another branch than the default one.
        place.main = default.name
        data, gaps = await once()
    if data.repository is None:
        raise no_repository(place, gaps)
    return make_board(place.repo, data, data.repository, gaps)


async def read_pull(place: Place, head: str, base: str) -> PullRequest | None:
    """The newest open or merged pull request from `head` into `base` of this repository.

    Raises:
        LookError: it could not be read.
    """
    what = f"the pull request from {head}"
    variables = {"head": head, "base": base}
    data, gaps = await ask_graph(place, pulls_document, PullsOfData, variables, what)
    if data.repository is None:
        raise no_repository(place, gaps)
    pulls = data.repository.pull_requests
    for i, node in pulls.numbered() if pulls else ():
        # A fork may have a branch of the same name.
        if not node.is_cross_repository:
            path = ("repository", "pullRequests", "nodes", i)
            return await with_checks(place, make_pull(node, gaps, path))
    if gaps.errors:
        raise withheld(what, gaps)
    return None


async def read_pull_by_number(place: Place, number: int) -> PullRequest:
    """One pull request, in whatever state.

    Raises:
        LookError: it could not be read, or there is none of that number.
    """
    what = f"the pull request #{number}"
    data, gaps = await ask_graph(place, pull_document, OnePullData, {"number": number}, what)
    if data.repository is None:
        raise no_repository(place, gaps)
    if data.repository.pull_request is None:
        raise withheld(what, gaps)
    pull = make_pull(data.repository.pull_request, gaps, ("repository", "pullRequest"))
    return await with_checks(place, pull)


async def with_checks(place: Place, pull: PullRequest) -> PullRequest:
    """With Actions runs and statuses in place of checks: fine-grained tokens may read only those."""
    if pull.checks.is_known:
        return pull
    sha, name = pull.head_sha, short_sha(pull.head_sha)
    try:
        runs, pages = await asyncio.gather(
            list_runs(place, place.path("actions", "runs"), {"head_sha": sha}, f"the runs of {name}"),
            place.ask.pages(place.path("commits", sha, "status"), f"the status of {name}", STATUS_PAGE),
        )
    except LookError:
        return replace(pull, checks=CheckCounts(is_known=False))
    states = [run.conclusion or run.status for run in runs]
    states += [status.state for page in pages for status in page.statuses]
    return replace(pull, checks=count_states((state.upper(), 1) for state in states))
