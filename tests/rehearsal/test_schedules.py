"""Runs that nobody starts by hand: schedules, and workflows that follow others."""

from datetime import UTC, datetime, timedelta

import pytest

from gonogo.rehearsal.simulation.schedules import arm_schedules, next_schedule
from support.embedded import START, Small, results
from support.trains_embedded import BOT, Trains

FIFTH = datetime(2026, 8, 5, tzinfo=UTC)


@pytest.fixture
def trains(tmp_path):
    made = Trains(tmp_path)
    arm_schedules(made.world, made.repo)
    return made


def scheduled(trains):
    return [run for run in trains.repo.runs.values() if run.event == "schedule"]


def test_nothing_waits_for_a_schedule_by_itself(trains):
    assert trains.world.next_due() is None
    due = next_schedule(trains.repo)
    assert due
    assert FIFTH < due < FIFTH + timedelta(minutes=45)


def test_a_schedule_runs_late_on_the_default_branch_and_does_its_work(trains):
    trains.clock.advance_to(FIFTH + timedelta(hours=1))
    trains.world.catch_up()
    trains.settle()
    (run,) = scheduled(trains)
    assert timedelta(minutes=3) < run.created_at - FIFTH < timedelta(minutes=45)
    assert (run.head_branch, run.actor, run.conclusion) == ("main", "octo", "success")
    assert run.github["event"]["schedule"] == "0 0 5 * *"
    assert trains.git.branch("release-48.0.0"), "the fifth cuts"
    (pull,) = trains.repo.pulls.values()
    assert (pull.login, pull.base) == (BOT, "main")


def test_the_next_one_is_due_after_that(trains):
    trains.clock.advance_to(FIFTH + timedelta(days=20))
    trains.world.catch_up()
    assert [run.github["event"]["schedule"] for run in scheduled(trains)] == ["0 0 5 * *", "0 0 20 * *"]
    due = next_schedule(trains.repo)
    assert due
    assert due > datetime(2026, 9, 5, tzinfo=UTC)


def test_a_schedule_can_be_later_still_or_not_come(trains, tmp_path):
    late = Trains(tmp_path / "late")
    late.world.switches.schedules_late_min = 240
    arm_schedules(late.world, late.repo)
    assert next_schedule(late.repo) == FIFTH + timedelta(hours=4)
    trains.world.switches.silent_schedules.add("release-process.yml")
    trains.clock.advance_to(FIFTH + timedelta(days=1))
    trains.world.catch_up()
    assert scheduled(trains) == []


def test_a_schedule_that_is_taken_away_does_not_run(trains):
    trains.push({".github/workflows/release-process.yml": "on: push\njobs: {a: {runs-on: x}}\n"})
    assert next_schedule(trains.repo) is None
    trains.clock.advance_to(FIFTH + timedelta(days=1))
    trains.world.catch_up()
    assert scheduled(trains) == []


CI = "name: CI\non: {push: {branches: [main]}}\njobs: {test: {runs-on: x, steps: [{run: echo}]}}\n"
FOLLOW = """
name: Follow
on: {workflow_run: {workflows: [CI], types: [completed]}}
jobs:
  good: {runs-on: x, if: "github.event.workflow_run.conclusion == 'success'", steps: [{run: echo}]}
  bad: {runs-on: x, if: "github.event.workflow_run.conclusion == 'failure'", steps: [{run: echo}]}
"""


@pytest.mark.parametrize(("fails", "ran"), [(False, "good"), (True, "bad")])
def test_a_workflow_follows_another(tmp_path, fails, ran):
    small = Small(tmp_path, {".github/workflows/ci.yml": CI, ".github/workflows/follow.yml": FOLLOW})
    if fails:
        small.world.switches.failing_jobs.add(("ci.yml", "test"))
    (first,) = small.push({"a": "1"})
    small.settle()
    (run,) = [run for run in small.repo.runs.values() if run.event == "workflow_run"]
    assert (run.file, run.head_branch, run.head_sha) == ("follow.yml", "main", small.head)
    assert run.github["event"]["workflow_run"]["id"] == first.run_id
    assert {key for key, result in results(run).items() if result == "success"} == {ran}
    assert first.created_at >= START
