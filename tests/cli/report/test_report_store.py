"""A record goes to JSON and back as it is; what is no record is one sentence."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.cli.report.record import RECORD_NUMBER
from gonogo.cli.report.store import read_json, read_records_of, write_json, write_list
from gonogo.errors import UsageError
from support.report_records import HOSTILE, filled


@given(st.lists(st.text(max_size=60), min_size=1, max_size=20))
def test_it_comes_back_as_it_went(words: list[str]) -> None:
    record = filled(itertools.cycle([*words, *HOSTILE]))
    assert read_json(write_json(record), "x.json") == record


def test_words_that_somebody_put_in_are_cleaned() -> None:
    data = json.loads(write_json(filled(itertools.cycle(["word"]))))
    data["steps"][0]["evidence"] = "\x1b[2J\u202eevil"
    assert read_json(json.dumps(data), "x.json").steps[0].evidence == "\ufffdevil"


def spoil(**changes: object) -> str:
    return json.dumps({**json.loads(write_json(filled(itertools.cycle(["word"])))), **changes})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.json is no record: Expecting value"),
        ("[]", "x.json is no record"),
        ("{}", "x.json is no record"),
        ("[" * 100_000, "x.json is no record"),
        (spoil(record=RECORD_NUMBER + 1), "x.json was written by a newer gonogo"),
        (spoil(record="1"), "x.json is no record"),
        (spoil(verdict=7), "verdict is no text"),
        (spoil(steps={}), "steps is no list"),
        (spoil(steps=[1]), "steps[0] is no object"),
        (spoil(steps=[{}]), "steps[0].step is no text"),
        (spoil(inputs=[None]), "inputs[0] is no text"),
    ],
)
def test_what_is_no_record_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_json(text, "x.json")
    assert said in str(caught.value)
    assert "\n" not in caught.value.what


def test_several_come_back_in_their_order() -> None:
    records = [filled(itertools.cycle([word])) for word in ("one", "two")]
    assert read_records_of(write_list(*records), "x.json") == records
    assert read_records_of(write_json(records[0]), "x.json") == records[:1]
    assert read_records_of(write_list(), "x.json") == []


@pytest.mark.parametrize("records", [{}, [1], [{}], None])
def test_a_list_of_what_is_no_record(records: object) -> None:
    with pytest.raises(UsageError, match="x.json is no record: records"):
        read_records_of(json.dumps({"record": RECORD_NUMBER, "records": records}), "x.json")
