"""gonogo lint and gonogo schema."""

from __future__ import annotations

import json
from pathlib import Path

from gonogo.cli.output import say
from gonogo.errors import UsageError
from gonogo.playbook.load import load_playbook
from gonogo.playbook.schema import json_schema

_LIMIT_BYTES = 20_000_000
"""Read at most this much; the loader refuses far less, with a sentence."""


def lint(file: str) -> int:
    """Check a playbook; all its mistakes in one go.

    Raises:
        UsageError: the file can not be read.
        PlaybookError: it has mistakes.
    """
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_LIMIT_BYTES)
    except OSError as error:
        raise UsageError(f"{file} can not be read: {error.strerror}") from error
    playbook = load_playbook(data, file)
    counts = ", ".join(f"{name} {len(process.steps)} steps" for name, process in playbook.processes.items())
    say(f"{file}: a playbook for {playbook.repository[0]} ({counts})")
    return 0


def schema() -> int:
    """Print the JSON Schema of playbooks."""
    say(json.dumps(json_schema(), indent=2))
    return 0
