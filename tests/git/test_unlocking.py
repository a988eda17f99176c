"""Whether the signing key's passphrase would be asked for, and asking for it."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest

from support.git_worlds import make_ssh_key, open_gpg_home, use_gpg, use_ssh

SECRET = "correct horse battery"


@pytest.fixture
def own_locked() -> Any:
    """A locked key of this test's own: unlocking it is not seen by another."""
    yield from open_gpg_home(SECRET)


def remember(home: Any) -> None:
    """Sign once with the passphrase given, so that the agent keeps it."""
    env = {"PATH": os.environ["PATH"], "GNUPGHOME": home.path, "HOME": home.path}
    with_it = [
        "gpg",
        "--batch",
        "--pinentry-mode",
        "loopback",
        "--passphrase",
        SECRET,
        "--detach-sign",
        "--output",
        "-",
    ]
    subprocess.run(with_it, input=b"x", env=env, check=True, capture_output=True)


async def test_a_locked_key_would_ask(world: Any, git: Any, own_locked: Any) -> None:
    use_gpg(world, own_locked)
    assert await git().locked_key() == own_locked.fingerprint


async def test_by_the_address_where_no_key_is_named(world: Any, git: Any, own_locked: Any) -> None:
    world.env["GNUPGHOME"] = own_locked.path
    world.git("config", "user.email", "mira@example.org")
    assert await git().locked_key() == "mira@example.org"


async def test_a_key_that_the_agent_holds_does_not(world: Any, git: Any, own_locked: Any) -> None:
    use_gpg(world, own_locked)
    remember(own_locked)
    assert await git().locked_key() == ""


async def test_a_key_without_a_passphrase_does_not(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    assert await git().locked_key() == ""


async def test_what_can_not_be_told_does_not(world: Any, git: Any, gpg: Any, tmp_path: Any) -> None:
    world.env["GNUPGHOME"] = gpg.path
    world.git("config", "user.signingKey", "--list-keys")
    assert await git().locked_key() == ""
    world.git("config", "user.signingKey", "nobody@example.invalid")
    assert await git().locked_key() == ""
    world.git("config", "gpg.program", "/no/such/gpg")
    assert await git().locked_key() == ""
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    assert await git().locked_key() == ""


async def test_where_nobody_answers_it_says_so(world: Any, git: Any, own_locked: Any) -> None:
    use_gpg(world, own_locked)
    command = git()
    await command.locked_key()
    assert "failed" in command.unlock_key("/no/such/terminal").lower()
    assert await command.locked_key() == own_locked.fingerprint
