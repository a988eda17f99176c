"""Faults on demand, over a real connection."""

import httpx
import pytest

from support.embedded import ORDVEC, VIEWER, client, serving

R = f"/repos/{ORDVEC}"


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.fixture
def http(rehearsal):
    rehearsal.faults.clear()
    with client(rehearsal, rehearsal.token(VIEWER)) as made:
        yield made


def statuses(rehearsal):
    return [status.context for status in rehearsal.repo.statuses]


def post_status(http, context):
    body = {"state": "success", "context": context}
    return http.post(f"{R}/statuses/main", json=body)


def test_a_status_as_often_as_told(rehearsal, http):
    rehearsal.faults.add("GET", f"{R}/branches*", "status", status=502, times=2)
    assert [http.get(f"{R}/branches").status_code for _ in range(3)] == [502, 502, 200]
    assert http.get(R).status_code == 200


def test_the_secondary_limit(rehearsal, http):
    rehearsal.faults.limit_secondary("*", "/graphql", retry_after_s=7)
    answer = http.post("/graphql", json={"query": "{viewer{login}}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (403, "7")
    assert "secondary rate limit" in answer.json()["message"]


def test_a_connection_that_dies_before_or_after_the_write(rehearsal, http):
    rehearsal.faults.add("POST", f"{R}/statuses/*", "drop-before")
    with pytest.raises(httpx.TransportError):
        post_status(http, "never")
    rehearsal.faults.add("POST", f"{R}/statuses/*", "drop-after")
    with pytest.raises(httpx.TransportError):
        post_status(http, "done")
    assert statuses(rehearsal) == ["done"]
    assert post_status(http, "third").status_code == 201


def test_half_a_body(rehearsal, http):
    rehearsal.faults.add("GET", R, "truncate")
    with pytest.raises(httpx.RemoteProtocolError):
        http.get(R)
    assert http.get(R).status_code == 200


def test_too_slow(rehearsal, http):
    rehearsal.faults.add("GET", R, "slow", seconds=5)
    with pytest.raises(httpx.ReadTimeout):
        http.get(R, timeout=0.2)


def test_requests_are_noted(rehearsal, http):
    http.get(f"{R}/tags")
    assert rehearsal.faults.requests[-1] == ("GET", f"{R}/tags")
