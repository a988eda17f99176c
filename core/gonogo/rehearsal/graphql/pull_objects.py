"""Pull requests, reviews and releases as GraphQL shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.graphql import check_objects, git_objects
from gonogo.rehearsal.graphql.paging import connection, pager
from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.pull_shapes import asset as rest_asset
from gonogo.rehearsal.rest.pull_shapes import release as rest_release
from gonogo.rehearsal.rest.shapes import html_url, node_id
from gonogo.rehearsal.simulation import queue
from gonogo.rehearsal.world import pulls
from gonogo.rehearsal.world.releases import latest_release

if TYPE_CHECKING:
    from gonogo.rehearsal.graphql.look import Look
    from gonogo.rehearsal.world.nouns import Asset, Pull, Release, Repo, Review


def select_pulls(look: Look, repo: Repo, arguments: dict[str, Any]) -> dict[str, Any]:
    """A page of the pull requests that fit."""
    states, labels = arguments.get("states"), set(arguments.get("labels") or ())
    found = [
        pulls.refresh(repo, pull)
        for pull in repo.pulls.values()
        if (not states or pull.state.upper() in states)
        and arguments.get("headRefName") in (None, pull.head)
        and arguments.get("baseRefName") in (None, pull.base)
        and (not labels or labels & set(pull.labels))
    ]
    if order := arguments.get("orderBy"):
        by_update = order["field"] == "UPDATED_AT"
        found.sort(
            key=lambda pull: (pull.updated_at if by_update else pull.created_at, pull.number),
            reverse=order["direction"] == "DESC",
        )
    return connection(found, lambda pull: pull_request(look, repo, pull), arguments)


def pull_request(look: Look, repo: Repo, pull: Pull) -> dict[str, Any]:
    """A pull request."""
    mergeable, state = pulls.merge_state(look.world, repo, pull)
    words = {None: "UNKNOWN", True: "MERGEABLE", False: "CONFLICTING"}
    git = repo.git

    def branch(name: str) -> dict[str, Any] | None:
        fact = git.ref(f"refs/heads/{name}")
        return git_objects.ref(look, repo, fact) if fact else None

    def commits(_info: Any, **page: Any) -> dict[str, Any]:
        found = git.log(f"{pull.base_sha}..{pull.head_sha}")[::-1]
        return connection(found, lambda one: pull_commit(look, repo, pull, one.sha), page)

    def selected(_info: Any, states: list[str] | None = None, **page: Any) -> dict[str, Any]:
        found = [one for one in pull.reviews if not states or one.state in states]
        return connection(found, lambda one: review(look, repo, pull, one), page)

    newest = {one.login: one for one in pull.reviews}
    return {
        "__typename": "PullRequest",
        "id": node_id("PR", pull.pull_id),
        "databaseId": pull.pull_id,
        "fullDatabaseId": str(pull.pull_id),
        "number": pull.number,
        "title": pull.title,
        "body": pull.body,
        "url": html_url(look.world, repo, f"/pull/{pull.number}"),
        "state": pull.state.upper(),
        "closed": pull.state != "open",
        "merged": pull.merged_at is not None,
        "isDraft": pull.is_draft,
        "createdAt": stamp(pull.created_at),
        "updatedAt": stamp(pull.updated_at),
        "closedAt": stamp(pull.closed_at),
        "mergedAt": stamp(pull.merged_at),
        "author": git_objects.user(look, pull.login),
        "mergedBy": git_objects.user(look, pull.merged_by) if pull.merged_by else None,
        "baseRefName": pull.base,
        "headRefName": pull.head,
        "baseRefOid": pull.base_sha,
        "headRefOid": pull.head_sha,
        "baseRef": lambda _info: branch(pull.base),
        "headRef": lambda _info: branch(pull.head),
        "isCrossRepository": False,
        "headRepositoryOwner": git_objects.user(look, repo.owner),
        "mergeable": words[mergeable],
        "mergeStateStatus": state,
        "reviewDecision": pulls.decision(look.world, repo, pull),
        "isInMergeQueue": queue.entry_of(repo, pull) is not None,
        "isMergeQueueEnabled": repo.rule(pull.base).has_queue,
        "mergeQueueEntry": lambda _info: _queue_entry(look, repo, pull),
        "mergeCommit": lambda _info: (
            git_objects.commit(look, repo, pull.merge_sha) if pull.merge_sha else None
        ),
        **_size(repo, pull),
        "labels": pager(
            pull.labels, lambda name: {"id": node_id("LA", name), "name": name, "color": "ededed"}
        ),
        "reviews": selected,
        "latestReviews": pager(list(newest.values()), lambda one: review(look, repo, pull, one)),
        "latestOpinionatedReviews": pager(
            list(pulls.opinions(pull).values()), lambda one: review(look, repo, pull, one)
        ),
        "reviewRequests": pager((), lambda one: one),
        "commits": commits,
        "statusCheckRollup": lambda _info: check_objects.rollup(look, repo, pull.head_sha),
    }


def _queue_entry(look: Look, repo: Repo, pull: Pull) -> dict[str, Any] | None:
    from gonogo.rehearsal.graphql.talk_objects import queue_entry  # noqa: PLC0415  they know each other

    return queue_entry(look, repo, pull, queue.entry_of(repo, pull))


def _size(repo: Repo, pull: Pull) -> dict[str, Any]:
    def count(of: str) -> Any:
        def resolve(_info: Any) -> int:
            fork = repo.git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
            changes = repo.git.changes(fork, pull.head_sha)
            return len(changes) if of == "files" else sum(getattr(change, of) for change in changes)

        return resolve

    return {"additions": count("additions"), "deletions": count("deletions"), "changedFiles": count("files")}


def pull_commit(look: Look, repo: Repo, pull: Pull, sha: str) -> dict[str, Any]:
    """A commit of a pull request."""
    return {
        "id": node_id("PURC", f"{pull.pull_id}:{sha}"),
        "url": html_url(look.world, repo, f"/pull/{pull.number}/commits/{sha}"),
        "commit": lambda _info: git_objects.commit(look, repo, sha),
    }


def review(look: Look, repo: Repo, pull: Pull, one: Review) -> dict[str, Any]:
    """A review of a pull request."""
    return {
        "id": node_id("PRR", one.review_id),
        "databaseId": one.review_id,
        "state": one.state,
        "author": git_objects.user(look, one.login),
        "submittedAt": stamp(one.at),
        "body": one.body,
        "url": html_url(look.world, repo, f"/pull/{pull.number}#pullrequestreview-{one.review_id}"),
        "commit": lambda _info: git_objects.commit(look, repo, one.commit_sha),
    }


def select_releases(look: Look, repo: Repo, arguments: dict[str, Any]) -> dict[str, Any]:
    """A page of releases; drafts only for those who may push."""
    found = visible_releases(look, repo)
    order = arguments.get("orderBy")
    found.sort(
        key=lambda one: (
            (one.created_at, one.release_id) if not order or order["field"] == "CREATED_AT" else one.name
        ),
        reverse=bool(order and order["direction"] == "DESC"),
    )
    return connection(found, lambda one: release(look, repo, one), arguments)


def visible_releases(look: Look, repo: Repo) -> list[Release]:
    """The releases that the viewer may see."""
    can_push = look.world.has_role(repo, look.login, "write")
    return [one for one in repo.releases.values() if can_push or not one.is_draft]


def release(look: Look, repo: Repo, one: Release) -> dict[str, Any]:
    """A release."""
    fact = repo.git.ref(f"refs/tags/{one.tag}")

    def assets(_info: Any, name: str | None = None, **page: Any) -> dict[str, Any]:
        found = [each for each in one.assets if name in (None, each.name)]
        return connection(found, lambda each: asset(look, repo, one, each), page)

    return {
        "__typename": "Release",
        "id": node_id("RE", one.release_id),
        "databaseId": one.release_id,
        "tagName": one.tag,
        "name": one.name,
        "description": one.body or None,
        "isDraft": one.is_draft,
        "isPrerelease": one.is_prerelease,
        "isLatest": lambda _info: latest_release(repo) is one,
        "immutable": one.is_immutable,
        "createdAt": stamp(one.created_at),
        "publishedAt": stamp(one.published_at),
        "updatedAt": stamp(one.published_at or one.created_at),
        "url": rest_release(look.world, repo, one)["html_url"],
        "author": git_objects.user(look, one.login),
        "tag": lambda _info: git_objects.ref(look, repo, fact) if fact else None,
        "tagCommit": lambda _info: git_objects.commit(look, repo, fact.commit) if fact else None,
        "releaseAssets": assets,
    }


def asset(look: Look, repo: Repo, of: Release, one: Asset) -> dict[str, Any]:
    """A file of a release."""
    shown = rest_asset(look.world, repo, of, one)
    return {
        "id": shown["node_id"],
        "name": one.name,
        "size": len(one.data),
        "contentType": one.content_type,
        "downloadUrl": shown["browser_download_url"],
        "downloadCount": one.downloads,
        "url": shown["browser_download_url"],
        "createdAt": stamp(one.at),
        "updatedAt": stamp(one.at),
        "digest": shown["digest"],
    }
