"""Matrices and names, as GitHub makes them."""

from __future__ import annotations

from collections import Counter

import pytest

from gonogo.errors import WorkflowError
from gonogo.playbook.find import load_builtin
from gonogo.rehearsal.histories.commits import read_tree
from gonogo.rehearsal.workflows.expand import expand_jobs
from gonogo.rehearsal.workflows.parse import parse_workflow


def jobs(matrix, name="", github=None):
    text = (
        f"on: push\njobs:\n  build:\n    name: {name}\n    strategy: {{matrix: {matrix}}}\n    runs-on: x\n"
    )
    return expand_jobs(parse_workflow("x.yml", text), github or {})


@pytest.mark.parametrize(
    ("matrix", "name", "names"),
    [
        ("{os: [a, b], v: [1, 2]}", "", ["build (a, 1)", "build (a, 2)", "build (b, 1)", "build (b, 2)"]),
        ("{os: [a, b]}", "test", ["test (a)", "test (b)"]),
        ("{os: [a, b]}", "on ${{ matrix.os }}", ["on a", "on b"]),
        (
            "{p: [{r: u, t: {x: 1}}, {r: m, t: {x: 2}}]}",
            "${{ matrix.p.r }}-${{ matrix.p.t.x }}",
            ["u-1", "m-2"],
        ),
        ("{p: [{r: u, t: 1}]}", "", ["build (u, 1)"]),
        ("{v: [3.10, '3.10', true, null]}", "", ["build (3.1)", "build (3.10)", "build (true)", "build"]),
        ("{include: [{os: a, v: 1}, {os: b}]}", "", ["build (a, 1)", "build (b)"]),
        ("{os: [a, b], exclude: [{os: a}]}", "", ["build (b)"]),
        ("{os: [a, b], v: [1, 2], exclude: [{os: a, v: 1}, {v: 2}]}", "", ["build (b, 1)"]),
        ("{p: [{r: u, t: 1}, {r: u, t: 2}], exclude: [{p: {t: 2}}]}", "", ["build (u, 1)"]),
        ("{os: [a, b], include: [{os: a, extra: y}]}", "", ["build (a, y)", "build (b)"]),
        (
            "{os: [a], include: [{extra: y}, {os: c}, {os: c, v: 2}]}",
            "",
            ["build (a, y)", "build (c)", "build (c, 2)"],
        ),
        ('"${{ fromJSON(\'{\\"os\\": [1, 2]}\') }}"', "", ["build (1)", "build (2)"]),
        ("{os: \"${{ fromJSON('[1, 2]') }}\"}", "", ["build (1)", "build (2)"]),
        ('"${{ fromJSON(needs.plan.outputs.matrix) }}"', "", ["build"]),
        ("{os: one}", "", ["build (one)"]),
        ("{}", "", ["build"]),
    ],
)
def test_names(matrix, name, names):
    assert [job.name for job in jobs(matrix, name)] == names


def test_include_follows_githubs_own_example():
    """fruit and animal, from GitHub's description of `include`."""
    include = (
        "[{color: green}, {color: pink, animal: cat}, {fruit: apple, shape: circle},"
        " {fruit: banana}, {fruit: banana, animal: cat}]"
    )
    cells = [
        dict(job.matrix) for job in jobs(f"{{fruit: [apple, pear], animal: [cat, dog], include: {include}}}")
    ]
    assert cells == [
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    ]


def test_too_large_a_matrix_is_refused():
    axis = "[" + ",".join(map(str, range(20))) + "]"
    with pytest.raises(
        WorkflowError, match="x.yml: job build: The matrix makes 400 jobs; GitHub makes at most 256"
    ):
        jobs(f"{{a: {axis}, b: {axis}, c: {axis}}}")


def test_a_broken_name_says_which_job():
    with pytest.raises(WorkflowError, match="^x.yml: job build: "):
        jobs("{}", "${{ nope( }}")


@pytest.mark.parametrize(
    ("file", "definitions", "expanded"),
    [
        ("release.yml", 27, 33),
        ("ci.yml", 12, 15),
        ("python.yml", 2, 6),
        ("fuzz.yml", 2, 13),
        ("codeql.yml", 1, 3),
        ("actionlint.yml", 1, 1),
        ("zizmor.yml", 1, 1),
    ],
)
def test_the_miniature_has_as_many_jobs_as_the_real_one(file, definitions, expanded):
    path = f".github/workflows/{file}"
    workflow = parse_workflow(path, read_tree("ordvec")[path])
    assert len(workflow.jobs) == definitions
    specs = expand_jobs(workflow, {"event_name": "push"})
    assert len(specs) == expanded
    assert max(Counter(spec.name for spec in specs).values()) == 1


def test_the_miniatures_release_has_four_gated_jobs():
    path = ".github/workflows/release.yml"
    specs = expand_jobs(parse_workflow(path, read_tree("ordvec")[path]), {})
    assert {spec.key: spec.environment for spec in specs if spec.environment} == {
        "publish-crate": "crates-io",
        "publish-manifest-crate": "crates-io",
        "publish-pypi": "pypi",
        "publish-manifest-pypi": "pypi",
    }


def test_every_job_of_the_playbooks_rehearsal_is_in_the_miniature():
    tree = read_tree("ordvec")
    for file, effects in load_builtin("ordvec").rehearsal.workflows.items():
        path = f".github/workflows/{file}"
        assert effects.keys() <= {job.key for job in parse_workflow(path, tree[path]).jobs}
