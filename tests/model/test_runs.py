"""Reading workflow runs: how many jobs are over, of how many there will be."""

from dataclasses import replace

from gonogo.model.runs import attempt_began, jobs_so_far, run_since, waits_at
from support import days, stories


def test_a_job_that_github_does_not_list_yet_is_to_come():
    story = stories.at_gate()  # build is over, publish waits, announce is only in the file
    assert jobs_so_far(story.detail, story.file) == (1, 3)
    assert jobs_so_far(story.detail, None) == (1, 2)


def test_legs_of_a_matrix_count_one_by_one():
    story = stories.failed()
    assert jobs_so_far(story.detail, story.file) == (8, 8)


def test_a_further_attempt_did_not_begin_when_the_first_one_did():
    detail = stories.at_gate().detail
    assert attempt_began(detail) == detail.run.created_at
    again = replace(detail, run=replace(detail.run, attempt=2))
    assert attempt_began(again) == run_since(again) == days.ago(480), "what it still has to do tells"
    told = replace(detail, run=replace(detail.run, attempt=2, started_at=days.ago(5)))
    assert attempt_began(told) == run_since(told) == days.ago(5)
    over = replace(again, jobs=tuple(replace(job, status="completed") for job in again.jobs))
    assert attempt_began(over) is None


def test_an_environment_named_by_an_expression_may_be_any():
    assert waits_at("crates-io", "crates-io")
    assert not waits_at("crates-io", "pypi")
    assert waits_at("${{ inputs.where }}", "pypi")
    assert not waits_at("${{ inputs.where }}-docs", "pypi")
