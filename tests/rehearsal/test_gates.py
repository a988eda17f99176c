"""Environments: reviewers, timers, policies, self review, rejection."""

from datetime import timedelta

import pytest

from gonogo.rehearsal.simulation import gates
from gonogo.rehearsal.simulation.runs import review_gates
from gonogo.rehearsal.world.run_nouns import Environment
from support.embedded import SECOND, VIEWER, Small, job_of, results

RELEASE = """
name: release
on: {push: {tags: ["v*"], branches: [main]}}
jobs:
  build: {runs-on: x, steps: [{run: echo}]}
  publish: {runs-on: x, needs: build, environment: shop, steps: [{run: echo}]}
  twin: {runs-on: x, needs: build, environment: shop, steps: [{run: echo}]}
  after: {runs-on: x, needs: publish, steps: [{run: echo}]}
"""


@pytest.fixture
def small(tmp_path):
    made = Small(tmp_path, {".github/workflows/release.yml": RELEASE})
    made.repo.roles[SECOND] = "maintain"
    made.world.add_user(SECOND)
    return made


def set_shop(small, **rules):
    made = Environment(1, "shop", small.clock.now(), **rules)
    small.repo.environments["shop"] = made
    return made


def review(small, run, login, state="approved"):
    return review_gates(small.world, small.repo, run, [small.repo.environments["shop"]], state, login, "")


def test_without_rules_nothing_waits(small):
    run = small.tag("v1.0.0")
    small.settle()
    assert run.conclusion == "success"
    assert small.repo.environments["shop"].restricts == "none"


def test_one_reviewer_lets_all_waiting_jobs_through(small):
    set_shop(small, reviewers=(VIEWER, SECOND))
    run = small.tag("v1.0.0")
    small.settle()
    assert (run.status, results(run)) == (
        "waiting",
        {"build": "success", "publish": "waiting", "twin": "waiting"},
    )
    decided = review(small, run, SECOND)
    assert decided is not None
    assert len(decided) == 2
    small.settle()
    assert run.conclusion == "success"
    assert [(a.login, a.state, a.environments) for a in run.approvals] == [(SECOND, "approved", ("shop",))]
    assert {d.state for d in small.repo.deployments.values()} == {"success"}


def test_nobody_else_may_approve_and_nothing_is_approved_twice(small):
    set_shop(small, reviewers=(SECOND,))
    run = small.tag("v1.0.0")
    small.settle()
    assert review(small, run, VIEWER) is None
    assert review(small, run, SECOND) is not None
    assert review(small, run, SECOND) is None
    assert len(run.approvals) == 1


def test_the_one_who_pushed_is_barred_where_self_review_is_prevented(small):
    shop = set_shop(small, reviewers=(VIEWER,), prevents_self_review=True)
    run = small.tag("v1.0.0", VIEWER)
    small.settle()
    assert not gates.can_approve_now(shop, run, VIEWER)
    assert review(small, run, VIEWER) is None
    assert run.status == "waiting"


def test_a_rejection_fails_the_run_and_skips_what_follows(small):
    set_shop(small, reviewers=(VIEWER,))
    run = small.tag("v1.0.0")
    small.settle()
    assert review(small, run, VIEWER, "rejected") is not None
    small.settle()
    assert run.conclusion == "failure"
    assert results(run) == {"build": "success", "publish": "failure", "twin": "failure", "after": "skipped"}


def test_timer_and_review_are_separate(small):
    set_shop(small, reviewers=(VIEWER,), wait_min=30)
    run = small.tag("v1.0.0")
    small.wait(5)
    assert review(small, run, VIEWER) is not None
    assert job_of(run, "publish").status == "waiting"
    small.wait(20)
    assert job_of(run, "publish").status == "waiting"
    small.wait(10)
    assert job_of(run, "publish").status in ("queued", "in_progress")
    small.settle()
    assert run.conclusion == "success"


def test_a_timer_that_ran_out_still_needs_the_review(small):
    set_shop(small, reviewers=(VIEWER,), wait_min=5)
    run = small.tag("v1.0.0")
    small.settle()
    assert run.status == "waiting"
    assert small.world.next_due() is None
    assert review(small, run, VIEWER) is not None
    assert job_of(run, "publish").status == "queued"


@pytest.mark.parametrize(
    ("rules", "is_allowed"),
    [
        ({"restricts": "custom", "tag_patterns": ("v[0-9]*.[0-9]*.[0-9]*",)}, True),
        ({"restricts": "custom", "branch_patterns": ("main",)}, False),
        ({"restricts": "custom", "branch_patterns": ("v*",)}, False),
        ({"restricts": "custom", "tag_patterns": ("w*",)}, False),
        ({"restricts": "protected"}, False),
        ({"restricts": "none"}, True),
    ],
)
def test_a_tag_deploys_only_where_a_tag_policy_lets_it(small, rules, is_allowed):
    set_shop(small, **rules)
    run = small.tag("v1.0.0")
    small.settle()
    assert (run.conclusion == "success") is is_allowed
    if not is_allowed:
        assert job_of(run, "publish").failure == (
            'Tag "v1.0.0" is not allowed to deploy to shop due to environment protection rules.'
        )


def test_a_protected_branch_deploys_where_only_those_may(small):
    set_shop(small, restricts="protected")
    (run,) = small.push({"a": "b"})
    small.settle()
    assert run.conclusion == "success"


def test_an_unreviewed_job_fails_after_thirty_days(small):
    set_shop(small, reviewers=(VIEWER,))
    run = small.tag("v1.0.0")
    small.settle()
    small.clock.advance(timedelta(days=31).total_seconds())
    small.world.catch_up()
    assert run.conclusion == "failure"
