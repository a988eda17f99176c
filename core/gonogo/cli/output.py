"""Writing for people and for programs: lines to stdout, errors to stderr, one exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gonogo.errors import GonogoError, explain

SCHEMA_NUMBER = 1
"""Of every JSON output. A key keeps its meaning while this number stays."""


def say(line: str = "") -> None:
    """One line to stdout."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_json(value: Mapping[str, Any]) -> None:
    """One JSON object on one line, with the schema number."""
    say(json.dumps({"schema": SCHEMA_NUMBER, **value}, default=_plain, ensure_ascii=False))


def complain(error: GonogoError, about: str = "") -> int:
    """The error's sentence to stderr, and what it is about where that is not plain; its exit code."""
    text = str(error) if hasattr(error, "mistakes") else explain(error)
    sys.stderr.write(f"gonogo: {about}{about and ': '}{text}\n")
    return error.exit_code


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    import dataclasses  # noqa: PLC0415 (slow to load, and seldom needed)

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _named(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, frozenset)):
        return list(value)
    return str(value)


def _named(value: object) -> object:
    """Named tuples as objects: JSON would make lists of them."""
    if not isinstance(value, tuple):
        return value
    if hasattr(value, "_asdict"):
        return {key: _named(one) for key, one in value._asdict().items()}
    return [_named(one) for one in value]
