"""Answers of the REST API against GitHub's own description, and against githubkit's models."""

import githubkit
import pytest

from support.embedded import ORDVEC, VIEWER, client, push_tag, run_out, serving
from support.openapi import check_answer

R = f"/repos/{ORDVEC}"


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """A release under way: a run with gates, one decided; a draft with assets; a review; a status; a rerun."""
    with serving(tmp_path_factory.mktemp("rich")) as rehearsal:
        run = push_tag(rehearsal)
        run_out(rehearsal)
        token = rehearsal.token(VIEWER)
        with client(rehearsal, token) as http:
            gate = http.get(f"{R}/actions/runs/{run.run_id}/pending_deployments").json()[0]
            body = {"environment_ids": [gate["environment"]["id"]], "state": "approved", "comment": "go"}
            decided = http.post(f"{R}/actions/runs/{run.run_id}/pending_deployments", json=body)
            check_or_pass("POST", f"{R}/actions/runs/1/pending_deployments", decided)
            run_out(rehearsal)
            status = {"state": "success", "context": "gonogo", "description": "GO"}
            check_or_pass("POST", f"{R}/statuses/x", http.post(f"{R}/statuses/{run.head_sha}", json=status))
            review = http.post(f"{R}/pulls/1/reviews", json={"event": "APPROVE", "body": "good"})
            check_or_pass("POST", f"{R}/pulls/1/reviews", review)
            done = next(r for r in rehearsal.repo.runs.values() if r.file == "ci.yml")
            again = http.post(f"{R}/actions/runs/{done.run_id}/rerun")
            check_or_pass("POST", f"{R}/actions/runs/1/rerun", again)
        yield rehearsal, token, run, done


def check_or_pass(method, path, answer):
    """Writes are checked where the description is at hand, and must have worked anywhere."""
    assert answer.status_code < 300, answer.text
    try:
        check_answer(method, path, answer.status_code, answer.json())
    except pytest.skip.Exception:
        return


def paths(rehearsal, run, done):
    git = rehearsal.repo.git
    tag = git.ref("refs/tags/v0.5.0")
    release = next(r for r in rehearsal.repo.releases.values() if r.assets)
    runs = f"{R}/actions/runs/{run.run_id}"
    return [
        "/user",
        f"/users/{VIEWER}",
        "/rate_limit",
        R,
        f"{R}/branches",
        f"{R}/branches/main",
        f"{R}/branches/feature%2Fquery-cache",
        f"{R}/tags",
        f"{R}/git/ref/heads/main",
        f"{R}/git/ref/tags/v0.5.0",
        f"{R}/git/matching-refs/tags/v0",
        *([f"{R}/git/tags/{tag.oid}"] if tag.kind == "tag" else []),
        f"{R}/git/commits/{run.head_sha}",
        f"{R}/commits",
        f"{R}/commits/main",
        f"{R}/commits/{run.head_sha}/check-runs",
        f"{R}/commits/{run.head_sha}/check-suites",
        f"{R}/commits/{run.head_sha}/status",
        f"{R}/compare/v0.5.0...main",
        f"{R}/pulls",
        f"{R}/pulls?state=all&head=Fieldnote-Echo:feature/query-cache&base=main",
        f"{R}/pulls/1",
        f"{R}/pulls/1/reviews",
        f"{R}/pulls/1/commits",
        f"{R}/pulls/1/files",
        f"{R}/actions/workflows",
        f"{R}/actions/workflows/ci.yml",
        f"{R}/actions/workflows/ci.yml/runs",
        f"{R}/actions/runs?head_sha={run.head_sha}&event=push&status=success",
        runs,
        f"{runs}/jobs",
        f"{runs}/jobs?filter=all",
        f"{runs}/attempts/1",
        f"{runs}/attempts/1/jobs",
        f"{R}/actions/runs/{done.run_id}/attempts/1",
        f"{R}/actions/jobs/{run.jobs[0].job_id}",
        f"{R}/check-runs/{run.jobs[0].job_id}",
        f"{R}/check-runs/{run.jobs[0].job_id}/annotations",
        f"{runs}/pending_deployments",
        f"{runs}/approvals",
        f"{runs}/artifacts",
        f"{R}/environments",
        f"{R}/environments/pypi",
        f"{R}/environments/pypi/deployment-branch-policies",
        f"{R}/environments/pypi/deployment_protection_rules",
        f"{R}/deployments",
        f"{R}/releases",
        f"{R}/releases/latest",
        f"{R}/releases/tags/v0.5.0",
        f"{R}/releases/{release.release_id}",
        f"{R}/releases/{release.release_id}/assets",
        f"{R}/releases/assets/{release.assets[0].asset_id}",
        f"{R}/attestations/sha256:{release.assets[0].sha256}",
        f"{R}/immutable-releases",
        f"{R}/contents/README.md",
        f"{R}/contents/.github/workflows",
        f"{R}/readme",
    ]


def test_every_answer_is_as_github_describes_it(rich):
    rehearsal, token, run, done = rich
    wrong = []
    with client(rehearsal, token) as http:
        for path in paths(rehearsal, run, done):
            answer = http.get(path)
            assert answer.status_code == 200, f"{path}: {answer.text}"
            try:
                check_answer("GET", path, 200, answer.json())
            except AssertionError as error:
                wrong.append(str(error))
    assert not wrong, "\n".join(wrong)


CALLS = [
    ("users", "get_authenticated", ()),
    ("rate_limit", "get", ()),
    ("repos", "get", ("r",)),
    ("repos", "list_branches", ("r",)),
    ("repos", "get_branch", ("r", "main")),
    ("git", "get_ref", ("r", "tags/v0.5.0")),
    ("git", "list_matching_refs", ("r", "heads/")),
    ("git", "get_commit", ("r", "sha")),
    ("repos", "get_commit", ("r", "main")),
    ("checks", "list_for_ref", ("r", "sha")),
    ("checks", "list_suites_for_ref", ("r", "sha")),
    ("repos", "get_combined_status_for_ref", ("r", "sha")),
    ("repos", "compare_commits", ("r", "v0.5.0...main")),
    ("pulls", "list", ("r",)),
    ("pulls", "get", ("r", 1)),
    ("pulls", "list_reviews", ("r", 1)),
    ("actions", "list_workflow_runs_for_repo", ("r",)),
    ("actions", "get_workflow_run", ("r", "run")),
    ("actions", "list_jobs_for_workflow_run", ("r", "run")),
    ("actions", "get_pending_deployments_for_run", ("r", "run")),
    ("actions", "get_reviews_for_run", ("r", "run")),
    ("actions", "list_repo_workflows", ("r",)),
    ("repos", "get_all_environments", ("r",)),
    ("repos", "get_environment", ("r", "crates-io")),
    ("repos", "list_deployment_branch_policies", ("r", "crates-io")),
    ("repos", "list_deployments", ("r",)),
    ("repos", "list_releases", ("r",)),
    ("repos", "get_latest_release", ("r",)),
    ("repos", "get_release_by_tag", ("r", "v0.5.0")),
    ("repos", "list_attestations", ("r", "digest")),
]


@pytest.mark.parametrize(("area", "name", "given"), CALLS, ids=[f"{a}.{n}" for a, n, _ in CALLS])
async def test_githubkit_reads_it(rich, area, name, given):
    rehearsal, token, run, _ = rich
    release = next(r for r in rehearsal.repo.releases.values() if r.assets)
    known = {"sha": run.head_sha, "run": run.run_id, "digest": f"sha256:{release.assets[0].sha256}"}
    arguments = [known.get(each, each) if isinstance(each, str) else each for each in given]
    if given[:1] == ("r",):
        arguments[:1] = [ORDVEC.owner, ORDVEC.name]
    async with githubkit.GitHub(token, base_url=rehearsal.url, http_cache=False) as github:
        call = getattr(getattr(github.rest, area), f"async_{name}")
        answer = await call(*arguments)
        assert answer.parsed_data is not None
