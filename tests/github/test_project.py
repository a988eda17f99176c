"""Reviews, rules, issues, announcements, advisories: what GitHub tells, and what it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gonogo.errors import LookError
from gonogo.github.client import GitHubClient
from gonogo.model.github import Advisory, BranchRules, HeadReview, Issue
from support import github_bodies as bodies
from support.github_bodies import CLEAN_EVIL, EVIL, OTHER_SHA, SHA
from support.scripted_http import Canned, ScriptedServer

R = "/repos/octocat/Hello-World"
GRAPH = "POST /graphql"
REVIEWS = f"GET {R}/pulls/12/reviews"
RULES = f"GET {R}/rules/branches/release-1.0.0"
LATEST = f"GET {R}/releases/latest"
ADVISORIES = f"GET {R}/security-advisories"


def review(
    login: str | None, state: str, sha: str | None = SHA, association: str = "OWNER"
) -> dict[str, Any]:
    return {
        "id": 80,
        "user": bodies.user(login) if login else None,
        "state": state,
        "commit_id": sha,
        "author_association": association,
        "body": "words",
    }


def issue(number: int, title: str, state: str = "open", **more: Any) -> dict[str, Any]:
    url = f"https://github.com/octocat/Hello-World/issues/{number}"
    return {"number": number, "title": title, "state": state, "html_url": url, "labels": [], **more}


def graph(repository: Any) -> Canned:
    return Canned(200, {"data": {"repository": repository}})


# runs


async def test_the_newest_fifty_runs_of_a_file_on_a_branch(
    server: ScriptedServer, client: GitHubClient
) -> None:
    page = {
        "workflow_runs": [
            bodies.run(1, created_at="2026-01-20T00:00:00Z"),
            bodies.run(2, created_at="2026-01-21T00:00:00Z", event="schedule"),
        ]
    }
    link = {"Link": f'<{server.url}more>; rel="next"'}
    server.on(f"GET {R}/actions/workflows/release.yml/runs", Canned(200, page, link))
    found = await client.workflow_runs("release.yml", "main")
    assert [(run.run_id, run.event) for run in found] == [(2, "schedule"), (1, "push")]
    assert server.asked[0].query == {"branch": "main", "per_page": "50"}
    assert len(server.asked) == 1


async def test_a_workflow_that_never_ran_has_no_runs(client: GitHubClient) -> None:
    assert await client.workflow_runs("none.yml", "main") == ()


async def test_a_run_that_is_not_there_is_none(server: ScriptedServer, client: GitHubClient) -> None:
    assert await client.run(5) is None
    server.on(f"GET {R}/actions/runs/5", Canned(403, {"message": "no"}))
    with pytest.raises(LookError, match="would not show the run 5"):
        await client.run(5)


async def test_a_run_with_its_jobs(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"GET {R}/actions/runs/5", Canned(200, bodies.run(5, status="completed", conclusion="failure")))
    server.on(f"GET {R}/actions/runs/5/jobs", Canned(200, {"jobs": [bodies.job()]}))
    server.on(f"GET {R}/actions/runs/5/approvals", Canned(200, []))
    found = await client.run(5)
    assert found is not None
    assert (found.run.conclusion, len(found.jobs)) == ("failure", 1)


# reviews


async def test_the_last_opinion_of_each_person_counts(server: ScriptedServer, client: GitHubClient) -> None:
    first = [
        review("mira", "CHANGES_REQUESTED", OTHER_SHA),
        review("mira", "APPROVED", OTHER_SHA),
        review("jo", "APPROVED"),
        review(None, "APPROVED", None),
    ]
    second = [review("mira", "COMMENTED"), review("jo", "DISMISSED"), review("al", "PENDING")]
    link = {"Link": f'<{server.url}page2>; rel="next"'}
    server.on(REVIEWS, Canned(200, first, link))
    server.on("GET /page2", Canned(200, second))
    assert await client.reviews(12) == (
        HeadReview("mira", "APPROVED", OTHER_SHA, True),
        HeadReview("jo", "DISMISSED", SHA, True),
        HeadReview("ghost", "APPROVED", "", True),
    )


@pytest.mark.parametrize(
    ("association", "permission", "can_write"),
    [
        ("OWNER", None, True),
        ("CONTRIBUTOR", None, False),
        ("NONE", None, False),
        ("FIRST_TIME_CONTRIBUTOR", None, False),
        ("MEMBER", Canned(200, {"permission": "write"}), True),
        ("COLLABORATOR", Canned(200, {"permission": "admin"}), True),
        ("COLLABORATOR", Canned(200, {"permission": "read"}), False),
        ("MEMBER", Canned(403, {"message": "Must have push access"}), None),
        ("MEMBER", None, None),
        ("", Canned(200, {"permission": "none"}), False),
    ],
)
async def test_whether_an_approval_counts(
    server: ScriptedServer,
    client: GitHubClient,
    association: str,
    permission: Canned | None,
    can_write: bool | None,
) -> None:
    server.on(REVIEWS, Canned(200, [review("mira", "APPROVED", association=association)]))
    if permission:
        server.on(f"GET {R}/collaborators/mira/permission", permission)
    assert (await client.reviews(12))[0].can_write is can_write


async def test_reviews_that_can_not_be_read(server: ScriptedServer, client: GitHubClient) -> None:
    with pytest.raises(LookError, match="GitHub has no reviews of #12"):
        await client.reviews(12)
    server.on(REVIEWS, Canned(200, [{"state": "APPROVED"}]))
    with pytest.raises(LookError, match="could not be read"):
        await client.reviews(12)


# rules


RULESET = [
    {"type": "deletion"},
    {"type": "pull_request", "parameters": {"required_approving_review_count": 1}},
    {
        "type": "required_status_checks",
        "parameters": {"required_status_checks": [{"context": "ci"}, {"context": EVIL}]},
    },
    {"type": "merge_queue", "parameters": {"merge_method": "SQUASH"}},
]
CLASSIC = {
    "ref": {
        "refUpdateRule": {
            "requiredApprovingReviewCount": 2,
            "requiredStatusCheckContexts": ["ci", "lint", None],
        }
    }
}


async def test_rulesets_and_classic_protection_together(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(RULES, Canned(200, RULESET))
    server.on(GRAPH, graph(CLASSIC))
    found = await client.branch_rules("release-1.0.0")
    assert found == BranchRules("release-1.0.0", True, 2, ("ci", CLEAN_EVIL, "lint"))
    sent = next(asked for asked in server.asked if asked.method == "POST")
    assert sent.json["variables"]["ref"] == "refs/heads/release-1.0.0"


async def test_a_queue_of_classic_protection(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(RULES, Canned(200, []))
    server.on(GRAPH, graph({"ref": {"refUpdateRule": None}}), graph({"mergeQueue": {"id": "MQ_1"}}))
    assert await client.branch_rules("release-1.0.0") == BranchRules("release-1.0.0", True, 0, ())


@pytest.mark.parametrize(
    "answer",
    [
        graph(None),
        graph({"ref": None}),
        graph({"ref": {"refUpdateRule": None}}),
        Canned(
            200, {"data": {"repository": {"ref": None}}, "errors": [{"type": "FORBIDDEN", "message": "no"}]}
        ),
        Canned(200, {"errors": [{"message": "Field 'refUpdateRule' doesn't exist on type 'Ref'"}]}),
    ],
)
async def test_what_is_not_told_of_classic_protection_is_left_out(
    server: ScriptedServer, client: GitHubClient, answer: Canned
) -> None:
    server.on(GRAPH, answer)
    server.on(RULES, Canned(200, RULESET[1:2]))
    assert await client.branch_rules("release-1.0.0") == BranchRules("release-1.0.0", False, 1, ())


async def test_a_server_older_than_rulesets(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPH, graph(CLASSIC), graph({"mergeQueue": None}))
    assert await client.branch_rules("release-1.0.0") == BranchRules(
        "release-1.0.0", False, 2, ("ci", "lint")
    )


@pytest.mark.parametrize(
    "answer",
    [
        Canned(401, {"message": "Bad credentials"}),
        Canned(
            200, {"data": None, "errors": [{"message": "Something went wrong while executing your query."}]}
        ),
        Canned(200, {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "later"}]}),
        Canned(200, b"<html>"),
    ],
)
async def test_rules_that_could_not_be_looked_at_are_not_none(
    server: ScriptedServer, client: GitHubClient, answer: Canned
) -> None:
    server.on(RULES, Canned(200, []))
    server.on(GRAPH, answer)
    with pytest.raises(LookError):
        await client.branch_rules("release-1.0.0")


async def test_a_branch_with_a_slash_is_one_part_of_the_path(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(f"GET {R}/rules/branches/release%2F1", Canned(200, RULESET))
    server.on(GRAPH, graph(None))
    assert (await client.branch_rules("release/1")).has_queue


# issues and announcements


async def test_open_issues_that_match(server: ScriptedServer, client: GitHubClient) -> None:
    items = [
        issue(3, EVIL, labels=[{"name": "RUSTSEC"}, "plain", {"name": None}]),
        issue(4, "a pull request", pull_request={"url": "x"}),
    ]
    server.on("GET /search/issues", Canned(200, {"incomplete_results": False, "items": items}))
    url = "https://github.com/octocat/Hello-World/issues/3"
    assert await client.issues("RUSTSEC in:title") == (Issue(3, CLEAN_EVIL, url, True, ("RUSTSEC", "plain")),)
    assert server.asked[0].query["q"] == "repo:octocat/Hello-World is:issue is:open RUSTSEC in:title"


async def test_a_search_that_was_not_finished_is_no_answer(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on("GET /search/issues", Canned(200, {"incomplete_results": True, "items": []}))
    with pytest.raises(LookError, match="was not finished"):
        await client.issues("x")


async def test_an_issue_is_found_among_the_newest_by_its_exact_title(
    server: ScriptedServer, client: GitHubClient
) -> None:
    page = [
        issue(9, "1.0.0 is out", pull_request={}),
        issue(8, "1.0.0 is out!"),
        issue(7, "1.0.0 is out", state="closed"),
    ]
    server.on(f"GET {R}/issues", Canned(200, page))
    found = await client.announcement("issue", "1.0.0 is out")
    assert found is not None
    assert (found.number, found.is_open) == (7, False)
    assert server.asked[0].query["state"] == "all"
    assert len(server.asked) == 1


async def test_an_older_issue_is_searched_for(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"GET {R}/issues", Canned(200, []))
    found = {"incomplete_results": False, "items": [issue(1, "1.0.0 is out again"), issue(2, 'The "1.0.0"')]}
    server.on("GET /search/issues", Canned(200, found))
    made = await client.announcement("issue", 'The "1.0.0"')
    assert made is not None
    assert made.number == 2
    assert server.asked[1].query["q"] == 'repo:octocat/Hello-World is:issue in:title "The  1.0.0 "'
    assert await client.announcement("issue", "1.0.0 is") is None


async def test_a_discussion_is_found_by_its_exact_title(server: ScriptedServer, client: GitHubClient) -> None:
    nodes = [
        {"number": 5, "title": "1.0.0 is out", "url": "https://github.com/d/5", "closed": True},
        None,
    ]
    server.on(GRAPH, graph({"discussions": {"nodes": nodes}}))
    assert await client.announcement("discussion", "1.0.0 is out") == Issue(
        5, "1.0.0 is out", "https://github.com/d/5", False
    )
    assert await client.announcement("discussion", "1.0.0") is None


@pytest.mark.parametrize("repository", [None, {"discussions": None}])
async def test_discussions_that_are_withheld_are_a_problem(
    server: ScriptedServer, client: GitHubClient, repository: Any
) -> None:
    error = {"type": "FORBIDDEN", "message": "Resource not accessible", "path": ["repository", "discussions"]}
    server.on(GRAPH, Canned(200, {"data": {"repository": repository}, "errors": [error]}))
    with pytest.raises(LookError, match="did not give the"):
        await client.announcement("discussion", "x")


# advisories


async def test_advisories_of_every_page(server: ScriptedServer, client: GitHubClient) -> None:
    one = {
        "ghsa_id": "GHSA-abcd-1234-efgh",
        "state": "draft",
        "severity": None,
        "summary": EVIL,
        "html_url": "https://github.com/a",
        "published_at": None,
    }
    two = {
        **one,
        "ghsa_id": "GHSA-2",
        "state": "published",
        "severity": "high",
        "published_at": "2026-01-20T00:00:00Z",
    }
    link = {"Link": f'<{server.url.rstrip("/")}{R}/security-advisories?after=Y3Vyc29y>; rel="next"'}
    server.on(ADVISORIES, Canned(200, [one], link))
    server.on(f"{ADVISORIES}?after=Y3Vyc29y", Canned(200, [two]))
    assert await client.advisories() == (
        Advisory("GHSA-abcd-1234-efgh", "draft", "", CLEAN_EVIL, "https://github.com/a", None),
        Advisory(
            "GHSA-2",
            "published",
            "high",
            CLEAN_EVIL,
            "https://github.com/a",
            datetime(2026, 1, 20, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize("status", [403, 404])
async def test_advisories_that_are_not_shown_name_the_permission(
    server: ScriptedServer, client: GitHubClient, status: int
) -> None:
    server.on(ADVISORIES, Canned(status, {"message": "Resource not accessible by personal access token"}))
    with pytest.raises(LookError, match="security advisories") as caught:
        await client.advisories()
    assert "repository_advisories: read" in caught.value.advice
    assert caught.value.status == status


# releases


async def test_the_latest_release_with_its_notes(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(LATEST, Canned(200, bodies.release(body="# Notes\r\n\tall \x1b[31mof them")))
    found = await client.latest_release()
    assert found is not None
    assert (found.is_latest, found.body) == (True, "# Notes\n    all of them")


async def test_nothing_is_released_yet(client: GitHubClient) -> None:
    assert await client.latest_release() is None


async def test_long_notes_are_whole(server: ScriptedServer, client: GitHubClient) -> None:
    body = bodies.release(body="x" * 125_000)
    server.on(f"GET {R}/releases", Canned(200, [body]))
    found = await client.release(body["tag_name"])
    assert found is not None
    assert len(found.body) == 125_000
    server.on(f"GET {R}/releases", Canned(200, [bodies.release(body=None)]))
    again = await client.release(body["tag_name"])
    assert again is not None
    assert again.body == ""
