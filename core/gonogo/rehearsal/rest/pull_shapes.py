"""Pull requests, reviews, releases and assets as the REST API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.rest.call import stamp
from gonogo.rehearsal.rest.shapes import base, full_repo, html_url, node_id, repo_url, user
from gonogo.rehearsal.rest.talk_shapes import association
from gonogo.rehearsal.world import pulls

if TYPE_CHECKING:
    from gonogo.rehearsal.world.nouns import Asset, Pull, Release, Repo, Review
    from gonogo.rehearsal.world.state import World


def _side(world: World, repo: Repo, ref: str, sha: str) -> dict[str, Any]:
    return {
        "label": f"{repo.owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(world, repo.owner),
        "repo": full_repo(world, repo, None),
    }


def pull(world: World, repo: Repo, record: Pull) -> dict[str, Any]:
    """A pull request in a list."""
    api = repo_url(world, repo)
    url = f"{api}/pulls/{record.number}"
    issue = f"{api}/issues/{record.number}"
    html = html_url(world, repo, f"/pull/{record.number}")
    statuses = f"{api}/statuses/{record.head_sha}"
    links = {
        "self": url,
        "html": html,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": statuses,
    }
    return {
        "url": url,
        "id": record.pull_id,
        "node_id": node_id("PR", record.pull_id),
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": issue,
        "number": record.number,
        "state": "open" if record.state == "open" else "closed",
        "locked": False,
        "title": record.title,
        "user": user(world, record.login),
        "body": record.body or None,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at),
        "closed_at": stamp(record.closed_at),
        "merged_at": stamp(record.merged_at),
        "merge_commit_sha": record.merge_sha or None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [
            {
                "id": place,
                "node_id": node_id("LA", place),
                "url": f"{api}/labels/{name}",
                "name": name,
                "color": "ededed",
                "default": False,
                "description": None,
            }
            for place, name in enumerate(record.labels, 1)
        ],
        "milestone": None,
        "draft": record.is_draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": statuses,
        "head": _side(world, repo, record.head, record.head_sha),
        "base": _side(world, repo, record.base, record.base_sha),
        "_links": {name: {"href": href} for name, href in links.items()},
        "author_association": association(world, repo, record.login),
        "auto_merge": None,
        "active_lock_reason": None,
    }


def full_pull(world: World, repo: Repo, record: Pull) -> dict[str, Any]:
    """A pull request on its own."""
    mergeable, state = pulls.merge_state(world, repo, record)
    fork = repo.git.merge_base(record.base_sha, record.head_sha) or record.base_sha
    changes = repo.git.changes(fork, record.head_sha)
    counts = repo.git.ahead_behind(record.base_sha, record.head_sha)
    return {
        **pull(world, repo, record),
        "merged": record.merged_at is not None,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": state.lower(),
        "merged_by": user(world, record.merged_by) if record.merged_by else None,
        "comments": 0,
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": counts[0] if counts else 0,
        "additions": sum(change.additions for change in changes),
        "deletions": sum(change.deletions for change in changes),
        "changed_files": len(changes),
    }


def review(world: World, repo: Repo, record: Pull, one: Review) -> dict[str, Any]:
    """A review of a pull request."""
    url = f"{repo_url(world, repo)}/pulls/{record.number}"
    html = html_url(world, repo, f"/pull/{record.number}#pullrequestreview-{one.review_id}")
    return {
        "id": one.review_id,
        "node_id": node_id("PRR", one.review_id),
        "user": user(world, one.login),
        "body": one.body,
        "state": one.state,
        "html_url": html,
        "pull_request_url": url,
        "author_association": association(world, repo, one.login),
        "_links": {"html": {"href": html}, "pull_request": {"href": url}},
        "submitted_at": stamp(one.at),
        "commit_id": one.commit_sha,
    }


def release(world: World, repo: Repo, record: Release) -> dict[str, Any]:
    """A release."""
    api = repo_url(world, repo)
    url = f"{api}/releases/{record.release_id}"
    place = f"untagged-{record.release_id:x}" if record.is_draft else record.tag
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{base(world)}/uploads{url.removeprefix(base(world))}/assets{{?name,label}}",
        "html_url": html_url(world, repo, f"/releases/tag/{place}"),
        "id": record.release_id,
        "author": user(world, record.login),
        "node_id": node_id("RE", record.release_id),
        "tag_name": record.tag,
        "target_commitish": record.target,
        "name": record.name,
        "draft": record.is_draft,
        "immutable": record.is_immutable,
        "prerelease": record.is_prerelease,
        "created_at": stamp(record.created_at),
        "updated_at": stamp(record.updated_at or record.published_at or record.created_at),
        "published_at": stamp(record.published_at),
        "assets": [asset(world, repo, record, one) for one in record.assets],
        "tarball_url": f"{api}/tarball/{record.tag}",
        "zipball_url": f"{api}/zipball/{record.tag}",
        "body": record.body,
    }


def asset(world: World, repo: Repo, record: Release, one: Asset) -> dict[str, Any]:
    """A file of a release."""
    place = f"untagged-{record.release_id:x}" if record.is_draft else record.tag
    return {
        "url": f"{repo_url(world, repo)}/releases/assets/{one.asset_id}",
        "id": one.asset_id,
        "node_id": node_id("RA", one.asset_id),
        "name": one.name,
        "label": one.label,
        "uploader": user(world, one.login),
        "content_type": one.content_type,
        "state": "uploaded",
        "size": len(one.data),
        "digest": f"sha256:{one.sha256}",
        "download_count": one.downloads,
        "created_at": stamp(one.at),
        "updated_at": stamp(one.at),
        "browser_download_url": html_url(world, repo, f"/releases/download/{place}/{one.name}"),
    }
