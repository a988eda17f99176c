"""Runs: graphs of jobs, concurrency, cancelling, running again, effects of jobs."""

import pytest

from gonogo.rehearsal.simulation.runs import cancel_run, rerun
from gonogo.rehearsal.world.releases import find_release
from support.embedded import VIEWER, Small, job_of, results

CI = """
name: ci
on: {push: {branches: [main]}, pull_request: {}}
concurrency: {group: "ci-${{ github.ref }}", cancel-in-progress: true}
jobs:
  test: {runs-on: x, strategy: {matrix: {os: [a, b]}}, steps: [{run: echo}]}
  report: {runs-on: x, needs: test, if: always(), steps: [{run: echo}]}
"""
RELEASE = """
name: release
on: {push: {tags: ["v*"]}}
concurrency: {group: release}
jobs:
  guard: {runs-on: x, outputs: {ok: x}, steps: [{run: echo}]}
  green: {runs-on: x, needs: guard, if: needs.guard.outputs.ok == 'true', steps: [{run: echo}]}
  draft: {runs-on: x, needs: [guard, green], if: needs.guard.outputs.ok == 'true', steps: [{run: echo}]}
  crate: {runs-on: x, needs: [guard, draft], if: needs.guard.outputs.ok == 'true', steps: [{run: echo}]}
  files: {runs-on: x, needs: [guard, draft], if: needs.guard.outputs.ok == 'true', steps: [{run: echo}]}
  open: {runs-on: x, needs: [guard, crate, files], if: needs.guard.outputs.ok == 'true', steps: [{run: echo}]}
"""
EFFECTS = {
    "guard": {"outputs": {"ok": "{is-stable}", "source": "{pypi-source:demo}"}},
    "green": {"require-green": ["ci.yml"], "require-head-of": "main"},
    "draft": {"draft-release": True, "attach": ["demo-{version}.crate"], "attest": ["demo-{version}.crate"]},
    "crate": {"crates-io": "demo"},
    "files": {"pypi": "demo", "files": ["demo-{version}.tar.gz"]},
    "open": {"undraft": True},
}


@pytest.fixture
def small(tmp_path):
    files = {".github/workflows/ci.yml": CI, ".github/workflows/release.yml": RELEASE}
    return Small(tmp_path, files, workflows={"release.yml": EFFECTS})


@pytest.fixture
def green(small):
    small.push({"a": "1"})
    small.settle()
    return small


def test_a_push_runs_all_jobs_of_a_matrix(small):
    (run,) = small.push({"a": "1"})
    assert (run.event, run.head_branch, run.head_sha, run.number) == ("push", "main", small.head, 1)
    small.settle()
    assert sorted(job.spec.name for job in run.jobs) == ["report", "test (a)", "test (b)"]
    assert run.conclusion == "success"


def duration_s(job):
    assert job.completed_at
    assert job.started_at
    return (job.completed_at - job.started_at).total_seconds()


def test_the_same_job_takes_the_same_time(small, tmp_path):
    (run,) = small.push({"a": "1"})
    small.settle()
    takes = duration_s(job_of(run, "test"))
    assert 20 <= takes <= 240
    assert rerun(small.world, small.repo, run, VIEWER, failed_only=False)
    small.settle()
    assert duration_s(job_of(run, "test")) == takes


def test_a_newer_push_cancels_the_older_run(small):
    (first,) = small.push({"a": "1"})
    small.wait(0.2)
    (second,) = small.push({"a": "2"})
    assert (first.status, first.conclusion) == ("completed", "cancelled")
    small.settle()
    assert second.conclusion == "success"


def test_without_cancelling_the_second_run_waits_for_the_first(green):
    first = green.tag("v1.0.0")
    second = green.tag("v1.0.1")
    assert second.status == "pending"
    third = green.tag("v1.0.2")
    assert second.conclusion == "cancelled", "at most one run waits in a group"
    green.settle()
    assert first.conclusion == third.conclusion == "success"
    assert third.jobs[0].created_at >= first.updated_at


def test_a_stable_tag_has_all_its_effects(green):
    run = green.tag("v1.0.0")
    green.settle()
    assert set(results(run).values()) == {"success"}
    release = find_release(green.repo, "v1.0.0")
    assert release is not None
    assert not release.is_draft
    assert release.is_immutable
    assert [asset.name for asset in release.assets] == ["demo-1.0.0.crate"]
    assert green.world.shelf.crate_sha256("demo", "1.0.0") == release.assets[0].sha256
    assert [one.sha256 for one in green.repo.attestations] == [release.assets[0].sha256]
    assert list(green.world.shelf.pypi_files("demo", "1.0.0")) == ["demo-1.0.0.tar.gz"]


def test_a_prerelease_tag_ends_green_with_everything_skipped(green):
    run = green.tag("v1.0.0-rc.1")
    green.settle()
    assert run.conclusion == "success"
    assert set(results(run).values()) == {"success", "skipped"}
    assert job_of(run, "guard").conclusion == "success"
    assert find_release(green.repo, "v1.0.0-rc.1") is None


def test_no_green_ci_no_release(small):
    small.world.switches.silent_workflows.add("ci.yml")
    run = small.tag("v1.0.0")
    small.settle()
    assert run.conclusion == "failure"
    assert job_of(run, "green").failure == f"ci.yml has no successful run for {small.head}."
    assert {results(run)[key] for key in ("draft", "crate", "files", "open")} == {"skipped"}


def test_a_tag_beside_the_head_is_no_release(green):
    run = green.tag("v1.0.0")
    green.push({"a": "2"})
    green.settle()
    assert job_of(run, "green").failure.endswith("is not the head of main.")


def test_a_failed_publish_leaves_a_draft_and_a_rerun_goes_on_from_there(green):
    green.world.switches.failing_jobs.add(("release.yml", "files"))
    run = green.tag("v1.0.0")
    green.settle()
    assert run.conclusion == "failure"
    assert results(run) == {
        "guard": "success",
        "green": "success",
        "draft": "success",
        "crate": "success",
        "files": "failure",
        "open": "skipped",
    }
    release = find_release(green.repo, "v1.0.0")
    assert release is not None
    assert release.is_draft
    kept = {job.spec.key: job.job_id for job in run.jobs}
    green.world.switches.failing_jobs.clear()
    green.push({"a": "main moves on"})
    assert rerun(green.world, green.repo, run, VIEWER, failed_only=True)
    assert (run.attempt, run.status) == (2, "queued")
    green.settle()
    assert run.conclusion == "success"
    again = {job.spec.key for job in run.jobs if kept[job.spec.key] != job.job_id}
    assert again == {"files", "open"}
    assert not release.is_draft
    assert run.attempts[0].conclusion == "failure"


def test_other_bytes_of_the_same_version_stop_the_publish(green):
    green.world.shelf.publish_wheel("demo", "1.0.0", "demo-1.0.0.tar.gz", b"other", green.clock.now())
    run = green.tag("v1.0.0")
    green.settle()
    assert job_of(run, "files").failure == "PyPI already serves demo-1.0.0.tar.gz with other bytes."
    assert job_of(run, "guard").outputs["source"] == "pypi"
    assert run.conclusion == "failure"


def test_the_same_bytes_are_skipped_as_a_recovery_does(green):
    first = green.tag("v1.0.0")
    green.settle()
    assert rerun(green.world, green.repo, first, VIEWER, failed_only=False)
    green.settle()
    assert first.conclusion == "success"


def test_a_job_that_fails_after_its_work_leaves_its_traces(green):
    green.world.switches.failing_after.add(("release.yml", "crate"))
    run = green.tag("v1.0.0")
    green.settle()
    assert run.conclusion == "failure"
    assert green.world.shelf.crate_sha256("demo", "1.0.0")


def test_cancelling_ends_all_jobs(green):
    run = green.tag("v1.0.0")
    green.wait(0.3)
    cancel_run(green.world, green.repo, run)
    assert (run.status, run.conclusion) == ("completed", "cancelled")
    assert {job.conclusion for job in run.jobs} == {"cancelled", "skipped"}
    green.settle()
    assert run.conclusion == "cancelled"


def test_a_failure_in_a_matrix_cancels_its_siblings_and_always_still_runs(small):
    small.world.switches.failing_jobs.add(("ci.yml", "test"))
    (run,) = small.push({"a": "1"})
    small.settle()
    assert sorted(job.conclusion for job in run.jobs if job.spec.key == "test") == ["cancelled", "failure"]
    assert job_of(run, "report").conclusion == "success"
    assert run.conclusion == "failure"


def test_a_silent_workflow_never_runs(small):
    small.world.switches.silent_workflows.add("ci.yml")
    assert small.push({"a": "1"}) == []


def test_a_commit_may_ask_for_no_runs(small):
    assert small.push({"a": "1"}, message="Fix a word [skip ci]") == []


def test_a_workflow_file_that_does_not_read_starts_nothing(small):
    assert small.push({".github/workflows/ci.yml": "on: [push\njobs: {"}) == []


def test_more_than_three_tags_in_one_push_create_no_events(green):
    from gonogo.rehearsal.gitstore import ZERO
    from gonogo.rehearsal.simulation.events import on_push

    moves = []
    for number in range(4):
        name = f"refs/tags/v2.0.{number}"
        green.git.move_ref(name, green.head, ZERO)
        moves.append((name, ZERO, green.head))
    before = set(green.repo.runs)
    on_push(green.world, green.repo, VIEWER, moves)
    assert set(green.repo.runs) == before
