"""A job's log: behind a link to another host, which never sees the token; cleaned, and never too much of it."""

from __future__ import annotations

import pytest

from gonogo.errors import LookError
from gonogo.github.client import GitHubClient
from gonogo.github.logs import read_job_log
from gonogo.model.github import RepoName
from gonogo.model.secret import Token
from support.scripted_http import Canned, ScriptedServer, scripted_server

PATH = "/repos/octocat/Hello-World/actions/jobs/7/logs"
SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"


@pytest.fixture
async def store():
    async with scripted_server() as scripted:
        yield scripted


def link_to(store: ScriptedServer) -> Canned:
    return Canned(302, headers={"Location": f"{store.url}blob?sig=x"})


async def test_the_other_host_never_sees_the_token(server, store, client):
    server.on(f"GET {PATH}", link_to(store))
    store.on("GET /blob", Canned(200, b"\xef\xbb\xbf2026-01-01T00:00:00.0000000Z hello\n"))
    assert await client.job_log(7) == "2026-01-01T00:00:00.0000000Z hello\n"
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert [a.headers.get("authorization") for a in store.asked] == [None]
    assert SECRET not in repr(store.asked)


async def test_only_colours_survive(server, store, client):
    raw = (
        b"\x1b[32mok\x1b[0m \x1b]52;c;aGk=\x07\x1b[2J\x1b[1;31mno\x1b[0m\x08 \xe2\x80\xaeab\n 10%\r 100%\r\n"
    )
    server.on(f"GET {PATH}", link_to(store))
    store.on("GET /blob", Canned(200, raw))
    text = await client.job_log(7)
    assert text == "\x1b[32mok\x1b[0m \x1b[1;31mno\x1b[0m\ufffd \ufffdab\n 100%\n"


async def test_no_log_yet_is_404(server, client):
    server.on(f"GET {PATH}", Canned(404, {"message": "Not Found"}))
    with pytest.raises(LookError) as caught:
        await client.job_log(7)
    assert caught.value.status == 404
    assert server.count("GET") == 1


async def test_a_link_that_is_over_is_asked_anew(server, store, client):
    server.on(f"GET {PATH}", link_to(store))
    store.on("GET /blob", Canned(403, b"<Error>expired</Error>"), Canned(200, b"late\n"))
    assert await client.job_log(7) == "late\n"
    assert server.count("GET") == 2


async def test_an_answer_without_a_link_is_an_error_in_words(server, client):
    server.on(f"GET {PATH}", Canned(200, b"what?"))
    with pytest.raises(LookError, match="the log of job 7"):
        await client.job_log(7)


async def test_a_link_to_a_plain_host_is_not_followed_from_an_encrypted_one(store, clock):
    one = GitHubClient(RepoName("o", "r"), Token(SECRET), api_url="https://127.0.0.1:1/", clock=clock)
    assert not one._place.ask._is_web(f"{store.url}blob")
    assert one._place.ask._is_web("https://logs.example/blob")
    with pytest.raises(LookError, match="could not be reached"):
        await one.job_log(7)


async def test_of_a_log_that_is_too_long_both_ends_are_read(server, store, client):
    lines = b"".join(b"line %06d\n" % n for n in range(20_000))
    server.on(f"GET {PATH}", link_to(store))
    store.on("GET /blob", Canned(200, lines))
    text = await read_job_log(client._place, 7, largest=32_000)
    assert len(text) < 42_000
    assert text.startswith("line 000000\n")
    assert text.endswith("line 019999\n")
    assert "##[warning]" in text
    assert "are left out here" in text


async def test_the_store_breaks_off(server, store, client):
    server.on(f"GET {PATH}", link_to(store))
    store.on("GET /blob", Canned(200, b"x" * 1000, mood="cut"))
    with pytest.raises(LookError, match="the log of job 7"):
        await client.job_log(7)
