"""A release is a record when it is over: what was seen of each step while it mattered, also by one who comes later."""

import argparse
import dataclasses
from datetime import timedelta

import pytest

from gonogo.cli.report.command import report
from gonogo.cli.report.store import read_json
from gonogo.compose.demos import choices_of
from gonogo.errors import JournalError
from gonogo.model.releases import EventKind
from gonogo.model.verdicts import Verdict
from gonogo.session import Session
from support.demos import demo, play_demo
from support.rehearsals import rehearsing

pytestmark = pytest.mark.journey


def one_who_comes_later(trip, **setting):
    """A session of its own over the same world and journal."""
    session = trip.session
    return Session(
        dataclasses.replace(session.setting, begin=(), **setting),
        session._ports,
        session._journal,
        session._clock,
    )


def findings(trip):
    return [event for event in trip.session.journal() if event.kind is EventKind.FINDING]


async def written(session, folder, name, form=""):
    """What `gonogo report` writes."""
    path = folder / name
    args = argparse.Namespace(release=None, html=form == "html", json=form == "json", output=str(path))
    assert await report(session, args) == 0
    return path.read_text()


@pytest.mark.parametrize(
    ("name", "process"), [("ordvec", ""), ("runwasi", ""), ("rustshare", ""), ("wasmtime", "patch")]
)
async def test_every_step_that_was_done_has_its_evidence_after_the_end(name, process, tmp_path):
    async with demo(name, process) as trip:
        assert await play_demo(trip, choices_of(name, process, "")) == 0
        assert trip.verdict is Verdict.DONE
        before = trip.session.journal()
        later = one_who_comes_later(trip, is_read_only=True)
        record = read_json(await written(later, tmp_path, "record.json", "json"), "record.json")
        told = [
            await written(later, tmp_path, "record.md"),
            await written(later, tmp_path, "record.html", "html"),
        ]
        assert trip.session.journal() == before, "who only reads writes nothing"
    past = [step for step in record.steps if step.state == "past"]
    assert all(step.evidence.startswith("not needed: ") for step in past), past
    done = [step for step in record.steps if step.state == "done"]
    assert len(done) == len([step for step in record.steps if step.state not in ("past", "informs")])
    assert all(step.evidence and step.seen_at for step in done)
    assert not [text for text in told if "no longer asked" in text]
    began = [step for step in done if step.seen_at < record.seen_at]
    assert began, "the first steps were seen long before the end, and say so"
    for step in began:
        assert all(step.seen_at.replace("T", " ").replace("Z", " UTC") in text for text in told)


async def test_a_look_in_which_nothing_changed_writes_nothing():
    async with rehearsing() as trip:
        await trip.until_ready("merge")
        await trip.look()
        before = trip.session.journal()
        for _ in range(3):
            trip.server.clock.advance_to(trip.server.clock.now() + timedelta(minutes=1))
            await trip.look()
        await one_who_comes_later(trip).look()
        assert trip.session.journal() == before
        assert {event.step_id for event in findings(trip)} >= {"worktree", "lock-in-sync", "environments"}


async def test_who_only_reads_writes_no_finding():
    async with rehearsing() as trip:
        await trip.look()
        await one_who_comes_later(trip, is_read_only=True).look()
        kept = findings(trip)
        (trip.root / "clone" / "stray.txt").write_text("x")
        reader = one_who_comes_later(trip, is_read_only=True)
        day = await reader.look()
        assert day.views[0].assessment.standing("worktree").finding.verdict is not Verdict.DONE
        assert findings(trip) == kept
        await trip.look()
        assert [event.step_id for event in findings(trip)[len(kept) :]] == ["worktree"]


async def test_a_journal_that_can_not_be_written_does_not_stop_looking(monkeypatch):
    async with rehearsing() as trip:
        await trip.look()
        asked = []

        def full(events):
            asked.extend(events)
            raise JournalError("the disk is full")

        (trip.root / "clone" / "stray.txt").write_text("x")
        with monkeypatch.context() as patch:
            patch.setattr(trip.session._journal, "append_all", full)
            await trip.look()
        assert [event.step_id for event in asked] == ["worktree"]
        await one_who_comes_later(trip).look()
        assert findings(trip)[-1].text == asked[-1].text, "the next who can write it does"
