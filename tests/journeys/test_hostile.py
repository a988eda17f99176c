"""Hostile text in every field from outside: nothing but text on the screen, nothing but text to the terminal."""

import json
import os
import pty
import re
import select
import struct
import subprocess
import sys
import time
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest

from gonogo.model.secret import Token
from gonogo.rehearsal.gitcall import isolated_git_env
from support import hostile
from support.rehearsals import rehearsing
from support.screens import running

pytestmark = pytest.mark.journey
SUPPORT = Path(__file__).resolve().parents[1]
SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])"
)
WAYS = (
    ("2",), ("3",), ("4",), ("5",), ("6",), ("7",), ("4", "enter", "j", "j", "j", "j", "enter"),
    ("6", "enter", "tab"), ("5", "enter", "tab"), ("5", "enter", "enter", "t"), ("colon",), ("question_mark",),
)  # fmt: skip
"""Keys to each screen, each from the board."""


async def bad_day(trip):
    """A gate waits, a job has failed, and everything has a hostile name."""
    hostile.poison(trip)
    trip.world.switches.failing_jobs.add(("release.yml", "publish-pypi"))
    await trip.until(lambda view: any("failed" in s.finding.evidence for s in view.assessment.standings))
    hostile.poison_runs(trip)


async def test_nothing_but_text_on_the_screen():
    async with rehearsing() as trip:
        await bad_day(trip)
        for size in ((160, 48), (80, 24)):
            async with running(trip.session, size=size) as screen:
                seen = await walk(screen, size)
            assert "[@click=app.quit]PRESS[/]" in seen, "it is shown, as text"
            assert "ordvec 0.6.0" in seen


async def walk(screen, size):
    """Everything that is seen on the way through all screens."""
    await screen.press("R")
    await screen.settle()
    seen = ""
    for keys in WAYS:
        await screen.press(*keys)
        await screen.settle()
        text = screen.text
        assert not hostile.CONTROL.search(text.replace("\n", "")), (keys, text)
        assert all(len(line) <= size[0] for line in text.splitlines()), keys
        seen += text
        for number, line in enumerate(text.splitlines()):
            if "PRESS" in line:
                await screen.pilot.click(offset=(line.index("PRESS"), number))
                await screen.pilot.pause()
                break
        assert screen.app.is_running, "nothing was pressed"
        while len(screen.app.screen_stack) > 2:
            screen.app.pop_screen()
            await screen.pilot.pause()
    return seen


async def test_nothing_but_text_reaches_the_terminal():
    async with rehearsing() as trip:
        await bad_day(trip)
        root = trip.root
        token = Token(trip.server.token("you"))
        wish = {
            "now": trip.server.clock.now().isoformat(), "repo": str(trip.session.repo), "token": token.reveal(),
            "url": trip.server.url, "crates": trip.server.crates_index_url, "pypi": trip.server.pypi_simple_url,
            "clone": str(root / "clone"), "env": isolated_git_env(root / "home", url=trip.server.url, token=token),
            "journal": str(root / "state" / "journal.sqlite3"),
        }  # fmt: skip
        raw = in_a_terminal([sys.executable, "-m", "support.hostile", json.dumps(wish)])
    text = SEQUENCE.sub(b"", raw)
    assert b"ordvec 0.6.0" in text, text[-2000:]
    for word in (b"PRESS", b" error", b"Can it be merged", b"What waits"):
        assert word in text, f"{word!r} was on the screen"
    for evil in hostile.FORBIDDEN:
        assert evil not in raw, evil
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text), (
        "no control is left when sequences are gone"
    )
    assert b"\x1b]52" not in raw
    assert b"\x1b]8" not in raw


def in_a_terminal(words):
    """All bytes that the app writes to its terminal while it is walked through."""
    leader, follower = pty.openpty()
    ioctl(follower, TIOCSWINSZ, struct.pack("HHHH", 40, 130, 0, 0))
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        words, stdin=follower, stdout=follower, stderr=follower, cwd=SUPPORT, env=env, start_new_session=True
    )
    os.close(follower)
    out = bytearray()

    def read_until(mark, patience_s=20.0):
        """Read until it is quiet and the text stands there, or until patience ends."""
        begin, start = time.monotonic(), len(out)
        while time.monotonic() - begin < patience_s:
            if select.select([leader], [], [], 0.25)[0]:
                try:
                    out.extend(os.read(leader, 65536))
                except OSError:
                    return
            elif len(out) > start and mark in SEQUENCE.sub(b"", bytes(out[start:])):
                return

    read_until(b"ordvec 0.6.0", 60)
    for keys, mark in (
        (b"2", b""), (b"3", b""), (b"7", b""), (b"4", b""), (b"\r", b"Can it be merged"), (b"jjj", b""), (b"\x1b\x1b", b""),
        (b"6", b""), (b"\r", b"What waits"), (b"\x1b\x1b", b""),
        (b"5", b""), (b"\r", b"of their needs"), (b"\r", b" error"), (b"t", b""), (b"\x11", b""),
    ):  # fmt: skip
        os.write(leader, keys)
        read_until(mark, 20.0 if mark else 2.0)
    try:
        process.wait(10)
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    return bytes(out)
