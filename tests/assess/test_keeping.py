"""What a look found of a step that a later one makes moot stays: written once for each change, shown afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from gonogo.assess.keeping import new_findings
from gonogo.assess.release import assess
from gonogo.model.asks import FilesAsk, HeadAsk, PullAsk, WorktreeAsk
from gonogo.model.local import Worktree
from gonogo.model.releases import EventKind
from gonogo.model.snapshot import Problem, Snapshot
from gonogo.model.verdicts import Fact, Verdict
from gonogo.playbook.ground import subject_of
from support.widget.nouns import BASE, BUMPED, NOON, PLAYBOOK, PULL, playbook, tree
from support.widget.stages import STAGES, agreed, begun, finished, merged, proposed, reviewed, tagged
from support.widget.world import World, changed

if TYPE_CHECKING:
    from gonogo.model.verdicts import Assessment

DIRTY = Worktree("/w", "topic", "e" * 40, ("x",))


def keep(world: World) -> list[tuple[str, str]]:
    """Look, and write down what is new; steps and verdicts of the new lines."""
    snapshot = world.snapshot()
    found = list(
        new_findings(
            world.playbook,
            world.release,
            world.assess_on(snapshot),
            snapshot,
            world.events,
            world.now,
            "mira",
        )
    )
    world.events += [replace(one, event_id=len(world.events) + n) for n, one in enumerate(found, 1)]
    return [(one.step_id, one.data["verdict"]) for one in found]


def later(world: World, stage: World) -> World:
    """The next stage of a world, an hour later, with the journal of both."""
    lines = [event for event in world.events if event.kind is EventKind.FINDING]
    return changed(stage, now=world.now + timedelta(hours=1), events=lines + stage.events)


def test_only_what_will_not_be_asked_for_ever_is_kept_and_only_once() -> None:
    world = begun()
    assert keep(world) == [("worktree", "DONE"), ("lock-in-sync", "DONE"), ("environments", "DONE")]
    assert keep(world) == []
    assert keep(later(world, reviewed())) == []


def test_a_step_that_is_past_shows_what_was_seen_of_it_and_when() -> None:
    world = begun()
    seen = world.standing("worktree").finding
    keep(world)
    world = later(world, changed(proposed(), worktree=DIRTY))
    standing = world.standing("worktree")
    assert standing.is_settled
    assert standing.finding == seen
    assert standing.finding.seen_at == NOON
    assert WorktreeAsk() not in world.assess().asks


def test_the_same_words_about_another_commit_are_another_finding() -> None:
    world = begun()
    keep(world)
    world.heads["main"] = "9" * 40
    world.trees["9" * 40] = tree("0.5.0")
    world.worktree = Worktree("/w", "main", "9" * 40, ())
    assert keep(world) == [("worktree", "DONE"), ("lock-in-sync", "DONE")]
    assert [one.subject for one in world.events if one.step_id == "lock-in-sync"] == [BASE, "9" * 40]


def test_what_is_met_no_more_is_written_and_a_past_step_does_not_boast() -> None:
    world = begun()
    keep(world)
    world.worktree = DIRTY
    assert keep(world) == [("worktree", "NO-GO")]
    evidence = world.standing("worktree").finding.evidence
    world = later(world, proposed())
    finding = world.standing("worktree").finding
    assert (finding.verdict, finding.evidence, finding.seen_at) == (
        Verdict.DONE, "no longer asked: Bump 0.5.0 to 0.6.0", None,
    )  # fmt: skip
    assert finding.facts[0] == Fact("last seen 20 Nov 12:00", f"NO-GO: {evidence}", is_ok=False)


def test_who_is_waited_for_is_no_finding_unless_it_was_met_before() -> None:
    world = merged()
    assert "go" not in dict(keep(world)), "GO: it waits for a person"
    world.confirm("go", BUMPED, "go")
    assert ("go", "DONE") in keep(world)
    world.heads["main"] = "9" * 40
    world.trees["9" * 40] = tree("0.6.0")
    assert ("go", "HOLD") in keep(world), "the word was for another commit"
    assert keep(world) == []


def test_what_could_not_be_seen_is_no_finding() -> None:
    world = begun()
    keep(world)
    world.problems[FilesAsk] = world.problems[WorktreeAsk] = Problem("git is not there")
    assert keep(world) == []
    world.problems[HeadAsk] = Problem("git is not there")
    assert keep(world) == []


def test_a_waiver_is_still_told_when_the_step_is_past() -> None:
    world = changed(begun(), worktree=DIRTY)
    assert ("worktree", "NO-GO") in keep(world)
    snapshot = world.snapshot()
    step = world.playbook.processes["release"].steps[0]
    subject = subject_of(world.playbook, world.release, step, snapshot)
    world.record("worktree", EventKind.WAIVER, subject, text="on purpose")
    assert keep(world) == [("worktree", "NO-GO")]
    standing = later(world, proposed()).standing("worktree")
    assert standing.waived == "@mira: on purpose"
    assert standing.finding.verdict is Verdict.NO_GO
    assert standing.finding.seen_at == NOON
    assert standing.is_done


def test_a_step_that_nobody_saw_in_time_says_so() -> None:
    for world in (agreed(), finished()):
        keep(world)
        standing = world.standing("worktree")
        assert (standing.finding.evidence, standing.finding.seen_at) == (
            "no longer asked: Bump 0.5.0 to 0.6.0", None,
        )  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_it_decides_nothing(stage: object) -> None:
    world: World = stage()  # type: ignore[operator]
    before = world.assess()
    keep(world)
    after = world.assess()
    assert (after.verdict, after.reason, after.next_step, after.asks) == (
        before.verdict, before.reason, before.next_step, before.asks,
    )  # fmt: skip
    assert [(s.step_id, s.is_done, s.blocked_by, s.offers) for s in after.standings] == [
        (s.step_id, s.is_done, s.blocked_by, s.offers) for s in before.standings
    ]


def test_a_whole_day_is_told_to_its_end() -> None:
    world = begun()
    keep(world)
    for stage in STAGES[1:]:
        world = later(world, stage())
        keep(world)
    told = {s.step_id: s.finding.evidence for s in world.assess().standings}
    assert world.assess().verdict is Verdict.DONE
    assert not [step for step, evidence in told.items() if evidence.startswith("no longer asked")]


def test_when_the_tag_is_gone_again_the_steps_before_it_are_asked_again() -> None:
    world = begun()
    keep(world)
    world = later(world, tagged())
    keep(world)
    assert world.standing("lock-in-sync").is_settled
    world = later(world, changed(proposed(), pull=PULL))
    assert not world.standing("lock-in-sync").is_settled
    assert FilesAsk in {type(ask) for ask in world.assess().asks}


def look_back(world: World) -> Assessment:
    """Look as for the record, until nothing new comes up."""
    answers: dict[Any, Any] = {}
    for _ in range(8):
        seen = Snapshot(world.now, MappingProxyType(dict(answers)))
        made = assess(world.playbook, world.release, seen, tuple(world.events), world.now, looks_back=True)
        if not made.asks - answers.keys():
            return made
        answers |= {ask: world.answer(ask) for ask in made.asks - answers.keys()}
    raise AssertionError("the asks do not settle")


def test_what_came_about_unseen_can_be_seen_afterwards_and_what_a_check_says_can_not() -> None:
    text = PLAYBOOK.replace("- do: merge\n", "- do: merge\n        until: tag\n")
    world = changed(tagged(), playbook=playbook(text))
    assert world.standing("merge").finding.evidence == "no longer asked: Sign v0.6.0 and push it"
    made = look_back(world)
    merge = made.standing("merge")
    assert merge.is_settled
    assert (merge.finding.verdict, merge.finding.evidence) == (Verdict.DONE, "#212 merged as bbbbbbb")
    assert merge.finding.seen_at == world.now
    locks = made.standing("lock-in-sync").finding
    assert (locks.evidence, locks.seen_at) == ("1 package in 1 lock file agree at bbbbbbb", world.now), (
        "of its commit"
    )
    for step_id in ("worktree", "environments"):
        finding = look_back(finished()).standing(step_id).finding
        assert finding.seen_at is None, "what it is today says nothing of that day"
        assert finding.evidence.startswith("no longer asked: ")
    assert (made.verdict, made.reason) == (world.assess().verdict, world.assess().reason)


def test_what_was_seen_in_time_is_not_asked_again_for_the_record() -> None:
    text = PLAYBOOK.replace("- do: merge\n", "- do: merge\n        until: tag\n")
    world = changed(agreed(), playbook=playbook(text))
    keep(world)
    world = later(world, changed(tagged(), playbook=playbook(text)))
    world.problems[PullAsk] = Problem("GitHub says 502")
    merge = look_back(world).standing("merge").finding
    assert (merge.evidence, merge.seen_at) == ("#212 merged as bbbbbbb", NOON)


def test_what_is_wrong_at_the_commit_is_not_made_good_by_looking_back() -> None:
    world = tagged()
    world.trees[BUMPED]["Cargo.lock"] = tree("0.5.0")["Cargo.lock"]
    locks = look_back(world).standing("lock-in-sync").finding
    assert (locks.seen_at, locks.evidence.startswith("no longer asked: ")) == (None, True)


def test_what_was_seen_to_be_wrong_in_time_is_not_made_good_afterwards() -> None:
    world = agreed()
    world.trees[BUMPED]["Cargo.lock"] = tree("0.5.0")["Cargo.lock"]
    assert ("lock-in-sync", "NO-GO") in keep(world)
    locks = look_back(later(world, tagged())).standing("lock-in-sync").finding
    assert locks.evidence.startswith("no longer asked: ")
    assert locks.facts[0].found.startswith("NO-GO: ")
