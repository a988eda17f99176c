"""A record as JSON, and back: what `gonogo report --json` writes, `gonogo report --from FILE` shows."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, cast, get_args, get_type_hints

from gonogo.cli.report.record import RECORD_NUMBER, Record
from gonogo.cli.report.words import plain, plain_lines
from gonogo.errors import UsageError


def write_json(record: Record) -> str:
    """The whole record as one JSON object."""
    return _text({"record": RECORD_NUMBER, **dataclasses.asdict(record)})


def write_list(*records: Record) -> str:
    """Several records as one JSON object."""
    return _text({"record": RECORD_NUMBER, "records": [dataclasses.asdict(record) for record in records]})


def _text(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def read_json(text: str, name: str) -> Record:
    """A record that `write_json` wrote; see `read_records_of`.

    Raises:
        UsageError: it is no record, or one of a newer gonogo.
    """
    return cast("Record", _made(Record, _data(text, name), name, ""))


def read_records_of(text: str, name: str) -> list[Record]:
    """What `write_json` or `write_list` wrote; the words are cleaned again, whoever had it in hand since.

    Args:
        text: The JSON.
        name: The file's name, for errors.

    Raises:
        UsageError: it is no record, or one of a newer gonogo.
    """
    data = _data(text, name)
    if "records" not in data:
        return [cast("Record", _made(Record, data, name, ""))]
    if not isinstance(data["records"], list):
        raise UsageError(f"{name} is no record: records is no list", advice=_ADVICE)
    return [
        cast("Record", _made(Record, one, name, f"records[{n}]")) for n, one in enumerate(data["records"])
    ]


def _data(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is no record: {plain(str(error))}", advice=_ADVICE) from None
    if not isinstance(data, dict) or not isinstance(data.get("record"), int):
        raise UsageError(f"{name} is no record", advice=_ADVICE)
    if data["record"] > RECORD_NUMBER:
        raise UsageError(
            f"{name} was written by a newer gonogo (form {data['record']}, this one knows {RECORD_NUMBER})",
            advice="Update gonogo.",
        )
    return data


_ADVICE = "Write one with: gonogo report --json --output FILE"


def _made(kind: type[Any], data: object, name: str, where: str) -> object:
    """A line of the record from its JSON.

    Raises:
        UsageError: a field is missing, or is something else.
    """
    if not isinstance(data, dict):
        raise UsageError(f"{name} is no record: {where or 'it'} is no object", advice=_ADVICE)
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    for field in dataclasses.fields(kind):
        place = f"{where}.{field.name}".lstrip(".")
        value = data.get(field.name)
        if hints[field.name] is str:
            if not isinstance(value, str):
                raise UsageError(f"{name} is no record: {place} is no text", advice=_ADVICE)
            values[field.name] = plain_lines(value) if field.name == "notes" else plain(value)
            continue
        if not isinstance(value, list):
            raise UsageError(f"{name} is no record: {place} is no list", advice=_ADVICE)
        inner = get_args(hints[field.name])[0]
        values[field.name] = tuple(
            _item(inner, item, name, f"{place}[{number}]") for number, item in enumerate(value)
        )
    return kind(**values)


def _item(kind: type[Any], item: object, name: str, place: str) -> object:
    if kind is not str:
        return _made(kind, item, name, place)
    if not isinstance(item, str):
        raise UsageError(f"{name} is no record: {place} is no text", advice=_ADVICE)
    return plain(item)
