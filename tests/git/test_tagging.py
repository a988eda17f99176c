"""Release tags: signed, verified, pushed; or refused with nothing left behind."""

from __future__ import annotations

import asyncio
import os
import tempfile
from datetime import UTC, datetime
from typing import Any

import pytest

from gonogo.errors import ActError, MovedError, OutcomeUnknownError, RefusedError
from gonogo.git import tagging
from support.git_worlds import has_ended, make_ssh_key, use_gpg, use_ssh


@pytest.fixture(autouse=True)
def scratch(tmp_path: Any, monkeypatch: Any) -> Any:
    """A place of its own for temporary folders, so that leftovers are seen."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def assert_nothing_happened(world: Any, scratch: Any, before: Any) -> Any:
    assert world.origin_ref("refs/tags/*") == ""
    assert world.refs() == before
    assert list(scratch.iterdir()) == []


async def test_a_gpg_signed_tag_reaches_origin_and_then_the_clone(
    world: Any, git: Any, gpg: Any, scratch: Any, clock: Any
) -> None:
    use_gpg(world, gpg)
    head = world.git("rev-parse", "HEAD")
    clock.at = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    oid = await git().push_tag("v0.6.0", "v0.6.0\n\n# kept\n", head, "main")
    assert world.origin_ref("refs/tags/v0.6.0") == oid
    assert world.git("rev-parse", "refs/tags/v0.6.0") == oid
    world.git("verify-tag", oid, at=world.clone)
    text = world.git("cat-file", "tag", oid, at=world.origin)
    assert text.startswith(
        f"object {head}\ntype commit\ntag v0.6.0\ntagger Mira Example <mira@example.org> {int(clock.at.timestamp())} "
    )
    assert "\nv0.6.0\n\n# kept\n-----BEGIN PGP" in text
    assert list(scratch.iterdir()) == []
    signature = await git().signature("v0.6.0")
    assert signature.is_good is True


@pytest.mark.parametrize("form", ["linked", "bare"])
async def test_an_ssh_signed_tag_from_any_kind_of_clone(
    world: Any, git: Any, tmp_path: Any, form: Any
) -> None:
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key"))
    if form == "linked":
        root = tmp_path / "linked"
        world.git("worktree", "add", "--quiet", "-b", "other", str(root))
    else:
        root = tmp_path / "bare.git"
        world.git("clone", "--quiet", "--bare", str(world.origin), str(root))
        for line in world.git("config", "--local", "--list").splitlines():
            key, _, value = line.partition("=")
            if key.startswith(("gpg.", "user.")):
                world.git("config", key, value, at=root)
    head = world.advance_origin()
    oid = await git(root).push_tag("v0.6.0", "v0.6.0", head, "main")
    assert world.origin_ref("refs/tags/v0.6.0") == oid
    assert (await git(root).signature("v0.6.0")).signer == "mira@example.org"


async def test_identity_and_keys_by_relative_paths_and_conditional_includes(
    world: Any, git: Any, tmp_path: Any
) -> None:
    public = make_ssh_key(world.clone / "key")
    (world.clone / "signers").write_text(f"work@example.org {public}\n")
    (world.clone / ".git" / "extra").write_text('[gpg "ssh"]\n allowedSignersFile = signers\n')
    world.git("config", "include.path", "extra")
    config = world.home / "gitconfig"
    (world.home / "work").write_text(
        "[user]\n name = Mira at Work\n email = work@example.org\n signingKey = key\n[gpg]\n format = ssh\n"
    )
    config.write_text(config.read_text() + f'[includeIf "gitdir:{world.clone}/"]\n path = work\n')
    oid = await git().push_tag("v0.6.0", "v0.6.0", world.git("rev-parse", "HEAD"), "main")
    assert "tagger Mira at Work <work@example.org>" in world.git("cat-file", "tag", oid)
    assert (await git().signature("v0.6.0")).signer == "work@example.org"


async def test_configuration_from_the_environment_stays(world: Any, git: Any, tmp_path: Any) -> None:
    public = make_ssh_key(tmp_path / "key")
    use_ssh(world, tmp_path / "key", public)
    world.env |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "From Outside",
    }
    oid = await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert "tagger From Outside" in world.git("cat-file", "tag", oid)


async def test_refused_when_the_branch_is_elsewhere_or_gone(
    world: Any, git: Any, gpg: Any, scratch: Any
) -> None:
    use_gpg(world, gpg)
    before, old = world.refs(), world.git("rev-parse", "HEAD")
    new = world.advance_origin()
    with pytest.raises(MovedError, match=f"main is at {new[:7]}, planned on {old[:7]}"):
        await git().push_tag("v0.6.0", "x", old, "main")
    with pytest.raises(MovedError, match="gone is gone"):
        await git().push_tag("v0.6.0", "x", old, "gone")
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_the_branch_moves_while_signing(
    world: Any, git: Any, gpg: Any, scratch: Any, tmp_path: Any
) -> None:
    use_gpg(world, gpg)
    old = world.git("rev-parse", "HEAD")
    new = world.git("commit-tree", f"{old}^{{tree}}", "-p", old, "-m", "meanwhile", at=world.origin)
    program = tmp_path / "gpg"
    program.write_text(
        f'#!/bin/sh\nenv -u GIT_DIR git -C {world.origin} update-ref refs/heads/main {new}\nexec gpg "$@"\n'
    )
    program.chmod(0o755)
    world.git("config", "gpg.program", str(program))
    before = world.refs()
    with pytest.raises(MovedError, match=f"main is at {new[:7]}"):
        await git().push_tag("v0.6.0", "x", old, "main")
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_origin_has_the_tag(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    world.git("tag", "v0.6.0", at=world.origin)
    there = world.origin_ref("refs/tags/v0.6.0")
    with pytest.raises(MovedError, match=f"already has tag v0.6.0, at {there[:7]}"):
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert world.origin_ref("refs/tags/v0.6.0") == there


async def test_a_second_maintainer_is_never_overwritten(
    world: Any, git: Any, gpg: Any, monkeypatch: Any
) -> None:
    use_gpg(world, gpg)
    head = world.git("rev-parse", "HEAD")
    check, calls = tagging._check_remote, []

    async def check_then_race(*args: Any) -> Any:
        await check(*args)
        calls.append(args)
        if len(calls) == 2:
            world.git("tag", "-a", "-m", "theirs", "v0.6.0", at=world.origin)

    monkeypatch.setattr(tagging, "_check_remote", check_then_race)
    with pytest.raises(ActError, match="refused: already exists"):
        await git().push_tag("v0.6.0", "x", head, "main")
    assert world.git("cat-file", "tag", "v0.6.0", at=world.origin).endswith("theirs")


async def test_a_local_tag_of_that_name_is_left_alone(world: Any, git: Any, gpg: Any) -> None:
    use_gpg(world, gpg)
    world.git("tag", "v0.6.0")
    mine = world.git("rev-parse", "v0.6.0")
    oid = await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert world.git("rev-parse", "refs/tags/v0.6.0") == mine != oid == world.origin_ref("refs/tags/v0.6.0")


async def test_refused_without_a_key(world: Any, git: Any, scratch: Any) -> None:
    before = world.refs()
    world.env["GNUPGHOME"] = str(world.home)
    with pytest.raises(RefusedError, match=r"v0\.6\.0 could not be signed") as caught:
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert "Unlock" in caught.value.advice
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_the_gpg_key_is_locked_and_nobody_is_asked(
    world: Any, git: Any, locked_gpg: Any, scratch: Any
) -> None:
    use_gpg(world, locked_gpg)
    before = world.refs()
    with pytest.raises(RefusedError, match="could not be signed"):
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_the_ssh_key_is_locked_and_nobody_is_asked(
    world: Any, git: Any, tmp_path: Any, scratch: Any
) -> None:
    use_ssh(world, tmp_path / "key", make_ssh_key(tmp_path / "key", "a passphrase that nobody types"))
    before = world.refs()
    with pytest.raises(RefusedError, match="could not be signed|left v0.6.0 unsigned"):
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert_nothing_happened(world, scratch, before)


async def test_refused_when_the_own_signature_does_not_verify(
    world: Any, git: Any, tmp_path: Any, scratch: Any
) -> None:
    key, other = make_ssh_key(tmp_path / "key"), make_ssh_key(tmp_path / "other")
    use_ssh(world, tmp_path / "key", key, allowed=f"mira@example.org {other}\n")
    before = world.refs()
    with pytest.raises(RefusedError, match="did not verify: its key belongs to none of the allowed signers"):
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert_nothing_happened(world, scratch, before)


async def test_the_servers_words_are_shown_and_no_tag_stays(
    world: Any, git: Any, gpg: Any, scratch: Any
) -> None:
    use_gpg(world, gpg)
    world.hook(world.origin, "pre-receive", "echo 'error: GH013: tags are \033[31mprotected' >&2; exit 1")
    before = world.refs()
    with pytest.raises(ActError) as caught:
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert "GH013: tags are protected" in caught.value.what
    assert "pre-receive hook declined" in caught.value.what
    assert_nothing_happened(world, scratch, before)


async def test_the_users_own_pre_push_hook_is_obeyed(world: Any, git: Any, gpg: Any, scratch: Any) -> None:
    use_gpg(world, gpg)
    world.hook(world.clone / ".git", "pre-push", "echo 'not on a Friday' >&2; exit 1")
    before = world.refs()
    with pytest.raises(ActError, match="not on a Friday") as caught:
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert_nothing_happened(world, scratch, before)


@pytest.mark.parametrize("has_arrived", [True, False])
async def test_a_lost_connection_is_told_from_a_refusal(
    world: Any, git: Any, gpg: Any, tmp_path: Any, has_arrived: Any
) -> None:
    use_gpg(world, gpg)
    helper = tmp_path / "receive-pack"
    # The advertisement has to come through, and nothing after it.
    helper.write_text(
        "#!/bin/sh\n"
        'git receive-pack --http-backend-info-refs "$@"\n'
        + (
            f'cat > {tmp_path}/sent\ngit receive-pack --stateless-rpc "$@" < {tmp_path}/sent > /dev/null\n'
            if has_arrived
            else "cat > /dev/null\n"
        )
        + "exit 1\n"
    )
    helper.chmod(0o755)
    world.git("config", "remote.origin.receivepack", str(helper))
    head = world.git("rev-parse", "HEAD")
    if has_arrived:
        oid = await git().push_tag("v0.6.0", "x", head, "main")
        assert world.origin_ref("refs/tags/v0.6.0") == oid
    else:
        with pytest.raises(OutcomeUnknownError, match=r"refs/tags/v0\.6\.0 reached origin is not known"):
            await git().push_tag("v0.6.0", "x", head, "main")


async def test_an_origin_out_of_reach_refuses_before_anything_is_sent(
    world: Any, git: Any, gpg: Any, scratch: Any
) -> None:
    use_gpg(world, gpg)
    world.git("remote", "set-url", "origin", "http://mira:s3cret@127.0.0.1:9/x.git")
    with pytest.raises(RefusedError) as caught:
        await git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main")
    assert "s3cret" not in str(caught.value)
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", ["", "-d", "a b", "v1..2", "x.lock", "a^{}"])
async def test_a_name_that_git_does_not_allow_is_refused(world: Any, git: Any, name: Any) -> None:
    with pytest.raises(RefusedError, match="no tag name"):
        await git().push_tag(name, "x", world.git("rev-parse", "HEAD"), "main")


@pytest.mark.parametrize("way", ["cancel", "limit"])
async def test_signing_that_never_ends_leaves_nothing_and_no_process(
    world: Any, git: Any, gpg: Any, scratch: Any, tmp_path: Any, monkeypatch: Any, way: Any
) -> None:
    use_gpg(world, gpg)
    program = tmp_path / "gpg"
    program.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid.new; mv {tmp_path}/pid.new {tmp_path}/pid; while :; do read -r line < {tmp_path}/pipe; done\n"
    )
    os.mkfifo(tmp_path / "pipe")
    program.chmod(0o755)
    world.git("config", "gpg.program", str(program))
    if way == "limit":
        monkeypatch.setattr(tagging, "SIGN_S", 1.0)
    before = world.refs()
    work = asyncio.ensure_future(git().push_tag("v0.6.0", "x", world.git("rev-parse", "HEAD"), "main"))
    while not (tmp_path / "pid").exists():
        assert not work.done()
        await asyncio.wait([work], timeout=0.02)
    if way == "cancel":
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    else:
        with pytest.raises(RefusedError, match="took more than 1 s"):
            await work
    assert has_ended((tmp_path / "pid").read_text().strip())
    assert_nothing_happened(world, scratch, before)


async def test_a_lightweight_tag_is_pushed_as_it_is(world: Any, git: Any) -> None:
    head = world.git("rev-parse", "HEAD")
    assert await git().push_tag("v0.5.0", "ignored", head, "main", is_signed=False) == head
    assert world.origin_ref("refs/tags/v0.5.0") == head
    assert world.git("cat-file", "-t", "v0.5.0") == "commit"
    with pytest.raises(MovedError, match=r"already has tag v0\.5\.0"):
        await git().push_tag("v0.5.0", "ignored", head, "main", is_signed=False)


async def test_a_lightweight_tag_is_bound_to_its_branch_too(world: Any, git: Any) -> None:
    head = world.git("rev-parse", "HEAD")
    world.advance_origin()
    with pytest.raises(MovedError, match="planned on"):
        await git().push_tag("v0.5.0", "ignored", head, "main", is_signed=False)
    with pytest.raises(RefusedError, match="no tag name"):
        await git().push_tag("v 1", "ignored", head, "main", is_signed=False)
    assert world.origin_ref("refs/tags/v0.5.0") == ""


@pytest.mark.parametrize("is_signed", [True, False])
async def test_without_a_branch_the_commit_alone_counts(
    world: Any, git: Any, gpg: Any, scratch: Any, is_signed: bool
) -> None:
    use_gpg(world, gpg)
    published = world.git("rev-parse", "HEAD")
    world.advance_origin()
    oid = await git().push_tag("v0.6.0", "v0.6.0", published, "", is_signed=is_signed)
    assert world.origin_ref("refs/tags/v0.6.0") == oid
    assert world.git("rev-parse", "refs/tags/v0.6.0^{commit}", at=world.origin) == published
    assert list(scratch.iterdir()) == []
