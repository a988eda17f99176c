"""Pushing one ref, and telling a refusal from an outcome that is not known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.errors import ActError, LookError, OutcomeUnknownError
from gonogo.git.looking import read_refs
from gonogo.git.process import HOOKS_S
from gonogo.git.words import all_words, mask_secrets
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess, Reply

_REFUSED = re.compile(r"^!\t\S*\t\[(?:remote )?rejected\](.*)$", re.MULTILINE)
_NOT_SENT = (
    "unable to access",
    "authentication failed",
    "could not read username",
    "could not read password",
    "could not read from remote repository",
    "could not resolve",
    "permission denied",
    "not found",
    "does not appear to be a git repository",
    "does not exist",
    "could not be started",
)
_LOST = re.compile(
    r"rpc failed; (?!http 4)|hung up|unexpected disconnect|remote failure|early eof|broken pipe"
    r"|connection reset|timed out|closed by remote host|unable to rewind|unpack failed",
    re.IGNORECASE,
)


async def push_ref(git: GitProcess, remote: str, oid: str, ref: str, *, is_new: bool = False) -> None:
    """Push one object to one ref, without force and nothing with it.

    Args:
        git: Where the object is.
        remote: Where to.
        oid: The object.
        ref: The ref.
        is_new: Only while the remote has no such ref, even where it could go forward.

    Raises:
        ActError: the remote or a hook refused it, in its own words.
        OutcomeUnknownError: the connection was lost after sending began.
    """
    options = ["--porcelain", "--no-follow-tags", "--recurse-submodules=no"]
    if is_new:
        options.append(f"--force-with-lease={ref}:")  # an empty expectation: it must not be there
    try:
        reply = await git.run("push", *options, "--", remote, f"{oid}:{ref}", limit_s=HOOKS_S)
    except TimeoutError:
        reply = None
    if reply is not None:
        if reply.code == 0:
            return
        refusal = _refusal(reply)
        if refusal:
            raise ActError(f"Pushing {ref} to {remote} was refused: {refusal}")
    if await _has(git, remote, oid, ref):
        return
    words = all_words(reply.err, 300) if reply is not None else f"no answer in {HOOKS_S:g} s"
    raise OutcomeUnknownError(
        f"Whether {ref} reached {remote} is not known: {words}.", advice="Look again: the next look decides."
    )


def _refusal(reply: Reply) -> str:
    """Why nothing changed at the remote; empty when that is not certain."""
    out = reply.out.decode("utf-8", "replace")
    refused = _REFUSED.search(out)
    if refused:
        reason = clean_line(mask_secrets(refused[1])).strip("() ")
        said = " · ".join(line for line in _remote_lines(reply.err) if line)
        return clean_line(f"{said} ({reason})" if said and reason else said or reason or "it gave no reason")
    err = reply.err.decode("utf-8", "replace").lower()
    if _LOST.search(err) or _LOST.search(out):
        return ""
    if any(sign in err for sign in _NOT_SENT) or "failed to push some refs" in err:
        return all_words(reply.err)
    return ""


def _remote_lines(err: bytes) -> list[str]:
    text = mask_secrets(err.decode("utf-8", "replace"))
    lines = (line for line in text.splitlines() if line.startswith("remote: "))
    return [clean_line(line.removeprefix("remote: ").removeprefix("error: ")) for line in lines]


async def _has(git: GitProcess, remote: str, oid: str, ref: str) -> bool:
    """Whether the remote has it after all."""
    try:
        return (await read_refs(git, remote, ref)).get(ref) == oid
    except LookError:
        return False
