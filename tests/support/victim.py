"""A gonogo that is killed at a chosen point: run by the kill journey as a process of its own.

Usage: python -m support.victim JSON. It plays the release; when it wants the world to go on it
writes `step`, or `wait FILE` for a scheduled run, or `rest MINUTES`, to stdout and reads `<iso time> <0|1>` from stdin. It kills itself with
SIGKILL at the first point that is not in `spared`: before a request (the intent is on disk) or after
it (the outcome is not). A point is `before|after ACTION SUBJECT`, and is told on stderr.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gonogo.cli.play import Line, play
from gonogo.commands.local import LocalCommands
from gonogo.git.clone import GitCommand
from gonogo.github.client import GitHubClient
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import RepoName
from gonogo.model.releases import Event, EventKind
from gonogo.model.secret import Token
from gonogo.playbook.find import load_builtin
from gonogo.ports import Ports
from gonogo.registries.client import RegistryClient
from gonogo.session import Session, Setting


class ToldClock:
    """The world's time, as last told by the parent."""

    def __init__(self, at: str) -> None:
        self.at = datetime.fromisoformat(at)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


@dataclass
class DeadlyJournal:
    """Kills the process at the first point that is not spared."""

    inner: SqliteJournal
    spared: list[str]

    def append(self, event: Event) -> Event:
        if event.kind is EventKind.OUTCOME:
            self._die_at(f"after {event.action} {event.subject}")
        written = self.inner.append(event)
        if event.kind is EventKind.INTENT:
            self._die_at(f"before {event.action} {event.subject}")
        return written

    def _die_at(self, point: str) -> None:
        if point not in self.spared:
            sys.stderr.write(f"POINT {point}\n")
            sys.stderr.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    def events(self, release_id: str | None = None) -> tuple[Event, ...]:
        return self.inner.events(release_id)

    def close(self) -> None:
        self.inner.close()


async def main() -> int:
    wish = json.loads(sys.argv[1])
    clock = ToldClock(wish["now"])
    repo = RepoName(*wish["repo"].split("/"))
    playbook = load_builtin(wish.get("playbook", "ordvec"))
    git = GitCommand(Path(wish["clone"]), env=wish["env"], clock=clock)
    folder = Path(wish["journal"]).parent / "commands"
    ports = Ports(
        GitHubClient(repo, Token(wish["token"]), api_url=wish["url"], clock=clock),
        git,
        RegistryClient(
            clock,
            crates_index_url=wish["crates"],
            pypi_simple_url=wish["pypi"],
            crates_api_url=wish["crates_api"],
            image_registry_url=wish["images"],
            image_token=Token(wish["token"]),
        ),
        LocalCommands(git, repo, folder, clock=clock, env=wish["env"]),
    )
    journal = DeadlyJournal(SqliteJournal(Path(wish["journal"])), wish["spared"])
    begin = tuple(
        (process, inputs) for process, inputs in wish.get("begin", [["release", {"version": "0.6.0"}]])
    )
    session = Session(Setting(repo, playbook, begin=begin), ports, journal, clock)

    def ask(word: str) -> bool:
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()
        at, _, more = sys.stdin.readline().strip().partition(" ")
        clock.at = datetime.fromisoformat(at)
        return more == "1"

    def tell(line: Line) -> None:
        sys.stderr.write(line.text + "\n")

    try:
        return await play(
            session,
            lambda: ask("step"),
            tell,
            wish.get("choices", {}),
            wait=lambda file: ask(f"wait {file}"),
            rest=lambda minutes: ask(f"rest {minutes}"),
        )
    finally:
        await session.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
