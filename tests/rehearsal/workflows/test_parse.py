"""Workflow files: what is read from them, and what is refused, in one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import WorkflowError
from gonogo.rehearsal.workflows.expand import concurrency, expand_jobs
from gonogo.rehearsal.workflows.parse import Call, parse_workflow

PATH = ".github/workflows/x.yml"
WHOLE = """
name: whole
run-name: by ${{ github.actor }}
on:
  push: {branches: [main, 'release/**'], paths-ignore: docs/**}
  pull_request:
    types: [opened, labeled]
  schedule:
    - cron: "0 5 * * 1"
  workflow_dispatch:
    inputs:
      action: {default: cut, type: string}
      dry: {type: boolean, default: true}
  workflow_call:
  merge_group:
concurrency: {group: "g-${{ github.ref }}", cancel-in-progress: "${{ github.ref != 'refs/heads/main' }}"}
jobs:
  first:
    runs-on: x
    outputs: {one: "${{ steps.a.outputs.b }}", two: x}
    steps:
      - uses: actions/checkout@v4
      - run: |
          echo one
          echo two
      - name: named
        run: echo
  second:
    name: Second
    needs: first
    if: ${{ always() }}
    environment: {name: "env-${{ github.event_name }}", url: "https://example.org"}
    runs-on: x
  called:
    needs: [first, second]
    uses: ./.github/workflows/y.yml
    with: {a: 1}
"""


def test_reads_all_that_counts():
    workflow = parse_workflow(PATH, WHOLE)
    assert workflow.name == "whole"
    assert set(workflow.events) == {
        "push", "pull_request", "schedule", "workflow_dispatch", "workflow_call", "merge_group",
    }  # fmt: skip
    assert workflow.events["push"].branches == ("main", "release/**")
    assert workflow.events["push"].paths_ignore == ("docs/**",)
    assert workflow.events["pull_request"].types == ("opened", "labeled")
    assert workflow.events["schedule"].crons == ("0 5 * * 1",)
    assert workflow.events["workflow_dispatch"].inputs == {"action": "cut", "dry": "true"}
    first, second, called = workflow.jobs
    assert first.outputs == ("one", "two")
    assert first.steps == ("Run actions/checkout@v4", "Run echo one", "named")
    assert first.calls == (Call("actions/checkout@v4", is_action=True), Call("echo one"), Call("echo"))
    assert (second.needs, second.condition, second.environment_url) == (
        ("first",),
        "${{ always() }}",
        "https://example.org",
    )
    assert (called.needs, called.uses) == (("first", "second"), "./.github/workflows/y.yml")


def test_environment_and_concurrency_are_rendered_for_the_run():
    workflow = parse_workflow(PATH, WHOLE)
    github = {"event_name": "push", "ref": "refs/heads/x"}
    assert expand_jobs(workflow, github)[1].environment == "env-push"
    assert concurrency(workflow, github) == ("g-refs/heads/x", True)
    assert concurrency(workflow, {"ref": "refs/heads/main"}) == ("g-refs/heads/main", False)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("concurrency: one", ("one", False)),
        ("concurrency: {group: one, cancel-in-progress: true}", ("one", True)),
        ("concurrency: {group: 'a-${{ github.workflow }}'}", ("a-ci", False)),
        ("concurrency: {group: '${{ github.head_ref }}'}", None),
        ("", None),
    ],
)
def test_concurrency(written, found):
    workflow = parse_workflow(PATH, f"name: ci\non: push\njobs: {{a: {{runs-on: x}}}}\n{written}\n")
    assert concurrency(workflow, {}) == found


@pytest.mark.parametrize("on", ["push", "[push, pull_request]", "{push: , pull_request: }"])
def test_on_is_a_word_and_not_a_boolean(on):
    workflow = parse_workflow(PATH, f"on: {on}\njobs: {{a: {{runs-on: x}}}}")
    assert "push" in workflow.events
    assert workflow.name == PATH


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("on: push\njobs: {}", f"{PATH}: The workflow has no jobs."),
        ("jobs: {a: {}}", f"{PATH}: The workflow has no `on:`."),
        ("", f"{PATH}: The workflow is not a mapping of `on:` and `jobs:`."),
        ("- a", f"{PATH}: The workflow is not a mapping of `on:` and `jobs:`."),
        ("on: 1\njobs: {a: {}}", f"{PATH}: `on:` is no event, list or mapping of events."),
        ("on: push\njobs: {a: 1}", f"{PATH}: The job 'a' is no mapping."),
        ("on: push\njobs: {a: {needs: b}}", f"{PATH}: The job 'a' needs 'b', which is not there."),
        (
            "on: push\njobs: {a: {needs: b}, b: {needs: [a]}, c: {}}",
            f"{PATH}: These jobs need one another in a circle: a, b.",
        ),
        (BOMB + "on: push\njobs: {a: {}}", f"{PATH}: The workflow's aliases expand to too much."),
        ("on: &o [*o]\njobs: {a: {}}", f"{PATH}: The workflow's aliases expand to too much."),
        ("#" * 1_000_001, f"{PATH}: The workflow has 1,000,001 characters: too large to read."),
    ],
)
def test_refused_with_a_sentence(text, sentence):
    with pytest.raises(WorkflowError) as raised:
        parse_workflow(PATH, text)
    assert str(raised.value) == sentence


def test_broken_yaml_names_its_line():
    with pytest.raises(WorkflowError) as raised:
        parse_workflow(PATH, "on: push\njobs:\n  a: [\n")
    assert str(raised.value).startswith(f"{PATH}:4: The workflow is not YAML: ")


@given(
    st.one_of(
        st.text(), st.text(alphabet="ab:- \n[]{}&*!|>'\"#,?%@1<").map(lambda t: "on: push\njobs:\n" + t)
    )
)
def test_arbitrary_text_gives_a_workflow_or_its_own_error(text):
    try:
        workflow = parse_workflow(PATH, text)
        expand_jobs(workflow, {})
    except WorkflowError as error:
        assert error.what  # noqa: PT017


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["matrix", "include", "exclude", "name", "if", "needs", "environment", "group", "a"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(on=VALUES, strategy=VALUES, needs=VALUES, environment=VALUES, name=VALUES, group=VALUES, steps=VALUES)
def test_arbitrary_values_give_a_workflow_or_its_own_error(**parts):
    import io

    from ruamel.yaml import YAML

    job = {key: value for key, value in parts.items() if key not in ("on", "group")} | {"if": parts["name"]}
    text = io.StringIO()
    YAML(typ="safe", pure=True).dump(
        {"on": parts["on"], "concurrency": parts["group"], "jobs": {"a": job}}, text
    )
    try:
        workflow = parse_workflow(PATH, text.getvalue())
        expand_jobs(workflow, {})
        concurrency(workflow, {})
    except WorkflowError as error:
        assert "\n" not in error.what  # noqa: PT017
