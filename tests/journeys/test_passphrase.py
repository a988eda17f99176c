"""A tag signed with a real key under a passphrase: the screen gives way, gpg or ssh-add asks, the screen comes back."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.git_worlds import make_ssh_key, make_world, open_gpg_home, open_user_agent, use_gpg, use_ssh
from support.terminals import PINENTRY, on_terminal

SECRET = "correct horse battery"
TESTS = Path(__file__).resolve().parents[1]
PROGRAM = """
import itertools, os, sys
sys.path.insert(0, {tests!r})
from gonogo.git.clone import GitCommand
from gonogo.model.plans import Outcome
from gonogo.model.releases import OutcomeState
from support import days
from support.fake_session import FakeSession
from support.git_worlds import StillClock

class Signing(FakeSession):
    pushed = ""
    git = GitCommand({clone!r}, env=os.environ, clock=StillClock())
    async def locked_key(self, plan):
        return await self.git.locked_key()
    def unlock_key(self, terminal):
        return self.git.unlock_key(terminal)
    async def perform(self, plan, progress=None):
        oid = await self.git.push_tag("v0.6.0", "v0.6.0", {head!r}, "main")
        self.pushed = "PUSHED"
        return (Outcome(plan.actions[0], OutcomeState.DONE, "PUSHED " + oid),)

session = Signing(days.day(days.tag_ready()))
"""
SCREEN = """
from gonogo_tui.app import GonogoApp
GonogoApp(session, monotonic=itertools.count(step=1.0).__next__).run()
"""
LINE = """
import argparse, asyncio
from gonogo.cli import acts
from gonogo.cli.output import complain
from gonogo.errors import GonogoError
words = argparse.Namespace(step="tag", release=None, verb="do", type="v0.6.0", yes=True)
try:
    asyncio.run(acts.do(session, words))
except GonogoError as error:
    complain(error)
print(session.pushed, "ENDED", flush=True)
"""


ASKS = {"gpg": b"PASSPHRASE? ", "ssh": b"Enter passphrase for "}
"""What each way asks with."""


@pytest.fixture(params=["gpg", "ssh"])
def form(request):
    return request.param


@pytest.fixture
def world(form, tmp_path):
    world = make_world(tmp_path)
    yield from (_with_gpg if form == "gpg" else _with_ssh)(world, tmp_path)


def _with_gpg(world, tmp_path):
    for home in open_gpg_home(SECRET):
        use_gpg(world, home)
        pinentry = tmp_path / "pinentry"
        pinentry.write_text(PINENTRY.format(python=sys.executable))
        pinentry.chmod(0o700)
        (Path(home.path) / "gpg-agent.conf").write_text(f"pinentry-program {pinentry}\n")
        yield world


def _with_ssh(world, tmp_path):
    for agent in open_user_agent():
        world.env["SSH_AUTH_SOCK"] = agent.sock
        use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key", SECRET))
        yield world
        assert "no identities" in agent.listed(), "the user's agent was given nothing"


@contextmanager
def running(world, tmp_path, face):
    program = tmp_path / "program.py"
    head = world.git("rev-parse", "HEAD")
    program.write_text(PROGRAM.format(tests=str(TESTS), clone=str(world.clone), head=head) + face)
    env = {**world.env, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    with on_terminal([sys.executable, str(program)], env, tmp_path) as terminal:
        yield terminal


@pytest.fixture
def terminal(world, tmp_path):
    with running(world, tmp_path, SCREEN) as terminal:
        terminal.read_until(b"Releases")
        terminal.read_until(b"live")
        terminal.type(b".\r")
        terminal.read_until(b"To go on, type")
        terminal.type(b"v0.6.0")
        terminal.read_until(b"goes on")
        terminal.type(b"\x19")
        yield terminal


def origin_tags(world):
    return world.git("tag", "--list", at=world.origin)


def test_it_is_asked_for_on_the_terminal_and_the_screen_comes_back(world, terminal, form):
    left = terminal.read_until(ASKS[form])
    assert b"\x1b[?1049l" in left
    assert b"The passphrase of" in left
    assert origin_tags(world) == ""
    terminal.type(SECRET.encode() + b"\n")
    back = terminal.read_until(b"PUSHED")
    assert b"\x1b[?1049h" in back
    assert origin_tags(world) == "v0.6.0"
    verified = subprocess.run(["git", "verify-tag", "v0.6.0"], cwd=world.clone, env=world.env, capture_output=True, check=False)  # fmt: skip
    assert re.search(rb'Good (signature|"git" signature)', verified.stdout + verified.stderr)
    assert SECRET.encode() not in terminal.seen or form == "gpg", (
        "the test's own pinentry shows what is typed"
    )


@pytest.mark.parametrize("form", ["gpg"], indirect=True)
def test_a_wrong_passphrase_sends_nothing(world, terminal, form):
    for _ in range(3):
        terminal.read_until(ASKS[form])
        terminal.type(b"wrong\n")
    back = terminal.read_until(b"Nothing was sent")
    assert b"\x1b[?1049h" in back
    assert origin_tags(world) == ""


@pytest.mark.parametrize("form", ["ssh"], indirect=True)
@pytest.mark.parametrize("gives_up", [b"\n", b"\x03"])
def test_who_gives_up_sends_nothing_and_stays_on_the_board(world, terminal, form, gives_up):
    terminal.read_until(ASKS[form])
    terminal.type(b"wrong\n")
    terminal.read_until(b"Bad passphrase, try again for ")
    terminal.until_asleep("ssh-add")
    terminal.type(gives_up)
    back = terminal.read_until(b"Nothing was sent")
    assert b"\x1b[?1049h" in back
    assert origin_tags(world) == ""
    terminal.type(b"?")
    terminal.read_until(b"eys")


def test_gonogo_do_asks_on_its_terminal_too(world, tmp_path, form):
    with running(world, tmp_path, LINE) as terminal:
        terminal.read_until(ASKS[form])
        terminal.type(SECRET.encode() + b"\n")
        terminal.read_until(b"PUSHED ENDED")
    assert origin_tags(world) == "v0.6.0"


@pytest.mark.parametrize("form", ["ssh"], indirect=True)
def test_gonogo_do_sends_nothing_with_a_key_that_stays_locked(world, tmp_path, form):
    with running(world, tmp_path, LINE) as terminal:
        terminal.read_until(ASKS[form])
        terminal.type(b"\n")
        told = terminal.read_until(b"ENDED")
    assert b"key: the key stays locked" in told
    assert b"PUSHED" not in told
    assert origin_tags(world) == ""
