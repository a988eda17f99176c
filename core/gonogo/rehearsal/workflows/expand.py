"""Jobs of a run: matrices expanded, names and environments rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any, cast

from gonogo.errors import WorkflowError
from gonogo.model.text import clean_line
from gonogo.rehearsal.workflows.expressions import (
    dispatch_inputs,
    evaluate,
    has_expression,
    render,
    whole_expression,
)
from gonogo.rehearsal.workflows.values import is_list, is_truthy, to_text

if TYPE_CHECKING:
    from gonogo.rehearsal.workflows.parse import Call, Workflow, WorkflowJob

MAX_MATRIX = 256
"""Most jobs GitHub makes of one matrix."""

_Cell = dict[str, object]


@dataclass(frozen=True, slots=True)
class JobSpec:
    """One job of a run.

    Attributes:
        key: Its key in the file; the same for all jobs of a matrix.
        name: As GitHub shows it.
        matrix: Its cell of the matrix; empty without one.
        needs: Keys of the jobs before it.
        condition: Its `if:`; '' for the default.
        environment: Name of its environment, rendered; '' for none.
        steps: Names of its steps.
        calls: What each of them runs.
        uses: The called workflow; '' for an ordinary job.
        outputs: Names of its outputs.
        is_fail_fast: In a matrix: whether a failure cancels the others.
        late: The definition, where its matrix hangs on outputs of the jobs before it (see `expand_late`).
    """

    key: str
    name: str
    matrix: Mapping[str, object] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    condition: str = ""
    environment: str = ""
    environment_url: str = ""
    steps: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    uses: str = ""
    outputs: tuple[str, ...] = ()
    is_fail_fast: bool = True
    late: WorkflowJob | None = field(default=None, compare=False)


def expand_jobs(workflow: Workflow, github: Mapping[str, object]) -> tuple[JobSpec, ...]:
    """All jobs of a run, in the order of the file, each matrix expanded.

    A matrix that can only be known from another job's output becomes one job.

    Args:
        workflow: The workflow.
        github: The `github` context.

    Raises:
        WorkflowError: a matrix has more than 256 jobs, or an expression does not read.
    """
    context: dict[str, object] = {"github": github, "inputs": dispatch_inputs(github)}
    specs: list[JobSpec] = []
    for job in workflow.jobs:
        try:
            if _hangs_on_needs(job.matrix):
                specs.append(replace(_spec(job, {}, context), late=job))
                continue
            cells = [{}] if job.matrix is None else _matrix_cells(job.matrix, context)
            specs.extend(_spec(job, cell, context) for cell in cells)
        except WorkflowError as error:
            where = f"{clean_line(workflow.path)}: job {clean_line(job.key, 60)}"
            raise WorkflowError(error.what, where=where) from None
    return tuple(specs)


def expand_late(
    job: WorkflowJob, github: Mapping[str, object], needs: Mapping[str, object]
) -> tuple[JobSpec, ...]:
    """The jobs of a matrix that hangs on outputs, now that they are known; one where it can not be told.

    Args:
        job: The definition.
        github: The `github` context.
        needs: The `needs` context.
    """
    context: dict[str, object] = {"github": github, "inputs": dispatch_inputs(github), "needs": needs}
    try:
        cells = _matrix_cells(job.matrix or {}, context)
    except WorkflowError:
        cells = [{}]
    return tuple(_spec(job, cell, context) for cell in cells)


def _hangs_on_needs(matrix: object) -> bool:
    if isinstance(matrix, str):
        return "needs." in matrix
    if isinstance(matrix, Mapping):
        return any(_hangs_on_needs(value) for value in matrix.values())
    return False


def concurrency(workflow: Workflow, github: Mapping[str, object]) -> tuple[str, bool] | None:
    """The run's concurrency group and whether a newer run cancels it; None without one.

    Raises:
        WorkflowError: an expression in it does not read.
    """
    if workflow.concurrency is None:
        return None
    context: dict[str, object] = {
        "github": {**github, "workflow": workflow.name},
        "inputs": dispatch_inputs(github),
    }
    group = render(workflow.concurrency.group, context)
    cancel = workflow.concurrency.cancel_in_progress
    return (group, bool(cancel) and is_truthy(evaluate(cancel, context))) if group else None


def _spec(job: WorkflowJob, cell: _Cell, context: Mapping[str, object]) -> JobSpec:
    inside = {**context, "matrix": cell}
    return JobSpec(
        key=job.key,
        name=_display_name(job, cell, inside),
        matrix=cell,
        needs=job.needs,
        condition=job.condition,
        environment=render(job.environment, inside),
        environment_url=render(job.environment_url, inside),
        steps=tuple(render(step, inside) for step in job.steps),
        calls=tuple(replace(call, what=render(call.what, inside)) for call in job.calls),
        uses=job.uses,
        outputs=job.outputs,
        is_fail_fast=job.is_fail_fast,
    )


def _display_name(job: WorkflowJob, cell: _Cell, context: Mapping[str, object]) -> str:
    """A name with an expression stands alone; any other is told apart by the cell's values."""
    if has_expression(job.name) and (name := render(job.name, context).strip()):
        return name
    plain = job.key if has_expression(job.name) or not job.name else job.name
    segments = [text for value in cell.values() for text in _leaves(value) if text]
    return f"{plain} ({', '.join(segments)})" if segments else plain


def _leaves(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _leaves(inner)]
    if is_list(value) and isinstance(value, Sequence):
        return [text for inner in value for text in _leaves(inner)]
    return [to_text(value)]


def _matrix_cells(matrix: Mapping[str, object] | str, context: Mapping[str, object]) -> list[_Cell]:
    known = _resolve(matrix, context)
    if not isinstance(known, Mapping):
        return [{}]
    axes = {
        to_text(name): _items(_resolve(values, context))
        for name, values in known.items()
        if name not in ("include", "exclude")
    }
    size = 1
    for values in axes.values():
        size *= len(values)
        _check_count(size)
    cells: list[_Cell] = (
        [dict(zip(axes, row, strict=True)) for row in product(*axes.values())] if axes else []
    )
    excluded = _maps(_resolve(known.get("exclude"), context))
    cells = [cell for cell in cells if not any(_covers(entry, cell) for entry in excluded)]
    cells = _include(cells, _maps(_resolve(known.get("include"), context)))
    _check_count(len(cells))
    return cells or [{}]


def _include(cells: list[_Cell], entries: list[_Cell]) -> list[_Cell]:
    """GitHub's rule: an entry joins each cell whose own values it leaves alone, or becomes a cell."""
    originals = [dict(cell) for cell in cells]
    added: list[_Cell] = []
    for entry in entries:
        fits = [
            number
            for number, original in enumerate(originals)
            if all(key not in original or original[key] == value for key, value in entry.items())
        ]
        for number in fits:
            cells[number].update(entry)
        if not fits:
            added.append(dict(entry))
    return cells + added


def _covers(entry: Mapping[str, object], cell: Mapping[str, object]) -> bool:
    """Whether all that an exclude entry says is so in the cell; inside maps as well."""
    return all(key in cell and _is_part(value, cell[key]) for key, value in entry.items())


def _is_part(part: object, whole: object) -> bool:
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        return _covers(part, whole)
    return part == whole


def _resolve(value: object, context: Mapping[str, object]) -> object:
    """The value of a text that is one expression; anything else as it is."""
    if not isinstance(value, str):
        return value
    return evaluate(value, context) if whole_expression(value) is not None else value


def _items(value: object) -> list[object]:
    if is_list(value):
        return list(cast("Sequence[Any]", value)) or [None]
    return [value]


def _maps(value: object) -> list[_Cell]:
    if not is_list(value):
        return []
    entries = cast("Sequence[Any]", value)
    return [{to_text(k): v for k, v in entry.items()} for entry in entries if isinstance(entry, Mapping)]


def _check_count(count: int) -> None:
    if count > MAX_MATRIX:
        raise WorkflowError(f"The matrix makes {count:,} jobs; GitHub makes at most {MAX_MATRIX}.")
