"""A world in which every text from outside tries what a text can try; and an app on it, in a process of its own.

As a program: `python -m support.hostile JSON` runs the real app on the embedded GitHub that JSON names.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.rehearsals import Trip

ESCAPES = (
    "\x1b]52;c;aGFja2Vk\x07",  # the clipboard
    "\x1b]0;PWNED\x07",  # the window's title
    "\x1b]8;;https://evil.example\x1b\\",  # a link
    "\x1b[77;77H",  # the cursor
    "\x1b[?6969h",  # a mode
    "\x1b[6969;1337m",  # a colour that nobody else uses
    "\x1bP6969q\x1b\\",  # a picture
    "\x9b7777m",  # an escape of one character
    "\x1bc",  # all back to how it was
    "\x00\x07\x08\x0b\x0c\x0e\x7f\x85",
)
BIDI = "\u202e\u2066\u200f\u200b\u2060\ufeff\u2028"
MARKUP = "[@click=app.quit]PRESS[/] [/nope] [bold red]"
HOSTILE = f"hey {MARKUP} {''.join(ESCAPES)} {BIDI} a\nb\r\nc\td "
LONG = HOSTILE + "x" * 10_000
NAME = f"hey {MARKUP}{BIDI}".replace("\u2028", "")
"""For what YAML, git or GitHub keep control characters out of."""

FORBIDDEN = (
    b"aGFja2Vk", b"PWNED", b"evil.example", b"77;77H", b"6969", b"1337", b"7777m", b"\x1bc",
    "\u202e".encode(), "\u2066".encode(), "\u200f".encode(), "\u200b".encode(), "\u2060".encode(),
    "\ufeff".encode(), "\u2028".encode(), "\x85".encode(), "\x9b".encode(),
)  # fmt: skip
"""What must not reach a terminal: what every hostile text would do, byte by byte."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")


def poison(trip: Trip) -> None:
    """Put hostile text into every field of the embedded world that comes from outside."""
    from gonogo.rehearsal import people
    from gonogo.rehearsal.world import pulls
    from gonogo.rehearsal.world.nouns import Status

    world, repo = trip.world, trip.server.repo
    branch = "feature/x\u202ey\u200bz"
    trip.git("branch", branch, trip.main())
    said = LONG.replace("\0", "")  # git itself keeps these out
    people.land_commit(world, repo, "jon", branch, {"docs/\u202ex.md": HOSTILE, "docs/y.md": LONG}, said)
    pull = people.open_pull(world, repo, "jon", branch, "main", LONG, LONG)
    with world.lock:
        pull.labels = (NAME, HOSTILE)
        pulls.add_review(world, pull, "second-maintainer", "CHANGES_REQUESTED", LONG, "")
        world.users["jon"].name = HOSTILE
        repo.statuses.append(
            Status(1, repo.git.branch("main") or "", HOSTILE, "success", HOSTILE, HOSTILE, "jon", world.now())
        )
        for record in repo.workflows.values():
            record.name = LONG
        for run in repo.runs.values():
            run.title = LONG
        for release in repo.releases.values():
            release.name, release.body = LONG, LONG
            for asset in release.assets:
                asset.name = HOSTILE


def poison_runs(trip: Trip) -> None:
    """Put hostile text into jobs, steps, failures and gates of the runs that there are."""
    from dataclasses import replace

    from gonogo.rehearsal.workflows.parse import Call

    world, repo = trip.world, trip.server.repo
    with world.lock:
        for record in repo.workflows.values():
            record.name = LONG
        for run in repo.runs.values():
            run.title = LONG
            for job in run.jobs:
                job.spec = replace(
                    job.spec,
                    name=f"{job.spec.name} {HOSTILE}",
                    steps=(LONG, *job.spec.steps, HOSTILE),
                    calls=(Call(LONG), *job.spec.calls, Call(HOSTILE, is_action=True)),
                )
                job.failure = job.failure and LONG
        for release in repo.releases.values():
            release.name = LONG
            for asset in release.assets:
                asset.name = HOSTILE


def main() -> None:
    """The real app on a real terminal."""
    from datetime import datetime

    from gonogo.commands.local import LocalCommands
    from gonogo.git.clone import GitCommand
    from gonogo.github.client import GitHubClient
    from gonogo.journal.sqlite import SqliteJournal
    from gonogo.model.github import RepoName
    from gonogo.model.secret import Token
    from gonogo.playbook.find import load_builtin
    from gonogo.ports import Ports
    from gonogo.registries.client import RegistryClient
    from gonogo.session import Session, Setting
    from gonogo_tui.app import GonogoApp
    from support.scripted_http import SteppedTime

    wish = json.loads(sys.argv[1])
    clock = SteppedTime(datetime.fromisoformat(wish["now"]))
    repo = RepoName(*wish["repo"].split("/"))
    git = GitCommand(Path(wish["clone"]), env=wish["env"], clock=clock)
    ports = Ports(
        GitHubClient(repo, Token(wish["token"]), api_url=wish["url"], clock=clock),
        git,
        RegistryClient(clock, crates_index_url=wish["crates"], pypi_simple_url=wish["pypi"]),
        LocalCommands(git, repo, Path(wish["journal"]).parent / "commands", clock=clock, env=wish["env"]),
    )
    session = Session(
        Setting(repo, load_builtin("ordvec"), is_rehearsal=True),
        ports,
        SqliteJournal(Path(wish["journal"])),
        clock,
    )
    GonogoApp(session).run()


if __name__ == "__main__":
    main()
