"""The real gh reads the embedded GitHub, over a Unix socket."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from support.embedded import ORDVEC, VIEWER, push_tag, run_out, serving

R = f"repos/{ORDVEC}"


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    if shutil.which("gh") is None:
        pytest.skip("gh is not installed")
    with tempfile.TemporaryDirectory(prefix="gh") as short:  # a socket's path must be short
        home = Path(short)
        (home / "config.yml").write_text(f"http_unix_socket: {home}/s\n")
        with serving(tmp_path_factory.mktemp("gh"), uds=home / "s") as rehearsal:
            run = push_tag(rehearsal)
            run_out(rehearsal)
            token = rehearsal.token(VIEWER)
            env = {
                "PATH": os.environ["PATH"],
                "HOME": short,
                "GH_CONFIG_DIR": short,
                "GH_TOKEN": token,
                "GH_NO_UPDATE_NOTIFIER": "1",
            }

            def ask(*words):
                done = subprocess.run(["gh", *words], env=env, capture_output=True, text=True, check=False)
                assert done.returncode == 0, done.stderr
                return done.stdout

            yield ask, run


@pytest.fixture
def gh(asked):
    return asked[0]


@pytest.fixture
def run(asked):
    return asked[1]


def test_repository(gh):
    assert "miniature" in gh("repo", "view", str(ORDVEC))
    shown = json.loads(
        gh("repo", "view", str(ORDVEC), "--json", "nameWithOwner,defaultBranchRef,viewerPermission")
    )
    assert shown == {
        "nameWithOwner": str(ORDVEC),
        "defaultBranchRef": {"name": "main"},
        "viewerPermission": "ADMIN",
    }


def test_runs(gh, run):
    listed = json.loads(
        gh("run", "list", "-R", str(ORDVEC), "--json", "databaseId,status,workflowName,headBranch")
    )
    assert {
        "databaseId": run.run_id,
        "status": "waiting",
        "workflowName": "release",
        "headBranch": "v0.6.0",
    } in listed
    shown = json.loads(gh("run", "view", str(run.run_id), "-R", str(ORDVEC), "--json", "jobs"))
    assert {job["name"] for job in shown["jobs"]} >= {job.spec.name for job in run.jobs if not job.spec.uses}


def test_jobs_and_gates(gh, run):
    jobs = json.loads(gh("api", f"{R}/actions/runs/{run.run_id}/jobs"))
    assert jobs["total_count"] == len(run.jobs)
    assert [job["status"] for job in jobs["jobs"]].count("waiting") == 1
    (gate,) = json.loads(gh("api", f"{R}/actions/runs/{run.run_id}/pending_deployments"))
    assert gate["environment"]["name"] == "crates-io"


def test_releases(gh):
    rows = [line.split("\t") for line in gh("release", "list", "-R", str(ORDVEC)).splitlines()]
    assert [(row[1], row[2]) for row in rows] == [("Draft", "v0.6.0"), ("Latest", "v0.5.0"), ("", "v0.4.0")]
    assert "v0.5.0" in gh("release", "view", "v0.5.0", "-R", str(ORDVEC))


def test_graphql(gh):
    query = 'query={viewer{login} repository(owner:"Fieldnote-Echo",name:"ordvec"){defaultBranchRef{name}}}'
    answer = json.loads(gh("api", "graphql", "-f", query))
    assert answer["data"] == {
        "viewer": {"login": VIEWER},
        "repository": {"defaultBranchRef": {"name": "main"}},
    }


def test_pull_requests_and_identity(gh):
    (pull,) = json.loads(gh("pr", "list", "-R", str(ORDVEC), "--json", "number,headRefName"))
    assert pull == {"number": 1, "headRefName": "feature/query-cache"}
    gh("auth", "status")
