"""The signing key's passphrase: whether it would be asked for, and asking for it on a terminal.

gonogo never handles a passphrase: gpg asks for it itself, and gpg-agent keeps it for the signing
that follows; for an SSH key ssh-add asks, and an agent of gonogo's own keeps the key. Only where
the key is locked the screen has to give way.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.git.asking import answer_of, config, interrupts_ignored
from gonogo.git.ssh_keys import add_key, find_locked_file
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.git.agent import OwnAgent
    from gonogo.git.process import GitProcess

_CAPABILITIES, _GRIP = 11, 9
"""Fields of gpg's colon listing."""


@dataclass(frozen=True, slots=True)
class LockedKey:
    """A signing key whose passphrase would be asked for.

    Attributes:
        name: The key as git's configuration names it.
        program: gpg; empty for an SSH key.
        file: The private SSH key; empty for a key of gpg's.
    """

    name: str
    program: str = ""
    file: str = ""


async def signs_commits(git: GitProcess) -> bool:
    """Whether the maintainer has every commit signed."""
    return await config(git, "commit.gpgSign", "--type=bool") == "true"


async def find_locked_key(git: GitProcess, agent: OwnAgent) -> LockedKey | None:
    """The key that signs here, if it is locked; None when nothing would be asked.

    What can not be found out counts as not locked: signing then says itself what it lacks.

    Args:
        git: Where the key signs.
        agent: gonogo's own ssh-agent.
    """
    match await config(git, "gpg.format"):
        case "" | "openpgp":
            return await _find_locked_gpg(git)
        case "ssh":
            found = await find_locked_file(git, agent)
            return LockedKey(found[0], file=found[1]) if found else None
        case _:
            return None


async def _find_locked_gpg(git: GitProcess) -> LockedKey | None:
    program = await config(git, "gpg.openpgp.program") or await config(git, "gpg.program") or "gpg"
    name = await config(git, "user.signingKey") or await config(git, "user.email")
    if not name or name.startswith("-") or shutil.which(program, path=git.env.get("PATH")) is None:
        return None
    form = ("--batch", "--with-colons", "--with-keygrip")
    listed = await _output(git, program, *form, "--list-secret-keys", "--", name)
    states = [await _is_locked(git, grip) for grip in _signing_grips(listed)]
    return LockedKey(name, program) if states and all(states) else None


def unlock_key(git: GitProcess, agent: OwnAgent, key: LockedKey, terminal: str) -> str:
    """Let the key's own program ask for the passphrase on a terminal that nobody else uses meanwhile.

    Args:
        git: Where the key signs.
        agent: gonogo's own ssh-agent, which keeps an SSH key.
        key: The key.
        terminal: The terminal's device.

    Returns:
        What went wrong; empty when the key is unlocked.
    """
    with interrupts_ignored():
        return add_key(git, agent, key.file, terminal) if key.file else _unlock_gpg(git, key, terminal)


def _unlock_gpg(git: GitProcess, key: LockedKey, terminal: str) -> str:
    done = subprocess.run(
        [key.program, "--quiet", "--local-user", key.name, "--detach-sign", "--output", "-"],
        input=b"gonogo unlocks this key",
        cwd=git.folder,
        env={**git.env, "GPG_TTY": terminal},
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return clean_line(lines[-1]) if lines else f"gpg ended with {done.returncode}"


def _signing_grips(listed: str) -> tuple[str, ...]:
    """The grips of the keys and subkeys that may sign."""
    grips, can_sign = [], False
    for line in listed.splitlines():
        fields = line.split(":")
        if fields[0] in ("sec", "ssb"):
            is_usable = fields[1] not in ("e", "r", "i")
            can_sign = is_usable and len(fields) > _CAPABILITIES and "s" in fields[_CAPABILITIES]
        elif fields[0] == "grp" and can_sign:
            grips.append(fields[_GRIP])
    return tuple(grips)


async def _is_locked(git: GitProcess, grip: str) -> bool:
    """The agent has the key under a passphrase, and does not hold that passphrase now."""
    told = await _output(git, "gpg-connect-agent", f"keyinfo {grip}", "/bye")
    words = told.split()
    return words[:2] == ["S", "KEYINFO"] and len(words) > 7 and words[6] != "1" and words[7] == "P"


async def _output(git: GitProcess, *words: str) -> str:
    """What a program prints; empty when it fails or hangs."""
    return (await answer_of(git, *words)).out.decode("utf-8", "replace")
