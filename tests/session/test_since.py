"""Since when a release stands as it does: told by its source, else by the first look that found it so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gonogo.model.day import Since
from gonogo.model.verdicts import Assessment, Finding, Standing, Verdict
from gonogo.session.since import Sinces
from support.rehearsals import rehearsing

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOLD = NOON - timedelta(hours=2)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def judged(step: str, verdict: Verdict, evidence: str = "", since: datetime | None = None) -> Assessment:
    standing = Standing(step, Finding(verdict, evidence, since=since))
    return Assessment(verdict, evidence, step, (standing,), frozenset())


def test_the_first_look_of_all_is_not_sure_a_later_one_is():
    sinces = Sinces()
    assert sinces.of("r", judged("ci", Verdict.HOLD), at(0), is_new=False) == Since(at(0), is_sure=False)
    assert sinces.of("r", judged("ci", Verdict.HOLD, "4 of 6"), at(1), is_new=False) == Since(
        at(0), is_sure=False
    )
    assert sinces.of("r", judged("ci", Verdict.NO_GO), at(2), is_new=False) == Since(at(2))
    assert sinces.of("r", judged("ci", Verdict.NO_GO), at(3), is_new=False) == Since(at(2))
    assert sinces.of("r", judged("tag", Verdict.NO_GO), at(4), is_new=False) == Since(at(4))


def test_a_release_that_was_begun_since_the_look_before_is_sure():
    assert Sinces().of("r", judged("ci", Verdict.GO), at(0), is_new=True) == Since(at(0))


def test_what_the_source_tells_comes_first_and_is_never_later_than_now():
    sinces = Sinces()
    assert sinces.of("r", judged("gate", Verdict.GO, since=TOLD), at(0), is_new=False) == Since(TOLD)
    assert sinces.of("r", judged("gate", Verdict.GO, since=at(9)), at(1), is_new=False) == Since(at(1))
    assert sinces.of("r", judged("gate", Verdict.GO), at(2), is_new=False) == Since(at(0), is_sure=False)


def test_each_release_has_its_own():
    sinces = Sinces()
    sinces.of("one", judged("ci", Verdict.GO), at(0), is_new=False)
    assert sinces.of("two", judged("ci", Verdict.GO), at(5), is_new=False) == Since(at(5), is_sure=False)


def test_a_release_that_is_done_has_no_step_that_tells():
    done = Assessment(Verdict.DONE, "released", None, (), frozenset())
    sinces = Sinces()
    sinces.of("r", judged("ci", Verdict.GO), at(0), is_new=False)
    assert sinces.of("r", done, at(1), is_new=False) == Since(at(1))


async def test_a_gate_of_the_embedded_github_tells_since_when_it_waits():
    async with rehearsing() as trip:
        view = await trip.until_ready("approve-publish-crate")
        finding = view.assessment.standing("approve-publish-crate").finding
        detail = next(
            seen.value
            for ask, seen in trip.session.day.snapshot.answers.items()
            if type(ask).__name__ == "RunDetailAsk" and seen.value is not None and seen.value.gates
        )
        waiting = [job.started_at for job in detail.jobs if job.status == "waiting" and job.started_at]
        assert finding.since is not None
        assert finding.since in waiting
        assert view.since == Since(finding.since)
