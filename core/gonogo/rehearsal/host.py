"""The embedded GitHub as a server on loopback: opened for one repository, and closed again."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Route

from gonogo.errors import GonogoError
from gonogo.rehearsal.clock import SteppedClock
from gonogo.rehearsal.company import invite, on_open
from gonogo.rehearsal.faults import FaultyApp
from gonogo.rehearsal.git_http import GitServer
from gonogo.rehearsal.graphql.face import graphql_route
from gonogo.rehearsal.image_registry import image_routes
from gonogo.rehearsal.registries import registry_routes
from gonogo.rehearsal.rest.app import broken, fallback, rest_routes
from gonogo.rehearsal.seed import (
    green_branches,
    seed_branches,
    seed_environments,
    seed_green,
    seed_published,
    seed_pulls,
    seed_releases,
)
from gonogo.rehearsal.simulation.events import remember_workflows
from gonogo.rehearsal.simulation.schedules import arm_schedules, next_schedule
from gonogo.rehearsal.world.state import World

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from starlette.types import ASGIApp

    from gonogo.model.github import RepoName
    from gonogo.playbook.shape import Playbook
    from gonogo.ports import Clock
    from gonogo.rehearsal.faults import Faults
    from gonogo.rehearsal.world.nouns import Repo

_START_S = 20
_BEFORE = timedelta(hours=12)


class Rehearsal:
    """An embedded GitHub that is being served.

    Attributes:
        url: Address of its REST API, ends in a slash.
        clock: Its time.
        world: Its state.
    """

    def __init__(self, world: World, server: _Server, thread: threading.Thread, url: str) -> None:
        self.world = world
        self.clock: Clock = world.clock
        self.url = url
        self._server = server
        self._thread = thread

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand."""
        return self.world.faults

    @property
    def repo(self) -> Repo:
        """The repository."""
        return self.world.only_repo()

    @property
    def crates_index_url(self) -> str:
        """Address of the sparse index of crates.io, ends in a slash."""
        return f"{self.url}registries/crates/"

    @property
    def pypi_simple_url(self) -> str:
        """Address of PyPI's simple index, ends in a slash."""
        return f"{self.url}registries/pypi/simple/"

    @property
    def crates_api_url(self) -> str:
        """Where `api/v1/` of crates.io is, ends in a slash."""
        return f"{self.url}registries/crates/"

    @property
    def image_registry_url(self) -> str:
        """Where `v2/` of the registry of container images is, ends in a slash."""
        return f"{self.url}registries/images/"

    def git_url(self, repo: RepoName | str) -> str:
        """Address of a repository for git."""
        return f"{self.url}{repo}.git"

    def token(self, login: str) -> str:
        """A new token of a login, with every scope."""
        return self.world.add_token(login)

    def trust_key(self, login: str, public_key: str) -> None:
        """Give an account a signing key (OpenSSH's one line): what it signed is then Verified.

        Args:
            login: The account.
            public_key: Such as `ssh-ed25519 AAAA…`.
        """
        with self.world.lock:
            self.world.add_user(login).signing_keys.append(public_key)

    def open_branch(self, branch: str) -> None:
        """Have colleagues do what they do on a branch before the day begins."""
        begun = self.clock.now() - _BEFORE
        self.world.live_through(begun, partial(on_open, self.world, self.repo, branch))

    def seed_green(self, branch: str) -> None:
        """Have the runs of a branch's HEAD exist, and be green."""
        seed_green(self.world, self.repo, branch, self.repo.owner)

    def step(self) -> bool:
        """Jump to what happens next; False when nothing does: a gate or a person is awaited."""
        due = self.world.next_due()
        if due is None or not isinstance(self.clock, SteppedClock):
            return False
        self.clock.advance_to(due)
        self.world.catch_up()
        return True

    def next_schedule(self) -> datetime | None:
        """When the next scheduled run comes by itself; None when nothing is scheduled."""
        with self.world.lock:
            return next_schedule(self.repo)

    def wait_for_schedule(self, file: str = "") -> bool:
        """Jump to the next scheduled run, which `step` never waits for; False when there is none.

        Args:
            file: The workflow that is waited for. Schedules of others start nothing meanwhile: in half a
                month they would start thousands of runs.
        """
        switches, repo = self.world.switches, self.repo
        with self.world.lock:
            due = next_schedule(repo, file)
            if due is None or not isinstance(self.clock, SteppedClock):
                return False
            others = {path.rsplit("/", 1)[-1] for path, _ in repo.schedules} - {file} if file else set()
            silenced = others - switches.silent_schedules
            switches.silent_schedules |= silenced
            self.clock.advance_to(due)
            self.world.catch_up()
            switches.silent_schedules -= silenced
        return True

    def rest(self, minutes: int) -> bool:
        """Let time go by in which nothing happens; False for a clock that is not stepped."""
        if not isinstance(self.clock, SteppedClock):
            return False
        self.clock.advance_to(self.clock.now() + timedelta(minutes=minutes))
        self.world.catch_up()
        return True

    def close(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(timeout=_START_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_rehearsal(
    *,
    root: Path,
    repo: RepoName,
    bare: Path,
    playbook: Playbook,
    viewer: str,
    clock: Clock,
    uds: Path | None = None,
    number: int = 0,
) -> Rehearsal:
    """Serve a bare repository as if it were on GitHub, on a day on which all is green.

    Args:
        root: A folder of the rehearsal's own.
        repo: The name that it has there.
        bare: The bare repository; pushes go into it.
        playbook: Whose `rehearsal:` part says how environments are set and what jobs do.
        viewer: Login of the person who rehearses.
        clock: The time of this world.
        uds: A Unix socket to serve on as well (for `gh`).
        number: Where several worlds stand for one GitHub: which of them, so that no two runs share an id.

    Raises:
        GonogoError: the server did not start.
    """
    world = World(clock, playbook, number=number)
    for login in (viewer, repo.owner):
        world.add_user(login)
    embedded = world.add_repo(repo.owner, repo.name, bare, playbook.default_branch)
    embedded.roles[viewer] = "admin"
    seed_environments(world, embedded, playbook, viewer)
    seed_branches(embedded, playbook)
    if head := embedded.git.branch(playbook.default_branch):
        remember_workflows(world, embedded, head)
    seed_releases(world, embedded, repo.owner)
    seed_published(world, embedded, playbook)
    for branch in green_branches(embedded, playbook):
        seed_green(world, embedded, branch, repo.owner)
    seed_pulls(world, embedded)
    arm_schedules(world, embedded)
    return serve(world, root, uds=uds)


def serve(world: World, root: Path, *, uds: Path | None = None) -> Rehearsal:
    """Serve a world as it is.

    Raises:
        GonogoError: the server did not start.
    """
    sockets = [_listen_tcp(), *([_listen_uds(uds)] if uds else [])]
    world.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}/"
    invite(world)
    server = _Server(build_app(world, root / "hooks"))
    thread = threading.Thread(target=server.run, args=(sockets,), name="rehearsal", daemon=True)
    thread.start()
    if not server.ready.wait(_START_S) or not server.started:
        server.should_exit = True
        raise GonogoError("The embedded GitHub did not start.", advice="Try again; nothing was changed.")
    return Rehearsal(world, server, thread, world.url)


def build_app(world: World, hooks: Path) -> ASGIApp:
    """All faces of a world as one ASGI app: git, registries, GraphQL, REST; with the faults in front."""
    git = GitServer(world, hooks)
    routes: list[Any] = [
        Mount("/registries/images", routes=image_routes(world)),
        Mount("/registries", routes=registry_routes(world.shelf)),
        Route("/{owner}/{name}.git/{service:path}", git),
        graphql_route(world),
        *rest_routes(world),
    ]
    handlers: dict[Any, Any] = {HTTPException: fallback, Exception: broken}
    return FaultyApp(Starlette(routes=routes, exception_handlers=handlers), world.faults)


class _Server(uvicorn.Server):
    """uvicorn, which says when it is ready."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=True,
                http="h11",
                ws="none",
                loop="asyncio",
                timeout_graceful_shutdown=1,
            )
        )
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()


def _listen_tcp() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    return listener


def _listen_uds(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(64)
    return listener
