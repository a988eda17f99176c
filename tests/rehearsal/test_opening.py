"""What a rehearsal looks like when it opens, and what other people do in it."""

import gc
import warnings

import httpx
import pytest

from gonogo.playbook.find import load_builtin
from gonogo.rehearsal import people
from gonogo.rehearsal.clock import RunningClock
from gonogo.rehearsal.host import build_app, open_rehearsal
from gonogo.rehearsal.sources import embed_miniature
from support.embedded import ORDVEC, SECOND, START, VIEWER, Small, client, push_tag, run_out, serving

SIX = {"ci.yml", "python.yml", "fuzz.yml", "codeql.yml", "actionlint.yml", "zizmor.yml"}
DISPATCHED = """
name: cut
on: {workflow_dispatch: {inputs: {action: {default: cut}}}, push: {branches: [main]}}
jobs: {one: {runs-on: x, steps: [{run: echo}]}}
"""


@pytest.fixture
def rehearsal(tmp_path):
    with serving(tmp_path) as made:
        yield made


def test_a_normal_day_is_green_before_anyone_has_done_anything(rehearsal):
    repo = rehearsal.repo
    head = repo.git.branch("main")
    runs = [run for run in repo.runs.values() if run.head_sha == head and run.event == "push"]
    assert {run.file for run in runs} == SIX
    assert {run.conclusion for run in runs} == {"success"}
    assert all(run.updated_at < START for run in runs)
    assert rehearsal.world.next_due() is None
    assert not rehearsal.step()
    assert [(one.tag, one.is_draft) for one in repo.releases.values()] == [
        ("v0.4.0", False),
        ("v0.5.0", False),
    ]


def test_environments_are_the_playbooks(rehearsal):
    pypi = rehearsal.repo.environments["pypi"]
    assert (pypi.reviewers, pypi.wait_min, pypi.restricts) == ((VIEWER, SECOND), 10, "custom")
    assert pypi.tag_patterns == ("v[0-9]*.[0-9]*.[0-9]*",)
    assert rehearsal.repo.roles[SECOND] == "maintain"


def test_the_whole_release_by_steps_and_approvals(rehearsal):
    run = push_tag(rehearsal)
    approvals = 0
    for _ in range(10):
        run_out(rehearsal)
        if run.is_over:
            break
        for name in ("crates-io", "pypi"):
            approvals += people.decide_gate(rehearsal.world, rehearsal.repo, run, name, SECOND, "approved")
    assert (run.conclusion, approvals, len(run.jobs)) == ("success", 4, 33)
    with httpx.Client() as http:
        assert "0.6.0" in http.get(f"{rehearsal.crates_index_url}or/dv/ordvec").text
        files = http.get(
            f"{rehearsal.pypi_simple_url}ordvec/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
        ).json()["files"]
        assert len(files) == 5


def test_someone_else_lands_a_commit_meanwhile(rehearsal):
    before = rehearsal.repo.git.branch("main")
    sha = people.land_commit(rehearsal.world, rehearsal.repo, SECOND, "main", {"src/x.rs": "// x\n"}, "Late")
    assert rehearsal.repo.git.branch("main") == sha != before
    run = people.newest_run(rehearsal.world, rehearsal.repo, "ci.yml", sha)
    assert run is not None
    assert (run.status, run.actor) == ("queued", SECOND)
    people.cancel(rehearsal.world, rehearsal.repo, run)
    assert run.conclusion == "cancelled"


def test_a_clock_that_runs_needs_no_steps(tmp_path):
    embed_miniature("ordvec", tmp_path / "o.git")
    with open_rehearsal(
        root=tmp_path / "root",
        repo=ORDVEC,
        bare=tmp_path / "o.git",
        playbook=load_builtin("ordvec"),
        viewer=VIEWER,
        clock=RunningClock(START, speed=1e6),
    ) as rehearsal:
        run = push_tag(rehearsal)
        assert not rehearsal.step()
        with client(rehearsal, rehearsal.token(VIEWER)) as http:
            for _ in range(200):
                shown = http.get(f"/repos/{ORDVEC}/actions/runs/{run.run_id}").json()
                if shown["status"] == "waiting":
                    break
        assert shown["status"] == "waiting"


def test_closing_leaves_nothing_behind(tmp_path):
    with serving(tmp_path) as rehearsal:
        url, thread = rehearsal.url, rehearsal._thread
    assert not thread.is_alive()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gc.collect()


def test_no_token_shows_itself(rehearsal):
    token = rehearsal.token(VIEWER)
    shown = repr(rehearsal.world.credential(token)) + repr(rehearsal.world) + repr(rehearsal)
    assert token not in shown
    with client(rehearsal, token) as http:
        for path in ("/user", f"/repos/{ORDVEC}", "/nothing"):
            answer = http.get(path)
            assert token not in answer.text + str(answer.headers)


async def test_a_dispatch_gives_its_inputs(tmp_path):
    small = Small(tmp_path, {".github/workflows/cut.yml": DISPATCHED})
    small.push({"a": "1"})
    transport = httpx.ASGITransport(build_app(small.world, tmp_path / "hooks"))
    header = {"Authorization": f"token {small.world.add_token(VIEWER)}"}
    url = "/repos/octo/demo/actions/workflows/cut.yml/dispatches"
    async with httpx.AsyncClient(transport=transport, base_url="http://embedded", headers=header) as http:
        wrong = await http.post(url, json={"ref": "main", "inputs": {"x": "1"}})
        assert wrong.json()["message"] == 'Unexpected inputs provided: ["x"]'
        assert (await http.post(url, json={"ref": "main"})).status_code == 204
        answer = await http.post(url, json={"ref": "main", "return_run_details": True})
    run = small.repo.runs[answer.json()["workflow_run_id"]]
    assert (run.event, run.github["event"]["inputs"]) == ("workflow_dispatch", {"action": "cut"})
