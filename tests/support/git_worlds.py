"""Small git worlds for tests: an origin, a clone, keys; nothing of the user's own is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {
    "Cargo.toml": '[package]\nname = "demo"\nversion = "0.5.0"\n',
    "docs/guide.md": "Use demo 0.5.0.\nNot 10.5.0, 0.5.01, 0.5.0.1 or 0.5.0-rc.1.\nwheel demo-0.5.0-py3.whl, v0.5.0!\n",
}


class StillClock:
    """A clock that stands."""

    def __init__(self, at: datetime | None = None) -> None:
        self.at = at or datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        return


@dataclass
class World:
    """A bare origin and a clone of it."""

    home: Path
    origin: Path
    clone: Path
    env: dict[str, str] = field(default_factory=dict)

    def git(self, *args: str, at: Path | None = None, stdin: bytes | None = None, fine: bool = False) -> str:
        """Run git and return what it printed."""
        done = subprocess.run(
            ["git", *args], cwd=at or self.clone, env=self.env, input=stdin, capture_output=True, check=False
        )
        if done.returncode and not fine:
            raise AssertionError(f"git {args}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8", "replace").removesuffix("\n")

    def commit(self, files: dict[str, str | bytes], message: str = "work", *, push: bool = True) -> str:
        """Commit files in the clone, byte for byte; the commit."""
        for name, text in files.items():
            path = self.clone / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "-m", message)
        if push:
            self.git("push", "--quiet", "--no-verify", "origin", "HEAD")
        return self.git("rev-parse", "HEAD")

    def advance_origin(self, branch: str = "main", message: str = "meanwhile") -> str:
        """Put a commit on origin's branch, behind the clone's back."""
        old = self.git("rev-parse", f"refs/heads/{branch}", at=self.origin)
        new = self.git("commit-tree", f"{old}^{{tree}}", "-p", old, "-m", message, at=self.origin)
        self.git("update-ref", f"refs/heads/{branch}", new, at=self.origin)
        return new

    def origin_ref(self, ref: str) -> str:
        """What a ref of origin points at; empty when there is none."""
        return self.git("for-each-ref", "--format=%(objectname)", ref, at=self.origin)

    def hook(self, repository: Path, name: str, script: str) -> None:
        """Install a hook."""
        path = repository / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def refs(self) -> str:
        """Every ref of the clone that is the user's own."""
        refs = self.git("for-each-ref", "--format=%(refname) %(objectname)")
        return "\n".join(line for line in refs.splitlines() if not line.startswith("refs/gonogo/"))


def make_world(folder: Path) -> World:
    """An origin with one commit on main, and a clone of it."""
    home = folder / "home"
    home.mkdir(parents=True)
    config = home / "gitconfig"
    config.write_text(
        "[user]\n name = Mira Example\n email = mira@example.org\n[init]\n defaultBranch = main\n"
        '[commit]\n gpgSign = false\n[gc]\n auto = 0\n[protocol "file"]\n allow = always\n'
    )
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LC_ALL": "C",
    }
    world = World(home, folder / "origin.git", folder / "clone", env)
    world.git("init", "--quiet", "--bare", str(world.origin), at=home)
    world.git("clone", "--quiet", str(world.origin), str(world.clone), at=home)
    world.commit(dict(FILES), "first")
    return world


@dataclass(frozen=True)
class GpgHome:
    """A short GNUPGHOME with one key."""

    path: str
    fingerprint: str


def open_gpg_home(passphrase: str = "") -> Iterator[GpgHome]:
    """A GNUPGHOME with an ephemeral key; ends its agent afterwards."""
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed: real GPG signatures are not tested")
    home = tempfile.mkdtemp(prefix="gg-", dir="/tmp")
    env = {"PATH": os.environ["PATH"], "GNUPGHOME": home, "HOME": home, "LC_ALL": "C"}
    make = ["gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase]
    try:
        subprocess.run(
            [*make, "--quick-generate-key", "Mira Example <mira@example.org>", "ed25519", "sign", "never"],
            env=env,
            check=True,
            capture_output=True,
        )
        listed = subprocess.run(
            ["gpg", "--batch", "--list-keys", "--with-colons"], env=env, check=True, capture_output=True
        ).stdout.decode()
        fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=env, check=False, capture_output=True)
        yield GpgHome(home, fingerprint)
    finally:
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=env, check=False, capture_output=True)
        shutil.rmtree(home, ignore_errors=True)


def make_ssh_key(path: Path, passphrase: str = "") -> str:
    """An SSH key; its public line without the comment."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed: real SSH signatures are not tested")
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)],
        check=True,
        capture_output=True,
    )
    return path.with_suffix(".pub").read_text().strip()


@dataclass
class UserAgent:
    """An ssh-agent that was there before, as a user has one."""

    sock: str

    def listed(self) -> str:
        """What it says that it holds."""
        done = subprocess.run(
            ["ssh-add", "-l"],
            env={"PATH": os.environ["PATH"], "SSH_AUTH_SOCK": self.sock},
            capture_output=True,
            check=False,
        )
        return done.stdout.decode()

    def add(self, key: Path) -> None:
        """Give it a key that has no passphrase."""
        env = {"PATH": os.environ["PATH"], "SSH_AUTH_SOCK": self.sock}
        subprocess.run(["ssh-add", "-q", str(key)], env=env, check=True, capture_output=True)


def open_user_agent() -> Iterator[UserAgent]:
    """An ssh-agent in a short folder; ends it afterwards."""
    if shutil.which("ssh-agent") is None or shutil.which("ssh-add") is None:
        pytest.skip("ssh-agent is not installed: unlocking SSH keys is not tested")
    folder = tempfile.mkdtemp(prefix="ga-", dir="/tmp")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", f"{folder}/s"], stdout=subprocess.PIPE)
    try:
        assert agent.stdout is not None
        agent.stdout.readline()
        yield UserAgent(f"{folder}/s")
    finally:
        agent.kill()
        agent.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def is_gone(path: Path, within_s: float = 20.0) -> bool:
    """Whether a file or folder is gone, waiting for it."""
    give_up = time.monotonic() + within_s
    while path.exists():
        if time.monotonic() > give_up:
            return False
        threading.Event().wait(0.01)
    return True


def has_ended(pid: str, within_s: float = 20.0) -> bool:
    """Whether a process is over, waiting for it: a kill is sent at once, and takes effect soon after."""
    give_up = time.monotonic() + within_s
    while _is_running(int(pid)):
        if time.monotonic() > give_up:
            return False
        threading.Event().wait(0.01)
    return True


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return stat.parent.exists()


def use_gpg(world: World, gpg: GpgHome) -> None:
    """Let the clone sign with a GPG key."""
    world.env["GNUPGHOME"] = gpg.path
    world.git("config", "user.signingKey", gpg.fingerprint)


def use_ssh(world: World, key: Path, public: str, *, allowed: str | None = None) -> None:
    """Let the clone sign with an SSH key; `allowed` is the text of the allowed signers file."""
    world.git("config", "gpg.format", "ssh")
    world.git("config", "user.signingKey", str(key))
    if allowed != "":
        signers = world.home / "allowed_signers"
        signers.write_text(allowed or f"mira@example.org {public}\n")
        world.git("config", "gpg.ssh.allowedSignersFile", str(signers))
