"""The journal keeps what it was given, in order, across restarts, and lets nothing be changed."""

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.errors import JournalError
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import RepoName
from gonogo.model.releases import Event, EventKind, OutcomeState, open_intents, started_releases

NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def event(kind=EventKind.INTENT, **more):
    return Event(**{"release_id": "r", "step_id": "tag", "kind": kind, "at": NOON, "actor": "you", **more})


@pytest.fixture
def journal(tmp_path):
    opened = SqliteJournal(tmp_path / "state" / "j.sqlite3")
    yield opened
    opened.close()


def test_events_come_back_as_they_were_given(journal):
    given_events = [
        event(data={"choice": "a"}),
        event(EventKind.OUTCOME, intent_id=1, state=OutcomeState.DONE),
    ]
    kept = [journal.append(e) for e in given_events]
    assert [e.event_id for e in kept] == [1, 2]
    assert list(journal.events()) == kept
    assert journal.events("other") == ()


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_any_text_survives(tmp_path_factory, text):
    journal = SqliteJournal(tmp_path_factory.mktemp("j") / "j.sqlite3")
    try:
        journal.append(event(text=text, data={"k": text}))
        (back,) = journal.events()
        assert (back.text, back.data["k"]) == (text, text)
    finally:
        journal.close()


def test_a_second_gonogo_sees_and_adds(tmp_path):
    path = tmp_path / "j.sqlite3"
    one, two = SqliteJournal(path), SqliteJournal(path)
    try:
        one.append(event())
        two.append(event())
        assert len(one.events()) == len(two.events()) == 2
    finally:
        one.close()
        two.close()


def test_nothing_is_changed_or_removed(journal, tmp_path):
    journal.append(event())
    raw = sqlite3.connect(tmp_path / "state" / "j.sqlite3")
    try:
        for statement in ("UPDATE event SET actor = 'x'", "DELETE FROM event"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
    finally:
        raw.close()


def test_an_intent_has_one_outcome(journal):
    intent = journal.append(event())
    outcome = event(EventKind.OUTCOME, intent_id=intent.event_id, state=OutcomeState.DONE)
    journal.append(outcome)
    with pytest.raises(JournalError):
        journal.append(outcome)


def test_an_intent_without_outcome_is_open(journal):
    first, second = journal.append(event()), journal.append(event())
    journal.append(event(EventKind.OUTCOME, intent_id=first.event_id, state=OutcomeState.DONE))
    assert open_intents(journal.events()) == (second,)


def test_a_release_is_its_started_event(journal):
    data = {"process": "release", "previous": "0.5.0", "input.version": "0.6.0"}
    journal.append(event(EventKind.STARTED, data=data))
    (release,) = started_releases(journal.events(), RepoName("o", "n"))
    assert (release.version, release.previous, release.process) == ("0.6.0", "0.5.0", "release")


@pytest.mark.parametrize(
    "content", [b"not a database at all, but text\n" * 50, b"SQLite format 3\0" + b"\xff" * 600]
)
def test_a_file_that_is_no_journal_is_refused_and_kept(tmp_path, content):
    path = tmp_path / "j.sqlite3"
    path.write_bytes(content)
    with pytest.raises(JournalError) as caught:
        SqliteJournal(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_a_journal_of_a_newer_gonogo_is_left_alone(tmp_path):
    path = tmp_path / "j.sqlite3"
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(JournalError, match="newer gonogo"):
        SqliteJournal(path)


def test_the_file_is_private(journal, tmp_path):
    assert (tmp_path / "state" / "j.sqlite3").stat().st_mode & 0o077 == 0


def test_several_are_written_together_or_not_at_all(journal):
    journal.append_all(event(text=str(number)) for number in range(3))
    assert [(e.event_id, e.text) for e in journal.events()] == [(1, "0"), (2, "1"), (3, "2")]
    journal.append_all(())
    twice = [event(text="3"), *[event(EventKind.OUTCOME, intent_id=1, state=OutcomeState.DONE)] * 2]
    with pytest.raises(JournalError):
        journal.append_all(twice)
    assert len(journal.events()) == 3
    assert journal.append(event()).event_id > 3, "it is not left in the middle of a write"
