"""Bodies as GitHub's REST and GraphQL give them, with the fields that matter and some that do not."""

from __future__ import annotations

from typing import Any

SHA = "acb5820ced9479c074f688cc328bf03f341a511d"
OTHER_SHA = "7fd1a60b01f91b314f59955a4e4d4e80d8edf11d"
EVIL = "[@click=app.quit]x[/] \x1b]52;c;aGk=\x07 [/nope]"
CLEAN_EVIL = "[@click=app.quit]x[/]  [/nope]"


def user(login: str = "octocat") -> dict[str, Any]:
    return {"login": login, "id": 1, "type": "User", "site_admin": False}


def run(run_id: int = 30433642, **changes: Any) -> dict[str, Any]:
    return {
        "id": run_id,
        "name": "Build",
        "node_id": "MDEyOldvcmtmbG93IFJ1bjI2OTI4OQ==",
        "head_branch": "main",
        "head_sha": SHA,
        "path": ".github/workflows/build.yml@main",
        "run_number": 562,
        "run_attempt": 2,
        "event": "push",
        "status": "completed",
        "conclusion": "success",
        "workflow_id": 159038,
        "html_url": f"https://github.com/octo-org/octo-repo/actions/runs/{run_id}",
        "pull_requests": [],
        "created_at": "2026-01-22T19:33:08Z",
        "updated_at": "2026-01-22T19:43:08Z",
        "actor": user(),
        "triggering_actor": user("hubot"),
    } | changes


def job(job_id: int = 399444496, **changes: Any) -> dict[str, Any]:
    return {
        "id": job_id,
        "run_id": 30433642,
        "status": "completed",
        "conclusion": "success",
        "started_at": "2026-01-20T17:42:40Z",
        "completed_at": "2026-01-20T17:44:39Z",
        "name": "build (ubuntu)",
        "steps": [
            {
                "name": "Set up job",
                "status": "completed",
                "conclusion": "success",
                "number": 1,
                "started_at": None,
            },
            {"name": "Test", "status": "completed", "conclusion": None, "number": 2},
        ],
        "html_url": "https://github.com/octo-org/octo-repo/actions/runs/30433642/job/399444496",
    } | changes


def pending(**changes: Any) -> dict[str, Any]:
    return {
        "environment": {"id": 161088068, "name": "crates-io", "url": "https://x", "html_url": "https://y"},
        "wait_timer": 30,
        "wait_timer_started_at": "2026-01-23T22:00:40Z",
        "current_user_can_approve": True,
        "reviewers": [
            {"type": "User", "reviewer": user()},
            {"type": "Team", "reviewer": {"id": 1, "name": "Justice League", "slug": "justice-league"}},
        ],
    } | changes


def approval(**changes: Any) -> dict[str, Any]:
    return {
        "state": "approved",
        "comment": "Ship it!",
        "environments": [{"id": 161088068, "name": "crates-io"}, {"id": 2, "name": "pypi"}],
        "user": user(),
    } | changes


def environment(**changes: Any) -> dict[str, Any]:
    return {
        "id": 161088068,
        "name": "crates-io",
        "html_url": "https://github.com/octo-org/octo-repo/deployments/activity_log?environments_filter=crates-io",
        "protection_rules": [
            {"id": 3736, "type": "wait_timer", "wait_timer": 30},
            {
                "id": 3755,
                "type": "required_reviewers",
                "prevent_self_review": True,
                "reviewers": pending()["reviewers"],
            },
            {"id": 3756, "type": "branch_policy"},
        ],
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    } | changes


def tag_object(**changes: Any) -> dict[str, Any]:
    return {
        "tag": "v0.0.1",
        "sha": OTHER_SHA,
        "message": "initial version\n",
        "tagger": {"name": "Monalisa", "email": "mona@example.com", "date": "2026-01-07T12:00:00-07:00"},
        "object": {"type": "commit", "sha": SHA, "url": "https://x"},
        "verification": {"verified": False, "reason": "unsigned", "signature": None, "payload": None},
    } | changes


def release(release_id: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": release_id,
        "tag_name": "v1.0.0",
        "name": "v1.0.0",
        "draft": False,
        "prerelease": False,
        "immutable": True,
        "created_at": "2026-02-27T19:35:32Z",
        "published_at": "2026-02-27T19:35:32Z",
        "html_url": "https://github.com/octocat/Hello-World/releases/v1.0.0",
        "assets": [
            {
                "name": "example.zip",
                "state": "uploaded",
                "size": 1024,
                "digest": "sha256:2151B604E3429BFF440B9FBC03EB3617BC2603CDA96C95B9BB05277F9DDBA255",
                "browser_download_url": "https://github.com/octocat/Hello-World/releases/download/v1.0.0/example.zip",
            },
            {
                "name": "old.zip",
                "state": "starter",
                "size": 0,
                "digest": None,
                "browser_download_url": "https://z",
            },
        ],
    } | changes


def _rollup(*checks: tuple[str, int]) -> dict[str, Any]:
    return {
        "contexts": {
            "checkRunCountsByState": [{"state": state, "count": count} for state, count in checks],
            "statusContextCountsByState": [{"state": "SUCCESS", "count": 1}],
        }
    }


def graph_pull(**changes: Any) -> dict[str, Any]:
    return {
        "number": 12,
        "title": EVIL,
        "url": "https://github.com/octocat/Hello-World/pull/12",
        "state": "OPEN",
        "isDraft": False,
        "updatedAt": "2026-02-27T19:35:32Z",
        "isCrossRepository": False,
        "author": None,
        "baseRefName": "main",
        "headRefName": "release/v1",
        "headRefOid": SHA,
        "mergeable": "UNKNOWN",
        "mergeStateStatus": "BLOCKED",
        "reviewDecision": "REVIEW_REQUIRED",
        "isInMergeQueue": True,
        "mergeQueueEntry": {"position": 2, "state": "AWAITING_CHECKS", "enqueuedAt": "2026-08-20T14:00:00Z"},
        "mergeCommit": None,
        "labels": {"nodes": [{"name": "release"}, None]},
        "latestOpinionatedReviews": {"nodes": [{"state": "APPROVED", "author": {"login": "hubot"}}]},
        "commits": {
            "nodes": [{"commit": {"oid": SHA, "statusCheckRollup": _rollup(("SUCCESS", 3), ("SKIPPED", 1))}}]
        },
    } | changes


def _suite(run_id: int, **changes: Any) -> dict[str, Any]:
    return {
        "status": "WAITING",
        "conclusion": None,
        "createdAt": f"2026-02-27T19:35:{run_id % 60:02}Z",
        "branch": {"name": "main"},
        "creator": {"login": "octocat"},
        "workflowRun": {
            "databaseId": run_id,
            "runNumber": 7,
            "event": "push",
            "updatedAt": "2026-02-27T19:40:32Z",
            "url": f"https://github.com/octocat/Hello-World/actions/runs/{run_id}",
            "workflow": {"name": "release"},
            "file": {"path": ".github/workflows/release.yml"},
            "pendingDeploymentRequests": {
                "nodes": [
                    {
                        "currentUserCanApprove": True,
                        "waitTimer": 0,
                        "waitTimerStartedAt": None,
                        "environment": {"databaseId": 5, "name": "crates-io"},
                        "reviewers": {
                            "nodes": [
                                {"__typename": "User", "login": "octocat"},
                                {"__typename": "Team", "combinedSlug": "octo/keepers"},
                            ]
                        },
                    }
                ]
            },
        },
    } | changes


def _commit(**changes: Any) -> dict[str, Any]:
    return {
        "oid": SHA,
        "messageHeadline": "Fix all the bugs",
        "committedDate": "2026-02-27T19:30:32Z",
        "author": {"name": "Mona", "user": None},
        "statusCheckRollup": _rollup(
            ("SUCCESS", 5), ("FAILURE", 1), ("IN_PROGRESS", 2), ("NEWLY_INVENTED", 1)
        ),
    } | changes


def graph_board(**changes: Any) -> dict[str, Any]:
    """The `data` of the board's query."""
    other_app = {"status": "COMPLETED", "conclusion": "SUCCESS", "createdAt": "2026-02-27T19:35:00Z"}
    repository = {
        "nameWithOwner": "octocat/Hello-World",
        "viewerPermission": "WRITE",
        "defaultBranchRef": {
            "name": "main",
            "target": _commit(checkSuites={"nodes": [_suite(1), other_app | {"workflowRun": None}, None]}),
        },
        "trains": {
            "nodes": [
                {"name": "main", "compare": None, "target": _commit()},
                {
                    "name": "release/v1",
                    "compare": {"aheadBy": 4, "behindBy": 1},
                    "target": _commit(oid=OTHER_SHA, statusCheckRollup=None),
                },
            ]
        },
        "pullRequests": {"nodes": [graph_pull()]},
        "releases": {
            "nodes": [
                {
                    "databaseId": 9,
                    "tagName": "v1.0.0",
                    "name": None,
                    "isDraft": True,
                    "isPrerelease": False,
                    "isLatest": False,
                    "createdAt": "2026-02-27T19:35:32Z",
                    "publishedAt": None,
                    "url": "https://github.com/octocat/Hello-World/releases/v1.0.0",
                    "immutable": True,
                    "releaseAssets": {
                        "nodes": [
                            {"name": "a.zip", "size": 3, "downloadUrl": "https://d", "digest": "sha256:AB"}
                        ]
                    },
                }
            ]
        },
        "tags": {
            "nodes": [
                {
                    "name": "v1.0.0",
                    "target": {
                        "__typename": "Tag",
                        "oid": OTHER_SHA,
                        "tagger": {"date": "2026-02-27T12:35:32-07:00"},
                        "target": {"oid": SHA},
                    },
                },
                {"name": "light", "target": {"__typename": "Commit", "oid": SHA}},
            ]
        },
        "newest": {
            "nodes": [
                {
                    "name": "v1.0.0",
                    "target": {"target": {"oid": SHA, "checkSuites": {"nodes": [_suite(1), _suite(2)]}}},
                }
            ]
        },
    }
    return {
        "rateLimit": {"cost": 3, "limit": 5000, "remaining": 4990, "resetAt": "2026-02-27T20:00:00Z"},
        "viewer": {"login": "octocat"},
        "repository": repository | changes,
    }
