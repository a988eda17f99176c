"""A write is sent once. What came of it is known, refused, or said to be unknown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from gonogo.errors import ActError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.github.client import GitHubClient
from gonogo.model.github import RepoName
from gonogo.model.secret import Token
from support.github_bodies import OTHER_SHA, SHA
from support.scripted_http import Canned, ScriptedServer, SteppedTime

R = "/repos/octocat/Hello-World"
MERGE = f"PUT {R}/pulls/12/merge"
GATES = f"POST {R}/actions/runs/5/pending_deployments"

Write = Callable[[GitHubClient], Awaitable[Any]]


async def merge(client: GitHubClient) -> str:
    return await client.merge_pull(12, SHA, "squash")


async def approve(client: GitHubClient) -> None:
    await client.review_gate(5, 7, "approved", "go")


async def open_one(client: GitHubClient) -> int:
    return await client.open_pull("release/v1", "main", "Release 1", "All of it")


async def run_again(client: GitHubClient) -> None:
    await client.rerun(5, failed_only=True)


async def start(client: GitHubClient) -> int | None:
    return await client.dispatch("release.yml", "main", {"action": "cut"})


async def make_latest(client: GitHubClient) -> None:
    await client.edit_release(8, body=None, makes_latest=True)


async def open_issue(client: GitHubClient) -> str:
    return await client.announce("issue", "", "1.0.0 is out", "Text")


WRITES: list[tuple[Write, str]] = [
    (start, f"POST {R}/actions/workflows/release.yml/dispatches"),
    (make_latest, f"PATCH {R}/releases/8"),
    (open_issue, f"POST {R}/issues"),
    (merge, MERGE),
    (approve, GATES),
    (open_one, f"POST {R}/pulls"),
    (run_again, f"POST {R}/actions/runs/5/rerun-failed-jobs"),
]
EVERY_WRITE = pytest.mark.parametrize(("write", "place"), WRITES, ids=[w.__name__ for w, _ in WRITES])


async def test_writes_send_what_they_say(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(MERGE, Canned(200, {"sha": OTHER_SHA, "merged": True, "message": "merged"}))
    server.on(GATES, Canned(200, [{"id": 1}]))
    server.on(f"POST {R}/pulls", Canned(201, {"number": 12, "title": "x"}))
    server.on(f"POST {R}/actions/runs/5/rerun", Canned(201, {}))
    server.on(f"POST {R}/actions/runs/5/rerun-failed-jobs", Canned(201, {}))
    assert await merge(client) == OTHER_SHA
    assert await open_one(client) == 12
    await approve(client)
    await client.rerun(5, failed_only=False)
    await run_again(client)
    sent = {f"{asked.method} {asked.path}": asked.json if asked.body else None for asked in server.asked}
    assert sent == {
        MERGE: {"sha": SHA, "merge_method": "squash"},
        f"POST {R}/pulls": {"head": "release/v1", "base": "main", "title": "Release 1", "body": "All of it"},
        GATES: {"environment_ids": [7], "state": "approved", "comment": "go"},
        f"POST {R}/actions/runs/5/rerun": None,
        f"POST {R}/actions/runs/5/rerun-failed-jobs": None,
    }


@EVERY_WRITE
@pytest.mark.parametrize(
    "answer",
    [Canned(502, b"<html>"), Canned(500), Canned(504), Canned(mood="drop"), Canned(201, b"{}{}", mood="cut")],
)
async def test_a_write_that_may_have_worked_is_sent_once_and_said_to_be_unknown(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime, write: Write, place: str, answer: Canned
) -> None:
    server.on(place, answer)
    with pytest.raises(OutcomeUnknownError, match="it is not known whether GitHub did") as caught:
        await write(client)
    assert len(server.asked) == 1
    assert clock.naps == []
    assert "Look again" in caught.value.advice


@EVERY_WRITE
async def test_a_write_without_an_answer_in_time_is_unknown(
    server: ScriptedServer, client: GitHubClient, monkeypatch: pytest.MonkeyPatch, write: Write, place: str
) -> None:
    from gonogo.github import wire

    monkeypatch.setattr(wire, "_WRITE_TIMEOUT", httpx.Timeout(0.05))
    server.on(place, Canned(mood="hang"))
    with pytest.raises(OutcomeUnknownError, match="no answer came in time"):
        await write(client)
    assert len(server.asked) == 1


@EVERY_WRITE
async def test_a_write_to_a_server_that_is_not_there_was_not_sent(
    clock: SteppedTime, write: Write, place: str
) -> None:
    client = GitHubClient(RepoName("o", "n"), Token("x"), api_url="http://127.0.0.1:1/", clock=clock)
    with pytest.raises(ActError, match="nothing was sent") as caught:
        await write(client)
    assert not isinstance(caught.value, OutcomeUnknownError)
    await client.close()


@EVERY_WRITE
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Canned(401, {"message": "Bad credentials"}), "does not accept the token"),
        (Canned(404, {"message": "Not Found"}), "(404: Not Found)"),
        (Canned(422, {"message": "Invalid"}), "(422: Invalid)"),
        (
            Canned(403, {"message": "You have exceeded a secondary rate limit"}, {"Retry-After": "1"}),
            "rate limit",
        ),
        (Canned(429, {"message": "later"}, {"Retry-After": "1"}), "rate limit"),
    ],
)
async def test_a_refused_write_changed_nothing_and_is_not_repeated(
    server: ScriptedServer, client: GitHubClient, write: Write, place: str, answer: Canned, words: str
) -> None:
    server.on(place, answer)
    with pytest.raises(ActError) as caught:
        await write(client)
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert words in caught.value.what
    assert len(server.asked) == 1


async def test_a_moved_head_means_look_again(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(MERGE, Canned(409, {"message": "Head branch was modified. Review and try the merge again."}))
    with pytest.raises(MovedError, match="Head branch was modified") as caught:
        await merge(client)
    assert isinstance(caught.value, RefusedError)


async def test_a_merge_that_is_not_allowed_says_where_to_look(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(MERGE, Canned(405, {"message": "Pull Request is not mergeable"}))
    with pytest.raises(
        ActError, match=r"did not merge #12 at acb5820 \(405: Pull Request is not mergeable\)"
    ) as caught:
        await merge(client)
    assert "pull request's page" in caught.value.advice


async def test_a_gate_with_nothing_to_approve_says_the_three_reasons(
    server: ScriptedServer, client: GitHubClient
) -> None:
    # `errors` is a string here, not a list.
    server.on(
        GATES, Canned(422, {"message": "", "errors": "No pending deployment requests to approve or reject"})
    )
    with pytest.raises(ActError, match="No pending deployment requests") as caught:
        await approve(client)
    for reason in ("nothing waits", "not a reviewer", "started the run"):
        assert reason in caught.value.advice


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"sha": "nope", "merged": true}'])
async def test_a_merge_whose_answer_can_not_be_read_is_unknown(
    server: ScriptedServer, client: GitHubClient, body: bytes
) -> None:
    server.on(MERGE, Canned(200, body))
    with pytest.raises(OutcomeUnknownError):
        await merge(client)


async def test_a_merge_that_says_no_is_a_failure(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(MERGE, Canned(200, {"sha": SHA, "merged": False, "message": "no"}))
    with pytest.raises(ActError, match="did not merge"):
        await merge(client)


@pytest.mark.parametrize("status", [301, 302, 303])
async def test_a_redirect_that_turns_a_write_into_a_read_is_no_success(
    server: ScriptedServer, client: GitHubClient, status: int
) -> None:
    server.on(
        GATES,
        Canned(status, {"message": "Moved Permanently"}, {"Location": f"{server.url}repositories/7/gates"}),
    )
    server.on("GET /repositories/7/gates", Canned(200, []))
    with pytest.raises(ActError, match=f"{status}") as caught:
        await approve(client)
    assert "has moved" in caught.value.advice


async def test_a_redirect_that_keeps_the_write_is_followed_once(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(GATES, Canned(307, {"message": "Moved"}, {"Location": f"{server.url}repositories/7/gates"}))
    server.on("POST /repositories/7/gates", Canned(200, []))
    await approve(client)
    assert server.asked[1].json == {"environment_ids": [7], "state": "approved", "comment": "go"}
