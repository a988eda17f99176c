"""Which job of a run is which in the workflow file: the API tells display names only."""

from __future__ import annotations

import pytest

from gonogo.model.local import WorkflowFile, WorkflowJob
from gonogo.model.runs import jobs_by_key, key_of
from support.widget.nouns import job

FILE = WorkflowFile(
    path=".github/workflows/release.yml",
    commit="b" * 40,
    jobs=(
        WorkflowJob("guard", "gate on a stable SemVer tag", "", ()),
        WorkflowJob("wheels", "wheel ${{ matrix.platform.target }} (${{ matrix.platform.runner }})", "", ()),
        WorkflowJob("manifest-wheels", "manifest wheel ${{ matrix.platform.target }}", "", ()),
        WorkflowJob("smoke", "wheel smoke", "", ()),
        WorkflowJob("provenance", "SLSA provenance (.intoto.jsonl)", "", ()),
        WorkflowJob("test", "", "", ()),
        WorkflowJob("anything", "${{ inputs.title }}", "", ()),
    ),
    tag_patterns=(),
    branch_patterns=(),
    events=(),
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("gate on a stable SemVer tag", "guard"),
        ("wheel x86_64 (ubuntu-24.04)", "wheels"),
        ("manifest wheel aarch64", "manifest-wheels"),
        ("wheel smoke", "smoke"),
        ("SLSA provenance (.intoto.jsonl) / generator", "provenance"),
        ("SLSA provenance (.intoto.jsonl) / final", "provenance"),
        ("test", "test"),
        ("test (3.11, linux)", "test"),
        ("whatever it says", "anything"),
    ],
)
def test_the_most_literal_name_wins(name, key):
    assert key_of(FILE, job(name, "success")) == key


def test_jobs_of_a_matrix_stand_together_and_repeat_by_id():
    jobs = (job("test (1)", "success", 1), job("test (1)", "failure", 2), job("wheel smoke", "success", 3))
    by_key = jobs_by_key(FILE, jobs)
    assert [one.job_id for one in by_key["test"]] == [1, 2]
    assert by_key["smoke"] == jobs[2:]


def test_without_a_file_the_name_itself_is_told():
    assert key_of(None, job("publish to PyPI", "success")) == "publish to PyPI"
