"""The day with all miniatures on one board: what it opens with, and a gate that is approved beside the others."""

from __future__ import annotations

import asyncio

import pytest

from gonogo.compose.demo_day import MOMENTS, open_day
from gonogo.model.asks import BoardAsk
from gonogo.model.releases import OutcomeState
from gonogo.model.verdicts import Verdict


@pytest.fixture(name="together")
async def _together(tmp_path):
    together = open_day(speed=30.0, keep=tmp_path / "day")
    yield together
    await together.close()


async def seen_whole(together):
    """A look in which every answer came: under load a connection may be dropped, and is opened again."""
    for _ in range(5):
        day = await together.look_whole()
        if all(view.assessment.verdict is not Verdict.UNKNOWN for view in day.views):
            break
    return day


async def test_a_day_with_something_to_approve_something_failed_and_something_not_to_be_merged(together):
    day = await seen_whole(together)
    assert [one.problem for one in day.days] == [""] * len(MOMENTS)
    verdicts = {
        f"{view.release.repo.name} {view.release.version}": view.assessment.verdict for view in day.views
    }
    assert verdicts["ordvec 0.6.0"] is Verdict.GO
    assert verdicts["runwasi 1.1.0"] is Verdict.HOLD
    assert verdicts["rustshare 0.4.0-rc.1"] is Verdict.NO_GO
    assert verdicts["wasmtime 48.0.0"] is Verdict.NO_GO
    assert len(verdicts) == 8
    assert day.next_up is not None

    gates = [gate for one in day.days for gate in one.snapshot.answers[BoardAsk()].value.gates]
    assert [(gate.environment, gate.can_approve) for gate in gates] == [("crates-io", True)]
    ids = [run.run_id for one in day.days for run in one.snapshot.answers[BoardAsk()].value.runs]
    assert len(ids) == len(set(ids))

    plan = together.plan("ordvec-release-0.6.0", "approve-publish-crate", "approve")
    outcomes = await together.perform(plan)
    assert [outcome.state for outcome in outcomes] == [OutcomeState.DONE]
    after = await seen_whole(together)
    ordvec = after.view("ordvec-release-0.6.0")
    assert ordvec is not None
    assert [event.actor for event in ordvec.events if event.action == "review-gate"] == ["you", "you"]
    others = {view.release.release_id: view for view in after.views if view is not ordvec}
    assert all(len(view.events) == 1 for view in others.values())
    story = await asyncio.wait_for(together.run_story(gates[0].run_id), 30)
    assert story.detail.run.run_id == gates[0].run_id
