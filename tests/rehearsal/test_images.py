"""Container images: real digests, indexes, tokens; what jobs push, and what can go wrong with it."""

import hashlib
import json

import pytest

from gonogo.rehearsal.images import INDEX, MANIFEST
from gonogo.rehearsal.seed import seed_published
from gonogo.rehearsal.simulation.run_values import RunValues
from support.embedded import VIEWER, results
from support.trains_embedded import Trains

IMAGE = "octo/demo"
WISH = {"image": IMAGE, "tags": ["{version}"], "stable-tags": ["{major}.{minor}", "{major}", "latest"]}
EFFECTS = {"publish.yml": {"publish": {"images": [WISH]}}}
V2 = f"/registries/images/v2/{IMAGE}"
BOTH = {"Accept": f"{INDEX}, {MANIFEST}"}


@pytest.fixture
def trains(tmp_path):
    return Trains(tmp_path, effects=EFFECTS)


@pytest.fixture
def http(trains):
    with trains.http() as client:
        del client.headers["Authorization"]
        yield client


def release(trains, tag):
    run = trains.tag(tag)
    trains.settle()
    return run


def tags(trains):
    return trains.world.images.tags(IMAGE)


def token(http, scope="pull", auth=None):
    where = {"service": "127.0.0.1", "scope": f"repository:{IMAGE}:{scope}"}
    answer = http.get("/registries/images/token", params=where, auth=auth)
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def test_a_stable_release_puts_all_its_tags_on_one_digest(trains):
    assert set(results(release(trains, "v1.2.3")).values()) == {"success"}
    assert set(tags(trains)) == {"1.2.3", "1.2", "1", "latest"}
    assert len(set(tags(trains).values())) == 1


def test_a_release_candidate_moves_no_alias(trains):
    release(trains, "v1.2.3")
    before = tags(trains)
    release(trains, "v1.3.0-rc.1")
    after = tags(trains)
    assert after.pop("1.3.0-rc.1") != before["latest"]
    assert after == before


def test_a_release_of_an_old_line_takes_the_aliases_with_it(trains):
    release(trains, "v1.3.0")
    release(trains, "v1.2.4")
    found = tags(trains)
    assert found["latest"] == found["1"] == found["1.2.4"], "always retagged: what a check has to find"
    assert found["1.3"] == found["1.3.0"]


def test_build_metadata_overwrites_the_release(trains):
    release(trains, "v1.2.3")
    before = tags(trains)["1.2.3"]
    release(trains, "v1.2.3+1")
    assert tags(trains)["1.2.3"] != before
    assert not [tag for tag in tags(trains) if "+" in tag]


def test_no_token_is_challenged_and_anybody_gets_one_to_pull(trains, http):
    release(trains, "v1.2.3")
    refused = http.get(f"{V2}/manifests/latest")
    assert refused.status_code == 401
    challenge = refused.headers["WWW-Authenticate"]
    assert challenge.startswith('Bearer realm="http://127.0.0.1:')
    assert challenge.endswith(
        f'/registries/images/token",service="127.0.0.1",scope="repository:{IMAGE}:pull"'
    )
    answer = http.get(f"{V2}/manifests/latest", headers=token(http) | BOTH)
    assert answer.status_code == 200
    digest = f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    assert answer.headers["Docker-Content-Digest"] == digest == tags(trains)["latest"]
    assert answer.headers["Content-Type"] == INDEX


def test_an_index_names_platforms_whose_manifests_and_blobs_are_there(trains, http):
    release(trains, "v1.2.3")
    head = token(http) | BOTH
    index = http.get(f"{V2}/manifests/1.2.3", headers=head).json()
    platforms = [f"{one['platform']['os']}/{one['platform']['architecture']}" for one in index["manifests"]]
    assert platforms == ["linux/amd64", "linux/arm64", "unknown/unknown", "unknown/unknown"]
    for entry in index["manifests"]:
        one = http.get(f"{V2}/manifests/{entry['digest']}", headers=head)
        assert len(one.content) == entry["size"]
        for part in (one.json()["config"], *one.json()["layers"]):
            blob = http.get(f"{V2}/blobs/{part['digest']}", headers=head)
            assert f"sha256:{hashlib.sha256(blob.content).hexdigest()}" == part["digest"]


def test_head_has_the_digest_and_no_body(trains, http):
    release(trains, "v1.2.3")
    answer = http.head(f"{V2}/manifests/1.2.3", headers=token(http) | BOTH)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Docker-Content-Digest"] == tags(trains)["1.2.3"]
    missing = http.head(f"{V2}/manifests/9.9.9", headers=token(http) | BOTH)
    assert missing.status_code == 404


def test_who_takes_no_index_is_told_so(trains, http):
    release(trains, "v1.2.3")
    answer = http.get(f"{V2}/manifests/1.2.3", headers=token(http) | {"Accept": MANIFEST})
    assert answer.status_code == 404
    assert "does not support OCI indexes" in answer.json()["errors"][0]["message"]


def test_a_manifest_is_copied_byte_for_byte_by_who_may_write(trains, http):
    release(trains, "v1.2.3")
    old = tags(trains)["latest"]
    release(trains, "v1.3.0")
    manifest = http.get(f"{V2}/manifests/{old}", headers=token(http) | BOTH)
    kind = {"Content-Type": manifest.headers["Content-Type"]}
    nobody = http.put(
        f"{V2}/manifests/latest", content=manifest.content, headers=token(http, "pull,push") | kind
    )
    assert nobody.status_code == 401
    value = trains.world.add_token(VIEWER)
    writer = token(http, "pull,push", auth=("gonogo", value))
    done = http.put(f"{V2}/manifests/latest", content=manifest.content, headers=writer | kind)
    assert (done.status_code, done.headers["Docker-Content-Digest"]) == (201, old)
    assert tags(trains)["latest"] == old
    assert tags(trains)["1.3"] != old
    again = http.put(f"{V2}/manifests/latest", content=manifest.content + b" ", headers=writer | kind)
    assert tags(trains)["latest"] == again.headers["Docker-Content-Digest"] != old, (
        "other bytes, other digest"
    )


def test_what_is_not_there_can_not_be_put_together(trains, http):
    value = trains.world.add_token(VIEWER)
    writer = token(http, "push", auth=("x", value))
    part = {"mediaType": MANIFEST, "digest": f"sha256:{'0' * 64}", "size": 1}
    body = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [part]})
    answer = http.put(f"{V2}/manifests/x", content=body, headers=writer | {"Content-Type": INDEX})
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "MANIFEST_BLOB_UNKNOWN"
    assert tags(trains) == {}


def test_a_private_image_gives_nobody_a_token(trains, http):
    release(trains, "v1.2.3")
    trains.world.switches.private_images.add(IMAGE)
    where = {"scope": f"repository:{IMAGE}:pull"}
    assert http.get("/registries/images/token", params=where).status_code == 401


def test_tags_are_listed(trains, http):
    release(trains, "v1.2.3")
    listed = http.get(f"{V2}/tags/list", headers=token(http)).json()
    assert listed == {"name": IMAGE, "tags": ["1", "1.2", "1.2.3", "latest"]}


def test_faults_of_images(trains):
    trains.world.switches.flat_images = True
    release(trains, "v1.2.3")
    flat = trains.world.images.find(IMAGE, "1.2.3")
    assert flat
    assert flat.media_type == MANIFEST
    trains.world.switches.flat_images = False
    trains.world.switches.split_images = True
    release(trains, "v1.2.4")
    found = tags(trains)
    assert len({found[tag] for tag in ("1.2.4", "1.2", "1", "latest")}) == 4


def test_what_was_published_before_the_day(tmp_path):
    image = {**WISH, "tags": ["{version}"]}
    trains = Trains(tmp_path, published=["v*"], owners=["github:octo:team"], images=[image])
    for name in ("v1.9.0", "v1.10.0", "v1.11.0-rc.1", "dev"):
        trains.git.move_ref(f"refs/tags/{name}", trains.head, "0" * 40)
    assert trains.world.playbook
    seed_published(trains.world, trains.repo, trains.world.playbook)
    found = tags(trains)
    assert set(found) == {"1.9.0", "1.10.0", "1.11.0-rc.1", "1.9", "1.10", "1", "latest"}
    assert found["latest"] == found["1.10.0"]
    assert trains.world.shelf.crate_sha256("demo-high", "48.0.0")
    assert "github:octo:team" in trains.world.shelf.owners("demo-high")


def test_values_without_metadata(trains):
    values = RunValues.of(trains.world, {"version": "1.2.3+7"})
    assert not values.is_stable
    assert values.without_metadata().fill("{version} {major}.{minor}") == "1.2.3 1.2"
    assert values.without_metadata().is_stable


API = "/registries/crates/api/v1/crates/demo-high/owners"


def test_owners_of_a_new_crate_come_after_a_while(tmp_path):
    effects = {"publish.yml": {"publish": {"crates": "workspace"}}}
    trains = Trains(tmp_path, effects=effects, owners=["github:octo:team"])
    with trains.http() as http:
        assert http.get(API).status_code == 404
        trains.tag("v48.0.0")
        trains.wait(10)
        assert [one["login"] for one in http.get(API).json()["users"]] == ["publisher"]
        trains.settle()
        (_, team) = http.get(API).json()["users"]
        assert (team["login"], team["kind"]) == ("github:octo:team", "team")
        added = http.put(API, json={"owners": ["mira"]})
        assert added.json()["ok"] is True
        assert len(http.get(API).json()["users"]) == 3
        assert http.get(API, headers={"User-Agent": ""}).status_code == 403
