"""Withdrawing: who, why and when are kept, the day forgets the release, and a second beginning owes it nothing."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from gonogo.errors import RefusedError, UsageError
from gonogo.model.github import RepoName
from gonogo.model.releases import Event, EventKind, OutcomeState
from gonogo.model.verdicts import Verdict
from gonogo.model.withdrawals import id_for, name_of, not_undone, sent_acts, under_way, withdrawal
from gonogo.session.together import Together
from support import days
from support.fake_session import FakeSession
from support.sessions import session_of
from support.several import RUNWASI, day_of
from support.several import session_of as session_in
from support.trains import HEAD, TrainWorld, release_of, sha
from support.widget.nouns import playbook

BOOK = (
    HEAD
    + """
  release:
    inputs: {version: {next: [minor]}}
    steps:
      - {confirm: Sure, id: sure, choices: [yes-sure, no-way]}
      - {confirm: Surer, id: surer}
"""
)
NAME = "widget-release-1.5.0"


def world() -> TrainWorld:
    made = TrainWorld(
        playbook=playbook(BOOK), release=release_of("release", "1.5.0", "1.4.0"), heads={"main": sha("aaa")}
    )
    made.versions[sha("aaa")] = "1.4.0"
    return made


async def begun(**setting):
    session = session_of(world(), **setting)
    await session.look()
    assert await session.start("release", {"version": "1.5.0"}) == NAME
    await session.look()
    return session


def decided(day):
    return [s.step_id for s in day.views[0].assessment.standings if s.finding.verdict is Verdict.DONE]


async def test_it_leaves_the_day_and_its_journal_stays():
    session = await begun()
    await session.withdraw(NAME, "begun by\x1b[31m mistake ")
    day = await session.look()
    assert day.views == ()
    assert day.next_up is None
    line = session.journal(NAME)[-1]
    assert (line.kind, line.actor, line.step_id, line.subject) == (
        EventKind.WITHDRAWN,
        "mira",
        "",
        "1.5.0",
    )
    assert line.text == "begun by mistake"
    assert line.at == session.now()
    assert [one.kind for one in session.journal()] == [EventKind.STARTED, EventKind.WITHDRAWN]


async def test_a_second_beginning_begins_anew():
    session = await begun()
    await session.confirm(NAME, "sure", "yes-sure")
    assert decided(await session.look()) == ["sure"]
    await session.withdraw(NAME, "by mistake")
    await session.look()
    again = await session.start("release", {"version": "1.5.0"})
    assert again == f"{NAME}~2"
    day = await session.look()
    assert [view.release.release_id for view in day.views] == [again]
    assert day.views[0].release.version == "1.5.0"
    assert decided(day) == [], "what was confirmed before counts no more"
    assert [event.kind for event in day.views[0].events] == [EventKind.STARTED]
    with pytest.raises(UsageError, match=f"{again} is under way already"):
        await session.start("release", {"version": "1.5.0"})
    await session.withdraw(again, "again by mistake")
    assert await session.start("release", {"version": "1.5.0"}) == f"{NAME}~3"


async def test_a_version_that_was_withdrawn_is_offered_as_any_other():
    session = await begun()
    assert session.processes()[0].under_way == ("1.5.0",)
    await session.withdraw(NAME, "by mistake")
    assert session.processes()[0].under_way == ()
    await session.start("release", {"version": "1.5.0"})
    assert session.processes()[0].under_way == ("1.5.0",), "by whichever number it goes"


async def test_what_a_rehearsal_begins_by_itself_is_not_begun_again():
    session = session_of(world(), begin=(("release", MappingProxyType({"version": "1.5.0"})),))
    assert len((await session.look()).views) == 1
    await session.withdraw(NAME, "by mistake")
    assert (await session.look()).views == ()
    assert (await session.look()).views == ()


@pytest.mark.parametrize("reason", ["", "  ", "\t\n"])
async def test_a_reason_must_be_given(reason):
    session = await begun()
    with pytest.raises(RefusedError, match="a withdrawal needs a reason"):
        await session.withdraw(NAME, reason)
    assert len((await session.look()).views) == 1


async def test_what_is_not_under_way_is_refused():
    session = await begun()
    with pytest.raises(RefusedError, match="no release nothing is under way here"):
        await session.withdraw("nothing", "why")
    with pytest.raises(RefusedError, match="nothing was looked at yet"):
        await session_of(world()).withdraw(NAME, "why")
    assert len(session.journal()) == 1


async def test_read_only_withdraws_nothing():
    session = await begun()
    session.setting = replace(session.setting, is_read_only=True)
    with pytest.raises(RefusedError, match="read-only"):
        await session.withdraw(NAME, "why")
    assert withdrawal(session.journal()) is None


async def test_what_another_gonogo_withdrew_can_not_be_worked_on_from_an_older_look():
    session = await begun()
    shown = session.day
    await session.withdraw(NAME, "by mistake")
    session.day = shown
    with pytest.raises(RefusedError, match=r"was withdrawn by @mira on .* \(by mistake\)"):
        await session.withdraw(NAME, "once more")
    with pytest.raises(RefusedError, match="was withdrawn by @mira"):
        await session.confirm(NAME, "sure", "yes-sure")
    with pytest.raises(RefusedError, match="was withdrawn by @mira"):
        session.plan(NAME, "sure", "confirm")
    assert [one.kind for one in session.journal()] == [EventKind.STARTED, EventKind.WITHDRAWN]


async def test_a_record_tells_of_it_and_the_next_release_to_turn_to_is_another():
    session = await begun()
    await session.withdraw(NAME, "by mistake")
    day = await session.look_back()
    assert [view.release.release_id for view in day.views] == [NAME]
    told = withdrawal(day.views[0].events)
    assert told is not None
    assert told.text == "by mistake"
    assert day.next_up is None
    assert not [one for one in session.journal() if one.kind is EventKind.FINDING]


async def test_among_several_the_one_at_home_withdraws():
    mine, other = (
        FakeSession(days.day(days.bump_ready())),
        session_in(RUNWASI, day_of(RUNWASI, days.ci_running())),
    )
    together = Together((other, mine))
    await together.look_whole()
    await together.withdraw("ordvec-release-0.6.0", "by mistake")
    assert (mine.withdrawn, other.withdrawn) == ([("ordvec-release-0.6.0", "by mistake")], [])
    assert together.next_look_s() <= 0.5, "it is looked at again at once"
    with pytest.raises(RefusedError, match="no release nothing is under way here"):
        await together.withdraw("nothing", "why")


# what the lines say


def line(number, kind, text="", intent=0, state=None, release=NAME):
    return Event(
        release, "", kind, days.NOW, "you", text=text, intent_id=intent, state=state, event_id=number
    )  # fmt: skip


ACTS = (
    line(1, EventKind.STARTED, "release 1.5.0"),
    line(2, EventKind.INTENT, "Push v1.5.0"),
    line(3, EventKind.OUTCOME, "pushed", 2, OutcomeState.DONE),
    line(4, EventKind.INTENT, "Merge #7"),
    line(5, EventKind.OUTCOME, "refused", 4, OutcomeState.FAILED),
    line(6, EventKind.INTENT, "Approve pypi"),
    line(7, EventKind.OUTCOME, "no answer", 6, OutcomeState.UNKNOWN),
    line(8, EventKind.INTENT, "Publish"),
    line(9, EventKind.CONFIRMATION, "go"),
)


def test_what_was_sent_stays_sent_and_what_failed_was_not():
    assert sent_acts(ACTS) == (
        "Push v1.5.0",
        "Approve pypi (not known how it ended)",
        "Publish (not known how it ended)",
    )
    assert not_undone(ACTS[:3]) == "Nothing that was sent is undone: Push v1.5.0."
    assert not_undone(ACTS[:1]) == "Nothing was sent for it."


def test_the_number_is_no_part_of_the_name():
    assert (name_of(NAME), name_of(f"{NAME}~2"), name_of("a~2-1.0.0")) == (NAME, NAME, "a~2-1.0.0")
    assert id_for(NAME, ()) == NAME
    assert id_for(NAME, (*ACTS, line(10, EventKind.STARTED, release=f"{NAME}-rc.1"))) == f"{NAME}~2"


def test_only_the_withdrawn_one_is_gone():
    data = MappingProxyType({"process": "release", "previous": "1.4.0", "input.version": "1.5.0"})
    lines = tuple(
        replace(line(number, EventKind.STARTED, release=name), data=data)
        for number, name in enumerate((NAME, f"{NAME}~2"), 1)
    )
    gone = line(3, EventKind.WITHDRAWN, "why")
    assert [one.release_id for one in under_way((*lines, gone), RepoName("o", "n"))] == [f"{NAME}~2"]
    assert withdrawal((*lines, gone), f"{NAME}~2") is None
