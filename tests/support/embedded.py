"""Small embedded GitHubs for tests: a bare repository from a few files, a world on it, or a server."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from gonogo.model.github import RepoName
from gonogo.playbook.find import load_builtin
from gonogo.playbook.shape import RehearsalPart
from gonogo.rehearsal.clock import SteppedClock
from gonogo.rehearsal.gitobjects import Authorship
from gonogo.rehearsal.gitstore import ZERO, BareRepo
from gonogo.rehearsal.host import Rehearsal, open_rehearsal
from gonogo.rehearsal.seed import seed_environments
from gonogo.rehearsal.simulation.events import on_push
from gonogo.rehearsal.sources import embed_miniature
from gonogo.rehearsal.world.state import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gonogo.playbook.shape import Playbook
    from gonogo.rehearsal.world.nouns import Repo
    from gonogo.rehearsal.world.run_nouns import Job, Run

START = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
VIEWER, SECOND = "maintainer", "second-maintainer"
ORDVEC = RepoName("Fieldnote-Echo", "ordvec")


def make_bare(folder: Path, files: Mapping[str, str]) -> BareRepo:
    """A bare repository whose main has one commit with these files."""
    subprocess.run(
        ["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True, env=bare_env(folder)
    )
    git = BareRepo(folder)
    someone = Authorship("Someone", "someone@example.org", START)
    sha = git.write_commit(git.write_tree(EMPTY_TREE, files), (), "First", someone, someone)
    assert git.move_ref("refs/heads/main", sha, ZERO)
    return git


def bare_env(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
    }


def playbook_doing(**rehearsal: Any) -> Playbook:
    """ordvec's playbook, with jobs that do other things."""
    return load_builtin("ordvec").model_copy(update={"rehearsal": RehearsalPart.model_validate(rehearsal)})


class Small:
    """A world with one small repository, without a server."""

    def __init__(self, folder: Path, files: Mapping[str, str], **rehearsal: Any) -> None:
        self.clock = SteppedClock(START)
        playbook = playbook_doing(**rehearsal)
        self.world = World(self.clock, playbook)
        self.git = make_bare(folder / "demo.git", files)
        self.repo: Repo = self.world.add_repo("octo", "demo", self.git.path, "main")
        self.repo.roles[VIEWER] = "admin"
        self.world.add_user(VIEWER)
        seed_environments(self.world, self.repo, playbook, VIEWER)

    @property
    def head(self) -> str:
        head = self.git.branch("main")
        assert head
        return head

    def tag(self, name: str, login: str = VIEWER) -> Run:
        """Push a lightweight tag on main's HEAD; the run that it started."""
        assert self.git.move_ref(f"refs/tags/{name}", self.head, ZERO)
        on_push(self.world, self.repo, login, [(f"refs/tags/{name}", ZERO, self.head)])
        return list(self.repo.runs.values())[-1]

    def push(self, files: Mapping[str, str], branch: str = "main", message: str = "More") -> list[Run]:
        """Push a commit; the runs that it started."""
        known = set(self.repo.runs)
        old = self.git.branch(branch) or ZERO
        base = old if old != ZERO else self.head
        someone = Authorship("Someone", "someone@example.org", self.clock.now())
        sha = self.git.write_commit(self.git.write_tree(base, files), (base,), message, someone, someone)
        assert self.git.move_ref(f"refs/heads/{branch}", sha, old)
        on_push(self.world, self.repo, VIEWER, [(f"refs/heads/{branch}", old, sha)])
        return [run for run in self.repo.runs.values() if run.run_id not in known]

    def settle(self) -> None:
        """Let everything happen that happens by itself."""
        while due := self.world.next_due():
            self.clock.advance_to(due)
            self.world.catch_up()

    def wait(self, minutes: float) -> None:
        self.clock.advance(minutes * 60)
        self.world.catch_up()


def job_of(run: Run, key: str) -> Job:
    found = [job for job in run.jobs if job.spec.key == key]
    assert found, f"{key} is not among {[job.spec.key for job in run.jobs]}"
    return found[-1]


def results(run: Run) -> dict[str, str]:
    return {job.spec.key: job.conclusion or job.status for job in run.jobs}


@contextmanager
def serving(folder: Path, *, uds: Path | None = None) -> Iterator[Rehearsal]:
    """The miniature of ordvec, served over HTTP, with a clock that is stepped."""
    bare = folder / "ordvec.git"
    embed_miniature("ordvec", bare)
    with open_rehearsal(
        root=folder / "root",
        repo=ORDVEC,
        bare=bare,
        playbook=load_builtin("ordvec"),
        viewer=VIEWER,
        clock=SteppedClock(START),
        uds=uds,
    ) as rehearsal:
        yield rehearsal


@contextmanager
def client(rehearsal: Rehearsal, token: str | None) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=rehearsal.url, headers=headers) as http:
        yield http


def push_tag(rehearsal: Rehearsal, name: str = "v0.6.0", login: str = VIEWER) -> Run:
    """A lightweight tag on main's HEAD, as if pushed; its release run."""
    git, world = rehearsal.repo.git, rehearsal.world
    head = git.branch("main")
    assert head
    assert git.move_ref(f"refs/tags/{name}", head, ZERO)
    on_push(world, rehearsal.repo, login, [(f"refs/tags/{name}", ZERO, head)])
    return next(r for r in reversed(rehearsal.repo.runs.values()) if r.file == "release.yml")


def run_out(rehearsal: Rehearsal) -> None:
    """Step until a gate or a person is awaited."""
    while rehearsal.step():
        pass
