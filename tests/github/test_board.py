"""The board and pull requests from GraphQL: whole, in part, refused, and from older servers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gonogo.errors import LookError
from gonogo.github.client import GitHubClient
from gonogo.model.github import CheckCounts
from support import github_bodies as bodies
from support.github_bodies import CLEAN_EVIL, OTHER_SHA, SHA, graph_board, graph_pull
from support.scripted_http import Canned, ScriptedServer, SteppedTime

R = "/repos/octocat/Hello-World"
GRAPHQL = "POST /graphql"


def forbidden(*path: str | int) -> dict[str, Any]:
    return {
        "type": "FORBIDDEN",
        "path": list(path),
        "message": "Resource not accessible by personal access token",
    }


async def test_the_whole_board_comes_in_one_request(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPHQL, Canned(200, {"data": graph_board()}))
    board = await client.board()
    assert len(server.asked) == 1
    assert (board.viewer, board.permission, board.default_branch, board.head_sha) == (
        "octocat",
        "WRITE",
        "main",
        SHA,
    )
    main, train = board.branches
    assert (main.name, main.is_default, main.author, main.ahead, main.behind) == ("main", True, "Mona", 0, 0)
    # NEWLY_INVENTED is no green
    assert main.checks == CheckCounts(passed=6, failed=1, running=3)
    assert (train.name, train.ahead, train.behind, train.sha) == ("release/v1", 1, 4, OTHER_SHA)
    assert train.checks == CheckCounts()
    pull = board.pulls[0]
    assert (pull.title, pull.author, pull.mergeable) == (CLEAN_EVIL, "ghost", "UNKNOWN")
    assert pull.checks == CheckCounts(passed=4, skipped=1)
    assert (pull.labels, pull.in_merge_queue, pull.queue_position) == (("release",), True, 2)
    assert (pull.queue_state, pull.queued_at) == ("AWAITING_CHECKS", datetime(2026, 8, 20, 14, tzinfo=UTC))
    assert [(review.author, review.state) for review in pull.reviews] == [("hubot", "APPROVED")]
    assert [(run.run_id, run.status, run.file) for run in board.runs] == [
        (2, "waiting", "release.yml"),
        (1, "waiting", "release.yml"),
    ]
    assert [(gate.run_id, gate.environment, gate.reviewers) for gate in board.gates] == [
        (1, "crates-io", ("octocat", "octo/keepers")),
        (2, "crates-io", ("octocat", "octo/keepers")),
    ]
    release = board.releases[0]
    assert (release.is_draft, release.is_immutable, release.assets[0].sha256) == (True, True, "ab")
    assert [(tag.name, tag.commit, tag.is_annotated) for tag in board.tags] == [
        ("v1.0.0", SHA, True),
        ("light", SHA, False),
    ]
    assert board.rate is not None
    assert (board.rate.cost, board.rate.remaining) == (3, 4990)
    assert board.gaps == ()


async def test_another_default_branch_is_asked_for_once_and_then_known(
    server: ScriptedServer, client: GitHubClient
) -> None:
    data = graph_board()
    data["repository"]["defaultBranchRef"]["name"] = "trunk"
    server.on(GRAPHQL, Canned(200, {"data": data}))
    assert (await client.board()).default_branch == "trunk"
    assert [asked.json["variables"]["main"] for asked in server.asked] == ["main", "trunk"]
    await client.board()
    assert len(server.asked) == 3


async def test_what_is_forbidden_is_a_gap_and_not_green(server: ScriptedServer, client: GitHubClient) -> None:
    data = graph_board()
    repository = data["repository"]
    repository["defaultBranchRef"]["target"]["statusCheckRollup"] = None
    repository["pullRequests"]["nodes"] = [graph_pull(commits={"nodes": [None]}), graph_pull(number=13)]
    errors = [
        forbidden("repository", "defaultBranchRef", "target", "statusCheckRollup"),
        forbidden(
            "repository",
            "pullRequests",
            "nodes",
            0,
            "commits",
            "nodes",
            0,
            "commit",
            "statusCheckRollup",
            "contexts",
        ),
    ]
    server.on(GRAPHQL, Canned(200, {"data": data, "errors": errors * 2}))
    board = await client.board()
    assert board.branches[0].checks == CheckCounts(is_known=False)
    assert [pull.checks.is_known for pull in board.pulls] == [False, True]
    assert board.gaps == (
        "defaultBranchRef.target.statusCheckRollup: FORBIDDEN, Resource not accessible by personal access token (2 times)",
        (
            "pullRequests.commits.commit.statusCheckRollup.contexts: FORBIDDEN, "
            "Resource not accessible by personal access token (2 times)"
        ),
    )


async def test_a_board_with_nearly_everything_withheld_is_still_a_board(
    server: ScriptedServer, client: GitHubClient
) -> None:
    names = ("defaultBranchRef", "trains", "pullRequests", "releases", "tags", "newest")
    data = graph_board(**dict.fromkeys(names)) | {"rateLimit": None}
    server.on(
        GRAPHQL, Canned(200, {"data": data, "errors": [forbidden("repository", name) for name in names]})
    )
    board = await client.board()
    assert (board.branches, board.pulls, board.runs, board.rate, board.head_sha) == ((), (), (), None, "")
    assert len(board.gaps) == len(names)


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        (
            [{"type": "NOT_FOUND", "path": ["repository"], "message": "Could not resolve"}],
            "GitHub has no repository octocat/Hello-World",
        ),
        ([], "GitHub has no repository octocat/Hello-World"),
        ([forbidden("repository")], "did not give the repository octocat/Hello-World: the answer: FORBIDDEN"),
    ],
)
async def test_no_repository(
    server: ScriptedServer, client: GitHubClient, errors: list[Any], words: str
) -> None:
    server.on(GRAPHQL, Canned(200, {"data": graph_board() | {"repository": None}, "errors": errors}))
    with pytest.raises(LookError, match="repository") as caught:
        await client.board()
    assert words in caught.value.what


@pytest.mark.parametrize("kind", ["RATE_LIMITED", "RATE_LIMIT"])
@pytest.mark.parametrize("remaining", ["0", "12"])
async def test_a_graphql_rate_limit_comes_with_status_200(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime, kind: str, remaining: str
) -> None:
    reset = str(int(clock.at.timestamp()) + 600)
    heads = {"X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset}
    server.on(GRAPHQL, Canned(200, {"errors": [{"type": kind, "message": "API rate limit exceeded"}]}, heads))
    with pytest.raises(LookError, match="rate limit") as caught:
        await client.board()
    assert caught.value.retry_after_s == 600
    assert len(server.asked) == 1


async def test_a_graphql_query_is_a_read_and_is_tried_again(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime
) -> None:
    server.on(GRAPHQL, Canned(502, b"<html>"), Canned(200, {"data": graph_board()}))
    await client.board()
    assert clock.naps == [0.5]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"data": None, "errors": [{"message": "Something went wrong"}]},
            "did not give the board: the answer: Something went wrong",
        ),
        (
            {
                "data": {
                    "viewer": {"login": "x"},
                    "repository": {"pullRequests": {"nodes": [{"number": "x"}]}},
                }
            },
            "repository.pullRequests.nodes.0.number",
        ),
        ({"data": {}}, "viewer: Field required"),
        (b'{"data": {"viewer"', "Invalid JSON"),
    ],
)
async def test_an_answer_that_is_no_board_is_one_sentence(
    server: ScriptedServer, client: GitHubClient, body: Any, words: str
) -> None:
    server.on(GRAPHQL, Canned(200, body))
    with pytest.raises(LookError) as caught:
        await client.board()
    assert words in caught.value.what


@pytest.mark.parametrize("dialect", ["github", "graphql-core"])
async def test_an_older_server_is_asked_without_what_it_does_not_know_and_only_once(
    server: ScriptedServer, client: GitHubClient, dialect: str
) -> None:
    def error(kind: str, name: str) -> dict[str, Any]:
        if dialect == "graphql-core":
            return {"message": f"Cannot query field '{name}' on type '{kind}'."}
        extensions = {"code": "undefinedField", "typeName": kind, "fieldName": name}
        return {"message": f"Field '{name}' doesn't exist on type '{kind}'", "extensions": extensions}

    refused = Canned(200, {"errors": [error("Release", "immutable"), error("ReleaseAsset", "digest")]})
    data = graph_board()
    for release in data["repository"]["releases"]["nodes"]:
        del release["immutable"], release["releaseAssets"]["nodes"][0]["digest"]
    server.on(GRAPHQL, refused, Canned(200, {"data": data}))
    board = await client.board()
    assert (board.releases[0].is_immutable, board.releases[0].assets[0].sha256) == (False, "")
    queries = [asked.json["query"] for asked in server.asked]
    assert ["immutable" in query for query in queries] == [True, False]
    assert "mergeQueueEntry" in queries[1]
    await client.board()
    assert len(server.asked) == 3


async def test_an_error_that_asking_without_newer_fields_does_not_cure_ends(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(GRAPHQL, Canned(200, {"errors": [{"message": "Field 'digest' doesn't exist on type 'X'"}]}))
    with pytest.raises(LookError):
        await client.board()
    assert len(server.asked) == 2


async def test_the_newest_pull_request_of_this_repository(
    server: ScriptedServer, client: GitHubClient
) -> None:
    pulls = [
        graph_pull(number=14, isCrossRepository=True),
        graph_pull(number=13, state="MERGED", mergeCommit={"oid": OTHER_SHA}),
    ]
    server.on(GRAPHQL, Canned(200, {"data": {"repository": {"pullRequests": {"nodes": pulls}}}}))
    pull = await client.pull("release/v1", "main")
    assert pull is not None
    assert (pull.number, pull.state, pull.merge_sha) == (13, "MERGED", OTHER_SHA)
    assert server.asked[0].json["variables"] == {
        "owner": "octocat",
        "name": "Hello-World",
        "head": "release/v1",
        "base": "main",
    }


async def test_an_open_pull_request_has_no_merge_commit_yet(
    server: ScriptedServer, client: GitHubClient
) -> None:
    pull = graph_pull(mergeCommit={"oid": OTHER_SHA})
    server.on(GRAPHQL, Canned(200, {"data": {"repository": {"pullRequests": {"nodes": [pull]}}}}))
    found = await client.pull("release/v1", "main")
    assert found is not None
    assert found.merge_sha == ""


async def test_no_pull_request_is_an_answer_but_a_withheld_one_is_not(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(GRAPHQL, Canned(200, {"data": {"repository": {"pullRequests": {"nodes": []}}}}))
    assert await client.pull("release/v1", "main") is None
    error = forbidden("repository", "pullRequests", "nodes", 0)
    server.on(
        GRAPHQL, Canned(200, {"data": {"repository": {"pullRequests": {"nodes": [None]}}}, "errors": [error]})
    )
    with pytest.raises(LookError, match="FORBIDDEN"):
        await client.pull("release/v1", "main")


async def test_one_pull_request_by_its_number(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPHQL, Canned(200, {"data": {"repository": {"pullRequest": graph_pull(state="CLOSED")}}}))
    assert (await client.pull_by_number(12)).state == "CLOSED"
    missing = {
        "type": "NOT_FOUND",
        "path": ["repository", "pullRequest"],
        "message": "Could not resolve to a PullRequest",
    }
    server.on(GRAPHQL, Canned(200, {"data": {"repository": {"pullRequest": None}}, "errors": [missing]}))
    with pytest.raises(LookError, match="did not give the pull request #99"):
        await client.pull_by_number(99)


async def test_where_checks_are_forbidden_runs_and_statuses_stand_in(
    server: ScriptedServer, client: GitHubClient
) -> None:
    path = ("repository", "pullRequests", "nodes", 0, "commits", "nodes", 0, "commit", "statusCheckRollup")
    body = {
        "data": {"repository": {"pullRequests": {"nodes": [graph_pull(commits={"nodes": [None]})]}}},
        "errors": [forbidden(*path)],
    }
    server.on(GRAPHQL, Canned(200, body))
    runs = [
        bodies.run(1),
        bodies.run(2, conclusion="failure"),
        bodies.run(3, status="in_progress", conclusion=None),
    ]
    server.on(f"GET {R}/actions/runs", Canned(200, {"workflow_runs": runs}))
    server.on(
        f"GET {R}/commits/{SHA}/status",
        Canned(200, {"state": "pending", "statuses": [{"state": "success", "context": "x"}]}),
    )
    pull = await client.pull("release/v1", "main")
    assert pull is not None
    assert pull.checks == CheckCounts(passed=2, failed=1, running=1)
    server.on(f"GET {R}/commits/{SHA}/status", Canned(403, {"message": "no"}))
    pull = await client.pull("release/v1", "main")
    assert pull is not None
    assert pull.checks == CheckCounts(is_known=False)
