"""A scripted server, and a client that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gonogo.github.client import GitHubClient
from gonogo.model.github import RepoName
from gonogo.model.secret import Token
from support.scripted_http import ScriptedServer, SteppedTime, scripted_server

SECRET = "ghp_0123456789abcdefghijABCDEFGHIJ012345"


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with scripted_server() as scripted:
        yield scripted


@pytest.fixture
def clock() -> SteppedTime:
    return SteppedTime()


@pytest.fixture
async def client(server: ScriptedServer, clock: SteppedTime) -> AsyncIterator[GitHubClient]:
    one = GitHubClient(
        RepoName("octocat", "Hello-World"), Token(SECRET, "GH_TOKEN"), api_url=server.url, clock=clock
    )
    yield one
    await one.close()
