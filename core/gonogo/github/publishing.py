"""Writes to runs, queues, releases and those who read: each one request that is sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from gonogo.errors import ActError, LookError, MovedError, RefusedError
from gonogo.github.graph import ask_graph, no_repository, withheld
from gonogo.github.graph_answers import Node
from gonogo.github.project_answers import (
    DISPATCH_MADE,
    ISSUE_MADE,
    RELEASE_NOTES,
    CategoriesData,
    CreateData,
    EnqueueData,
    PullIdData,
)
from gonogo.github.project_documents import CATEGORIES, CREATE_DISCUSSION, ENQUEUE, PULL_ID
from gonogo.github.refusals import act_unknown
from gonogo.model.text import clean_text, short_sha

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from gonogo.github.place import Place

N = TypeVar("N", bound=Node)
T = TypeVar("T")

_DISPATCH_ADVICE = {
    403: "The token needs the permission actions: write (a classic token: the scope repo).",
    404: "There is no such workflow on the default branch, or the token lacks actions: write.",
    422: "Compare the inputs and the branch with the workflow's `on: workflow_dispatch`.",
}
_QUEUE_ADVICE = "See on the pull request's page what GitHub still wants before it can be queued."
_RELEASE_ADVICE = {
    403: "The token needs the permission contents: write (a classic token: the scope repo).",
    404: "The release is gone, or the token lacks contents: write.",
    422: "A draft or a pre-release can not be the latest.",
}
_ISSUE_ADVICE = {410: "Issues are turned off in this repository.", 403: "The token needs issues: write."}
_DISCUSSION_ADVICE = (
    "The token needs discussions: write, and some categories want a maintainer (announcements)."
)


async def dispatch(place: Place, file: str, ref: str, inputs: Mapping[str, str]) -> int | None:
    """Start a workflow by hand; the id of its run, None where GitHub does not tell.

    Raises:
        ActError: GitHub refused; nothing was started.
        OutcomeUnknownError: it may have been started.
    """
    deed = f"start {file} on {ref}"
    path = place.path("actions", "workflows", file, "dispatches")
    json: dict[str, object] = {"ref": ref, "inputs": dict(inputs)}
    try:
        reply = await place.ask.write(
            "POST", path, deed, json | {"return_run_details": True}, _DISPATCH_ADVICE
        )
    except ActError as error:
        if "(422: " not in error.what or "return_run_details" not in error.what:
            raise
        # An older server that knows no such key refused the whole request: nothing was started.
        reply = await place.ask.write("POST", path, deed, json, _DISPATCH_ADVICE)
    if reply.status == 204 or not reply.body:
        return None
    return place.ask.understand(reply, deed, DISPATCH_MADE).workflow_run_id


async def enqueue_pull(place: Place, number: int, head_sha: str) -> int | None:
    """Put a pull request whose head is still `head_sha` into the merge queue; its position.

    Raises:
        RefusedError: the pull request could not be looked at; nothing was sent.
        MovedError: its head moved.
        ActError: GitHub refused.
        OutcomeUnknownError: it may be in the queue.
    """
    deed = f"put #{number} at {short_sha(head_sha)} into the merge queue"
    variables = {"pull": await _before(_pull_id(place, number)), "head": head_sha}
    try:
        data = await place.ask.mutate(ENQUEUE, variables, deed, _QUEUE_ADVICE)
    except ActError as error:
        if type(error) is ActError and _is_about_the_head(error.what):
            raise MovedError(error.what, advice="Look again, then plan again.") from None
        raise
    made = _shaped(EnqueueData, data, deed).enqueue_pull_request
    return made.merge_queue_entry.position if made and made.merge_queue_entry else None


async def edit_release(place: Place, release_id: int, *, body: str | None, makes_latest: bool) -> None:
    """Change a release's notes (None: leave them), or make it the latest.

    What the new notes keep of the old ones is sent as it stands there: notes are shown cleaned,
    and must not be cleaned on GitHub by that.

    Raises:
        RefusedError: the release could not be looked at; nothing was sent.
        ActError: GitHub refused.
        OutcomeUnknownError: it may have been changed.
    """
    path = place.path("releases", release_id)
    json: dict[str, str] = {}
    if body is not None:
        what = f"the release {release_id}"
        now = await _before(place.ask.read(path, what, RELEASE_NOTES, is_fresh=True))
        json["body"] = _with_exact_notes(body, now.body or "")
    if makes_latest:
        json["make_latest"] = "true"
    if not json:
        raise RefusedError("There is nothing to change about the release.")
    await place.ask.write("PATCH", path, f"change the release {release_id}", json, _RELEASE_ADVICE)


async def announce(place: Place, via: str, category: str, heading: str, body: str) -> str:
    """Open a discussion or an issue; its address.

    Raises:
        RefusedError: there is no such category; nothing was sent.
        ActError: GitHub refused.
        OutcomeUnknownError: it may have been opened.
    """
    if via == "discussion":
        return await _open_discussion(place, category, heading, body)
    deed = f"open the issue {heading!r}"
    json = {"title": heading, "body": body}
    reply = await place.ask.write("POST", place.path("issues"), deed, json, _ISSUE_ADVICE)
    return place.ask.understand(reply, deed, ISSUE_MADE).html_url


async def _open_discussion(place: Place, category: str, heading: str, body: str) -> str:
    repository, category_id = await _before(_category(place, category))
    deed = f"open the discussion {heading!r}"
    variables = {"repository": repository, "category": category_id, "title": heading, "body": body}
    data = await place.ask.mutate(CREATE_DISCUSSION, variables, deed, _DISCUSSION_ADVICE)
    made = _shaped(CreateData, data, deed).create_discussion
    if made is None or made.discussion is None:
        raise act_unknown(deed, "its answer names none")
    return made.discussion.url


async def _category(place: Place, category: str) -> tuple[str, str]:
    """The ids of the repository and of a category of its discussions."""
    what = "the categories of discussions"
    data, gaps = await ask_graph(place, lambda _: CATEGORIES, CategoriesData, {}, what)
    if data.repository is None:
        raise no_repository(place, gaps)
    if data.repository.discussion_categories is None:
        raise withheld(what, gaps)
    there = data.repository.discussion_categories.all()
    for node in there:
        if category.casefold() in (node.name.casefold(), node.slug.casefold()):
            return data.repository.id, node.id
    raise RefusedError(
        f"there is no category {category!r} of discussions in {place.repo}",
        advice=f"There are: {', '.join(node.name for node in there)}."
        if there
        else "Turn discussions on in the repository's settings.",
    )


async def _pull_id(place: Place, number: int) -> str:
    what = f"the pull request #{number}"
    data, gaps = await ask_graph(place, lambda _: PULL_ID, PullIdData, {"number": number}, what)
    if data.repository is None:
        raise no_repository(place, gaps)
    if data.repository.pull_request is None:
        raise withheld(what, gaps)
    return data.repository.pull_request.id


async def _before(look: Awaitable[T]) -> T:
    """A look that a write needs first: when it fails, nothing was sent."""
    try:
        return await look
    except LookError as error:
        raise RefusedError(f"nothing was sent: {error.what}", advice=error.advice) from None


def _shaped(shape: type[N], data: dict[str, object], deed: str) -> N:
    try:
        return shape.model_validate(data)
    except ValidationError:
        raise act_unknown(deed, "its answer could not be read") from None


def _is_about_the_head(words: str) -> bool:
    lower = words.lower()
    return "head" in lower and any(sign in lower for sign in ("expected", "oid", "sha", "modified"))


def _with_exact_notes(wanted: str, raw: str) -> str:
    """The wanted notes, in which the old ones (as they were shown) stand as they are."""
    shown = clean_text(raw)
    if shown and wanted.endswith(shown):
        return wanted.removesuffix(shown) + raw
    if shown and wanted.startswith(shown):
        return raw + wanted.removeprefix(shown)
    return wanted
