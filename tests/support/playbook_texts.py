"""Small playbooks to break, one line at a time."""

from __future__ import annotations

from textwrap import dedent, indent

from gonogo.errors import PlaybookError
from gonogo.playbook.load import load_playbook

HEAD = dedent("""\
    gonogo: 1
    repository: octo/demo
    version:
      read: Cargo.toml
      files:
        - {path: Cargo.toml, format: cargo}
    processes:
      release:
        steps:
    """)
"""Nine lines; steps begin in line 10, column 7."""

STEPS = dedent("""\
    - check: worktree
    - do: bump
    - do: tag
    """)


def with_steps(steps: str, head: str = HEAD) -> bytes:
    """A playbook whose steps are these."""
    return (head + indent(dedent(steps), " " * 6)).encode()


def with_top(lines: str) -> bytes:
    """A right playbook with more keys at the top, which begin in line 1."""
    return dedent(lines).encode() + with_steps(STEPS)


def with_head(old: str, new: str) -> bytes:
    """A right playbook with one text of its head replaced."""
    if old not in HEAD:
        raise ValueError(old)
    return with_steps(STEPS, HEAD.replace(old, new))


def mistakes_in(text: bytes) -> list[str]:
    """What the loader says, `line:column: words`; a mistake of the whole file has no place."""
    try:
        load_playbook(text, "p.yml")
    except PlaybookError as error:
        return [str(mistake).removeprefix("p.yml:").strip() for mistake in error.mistakes]
    return []
