"""Values of expressions as GitHub compares, prints and passes them to functions."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence

from gonogo.errors import WorkflowError

_FORMAT = re.compile(r"\{\{|\}\}|\{(\d+)\}|[{}]")
_HASH = "0" * 64
"""What hashFiles gives: no file is hashed here."""


def is_truthy(value: object) -> bool:
    """GitHub's truth: false, 0, NaN, the empty string and null are not."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return not (value is None or value is False or value in (0, ""))


def is_list(value: object) -> bool:
    """A YAML sequence or JSON array."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def to_text(value: object) -> str:
    """A value as it is put into a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g").replace("inf", "Infinity").replace("nan", "NaN")
    if isinstance(value, Mapping):
        return "Object"
    return "Array" if is_list(value) else str(value)


def to_number(value: object) -> float:
    """A value as a number: NaN where it is none."""
    if value is None or value == "":
        return 0.0
    if isinstance(value, bool | int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, str):
        try:
            number = json.loads(value.strip())
        except ValueError:
            return math.nan
        is_number = isinstance(number, int | float) and not isinstance(number, bool)
        return to_number(number) if is_number else math.nan
    return math.nan


def equals(left: object, right: object) -> bool:
    """GitHub's loose equality: text without case, unlike types as numbers, containers by identity."""
    if isinstance(left, str) and isinstance(right, str):
        return left.upper() == right.upper()
    if left is None and right is None:
        return True
    if _is_container(left) or _is_container(right):
        return left is right
    return to_number(left) == to_number(right)


def is_less(left: object, right: object) -> bool:
    """Whether left comes before right."""
    if isinstance(left, str) and isinstance(right, str):
        return left.upper() < right.upper()
    return to_number(left) < to_number(right)


def take_key(base: object, key: object) -> object:
    """`base[key]`, keys without case; None where there is none."""
    if isinstance(base, Mapping) and isinstance(key, str | int):
        wanted = to_text(key)
        if wanted in base:
            return base[wanted]
        return next((v for k, v in base.items() if to_text(k).upper() == wanted.upper()), None)
    if is_list(base) and isinstance(base, Sequence):
        number = to_number(key)
        if math.isfinite(number) and 0 <= number < len(base):
            return base[int(number)]
    return None


def take_all(base: object) -> list[object]:
    """`base.*`: the elements or the values."""
    if isinstance(base, Mapping):
        return list(base.values())
    return list(base) if is_list(base) and isinstance(base, Sequence) else []


def _is_container(value: object) -> bool:
    return isinstance(value, Mapping) or is_list(value)


def _contains(search: object, item: object) -> bool:
    if is_list(search) and isinstance(search, Sequence):
        return any(equals(element, item) for element in search)
    return to_text(item).upper() in to_text(search).upper()


def _starts_with(text: object, start: object) -> bool:
    return to_text(text).upper().startswith(to_text(start).upper())


def _ends_with(text: object, end: object) -> bool:
    return to_text(text).upper().endswith(to_text(end).upper())


def _format(template: object, *values: object) -> str:
    def fill(match: re.Match[str]) -> str:
        whole = match.group(0)
        if match.group(1) is None:
            if len(whole) == 1:
                raise WorkflowError(f"format() has a lone {whole!r}: write it twice.")
            return whole[0]
        number = int(match.group(1)) if len(match.group(1)) < 4 else len(values)
        if number >= len(values):
            raise WorkflowError(f"format() has {whole} but only {len(values)} values.")
        return to_text(values[number])

    return _FORMAT.sub(fill, to_text(template))


def _join(values: object, separator: object = ",") -> str:
    if is_list(values) and isinstance(values, Sequence):
        return to_text(separator).join(to_text(value) for value in values)
    return to_text(values)


def _to_json(value: object) -> str:
    try:
        return json.dumps(value, indent=2, default=to_text)
    except (TypeError, ValueError, RecursionError):
        raise WorkflowError("toJSON() was given something that JSON cannot hold.") from None


def _from_json(text: object) -> object:
    written = to_text(text)
    if not written:
        return None  # an output of a step that was never executed
    try:
        parsed: object = json.loads(written)
    except (ValueError, RecursionError):
        raise WorkflowError("fromJSON() was given something that is no JSON.") from None
    return parsed


def _hash_files(*_patterns: object) -> str:
    return _HASH


FUNCTIONS: dict[str, tuple[int, int, Callable[..., object]]] = {
    "contains": (2, 2, _contains),
    "startswith": (2, 2, _starts_with),
    "endswith": (2, 2, _ends_with),
    "format": (1, 255, _format),
    "join": (1, 2, _join),
    "tojson": (1, 1, _to_json),
    "fromjson": (1, 1, _from_json),
    "hashfiles": (1, 255, _hash_files),
}
"""Name in lower case → fewest arguments, most arguments, function."""
