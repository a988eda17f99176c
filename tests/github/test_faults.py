"""What breaks on the way: reads try again briefly, and end in one sentence that shows no secret."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from email.utils import format_datetime

import pytest

from gonogo.errors import ActError, LookError
from gonogo.github.client import GitHubClient
from gonogo.model.github import RepoName
from gonogo.model.secret import Token
from support import github_bodies as bodies
from support.github_bodies import SHA
from support.scripted_http import Canned, ScriptedServer, SteppedTime, scripted_server

R = "/repos/octocat/Hello-World"
RUNS = f"GET {R}/actions/runs"
NO_RUNS = Canned(200, {"workflow_runs": []})
SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"


async def failed_look(client: GitHubClient) -> LookError:
    with pytest.raises(LookError) as caught:
        await client.runs(SHA, "push")
    return caught.value


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_passing_failure_is_tried_again(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime, status: int
) -> None:
    server.on(RUNS, Canned(status, b"<html>Bad gateway</html>"), Canned(status), NO_RUNS)
    assert await client.runs(SHA, "push") == ()
    assert clock.naps == [0.5, 2.0]


async def test_a_failure_that_stays_is_given_up_after_three_tries(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime
) -> None:
    server.on(RUNS, Canned(502, b"<html><h1>502</h1></html>"))
    error = await failed_look(client)
    assert (len(server.asked), error.status) == (3, 502)
    assert error.what == "GitHub failed when asked for the runs of acb5820 (502)"
    assert sum(clock.naps) <= 8


@pytest.mark.parametrize("mood", ["drop", "cut"])
async def test_a_broken_connection_is_tried_again(
    server: ScriptedServer, client: GitHubClient, mood: str
) -> None:
    server.on(RUNS, Canned(200, {"workflow_runs": []}, mood=mood), NO_RUNS)
    assert await client.runs(SHA, "push") == ()
    assert len(server.asked) == 2


async def test_silence_ends_in_a_sentence(
    server: ScriptedServer, client: GitHubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gonogo.github import wire

    monkeypatch.setattr(wire, "_READ_TIMEOUT_S", 0.05)
    server.on(RUNS, Canned(mood="hang"))
    error = await failed_look(client)
    assert error.what == "GitHub did not answer in time when asked for the runs of acb5820"
    assert len(server.asked) == 3


async def test_a_server_that_is_not_there(clock: SteppedTime) -> None:
    client = GitHubClient(RepoName("o", "n"), Token(SECRET), api_url="http://127.0.0.1:1/", clock=clock)
    error = await failed_look(client)
    assert error.what == "GitHub could not be reached for the runs of acb5820 (ConnectError)"
    assert "network" in error.advice
    await client.close()


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"workflow_runs": [{"id": 1, ', "Invalid JSON"),
        (b"<html>proxy</html>", "Invalid JSON"),
        (b"[]", ""),
        (b'{"total_count": 1}', "workflow_runs: Field required"),
        (b"", "Invalid JSON"),
    ],
)
async def test_an_answer_that_can_not_be_read_names_the_place(
    server: ScriptedServer, client: GitHubClient, body: bytes, place: str
) -> None:
    server.on(RUNS, Canned(200, body))
    error = await failed_look(client)
    assert error.what.startswith("GitHub's answer about the runs of acb5820 could not be read")
    assert place in error.what
    assert "\n" not in error.what
    assert "pydantic" not in str(error)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("head_sha", "main"),
        ("head_sha", None),
        ("created_at", "yesterday"),
        ("created_at", "2026-01-01T00:00:00"),
        ("id", "x"),
    ],
)
async def test_a_wrong_field_is_named_with_its_place(
    server: ScriptedServer, client: GitHubClient, field: str, value: object
) -> None:
    server.on(RUNS, Canned(200, {"workflow_runs": [bodies.run(1), bodies.run(2, **{field: value})]}))
    error = await failed_look(client)
    assert f"workflow_runs.1.{field}" in error.what


async def test_a_short_secondary_limit_is_obeyed(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime
) -> None:
    limit = Canned(403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "3"})
    server.on(RUNS, limit, NO_RUNS)
    assert await client.runs(SHA, "push") == ()
    assert clock.naps == [3.0]


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_long_limit_is_told_and_not_waited_for(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime, form: str
) -> None:
    stated = "90" if form == "seconds" else format_datetime(clock.at + timedelta(seconds=90), usegmt=True)
    server.on(RUNS, Canned(429, {"message": "slow down"}, {"Retry-After": stated}))
    error = await failed_look(client)
    assert (error.retry_after_s, error.status, len(server.asked)) == (90, 429, 1)
    assert error.what == "GitHub's rate limit is reached: the runs of acb5820 could not be read"
    assert clock.naps == []


async def test_a_used_up_budget_says_when_it_is_whole_again(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime
) -> None:
    reset = str(int(clock.at.timestamp()) + 1800)
    heads = {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    server.on(RUNS, Canned(403, {"message": "API rate limit exceeded"}, heads))
    error = await failed_look(client)
    assert error.retry_after_s == 1800
    assert "30 min" in error.advice


@pytest.mark.parametrize(
    "heads",
    [
        {"Retry-After": "soon"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "never"},
        {"X-RateLimit-Remaining": "0"},
        {},
    ],
)
async def test_a_limit_that_does_not_say_how_long_means_a_minute(
    server: ScriptedServer, client: GitHubClient, heads: dict[str, str]
) -> None:
    server.on(RUNS, Canned(403, {"message": "You have exceeded a secondary rate limit"}, heads))
    error = await failed_look(client)
    assert (error.retry_after_s, len(server.asked)) == (60, 1)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            Canned(401, {"message": "Bad credentials"}),
            ["does not accept the token (401: Bad credentials)", "gonogo auth login"],
        ),
        (
            Canned(
                403, {"message": "Resource not accessible"}, {"X-Accepted-GitHub-Permissions": "actions=read"}
            ),
            ["would not show the runs of acb5820 (403: Resource not accessible)", "permission actions: read"],
        ),
        (Canned(403, {"message": "No"}, {"X-Accepted-OAuth-Scopes": "repo"}), ["one of the scopes repo"]),
        (
            Canned(403, {"message": "SSO"}, {"X-GitHub-SSO": "required; url=https://github.com/orgs/x/sso"}),
            ["single sign-on: https://github.com/orgs/x/sso"],
        ),
        (
            Canned(404, {"message": "Not Found"}),
            ["has no runs of acb5820, or does not show it to this token"],
        ),
        (Canned(500, b"oops"), ["failed when asked"]),
        (
            Canned(422, {"message": "Bad", "errors": [{"resource": "R", "field": "f", "code": "c"}]}),
            ["(422: Bad: R f c)"],
        ),
        (Canned(403, {"message": "a\x1b[31mb\nc"}), ["(403: ab c)"]),
    ],
)
async def test_each_refusal_says_what_and_what_to_do_and_is_not_repeated(
    server: ScriptedServer, client: GitHubClient, answer: Canned, words: list[str]
) -> None:
    server.on(RUNS, answer)
    error = await failed_look(client)
    assert len(server.asked) == 1
    for word in words:
        assert word in str(error)


async def test_an_unchanged_answer_costs_nothing_and_is_the_same(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(
        RUNS,
        Canned(
            200,
            {"workflow_runs": [bodies.run()]},
            {"ETag": '"one"', "Cache-Control": "private, max-age=60", "Vary": "Accept, Authorization"},
        ),
    )
    first = await client.runs(SHA, "push")
    second = await client.runs(SHA, "push")
    assert first == second != ()
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, '"one"']


async def test_a_changed_answer_is_seen_although_the_old_one_could_still_be_fresh(
    server: ScriptedServer, client: GitHubClient
) -> None:
    heads = {"Cache-Control": "private, max-age=3600"}
    server.on(
        RUNS,
        Canned(200, {"workflow_runs": [bodies.run(1)]}, heads | {"ETag": '"one"'}),
        Canned(200, {"workflow_runs": [bodies.run(2)]}, heads | {"ETag": '"two"'}),
    )
    assert [run.run_id for run in await client.runs(SHA, "push")] == [1]
    assert [run.run_id for run in await client.runs(SHA, "push")] == [2]
    assert [run.run_id for run in await client.runs(SHA, "push")] == [2]
    assert server.asked[-1].headers["if-none-match"] == '"two"'


@pytest.mark.parametrize("broken", [Canned(500, b"x"), Canned(mood="drop"), Canned(503)])
async def test_a_copy_never_stands_in_for_an_answer_that_did_not_come(
    server: ScriptedServer, client: GitHubClient, broken: Canned
) -> None:
    heads = {"ETag": '"one"', "Cache-Control": "private, max-age=3600, stale-if-error=3600"}
    server.on(RUNS, Canned(200, {"workflow_runs": [bodies.run(1)]}, heads), broken)
    await client.runs(SHA, "push")
    await failed_look(client)


async def test_two_clients_share_no_copies(
    server: ScriptedServer, client: GitHubClient, clock: SteppedTime
) -> None:
    server.on(RUNS, Canned(200, {"workflow_runs": []}, {"ETag": '"one"', "Cache-Control": "max-age=60"}))
    other = GitHubClient(RepoName("octocat", "Hello-World"), Token("other"), api_url=server.url, clock=clock)
    await client.runs(SHA, "push")
    await other.runs(SHA, "push")
    await other.close()
    assert "if-none-match" not in server.asked[1].headers


async def test_many_looks_at_once_share_one_connection_pool(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(RUNS, NO_RUNS)
    found = await asyncio.gather(*(client.runs(SHA, "push") for _ in range(20)))
    assert found == [()] * 20
    wire = client._place.ask._wire
    assert wire is not None
    await client.close()
    assert await client.runs(SHA, "push") == ()
    assert client._place.ask._wire is not wire


async def test_the_token_is_in_no_log_repr_or_error(
    server: ScriptedServer, client: GitHubClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on(RUNS, NO_RUNS, Canned(401, {"message": "Bad credentials"}))
    await client.runs(SHA, "push")
    error = await failed_look(client)
    ask = client._place.ask
    wire = ask._wire
    assert wire is not None
    shown = [
        repr(x)
        for x in (
            client,
            client._place,
            ask,
            ask.token,
            wire,
            vars(wire),
            error,
            error.__context__,
            error.__cause__,
        )
    ]
    shown += [repr(wire._github.auth), repr(vars(wire._github.auth)), str(error)]
    assert SECRET in server.asked[0].headers["authorization"]
    assert SECRET not in "".join(shown)
    assert SECRET not in caplog.text


async def test_being_stopped_leaves_the_client_usable(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(RUNS, Canned(mood="hang"))
    task = asyncio.ensure_future(client.runs(SHA, "push"))
    while not server.asked:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    server.on(RUNS, NO_RUNS)
    assert await client.runs(SHA, "push") == ()


@pytest.mark.parametrize("address", ["http://127.0.0.1:port/", "http://\x00/"])
async def test_an_address_that_is_none_is_one_sentence(clock: SteppedTime, address: str) -> None:
    client = GitHubClient(RepoName("o", "n"), Token(SECRET), api_url=address, clock=clock)
    error = await failed_look(client)
    assert error.what == "GitHub can not be asked at the address that is set (InvalidURL)"
    with pytest.raises(ActError, match="nothing was sent"):
        await client.rerun(5, failed_only=True)
    await client.close()


async def test_a_redirect_to_another_server_does_not_take_the_token_along(
    server: ScriptedServer, client: GitHubClient
) -> None:
    async with scripted_server() as other:
        other.on("GET /runs", NO_RUNS)
        server.on(RUNS, Canned(302, b"", {"Location": f"{other.url}runs"}))
        assert await client.runs(SHA, "push") == ()
        assert "authorization" in server.asked[0].headers
        assert "authorization" not in other.asked[0].headers
