"""Expressions: GitHub's table of values, and that nothing else than its own error comes out."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import WorkflowError
from gonogo.rehearsal.workflows.expand import JobSpec
from gonogo.rehearsal.workflows.expressions import NeedResult, evaluate, job_runs, render

CONTEXT = {
    "github": {
        "ref": "refs/heads/main",
        "event_name": "push",
        "event": {"pull_request": {"labels": [{"name": "one"}, {"name": "two"}, {"id": 3}]}},
    },
    "needs": {"guard": {"result": "success", "outputs": {"ok": "true", "dash-ed": "x"}}},
    "matrix": {"os": "linux", "version": 3.1, "list": [1, "b"], "map": {"a": {"b": "deep"}}},
    "status": "success",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("null", None),
        ("'it''s'", "it's"),
        ("0xff", 255),
        ("-2.50", -2.5),
        ("1e3", 1000),
        ("1 == true", True),
        ("'' == 0", True),
        ("null == 0", True),
        ("null == ''", True),
        ("'abc' == 'ABC'", True),
        ("'1' == 1", True),
        ("'x' == 1", False),
        ("NaN == NaN", False),
        ("2 > 1", True),
        ("'b' > 'A'", True),
        ("1 <= 1", True),
        ("1 >= 2", False),
        ("'10' < '9'", True),
        ("10 < 9", False),
        ("!true", False),
        ("!!'x'", True),
        ("false || 'other'", "other"),
        ("'' && 'never'", ""),
        ("true && 'then' || 'else'", "then"),
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("1 == 1 == true", True),
        ("github.REF", "refs/heads/main"),
        ("github['event_name']", "push"),
        ("GitHub.event_name == 'PUSH'", True),
        ("needs.guard.outputs.ok == 'true'", True),
        ("needs.guard.outputs.dash-ed", "x"),
        ("needs.absent.outputs.ok", None),
        ("secrets.TOKEN", None),
        ("steps.x.outputs.y == ''", True),
        ("matrix.list[1]", "b"),
        ("matrix.list[7]", None),
        ("matrix.list[-1]", None),
        ("matrix.map.a.b", "deep"),
        ("contains('Hello', 'ELL')", True),
        ("contains(matrix.list, 'B')", True),
        ("contains(matrix.list, 'c')", False),
        ("contains(github.event.pull_request.labels.*.name, 'two')", True),
        ("contains(github.event.pull_request.labels.*.name, 'three')", False),
        ("startsWith(github.ref, 'refs/HEADS/')", True),
        ("endsWith(github.ref, '/main')", True),
        ("format('{0}-{1}-{{x}}', 'a', 2)", "a-2-{x}"),
        ("join(matrix.list, '+')", "1+b"),
        ("join(matrix.list)", "1,b"),
        ("fromJSON('[1, {\"a\": null}]')[1].a", None),
        ("fromJSON(steps.x.outputs.none)", None),
        ("success()", True),
        ("always() && !cancelled()", True),
        ("failure()", False),
        ("${{ github.ref }}", "refs/heads/main"),
        (" ${{ needs.guard.outputs.ok == 'true' }} ", True),
        ("${{ github.event_name }}-${{ matrix.os }}", "push-linux"),
        ("", None),
    ],
)
def test_evaluates(text, value):
    found = evaluate(text, CONTEXT)
    assert found == value
    assert type(found) is type(value) or isinstance(found, int | float)


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("plain", "plain"),
        ("py${{ matrix.version }} on ${{ matrix.os }}", "py3.1 on linux"),
        ("${{ matrix.map }} ${{ matrix.list }}", "Object Array"),
        ("${{ true }}${{ null }}${{ 1.0 }}${{ 0.5 }}", "true10.5"),
        ("${{ '}}' }}", "}}"),
        ("${{ 'a''}}' }}b", "a'}}b"),
        ("$ {{ x }}", "$ {{ x }}"),
    ],
)
def test_renders(text, rendered):
    assert render(text, CONTEXT) == rendered


def test_to_json_gives_json():
    assert json.loads(str(evaluate("toJSON(matrix)", CONTEXT))) == CONTEXT["matrix"]
    assert evaluate("toJSON(x)", {"x": {"at": datetime(2026, 1, 2, tzinfo=UTC)}}) != ""


def test_hash_files_is_constant():
    assert evaluate("hashFiles('a') == hashFiles('b', 'c')", {}) is True


@pytest.mark.parametrize(
    "text",
    [
        "1 +",
        "(1",
        "a b",
        "'open",
        "a..b",
        "nope()",
        "contains('a')",
        "format('{1}', 2)",
        "format('{', 2)",
        "fromJSON('{')",
        "${{ github.ref",
        "a[1",
        "== 1",
        "github.ref = 'x'",
        "(" * 60 + "1" + ")" * 60,
        "!" * 100 + "1",
        "1" + "&&1" * 3000,
        "x" * 30_000,
        "a" + "[a" * 60,
    ],
)
def test_what_does_not_read_is_one_sentence(text):
    with pytest.raises(WorkflowError) as raised:
        evaluate(text, CONTEXT)
    assert str(raised.value).endswith(".")
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200


SNIPPETS = st.sampled_from(
    [
        *[
            r"${{",
            r"}}",
            r"'",
            r"(",
            r")",
            r"[",
            r"]",
            r".",
            r"*",
            r"!",
            r"&&",
            r"||",
            r"==",
            r"<",
            r",",
            r"-",
            r"0x",
            r"1",
            r"'{0}'",
            r"'{'",
            r"github",
            r"needs",
            r"null",
            r"contains",
            r"fromJSON",
            r"format",
            r"always()",
        ],
        " ",
        "\n",
        "\x1b[31m",
    ]
)


@given(st.one_of(st.text(), st.lists(SNIPPETS, max_size=40).map("".join)))
def test_never_raises_anything_else(text):
    for work in (evaluate, render):
        try:
            work(text, CONTEXT)
        except WorkflowError as error:
            assert "\x1b" not in str(error)  # noqa: PT017


@given(st.text(alphabet="ab'{}$ ", max_size=12))
def test_a_quoted_text_comes_back(text):
    quoted = text.replace("'", "''")
    assert render("${{ '" + quoted + "' }}", {}) == text


NEEDS = {
    "ok": {"a": NeedResult("success", {"go": "true"}), "b": NeedResult("success")},
    "failed": {"a": NeedResult("success"), "b": NeedResult("failure")},
    "skipped": {"a": NeedResult("skipped"), "b": NeedResult("success")},
    "cancelled": {"a": NeedResult("cancelled"), "b": NeedResult("success")},
    "none": {},
}


@pytest.mark.parametrize(
    ("condition", "needs", "runs"),
    [
        ("", "none", True),
        ("", "ok", True),
        ("", "failed", False),
        ("", "skipped", False),
        ("", "cancelled", False),
        ("needs.a.outputs.go == 'true'", "ok", True),
        ("needs.a.outputs.go != 'true'", "ok", False),
        ("true", "failed", False),
        ("${{ true }}", "skipped", False),
        ("always()", "failed", True),
        ("!cancelled()", "skipped", True),
        ("!cancelled() && needs.a.result == 'skipped'", "skipped", True),
        ("failure()", "failed", True),
        ("failure()", "ok", False),
        ("failure()", "skipped", False),
        ("failure() || success()", "ok", True),
        ("success()", "skipped", False),
        ("github.event_name == 'push'", "none", True),
        ("github.event_name == 'schedule'", "none", False),
    ],
)
def test_whether_a_job_runs(condition, needs, runs):
    spec = JobSpec("c", "c", needs=tuple(NEEDS[needs]), condition=condition)
    assert job_runs(spec, NEEDS[needs], {"event_name": "push"}) is runs


def test_a_job_counts_what_its_needs_depended_on():
    spec = JobSpec("c", "c", needs=("b",))
    needs = {"b": NeedResult("success")}
    assert job_runs(spec, needs, {}, ancestors=["success"])
    assert not job_runs(spec, needs, {}, ancestors=["skipped"])


def test_a_cancelled_run_starts_only_what_asks_for_it():
    always, plain = JobSpec("c", "c", condition="always()"), JobSpec("c", "c")
    cleanup = JobSpec("c", "c", condition="cancelled()")
    assert job_runs(always, {}, {}, is_cancelled=True)
    assert job_runs(cleanup, {}, {}, is_cancelled=True)
    assert not job_runs(cleanup, {}, {})
    assert not job_runs(plain, {}, {}, is_cancelled=True)


def test_inputs_of_a_dispatch_are_known():
    spec = JobSpec("c", "c", condition="inputs.action == 'cut'")
    assert job_runs(spec, {}, {"event": {"inputs": {"action": "cut"}}})
    assert not job_runs(spec, {}, {"event": {}})
