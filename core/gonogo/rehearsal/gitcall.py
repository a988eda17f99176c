"""git for the rehearsal: its own environment, so that nobody's configuration, hooks or keys take part."""

from __future__ import annotations

import base64
import os
import subprocess
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from gonogo.model.secret import Token

_KEPT = (
    "PATH",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "LANG",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)
_TIMEOUT_S = 600.0


def isolated_git_env(home: Path, *, url: str = "", token: Token | None = None) -> dict[str, str]:
    """A whole environment for git that knows nothing of the user's.

    Args:
        home: Folder that git and its helpers take for the home; made if it is not there.
        url: Server that the token is for (`http://127.0.0.1:8080/`).
        token: Sent to that server as a header. It stands in the environment only, in no file.
    """
    home.mkdir(parents=True, exist_ok=True)
    settings = {"credential.helper": "", "init.defaultBranch": "main", "advice.detachedHead": "false"}
    if token is not None and url:
        basic = base64.b64encode(f"x-access-token:{token.reveal()}".encode()).decode()
        settings[f"http.{url}.extraHeader"] = f"Authorization: Basic {basic}"
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    env |= {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "LC_ALL": "C",
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_CONFIG_COUNT": str(len(settings)),
    }
    for number, (key, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return env


def run_git(arguments: Sequence[str], env: Mapping[str, str], *, stdin: bytes = b"", doing: str = "") -> str:
    """Run git and return what it printed, without the last newline.

    Args:
        arguments: After `git`.
        env: The whole environment.
        stdin: Given to it.
        doing: What it is for; the sentence begins with it when git fails.

    Raises:
        RepositoryError: git failed, took too long, or is not installed.
    """
    what = doing or f"git {arguments[0]} failed"
    try:
        done = subprocess.run(
            ["git", *arguments],
            env=dict(env),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except FileNotFoundError:
        raise RepositoryError("git is not installed.", advice="Install git and try again.") from None
    except subprocess.TimeoutExpired:
        raise RepositoryError(f"{what}: git took longer than {_TIMEOUT_S:.0f} s.") from None
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().split("\n")
        said = next((line for line in lines if line.startswith("fatal:")), lines[-1])
        raise RepositoryError(f"{what}: {clean_line(said, 200) or f'exit code {done.returncode}'}")
    return done.stdout.decode(errors="replace").removesuffix("\n")


def ask_git(arguments: Sequence[str], env: Mapping[str, str]) -> str | None:
    """What git printed; None when it says no (or printed nothing)."""
    try:
        return run_git(arguments, env) or None
    except RepositoryError:
        return None
