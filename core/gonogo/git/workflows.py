"""A workflow file, read for what a release needs: jobs, environments, and what starts it."""

from __future__ import annotations

import warnings
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gonogo.errors import LookError
from gonogo.model.local import WorkflowFile, WorkflowJob
from gonogo.model.text import clean_line

FOLDER = ".github/workflows"


def read_workflow(text: str, file: str, sha: str) -> WorkflowFile:
    """A workflow file as data.

    Raises:
        LookError: it is not YAML, or no workflow.
    """
    path = f"{FOLDER}/{file}"
    data = _load(text, path)
    if not isinstance(data, dict) or not isinstance(data.get("jobs"), dict):
        raise LookError("This is no workflow: it has no jobs.", where=path)
    starts = _starts(data.get("on", data.get(True)))
    push = starts.get("push")
    push = push if isinstance(push, dict) else {}
    jobs = tuple(_job(str(key), value) for key, value in data["jobs"].items() if isinstance(value, dict))
    return WorkflowFile(
        path, sha, jobs, _texts(push.get("tags")), _texts(push.get("branches")), tuple(starts)
    )


def _load(text: str, path: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return yaml.load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        problem = clean_line(error.problem or "it cannot be read", 200).split(". ")[0]
        raise LookError(f"This is not YAML: {problem}.", where=path + line) from None
    except (YAMLError, ValueError, RecursionError):
        raise LookError("This is not YAML that can be read.", where=path) from None


def _starts(on: Any) -> dict[str, Any]:
    """Event → its filters, from a name, a list of names, or a mapping."""
    if isinstance(on, dict):
        return {clean_line(str(event)): filters for event, filters in on.items()}
    return dict.fromkeys(_texts(on))


def _job(key: str, job: dict[Any, Any]) -> WorkflowJob:
    environment = job.get("environment")
    if isinstance(environment, dict):
        environment = environment.get("name")
    return WorkflowJob(
        key=clean_line(key),
        name=clean_line(str(job.get("name") or key)),
        environment=clean_line(str(environment or "")),
        needs=_texts(job.get("needs")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [] if value is None or isinstance(value, dict) else [value]
    return tuple(clean_line(str(item)) for item in items)
