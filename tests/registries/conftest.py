"""A scripted registry, and a client that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gonogo.registries.client import RegistryClient
from support.scripted_http import ScriptedServer, SteppedTime, scripted_server


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with scripted_server() as scripted:
        yield scripted


@pytest.fixture
async def client(server: ScriptedServer) -> AsyncIterator[RegistryClient]:
    one = RegistryClient(
        SteppedTime(),
        crates_index_url=f"{server.url}index",
        pypi_simple_url=f"{server.url}simple/",
        crates_api_url=server.url,
        user_agent="gonogo/test",
    )
    yield one
    await one.close()
