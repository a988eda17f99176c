"""Versions and owners of a crate."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.errors import LookError
from gonogo.registries import client as client_module
from gonogo.registries.client import RegistryClient
from gonogo.registries.pace import Pace
from support.scripted_http import Canned, ScriptedServer, SteppedTime

INDEX = "GET /index/or/dv/ordvec"
OWNERS = "GET /api/v1/crates/ordvec/owners"
CKSUM = "0" * 64


def line(version: str, *, yanked: str = "false") -> bytes:
    return f'{{"name":"ordvec","vers":"{version}","cksum":"{CKSUM}","yanked":{yanked}}}\n'.encode()


async def test_every_version_that_is_not_yanked(server: ScriptedServer, client: RegistryClient) -> None:
    server.on(INDEX, Canned(200, line("0.1.0") + line("0.2.0", yanked="true") + line("0.3.0-rc.1")))
    assert await client.crate_versions("ordvec") == ("0.1.0", "0.3.0-rc.1")
    assert server.count("GET", "/dl") == 0  # no bytes are fetched for that


async def test_a_crate_that_was_never_published_has_no_versions(
    server: ScriptedServer, client: RegistryClient
) -> None:
    assert await client.crate_versions("ordvec") == ()
    server.on(INDEX, Canned(200, b"{}"))
    with pytest.raises(LookError, match="line 1 of the crates.io index of ordvec"):
        await client.crate_versions("ordvec")


async def test_owners_are_people_and_teams(server: ScriptedServer, client: RegistryClient) -> None:
    body = {
        "users": [
            {"id": 1, "login": "mira", "kind": "user", "name": "Mira"},
            {"id": 2, "login": "github:acme:publi\x1b[31mshers", "kind": "team"},
        ]
    }
    server.on(OWNERS, Canned(200, body))
    assert await client.owners("ordvec") == ("mira", "github:acme:publishers")
    assert server.asked[0].headers["user-agent"] == "gonogo/test"
    assert "authorization" not in server.asked[0].headers


async def test_a_crate_that_is_not_there_has_no_owners(
    server: ScriptedServer, client: RegistryClient
) -> None:
    server.on(OWNERS, Canned(404, {"errors": [{"detail": "crate `ordvec` does not exist"}]}))
    assert await client.owners("ordvec") == ()
    server.on(OWNERS, Canned(200, {"users": [{"login": "mira"}]}))
    assert await client.owners("ordvec") == ("mira",)  # "none" is not remembered


async def test_owners_are_read_once_in_two_minutes(server: ScriptedServer) -> None:
    clock = SteppedTime()
    client = RegistryClient(clock, crates_api_url=server.url)
    server.on(OWNERS, Canned(200, {"users": [{"login": "mira"}]}))
    await client.owners("ordvec")
    await client.owners("ordvec")
    assert len(server.asked) == 1
    await clock.sleep(121)
    await client.owners("ordvec")
    assert len(server.asked) == 2
    await client.close()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"users": [{"name": "x"}]}', b"<html>", b'{"users": null}'])
async def test_owners_that_can_not_be_read_are_a_problem(
    server: ScriptedServer, client: RegistryClient, body: bytes
) -> None:
    server.on(OWNERS, Canned(200, body))
    with pytest.raises(LookError, match="the owners of ordvec could not be read"):
        await client.owners("ordvec")


@pytest.mark.parametrize(
    ("status", "words"), [(403, "would not answer"), (500, "failed"), (429, "asks to wait")]
)
async def test_a_registry_that_says_no(
    server: ScriptedServer, client: RegistryClient, status: int, words: str
) -> None:
    server.on(OWNERS, Canned(status, b"no"))
    with pytest.raises(LookError, match=words) as caught:
        await client.owners("ordvec")
    assert caught.value.status == status


@pytest.mark.parametrize("crate", ["../x", "", "a/b", "a?b"])
async def test_a_name_that_is_none_is_not_asked_for(
    server: ScriptedServer, client: RegistryClient, crate: str
) -> None:
    for look in (client.owners, client.crate_versions):
        with pytest.raises(LookError, match="can not be the name of a crate"):
            await look(crate)
    assert server.asked == []


async def test_the_api_of_crates_io_is_asked_once_in_a_second(monkeypatch: Any) -> None:
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(round(seconds, 1))

    monkeypatch.setattr("gonogo.registries.pace.asyncio.sleep", nap)
    pace = Pace(1.0)
    for _ in range(3):
        await pace.take_turn()
    assert naps == [1.0, 2.0]
    assert RegistryClient(SteppedTime())._pace._interval_s == client_module._API_INTERVAL_S == 1.0
    assert RegistryClient(SteppedTime(), crates_api_url="http://127.0.0.1:1/")._pace._interval_s == 0
