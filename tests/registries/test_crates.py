"""A version on crates.io: the index's word, and the bytes that are really served."""

from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import LookError
from gonogo.registries.client import CRATES_INDEX, RegistryClient
from gonogo.registries.crates import IndexConfig, find_line, index_path
from support.scripted_http import Canned, ScriptedServer, SteppedTime

BYTES = b"the bytes of a crate" * 1000
SHA256 = hashlib.sha256(BYTES).hexdigest()
INDEX = "GET /index/or/dv/ordvec"
BYTES_AT = "GET /dl/ordvec/0.6.0/download"


def line(version: str = "0.6.0", **changes: Any) -> bytes:
    entry = {"name": "ordvec", "vers": version, "deps": [], "cksum": SHA256, "features": {}, "yanked": False}
    return json.dumps(entry | changes).encode() + b"\n"


def published(server: ScriptedServer, index: bytes, content: bytes = BYTES) -> None:
    server.on(INDEX, Canned(200, index))
    server.on("GET /index/config.json", Canned(200, {"dl": f"{server.url}dl", "api": server.url}))
    server.on(BYTES_AT, Canned(200, content))


@pytest.mark.parametrize(
    ("crate", "path"),
    [
        ("a", "1/a"),
        ("ab", "2/ab"),
        ("abc", "3/a/abc"),
        ("ABc", "3/a/abc"),
        ("ordvec", "or/dv/ordvec"),
        ("Inflector", "in/fl/inflector"),
        ("x_-9", "x_/-9/x_-9"),
    ],
)
def test_where_a_crate_stands_in_the_index(crate: str, path: str) -> None:
    assert index_path(crate) == path


@pytest.mark.parametrize("name", ["", "../x", "a/b", "ä", "-a", "a" * 65, "a b"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(LookError, match="can not be the name of a crate"):
        index_path(name)


@pytest.mark.parametrize(
    ("dl", "url"),
    [
        ("https://s/crates", "https://s/crates/Inflector/1.0.0+x/download"),
        ("https://s/crates/", "https://s/crates/Inflector/1.0.0+x/download"),
        ("https://s/{crate}/{version}", "https://s/Inflector/1.0.0+x"),
        (
            "https://s/{prefix}/{lowerprefix}/{crate}-{version}?{sha256-checksum}",
            "https://s/In/fl/in/fl/Inflector-1.0.0+x?ab",
        ),
    ],
)
def test_both_forms_of_the_download_address(dl: str, url: str) -> None:
    assert IndexConfig(dl=dl).download_url("Inflector", "1.0.0+x", "ab") == url.replace("+", "%2B")


async def test_a_published_version(server: ScriptedServer, client: RegistryClient) -> None:
    published(server, line("0.5.0") + line(pubtime="2026-02-27T19:35:32Z") + b"\n" + line("0.6.0-rc.1"))
    found = await client.crate("ordvec", "0.6.0")
    assert found.is_there
    file = found.files[0]
    assert (file.name, file.sha256, file.served_sha256) == ("ordvec-0.6.0.crate", SHA256, SHA256)
    assert not file.is_yanked
    assert found.published_at == datetime(2026, 2, 27, 19, 35, 32, tzinfo=UTC)
    assert {asked.headers["user-agent"] for asked in server.asked} == {"gonogo/test"}
    assert not any("authorization" in asked.headers for asked in server.asked)


async def test_bytes_other_than_stated_are_shown_and_fetched_again(
    server: ScriptedServer, client: RegistryClient
) -> None:
    published(server, line(), content=b"other bytes")
    for _ in range(2):
        file = (await client.crate("ordvec", "0.6.0")).files[0]
        assert file.sha256 == SHA256
        assert file.served_sha256 == hashlib.sha256(b"other bytes").hexdigest()
    assert server.count("GET", "/dl/") == 2


async def test_good_bytes_are_fetched_once_while_the_index_states_the_same(
    server: ScriptedServer, client: RegistryClient
) -> None:
    published(server, line())
    for _ in range(3):
        assert (await client.crate("ordvec", "0.6.0")).files[0].served_sha256 == SHA256
    assert server.count("GET", "/dl/") == 1
    assert server.count("GET", "/index/config.json") == 1
    server.on(INDEX, Canned(200, line(cksum="0" * 64)))
    file = (await client.crate("ordvec", "0.6.0")).files[0]
    assert (file.sha256, file.served_sha256) == ("0" * 64, SHA256)
    assert server.count("GET", "/dl/") == 2


async def test_a_yanked_version_is_there_and_says_so(server: ScriptedServer, client: RegistryClient) -> None:
    published(server, line(yanked=True))
    found = await client.crate("ordvec", "0.6.0")
    assert found.is_there
    assert found.files[0].is_yanked


@pytest.mark.parametrize(
    "answer", [Canned(404), Canned(410), Canned(451), Canned(200, line("0.5.0")), Canned(200, b"")]
)
async def test_a_version_that_is_not_there_is_an_answer(
    server: ScriptedServer, client: RegistryClient, answer: Canned
) -> None:
    server.on(INDEX, answer)
    found = await client.crate("ordvec", "0.6.0")
    assert not found.is_there
    assert (found.registry, found.package, found.version) == ("crates.io", "ordvec", "0.6.0")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Canned(403), "would not answer when asked about ordvec 0.6.0 on crates.io (403)"),
        (Canned(500), "failed when asked"),
        (Canned(mood="drop"), "could not be read (RemoteProtocolError)"),
        (Canned(200, line(), mood="cut"), "could not be read (RemoteProtocolError)"),
        (Canned(200, b"<html>"), "line 1 of the crates.io index"),
        (Canned(200, line("0.5.0") + line(cksum="short")), "line 2 of the crates.io index"),
        (Canned(302, b"", {"Location": "ftp://x/"}), "could not be read (UnsupportedProtocol)"),
    ],
)
async def test_an_index_that_can_not_be_read_is_no_answer(
    server: ScriptedServer, client: RegistryClient, answer: Canned, words: str
) -> None:
    server.on(INDEX, answer)
    with pytest.raises(LookError) as caught:
        await client.crate("ordvec", "0.6.0")
    assert words in caught.value.what


@pytest.mark.parametrize(("stated", "wait_s"), [("30", 30), ("Sun, 01 Mar 2026 12:01:30 GMT", 90), ("", 60)])
async def test_being_asked_to_wait_is_told_on(
    server: ScriptedServer, client: RegistryClient, stated: str, wait_s: float
) -> None:
    server.on(INDEX, Canned(429, b"", {"Retry-After": stated} if stated else {}))
    with pytest.raises(LookError, match="asks to wait") as caught:
        await client.crate("ordvec", "0.6.0")
    assert (caught.value.retry_after_s, caught.value.status) == (wait_s, 429)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Canned(404), "listed, but its bytes are not served yet"),
        (Canned(403), "(403)"),
        (Canned(200, BYTES, mood="cut"), "RemoteProtocolError"),
    ],
)
async def test_bytes_that_do_not_come_are_no_answer(
    server: ScriptedServer, client: RegistryClient, answer: Canned, words: str
) -> None:
    published(server, line())
    server.on(BYTES_AT, answer)
    with pytest.raises(LookError) as caught:
        await client.crate("ordvec", "0.6.0")
    assert words in caught.value.what


@pytest.mark.parametrize("answer", [Canned(404), Canned(200, b"{}"), Canned(200, b"<html>")])
async def test_an_index_without_its_config(
    server: ScriptedServer, client: RegistryClient, answer: Canned
) -> None:
    published(server, line())
    server.on("GET /index/config.json", answer)
    with pytest.raises(LookError, match=r"config\.json"):
        await client.crate("ordvec", "0.6.0")


async def test_bytes_beyond_measure_are_not_fetched(
    server: ScriptedServer, client: RegistryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gonogo.registries import fetch

    monkeypatch.setattr(fetch, "_FILE_LIMIT", 10)
    published(server, line())
    file = (await client.crate("ordvec", "0.6.0")).files[0]
    assert (file.sha256, file.served_sha256) == (SHA256, "")


async def test_the_page_of_a_crate_is_named_for_the_real_index_only(
    server: ScriptedServer, client: RegistryClient
) -> None:
    assert (await client.crate("ordvec", "0.6.0")).url == f"{server.url}index/or/dv/ordvec"
    real = RegistryClient(SteppedTime())
    assert real._crates_index == CRATES_INDEX


@given(st.binary(max_size=60) | st.text('{}[]":,vers cksum0', max_size=60).map(str.encode))
def test_no_index_breaks_the_reader(index: bytes) -> None:
    with contextlib.suppress(LookError):
        assert find_line(index, "x", "1.0.0") is None
