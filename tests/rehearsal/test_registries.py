"""The embedded registries over HTTP, and the files that are built for them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from gonogo.errors import RefusedError
from gonogo.rehearsal.artifacts import build_artifact
from gonogo.rehearsal.registries import Shelf, index_path, registry_routes

AT = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)
CRATE = build_artifact("ordvec-0.6.0.crate", "a" * 40)
WHEEL = "ordvec_manifest-0.6.0-cp310-abi3-win_amd64.whl"
SDIST = "ordvec_manifest-0.6.0.tar.gz"
JSON = {"accept": "application/vnd.pypi.simple.v1+json"}


class Clock:
    def __init__(self) -> None:
        self.time = AT

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shelf(clock):
    shelf = Shelf(clock)
    shelf.publish_crate("Ordvec", "0.5.0", b"old", AT)
    shelf.publish_crate("Ordvec", "0.6.0", CRATE, AT)
    for name in (WHEEL, SDIST):
        shelf.publish_wheel("Ordvec.Manifest", "0.6.0", name, build_artifact(name, "a" * 40), AT)
    return shelf


@pytest.fixture
async def http(shelf):
    app = Starlette(routes=[Mount("/registries", routes=registry_routes(shelf))])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080/registries/") as client:
        yield client


@pytest.mark.parametrize(
    ("crate", "path"),
    [
        ("a", "1/a"),
        ("ab", "2/ab"),
        ("abc", "3/a/abc"),
        ("abcd", "ab/cd/abcd"),
        ("Ordvec-X", "or/dv/ordvec-x"),
    ],
)
def test_index_path(crate, path):
    assert index_path(crate) == path


async def test_the_crate_is_found_as_cargo_finds_it(http):
    config = (await http.get("crates/config.json")).json()
    assert config["dl"] == "http://127.0.0.1:8080/registries/crates/dl"
    index = await http.get("crates/or/dv/ordvec")
    lines = [json.loads(line) for line in index.text.splitlines()]
    assert [line["vers"] for line in lines] == ["0.5.0", "0.6.0"]
    assert set(lines[1]) >= {"name", "vers", "deps", "cksum", "features", "yanked"}
    served = await http.get(f"{config['dl']}/ordvec/0.6.0/download")
    assert hashlib.sha256(served.content).hexdigest() == lines[1]["cksum"]


@pytest.mark.parametrize("path", ["or/dv/absent", "ordvec", "3/o/ordvec", "OR/DV/ORDVEC"])
async def test_other_index_paths_are_not_there(http, path):
    assert (await http.get(f"crates/{path}")).status_code == 404


async def test_an_index_is_not_sent_twice(http, shelf):
    first = await http.get("crates/or/dv/ordvec")
    tag = {"if-none-match": first.headers["etag"]}
    again = await http.get("crates/or/dv/ordvec", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    shelf.yank("crates-io", "ordvec", "0.6.0")
    changed = await http.get("crates/or/dv/ordvec", headers=tag)
    assert [json.loads(line)["yanked"] for line in changed.text.splitlines()] == [False, True]


async def test_the_api_wants_to_know_who_asks(http):
    assert (
        await http.get("crates/api/v1/crates/ordvec/0.6.0", headers={"user-agent": ""})
    ).status_code == 403
    answer = (await http.get("crates/api/v1/crates/ordvec/0.6.0")).json()["version"]
    assert (answer["num"], answer["checksum"]) == ("0.6.0", hashlib.sha256(CRATE).hexdigest())
    assert (await http.get("crates/api/v1/crates/ordvec")).json()["crate"]["max_version"] == "0.6.0"
    missing = await http.get("crates/api/v1/crates/ordvec/9.9.9")
    assert (missing.status_code, missing.json()["errors"][0]["detail"]) == (
        404,
        "crate `ordvec` does not have a version `9.9.9`",
    )
    served = await http.get("crates/api/v1/crates/ordvec/0.6.0/download", follow_redirects=True)
    assert served.content == CRATE


async def test_a_download_that_is_not_there_is_forbidden_as_on_the_real_storage(http):
    assert (await http.get("crates/dl/ordvec/9.9.9/download")).status_code == 403


async def test_pypi_lists_files_with_digests_and_provenance(http):
    answer = await http.get("pypi/simple/ordvec-manifest/", headers=JSON)
    assert answer.headers["content-type"] == "application/vnd.pypi.simple.v1+json"
    body = answer.json()
    assert (body["name"], body["versions"]) == ("ordvec-manifest", ["0.6.0"])
    assert [file["filename"] for file in body["files"]] == [WHEEL, SDIST]
    for file in body["files"]:
        served = await http.get(file["url"])
        assert hashlib.sha256(served.content).hexdigest() == file["hashes"]["sha256"]
        assert (file["size"], file["yanked"]) == (len(served.content), False)
        provenance = (await http.get(file["provenance"])).json()
        assert provenance["attestation_bundles"][0]["publisher"]["kind"] == "GitHub"


async def test_pypi_simple_json_is_read_by_pypi_simple(http):
    from pypi_simple import ProjectPage

    answer = await http.get("pypi/simple/ordvec-manifest/", headers=JSON)
    page = ProjectPage.from_json_data(answer.json(), str(answer.url))
    assert [(package.filename, package.version, package.project) for package in page.packages] == [
        (WHEEL, "0.6.0", "ordvec_manifest"),
        (SDIST, "0.6.0", "ordvec_manifest"),
    ]


async def test_pypi_redirects_other_spellings_and_answers_html_by_default(http):
    for spelling in ("Ordvec.Manifest/", "ordvec_manifest/", "ordvec-manifest", "Ordvec_Manifest"):
        assert (await http.get(f"pypi/simple/{spelling}")).status_code == 301
        followed = await http.get(f"pypi/simple/{spelling}", follow_redirects=True)
        assert str(followed.url) == "http://127.0.0.1:8080/registries/pypi/simple/ordvec-manifest/"
    page = await http.get("pypi/simple/ordvec-manifest/")
    assert page.headers["content-type"].startswith("text/html")
    assert f">{WHEEL}</a>" in page.text
    assert (await http.get("pypi/simple/absent/", headers=JSON)).status_code == 404


async def test_a_file_without_provenance_says_so(http, shelf):
    shelf.publish_wheel("bare", "1", "bare-1.tar.gz", b"x", AT, has_provenance=False)
    body = (await http.get("pypi/simple/bare/", headers=JSON)).json()
    assert body["files"][0]["provenance"] is None
    assert (await http.get("pypi/integrity/bare/1/bare-1.tar.gz/provenance")).status_code == 404


async def test_a_version_becomes_visible_after_the_delay(http, shelf, clock):
    shelf.crates_delay = shelf.pypi_delay = timedelta(minutes=5)
    shelf.publish_crate("late", "1.0.0", b"x", clock.now())
    shelf.publish_wheel("late", "1.0.0", "late-1.0.0.tar.gz", b"x", clock.now())
    urls = ["crates/la/te/late", "pypi/simple/late/", "pypi/files/late-1.0.0.tar.gz"]
    assert [(await http.get(url, headers=JSON)).status_code for url in urls] == [404] * 3
    assert shelf.crate_sha256("late", "1.0.0") is not None
    assert set(shelf.pypi_files("late", "1.0.0")) == {"late-1.0.0.tar.gz"}
    await clock.sleep(300)
    assert [(await http.get(url, headers=JSON)).status_code for url in urls] == [200] * 3


async def test_yanked_files_say_why(http, shelf):
    shelf.yank("pypi", "ordvec-manifest", "0.6.0", reason="wrong glibc")
    body = (await http.get("pypi/simple/ordvec-manifest/", headers=JSON)).json()
    assert {file["yanked"] for file in body["files"]} == {"wrong glibc"}
    with pytest.raises(KeyError):
        shelf.yank("pypi", "ordvec-manifest", "9.9.9")


async def test_other_bytes_are_served_under_the_old_digest(http, shelf):
    shelf.serve_other_bytes("crates-io", "ordvec", "0.6.0", b"evil")
    shelf.serve_other_bytes("pypi", "ordvec-manifest", "0.6.0", b"evil")
    assert (await http.get("crates/dl/ordvec/0.6.0/download")).content == b"evil"
    assert shelf.crate_sha256("ordvec", "0.6.0") == hashlib.sha256(CRATE).hexdigest()
    file = (await http.get("pypi/simple/ordvec-manifest/", headers=JSON)).json()["files"][0]
    assert (await http.get(file["url"])).content == b"evil"
    assert file["hashes"]["sha256"] != hashlib.sha256(b"evil").hexdigest()


def test_a_version_is_published_once(shelf):
    with pytest.raises(RefusedError, match=r"crate version `ordvec 0\.6\.0` is already uploaded"):
        shelf.publish_crate("ordvec", "0.6.0", b"other", AT)
    with pytest.raises(RefusedError, match="File already exists"):
        shelf.publish_wheel("ordvec-manifest", "0.6.0", WHEEL, b"other", AT)
    assert shelf.crate_sha256("ordvec", "0.6.0") == hashlib.sha256(CRATE).hexdigest()


NAMES = [
    "ordvec-0.6.0.crate",
    SDIST,
    WHEEL,
    "ordvec-0.6.0.sigstore.json",
    "ordvec-0.6.0.intoto.jsonl",
    "sbom.txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_built_files_are_the_same_for_the_same_commit_only(name):
    assert build_artifact(name, "a" * 40) == build_artifact(name, "a" * 40)
    assert build_artifact(name, "a" * 40) != build_artifact(name, "b" * 40)


def test_built_files_are_real_in_their_format():
    sha = "c" * 40
    for name in ("ordvec-0.6.0.crate", SDIST):
        with tarfile.open(fileobj=io.BytesIO(build_artifact(name, sha)), mode="r:gz") as tar:
            member = next(m for m in tar.getmembers() if m.name.endswith("/BUILT_FROM"))
            told = tar.extractfile(member)
            assert told is not None
            assert sha in told.read().decode()
    with zipfile.ZipFile(io.BytesIO(build_artifact(WHEEL, sha))) as wheel:
        assert wheel.testzip() is None
        metadata = wheel.read("ordvec_manifest-0.6.0.dist-info/METADATA").decode()
        assert "Name: ordvec_manifest\nVersion: 0.6.0\n" in metadata
    assert sha in json.dumps(json.loads(build_artifact("x.sigstore.json", sha)))
    assert len(build_artifact("x.intoto.jsonl", sha).splitlines()) == 1
