"""Small playbooks to break, one line at a time."""

from __future__ import annotations

from textwrap import dedent, indent

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
