"""Looks at one pull request, whole: for the screen that a person opens on it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.github.board import make_pull
from gonogo.github.documents import pull_story_document
from gonogo.github.graph import ask_graph, no_repository, withheld
from gonogo.github.pulls import with_checks
from gonogo.github.story_answers import FILES, OneStoryData
from gonogo.model.stories import PullStory

if TYPE_CHECKING:
    from gonogo.github.gaps import Gaps
    from gonogo.github.place import Place
    from gonogo.github.story_answers import ContextsPage, StoryNode
    from gonogo.model.stories import PullFile

_MOST_FILES = 300


async def read_pull_story(place: Place, number: int) -> PullStory:
    """One pull request, whole.

    Raises:
        LookError: it could not be read, or there is none of that number.
    """
    what = f"the pull request #{number}"

    async def words() -> tuple[OneStoryData, Gaps]:
        return await ask_graph(place, pull_story_document, OneStoryData, {"number": number}, what)

    (data, gaps), (files, problem) = await asyncio.gather(words(), _files(place, number))
    if data.repository is None:
        raise no_repository(place, gaps)
    node = data.repository.pull_request
    if node is None:
        raise withheld(what, gaps)
    pull = await with_checks(place, make_pull(node, gaps, ("repository", "pullRequest")))
    contexts = _contexts(node)
    checks = tuple(one.noun() for one in (contexts.nodes or ()) if one) if contexts else ()
    return PullStory(
        pull=pull,
        body=node.body,
        created_at=node.created_at,
        additions=node.additions,
        deletions=node.deletions,
        file_count=node.changed_files,
        files=files,
        checks=checks,
        check_count=contexts.total_count if contexts else 0,
        reviews=tuple(one.noun() for one in (node.given.all() if node.given else ())),
        wanted=tuple(
            word
            for one in (node.review_requests.all() if node.review_requests else ())
            if one.requested_reviewer
            and (word := one.requested_reviewer.login or one.requested_reviewer.combined_slug)
        ),
        gaps=(*gaps.words(), *([problem] if problem else ())),
    )


def _contexts(node: StoryNode) -> ContextsPage | None:
    for entry in node.newest.all() if node.newest else ():
        if entry.commit and entry.commit.status_check_rollup:
            return entry.commit.status_check_rollup.contexts
    return None


async def _files(place: Place, number: int) -> tuple[tuple[PullFile, ...], str]:
    """The files, or why there are none; the rest of the story is told without them."""
    counted = 0

    def is_enough(page: object) -> bool:
        nonlocal counted
        counted += len(page) if isinstance(page, tuple) else 0
        return counted >= _MOST_FILES

    path = place.path("pulls", number, "files")
    try:
        pages = await place.ask.pages(path, f"the files of #{number}", FILES, is_enough=is_enough)
    except LookError as error:
        return (), error.what
    return tuple(body.noun() for page in pages for body in page)[:_MOST_FILES], ""
