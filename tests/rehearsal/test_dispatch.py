"""Workflows started by hand: inputs as the file declares them, refusals in GitHub's words, the run that comes of it."""

import pytest

from gonogo.rehearsal.simulation.events import remember_workflows
from support.embedded import VIEWER
from support.openapi import check_answer
from support.trains_embedded import Trains

R = "/repos/octo/demo"
FILE = """
name: Release a crate
on:
  workflow_dispatch:
    inputs:
      crate: {required: true, type: string}
      action: {type: choice, options: [cut, patch], default: patch}
      kind: {type: choice, options: [one, two]}
      dry_run: {type: boolean, default: true}
      first: {type: boolean}
      note: {type: string}
      count: {type: number, default: 3}
jobs:
  dry: {runs-on: x, if: inputs.dry_run, steps: [{run: echo}]}
  real: {runs-on: x, if: "!inputs.dry_run", steps: [{run: echo}]}
  text: {runs-on: x, if: "github.event.inputs.dry_run == 'false'", steps: [{run: echo}]}
"""
DISPATCHES = f"{R}/actions/workflows/release.yml/dispatches"


@pytest.fixture
def trains(tmp_path):
    made = Trains(tmp_path)
    made.push({".github/workflows/release.yml": FILE})
    remember_workflows(made.world, made.repo, made.head)
    return made


@pytest.fixture
def http(trains):
    with trains.http() as client:
        yield client


def post(http, inputs, ref="main", **more):
    return http.post(DISPATCHES, json={"ref": ref, "inputs": inputs, **more})


def inputs_of(trains):
    return list(trains.repo.runs.values())[-1].github["event"]["inputs"]


def test_without_being_asked_for_details_github_tells_nothing(trains, http):
    answer = post(http, {"crate": "one"})
    assert (answer.status_code, answer.content) == (204, b"")
    check_answer("POST", DISPATCHES, 204, None)


def test_the_run_is_told_when_asked_for(trains, http):
    answer = post(http, {"crate": "one"}, return_run_details=True)
    assert answer.status_code == 200
    check_answer("POST", DISPATCHES, 200, answer.json())
    run = trains.repo.runs[answer.json()["workflow_run_id"]]
    assert (run.event, run.head_branch, run.actor) == ("workflow_dispatch", "main", VIEWER)
    shown = http.get(answer.json()["run_url"])
    assert shown.json()["event"] == "workflow_dispatch"


def test_the_newer_api_always_tells(http):
    answer = http.post(
        DISPATCHES,
        json={"ref": "main", "inputs": {"crate": "x"}},
        headers={"X-GitHub-Api-Version": "2026-03-10"},
    )
    assert answer.json()["workflow_run_id"]


def test_what_is_not_given_has_its_default(trains, http):
    assert post(http, {"crate": "one"}).status_code == 204
    assert inputs_of(trains) == {
        "crate": "one",
        "action": "patch",
        "kind": "one",
        "dry_run": "true",
        "first": "false",
        "note": "",
        "count": "3",
    }


@pytest.mark.parametrize(
    ("dry", "ran"), [(True, {"dry"}), (False, {"real", "text"}), ("false", {"real", "text"})]
)
def test_a_boolean_is_one_in_expressions(trains, http, dry, ran):
    assert post(http, {"crate": "one", "dry_run": dry}).status_code == 204
    trains.settle()
    run = list(trains.repo.runs.values())[-1]
    assert {job.spec.key for job in run.jobs if job.conclusion == "success"} == ran


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"ref": "main", "inputs": {}}, "Required input 'crate' not provided"),
        (
            {"ref": "main", "inputs": {"crate": "one", "x": "1", "y": 2}},
            'Unexpected inputs provided: ["x", "y"]',
        ),
        (
            {"ref": "main", "inputs": {"crate": "one", "action": "publish"}},
            "Provided value 'publish' for input 'action' not in the list of allowed values",
        ),
        (
            {"ref": "main", "inputs": {"crate": "one", "dry_run": "maybe"}},
            "Provided value 'maybe' for input 'dry_run' not in the list of allowed values",
        ),
        ({"ref": "nowhere", "inputs": {"crate": "one"}}, "No ref found for: nowhere"),
    ],
)
def test_refusals_are_in_githubs_words(trains, http, body, message):
    before = len(trains.repo.runs)
    answer = http.post(DISPATCHES, json=body)
    assert (answer.status_code, answer.json()["message"]) == (422, message)
    assert len(trains.repo.runs) == before


def test_a_workflow_without_the_trigger_is_refused(http):
    answer = http.post(f"{R}/actions/workflows/main.yml/dispatches", json={"ref": "main"})
    assert answer.json()["message"] == "Workflow does not have 'workflow_dispatch' trigger"


def test_a_file_that_is_not_there_is_not_found(http):
    assert http.post(f"{R}/actions/workflows/none.yml/dispatches", json={"ref": "main"}).status_code == 404


def test_a_token_that_may_not_run_workflows(trains):
    may = frozenset({"actions:read", "contents:write", "metadata:read"})
    with trains.http(kind="fine-grained", permissions=may) as http:
        answer = post(http, {"crate": "one"})
    assert answer.status_code == 403
    assert answer.headers["X-Accepted-GitHub-Permissions"] == "actions=write"


def test_the_runs_of_a_file_on_a_branch(trains, http):
    trains.cut()
    trains.push({"a": "1"}, "release-48.0.0")
    for _ in range(2):
        post(http, {"crate": "one"})
    answer = http.get(f"{R}/actions/workflows/release.yml/runs", params={"branch": "main", "per_page": 50})
    check_answer("GET", f"{R}/actions/workflows/release.yml/runs", 200, answer.json())
    rows = answer.json()["workflow_runs"]
    assert [row["event"] for row in rows] == ["workflow_dispatch"] * 2
    assert rows[0]["id"] > rows[1]["id"], "newest first"
    there = http.get(f"{R}/actions/workflows/main.yml/runs", params={"branch": "release-48.0.0"}).json()
    assert [row["head_branch"] for row in there["workflow_runs"]] == ["release-48.0.0"]
