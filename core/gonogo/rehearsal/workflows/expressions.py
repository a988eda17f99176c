"""Expressions evaluated: `if:` conditions, `${{ }}` in texts, and whether a job runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.errors import WorkflowError
from gonogo.model.text import clean_line
from gonogo.rehearsal.workflows import values
from gonogo.rehearsal.workflows.syntax import (
    Binary,
    Call,
    Index,
    Literal,
    Name,
    Node,
    Not,
    calls_any,
    parse_expression,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.rehearsal.workflows.expand import JobSpec

STATUS_FUNCTIONS = frozenset({"success", "failure", "always", "cancelled"})
TYPED_INPUTS = " inputs"
"""Where the `github` context of a run keeps its inputs with their types; no expression can name it."""
_OPEN = "${{"
_CLOSE = "}}"


@dataclass(frozen=True, slots=True)
class NeedResult:
    """What a needed job came to.

    Attributes:
        result: `success`, `failure`, `cancelled` or `skipped`.
        outputs: Its outputs.
    """

    result: str
    outputs: Mapping[str, str] = field(default_factory=dict)


def evaluate(text: str, context: Mapping[str, object]) -> object:
    """The value of a condition, written with or without `${{ }}`.

    Args:
        text: Such as `needs.guard.outputs.ok == 'true'`; empty gives None.
        context: `github`, `needs`, `matrix`, …; what is missing is null. `status` (`success`,
            `failure`, `cancelled`, anything else) is what success(), failure() and cancelled() go by.

    Raises:
        WorkflowError: the text is no expression, or calls a function that does not exist.
    """
    pieces = _split(text.strip())
    if len(pieces) == 1:
        is_expression, inner = pieces[0]
        return _value(parse_expression(inner if is_expression else text), context)
    return render(text, context) if pieces else None


def render(text: str, context: Mapping[str, object]) -> str:
    """A text with each `${{ }}` replaced by its value.

    Raises:
        WorkflowError: an expression in it does not read.
    """
    parts = [
        values.to_text(_value(parse_expression(piece), context)) if is_expression else piece
        for is_expression, piece in _split(text)
    ]
    return "".join(parts)


def has_expression(text: str) -> bool:
    """Whether the text holds a `${{`."""
    return _OPEN in text


def whole_expression(text: str) -> str | None:
    """The inside of a text that is one `${{ }}` and nothing else; None for any other text."""
    pieces = _split(text.strip())
    return pieces[0][1] if len(pieces) == 1 and pieces[0][0] else None


def job_runs(
    spec: JobSpec,
    needs: Mapping[str, NeedResult],
    github: Mapping[str, object],
    *,
    ancestors: Iterable[str] = (),
    is_cancelled: bool = False,
) -> bool:
    """Whether a job runs, once all jobs that it needs are finished.

    GitHub's rule: without a status function in its condition, a job is skipped when any job before it
    was skipped, cancelled or failed.

    Args:
        spec: The job.
        needs: Job key → what it came to (one for all jobs of a matrix).
        github: The `github` context.
        ancestors: Results of the jobs that its needs depended on: GitHub counts those as well.
        is_cancelled: The run has been cancelled.

    Raises:
        WorkflowError: its condition does not read.
    """
    results = [*ancestors, *(need.result for need in needs.values())]
    context: dict[str, object] = {
        "github": github,
        "inputs": dispatch_inputs(github),
        "needs": {key: {"result": need.result, "outputs": dict(need.outputs)} for key, need in needs.items()},
        "status": _status(results, is_cancelled=is_cancelled),
    }
    if not spec.condition:
        return context["status"] == "success"
    if not _asks_status(spec.condition) and context["status"] != "success":
        return False
    return values.is_truthy(evaluate(spec.condition, context))


def dispatch_inputs(github: Mapping[str, object]) -> object:
    """The `inputs` context: what a dispatch was given, booleans as such; None for other events."""
    if TYPED_INPUTS in github:
        return github[TYPED_INPUTS]
    return values.take_key(github.get("event"), "inputs")


def _status(results: list[str], *, is_cancelled: bool) -> str:
    if is_cancelled:
        return "cancelled"
    if "failure" in results:
        return "failure"
    return "success" if all(result == "success" for result in results) else "skipped"


def _asks_status(condition: str) -> bool:
    pieces = _split(condition.strip())
    if len(pieces) == 1:
        return calls_any(parse_expression(pieces[0][1]), STATUS_FUNCTIONS)
    return any(is_ex and calls_any(parse_expression(piece), STATUS_FUNCTIONS) for is_ex, piece in pieces)


def _split(text: str) -> list[tuple[bool, str]]:
    """The pieces of a text: (is an expression, its inside) in order; no empty texts between."""
    pieces: list[tuple[bool, str]] = []
    position = 0
    while (start := text.find(_OPEN, position)) >= 0:
        if start > position:
            pieces.append((False, text[position:start]))
        end = _find_close(text, start + len(_OPEN))
        pieces.append((True, text[start + len(_OPEN) : end]))
        position = end + len(_CLOSE)
    if position < len(text):
        pieces.append((False, text[position:]))
    return pieces


def _find_close(text: str, start: int) -> int:
    is_quoted = False
    for position in range(start, len(text)):
        if text[position] == "'":
            is_quoted = not is_quoted
        elif not is_quoted and text.startswith(_CLOSE, position):
            return position
    raise WorkflowError(
        f"The expression {clean_line(text[start:], 60)!r} is not closed: write }}}} after it."
    )


def _value(node: Node, context: Mapping[str, object]) -> object:
    match node:
        case Literal():
            return node.value
        case Name():
            return values.take_key(context, node.name)
        case Not():
            return not values.is_truthy(_value(node.inner, context))
        case Binary():
            return _binary(node, context)
        case Index():
            return _index(node, context)
        case Call():
            return _call(node, context)


def _binary(node: Binary, context: Mapping[str, object]) -> object:
    left = _value(node.left, context)
    if node.operator == "&&":
        return _value(node.right, context) if values.is_truthy(left) else left
    if node.operator == "||":
        return left if values.is_truthy(left) else _value(node.right, context)
    right = _value(node.right, context)
    match node.operator:
        case "==":
            return values.equals(left, right)
        case "!=":
            return not values.equals(left, right)
        case "<":
            return values.is_less(left, right)
        case ">":
            return values.is_less(right, left)
        case "<=":
            return values.is_less(left, right) or values.equals(left, right)
        case _:
            return values.is_less(right, left) or values.equals(left, right)


def _index(node: Index, context: Mapping[str, object]) -> object:
    base = _value(node.base, context)
    if node.key is None:
        return values.take_all(base)
    key = _value(node.key, context)
    if isinstance(node.base, Index) and node.base.key is None:  # github.event.labels.*.name
        found = (values.take_key(element, key) for element in values.take_all(base))
        return [value for value in found if value is not None]
    return values.take_key(base, key)


def _call(node: Call, context: Mapping[str, object]) -> object:
    if node.function in STATUS_FUNCTIONS:
        return node.function == "always" or context.get("status", "success") == node.function
    if node.function not in values.FUNCTIONS:
        raise WorkflowError(f"The function {clean_line(node.function, 40)}() does not exist in expressions.")
    fewest, most, function = values.FUNCTIONS[node.function]
    if not fewest <= len(node.arguments) <= most:
        raise WorkflowError(f"{node.function}() was given {len(node.arguments)} arguments.")
    return function(*(_value(argument, context) for argument in node.arguments))
