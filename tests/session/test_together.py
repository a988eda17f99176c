"""Several sessions with one face: what each sees, whose release is whose, and that none hides another."""

import asyncio
from dataclasses import replace

import pytest

from gonogo.errors import NoTokenError, RefusedError, UsageError
from gonogo.model.github import RepoName
from gonogo.session.together import Together
from support import days
from support.fake_session import FakeSession
from support.several import RUNWASI, RUSTSHARE, day_of, session_of


def ordvec(*views):
    views = views or (days.gate_ready(),)
    up = (views[0].release.release_id, "a gate waits")
    return FakeSession(replace(days.day(*views), next_up=up))


def names(day):
    return [f"{view.release.repo.name} {view.assessment.verdict}" for view in day.views]


async def test_the_releases_of_all_stand_in_one_order():
    together = Together(
        (
            session_of(RUNWASI, day_of(RUNWASI, days.ci_running())),
            ordvec(),
            session_of(RUSTSHARE, day_of(RUSTSHARE, days.cancelled())),
        )
    )
    day = await together.look_whole()
    assert names(day) == ["rustshare NO-GO", "ordvec GO", "runwasi HOLD"]
    assert [str(one.repo) for one in day.days] == [str(RUNWASI), str(days.REPO), str(RUSTSHARE)]
    assert day.next_up is not None
    assert day.next_up[0] == day.views[0].release.release_id
    assert day.next_up[1].startswith("rustshare: ")


async def test_a_day_turns_to_the_repository_of_a_release():
    together = Together((ordvec(), session_of(RUNWASI, day_of(RUNWASI, days.ci_running()))))
    day = await together.look_whole()
    of_runwasi = next(view for view in day.views if view.release.repo == RUNWASI)
    turned = day.turned_to(of_runwasi.release.release_id)
    assert turned.repo == RUNWASI
    assert turned.own_views == (of_runwasi,)
    assert turned.views == day.views
    assert day.turned_to(str(days.REPO)).repo == days.REPO


async def test_one_that_fails_does_not_hide_the_others():
    failure = NoTokenError("no token for github.com", advice="gh auth login")
    together = Together((session_of(RUNWASI, failure), ordvec()))
    day = await together.look_whole()
    assert names(day) == ["ordvec GO"]
    assert day.days[0].problem == "no token for github.com. gh auth login"
    assert day.days[0].repo == RUNWASI
    assert day.days[1].problem == ""


async def test_what_was_seen_stays_beside_the_trouble_of_the_next_look():
    runwasi = session_of(RUNWASI, day_of(RUNWASI, days.ci_running()))
    together = Together((runwasi, ordvec()))
    await together.look_whole()
    runwasi.next_is(NoTokenError("the token has expired"))
    day = await together.look_whole()
    assert sorted(names(day)) == ["ordvec GO", "runwasi HOLD"]
    assert day.days[0].problem == "the token has expired"


async def test_a_fault_inside_one_is_told_beside_the_others():
    class Broken(FakeSession):
        async def look(self):
            raise ZeroDivisionError

    day = await Together((Broken(), ordvec())).look_whole()
    assert "inside gonogo (ZeroDivisionError)" in day.days[0].problem
    assert names(day) == ["ordvec GO"]


async def test_a_slow_one_comes_with_a_later_look():
    gate = asyncio.Event()

    class Slow(FakeSession):
        async def look(self):
            await gate.wait()
            return await super().look()

    slow = Slow(day_of(RUNWASI, days.ci_running()))
    slow.repo = RUNWASI
    together = Together((slow, ordvec()))
    day = await together.look()
    assert names(day) == ["ordvec GO"]
    assert (day.days[0].problem, day.days[0].repo) == ("", RUNWASI)
    assert together.next_look_s() < 1
    gate.set()
    assert sorted(names(await together.look())) == ["ordvec GO", "runwasi HOLD"]
    assert slow.look_count == 1


async def test_who_rests_is_not_looked_at_while_another_is_awaited():
    gate = asyncio.Event()

    class Slow(FakeSession):
        async def look(self):
            await gate.wait()
            return await super().look()

    quick, slow = ordvec(), Slow(day_of(RUNWASI))
    together = Together((quick, slow))
    await together.look()
    gate.set()
    await together.look()
    assert quick.look_count == 1
    await together.look()  # nobody is awaited: a person asked for it
    assert (quick.look_count, slow.look_count) == (2, 2)


async def test_each_act_goes_to_the_repository_of_its_release():
    one, other = ordvec(days.tag_ready()), session_of(RUNWASI, day_of(RUNWASI, days.compat_ready()))
    together = Together((one, other))
    day = await together.look_whole()
    mine, theirs = (
        next(view.release.release_id for view in day.views if view.release.repo == repo)
        for repo in (days.REPO, RUNWASI)
    )
    outcomes = await together.perform(together.plan(mine, "tag", "do"))
    assert outcomes
    assert [plan.release_id for plan in one.performed] == [mine]
    assert other.performed == []
    await together.confirm(theirs, "compatibility", "minor")
    await together.waive(theirs, "compatibility", "known")
    assert other.confirmed == [(theirs, "compatibility", "minor", "")]
    assert other.waived == [(theirs, "compatibility", "known")]
    assert (one.confirmed, one.waived) == ([], [])
    with pytest.raises(RefusedError, match="no release elsewhere"):
        together.plan("elsewhere", "tag", "do")


async def test_where_something_was_done_is_looked_at_next():
    gate = asyncio.Event()
    gate.set()

    class Slow(FakeSession):
        async def look(self):
            await gate.wait()
            return await super().look()

    quick, slow = ordvec(days.tag_ready()), Slow(day_of(RUNWASI, days.compat_ready()))
    together = Together((quick, slow))
    day = await together.look_whole()
    theirs = next(view.release.release_id for view in day.views if view.release.repo == RUNWASI)
    mine = next(view.release.release_id for view in day.views if view.release.repo == days.REPO)

    await together.perform(together.plan(mine, "tag", "do"))
    await together.look()
    assert (quick.look_count, slow.look_count) == (2, 1), "who rests is left to rest"

    gate.clear()
    await together.confirm(theirs, "compatibility", "minor")
    await together.look()
    await together.waive(theirs, "compatibility", "known")  # while a look is under way
    gate.set()
    await together.look_whole()
    assert slow.look_count == 3, "what is under way began before, and is done again"


async def test_two_repositories_of_one_name_keep_their_releases_apart():
    fork = RepoName("somebody", "ordvec")
    theirs = day_of(fork, days.tag_ready())
    one, other = ordvec(days.tag_ready()), session_of(fork, theirs)
    together = Together((one, other))
    day = await together.look_whole()
    own = days.tag_ready().release.release_id
    assert sorted(view.release.release_id for view in day.views) == [
        f"Fieldnote-Echo-{own}",
        f"somebody-{own}",
    ]
    plan = together.plan(f"somebody-{own}", "tag", "do")
    assert plan.release_id == f"somebody-{own}"
    await together.perform(plan)
    assert [plan.release_id for plan in other.performed] == [own]
    assert one.performed == []
    names_of = [text.name for text in together.processes()]
    assert names_of == ["Fieldnote-Echo/ordvec release", "somebody/ordvec release"]


async def test_processes_carry_the_name_of_their_repository():
    one, other = ordvec(), session_of(RUNWASI, day_of(RUNWASI))
    together = Together((one, other))
    await together.look_whole()
    together.turn_to(str(RUNWASI))
    assert [text.name for text in together.processes()] == ["runwasi release", "ordvec release"]
    await together.start("runwasi release", {"version": "1.0.0"})
    assert other.started == [("release", {"version": "1.0.0"})]
    assert one.started == []
    with pytest.raises(UsageError, match="no process 'release'"):
        await together.start("release", {"version": "1.0.0"})


async def test_stories_come_from_the_repository_that_has_the_run():
    one, other = ordvec(), session_of(RUNWASI, day_of(RUNWASI))
    together = Together((other, one))
    await together.look_whole()
    await together.run_story(9301)
    assert (one.told, other.told) == (["run 9301"], [])
    await together.job_log(29)
    assert one.told[-1] == "log 29"
    together.turn_to(str(RUNWASI))
    await together.pull_story(7)
    assert other.told == ["pull 7"]


async def test_all_are_closed_also_when_one_can_not_be():
    class Stuck(FakeSession):
        async def close(self):
            raise OSError

    one = ordvec()
    await Together((Stuck(days.day()), one)).close()
    assert one.is_closed


def test_nobody_at_all_is_a_mistake():
    with pytest.raises(UsageError, match="no repository was named"):
        Together(())
