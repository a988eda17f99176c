"""Commands that a rehearsal shows without running them. Pure."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_VALUE = re.compile(r"\{[a-z][a-z-]*\}")


def stand_in(shown: Mapping[str, tuple[Iterable[str], int]]) -> Callable[[str], str]:
    """What is run for a command: one that prints the lines of the playbook's rehearsal, or itself.

    Args:
        shown: Command as in the step, `{version}` and the like left in → its lines and exit code.
    """
    rows = [(_pattern(template), _script(lines, code)) for template, (lines, code) in shown.items()]

    def instead(command: str) -> str:
        return next((script for pattern, script in rows if pattern.fullmatch(command.strip())), command)

    return instead


def _pattern(template: str) -> re.Pattern[str]:
    literal = (re.escape(part) for part in _VALUE.split(template.strip()))
    return re.compile(".+?".join(literal), re.DOTALL)


def _script(lines: Iterable[str], code: int) -> str:
    said = " ".join(shlex.quote(line) for line in lines)
    return f"printf '%s\\n' {said}; exit {code}" if said else f"exit {code}"
