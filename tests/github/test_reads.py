"""REST answers become nouns, page after page, with their text cleaned."""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime

import pytest

from gonogo.errors import LookError
from gonogo.github.client import GitHubClient
from gonogo.model.github import DeployPolicy, GateReview, RateBudget, RepoName
from support import github_bodies as bodies
from support.github_bodies import CLEAN_EVIL, EVIL, OTHER_SHA, SHA
from support.scripted_http import Canned, ScriptedServer

R = "/repos/octocat/Hello-World"


async def test_runs_come_from_every_page_newest_first_and_once(
    server: ScriptedServer, client: GitHubClient
) -> None:
    older = bodies.run(1, created_at="2026-01-20T00:00:00Z", name=EVIL)
    newer = bodies.run(2, created_at="2026-01-21T00:00:00Z")
    next_url = f"{server.url}repositories/7/actions/runs?page=2"
    server.on(
        f"GET {R}/actions/runs",
        Canned(
            200,
            {"total_count": 3, "workflow_runs": [older, newer]},
            {"Link": f'<{next_url}>; rel="next", <x>; rel="last"'},
        ),
    )
    third = bodies.run(3, created_at="2026-01-19T00:00:00Z")
    server.on(
        "GET /repositories/7/actions/runs?page=2",
        Canned(200, {"total_count": 3, "workflow_runs": [newer, third]}),
    )
    runs = await client.runs(SHA, "push")
    assert [run.run_id for run in runs] == [2, 1, 3]
    assert runs[1].name == CLEAN_EVIL
    assert (runs[0].file, runs[0].attempt, runs[0].actor) == ("build.yml", 2, "hubot")
    assert runs[0].created_at == datetime(2026, 1, 21, tzinfo=UTC)
    assert server.asked[0].query == {"head_sha": SHA, "event": "push", "per_page": "100"}
    assert server.asked[1].query == {"page": "2"}


async def test_every_request_says_its_version_who_it_is_and_carries_the_token(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(f"GET {R}/actions/runs", Canned(200, {"workflow_runs": []}))
    await client.runs(SHA, "push")
    heads = server.asked[0].headers
    assert heads["x-github-api-version"] == "2022-11-28"
    assert heads["user-agent"].startswith("gonogo/")
    assert heads["authorization"].startswith("Bearer ghp_")
    assert heads["accept"] == "application/vnd.github+json"


async def test_a_next_page_on_another_server_is_not_followed(
    server: ScriptedServer, client: GitHubClient
) -> None:
    link = {"Link": '<https://evil.example/runs?page=2>; rel="next"'}
    server.on(f"GET {R}/actions/runs", Canned(200, {"workflow_runs": []}, link))
    with pytest.raises(LookError, match="another server"):
        await client.runs(SHA, "push")
    assert len(server.asked) == 1


async def test_pages_without_an_end_are_not_taken_for_all(
    server: ScriptedServer, client: GitHubClient
) -> None:
    link = {"Link": f'<{server.url}repos/octocat/Hello-World/actions/runs>; rel="next"'}
    server.on(f"GET {R}/actions/runs", Canned(200, {"workflow_runs": []}, link))
    with pytest.raises(LookError, match="not read to the end"):
        await client.runs(SHA, "push")


async def test_run_detail_is_the_newest_run_of_the_ref_with_its_jobs_gates_and_decisions(
    server: ScriptedServer, client: GitHubClient
) -> None:
    runs = [
        bodies.run(3, head_branch="main", created_at="2026-01-23T00:00:00Z"),
        bodies.run(2, head_branch="v1", created_at="2026-01-22T00:00:00Z", status="waiting", conclusion=None),
        bodies.run(1, head_branch="v1", created_at="2026-01-21T00:00:00Z"),
    ]
    server.on(f"GET {R}/actions/workflows/release.yml/runs", Canned(200, {"workflow_runs": runs}))
    second = f"{server.url}repos/octocat/Hello-World/actions/runs/2/jobs?page=2"
    server.on(
        f"GET {R}/actions/runs/2/jobs?per_page=100&filter=latest",
        Canned(200, {"jobs": [bodies.job(1)]}, {"Link": f'<{second}>; rel="next"'}),
    )
    server.on(
        f"GET {R}/actions/runs/2/jobs?page=2",
        Canned(
            200,
            {"jobs": [bodies.job(2, name="publish", completed_at=None, conclusion=None, status="waiting")]},
        ),
    )
    server.on(f"GET {R}/actions/runs/2/pending_deployments", Canned(200, [bodies.pending()]))
    server.on(f"GET {R}/actions/runs/2/approvals", Canned(200, [bodies.approval(comment=EVIL)]))
    detail = await client.run_detail("release.yml", SHA, "push", "v1")
    assert detail is not None
    assert detail.run.run_id == 2
    assert [(job.job_id, job.status) for job in detail.jobs] == [(1, "completed"), (2, "waiting")]
    assert detail.jobs[0].steps[1].conclusion == ""
    gate = detail.gates[0]
    assert (gate.run_id, gate.environment_id, gate.environment, gate.timer_min) == (
        2,
        161088068,
        "crates-io",
        30,
    )
    assert gate.reviewers == ("octocat", "octocat/justice-league")
    assert gate.can_approve
    assert detail.reviews == (
        GateReview("crates-io", "approved", "octocat", CLEAN_EVIL),
        GateReview("pypi", "approved", "octocat", CLEAN_EVIL),
    )


@pytest.mark.parametrize(
    "answer",
    [
        Canned(404, {"message": "Not Found"}),
        Canned(200, {"workflow_runs": []}),
        Canned(200, {"workflow_runs": [bodies.run(head_branch="other")]}),
        Canned(200, {"workflow_runs": [bodies.run(head_branch="v1", head_sha=OTHER_SHA)]}),
    ],
)
async def test_no_run_of_that_ref_and_commit_is_an_answer(
    server: ScriptedServer, client: GitHubClient, answer: Canned
) -> None:
    server.on(f"GET {R}/actions/workflows/release.yml/runs", answer)
    assert await client.run_detail("release.yml", SHA, "push", "v1") is None


async def test_a_completed_run_is_not_asked_for_gates(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"GET {R}/actions/runs/5", Canned(200, bodies.run(5)))
    server.on(f"GET {R}/actions/runs/5/jobs", Canned(200, {"jobs": []}))
    server.on(f"GET {R}/actions/runs/5/approvals", Canned(200, []))
    detail = await client.run_by_id(5)
    assert (detail.run.run_id, detail.gates, detail.jobs) == (5, (), ())
    assert server.count("GET", f"{R}/actions/runs/5/pending") == 0


async def test_a_run_asked_afresh_is_never_taken_from_a_copy(
    server: ScriptedServer, client: GitHubClient
) -> None:
    tagged = {"ETag": '"1"', "Cache-Control": "private, max-age=60"}
    server.on(f"GET {R}/actions/runs/5", Canned(200, bodies.run(5), tagged))
    server.on(f"GET {R}/actions/runs/5/jobs", Canned(200, {"jobs": []}, tagged))
    server.on(f"GET {R}/actions/runs/5/approvals", Canned(200, [], tagged))
    await client.run_by_id(5)
    await client.run_by_id(5)
    assert len(server.asked) == 6
    assert not any("if-none-match" in asked.headers for asked in server.asked)


async def test_a_missing_run_is_an_error_not_an_answer(client: GitHubClient) -> None:
    with pytest.raises(LookError, match="GitHub has no run 5") as caught:
        await client.run_by_id(5)
    assert caught.value.status == 404


async def test_an_environment_with_an_odd_name_is_found_and_read_whole(
    server: ScriptedServer, client: GitHubClient
) -> None:
    raw = f"{R}/environments/pre%2Fprod%20%C3%A9%3F"
    server.on(f"GET {raw}", Canned(200, bodies.environment(name="pre/prod é?")))
    policies = [{"id": 1, "name": "v*", "type": "tag"}, {"id": 2, "name": "main"}]
    server.on(
        f"GET {raw}/deployment-branch-policies", Canned(200, {"total_count": 2, "branch_policies": policies})
    )
    found = await client.environment("pre/prod é?")
    assert found is not None
    assert found.reviewers == ("octocat", "octocat/justice-league")
    assert (found.prevents_self_review, found.timer_min, found.restricts) == (True, 30, "custom")
    assert found.policies == (DeployPolicy("v*", "tag"), DeployPolicy("main", "branch"))


@pytest.mark.parametrize(
    ("policy", "word"),
    [(None, "none"), ({"protected_branches": True, "custom_branch_policies": False}, "protected")],
)
async def test_an_environment_without_own_policies(
    server: ScriptedServer, client: GitHubClient, policy: object, word: str
) -> None:
    server.on(
        f"GET {R}/environments/x",
        Canned(200, bodies.environment(deployment_branch_policy=policy, protection_rules=[])),
    )
    found = await client.environment("x")
    assert found is not None
    assert (found.restricts, found.policies, found.reviewers, found.timer_min) == (word, (), (), 0)


async def test_what_is_not_there_is_none(client: GitHubClient) -> None:
    assert await client.environment("nowhere") is None
    assert await client.tag("v9") is None


@pytest.mark.parametrize("name", ["..", "."])
async def test_a_name_that_would_climb_out_is_refused(
    server: ScriptedServer, client: GitHubClient, name: str
) -> None:
    with pytest.raises(LookError, match="can not be the name"):
        await client.environment(name)
    with pytest.raises(LookError, match="can not be the name"):
        await client.tag(f"a/{name}/b")
    assert server.asked == []


async def test_a_lightweight_tag(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(
        f"GET {R}/git/ref/tags/v1",
        Canned(200, {"ref": "refs/tags/v1", "object": {"type": "commit", "sha": SHA}}),
    )
    tag = await client.tag("v1")
    assert tag is not None
    assert (tag.oid, tag.commit, tag.is_annotated, tag.is_verified) == (SHA, SHA, False, None)


async def test_an_annotated_tag_with_a_slash_is_peeled_through_a_tag_of_a_tag(
    server: ScriptedServer, client: GitHubClient
) -> None:
    middle = "b" * 40
    server.on(f"GET {R}/git/ref/tags/sub/v1", Canned(200, {"object": {"type": "tag", "sha": OTHER_SHA}}))
    outer = bodies.tag_object(
        object={"type": "tag", "sha": middle}, verification={"verified": True, "reason": "valid"}
    )
    server.on(f"GET {R}/git/tags/{OTHER_SHA}", Canned(200, outer))
    server.on(f"GET {R}/git/tags/{middle}", Canned(200, bodies.tag_object()))
    tag = await client.tag("sub/v1")
    assert tag is not None
    assert (tag.oid, tag.commit, tag.is_verified, tag.reason) == (OTHER_SHA, SHA, True, "valid")
    assert (tag.tagger, tag.tagged_at) == ("Monalisa", datetime(2026, 1, 7, 19, tzinfo=UTC))


async def test_tags_that_point_at_each_other_end(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"GET {R}/git/ref/tags/v1", Canned(200, {"object": {"type": "tag", "sha": OTHER_SHA}}))
    server.on(
        f"GET {R}/git/tags/{OTHER_SHA}",
        Canned(200, bodies.tag_object(object={"type": "tag", "sha": OTHER_SHA})),
    )
    with pytest.raises(LookError, match="deep"):
        await client.tag("v1")


async def test_a_draft_is_found_on_a_later_page(server: ScriptedServer, client: GitHubClient) -> None:
    link = {"Link": f'<{server.url}repositories/7/releases?page=2>; rel="next"'}
    server.on(f"GET {R}/releases", Canned(200, [bodies.release(2, tag_name="v2")], link))
    server.on("GET /repositories/7/releases", Canned(200, [bodies.release(1, draft=True, published_at=None)]))
    server.on(f"GET {R}/releases/latest", Canned(200, bodies.release(2, tag_name="v2")))
    found = await client.release("v1.0.0")
    assert found is not None
    assert (found.release_id, found.is_draft, found.is_latest, found.is_immutable) == (1, True, False, True)
    assert [asset.sha256 for asset in found.assets] == [
        "2151b604e3429bff440b9fbc03eb3617bc2603cda96c95b9bb05277f9ddba255",
        "",
    ]
    assert found.assets[1].state == "starter"


async def test_a_published_release_counts_before_a_draft_of_its_tag(
    server: ScriptedServer, client: GitHubClient
) -> None:
    server.on(f"GET {R}/releases", Canned(200, [bodies.release(2, draft=True), bodies.release(1)]))
    server.on(f"GET {R}/releases/latest", Canned(200, bodies.release(1)))
    found = await client.release("v1.0.0")
    assert found is not None
    assert (found.release_id, found.is_draft, found.is_latest) == (1, False, True)


async def test_no_release_at_all(server: ScriptedServer, client: GitHubClient) -> None:
    server.on(f"GET {R}/releases", Canned(200, []))
    assert await client.release("v1.0.0") is None


async def test_attestations_are_counted_for_each_digest(server: ScriptedServer, client: GitHubClient) -> None:
    statement = json.dumps({"predicateType": "https://slsa.dev/provenance/v1"}).encode()
    full = {"bundle": {"dsseEnvelope": {"payload": base64.b64encode(statement).decode()}}, "repository_id": 1}
    server.on(
        f"GET {R}/attestations/sha256%3Aaa",
        Canned(
            200,
            {
                "attestations": [
                    full,
                    {"bundle": None, "bundle_url": "https://x"},
                    {"bundle": {"dsseEnvelope": {"payload": "?"}}},
                ]
            },
        ),
    )
    counts = await client.attestations(("aa", "bb"))
    assert [(c.sha256, c.count, c.predicate_types) for c in counts] == [
        ("aa", 3, ("https://slsa.dev/provenance/v1",)),
        ("bb", 0, ()),
    ]


async def test_the_rate_budget_is_that_of_the_last_rest_answer(
    server: ScriptedServer, client: GitHubClient
) -> None:
    assert client.rate() is None
    heads = {
        "X-RateLimit-Limit": "5000",
        "X-RateLimit-Remaining": "4987",
        "X-RateLimit-Reset": "1772370000",
        "X-RateLimit-Resource": "core",
    }
    server.on(f"GET {R}/actions/runs", Canned(200, {"workflow_runs": []}, heads))
    await client.runs(SHA, "push")
    assert client.rate() == RateBudget(5000, 4987, datetime.fromtimestamp(1772370000, UTC))
    other = heads | {"X-RateLimit-Resource": "search", "X-RateLimit-Remaining": "3"}
    server.on(f"GET {R}/actions/runs", Canned(200, {"workflow_runs": []}, other))
    await client.runs(SHA, "push")
    rate = client.rate()
    assert rate is not None
    assert rate.remaining == 4987


def test_making_a_client_imports_no_githubkit() -> None:
    import subprocess

    code = "import sys, gonogo.github.client; sys.exit('githubkit' in sys.modules or 'httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("api_url", "graphql"),
    [
        ("https://api.github.com/", "https://api.github.com/graphql"),
        ("https://ghe.example/api/v3/", "https://ghe.example/api/graphql"),
        ("https://ghe.example/api/v3", "https://ghe.example/api/graphql"),
        ("http://127.0.0.1:81/", "http://127.0.0.1:81/graphql"),
    ],
)
def test_graphql_is_beside_rest(api_url: str, graphql: str) -> None:
    from gonogo.github.wire import Wire
    from gonogo.model.secret import Token
    from support.scripted_http import SteppedTime

    assert Wire(Token("x"), api_url, SteppedTime()).graphql_url == graphql


async def test_an_enterprise_address_serves_rest_below_api_v3(server: ScriptedServer) -> None:
    from gonogo.model.secret import Token
    from support.scripted_http import SteppedTime

    server.on(f"GET /api/v3{R}/actions/runs", Canned(200, {"workflow_runs": []}))
    repo = RepoName("octocat", "Hello-World", "ghe.example")
    client = GitHubClient(repo, Token("x"), api_url=f"{server.url}api/v3/", clock=SteppedTime())
    assert await client.runs(SHA, "push") == ()
    await client.close()
