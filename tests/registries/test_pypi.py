"""A version on PyPI: its files by name, and the bytes that are really served."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import LookError
from gonogo.registries.client import RegistryClient
from gonogo.registries.pypi import files_of, project_path
from support.scripted_http import Canned, ScriptedServer, SteppedTime

PAGE = "GET /simple/ord-vec/"
WHEEL = "ord_vec-0.6.0-cp311-abi3-manylinux_2_17_x86_64.whl"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def file(name: str, content: bytes = b"x", **changes: Any) -> dict[str, Any]:
    return {
        "filename": name,
        "url": f"../../files/{name}",
        "hashes": {"sha256": digest(content)},
        "upload-time": "2026-02-27T19:35:32.123456Z",
        "yanked": False,
        "provenance": None,
    } | changes


def publish(server: ScriptedServer, *files: dict[str, Any]) -> None:
    server.on(PAGE, Canned(200, {"meta": {"api-version": "1.4"}, "name": "ord-vec", "files": list(files)}))
    for one in files:
        server.on(f"GET /files/{one['filename']}", Canned(200, b"x"))


async def test_the_files_of_a_version_with_the_bytes_that_are_served(
    server: ScriptedServer, client: RegistryClient
) -> None:
    publish(
        server,
        file(WHEEL, provenance="https://x/provenance"),
        file("ord_vec-0.6.0.tar.gz", b"other", **{"upload-time": "2026-02-27T19:30:00Z"}),
        file("ord_vec-0.6.0rc1.tar.gz"),
        file("ord_vec-0.5.0-py3-none-any.whl"),
        file("ord_vec-0.6.0.win32.exe"),
        file("ord_vec-0.6.0-py3.11.egg"),
        file("unrelated-0.6.0.tar.gz"),
    )
    found = await client.pypi("Ord.Vec", "0.6.0")
    assert [(f.name, f.sha256, f.served_sha256, f.has_provenance) for f in found.files] == [
        (WHEEL, digest(b"x"), digest(b"x"), True),
        ("ord_vec-0.6.0.tar.gz", digest(b"other"), digest(b"x"), False),
    ]
    assert found.published_at == datetime(2026, 2, 27, 19, 30, tzinfo=UTC)
    assert found.url == f"{server.url}project/ord-vec/0.6.0/"
    assert server.asked[0].headers["accept"] == "application/vnd.pypi.simple.v1+json"
    assert server.count("GET", "/files/") == 2


async def test_good_bytes_are_fetched_once(server: ScriptedServer, client: RegistryClient) -> None:
    publish(server, file(WHEEL), file("ord_vec-0.6.0.tar.gz", b"other"))
    for _ in range(3):
        await client.pypi("ord-vec", "0.6.0")
    assert server.count("GET", f"/files/{WHEEL}") == 1
    assert server.count("GET", "/files/ord_vec-0.6.0.tar.gz") == 3


@pytest.mark.parametrize(("yanked", "is_yanked"), [(False, False), (True, True), ("broken on Windows", True)])
async def test_a_yanked_file_says_so(
    server: ScriptedServer, client: RegistryClient, yanked: object, is_yanked: bool
) -> None:
    publish(server, file(WHEEL, yanked=yanked))
    assert (await client.pypi("ord-vec", "0.6.0")).files[0].is_yanked is is_yanked


@pytest.mark.parametrize("version", ["0.6.0rc1", "0.6.0-rc.1", "v0.6.0rc1"])
async def test_versions_are_compared_as_versions(
    server: ScriptedServer, client: RegistryClient, version: str
) -> None:
    publish(server, file("ord_vec-0.6.0rc1.tar.gz"))
    assert (await client.pypi("ord-vec", version)).is_there


async def test_what_is_not_there_is_an_answer(server: ScriptedServer, client: RegistryClient) -> None:
    assert not (await client.pypi("ord-vec", "0.6.0")).is_there
    publish(server, file("ord_vec-0.5.0.tar.gz"))
    assert not (await client.pypi("ord-vec", "0.6.0")).is_there


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Canned(403), "would not answer"),
        (Canned(503), "failed"),
        (Canned(mood="drop"), "RemoteProtocolError"),
        (Canned(200, b"<!DOCTYPE html>"), "PyPI's answer about ord-vec could not be read: Invalid JSON"),
        (Canned(200, {"files": [{"url": "x"}]}), "files.0.filename"),
        (Canned(200, {"name": "x"}), "files: Field required"),
    ],
)
async def test_a_page_that_can_not_be_read_is_no_answer(
    server: ScriptedServer, client: RegistryClient, answer: Canned, words: str
) -> None:
    server.on(PAGE, answer)
    with pytest.raises(LookError) as caught:
        await client.pypi("ord-vec", "0.6.0")
    assert words in caught.value.what


async def test_a_version_that_pypi_can_not_have(server: ScriptedServer, client: RegistryClient) -> None:
    publish(server, file(WHEEL))
    with pytest.raises(LookError, match="PEP 440"):
        await client.pypi("ord-vec", "next")


@pytest.mark.parametrize("name", ["", "../x", "a/b", "ä b"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(LookError, match="can not be the name of a project"):
        project_path(name)


async def test_a_closed_client_connects_again(server: ScriptedServer, client: RegistryClient) -> None:
    publish(server, file(WHEEL))
    await client.pypi("ord-vec", "0.6.0")
    await client.close()
    assert (await client.pypi("ord-vec", "0.6.0")).is_there


async def test_the_address_of_pypi_is_asked_of_its_own_library() -> None:
    from pypi_simple import PYPI_SIMPLE_ENDPOINT

    assert await RegistryClient(SteppedTime())._simple_url() == PYPI_SIMPLE_ENDPOINT


def test_making_a_client_imports_neither_httpx_nor_pypi_simple() -> None:
    code = "import sys, gonogo.registries.client; sys.exit('httpx' in sys.modules or 'pypi_simple' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.lists(st.text("ord_vec-0.6.tarwhlgzipy3none ", max_size=40), max_size=5))
def test_no_file_name_breaks_the_reader(names: list[str]) -> None:
    import json

    page = json.dumps({"files": [{"filename": name, "url": "u"} for name in names]}).encode()
    for line in files_of(page, "ord-vec", "0.6.0"):
        assert "0.6" in line.filename
