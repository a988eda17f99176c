"""SSH keys under a passphrase: which would be asked for, and the agent of our own that keeps one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gonogo.errors import RefusedError
from gonogo.git.agent import OwnAgent
from support.git_worlds import has_ended, is_gone, make_ssh_key, open_user_agent, use_ssh
from support.terminals import on_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "correct horse battery"
CORE = Path(__file__).resolve().parents[2] / "core"


@pytest.fixture
def user_agent(world: Any) -> Iterator[Any]:
    for agent in open_user_agent():
        world.env["SSH_AUTH_SOCK"] = agent.sock
        yield agent


@pytest.fixture
def key(world: Any, tmp_path: Path) -> Path:
    """A key under a passphrase, with which the clone signs."""
    if shutil.which("ssh-add") is None:
        pytest.skip("ssh-add is not installed: unlocking SSH keys is not tested")
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key", SECRET))
    return tmp_path / "key"


async def test_a_locked_key_would_ask(git: Any, key: Path) -> None:
    assert await git().locked_key() == str(key)


@pytest.mark.parametrize("name", ["key.pub", "~/key", "key"])
async def test_however_it_is_named(world: Any, git: Any, key: Path, name: str) -> None:
    for folder in (world.home, world.clone):
        for end in ("", ".pub"):
            shutil.copy2(f"{key}{end}", folder / f"key{end}")
    world.git("config", "user.signingKey", name)
    assert (await git().locked_key()).endswith(name.lstrip("~"))


async def test_a_key_without_a_passphrase_does_not(world: Any, git: Any, tmp_path: Path) -> None:
    use_ssh(world, tmp_path / "open", make_ssh_key(tmp_path / "open"))
    assert await git().locked_key() == ""


async def test_a_key_that_the_users_agent_holds_does_not(git: Any, key: Path, user_agent: Any) -> None:
    assert await git().locked_key() == str(key), "it holds nothing yet"
    unlocked = key.with_name("unlocked")
    shutil.copy2(key, unlocked)
    subprocess.run(
        ["ssh-keygen", "-q", "-p", "-P", SECRET, "-N", "", "-f", str(unlocked)],
        check=True,
        capture_output=True,
    )
    user_agent.add(unlocked)
    assert await git().locked_key() == ""


async def test_what_can_not_be_told_does_not(world: Any, git: Any, key: Path) -> None:
    public = key.with_suffix(".pub").read_text().strip()
    for name in (public, f"key::{public}", "/no/such/key", str(world.home), "--help", ""):
        world.git("config", "user.signingKey", name)
        assert await git().locked_key() == "", name
    world.git("config", "user.signingKey", str(key))
    world.git("config", "gpg.ssh.program", "/opt/vault/sign")
    assert await git().locked_key() == "", "that program asks in its own way"
    world.git("config", "--unset", "gpg.ssh.program")
    world.git("config", "gpg.format", "x509")
    assert await git().locked_key() == ""


async def test_where_there_is_no_ssh_nothing_is_asked(
    world: Any, git: Any, key: Path, tmp_path: Path
) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    program = shutil.which("git")
    assert program
    (bare / "git").symlink_to(program)
    world.env["PATH"] = str(bare)
    assert await git().locked_key() == ""
    assert not OwnAgent().start(world.env)


async def test_without_a_terminal_it_stays_locked(git: Any, key: Path) -> None:
    command = git()
    await command.locked_key()
    try:
        assert command.unlock_key("/no/such/terminal") == "the key stays locked: No such file or directory"
        assert await command.locked_key() == str(key)
    finally:
        command.close()


def test_the_agent_is_private_and_ends_when_it_is_closed() -> None:
    agent = OwnAgent()
    assert agent.env == {}
    assert agent.start(os.environ)
    sock = Path(agent.env["SSH_AUTH_SOCK"])
    assert sock.parent.stat().st_mode & 0o777 == 0o700
    assert _holds(sock) == 1, "it answers, and holds nothing"
    assert agent.start(os.environ)
    assert agent.env["SSH_AUTH_SOCK"] == str(sock), "it is started once"
    pid = _agent_at(sock)
    agent.close()
    assert agent.env == {}
    assert has_ended(pid)
    assert is_gone(sock.parent)
    agent.close()


def test_the_agent_ends_with_a_gonogo_that_is_killed() -> None:
    program = (
        "import os, sys; from gonogo.git.agent import OwnAgent; agent = OwnAgent(); agent.start(os.environ);"
        "print(agent.env['SSH_AUTH_SOCK'], flush=True); sys.stdin.read()"
    )
    victim = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(CORE)},
    )
    with victim:
        assert victim.stdout is not None
        sock = Path(victim.stdout.readline().decode().strip())
        pid = _agent_at(sock)
        assert _holds(sock) == 1
        os.kill(victim.pid, signal.SIGKILL)
    assert has_ended(pid)
    assert is_gone(sock.parent)


def test_where_temporary_folders_have_long_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    long = tmp_path / ("long" * 20)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    agent = OwnAgent()
    try:
        assert agent.start(os.environ)
        assert not list(long.iterdir())
    finally:
        agent.close()


PROGRAM = """
import asyncio, os, sys
sys.path.insert(0, {tests!r})
from gonogo.errors import GonogoError
from gonogo.git.clone import GitCommand
from gonogo.model.edits import FileEdit
from support.git_worlds import FILES, StillClock

WHAT = {what!r}

async def act(git):
    if WHAT == "tag":
        return await git.push_tag("v0.6.0", "v0.6.0", {head!r}, "main")
    if WHAT == "backport":
        return await git.push_backport("old", {old!r}, "back", ({head!r},))
    edit = FileEdit("Cargo.toml", FILES["Cargo.toml"], "new = 1\\n")
    return await git.push_bump("main", {head!r}, "release", "Release 0.6.0", (edit,))

async def main():
    git = GitCommand({clone!r}, env=os.environ, clock=StillClock())
    try:
        for _ in range(2):
            key = await git.locked_key(commits=WHAT != "tag")
            print("LOCKED", key or "NOTHING", flush=True)
            if key:
                print("WRONG:", git.unlock_key(os.ttyname(0)) or "nothing", flush=True)
        print("PUSHED", await act(git), flush=True)
    except GonogoError as error:
        print("REFUSED", error, flush=True)
    finally:
        git.close()
    print("CLOSED", flush=True)

asyncio.run(main())
"""


@pytest.fixture
def what() -> str:
    return "tag"


@pytest.fixture
def terminal(world: Any, key: Path, user_agent: Any, tmp_path: Path, what: str) -> Iterator[Any]:
    """A terminal on which the key is unlocked and used; who signs and who pushes leave word."""
    real = shutil.which("ssh-keygen")
    keygen = tmp_path / "ssh-keygen"
    keygen.write_text(f'#!/bin/sh\necho "$SSH_AUTH_SOCK" >>{tmp_path}/signs\nexec {real} "$@"\n')
    keygen.chmod(0o700)
    world.git("config", "gpg.ssh.program", str(keygen))
    old = world.git("rev-parse", "HEAD")
    world.git("push", "--quiet", "origin", "HEAD:refs/heads/old")
    head = world.commit({"fix.txt": "a fix\n"}, "A fix")
    world.git("config", "commit.gpgSign", "true")
    world.hook(world.clone / ".git", "pre-push", f'echo "$SSH_AUTH_SOCK" >{tmp_path}/pushes')
    program = tmp_path / "program.py"
    tests = str(Path(__file__).resolve().parents[1])
    program.write_text(PROGRAM.format(tests=tests, clone=str(world.clone), head=head, old=old, what=what))
    env = {**world.env, "PYTHONPATH": str(CORE)}
    with on_terminal([sys.executable, str(program)], env, tmp_path) as terminal:
        yield terminal


@pytest.mark.parametrize("what", ["bump", "backport"])
def test_commits_are_signed_by_it_where_all_are(
    world: Any, key: Path, terminal: Any, user_agent: Any, tmp_path: Path, what: str
) -> None:
    terminal.read_until(f"Enter passphrase for {key}: ".encode())
    terminal.type(SECRET.encode() + b"\n")
    assert b"PUSHED" in terminal.read_until(b"CLOSED")
    world.git("verify-commit", world.origin_ref(f"refs/heads/{'release' if what == 'bump' else 'back'}"))
    assert "no identities" in user_agent.listed()
    assert (tmp_path / "pushes").read_text().strip() == user_agent.sock, "who pushes has the user's agent"


async def test_a_commit_that_is_not_signed_asks_for_nothing(world: Any, git: Any, key: Path) -> None:
    assert await git().locked_key(commits=True) == ""
    world.git("config", "commit.gpgSign", "true")
    assert await git().locked_key(commits=True) == str(key)
    world.git("config", "commit.gpgSign", "perhaps")
    assert await git().locked_key(commits=True) == "", "git itself will say what is wrong with it"


def test_the_tag_is_signed_by_an_agent_of_its_own(
    world: Any, key: Path, terminal: Any, user_agent: Any, tmp_path: Path
) -> None:
    terminal.read_until(f"Enter passphrase for {key}: ".encode())
    terminal.type(SECRET.encode() + b"\n")
    told = terminal.read_until(b"CLOSED")
    assert b"WRONG: nothing" in told
    assert b"LOCKED NOTHING" in told, "what was unlocked is not asked for again"
    assert b"PUSHED" in told
    assert SECRET.encode() not in terminal.seen, "it is not shown"
    world.git("verify-tag", "v0.6.0")
    assert world.git("tag", "--list", at=world.origin) == "v0.6.0"
    assert "no identities" in user_agent.listed(), "the user's agent was given nothing"
    first, *_ = (tmp_path / "signs").read_text().splitlines()
    assert first != user_agent.sock
    assert (tmp_path / "pushes").read_text().strip() == user_agent.sock, "who pushes has the user's agent"
    assert is_gone(Path(first).parent), "the agent is over when gonogo is"


def test_a_wrong_passphrase_is_asked_for_again_and_none_gives_up(
    world: Any, key: Path, terminal: Any, user_agent: Any
) -> None:
    for _ in range(2):
        terminal.read_until(b"Enter passphrase for ")
        terminal.type(b"wrong\n")
        terminal.read_until(b"Bad passphrase, try again for ")
        terminal.type(b"\n")
    told = terminal.read_until(b"CLOSED")
    assert (
        told.count(b"WRONG: the key stays locked") + terminal.seen.count(b"WRONG: the key stays locked") >= 2
    )
    assert b"REFUSED" in told
    assert world.git("tag", "--list", at=world.origin) == ""
    assert "no identities" in user_agent.listed()


def test_ctrl_c_is_for_who_asks(world: Any, key: Path, terminal: Any) -> None:
    for _ in range(2):
        terminal.read_until(b"Enter passphrase for ")
        terminal.until_asleep("ssh-add")
        terminal.type(b"\x03")
        terminal.read_until(b"WRONG: the key stays locked")
    assert b"REFUSED" in terminal.read_until(b"CLOSED")
    assert world.git("tag", "--list", at=world.origin) == ""


async def test_without_the_agent_the_advice_stays(world: Any, git: Any, key: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        await git().push_tag("v0.6.0", "v0.6.0", world.git("rev-parse", "HEAD"), "main")
    assert "Unlock the signing key first" in caught.value.advice


def _holds(sock: Path) -> int:
    """How `ssh-add -l` ends: 0 it holds keys, 1 it holds none, 2 there is no agent."""
    env = {"PATH": os.environ["PATH"], "SSH_AUTH_SOCK": str(sock)}
    return subprocess.run(["ssh-add", "-l"], env=env, capture_output=True, check=False).returncode


def _agent_at(sock: Path) -> str:
    """The process id of the agent that was started for a socket."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"ssh-agent") and os.fsencode(sock) in words:
            return path.parent.name
    pytest.skip("this system has no /proc: that the agent's process ends is not tested")
