"""Releases over REST: which one is the latest, notes that change, files that are uploaded."""

import hashlib

import pytest

from gonogo.rehearsal.seed import seed_releases
from support.embedded import VIEWER
from support.openapi import check_answer
from support.trains_embedded import Trains

R = "/repos/octo/demo"


@pytest.fixture
def trains(tmp_path):
    made = Trains(tmp_path)
    for name in ("v9.0.0", "v10.0.0", "v10.1.0-rc.1"):
        assert made.git.move_ref(f"refs/tags/{name}", made.head, "0" * 40)
    seed_releases(made.world, made.repo, VIEWER)
    return made


@pytest.fixture
def http(trains):
    with trains.http() as client:
        yield client


def latest(http):
    answer = http.get(f"{R}/releases/latest")
    check_answer("GET", f"{R}/releases/latest", 200, answer.json())
    return answer.json()["tag_name"]


def create(http, tag, **more):
    answer = http.post(f"{R}/releases", json={"tag_name": tag, "target_commitish": "main", **more})
    if answer.status_code == 201:
        check_answer("POST", f"{R}/releases", 201, answer.json())
    return answer


def edit(http, number, **more):
    answer = http.patch(f"{R}/releases/{number}", json=more)
    if answer.status_code == 200:
        check_answer("PATCH", f"{R}/releases/1", 200, answer.json())
    return answer


def test_at_first_the_highest_stable_version_is_the_latest(http):
    assert latest(http) == "v10.0.0"


@pytest.mark.parametrize(
    ("wish", "expected"),
    [({}, "v9.0.1"), ({"make_latest": "true"}, "v9.0.1"), ({"make_latest": "false"}, "v10.0.0")],
)
def test_a_new_release_becomes_the_latest_unless_it_shall_not(http, wish, expected):
    assert create(http, "v9.0.1", **wish).status_code == 201
    assert latest(http) == expected


def test_legacy_lets_the_versions_tell(http):
    create(http, "v9.0.1")
    create(http, "v9.0.2", make_latest="legacy")
    assert latest(http) == "v10.0.0"


def test_a_release_makes_its_tag(trains, http):
    create(http, "v11.0.0")
    tag = trains.git.ref("refs/tags/v11.0.0")
    assert tag
    assert tag.commit == trains.head
    assert "publish.yml" in {run.file for run in trains.repo.runs.values()}, "a tag made so is pushed too"
    again = create(http, "v11.0.0")
    assert again.json()["errors"][0]["code"] == "already_exists"
    assert create(http, "v12.0.0", target_commitish="nowhere").status_code == 422


def test_a_draft_is_neither_latest_nor_a_tag_until_it_is_published(trains, http):
    made = create(http, "v11.0.0", draft=True).json()
    assert latest(http) == "v10.0.0"
    assert trains.git.ref("refs/tags/v11.0.0") is None
    assert http.get(f"{R}/releases/tags/v11.0.0").status_code == 404
    assert edit(http, made["id"], draft=False).status_code == 200
    assert trains.git.ref("refs/tags/v11.0.0"), "publishing makes the tag"
    assert latest(http) == "v11.0.0"


def test_the_latest_is_put_back(http):
    old = http.get(f"{R}/releases/tags/v10.0.0").json()
    create(http, "v9.0.1")
    assert edit(http, old["id"], make_latest="true").status_code == 200
    assert latest(http) == "v10.0.0"
    candidate = http.get(f"{R}/releases/tags/v10.1.0-rc.1").json()
    assert candidate["prerelease"] is True
    assert edit(http, candidate["id"], make_latest="true").status_code == 422
    assert latest(http) == "v10.0.0"


def test_notes_change_and_nothing_else_does(http):
    old = http.get(f"{R}/releases/tags/v10.0.0").json()
    new = edit(http, old["id"], body="## Deprecated\n\nUse 10.0.1.\n").json()
    differing = {key for key in old if old[key] != new[key]}
    assert differing <= {"body", "updated_at"}
    assert new["body"] == "## Deprecated\n\nUse 10.0.1.\n"


def test_a_release_of_others_is_not_theirs_to_change(trains):
    trains.world.add_user("guest")
    with trains.http("guest") as http:
        number = http.get(f"{R}/releases/tags/v10.0.0").json()["id"]
        assert edit(http, number, body="x").status_code == 403


def test_files_are_uploaded_to_a_draft(http):
    draft = create(http, "v11.0.0", draft=True).json()
    data = b"\x1f\x8b not JSON"
    url = draft["upload_url"].partition("{")[0]
    kind = {"Content-Type": "application/gzip"}
    answer = http.post(url, params={"name": "demo.tar.gz", "label": "sources"}, content=data, headers=kind)
    assert answer.status_code == 201, answer.text
    check_answer("POST", f"{R}/releases/1/assets", 201, answer.json())
    assert answer.json()["digest"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    served = http.get(answer.json()["url"], headers={"Accept": "application/octet-stream"})
    assert served.content == data
    twice = http.post(url, params={"name": "demo.tar.gz"}, content=data, headers=kind)
    assert twice.json()["errors"][0]["code"] == "already_exists"
    edit(http, draft["id"], draft=False)
    late = http.post(url, params={"name": "late.txt"}, content=b"x")
    assert late.json()["errors"][0]["message"] == "Cannot upload assets to an immutable release."
