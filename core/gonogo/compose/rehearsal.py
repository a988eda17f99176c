"""A session on the embedded GitHub, made from a miniature or from a copy of a real clone."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from gonogo.commands.local import LocalCommands
from gonogo.commands.rehearsed import stand_in
from gonogo.compose.clock import SystemClock
from gonogo.compose.here import run_git
from gonogo.compose.opened import Opened
from gonogo.compose.playbooks import parse_remote
from gonogo.errors import UsageError
from gonogo.git.clone import GitCommand
from gonogo.github.client import GitHubClient
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import RepoName
from gonogo.model.releases import Release
from gonogo.model.secret import Token
from gonogo.playbook.find import builtin_names, find_playbook, load_builtin
from gonogo.playbook.load import load_playbook
from gonogo.playbook.templates import branch_of
from gonogo.ports import Clock, Ports
from gonogo.registries.client import RegistryClient
from gonogo.session import Session, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gonogo.playbook.shape import Playbook
    from gonogo.rehearsal.host import Rehearsal
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.state import World

DEMO_DAY = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)
"""When the demo's day begins; invented, and the same every time."""

VIEWER = "you"
"""The account of the person who rehearses; invented."""


@dataclass(frozen=True, slots=True)
class RehearsalWish:
    """What a rehearsal is to be.

    Attributes:
        source: A clone to copy; None for a miniature.
        process: The process to begin.
        version: The version to release.
        speed: Seconds of the world for one real second; None for a clock that is stepped.
        keep: A folder to keep everything in; None for a temporary one.
        miniature: Its name, where there is no source.
        inputs: Further inputs of the release, beside its version.
        others: Process and inputs of more releases to begin.
        start: When the day begins; for a miniature its own day, for a clone now, when left out.
        story: What others have done by then, and do meanwhile; told from `lead` before the start.
        decided: Step and choice of what was confirmed before the screen opens, in this order.
        clock: The clock of a day that several rehearsals share; one of its own when left out.
        number: Which of those it is.
    """

    playbook: Playbook
    source: Path | None
    process: str
    version: str
    speed: float | None
    keep: Path | None = None
    miniature: str = "ordvec"
    inputs: Mapping[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, Mapping[str, str]], ...] = ()
    start: datetime | None = None
    story: Callable[[World, Repo], None] | None = None
    lead: timedelta = timedelta()
    decided: tuple[tuple[str, str], ...] = ()
    clock: Clock | None = None
    number: int = 0

    @property
    def releases(self) -> tuple[tuple[str, Mapping[str, str]], ...]:
        """Process and inputs of every release to begin."""
        first = MappingProxyType({**self.inputs, "version": self.version})
        return ((self.process, first), *self.others)


def playbook_named(name_or_file: str) -> Playbook:
    """A built-in playbook by name, or one from a file.

    Raises:
        UsageError: there is neither.
        PlaybookError: it has mistakes.
    """
    if name_or_file in builtin_names():
        return load_builtin(name_or_file)
    path = Path(name_or_file)
    if not path.is_file():
        raise UsageError(
            f"there is no playbook {name_or_file!r}",
            advice=f"Name a file, or one that is built in: {', '.join(builtin_names())}.",
        )
    return load_playbook(path.read_bytes(), name_or_file)


def playbook_of_clone(source: Path) -> Playbook:
    """The playbook that fits a clone: its own, or the one for its origin.

    Raises:
        UsageError: none fits.
    """
    if (text := run_git(source, "show", "HEAD:.github/gonogo.yml")) is not None:
        return load_playbook(text.encode(), ".github/gonogo.yml")
    url = run_git(source, "remote", "get-url", "origin")
    repo = parse_remote(url) if url else None
    found = find_playbook(repo, None, {}) if repo else None
    if found is None:
        raise UsageError(
            f"no playbook fits {source}",
            advice=f"Name one: --playbook FILE, or one that is built in: {', '.join(builtin_names())}.",
        )
    return found


def open_rehearsal(wish: RehearsalWish) -> Opened:
    """A session on the embedded GitHub.

    Raises:
        UsageError: the clone can not be copied, or `keep` is in use.
    """
    from gonogo.rehearsal import host, sources  # noqa: PLC0415 (the server is loaded for rehearsals only)
    from gonogo.rehearsal.clock import RunningClock, SteppedClock  # noqa: PLC0415 (as above)

    closing = ExitStack()
    with ExitStack() as on_failure:
        on_failure.callback(closing.close)
        root = _root(wish.keep, closing)
        start = wish.start or (DEMO_DAY if wish.source is None else SystemClock().now())
        own = SteppedClock(start) if wish.speed is None else RunningClock(start, wish.speed)
        owner, _, name = wish.playbook.repository[0].partition("/")
        repo = RepoName(owner, name)
        bare = root / "github" / owner / f"{name}.git"
        bare.parent.mkdir(parents=True)
        if wish.source is None:
            sources.embed_miniature(wish.miniature, bare)
        else:
            sources.embed_clone(wish.source, bare, _branches(wish), borrows=wish.keep is None)
        server = host.open_rehearsal(
            root=root / "github",
            repo=repo,
            bare=bare,
            playbook=wish.playbook,
            viewer=VIEWER,
            clock=wish.clock or own,
            number=wish.number,
        )
        closing.callback(server.close)
        for branch in _branches(wish):
            server.open_branch(branch)
        if wish.story is not None:
            tell = partial(wish.story, server.world, server.repo)
            server.world.live_through(start - wish.lead, tell)
        session = _session(wish, server, repo, root, bare)
        on_failure.pop_all()
    return Opened(session, closing, server.step, server.wait_for_schedule, server.rest, root, bare, server)


def _branches(wish: RehearsalWish) -> tuple[str, ...]:
    """The branches that the releases come from, beside the default one."""
    playbook, started = wish.playbook, wish.start or DEMO_DAY
    repo = RepoName(*playbook.repository[0].split("/"))
    releases = (Release("", repo, process, inputs, "", started, VIEWER) for process, inputs in wish.releases)
    found = [branch_of(playbook, release) for release in releases if release.process in playbook.processes]
    return tuple(name for name in dict.fromkeys(found) if name != wish.playbook.default_branch)


def _root(keep: Path | None, closing: ExitStack) -> Path:
    """The folder of a rehearsal: a temporary one that goes with it, or a new one that stays."""
    if keep is None:
        root = Path(tempfile.mkdtemp(prefix="gonogo-"))
        closing.callback(shutil.rmtree, root, ignore_errors=True)
        return root
    root = keep.resolve()
    if root.exists() and any(root.iterdir()):
        raise UsageError(f"{keep} is not empty", advice="Name a new folder for --keep.")
    root.mkdir(parents=True, exist_ok=True)
    return root


def _session(wish: RehearsalWish, server: Rehearsal, repo: RepoName, root: Path, bare: Path) -> Session:
    """The maintainer's side: a clone with a throw-away key, and the real clients on the embedded server."""
    from gonogo.rehearsal.gitcall import isolated_git_env  # noqa: PLC0415 (for rehearsals only)
    from gonogo.rehearsal.keys import Person  # noqa: PLC0415 (as above)
    from gonogo.rehearsal.sources import clone_for  # noqa: PLC0415 (as above)

    token = Token(server.token(VIEWER), "rehearsal")
    env = isolated_git_env(root / "home", url=server.url, token=token)
    clone = root / "clone"
    person = Person(VIEWER, "You", "you@example.org")
    lender = bare if wish.source is not None and wish.keep is None else None
    identity = clone_for(server.git_url(repo), clone, person, env, lender=lender)
    server.trust_key(VIEWER, identity.public_key)
    with identity.allowed_signers.open("a", encoding="utf-8") as allowed:
        allowed.writelines(f'{mail} namespaces="git" {key}\n' for mail, key in server.world.signers)
    _trust(bare, str(identity.allowed_signers), identity.program, env)
    clock = server.clock
    git = GitCommand(clone, env=env, clock=clock)
    shown = {
        command: (said.output, said.exit_code) for command, said in wish.playbook.rehearsal.commands.items()
    }
    state = root / "state"
    ports = Ports(
        GitHubClient(repo, token, api_url=server.url, clock=clock),
        git,
        RegistryClient(
            clock,
            crates_index_url=server.crates_index_url,
            pypi_simple_url=server.pypi_simple_url,
            crates_api_url=server.crates_api_url,
            image_registry_url=server.image_registry_url,
            image_token=token,
        ),
        LocalCommands(git, repo, state / "commands", clock=clock, env=env, instead=stand_in(shown)),
    )
    setting = Setting(
        repo,
        wish.playbook,
        is_rehearsal=True,
        speed=wish.speed or 1.0,
        begin=wish.releases,
        decided=wish.decided,
    )
    return Session(setting, ports, SqliteJournal(state / "journal.sqlite3"), clock)


def _trust(bare: Path, allowed_signers: str, program: str, env: Mapping[str, str]) -> None:
    """Let `git verify-tag` in the embedded repository know the rehearsal's key."""
    settings = {"gpg.format": "ssh", "gpg.ssh.allowedSignersFile": allowed_signers}
    if program:
        settings["gpg.ssh.program"] = program
    for key, value in settings.items():
        subprocess.run(
            ["git", "--git-dir", str(bare), "config", key, value],
            env=dict(env),
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
