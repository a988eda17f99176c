"""The command as a user runs it: in a checkout of an embedded repository, over real HTTP, with a token."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.model.secret import Token
from gonogo.rehearsal.gitcall import isolated_git_env

if TYPE_CHECKING:
    from pathlib import Path

    from support.rehearsals import Trip

LIMIT_S = 120


@dataclass
class CommandLine:
    """A shell of somebody who has a token; a traceback, or the token in what is said, is a failure.

    Attributes:
        said: All that was said so far, a text for each command.
    """

    trip: Trip
    folder: Path
    token: str
    env: dict[str, str]
    said: list[str] = field(default_factory=list)

    def run(
        self, *words: str, stdin: str = "", cwd: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run gonogo to its end.

        Args:
            words: What is typed after it.
            stdin: What it reads.
            cwd: Where; the checkout when left out.
            more: Further environment.
        """
        done = subprocess.run(
            [sys.executable, "-m", "gonogo_tui", *words],
            env={**self.env, **more},
            cwd=cwd or self.trip.root / "clone",
            capture_output=True,
            text=True,
            input=stdin,
            timeout=LIMIT_S,
            check=False,
        )
        self.said.append(done.stdout + done.stderr)
        assert "Traceback" not in done.stderr, done.stderr
        assert self.token not in self.said[-1]
        return done


def command_line(trip: Trip, folder: Path) -> CommandLine:
    """A shell in the checkout of a rehearsal, with folders of its own."""
    token = trip.server.token("you")
    env = isolated_git_env(folder / "home", url=trip.server.url, token=Token(token))
    env |= {
        "GH_TOKEN": token,
        "GITHUB_API_URL": trip.server.url,
        "GONOGO_CRATES_INDEX": trip.server.crates_index_url,
        "GONOGO_PYPI_SIMPLE": trip.server.pypi_simple_url,
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    return CommandLine(trip, folder, token, env)
