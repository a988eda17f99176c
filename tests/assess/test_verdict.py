"""How standings come to a verdict: what decides, what is blocked, what is settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gonogo.assess.release import describe, release_commit
from gonogo.model.asks import BoardAsk, EnvironmentAsk, PullAsk, ReleaseAsk, TagAsk, WorktreeAsk
from gonogo.model.local import Hit, Worktree
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.snapshot import EMPTY, Problem
from gonogo.model.verdicts import Verdict
from support.widget.nouns import NOON, PLAYBOOK, TAG, playbook, release, run
from support.widget.stages import agreed, begun, finished, merged, proposed, tagged
from support.widget.world import changed, said


def test_no_go_decides_before_unknown_before_go_before_hold():
    world = begun()
    assert world.assess().verdict is Verdict.GO
    world.problems[WorktreeAsk] = Problem("git is not there")
    assert world.assess().verdict is Verdict.UNKNOWN
    assert world.assess().reason == "Checkout is clean, at origin's main: git is not there"
    world.environments["pypi"] = None
    assert world.assess().verdict is Verdict.NO_GO


def test_a_settled_step_is_not_looked_at_and_does_not_decide():
    world = changed(proposed(), worktree=Worktree("/w", "topic", "e" * 40, ("x",)))
    standing = world.standing("worktree")
    assert standing.is_settled
    assert (standing.finding.verdict.value, standing.finding.evidence) == (
        "DONE",
        "no longer asked: Bump 0.5.0 to 0.6.0",
    )
    assert WorktreeAsk() not in world.assess().asks
    assert world.assess().next_step == "merge"


def test_it_is_asked_again_when_what_settled_it_is_gone():
    world = changed(proposed(), worktree=Worktree("/w", "topic", "e" * 40, ()), pull=None)
    world.heads.pop("release/v0.6.0")
    assert not world.standing("worktree").is_settled
    assert world.assess().next_step == "worktree"


def test_it_is_unknown_when_nobody_can_tell_whether_it_still_matters():
    world = changed(proposed(), worktree=Worktree("/w", "topic", "e" * 40, ()))
    world.problems[PullAsk] = Problem("GitHub says 502", "Look again.")
    assert said(world, "bump") == ("UNKNOWN", "GitHub says 502")
    assert said(world, "worktree") == ("UNKNOWN", "GitHub says 502")


def test_it_does_matter_while_its_end_is_far_though_that_can_not_be_seen():
    world = begun()
    world.environments["pypi"] = None
    world.problems[ReleaseAsk] = Problem("GitHub says 502", "Look again.")
    assert said(world, "github-release") == ("UNKNOWN", "GitHub says 502")
    assert said(world, "environments") == ("NO-GO", "pypi is missing")


def test_a_step_is_blocked_by_the_first_that_is_not_done_however_far_before():
    world = changed(agreed(), runs=[run("ci.yml"), run("fuzz.yml", conclusion="failure")])
    assessment = world.assess()
    assert assessment.standing("go").finding.verdict is Verdict.DONE
    assert assessment.standing("tag").blocked_by == ("workflows-green",)
    assert assessment.standing("tag").finding.evidence == "after: CI is green for main's HEAD"


def test_what_does_not_decide_does_not_block():
    text = PLAYBOOK.replace("needs: [merge]\n        workflows", "needs: [old-version]\n        workflows")

    world = changed(merged(), playbook=playbook(text), hits=(Hit("a.md", 1, "0.5.0"),))
    assert said(world, "old-version")[0] == "HOLD"
    assert world.standing("workflows-green").blocked_by == ()


def test_acts_since_the_look_refuse_until_the_next():
    world = proposed()
    snapshot = world.snapshot()
    world.record(
        "merge",
        EventKind.OUTCOME,
        action="merge-pull",
        state=OutcomeState.UNKNOWN,
        text="no answer",
        at=NOON + timedelta(seconds=1),
    )
    standing = world.assess_on(snapshot).standing("merge")
    assert standing.offers[0].refused == "something was done since the last look: look again first"
    assert [(fact.name, fact.found) for fact in standing.finding.facts][-1] == (
        "last attempt",
        "outcome not known: no answer",
    )
    world.now = NOON + timedelta(seconds=2)
    assert world.standing("merge").offers[0].refused == ""


def test_a_process_without_steps_is_not_done():
    world = begun()
    world.release = release(process="hotfix")
    assessment = world.assess()
    assert (assessment.verdict, assessment.reason) == (Verdict.UNKNOWN, "the playbook has no step for hotfix")


def test_done_is_done_without_the_board():
    world = finished()
    world.problems[BoardAsk] = Problem("GitHub says 502")
    assert world.assess().verdict is Verdict.DONE


def test_asks_are_the_same_when_all_are_answered():
    world = tagged()
    snapshot = world.snapshot()
    assert world.assess_on(snapshot).asks == frozenset(snapshot.answers)


def test_describe_has_the_words_of_every_step():
    steps = {step.step_id: step for step in describe(playbook(), release())}
    assert steps["tag"].title == "Sign v0.6.0 and push it"
    assert (steps["approve-publish-crate"].kind, steps["approve-publish-crate"].what) == ("gate", "crates-io")
    assert steps["impact"].choices == ("patch-compatible", "minor-breaking")
    assert steps["crates-io"].title == "crates.io has widget 0.6.0"
    assert [step.step_id for step in describe(playbook(), release())] == list(steps)
    assert describe(playbook(), release(process="hotfix")) == ()


def test_every_step_type_has_words_of_its_own():
    for step in describe(playbook(), release()):
        assert step.title
        assert step.title != step.step_id
        assert "{" not in step.title


def test_release_commit_is_heads_then_the_tags():
    world = merged()
    world.heads["main"] = "e" * 40
    world.trees["e" * 40] = world.trees["b" * 40]
    assert release_commit(world.playbook, world.release, world.snapshot()) == "e" * 40
    world = tagged()
    world.heads["main"] = "e" * 40
    assert release_commit(world.playbook, world.release, world.snapshot()) == "b" * 40
    assert release_commit(world.playbook, world.release, EMPTY) == ""
    world.problems[TagAsk(TAG)] = Problem("no answer")
    assert release_commit(world.playbook, world.release, world.snapshot()) == ""


def test_seen_at_is_the_oldest_look_that_counts():
    world = begun()
    snapshot = world.snapshot()
    old = NOON - timedelta(minutes=7)
    answers = dict(snapshot.answers)
    answers[WorktreeAsk()] = replace(answers[WorktreeAsk()], seen_at=old, source="git")
    finding = world.assess_on(replace(snapshot, answers=answers)).standing("worktree").finding
    assert finding.seen_at == old
    assert finding.source == "git, GitHub"


@pytest.mark.parametrize("verdict", ["NO-GO", "UNKNOWN"])
def test_a_finding_that_is_wrong_says_what_to_do(verdict):
    world = begun()
    if verdict == "NO-GO":
        world.environments["pypi"] = None
    else:
        world.problems[object()] = Problem("never")
        world.problems[BoardAsk] = Problem("x")

        world.problems[EnvironmentAsk] = Problem("GitHub says 403")
    finding = world.standing("environments").finding
    assert finding.verdict.value == verdict
    assert finding.advice
