"""Starting runs, queueing, editing releases, announcing: what is sent, and what its answers mean."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.errors import ActError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.github.client import GitHubClient
from support.github_bodies import SHA
from support.scripted_http import Canned, ScriptedServer

R = "/repos/octocat/Hello-World"
GRAPH = "POST /graphql"
DISPATCH = f"POST {R}/actions/workflows/release.yml/dispatches"
RELEASE = f"{R}/releases/8"
PULL = Canned(200, {"data": {"repository": {"pullRequest": {"id": "PR_1"}}}})
CATEGORIES = Canned(
    200,
    {
        "data": {
            "repository": {
                "id": "R_1",
                "discussionCategories": {
                    "nodes": [
                        {"id": "C_1", "name": "General", "slug": "general"},
                        {"id": "C_2", "name": "Announcements", "slug": "announcements"},
                    ]
                },
            }
        }
    },
)


def queued(entry: Any) -> Canned:
    return Canned(200, {"data": {"enqueuePullRequest": {"mergeQueueEntry": entry}}})


def refused(message: str, **more: Any) -> Canned:
    return Canned(200, {"data": {"enqueuePullRequest": None}, "errors": [{"message": message, **more}]})


async def start(client: GitHubClient) -> int | None:
    return await client.dispatch("release.yml", "main", {"action": "cut", "dry": "false"})


async def test_a_dispatch_asks_for_its_run(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(DISPATCH, Canned(200, {"workflow_run_id": 77, "run_url": "x", "html_url": "y"}))
    assert await start(client) == 77
    assert server.asked[0].json == {
        "ref": "main",
        "inputs": {"action": "cut", "dry": "false"},
        "return_run_details": True,
    }
    assert server.asked[0].headers["x-github-api-version"] == "2022-11-28"


async def test_a_server_that_does_not_tell_the_run(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(DISPATCH, Canned(204))
    assert await start(client) is None


async def test_an_older_server_that_refuses_the_key_is_asked_without_it(
    server: ScriptedServer, client: GitHubClient
) -> None:
    words = 'Invalid request.\n\n"return_run_details" is not a permitted key.'
    server.on(DISPATCH, Canned(422, {"message": words}), Canned(204))
    assert await start(client) is None
    assert [set(asked.json) for asked in server.asked] == [
        {"ref", "inputs", "return_run_details"},
        {"ref", "inputs"},
    ]


@pytest.mark.parametrize(
    "words",
    [
        "No ref found for: main",
        "Workflow does not have 'workflow_dispatch' trigger",
        'Unexpected inputs provided: ["dry"]',
        "Required input 'version' not provided",
    ],
)
async def test_a_dispatch_that_is_refused_says_why_and_is_not_repeated(
    server: ScriptedServer, client: GitHubClient, words: str
) -> None:
    server.on(DISPATCH, Canned(422, {"message": words}))
    with pytest.raises(ActError, match="GitHub did not start release.yml on main") as caught:
        await start(client)
    assert words in caught.value.what
    assert "workflow_dispatch" in caught.value.advice
    assert len(server.asked) == 1


async def test_a_dispatch_whose_answer_can_not_be_read_is_unknown(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(DISPATCH, Canned(200, {"run": 1}))
    with pytest.raises(OutcomeUnknownError):
        await start(client)


# the merge queue


async def test_a_pull_request_is_queued_at_its_head(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPH, PULL, queued({"position": 3}))
    assert await client.enqueue_pull(12, SHA) == 3
    sent = server.asked[1].json
    assert "expectedHeadOid: $head" in sent["query"]
    assert sent["variables"] == {"pull": "PR_1", "head": SHA}


async def test_a_place_that_is_not_told(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPH, PULL, queued(None))
    assert await client.enqueue_pull(12, SHA) is None


async def test_a_head_that_moved_means_look_again(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPH, PULL, refused("Expected head sha didn't match current head ref", type="UNPROCESSABLE"))
    with pytest.raises(MovedError, match="Expected head sha"):
        await client.enqueue_pull(12, SHA)


async def test_a_queue_that_refuses_says_why(server: ScriptedServer, client: GitHubClient) -> None:
    words = "Pull request Required status check \x1b[31mci is expected."
    server.on(GRAPH, PULL, refused(words, type="UNPROCESSABLE"))
    with pytest.raises(ActError, match="status check ci is expected") as caught:
        await client.enqueue_pull(12, SHA)
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert "pull request's page" in caught.value.advice


@pytest.mark.parametrize(
    "answer",
    [
        refused("Something went wrong while executing your query. This may be the result of a timeout"),
        refused("x", type="INTERNAL"),
        Canned(200, {"data": None}),
        Canned(200, {"data": {"enqueuePullRequest": {"mergeQueueEntry": {"position": "x"}}}}),
        Canned(200, b"<html>"),
        Canned(502),
        Canned(mood="drop"),
    ],
)
async def test_a_mutation_that_may_have_worked_is_sent_once(
    server: ScriptedServer, client: GitHubClient, answer: Canned
) -> None:
    server.on(GRAPH, PULL, answer)
    with pytest.raises(OutcomeUnknownError):
        await client.enqueue_pull(12, SHA)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        Canned(200, {"data": {"repository": {"pullRequest": None}}}),
        Canned(200, {"data": {"repository": None}}),
        Canned(401, {"message": "Bad credentials"}),
        Canned(200, b"<html>"),
    ],
)
async def test_a_pull_request_that_can_not_be_looked_at_is_not_queued(
    server: ScriptedServer, client: GitHubClient, answer: Canned
) -> None:
    server.on(GRAPH, answer)
    with pytest.raises(RefusedError, match="nothing was sent"):
        await client.enqueue_pull(12, SHA)
    assert len(server.asked) == 1


# releases


async def test_making_a_release_the_latest_touches_nothing_else(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(f"PATCH {RELEASE}", Canned(200, {"id": 8}))
    await client.edit_release(8, body=None, makes_latest=True)
    assert server.asked[0].json == {"make_latest": "true"}
    assert len(server.asked) == 1


RAW = "# 1.0.0\r\n\r\n\tindented\u200b\r\n"
SHOWN = "# 1.0.0\n\n    indented\ufffd\n"


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (f"> withdrawn\n\n{SHOWN}", f"> withdrawn\n\n{RAW}"),
        (f"{SHOWN}\nmore", f"{RAW}\nmore"),
        ("all new", "all new"),
        ("", ""),
    ],
)
async def test_notes_that_are_kept_are_sent_as_they_stand(
    server: ScriptedServer, client: GitHubClient, wanted: str, sent: str
) -> None:
    server.on(f"GET {RELEASE}", Canned(200, {"id": 8, "body": RAW}))
    server.on(f"PATCH {RELEASE}", Canned(200, {"id": 8}))
    await client.edit_release(8, body=wanted, makes_latest=False)
    assert server.asked[-1].json == {"body": sent}


async def test_notes_are_not_changed_blindly(server: ScriptedServer, client: GitHubClient) -> None:
    with pytest.raises(RefusedError, match="nothing was sent"):
        await client.edit_release(8, body="x", makes_latest=False)
    with pytest.raises(RefusedError, match="nothing to change"):
        await client.edit_release(8, body=None, makes_latest=False)
    assert server.count("PATCH") == 0


async def test_a_prerelease_can_not_be_the_latest(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"PATCH {RELEASE}", Canned(422, {"message": "Validation Failed"}))
    with pytest.raises(ActError, match="422: Validation Failed") as caught:
        await client.edit_release(8, body=None, makes_latest=True)
    assert "pre-release can not be the latest" in caught.value.advice


# announcements


@pytest.mark.parametrize("category", ["Announcements", "announcements"])
async def test_a_discussion_is_opened_in_its_category(
    server: ScriptedServer, client: GitHubClient, category: str
) -> None:
    made = Canned(200, {"data": {"createDiscussion": {"discussion": {"url": "https://github.com/d/1"}}}})
    server.on(GRAPH, CATEGORIES, made)
    assert await client.announce("discussion", category, "1.0.0", "It is out.") == "https://github.com/d/1"
    assert server.asked[1].json["variables"] == {
        "repository": "R_1",
        "category": "C_2",
        "title": "1.0.0",
        "body": "It is out.",
    }


async def test_a_category_that_is_not_there_is_refused(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(GRAPH, CATEGORIES)
    with pytest.raises(RefusedError, match="no category 'News' of discussions") as caught:
        await client.announce("discussion", "News", "1.0.0", "It is out.")
    assert caught.value.advice == "There are: General, Announcements."
    assert len(server.asked) == 1
    none = {"data": {"repository": {"id": "R_1", "discussionCategories": {"nodes": []}}}}
    server.on(GRAPH, Canned(200, none))
    with pytest.raises(RefusedError) as caught:
        await client.announce("discussion", "News", "1.0.0", "It is out.")
    assert "Turn discussions on" in caught.value.advice


@pytest.mark.parametrize("made", [None, {"discussion": None}])
async def test_a_discussion_without_an_address_is_unknown(
    server: ScriptedServer, client: GitHubClient, made: Any
) -> None:
    server.on(GRAPH, CATEGORIES, Canned(200, {"data": {"createDiscussion": made}}))
    with pytest.raises(OutcomeUnknownError):
        await client.announce("discussion", "General", "1.0.0", "It is out.")


async def test_an_issue_is_opened(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"POST {R}/issues", Canned(201, {"number": 9, "html_url": "https://github.com/i/9"}))
    assert await client.announce("issue", "Announcements", "1.0.0", "It is out.") == "https://github.com/i/9"
    assert server.asked[0].json == {"title": "1.0.0", "body": "It is out."}
