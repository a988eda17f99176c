"""Issues, discussions, searches and merge queues as GraphQL shows and changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.graphql import git_objects, pull_objects
from gonogo.rehearsal.graphql.paging import connection, pager, refusal
from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import html_url, node_id
from gonogo.rehearsal.simulation import queue
from gonogo.rehearsal.world import pulls, talk
from gonogo.rehearsal.world.nouns import Issue

if TYPE_CHECKING:
    from gonogo.rehearsal.graphql.look import Look
    from gonogo.rehearsal.world.nouns import Discussion, Pull, QueueEntry, Repo

_CLOSED = "Resource not accessible by personal access token"


def issue(look: Look, repo: Repo, one: Issue) -> dict[str, Any]:
    """An issue."""
    return {
        "__typename": "Issue",
        "id": node_id("I", one.issue_id),
        "databaseId": one.issue_id,
        "number": one.number,
        "title": one.title,
        "body": one.body,
        "url": html_url(look.world, repo, f"/issues/{one.number}"),
        "author": lambda _info: git_objects.user(look, one.login),
        "state": one.state.upper(),
        "closed": one.state != "open",
        "createdAt": stamp(one.created_at),
        "updatedAt": stamp(one.updated_at),
        "closedAt": stamp(one.closed_at),
        "labels": pager(
            one.labels, lambda name: {"id": node_id("LA", name), "name": name, "color": "ededed"}
        ),
    }


def select_issues(look: Look, repo: Repo, arguments: dict[str, Any]) -> dict[str, Any]:
    """A page of the issues that fit."""
    states = arguments.get("states")
    wanted = arguments.get("filterBy") or {}
    states = states or wanted.get("states")
    labels = set(arguments.get("labels") or wanted.get("labels") or ())
    found = [
        one
        for one in repo.issues.values()
        if (not states or one.state.upper() in states) and (not labels or labels & set(one.labels))
    ]
    _sort(found, arguments)
    return connection(found, lambda one: issue(look, repo, one), arguments)


def _sort(found: list[Any], arguments: dict[str, Any]) -> None:
    if order := arguments.get("orderBy"):
        by = "updated_at" if order["field"] == "UPDATED_AT" else "created_at"
        found.sort(key=lambda one: (getattr(one, by), one.number), reverse=order["direction"] == "DESC")


def search(look: Look, arguments: dict[str, Any]) -> dict[str, Any]:
    """What a search for issues, pull requests or discussions finds, newest first."""
    query, kind = str(arguments["query"]), arguments["type"]
    found: list[tuple[Repo, Issue | Pull | Discussion]] = []
    for repo in look.world.repos.values():
        if look.world.role(repo, look.login) is None:
            continue
        if kind == "ISSUE":
            things: list[Issue | Pull] = [*repo.issues.values(), *repo.pulls.values()]
            found += [(repo, one) for one in things if talk.is_found(repo, one, query)]
        elif kind == "DISCUSSION":
            found += [(repo, one) for one in repo.discussions.values() if _is_named(repo, one, query)]
    found.sort(key=lambda pair: (pair[1].created_at, pair[1].number), reverse=True)
    shown = connection(found, lambda pair: _found(look, *pair), arguments)
    counts = {"issueCount": 0, "discussionCount": 0}
    counts["issueCount" if kind == "ISSUE" else "discussionCount"] = len(found)
    return {**shown, **counts}


def _is_named(repo: Repo, one: Discussion, query: str) -> bool:
    words = [word for word in query.lower().replace('"', " ").split() if ":" not in word]
    is_here = "repo:" not in query.lower() or f"repo:{repo.full_name}".lower() in query.lower()
    return is_here and all(word in f"{one.title} {one.body}".lower() for word in words)


def _found(look: Look, repo: Repo, one: Issue | Pull | Discussion) -> dict[str, Any]:
    if isinstance(one, Issue):
        return issue(look, repo, one)
    if hasattr(one, "pull_id"):
        return pull_objects.pull_request(look, repo, pulls.refresh(repo, one))  # type: ignore[arg-type]
    return discussion(look, repo, one)


def discussion(look: Look, repo: Repo, one: Discussion) -> dict[str, Any]:
    """A discussion."""
    return {
        "__typename": "Discussion",
        "id": node_id("D", one.discussion_id),
        "databaseId": one.discussion_id,
        "number": one.number,
        "title": one.title,
        "body": one.body,
        "url": html_url(look.world, repo, f"/discussions/{one.number}"),
        "author": lambda _info: git_objects.user(look, one.login),
        "category": category(repo, one.category),
        "closed": False,
        "closedAt": None,
        "createdAt": stamp(one.created_at),
        "updatedAt": stamp(one.updated_at),
    }


def category(repo: Repo, name: str) -> dict[str, Any]:
    """A category of discussions."""
    return {
        "__typename": "DiscussionCategory",
        "id": node_id("DIC", repo.categories.index(name) + 1),
        "name": name,
        "slug": "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-"),
        "description": None,
        "emoji": ":mega:",
        "isAnswerable": name == "Q&A",
        "createdAt": stamp(repo.created_at),
        "updatedAt": stamp(repo.created_at),
    }


def select_discussions(look: Look, repo: Repo, arguments: dict[str, Any]) -> dict[str, Any]:
    """A page of the discussions, newest first unless another order is asked for."""
    wanted = arguments.get("categoryId")
    found = [
        one
        for one in reversed(repo.discussions.values())
        if wanted in (None, category(repo, one.category)["id"])
    ]
    _sort(found, arguments)
    return connection(found, lambda one: discussion(look, repo, one), arguments)


def create_discussion(look: Look, asked: dict[str, Any]) -> dict[str, Any]:
    """Open a discussion.

    Raises:
        GraphQLError: NOT_FOUND or FORBIDDEN.
    """
    repo = next(
        (one for one in look.world.repos.values() if node_id("R", one.repo_id) == asked["repositoryId"]), None
    )
    if repo is None or look.world.role(repo, look.login) is None or not repo.has_discussions:
        raise _no_node(asked["repositoryId"])
    name = next((one for one in repo.categories if category(repo, one)["id"] == asked["categoryId"]), None)
    if name is None:
        raise _no_node(asked["categoryId"])
    is_announcement = name == "Announcements"
    if not look.may("discussions:write") or (
        is_announcement and not look.world.has_role(repo, look.login, "maintain")
    ):
        raise refusal("FORBIDDEN", _CLOSED)
    made = talk.add_discussion(look.world, repo, look.login, name, asked["title"], asked["body"])
    return {
        "clientMutationId": asked.get("clientMutationId"),
        "discussion": discussion(look, repo, made),
    }


def _no_node(wanted: str) -> Exception:
    return refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{wanted}'")


def merge_queue(look: Look, repo: Repo, branch: str) -> dict[str, Any] | None:
    """The merge queue of a branch; null where it has none."""
    if not repo.rule(branch).has_queue:
        return None
    entries = repo.queues.get(branch, [])
    return {
        "__typename": "MergeQueue",
        "id": node_id("MQ", f"{repo.repo_id}:{branch}"),
        "url": html_url(look.world, repo, f"/queue/{branch}"),
        "nextEntryEstimatedTimeToMerge": None,
        "entries": pager(entries, lambda one: queue_entry(look, repo, repo.pulls[one.number], one)),
    }


def queue_entry(look: Look, repo: Repo, pull: Pull, entry: QueueEntry | None) -> dict[str, Any] | None:
    """A pull request's place in a merge queue; null where it is in none."""
    if entry is None:
        return None

    def commit(sha: str) -> dict[str, Any] | None:
        return git_objects.commit(look, repo, sha) if sha else None

    return {
        "__typename": "MergeQueueEntry",
        "id": node_id("MQE", entry.entry_id),
        "position": max(queue.position_of(repo, pull), 1),
        "state": entry.state,
        "estimatedTimeToMerge": None,
        "enqueuedAt": stamp(entry.at),
        "enqueuer": lambda _info: git_objects.user(look, entry.login),
        "jump": False,
        "solo": False,
        "baseCommit": lambda _info: commit(entry.base_sha),
        "headCommit": lambda _info: commit(entry.sha),
        "pullRequest": lambda _info: pull_objects.pull_request(look, repo, pull),
    }


def enqueue(look: Look, repo: Repo, pull: Pull, asked: dict[str, Any]) -> dict[str, Any]:
    """Put a pull request into its base's merge queue.

    Raises:
        GraphQLError: FORBIDDEN or UNPROCESSABLE, with GitHub's reason.
    """
    if not look.may("contents:write") or not look.world.has_role(repo, look.login, "write"):
        raise refusal(
            "FORBIDDEN",
            f"{look.login} does not have the correct permissions to execute `EnqueuePullRequest`",
        )
    if not repo.rule(pull.base).has_queue:
        raise refusal("UNPROCESSABLE", "The merge queue is not enabled for this branch")
    expected = asked.get("expectedHeadOid")
    if expected and expected != pull.head_sha:
        raise refusal("UNPROCESSABLE", "Head branch was modified. Review and try the merge again.")
    mergeable, state = pulls.merge_state(look.world, repo, pull)
    if pull.state != "open" or mergeable is not True or state in ("DRAFT", "BLOCKED"):
        raise refusal("UNPROCESSABLE", "Pull request is not mergeable")
    entry = queue.enqueue(look.world, repo, pull, look.login)
    shown = queue_entry(look, repo, pull, entry)
    return {"clientMutationId": asked.get("clientMutationId"), "mergeQueueEntry": shown}


def dequeue(look: Look, repo: Repo, pull: Pull, asked: dict[str, Any]) -> dict[str, Any]:
    """Take a pull request out of its merge queue.

    Raises:
        GraphQLError: FORBIDDEN or UNPROCESSABLE.
    """
    if not look.may("contents:write") or not look.world.has_role(repo, look.login, "write"):
        raise refusal(
            "FORBIDDEN",
            f"{look.login} does not have the correct permissions to execute `DequeuePullRequest`",
        )
    entry = queue.entry_of(repo, pull)
    if entry is None:
        raise refusal("UNPROCESSABLE", "Pull request is not in the merge queue")
    shown = queue_entry(look, repo, pull, entry)
    queue.remove(look.world, repo, pull, "MANUAL")
    return {"clientMutationId": asked.get("clientMutationId"), "mergeQueueEntry": shown}
