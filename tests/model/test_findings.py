"""A finding comes back from the journal as it was; a line written by hand says what can be read of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.model.findings import finding_event, finding_of, last_findings
from gonogo.model.releases import Event, EventKind
from gonogo.model.verdicts import Fact, Finding, Standing, Verdict

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = st.text(max_size=30)
FACTS = st.builds(Fact, TEXT, TEXT, TEXT, st.sampled_from((None, True, False)), TEXT)
MOMENTS = st.datetimes(timezones=st.just(UTC))
FINDINGS = st.builds(
    Finding,
    st.sampled_from(Verdict),
    TEXT,
    MOMENTS,
    TEXT,
    TEXT,
    st.lists(FACTS, max_size=3).map(tuple),
    TEXT,
    st.none() | MOMENTS,
)


@given(finding=FINDINGS, waived=TEXT)
def test_it_comes_back_as_it_was(finding: Finding, waived: str) -> None:
    event = finding_event("r", Standing("tag", finding, waived=waived), "a" * 40, NOON, "mira")
    assert finding_of(event) == finding
    assert (event.kind, event.subject, event.data.get("waived", "")) == (EventKind.FINDING, "a" * 40, waived)
    assert all(isinstance(value, str) for value in event.data.values())


def test_what_has_no_time_of_its_own_was_seen_when_it_was_written() -> None:
    event = finding_event("r", Standing("tag", Finding(Verdict.DONE, "is there")), "", NOON, "mira")
    assert finding_of(event).seen_at == NOON


def test_the_last_line_of_each_step_counts() -> None:
    def line(number: int, step: str, kind: EventKind = EventKind.FINDING) -> Event:
        return Event("r", step, kind, NOON + timedelta(hours=number), "mira", event_id=number)

    lines = (line(1, "tag"), line(2, "go"), line(3, "tag"), line(4, "tag", EventKind.WAIVER))
    assert {step: event.event_id for step, event in last_findings(lines).items()} == {"tag": 3, "go": 2}


@pytest.mark.parametrize("facts", ["nonsense", "{}", "3", "[1]", '[["a"]]', "[" * 100_000, '"abcde"', "null"])
def test_a_line_that_was_written_by_hand(facts: str) -> None:
    data = {"verdict": "SPLENDID", "seen_at": "yesterday", "facts": facts}
    event = Event("r", "tag", EventKind.FINDING, NOON, "mira", text="is there", data=data)
    assert finding_of(event) == Finding(Verdict.UNKNOWN, "is there", NOON)
    naive = replace(event, data={"verdict": "DONE", "seen_at": "2026-11-20T12:00:00"})
    assert finding_of(naive) == Finding(Verdict.DONE, "is there", NOON)
