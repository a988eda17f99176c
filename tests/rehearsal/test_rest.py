"""Behaviour of the REST API: who may what, codes and bodies of refusals, pages, ETags, limits."""

import hashlib
import re

import httpx
import pytest

from gonogo.rehearsal.world.nouns import EVERY_PERMISSION
from gonogo.rehearsal.world.releases import find_release
from support.embedded import ORDVEC, SECOND, VIEWER, client, push_tag, run_out, serving

R = f"/repos/{ORDVEC}"


@pytest.fixture
def rehearsal(tmp_path):
    with serving(tmp_path) as made:
        yield made


@pytest.fixture
def http(rehearsal):
    with client(rehearsal, rehearsal.token(VIEWER)) as made:
        yield made


def test_no_token_a_wrong_one_and_an_expired_one(rehearsal):
    with client(rehearsal, None) as http:
        assert http.get(R).status_code == 200
        assert http.get("/user").status_code == 401
        assert http.post(f"{R}/pulls", json={}).json()["message"] == "Requires authentication"
    world = rehearsal.world
    for token in ("ghp_wrong", world.add_token(VIEWER, expires_at=rehearsal.clock.now())):
        with client(rehearsal, token) as http:
            answer = http.get(R)
            assert (answer.status_code, answer.json()["message"]) == (401, "Bad credentials")
            assert answer.json()["status"] == "401"


def test_a_private_repository_is_not_there_for_others(rehearsal):
    rehearsal.repo.is_private = True
    with client(rehearsal, rehearsal.token("stranger")) as http:
        for path in (R, f"{R}/actions/runs", f"{R}/pulls/1"):
            assert http.get(path).status_code == 404
    with client(rehearsal, rehearsal.token(VIEWER)) as http:
        assert http.get(R).status_code == 200


def test_a_reader_may_not_write(rehearsal):
    run = push_tag(rehearsal)
    run_out(rehearsal)
    with client(rehearsal, rehearsal.token("stranger")) as http:
        assert http.post(f"{R}/actions/runs/{run.run_id}/cancel").status_code == 403
        body = {"environment_ids": [1001], "state": "approved", "comment": ""}
        answer = http.post(f"{R}/actions/runs/{run.run_id}/pending_deployments", json=body)
        assert answer.status_code == 422


def test_a_fine_grained_token_sees_no_checks_and_only_what_it_may(rehearsal):
    world = rehearsal.world
    token = world.add_token(VIEWER, kind="fine-grained", permissions=EVERY_PERMISSION - {"deployments:write"})
    sha = rehearsal.repo.git.branch("main")
    with client(rehearsal, token) as http:
        answer = http.get(f"{R}/commits/{sha}/check-runs")
        assert answer.status_code == 403
        assert answer.json()["message"] == "Resource not accessible by personal access token"
        assert http.get(f"{R}/actions/runs").status_code == 200
        answer = http.post(f"{R}/actions/runs/1/pending_deployments", json={})
        assert answer.headers["x-accepted-github-permissions"] == "deployments=write"
        assert "x-oauth-scopes" not in answer.headers


def test_etags_belong_to_a_person_and_cost_nothing(rehearsal, http):
    first = http.get(f"{R}/branches/main")
    again = http.get(f"{R}/branches/main", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]
    with client(rehearsal, rehearsal.token(SECOND)) as other:
        answer = other.get(f"{R}/branches/main", headers={"If-None-Match": first.headers["etag"]})
        assert answer.status_code == 200
    for name in ("x-github-request-id", "x-github-media-type", "x-oauth-scopes", "x-ratelimit-reset"):
        assert first.headers[name]


def test_pages_and_their_links(http):
    first = http.get(f"{R}/actions/runs", params={"per_page": 3})
    assert len(first.json()["workflow_runs"]) == 3
    seen = [run["id"] for run in first.json()["workflow_runs"]]
    answer = first
    while "next" in answer.links:
        answer = http.get(answer.links["next"]["url"])
        seen += [run["id"] for run in answer.json()["workflow_runs"]]
    assert len(seen) == len(set(seen)) == first.json()["total_count"]
    assert seen == sorted(seen, reverse=True)
    assert "prev" in answer.links
    assert len(http.get(f"{R}/actions/runs", params={"per_page": 5000}).json()["workflow_runs"]) <= 100


def test_runs_are_filtered(http, rehearsal):
    sha = rehearsal.repo.git.branch("main")
    for query, holds in (
        ({"event": "push"}, lambda run: run["event"] == "push"),
        ({"head_sha": sha}, lambda run: run["head_sha"] == sha),
        ({"branch": "feature/query-cache"}, lambda run: run["head_branch"] == "feature/query-cache"),
        ({"status": "success"}, lambda run: run["conclusion"] == "success"),
    ):
        runs = http.get(f"{R}/actions/runs", params=query).json()["workflow_runs"]
        assert runs
        assert all(map(holds, runs))
    assert http.get(f"{R}/actions/runs", params={"head_sha": "0" * 40}).json()["total_count"] == 0


def test_gate_refusals_are_a_422_with_a_text(rehearsal, http):
    run = push_tag(rehearsal)
    url = f"{R}/actions/runs/{run.run_id}/pending_deployments"
    crates = rehearsal.repo.environments["crates-io"].environment_id
    body = {"environment_ids": [crates], "state": "approved", "comment": "go"}
    for wrong in (body, {**body, "environment_ids": [77]}):
        answer = http.post(url, json=wrong)
        assert answer.status_code == 422
        assert answer.json()["errors"] == "No pending deployment requests to approve or reject"
    assert http.post(url, json={"environment_ids": [crates]}).status_code == 422
    run_out(rehearsal)
    assert http.get(url).json()[0]["current_user_can_approve"] is True
    answer = http.post(url, json=body)
    assert [one["environment"] for one in answer.json()] == ["crates-io"]
    assert http.post(url, json=body).status_code == 422
    (approval,) = http.get(f"{R}/actions/runs/{run.run_id}/approvals").json()
    assert (approval["state"], approval["user"]["login"], approval["comment"]) == ("approved", VIEWER, "go")


def test_cancel_and_rerun(rehearsal, http):
    run = push_tag(rehearsal)
    url = f"{R}/actions/runs/{run.run_id}"
    assert http.post(f"{url}/rerun").status_code == 403
    assert http.post(f"{url}/cancel").status_code == 202
    assert http.get(url).json()["conclusion"] == "cancelled"
    answer = http.post(f"{url}/cancel")
    assert (answer.status_code, answer.json()["message"]) == (
        409,
        "Cannot cancel a workflow run that is completed.",
    )
    with client(rehearsal, rehearsal.token(SECOND)) as other:
        assert other.post(f"{url}/rerun-failed-jobs").status_code == 201
    shown = http.get(url).json()
    assert (shown["run_attempt"], shown["actor"]["login"], shown["triggering_actor"]["login"]) == (
        2,
        VIEWER,
        SECOND,
    )
    assert http.get(f"{url}/attempts/1").json()["conclusion"] == "cancelled"
    green = next(r for r in rehearsal.repo.runs.values() if r.file == "ci.yml")
    answer = http.post(f"{R}/actions/runs/{green.run_id}/rerun-failed-jobs")
    assert (answer.status_code, answer.json()["message"]) == (403, "This workflow run cannot be retried")


def test_a_draft_is_hidden_from_readers_and_from_its_tag(rehearsal, http):
    push_tag(rehearsal)
    run_out(rehearsal)
    draft = find_release(rehearsal.repo, "v0.6.0")
    assert draft is not None
    assert draft.is_draft
    assert http.get(f"{R}/releases").json()[0]["tag_name"] == "v0.6.0"
    assert http.get(f"{R}/releases/tags/v0.6.0").status_code == 404
    assert http.get(f"{R}/releases/latest").json()["tag_name"] == "v0.5.0"
    for token in (None, rehearsal.token("stranger")):
        with client(rehearsal, token) as other:
            assert all(not one["draft"] for one in other.get(f"{R}/releases").json())
            assert other.get(f"{R}/releases/{draft.release_id}").status_code == 404
            assert other.get(f"{R}/releases/assets/{draft.assets[0].asset_id}").status_code == 404
    http.patch(f"{R}/releases/{draft.release_id}", json={"draft": False})
    shown = http.get(f"{R}/releases/tags/v0.6.0").json()
    assert (shown["draft"], shown["immutable"]) == (False, True)
    assert http.get(f"{R}/releases/latest").json()["tag_name"] == "v0.6.0"


def test_an_asset_is_its_bytes(rehearsal, http):
    push_tag(rehearsal)
    run_out(rehearsal)
    asset = http.get(f"{R}/releases").json()[0]["assets"][0]
    answer = http.get(asset["url"], headers={"Accept": "application/octet-stream"})
    assert f"sha256:{hashlib.sha256(answer.content).hexdigest()}" == asset["digest"]
    assert len(answer.content) == asset["size"]
    assert http.get(asset["browser_download_url"]).content == answer.content
    listed = http.get(f"{R}/attestations/{asset['digest']}").json()["attestations"]
    assert len(listed) == 1
    assert http.get(f"{R}/attestations/sha256:{'0' * 64}").status_code == 404


def test_opening_reviewing_and_merging(rehearsal, http):
    again = http.post(f"{R}/pulls", json={"title": "x", "head": "feature/query-cache", "base": "main"})
    assert again.status_code == 422
    assert "already exists" in again.json()["errors"][0]["message"]
    for wrong in ({"head": "nowhere", "base": "main"}, {"head": "main", "base": "main"}):
        assert http.post(f"{R}/pulls", json={"title": "x", **wrong}).status_code == 422
    pull = http.get(f"{R}/pulls/1").json()
    assert (pull["mergeable"], pull["mergeable_state"], pull["merged"]) == (True, "clean", False)
    with client(rehearsal, rehearsal.token("jon")) as author:
        answer = author.post(f"{R}/pulls/1/reviews", json={"event": "APPROVE"})
        assert answer.json()["errors"] == ["Can not approve your own pull request"]
    stale = http.put(f"{R}/pulls/1/merge", json={"sha": "0" * 40})
    assert (stale.status_code, stale.json()["message"][:25]) == (409, "Head branch was modified.")
    before = rehearsal.repo.git.branch("main")
    merged = http.put(f"{R}/pulls/1/merge", json={"sha": pull["head"]["sha"], "merge_method": "squash"})
    assert merged.status_code == 200
    git = rehearsal.repo.git
    assert git.branch("main") == merged.json()["sha"]
    assert git.commit(merged.json()["sha"]).parents == (before,)
    assert http.put(f"{R}/pulls/1/merge", json={}).status_code == 405
    assert http.get(f"{R}/pulls/1").json()["merged"] is True
    assert http.get(f"{R}/pulls").json() == []
    runs = http.get(f"{R}/actions/runs", params={"head_sha": merged.json()["sha"]}).json()["workflow_runs"]
    assert {run["event"] for run in runs} == {"push"}


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_each_way_of_merging_gives_the_same_tree(rehearsal, http, method):
    git = rehearsal.repo.git
    pull = http.get(f"{R}/pulls/1").json()
    tree = git.merged_tree(pull["base"]["sha"], pull["head"]["sha"])
    answer = http.put(f"{R}/pulls/1/merge", json={"merge_method": method})
    made = git.commit(answer.json()["sha"])
    assert made.tree == tree
    assert len(made.parents) == (2 if method == "merge" else 1)


def test_required_reviews_and_conflicts_hold_a_merge(rehearsal, http):
    rehearsal.repo.required_approvals = 1
    assert http.get(f"{R}/pulls/1").json()["mergeable_state"] == "blocked"
    assert http.put(f"{R}/pulls/1/merge", json={}).status_code == 405
    http.post(f"{R}/pulls/1/reviews", json={"event": "APPROVE"})
    assert http.get(f"{R}/pulls/1").json()["mergeable_state"] == "clean"
    from gonogo.rehearsal.people import land_commit

    path = http.get(f"{R}/pulls/1/files").json()[0]["filename"]
    land_commit(rehearsal.world, rehearsal.repo, SECOND, "main", {path: "quite another text\n"}, "Another")
    pull = http.get(f"{R}/pulls/1").json()
    assert (pull["mergeable"], pull["mergeable_state"]) == (False, "dirty")


def test_a_dispatch_names_what_is_wrong(http):
    url = f"{R}/actions/workflows/release.yml/dispatches"
    assert http.post(url, json={"ref": "main"}).json()["message"] == (
        "Workflow does not have 'workflow_dispatch' trigger"
    )
    answer = http.post(f"{R}/actions/workflows/zizmor.yml/dispatches", json={"ref": "nowhere"})
    assert answer.json()["message"] == "No ref found for: nowhere"


def test_logs_are_behind_a_link_of_a_minute_that_wants_no_token(rehearsal, http):
    run = next(r for r in rehearsal.repo.runs.values() if r.file == "ci.yml")
    url = f"{R}/actions/jobs/{run.jobs[0].job_id}/logs"
    link = http.get(url).headers["location"]
    assert http.get(link).status_code == 400, "the store refuses a token"
    text = httpx.get(link).text
    assert run.jobs[0].spec.name in text
    calls = [call.what for call in run.jobs[0].spec.calls]
    assert re.findall(r"##\[group\]Run (.*)", text) == calls, "each step says Run once, whatever its name is"
    assert "\x1b[" in text
    assert httpx.get(link.replace("sig=", "sig=0")).status_code == 403
    rehearsal.world.clock.advance(61)
    assert httpx.get(link).status_code == 403
    assert http.get(url).status_code == 302


def test_a_job_that_runs_has_no_log_yet(rehearsal, http):
    with rehearsal.world.lock:
        run = next(r for r in rehearsal.repo.runs.values() if r.file == "ci.yml")
        job = run.jobs[0]
        job.status, job.completed_at, job.conclusion = "in_progress", None, ""
        job.started_at = rehearsal.world.now()
    url = f"{R}/actions/jobs/{job.job_id}/logs"
    assert http.get(url).status_code == 404
    rehearsal.world.switches.gives_running_logs = True
    assert http.get(url).status_code == 302


def test_what_is_not_there_and_bodies_that_do_not_read(http):
    for path in (
        f"{R}/nothing",
        f"{R}/git/ref/tags/none",
        f"{R}/actions/runs/{10**30}",
        f"{R}/actions/runs/x",
    ):
        answer = http.get(path)
        assert (answer.status_code, answer.json()["message"]) == (404, "Not Found")
    assert http.get(f"{R}/commits/nope").status_code == 422
    assert http.post(f"{R}/pulls", content=b"{").json()["message"] == "Problems parsing JSON"
    assert http.post(f"{R}/pulls", content=b"[]").status_code == 400


def test_the_budget_is_of_the_hour(rehearsal, http):
    before = int(http.get(R).headers["x-ratelimit-remaining"])
    assert int(http.get(R).headers["x-ratelimit-remaining"]) == before - 1
    rehearsal.world.clock.advance(3600)
    assert int(http.get(R).headers["x-ratelimit-remaining"]) == 4999
