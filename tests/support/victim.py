"""Gonogos that are killed at chosen points: run by the kill journey, each as a process of its own.

Usage: python -m support.victim. Each line of stdin is a wish (JSON); a process is forked that plays its
release. When that wants the world to go on it writes `step`, or `wait FILE` for a scheduled run, or
`rest MINUTES`, to stdout and reads `<iso time> <0|1>` from stdin; what it tells stands behind `told`. It
kills itself with SIGKILL at the first point that is not in `spared`: before a request (the intent is on
disk) or after it (the outcome is not). A point is `before|after ACTION SUBJECT`, and is told as `point`.
At its end `ended CODE` is written, -9 for a kill. The first of them has loaded nothing but modules, so
each life begins as a new start does, without the second that Python takes to import.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gonogo.cli.play import Line, play
from gonogo.commands.local import LocalCommands
from gonogo.commands.rehearsed import stand_in
from gonogo.git.clone import GitCommand
from gonogo.github.client import GitHubClient
from gonogo.journal.sqlite import SqliteJournal
from gonogo.model.github import RepoName
from gonogo.model.releases import Event, EventKind
from gonogo.model.secret import Token
from gonogo.playbook.find import builtin_names, load_builtin
from gonogo.ports import Ports
from gonogo.registries.client import RegistryClient
from gonogo.session import Session, Setting

LATE = (
    "anyio._backends._asyncio",
    "githubkit",
    "gonogo.github.wire",
    "gonogo.registries.fetch",
    "hishel.httpx",
)
"""What a session imports when it first needs it."""


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
            say(f"point {point}")
            os.kill(os.getpid(), signal.SIGKILL)

    def append_all(self, events: Iterable[Event]) -> None:
        self.inner.append_all(events)

    def events(self, release_id: str | None = None) -> tuple[Event, ...]:
        return self.inner.events(release_id)

    def close(self) -> None:
        self.inner.close()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def live(wish: dict[str, Any]) -> int:
    clock = ToldClock(wish["now"])
    repo = RepoName(*wish["repo"].split("/"))
    playbook = load_builtin(wish.get("playbook", "ordvec"))
    git = GitCommand(Path(wish["clone"]), env=wish["env"], clock=clock)
    folder = Path(wish["journal"]).parent / "commands"
    shown = {command: (said.output, said.exit_code) for command, said in playbook.rehearsal.commands.items()}
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
        LocalCommands(git, repo, folder, clock=clock, env=wish["env"], instead=stand_in(shown)),
    )
    journal = DeadlyJournal(SqliteJournal(Path(wish["journal"])), wish["spared"])
    begin = tuple(
        (process, inputs) for process, inputs in wish.get("begin", [["release", {"version": "0.6.0"}]])
    )
    session = Session(Setting(repo, playbook, begin=begin), ports, journal, clock)

    def ask(word: str) -> bool:
        say(word)
        at, _, more = sys.stdin.readline().strip().partition(" ")
        clock.at = datetime.fromisoformat(at)
        return more == "1"

    def tell(line: Line) -> None:
        say(f"told {json.dumps(line.text)}")

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


def main() -> None:
    for late in LATE:
        importlib.import_module(late)
    for name in builtin_names():
        load_builtin(name)
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if not child:
            code = 70
            try:
                code = asyncio.run(live(json.loads(line)))
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
