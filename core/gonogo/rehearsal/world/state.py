"""The world itself: who and what there is, one lock around it, and what is due when."""

from __future__ import annotations

import heapq
import itertools
import secrets
import threading
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.rehearsal.faults import Faults
from gonogo.rehearsal.gitstore import BareRepo
from gonogo.rehearsal.images import ImageShelf
from gonogo.rehearsal.shelf import Shelf
from gonogo.rehearsal.world.dues import Due
from gonogo.rehearsal.world.nouns import EVERY_PERMISSION, ROLES, Credential, Repo, Switches, User

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from gonogo.playbook.shape import Playbook
    from gonogo.ports import Clock
    from gonogo.rehearsal.world.nouns import Pull
    from gonogo.rehearsal.world.run_nouns import Run

_FIRST_IDS = {"user": 4_100_000, "repo": 88_000_000, "run": 960_000_000, "job": 1_260_000_000}
"""Below 2³¹: GraphQL's Int holds no more."""

_IDS_OF_A_WORLD = 1_000_000
"""Where several worlds stand for one GitHub, each has its own million of ids."""


class World:
    """The whole state of the embedded GitHub and registries.

    Everything that reads or changes it holds `lock`.

    Args:
        clock: The time of this world.
        playbook: Whose `rehearsal:` part says what jobs do; None: jobs do nothing.
    """

    def __init__(self, clock: Clock, playbook: Playbook | None = None, *, number: int = 0) -> None:
        self.clock = clock
        self.playbook = playbook
        self.lock = threading.RLock()
        self.url = "http://127.0.0.1/"
        self.link_key = secrets.token_bytes(32)
        self.users: dict[str, User] = {}
        self.credentials: dict[str, Credential] = {}
        self.repos: dict[str, Repo] = {}
        self.shelf = Shelf(clock)
        self.images = ImageShelf()
        self.switches = Switches()
        self.faults = Faults()
        self.on_branch: list[Callable[[World, Repo, str, str], None]] = []
        """Told of each branch that is created: its name, and who made it."""
        self.on_pull: list[Callable[[World, Repo, Pull], None]] = []
        """Told of each pull request that is opened."""
        self.on_run: list[Callable[[World, Repo, Run], None]] = []
        """Told of each run that comes to be."""
        self.on_run_over: list[Callable[[World, Repo, Run], None]] = []
        """Told of each run that ends."""
        self.watches: list[Callable[[], bool]] = []
        """Asked after everything that happens; those that say True have seen what they waited for, and go."""
        self.signers: list[tuple[str, str]] = []
        """Address and public key of colleagues who have signed something: the maintainer trusts them, too."""
        self.used: dict[tuple[str, str, datetime], int] = {}
        self._ids: dict[str, itertools.count[int]] = defaultdict(lambda: itertools.count(1001))
        for kind, first in _FIRST_IDS.items():
            self._ids[kind] = itertools.count(first + number * _IDS_OF_A_WORLD)
        self._dues: list[Due] = []
        self._moment: datetime | None = None

    # time

    def now(self) -> datetime:
        """The moment that is being lived through, to the second: the clock's, or that of a due event."""
        return (self._moment or self.clock.now()).replace(microsecond=0)

    def schedule(self, at: datetime, act: Callable[[], object], *, is_background: bool = False) -> Due:
        """Have something happen at a moment. What is in the background does not count as next."""
        due = Due(at, next(self._ids["due"]), act, is_background)
        heapq.heappush(self._dues, due)
        return due

    def catch_up(self) -> None:
        """Let everything happen that is due by now, in order, each at its own moment."""
        with self.lock:
            if self._moment is None:
                self.live_until(self.clock.now())
                self._watch()

    def live_until(self, end: datetime) -> None:
        """Let everything happen that is due by a moment."""
        with self.lock:
            before = self._moment
            while self._dues and self._dues[0].at <= end:
                due = heapq.heappop(self._dues)
                if not due.is_called_off:
                    self._moment = due.at
                    due.act()
                    self._watch()
            self._moment = before

    def _watch(self) -> None:
        watching, self.watches = self.watches, []  # what a watch does may be watched
        self.watches += [watch for watch in watching if not watch()]

    def live_through(self, start: datetime, act: Callable[[], object]) -> None:
        """Do something as of an earlier moment, and let all that follows from it happen until now."""
        with self.lock:
            self._moment = start
            try:
                act()
            finally:
                self._moment = None
            self.live_until(self.clock.now())

    def next_due(self) -> datetime | None:
        """When something happens by itself next; None: a gate or a person is awaited."""
        with self.lock:
            self.catch_up()
            return min(
                (due.at for due in self._dues if not due.is_called_off and not due.is_background),
                default=None,
            )

    # people

    def next_id(self, kind: str) -> int:
        """A number that no other thing of this kind has."""
        return next(self._ids[kind])

    def next_number(self, repo: Repo) -> int:
        """The next number of an issue, pull request or discussion."""
        return self.next_id(f"number {repo.full_name}") - 1000

    def add_user(self, login: str) -> User:
        """The account of a login, made when there is none."""
        if login not in self.users:
            self.users[login] = User(login, self.next_id("user"), login.replace("-", " ").title())
        return self.users[login]

    def add_token(
        self,
        login: str,
        *,
        kind: str = "classic",
        permissions: frozenset[str] = EVERY_PERMISSION,
        expires_at: datetime | None = None,
    ) -> str:
        """Make a token for a login; its value."""
        with self.lock:
            self.add_user(login)
            prefix = "ghp_" if kind == "classic" else "github_pat_"
            value = prefix + secrets.token_hex(20)
            self.credentials[value] = Credential(
                value, login, kind, permissions=permissions, expires_at=expires_at
            )
            return value

    def credential(self, value: str) -> Credential | None:
        """The credential of a token's value; None when unknown or expired."""
        found = self.credentials.get(value)
        if found is None or (found.expires_at is not None and found.expires_at <= self.now()):
            return None
        return found

    def add_repo(self, owner: str, name: str, bare: Path, default_branch: str) -> Repo:
        """Take in a bare repository as `owner/name`; it has been there for a year."""
        self.add_user(owner)
        made = self.clock.now().replace(microsecond=0) - timedelta(days=365)
        repo = Repo(self.next_id("repo"), owner, name, BareRepo(bare), default_branch, made)
        repo.roles[owner] = "admin"
        repo.protected.add(default_branch)
        self.repos[repo.full_name.lower()] = repo
        return repo

    def repo(self, owner: str, name: str) -> Repo | None:
        """A repository by its name, in any case."""
        return self.repos.get(f"{owner}/{name}".lower())

    def only_repo(self) -> Repo:
        """The first repository: most worlds have one."""
        return next(iter(self.repos.values()))

    def role(self, repo: Repo, login: str | None) -> str | None:
        """What a login is in a repository; None when it may not even see it."""
        role = repo.roles.get(login) if login else None
        return role or (None if repo.is_private else "read")

    def has_role(self, repo: Repo, login: str | None, least: str) -> bool:
        """Whether a login has at least this role."""
        role = self.role(repo, login) if login else None
        return role is not None and ROLES.index(role) >= ROLES.index(least)
