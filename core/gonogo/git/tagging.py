"""The release tag: signed in a scratch repository, verified there, and pushed only then."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.errors import MovedError, RefusedError
from gonogo.git.looking import fetch_commit, has_commit, read_refs
from gonogo.git.process import SIGN_S, refusing
from gonogo.git.pushing import push_ref
from gonogo.git.signatures import read_header, verify_tag
from gonogo.git.words import all_words

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess

_SIGNING_KEYS = ("user.", "committer.", "author.", "gpg.", "tag.", "i18n.")
_UNLOCK = "Unlock the signing key first (gpg-agent, ssh-agent): no passphrase is asked for here."


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag to be, on the commit that `branch` must be at; an empty one is not looked at."""

    name: str
    message: str
    target: str
    branch: str


async def push_tag(git: GitProcess, remote: str, tag: Tag) -> str:
    """Sign, verify and push an annotated tag; the tag object's id.

    The object is made in a scratch repository that borrows the clone's objects, with
    the clone's own identity and signing. Only its bytes go into the clone, and no tag
    of that name stands there before the remote has it.

    Raises:
        MovedError: the remote's branch is not at the target, or it has the tag.
        RefusedError: the tag could not be signed, or did not verify.
        ActError: a hook or the remote refused it.
        OutcomeUnknownError: the connection was lost while pushing.
    """
    with refusing():
        await _check_name(git, tag.name)
        await _check_remote(git, remote, tag)
        if not await has_commit(git, tag.target):
            await fetch_commit(git, remote, tag.target)
    folder = tempfile.mkdtemp(prefix="gonogo-tag-")
    try:
        with refusing():
            scratch = await _open_scratch(git, folder)
        oid = await _sign(scratch, tag)
        with refusing():
            raw = (await scratch.look("cat-file", "tag", oid)).out
            await _check_remote(git, remote, tag)
    finally:
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True))
    kept = await git.run("hash-object", "-t", "tag", "-w", "--stdin", stdin=raw)
    if kept.code or kept.text != oid:
        raise RefusedError(f"The signed tag could not be kept in the clone: {kept.words}")
    await push_ref(git, remote, oid, f"refs/tags/{tag.name}")
    # Only where there is none of that name: a tag of the maintainer's own is left alone.
    with contextlib.suppress(TimeoutError):
        await git.run("update-ref", f"refs/tags/{tag.name}", oid, "0" * len(oid))
    return oid


async def push_light_tag(git: GitProcess, remote: str, tag: Tag) -> str:
    """Push a lightweight tag, as a project's own automation makes them; the commit's id.

    Raises:
        MovedError: the remote's branch is not at the target, or it has the tag.
        ActError: a hook or the remote refused it.
        OutcomeUnknownError: the connection was lost while pushing.
    """
    with refusing():
        await _check_name(git, tag.name)
        await _check_remote(git, remote, tag)
        if not await has_commit(git, tag.target):
            await fetch_commit(git, remote, tag.target)
    await push_ref(git, remote, tag.target, f"refs/tags/{tag.name}", is_new=True)
    with contextlib.suppress(TimeoutError):
        await git.run("update-ref", f"refs/tags/{tag.name}", tag.target, "0" * len(tag.target))
    return tag.target


async def _check_name(git: GitProcess, name: str) -> None:
    reply = await git.look("check-ref-format", f"refs/tags/{name}", fine=(0, 1))
    if reply.code or name.startswith("-"):
        raise RefusedError(f"{name!r} is no tag name that git allows.")


async def _check_remote(git: GitProcess, remote: str, tag: Tag) -> None:
    """Branch at the target, and no such tag yet."""
    branch_ref, tag_ref = f"refs/heads/{tag.branch}", f"refs/tags/{tag.name}"
    refs = await read_refs(git, remote, *((branch_ref,) if tag.branch else ()), tag_ref)
    if there := refs.get(tag_ref):
        raise MovedError(
            f"{remote} already has tag {tag.name}, at {there[:7]}.",
            advice="A tag is never moved: look again.",
        )
    head = refs.get(branch_ref)
    if tag.branch and head != tag.target:
        where = f"is at {head[:7]}" if head else "is gone"
        raise MovedError(
            f"{remote}'s {tag.branch} {where}, planned on {tag.target[:7]}.",
            advice="Look again, then plan again.",
        )


async def _open_scratch(git: GitProcess, folder: str) -> GitProcess:
    """An empty bare repository that borrows the clone's objects and signs as the clone does."""
    form = await git.look("rev-parse", "--show-object-format")
    objects = await git.look("rev-parse", "--path-format=absolute", "--git-path", "objects")
    scratch = str(Path(folder) / "scratch.git")
    made = await git.run(
        "init", "--quiet", "--bare", "--template=", f"--object-format={form.text}", "--", scratch
    )
    if made.code:
        raise RefusedError(f"git init failed: {made.words}")
    info = Path(scratch) / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(objects.text + "\n", encoding="utf-8")
    # The clone's folder stays the current one, so that relative key files are found.
    return git.with_env({**await _signing_config(git), "GIT_DIR": scratch})


async def _signing_config(git: GitProcess) -> dict[str, str]:
    """Identity and signing as they are in force in the clone, conditional includes and all."""
    listed = await git.look("config", "--list", "-z")
    settings: dict[str, str] = {}
    for raw in listed.out.split(b"\0"):
        key, newline, value = raw.decode("utf-8", "surrogateescape").partition("\n")
        if key.startswith(_SIGNING_KEYS):
            settings[key] = value if newline else "true"
    count = git.env.get("GIT_CONFIG_COUNT", "")
    first = int(count) if count.isdigit() else 0
    config = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings.items(), start=first):
        config |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return config


async def _sign(scratch: GitProcess, tag: Tag) -> str:
    """The id of a signed tag object that verifies."""
    options = ("--sign", "--cleanup=whitespace", f"--message={tag.message}")
    try:
        made = await scratch.sign("tag", *options, "--", tag.name, tag.target, limit_s=SIGN_S)
    except TimeoutError:
        raise RefusedError(f"Signing {tag.name} took more than {SIGN_S:g} s.", advice=_UNLOCK) from None
    if made.code:
        raise RefusedError(f"{tag.name} could not be signed: {all_words(made.err)}", advice=_UNLOCK)
    with refusing():
        oid = (await scratch.look("rev-parse", f"refs/tags/{tag.name}")).text
        header = await read_header(scratch, oid)
        if header is None or not header.is_signed:  # git before 2.43.2 may end well without a signature
            words = all_words(made.err)
            raise RefusedError(f"git left {tag.name} unsigned: {words}", advice=_UNLOCK)
        if (header.target, header.kind, header.name) != (tag.target, "commit", tag.name):
            raise RefusedError(
                f"git made another tag than {tag.name} on {tag.target[:7]}; it was not pushed."
            )
        verified = await verify_tag(scratch, oid, is_signed=True)
    if verified.code:
        raise RefusedError(
            f"The signature of {tag.name} did not verify: {verified.why}.",
            advice="git verify-tag must accept your own key: import it, or list it in gpg.ssh.allowedSignersFile.",
        )
    return oid
