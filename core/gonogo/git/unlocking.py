"""The signing key's passphrase: whether it would be asked for, and asking for it on a terminal.

gonogo never handles a passphrase: gpg asks for it itself, and gpg-agent keeps it for the signing
that follows. Only where the key is locked the screen has to give way.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess

_LIMIT_S = 10.0
_CAPABILITIES, _GRIP = 11, 9
"""Fields of gpg's colon listing."""


@dataclass(frozen=True, slots=True)
class LockedKey:
    """A signing key whose passphrase gpg would ask for.

    Attributes:
        name: The key as git's configuration names it.
        program: gpg.
    """

    name: str
    program: str


async def find_locked_key(git: GitProcess) -> LockedKey | None:
    """The key that signs here, if it is gpg's and locked; None when nothing would be asked.

    What can not be found out counts as not locked: signing then says itself what it lacks.
    """
    if (await _config(git, "gpg.format")) not in ("", "openpgp"):
        return None
    program = await _config(git, "gpg.openpgp.program") or await _config(git, "gpg.program") or "gpg"
    name = await _config(git, "user.signingKey") or await _config(git, "user.email")
    if not name or name.startswith("-") or shutil.which(program, path=git.env.get("PATH")) is None:
        return None
    form = ("--batch", "--with-colons", "--with-keygrip")
    listed = await _output(git, program, *form, "--list-secret-keys", "--", name)
    states = [await _is_locked(git, grip) for grip in _signing_grips(listed)]
    return LockedKey(name, program) if states and all(states) else None


def unlock_key(git: GitProcess, key: LockedKey, terminal: str) -> str:
    """Let gpg ask for the passphrase on a terminal that nobody else uses meanwhile.

    Args:
        git: Where the key signs.
        key: The key.
        terminal: The terminal's device.

    Returns:
        What gpg says went wrong; empty when the key is unlocked.
    """
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


async def _config(git: GitProcess, name: str) -> str:
    return (await git.run("config", "--get", name)).text


async def _output(git: GitProcess, *words: str) -> str:
    """What a program prints; empty when it fails or hangs."""
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            cwd=git.folder,
            env=git.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return ""
    try:
        async with asyncio.timeout(_LIMIT_S):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return ""
    return out.decode("utf-8", "replace")
