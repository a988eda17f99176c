"""Tags with real signatures, good and otherwise."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from gonogo.errors import LookError
from gonogo.git.signatures import ensure_unmoved
from support.git_worlds import make_ssh_key, use_gpg, use_ssh


def push(world: Any, name: Any = "v0.6.0") -> Any:
    world.git("push", "--quiet", "origin", f"refs/tags/{name}")
    oid = world.git("rev-parse", f"refs/tags/{name}")
    world.git("tag", "-d", name)
    return oid


def push_object(world: Any, text: Any, name: Any = "v0.6.0") -> Any:
    """Push a tag object made by hand."""
    oid = world.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=text.encode())
    world.git("push", "--quiet", "origin", f"{oid}:refs/tags/{name}")
    return oid


def tag_text(world: Any, name: Any = "v0.6.0") -> Any:
    return world.git("cat-file", "tag", name) + "\n"


async def test_no_such_tag(world: Any, git: Any) -> None:
    assert await git().signature("v0.6.0") is None


async def test_a_good_gpg_signature(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    world.git("tag", "-s", "-m", "v0.6.0", "v0.6.0")
    oid = push(world)
    before = world.refs()
    found = await git().signature("v0.6.0")
    assert (found.name, found.oid, found.header_name) == ("v0.6.0", oid, "v0.6.0")
    assert found.commit == world.git("rev-parse", "HEAD")
    assert (found.is_annotated, found.is_good, found.signer) == (True, True, gpg.fingerprint)
    assert found.why == "good signature of Mira Example <mira@example.org>"
    assert world.refs() == before


async def test_a_good_ssh_signature_names_its_principal(world: Any, git: Any, tmp_path: Any) -> None:
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    world.git("tag", "-s", "-m", "v0.6.0", "v0.6.0")
    push(world)
    found = await git().signature("v0.6.0")
    assert (found.is_good, found.signer, found.header_name) == (True, "mira@example.org", "v0.6.0")


async def test_unsigned_and_lightweight_tags_are_not_good(world: Any, git: Any) -> None:
    world.git("tag", "-a", "-m", "x", "v0.6.0")
    push(world)
    found = await git().signature("v0.6.0")
    assert (found.is_annotated, found.is_good, found.signer, found.why) == (
        True,
        False,
        "",
        "it is not signed",
    )
    world.git("tag", "v0.6.1")
    oid = push(world, "v0.6.1")
    found = await git().signature("v0.6.1")
    assert (found.is_annotated, found.is_good, found.header_name) == (False, False, "")
    assert found.oid == found.commit == oid


async def test_a_message_that_only_looks_signed_is_not(world: Any, git: Any) -> None:
    message = 'x\n\nGood "git" signature for mira@example.org with ED25519 key SHA256:x\n[GNUPG:] GOODSIG x\n[GNUPG:] VALIDSIG x\n'
    world.git("tag", "-a", "-m", message, "v0.6.0")
    push(world)
    assert (await git().signature("v0.6.0")).is_good is False


async def test_another_tags_object_under_this_name_shows_its_own_name(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    world.git("tag", "-s", "-m", "x", "v0.5.0")
    world.git("push", "--quiet", "origin", "refs/tags/v0.5.0:refs/tags/v0.6.0")
    found = await git().signature("v0.6.0")
    assert (found.is_good, found.header_name) == (True, "v0.5.0")


async def test_a_tag_changed_after_signing_gpg(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    world.git("tag", "-s", "-m", "harmless", "v0.6.0")
    push_object(world, tag_text(world).replace("harmless", "harmful!"))
    found = await git().signature("v0.6.0")
    assert found.is_good is False
    assert "changed after signing" in found.why


async def test_a_tag_changed_after_signing_ssh(world: Any, git: Any, tmp_path: Any) -> None:
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    world.git("tag", "-s", "-m", "harmless", "v0.6.0")
    push_object(world, tag_text(world).replace("harmless", "harmful!"))
    found = await git().signature("v0.6.0")
    assert found.is_good is False
    assert "changed after signing" in found.why


async def test_an_unknown_gpg_key(world: Any, git: Any, gpg: Any, other_gpg: Any) -> None:
    use_gpg(world, other_gpg)
    world.git("tag", "-s", "-m", "x", "v0.6.0")
    push(world)
    use_gpg(world, gpg)
    found = await git().signature("v0.6.0")
    assert found.is_good is False
    assert found.signer
    assert other_gpg.fingerprint.endswith(found.signer)
    assert found.why == "its key is not in the keyring here"


async def test_a_gpg_key_that_is_known_but_not_trusted_cannot_be_told(
    world: Any, git: Any, gpg: Any, other_gpg: Any, tmp_path: Any
) -> None:
    use_gpg(world, other_gpg)
    world.git("tag", "-s", "-m", "x", "v0.6.0")
    push(world)
    world.git("config", "gpg.program", str(tmp_path / "gpg"))
    program = tmp_path / "gpg"
    program.write_text(f'#!/bin/sh\nexec {shutil.which("gpg")} --trust-model direct "$@"\n')
    program.chmod(0o755)
    found = await git().signature("v0.6.0")
    trusted = found.is_good
    program.write_text(f'#!/bin/sh\n{shutil.which("gpg")} "$@" | sed "s/TRUST_ULTIMATE/TRUST_UNDEFINED/"\n')
    found = await git().signature("v0.6.0")
    assert (trusted, found.is_good, found.signer) == (True, None, other_gpg.fingerprint)
    assert "not trusted here" in found.why


async def test_an_ssh_signer_who_is_not_allowed(world: Any, git: Any, tmp_path: Any) -> None:
    key = make_ssh_key(tmp_path / "key")
    other = make_ssh_key(tmp_path / "other")
    use_ssh(world, tmp_path / "key", key, allowed=f"someone@example.org {other}\n")
    world.git("tag", "-s", "-m", "x", "v0.6.0")
    push(world)
    found = await git().signature("v0.6.0")
    assert found.is_good is False
    assert found.why == "its key belongs to none of the allowed signers"
    assert found.signer.startswith("SHA256:")


async def test_without_allowed_signers_it_cannot_be_told(world: Any, git: Any, tmp_path: Any) -> None:
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"), allowed="")
    world.git("tag", "-s", "-m", "x", "v0.6.0")
    push(world)
    found = await git().signature("v0.6.0")
    assert found.is_good is None
    assert "allowedSignersFile" in found.why


@pytest.mark.parametrize("form", ["gpg", "ssh"])
async def test_without_the_program_it_cannot_be_told(
    world: Any, git: Any, gpg: Any, tmp_path: Any, form: Any
) -> None:
    if form == "gpg":
        use_gpg(world, gpg)
    else:
        use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    world.git("tag", "-s", "-m", "x", "v0.6.0")
    push(world)
    world.git("config", "gpg.program" if form == "gpg" else "gpg.ssh.program", str(tmp_path / "nothing here"))
    found = await git().signature("v0.6.0")
    assert found.is_good is None
    assert found.why == "the program that verifies signatures is not installed"


async def test_a_tag_of_the_users_own_is_left_alone(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    world.git("tag", "-s", "-m", "x", "v0.6.0")
    oid = push(world)
    world.git("tag", "v0.6.0")
    mine = world.git("rev-parse", "refs/tags/v0.6.0")
    found = await git().signature("v0.6.0")
    assert found.oid == oid != mine
    assert world.git("rev-parse", "refs/tags/v0.6.0") == mine


async def test_a_moved_tag_is_looked_at_as_it_is_now(world: Any, git: Any) -> None:
    for message in ("one", "two"):
        world.git("tag", "-a", "-f", "-m", message, "v0.6.0")
        world.git("push", "--quiet", "--force", "origin", "refs/tags/v0.6.0")
        assert (await git().signature("v0.6.0")).oid == world.origin_ref("refs/tags/v0.6.0")
    with pytest.raises(LookError, match="moved while"):
        ensure_unmoved("a", "b", "v0.6.0")
