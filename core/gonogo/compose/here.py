"""A session on real GitHub: checkout, playbook, token, journal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from gonogo.commands.local import LocalCommands
from gonogo.compose.clock import SystemClock
from gonogo.compose.opened import Opened
from gonogo.compose.playbooks import find_here, own_folder, parse_remote
from gonogo.errors import RepositoryError, UsageError
from gonogo.git.clone import GitCommand
from gonogo.github.client import GitHubClient
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import RepoName
from gonogo.playbook.find import builtin_names
from gonogo.ports import Ports
from gonogo.registries.client import RegistryClient
from gonogo.secrets.system import SystemSecrets, no_token
from gonogo.session import Session, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.playbook.shape import Playbook


def state_folder() -> Path:
    """Where journals are kept."""
    return platformdirs.user_state_path("gonogo")


def open_here(target: str | None, folder: Path, env: Mapping[str, str], *, is_read_only: bool) -> Opened:
    """A session on real GitHub.

    Args:
        target: `OWNER/NAME`, or None for the checkout that `folder` is in.
        folder: Where the command was started.
        env: The environment.
        is_read_only: Whether nothing may be done from it.

    Raises:
        RepositoryError: there is no checkout, or no remote on a GitHub.
        NoTokenError: no token was found.
        PlaybookError: the playbook has mistakes.
    """
    repo, root = _checkout(target, folder)
    playbook = _playbook_for(repo, root)
    token = SystemSecrets(env).token(repo.host)
    if token is None:
        raise no_token(repo.host)
    clock = SystemClock()
    api_url = env.get("GITHUB_API_URL") or _api_url(repo.host)
    state = state_folder() / repo.host / repo.owner
    journal = SqliteJournal(state / f"{repo.name}.sqlite3")
    registries = RegistryClient(
        clock,
        image_token=token if repo.host == "github.com" else None,
        **{
            key: value
            for key, name in (
                ("crates_index_url", "GONOGO_CRATES_INDEX"),
                ("crates_api_url", "GONOGO_CRATES_API"),
                ("pypi_simple_url", "GONOGO_PYPI_SIMPLE"),
                ("image_registry_url", "GONOGO_IMAGE_REGISTRY"),
            )
            if (value := env.get(name))
        },
    )
    git = GitCommand(root, clock=clock)
    ports = Ports(
        GitHubClient(repo, token, api_url=api_url, clock=clock),
        git,
        registries,
        LocalCommands(git, repo, state / f"{repo.name}.commands", clock=clock, env=env),
    )
    return Opened(Session(Setting(repo, playbook, is_read_only=is_read_only), ports, journal, clock))


def _api_url(host: str) -> str:
    return "https://api.github.com/" if host == "github.com" else f"https://{host}/api/v3/"


def run_git(folder: Path, *words: str) -> str | None:
    """What a read-only git command says; None when it fails."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        raise RepositoryError(
            "git is not installed", advice="Install git; gonogo works through it."
        ) from error
    return done.stdout.strip() if done.returncode == 0 else None


def _checkout(target: str | None, folder: Path) -> tuple[RepoName, Path]:
    """The repository that is meant, and a clone of it."""
    top = run_git(folder, "rev-parse", "--show-toplevel")
    url = run_git(folder, "remote", "get-url", "origin") if top else None
    here = parse_remote(url) if url else None
    if target is None:
        if top is None:
            raise RepositoryError(
                f"{folder} is in no git checkout",
                advice="Go to a checkout, or name a repository: gonogo OWNER/NAME. To look around: gonogo demo.",
            )
        if here is None:
            raise RepositoryError(
                "the origin is not a repository on a GitHub" if url else "the checkout has no remote origin",
                where=top,
                advice="Add it: git remote add origin https://github.com/OWNER/NAME",
            )
        return here, Path(top)
    owner, slash, name = target.partition("/")
    if not (slash and owner and name) or "/" in name:
        raise UsageError(f"{target!r} is no repository", advice="Write it as OWNER/NAME.")
    wanted = RepoName(owner, name)
    if top and here and str(here).lower() == str(wanted).lower():
        return here, Path(top)
    return wanted, _own_clone(wanted)


def _own_clone(repo: RepoName) -> Path:
    """A clone of gonogo's own for a repository that the user has no checkout of here."""
    place = platformdirs.user_cache_path("gonogo") / "clones" / repo.host / repo.owner / repo.name
    if not (place / ".git").exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["git", "clone", "--quiet", f"https://{repo.host}/{repo}.git", str(place)],
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["git clone failed"])[-1]
            raise RepositoryError(
                f"{repo} could not be cloned: {last}", advice="Check the name and your access."
            )
    return place


def _playbook_for(repo: RepoName, root: Path) -> Playbook:
    found = find_here(repo, root)
    if found is None:
        raise RepositoryError(
            f"there is no playbook for {repo}",
            advice=(
                f"Write .github/gonogo.yml in the repository, or {own_folder()}{os.sep}{repo.name}.yml "
                "(`gonogo schema` prints its form, `gonogo lint FILE` checks it). "
                f"Built in: {', '.join(builtin_names())}."
            ),
        )
    return found
