"""Looks at people's part: reviews, rules of branches, issues, announcements, advisories."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from gonogo.errors import LookError
from gonogo.github.answers import misshapen
from gonogo.github.gaps import Gaps
from gonogo.github.graph import ask_graph, no_repository, withheld
from gonogo.github.graph_answers import Node
from gonogo.github.graph_body import gave_up
from gonogo.github.project_answers import (
    ADVISORIES,
    BRANCH_RULES,
    FOUND,
    ISSUES,
    PERMISSION,
    REVIEWS,
    DiscussionsData,
    QueueData,
    RulesData,
)
from gonogo.github.project_documents import DISCUSSIONS, QUEUE, RULES
from gonogo.model.github import BranchRules, HeadReview
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.github.place import Place
    from gonogo.github.project_answers import BranchRuleBody, ReviewBody, UpdateRuleNode
    from gonogo.model.github import Advisory, Issue

D = TypeVar("D", bound=Node)

_OPINIONS = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
_STRANGERS = frozenset({"NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "CONTRIBUTOR", "MANNEQUIN"})
_WRITERS = frozenset({"admin", "maintain", "write"})
_ADVISORY_ADVICE = (
    "The token needs the permission repository_advisories: read (a classic token: the scope repo),"
    " and you must be a maintainer or security manager here."
)


async def read_reviews(place: Place, number: int) -> tuple[HeadReview, ...]:
    """The last opinionated review of each person on a pull request, with its commit.

    Raises:
        LookError: they could not be read.
    """
    what = f"the reviews of #{number}"
    pages = await place.ask.pages(place.path("pulls", number, "reviews"), what, REVIEWS)
    last: dict[str, ReviewBody] = {}
    for body in (body for page in pages for body in page):  # oldest first
        if body.state in _OPINIONS:
            last[body.author] = body
    may_write = await asyncio.gather(*(_can_write(place, body) for body in last.values()))
    return tuple(
        HeadReview(body.author, body.state, body.commit_id, can_write)
        for body, can_write in zip(last.values(), may_write, strict=True)
    )


async def _can_write(place: Place, body: ReviewBody) -> bool | None:
    """Whether a reviewer may write here; members and collaborators are asked about, as some may only read."""
    if body.author_association == "OWNER":
        return True
    if body.author_association in _STRANGERS or body.user is None:
        return False
    path = place.path("collaborators", body.author, "permission")
    try:
        found = await place.ask.read(path, f"the permission of {body.author}", PERMISSION)
    except LookError as error:
        if error.status in (403, 404):  # not told to this token
            return None
        raise
    return found.permission in _WRITERS


async def read_branch_rules(place: Place, branch: str) -> BranchRules:
    """The rules that hold for a branch: rulesets, classic protection, and its merge queue.

    Raises:
        LookError: they could not be read.
    """
    rules, classic = await asyncio.gather(_rulesets(place, branch), _classic(place, branch))
    kinds = {rule.type for rule in rules}
    told = [rule.parameters for rule in rules if rule.parameters is not None]
    counts = [parameters.required_approving_review_count for parameters in told]
    checks = [check.context for parameters in told for check in parameters.required_status_checks]
    if classic is not None:
        counts.append(classic.required_approving_review_count or 0)
        checks += [name for name in classic.required_status_check_contexts or () if name]
    return BranchRules(
        branch=branch,
        has_queue="merge_queue" in kinds or await _has_queue(place, branch),
        approvals=max(counts, default=0),
        checks=tuple(dict.fromkeys(checks)),
    )


async def _rulesets(place: Place, branch: str) -> tuple[BranchRuleBody, ...]:
    what = f"the rules of {branch}"
    try:
        pages = await place.ask.pages(place.path("rules", "branches", branch), what, BRANCH_RULES)
    except LookError as error:
        if error.status == 404:  # a server that is older than rulesets
            return ()
        raise
    return tuple(rule for page in pages for rule in page)


async def _classic(place: Place, branch: str) -> UpdateRuleNode | None:
    """Classic protection; None when there is none, or when GitHub does not tell."""
    variables = {"ref": f"refs/heads/{branch}"}
    data = await _graph_where_told(place, RULES, RulesData, variables, f"the protection of {branch}")
    ref = data.repository.ref if data and data.repository else None
    return ref.ref_update_rule if ref else None


async def _has_queue(place: Place, branch: str) -> bool:
    """Whether classic protection gives the branch a merge queue; False where GitHub does not tell."""
    variables = {"branch": branch}
    data = await _graph_where_told(place, QUEUE, QueueData, variables, f"the merge queue of {branch}")
    return bool(data and data.repository and data.repository.merge_queue)


async def _graph_where_told(
    place: Place, document: str, shape: type[D], variables: Mapping[str, str], what: str
) -> D | None:
    """The data; None where an older server knows no such field, or GitHub does not show it to the token."""
    names = {"owner": place.repo.owner, "name": place.repo.name, **variables}
    body = await place.ask.query(document, names, what)
    if any(gave_up(error) for error in body.errors):
        raise withheld(what, Gaps(body.errors))
    try:
        return shape.model_validate(body.data) if body.data is not None else None
    except ValidationError as error:
        raise misshapen(what, error) from None


async def read_issues(place: Place, query: str) -> tuple[Issue, ...]:
    """Open issues of the repository that match a search.

    Raises:
        LookError: they could not be read, or the search was not finished.
    """
    return tuple(issue for issue in await _search(place, f"is:open {query}") if issue.is_open)


async def _search(place: Place, query: str) -> list[Issue]:
    what = f"the issues {clean_line(query, 80)!r}"
    params = {"q": f"repo:{place.repo} is:issue {query}".strip(), "sort": "created", "order": "desc"}
    pages = await place.ask.pages("search/issues", what, FOUND, params)
    if any(page.incomplete_results for page in pages):
        raise LookError(f"GitHub's search was not finished: {what} may be more", advice="Look again.")
    return [body.noun() for page in pages for body in page.items if body.pull_request is None]


async def read_announcement(place: Place, via: str, heading: str) -> Issue | None:
    """The discussion or issue with exactly this title, open or closed; None when there is none.

    Looked for among the newest first: a search knows of a new one only after a while.

    Raises:
        LookError: they could not be read.
    """
    title = clean_line(heading)
    found = await (_discussions(place) if via == "discussion" else _newest_issues(place))
    if via != "discussion" and not any(issue.title == title for issue in found):
        phrase = title.replace('"', " ").replace("\\", " ")
        found = await _search(place, f'in:title "{phrase}"')
    return next((issue for issue in found if issue.title == title), None)


async def _newest_issues(place: Place) -> list[Issue]:
    params = {"state": "all", "sort": "created", "direction": "desc"}
    pages = await place.ask.pages(
        place.path("issues"), "the newest issues", ISSUES, params, is_enough=lambda _: True
    )
    return [body.noun() for page in pages for body in page if body.pull_request is None]


async def _discussions(place: Place) -> list[Issue]:
    what = "the discussions"
    data, gaps = await ask_graph(place, lambda _: DISCUSSIONS, DiscussionsData, {}, what)
    if data.repository is None:
        raise no_repository(place, gaps)
    if data.repository.discussions is None:
        raise withheld(what, gaps)
    return [node.noun() for node in data.repository.discussions.all()]


async def read_advisories(place: Place) -> tuple[Advisory, ...]:
    """The repository's security advisories, newest first; those not public need a permission.

    Raises:
        LookError: they could not be read; the sentence names the permission.
    """
    params = {"sort": "created", "direction": "desc"}
    try:
        pages = await place.ask.pages(
            place.path("security-advisories"), "the security advisories", ADVISORIES, params
        )
    except LookError as error:
        if error.status in (403, 404) and error.retry_after_s is None:
            raise LookError(error.what, advice=_ADVISORY_ADVICE, status=error.status) from None
        raise
    return tuple(body.noun() for page in pages for body in page)
