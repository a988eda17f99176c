"""The graph of a run: who stands where, what is left out, and that 196 jobs stay readable."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.runs import is_broken
from gonogo_tui.present.graph import make_graph
from gonogo_tui.present.graph_columns import draw_columns
from gonogo_tui.present.graph_rows import draw_graph, draw_rows
from gonogo_tui.present.lines import cells
from gonogo_tui.widgets.ascii import to_ascii
from support import days, stories


def drawn(story, width=76, selected=""):
    graph = make_graph(story)
    picture = draw_rows(graph, selected or graph.first(), days.NOW, width)
    return ["".join(span.text for span in line.left).rstrip() for line in picture.lines]


def test_needs_that_follow_from_others_are_left_out():
    graph = make_graph(stories.failed())
    assert graph.nodes["test"].needs == ("build",), "guard follows from build"
    assert [[node.key for node in column] for column in graph.columns] == [
        ["guard", "lint"], ["build"], ["test"], ["publish"],
    ]  # fmt: skip


def test_a_matrix_is_one_node_and_its_broken_leg_comes_first():
    node = make_graph(stories.failed()).nodes["build"]
    assert [job.name for job in node.jobs] == ["build windows", "build arm", "build linux", "build mac"]
    assert node.mark[2] == "failed"
    assert make_graph(stories.failed()).first() == "build"


def test_what_is_not_reached_stands_in_the_graph():
    story = stories.at_gate()
    graph = make_graph(story)
    assert graph.nodes["announce"].mark == ("○", "dim", "not reached")
    assert graph.first() == "publish"


def test_rows_show_each_node_below_what_it_needs():
    assert drawn(stories.failed(), 40) == [
        " ✓ guard                          1 min",
        "╰╴ ✗ build ×4                     1 min",
        "  ╰╴ – test",
        "    ╰╴ – publish  + lint",
        " ✓ lint                           1 min",
    ]


def test_rows_read_in_ascii():
    lines = [to_ascii(line) for line in drawn(stories.failed(), 40)]
    assert lines[1].startswith("+- x build")
    assert lines[2].startswith("  +- - test")


def test_columns_where_they_fit_and_rows_where_not():
    graph = make_graph(stories.failed())
    wide = draw_graph(graph, "build", days.NOW, 150)
    assert {place.x for place in wide.places.values()} > {0}
    narrow = draw_graph(graph, "build", days.NOW, 40)
    assert {place.x for place in narrow.places.values()} == {0}
    text = ["".join(span.text for span in line.left) for line in wide.lines]
    assert any("guard" in line and "build" in line and "─" in line for line in text), text


def test_196_jobs_are_33_lines_and_the_broken_leg_is_found():
    story = stories.crowd()
    assert len(story.detail.jobs) == 196
    lines = drawn(story)
    assert len(lines) == 33
    assert "✗ test ×164" in lines[1], "what is broken comes first"
    assert sum(is_broken(job) for job in make_graph(story).nodes["test"].jobs[:1]) == 1


def test_without_the_workflow_file_jobs_are_grouped_by_name():
    story = replace(stories.failed(), file=None, why="no")
    jobs = tuple(replace(job, name=f"build ({job.job_id})") for job in story.detail.jobs[:4])
    graph = make_graph(replace(story, detail=replace(story.detail, jobs=jobs)))
    assert list(graph.nodes) == ["build"]
    assert graph.nodes["build"].depth == 0


def test_needs_in_a_circle_are_drawn_all_the_same():
    file = stories.workflow(("a", "a", ("b",)), ("b", "b", ("a",)), ("c", "c", ()))
    story = replace(stories.failed(), file=file, detail=replace(stories.failed().detail, jobs=()))
    graph = make_graph(story)
    assert {node.depth for node in graph.nodes.values()} == {0}
    assert len(draw_graph(graph, "a", days.NOW, 60).places) == 3


KEYS = [f"job-{n}" for n in range(12)]


@st.composite
def graphs(draw):
    """Workflows whose jobs need some of the jobs before them."""
    count = draw(st.integers(1, len(KEYS)))
    jobs = []
    for number in range(count):
        before = draw(st.lists(st.sampled_from(KEYS[:number]), unique=True, max_size=4)) if number else []
        jobs.append((KEYS[number], KEYS[number], tuple(before)))
    states = draw(
        st.lists(st.sampled_from(["success", "failure", "skipped", ""]), min_size=count, max_size=count)
    )
    found = tuple(stories.job(n, KEYS[n], state) for n, state in enumerate(states) if state)
    story = stories.failed()
    return replace(story, file=stories.workflow(*jobs), detail=replace(story.detail, jobs=found))


@given(graphs(), st.integers(30, 160))
def test_every_node_is_drawn_once_after_what_it_needs(story, width):
    graph = make_graph(story)
    rows = draw_rows(graph, graph.first(), days.NOW, width)
    assert set(rows.places) == set(graph.nodes)
    assert sorted(place.y for place in rows.places.values()) == list(range(len(graph.nodes)))
    columns = draw_columns(graph, graph.first(), days.NOW)
    spots = [(place.x, place.y) for place in columns.places.values()]
    assert len(set(spots)) == len(graph.nodes)
    for node in graph.nodes.values():
        for need in node.needs:
            assert columns.places[need].x < columns.places[node.key].x
    for line in columns.lines:
        assert sum(cells(span.text) for span in line.left) == columns.width
