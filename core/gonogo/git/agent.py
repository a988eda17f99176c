"""An ssh-agent of gonogo's own: it holds what was unlocked here, and nobody else hears of it.

It lives as long as this process and no longer, however that ends: it hangs on a pipe, and when the
pipe is closed, a child of the agent ends it and removes the folder. The user's own agent is
never given a key.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNTIL_THE_PIPE_ENDS = 'echo; cat >/dev/null; kill "$SSH_AGENT_PID"; rm -f -- "$0/s"; rmdir -- "$0"'
"""What the agent runs: `$0` is its folder. Should this be killed itself, the agent sees that within ten seconds."""

_LONGEST = 90
"""Characters that the folder of a socket may have: the socket's address has room for about a hundred."""

_END_S = 5.0


class OwnAgent:
    """An agent that is not started until it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""

    @property
    def env(self) -> dict[str, str]:
        """What lets ssh's programs find it; empty while it does not run."""
        return {"SSH_AUTH_SOCK": f"{self._folder}/s"} if self._process else {}

    def start(self, env: Mapping[str, str]) -> bool:
        """Start it, if it does not run; whether it runs.

        Args:
            env: The environment.
        """
        if self._process is not None and self._process.poll() is None:
            return True
        self.close()
        self._folder = _private_folder()
        words = ("ssh-agent", "-a", f"{self._folder}/s", "sh", "-c", _UNTIL_THE_PIPE_ENDS, self._folder)
        try:
            self._process = subprocess.Popen(
                words,
                env=dict(env),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # keys that are typed meanwhile (ctrl+c) do not end it
            )
        except OSError:
            self.close()
            return False
        if self._process.stdout is not None and self._process.stdout.readline():
            return True
        self.close()
        return False

    def close(self) -> None:
        """End it, and forget what it holds."""
        process, self._process = self._process, None
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            try:
                process.wait(_END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""


def _private_folder() -> str:
    """A folder that only this user can look into, with a short name."""
    folder = tempfile.mkdtemp(prefix="gonogo-")
    if len(os.fsencode(folder)) <= _LONGEST:
        return folder
    with contextlib.suppress(OSError):
        short = tempfile.mkdtemp(prefix="gonogo-", dir="/tmp")
        Path(folder).rmdir()
        return short
    return folder
