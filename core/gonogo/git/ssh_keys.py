"""SSH keys that sign: whether ssh would ask for a passphrase, and having ssh-add ask for it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.git.asking import answer_of, config
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.git.agent import OwnAgent
    from gonogo.git.process import GitProcess

_LITERAL = ("key::", "ssh-", "ecdsa-", "sk-")
"""A key that is written out in the configuration: only an agent has its other half."""

_NO_AGENT = 2
"""How ssh-add ends when there is no agent to talk to."""


async def find_locked_file(git: GitProcess, agent: OwnAgent) -> tuple[str, str] | None:
    """The name and the file of the SSH key that signs here, if it is under a passphrase that no agent spares.

    What can not be found out counts as not locked: signing then says itself what it lacks.

    Args:
        git: Where the key signs.
        agent: gonogo's own.
    """
    program = await config(git, "gpg.ssh.program")
    if Path(program).name not in ("", "ssh-keygen"):
        return None  # it has keys of its own, and its own way to ask
    name = await config(git, "user.signingKey", "--type=path")
    if not name or name.startswith(("-", *_LITERAL)):
        return None
    file = str(Path(git.folder) / name.removesuffix(".pub"))
    opened = await answer_of(git, "ssh-keygen", "-y", "-P", "", "-f", file)
    if opened.code == 0 or b"incorrect passphrase" not in opened.err:
        return None
    mark = _fingerprint((await answer_of(git, "ssh-keygen", "-l", "-f", file)).out)
    if not mark:
        return None
    for env in (git.env, {**git.env, **agent.env}):
        held = (await answer_of(git.with_env(env), "ssh-add", "-l")).out
        if mark in map(_fingerprint, held.splitlines()):
            return None
    return name, file


def add_key(git: GitProcess, agent: OwnAgent, file: str, terminal: str) -> str:
    """Let ssh-add ask for a key's passphrase on a terminal, and keep the key in gonogo's own agent.

    Args:
        git: Where the key signs.
        agent: gonogo's own; started if it does not run.
        file: The private key.
        terminal: The terminal's device, this process's own.

    Returns:
        What went wrong; empty when the key is unlocked.
    """
    if not agent.start(git.env):
        return "ssh-agent could not be started"
    # Asked for on the terminal that was given away, not in a window.
    env = {**git.env, **agent.env, "SSH_ASKPASS_REQUIRE": "never"}
    try:
        with open(terminal, "rb", buffering=0) as keyboard:  # noqa: PTH123 (a device)
            done = subprocess.run(
                ["ssh-add", "-q", "--", file],
                cwd=git.folder,
                env=env,
                stdin=keyboard,
                stderr=subprocess.PIPE,
                check=False,
            )
    except OSError as error:
        return f"the key stays locked: {clean_line(error.strerror or '')}"
    if done.returncode == 0:
        return ""
    if done.returncode == _NO_AGENT:
        agent.close()  # somebody ended it: the next try begins with a new one
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return f"the key stays locked{': ' if lines else ''}{clean_line(lines[-1]) if lines else ''}"


def _fingerprint(line: bytes) -> bytes:
    """The digest in a line of `ssh-keygen -l` or `ssh-add -l`; empty when there is none."""
    words = line.split()
    return words[1] if len(words) > 1 and words[1].startswith(b"SHA256:") else b""
