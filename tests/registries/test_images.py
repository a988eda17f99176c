"""Tags of container images: what they are on, and putting them on another manifest, byte for byte."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gonogo.errors import ActError, LookError, OutcomeUnknownError, RefusedError
from gonogo.model.local import Image
from gonogo.model.secret import Token
from gonogo.registries.client import RegistryClient
from gonogo.registries.images import ImageName, platforms_of, read_challenge, read_image
from support.oci_registry import (
    INDEX,
    MANIFEST,
    NAME,
    OciServer,
    digest_of,
    index_of,
    manifest_of,
    oci_server,
)
from support.scripted_http import Canned, SteppedTime

IMAGE = "ghcr.io/acme/widget"
TWO = index_of("linux/amd64", "linux/arm64/v8", "unknown/unknown")
WRITER = "s3cret-writer"


@pytest.fixture
async def registry() -> AsyncIterator[OciServer]:
    async with oci_server() as server:
        yield server


async def client_of(server: OciServer, token: str = "") -> RegistryClient:
    return RegistryClient(
        SteppedTime(), image_registry_url=server.url, image_token=Token(token) if token else None
    )


@pytest.fixture
async def reader(registry: OciServer) -> AsyncIterator[RegistryClient]:
    one = await client_of(registry)
    yield one
    await one.close()


@pytest.fixture
async def writer(registry: OciServer) -> AsyncIterator[RegistryClient]:
    one = await client_of(registry, WRITER)
    yield one
    await one.close()


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("ghcr.io/acme/widget", ImageName("ghcr.io", "acme/widget")),
        ("127.0.0.1:5000/a/b.c/d__e", ImageName("127.0.0.1:5000", "a/b.c/d__e")),
        ("localhost/x", ImageName("localhost", "x")),
        ("acme/widget", ImageName("registry-1.docker.io", "acme/widget")),
        ("alpine", ImageName("registry-1.docker.io", "library/alpine")),
        ("docker.io/alpine", ImageName("registry-1.docker.io", "library/alpine")),
    ],
)
def test_what_a_name_means(image: str, name: ImageName) -> None:
    assert read_image(image) == name


@pytest.mark.parametrize(
    "image",
    ["", "ghcr.io/", "ghcr.io/Acme/x", "ghcr.io/a/../b", "ghcr.io/a:1", "evil@ghcr.io/a", "ghcr.io/a?b"],
)
async def test_names_that_are_none(registry: OciServer, reader: RegistryClient, image: str) -> None:
    with pytest.raises(LookError, match="can not be the name of an image"):
        await reader.image(image, "latest")
    assert registry.asked == []


async def test_tags_that_are_none(registry: OciServer, writer: RegistryClient) -> None:
    for tag in ("", "a/b", "-x", "a" * 129, "../x"):
        with pytest.raises(LookError, match="can not be the tag"):
            await writer.image(IMAGE, tag)
        with pytest.raises(RefusedError, match="can not be the tag"):
            await writer.copy_image(IMAGE, digest_of(TWO), tag)
    assert registry.asked == []


async def test_an_index_with_its_platforms(registry: OciServer, reader: RegistryClient) -> None:
    digest = registry.add("1.2.0", TWO)
    found = await reader.image(IMAGE, "1.2.0")
    assert found == Image(IMAGE, "1.2.0", digest, INDEX, ("linux/amd64", "linux/arm64/v8"))
    assert found.is_there
    heads = [asked for asked in registry.asked if asked.method == "HEAD"]
    assert all(INDEX in asked.headers["accept"] and MANIFEST in asked.headers["accept"] for asked in heads)


async def test_a_single_manifest_is_not_fetched(registry: OciServer, reader: RegistryClient) -> None:
    digest = registry.add("1.2.0", manifest_of("a"), MANIFEST)
    assert await reader.image(IMAGE, "1.2.0") == Image(IMAGE, "1.2.0", digest, MANIFEST)
    assert registry.count("GET", "/v2") == 0


async def test_a_tag_that_is_not_there(registry: OciServer, reader: RegistryClient) -> None:
    registry.add("1.2.0", TWO)
    found = await reader.image(IMAGE, "1.3.0")
    assert not found.is_there


async def test_without_the_header_the_bytes_tell_the_digest(
    registry: OciServer, reader: RegistryClient
) -> None:
    registry.has_digest_header = False
    registry.add("1.2.0", TWO)
    assert (await reader.image(IMAGE, "1.2.0")).digest == digest_of(TWO)


async def test_the_token_of_a_challenge_is_used_again(registry: OciServer, reader: RegistryClient) -> None:
    registry.add("1", TWO)
    await reader.image(IMAGE, "1")
    await reader.image(IMAGE, "2")
    assert registry.count("GET", "/token") == 1
    assert registry.asked[1].query == {"service": "registry.test", "scope": f"repository:{NAME}:pull"}


async def test_a_registry_without_tokens(registry: OciServer, writer: RegistryClient) -> None:
    registry.is_open = True
    digest = registry.add("1", TWO)
    await writer.copy_image(IMAGE, digest, "latest")
    assert registry.tags["latest"] == digest
    assert not [asked for asked in registry.asked if "authorization" in asked.headers]


async def test_a_private_image_is_not_publicly_pullable(registry: OciServer, reader: RegistryClient) -> None:
    registry.is_private = True
    registry.add("1", TWO)
    with pytest.raises(LookError, match=r"not publicly pullable \(401\)") as caught:
        await reader.image(IMAGE, "1")
    assert "private" in caught.value.advice


async def test_a_private_image_is_read_with_the_token(registry: OciServer, writer: RegistryClient) -> None:
    registry.is_private = True
    digest = registry.add("1", TWO)
    assert (await writer.image(IMAGE, "1")).digest == digest
    tokens = [asked for asked in registry.asked if asked.raw_path == "/token"]
    assert ["authorization" in asked.headers for asked in tokens] == [False, True]  # without it first


async def test_the_token_goes_to_no_other_realm(registry: OciServer, writer: RegistryClient) -> None:
    async with oci_server() as thief:
        challenge = {"WWW-Authenticate": f'Bearer realm="{thief.url}token",service="x"'}
        registry.on("HEAD /v2/acme/widget/manifests/1", Canned(401, b"", challenge))
        registry.on("GET /v2/", Canned(401, b"", challenge))
        with pytest.raises(LookError, match="not publicly pullable"):
            await writer.image(IMAGE, "1")
        assert not [asked for asked in thief.asked if "authorization" in asked.headers]


@pytest.mark.parametrize("realm", ["http://example.org/token", "ftp://example.org/", "", "nonsense"])
async def test_no_token_is_asked_for_in_the_clear(
    registry: OciServer, reader: RegistryClient, realm: str
) -> None:
    registry.on(
        "HEAD /v2/acme/widget/manifests/1",
        Canned(401, b"", {"WWW-Authenticate": f'Bearer realm="{realm}",service="x"'}),
    )
    with pytest.raises(LookError, match="not publicly pullable"):
        await reader.image(IMAGE, "1")


async def test_a_registry_elsewhere_is_asked_over_tls_only() -> None:
    client = RegistryClient(SteppedTime(), image_registry_url="http://registry.example.org")
    with pytest.raises(LookError, match="over https, or on this machine only"):
        await client.image(IMAGE, "1")
    await client.close()


async def test_a_tag_is_put_on_a_manifest_byte_for_byte(registry: OciServer, writer: RegistryClient) -> None:
    digest = registry.add("1.1.9", TWO)
    registry.add("latest", index_of("linux/amd64"))
    await writer.copy_image(IMAGE, digest, "latest")
    put = next(asked for asked in registry.asked if asked.method == "PUT")
    assert put.path == f"/v2/{NAME}/manifests/latest"
    assert put.body == TWO
    assert put.headers["content-type"] == INDEX
    assert registry.tags["latest"] == digest == digest_of(TWO)
    assert (await writer.image(IMAGE, "latest")).platforms == ("linux/amd64", "linux/arm64/v8")


async def test_without_the_header_the_tag_is_looked_at_afterwards(
    registry: OciServer, writer: RegistryClient
) -> None:
    registry.has_digest_header = False
    digest = registry.add("1.1.9", TWO)
    await writer.copy_image(IMAGE, digest, "latest")
    assert registry.asked[-1].path == f"/v2/{NAME}/manifests/latest"


async def test_a_registry_that_writes_the_manifest_anew_is_found_out(
    registry: OciServer, writer: RegistryClient
) -> None:
    digest = registry.add("1.1.9", TWO)
    other = digest_of(b"other")
    registry.on(f"PUT /v2/{NAME}/manifests/latest", Canned(201, b"", {"Docker-Content-Digest": other}))
    with pytest.raises(OutcomeUnknownError, match=f"is on {other[:19]}"):
        await writer.copy_image(IMAGE, digest, "latest")


async def test_a_manifest_that_is_not_there_or_not_itself_is_refused(
    registry: OciServer, writer: RegistryClient
) -> None:
    with pytest.raises(RefusedError, match="nothing was sent: the registry has no"):
        await writer.copy_image(IMAGE, digest_of(b"none"), "latest")
    with pytest.raises(RefusedError, match="is no sha256 digest"):
        await writer.copy_image(IMAGE, "latest", "latest")
    wrong = digest_of(b"wrong")
    registry.manifests[wrong] = (INDEX, TWO)
    with pytest.raises(RefusedError, match="is not what its digest says"):
        await writer.copy_image(IMAGE, wrong, "latest")
    assert registry.count("PUT") == 0


async def test_whoever_may_not_write_sends_nothing(registry: OciServer, reader: RegistryClient) -> None:
    digest = registry.add("1", TWO)
    with pytest.raises(RefusedError, match="gave no token for writing") as caught:
        await reader.copy_image(IMAGE, digest, "latest")
    assert "log in" in caught.value.advice.lower()
    other = await client_of(registry, "another")
    with pytest.raises(RefusedError, match="gave no token for writing") as caught:
        await other.copy_image(IMAGE, digest, "latest")
    assert "write:packages" in caught.value.advice
    assert "another" not in str(caught.value)
    assert registry.count("PUT") == 0
    await other.close()


@pytest.mark.parametrize(
    "answer", [Canned(500), Canned(503), Canned(mood="drop"), Canned(201, b"xx", mood="cut")]
)
async def test_a_put_that_may_have_worked_is_sent_once(
    registry: OciServer, writer: RegistryClient, answer: Canned
) -> None:
    digest = registry.add("1", TWO)
    registry.on(f"PUT /v2/{NAME}/manifests/latest", answer)
    with pytest.raises(OutcomeUnknownError, match="not known whether"):
        await writer.copy_image(IMAGE, digest, "latest")
    assert registry.count("PUT") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 307])
async def test_a_put_that_is_refused_changed_nothing(
    registry: OciServer, writer: RegistryClient, status: int
) -> None:
    digest = registry.add("1", TWO)
    body = {"errors": [{"code": "DENIED", "message": "no\x1b[31m"}]}
    place = f"PUT /v2/{NAME}/manifests/latest"
    registry.on(place, Canned(status, body, {"Location": f"{registry.url}elsewhere"}))
    with pytest.raises(ActError, match=rf"\({status}: DENIED: no\)") as caught:
        await writer.copy_image(IMAGE, digest, "latest")
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert registry.count("PUT") == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Canned(500), "failed"),
        (Canned(418), "would not answer"),
        (Canned(429, b"", {"Retry-After": "7"}), "asks to wait"),
        (Canned(mood="drop"), "could not be read"),
    ],
)
async def test_a_registry_that_can_not_be_read(
    registry: OciServer, reader: RegistryClient, answer: Canned, words: str
) -> None:
    registry.on(f"HEAD /v2/{NAME}/manifests/1", answer)
    with pytest.raises(LookError, match=words):
        await reader.image(IMAGE, "1")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"manifests": 3}', b'{"manifests": [1]}', b"\xff"])
def test_an_index_that_is_none(body: bytes) -> None:
    with pytest.raises(LookError, match="the index of x could not be read"):
        platforms_of(body, "x")


def test_a_challenge_is_read() -> None:
    said = read_challenge('Bearer realm="https://a/b?c=d,e",service="s",scope="repository:x:pull,push"')
    assert said == {"realm": "https://a/b?c=d,e", "service": "s", "scope": "repository:x:pull,push"}
    assert read_challenge('Basic realm="x"') == read_challenge("") == read_challenge("Bearer") == {}


def test_no_token_shows(registry: OciServer) -> None:
    from gonogo.registries.oci import ImageRegistry

    made = ImageRegistry(SteppedTime(), user_agent="x", base_url=registry.url, token=Token(WRITER))
    assert WRITER not in repr(made) + repr(vars(made)) + repr(vars(made._wire))
