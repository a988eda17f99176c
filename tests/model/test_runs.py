"""Reading workflow runs: how many jobs are over, of how many there will be."""

from gonogo.model.runs import jobs_so_far
from support import stories


def test_a_job_that_github_does_not_list_yet_is_to_come():
    story = stories.at_gate()  # build is over, publish waits, announce is only in the file
    assert jobs_so_far(story.detail, story.file) == (1, 3)
    assert jobs_so_far(story.detail, None) == (1, 2)


def test_legs_of_a_matrix_count_one_by_one():
    story = stories.failed()
    assert jobs_so_far(story.detail, story.file) == (8, 8)
