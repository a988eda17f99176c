"""A workflow file, YAML → Workflow; what GitHub refuses is refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gonogo.errors import WorkflowError
from gonogo.model.text import clean_line
from gonogo.rehearsal.workflows.values import to_text

__all__ = [
    "Concurrency",
    "EventFilter",
    "InputSpec",
    "Workflow",
    "WorkflowError",
    "WorkflowJob",
    "parse_workflow",
]

_MAX_CHARACTERS = 1_000_000
_MAX_NODES = 50_000


@dataclass(frozen=True, slots=True)
class InputSpec:
    """An input of a dispatch or call; `kind` is string, boolean, choice, number or environment."""

    kind: str = "string"
    default: str = ""
    is_required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What stands under one event of `on:`. None: the key is not there.

    Attributes:
        inputs: Names of the inputs of a dispatch or call → default ('' for none).
        crons: The schedules.
        specs: The same inputs, with all that is said of them.
    """

    branches: tuple[str, ...] | None = None
    branches_ignore: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    tags_ignore: tuple[str, ...] | None = None
    paths: tuple[str, ...] | None = None
    paths_ignore: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    workflows: tuple[str, ...] = ()
    crons: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    specs: Mapping[str, InputSpec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Concurrency:
    """A concurrency group; both are templates."""

    group: str
    cancel_in_progress: str


@dataclass(frozen=True, slots=True)
class Call:
    """What a step runs: an action, or a script by its first line."""

    what: str
    is_action: bool = False


@dataclass(frozen=True, slots=True)
class WorkflowJob:
    """A job's definition; texts may still hold `${{ }}`.

    Attributes:
        name: Template of its display name; empty when the file gives none.
        condition: Its `if:`; empty when there is none.
        matrix: Axes, include and exclude; or an expression; None without a matrix.
        environment: Template of its environment's name; empty for none.
        outputs: Names of its outputs.
        steps: Names, as GitHub shows them.
        uses: The called workflow; empty for an ordinary job.
        calls: What each step runs, whatever its name is.
    """

    key: str
    name: str
    needs: tuple[str, ...]
    condition: str
    matrix: Mapping[str, object] | str | None
    is_fail_fast: bool
    environment: str
    environment_url: str
    outputs: tuple[str, ...]
    steps: tuple[str, ...]
    uses: str
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Workflow:
    """A workflow file.

    Texts are kept as they stand in the file: GitHub serves them raw, and the client has to clean them.

    Attributes:
        path: Such as `.github/workflows/ci.yml`.
        name: Its `name:`, or its path.
        events: Event → its filters.
        jobs: In the order of the file.
    """

    path: str
    name: str
    events: Mapping[str, EventFilter]
    jobs: tuple[WorkflowJob, ...]
    concurrency: Concurrency | None = None
    run_name: str = ""


def parse_workflow(path: str, text: str) -> Workflow:
    """Read a workflow file.

    Args:
        path: Its path in the repository; stands in errors.
        text: Its text.

    Raises:
        WorkflowError: GitHub would refuse the file as well; the sentence says why.
    """
    return _parse(path, text)


@lru_cache(maxsize=256)  # the same few files are read again at every event
def _parse(path: str, text: str) -> Workflow:
    top = _load(path, text)
    if "jobs" not in top or not isinstance(top["jobs"], Mapping) or not top["jobs"]:
        raise WorkflowError("The workflow has no jobs.", where=clean_line(path))
    if "on" not in top:
        raise WorkflowError("The workflow has no `on:`.", where=clean_line(path))
    jobs = tuple(_job(path, to_text(key), value) for key, value in top["jobs"].items())
    _check_needs(path, jobs)
    return Workflow(
        path=path,
        name=_text(top.get("name")) or path,
        events=_events(path, top["on"]),
        jobs=jobs,
        concurrency=_concurrency(top.get("concurrency")),
        run_name=_text(top.get("run-name")),
    )


def _load(path: str, text: str) -> Mapping[str, Any]:
    where = clean_line(path)
    if len(text) > _MAX_CHARACTERS:
        raise WorkflowError(f"The workflow has {len(text):,} characters: too large to read.", where=where)
    try:
        # The pure reader is YAML 1.2, where `on` is a word and not a boolean.
        top = YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = clean_line(str(error.problem or "it does not parse"), 120)
        raise WorkflowError(f"The workflow is not YAML: {problem}.", where=where + line) from None
    except (YAMLError, ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise WorkflowError(f"The workflow is not YAML ({type(error).__name__}).", where=where) from None
    if not isinstance(top, Mapping):
        raise WorkflowError("The workflow is not a mapping of `on:` and `jobs:`.", where=where)
    _check_size(where, top)
    return top


def _check_size(where: str, top: object) -> None:
    """Refuse what aliases blow up: a bomb, or a loop, which never ends."""
    left = _MAX_NODES
    heap = [top]
    while heap:
        node = heap.pop()
        left -= 1
        if left < 0:
            raise WorkflowError("The workflow's aliases expand to too much.", where=where)
        if isinstance(node, Mapping):
            heap.extend(node.values())
        elif isinstance(node, list | tuple | set):
            heap.extend(node)


def _events(path: str, on: object) -> dict[str, EventFilter]:
    if isinstance(on, Mapping):
        return {to_text(event): _filter(value) for event, value in on.items()}
    if isinstance(on, str | list):
        return {event: EventFilter() for event in _texts(on) or ()}
    raise WorkflowError("`on:` is no event, list or mapping of events.", where=clean_line(path))


def _filter(value: object) -> EventFilter:
    if isinstance(value, list):  # schedule
        return EventFilter(
            crons=tuple(_text(line.get("cron")) for line in value if isinstance(line, Mapping))
        )
    if not isinstance(value, Mapping):
        return EventFilter()
    inputs = value.get("inputs")
    return EventFilter(
        branches=_texts(value.get("branches")),
        branches_ignore=_texts(value.get("branches-ignore")),
        tags=_texts(value.get("tags")),
        tags_ignore=_texts(value.get("tags-ignore")),
        paths=_texts(value.get("paths")),
        paths_ignore=_texts(value.get("paths-ignore")),
        types=_texts(value.get("types")),
        workflows=_texts(value.get("workflows")) or (),
        inputs={to_text(name): _text(_get(spec, "default")) for name, spec in inputs.items()}
        if isinstance(inputs, Mapping)
        else {},
        specs={to_text(name): _input(spec) for name, spec in inputs.items()}
        if isinstance(inputs, Mapping)
        else {},
    )


def _input(value: object) -> InputSpec:
    return InputSpec(
        _text(_get(value, "type")) or "string",
        _text(_get(value, "default")),
        _get(value, "required") is True,
        _texts(_get(value, "options")) or (),
    )


def _job(path: str, key: str, value: object) -> WorkflowJob:
    if not isinstance(value, Mapping):
        raise WorkflowError(f"The job {clean_line(key, 60)!r} is no mapping.", where=clean_line(path))
    strategy = value.get("strategy")
    matrix = _get(strategy, "matrix")
    environment = value.get("environment")
    outputs = value.get("outputs")
    steps = value.get("steps")
    return WorkflowJob(
        key=key,
        name=_text(value.get("name")),
        needs=_texts(value.get("needs")) or (),
        condition=_text(value.get("if")).strip(),
        matrix=matrix if isinstance(matrix, Mapping | str) else None,
        is_fail_fast=_get(strategy, "fail-fast") is not False,
        environment=_text(_get(environment, "name") if isinstance(environment, Mapping) else environment),
        environment_url=_text(_get(environment, "url")),
        outputs=tuple(to_text(name) for name in outputs) if isinstance(outputs, Mapping) else (),
        steps=tuple(_step_name(step) for step in steps) if isinstance(steps, list) else (),
        uses=_text(value.get("uses")),
        calls=tuple(_call(step) for step in steps) if isinstance(steps, list) else (),
    )


def _step_name(step: object) -> str:
    return _text(_get(step, "name")) or f"Run {_call(step).what}"


def _call(step: object) -> Call:
    uses = _text(_get(step, "uses"))
    return Call(uses or _text(_get(step, "run")).strip().split("\n", 1)[0], is_action=bool(uses))


def _check_needs(path: str, jobs: tuple[WorkflowJob, ...]) -> None:
    where = clean_line(path)
    needs = {job.key: set(job.needs) for job in jobs}
    for key, wanted in needs.items():
        for missing in sorted(wanted - needs.keys()):
            sentence = (
                f"The job {clean_line(key, 60)!r} needs {clean_line(missing, 60)!r}, which is not there."
            )
            raise WorkflowError(sentence, where=where)
    while needs:
        ready = {key for key, wanted in needs.items() if not wanted & needs.keys()}
        if not ready:
            circle = ", ".join(clean_line(key, 60) for key in sorted(needs))
            raise WorkflowError(f"These jobs need one another in a circle: {circle}.", where=where)
        needs = {key: wanted for key, wanted in needs.items() if key not in ready}


def _concurrency(value: object) -> Concurrency | None:
    if isinstance(value, Mapping):
        group = _text(value.get("group"))
        return Concurrency(group, _text(value.get("cancel-in-progress"))) if group else None
    return Concurrency(_text(value), "") if _text(value) else None


def _get(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _text(value: object) -> str:
    return "" if isinstance(value, Mapping | list) else to_text(value)


def _texts(value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    return (_text(value),)
