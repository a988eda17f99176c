"""What git says of a tag's signature, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.git.words import git_words
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess

_SIGNATURES = re.compile(r"^-----BEGIN (?:PGP|SSH|SIGNED) (?:SIGNATURE|MESSAGE)-----$", re.MULTILINE)
_STATUS = re.compile(r"^\[GNUPG:\] ([A-Z_]+) ?(.*)$", re.MULTILINE)
_GOOD_SSH = re.compile(r'^Good "git" signature for (.+) with \S+ key (\S+)$', re.MULTILINE)
_SSH_KEY = re.compile(r'^Good "git" signature with \S+ key (\S+)$', re.MULTILINE)
_BAD = {
    "BADSIG": "the signature does not fit the tag: it was changed after signing",
    "REVKEYSIG": "its key has been revoked",
    "EXPKEYSIG": "its key has expired",
    "EXPSIG": "the signature has expired",
    "NO_PUBKEY": "its key is not in the keyring here",
}
_UNABLE = (
    ("allowedsignersfile needs to be configured", "gpg.ssh.allowedSignersFile is not configured, or missing"),
    ("cannot run ", "the program that verifies signatures is not installed"),
    ("failed to run ", "the program that verifies signatures is not installed"),
    ("is needed for ssh signature verification", "this ssh-keygen is too old to verify signatures"),
)


@dataclass(frozen=True, slots=True)
class TagHeader:
    """The top of a tag object: what it points at, and the name inside it."""

    target: str
    kind: str
    name: str
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a tag came to; `is_good` None means that it could not be told."""

    is_good: bool | None
    signer: str
    why: str
    code: int


async def read_header(git: GitProcess, oid: str) -> TagHeader | None:
    """The header of a tag object; None when the object is no tag.

    Raises:
        LookError: the object could not be read.
    """
    kind = await git.look("cat-file", "-t", oid)
    if kind.text != "tag":
        return None
    raw = await git.look("cat-file", "tag", oid)
    top, _, body = raw.text.partition("\n\n")
    fields = dict(line.partition(" ")[::2] for line in top.splitlines())
    return TagHeader(
        target=fields.get("object", ""),
        kind=fields.get("type", ""),
        name=clean_line(fields.get("tag", "")),
        is_signed=bool(_SIGNATURES.search(body)),
    )


async def verify_tag(git: GitProcess, oid: str, *, is_signed: bool) -> Verification:
    """Verify a tag object with git, which uses the maintainer's own keys.

    Raises:
        LookError: git took too long.
    """
    reply = await git.look("verify-tag", "--raw", oid, fine=tuple(range(-64, 256)))
    if not is_signed:
        return Verification(False, "", "it is not signed", reply.code or 1)
    said = (reply.err + reply.out).decode("utf-8", "replace")
    statuses = dict(_STATUS.findall(said))
    for verdict in (_by_status(statuses), _by_ssh(said, reply.code), _unable(said)):
        if verdict is not None:
            return Verification(*verdict, reply.code)
    return Verification(None, "", git_words(reply.err), reply.code)


def _by_status(statuses: dict[str, str]) -> tuple[bool | None, str, str] | None:
    """By the status lines of gpg (and gpgsm); None when there are none that decide."""
    signer = clean_line((statuses.get("VALIDSIG") or statuses.get("NO_PUBKEY") or "").split(" ")[-1], 80)
    for status, why in _BAD.items():
        if status in statuses:
            return False, signer, why
    if "GOODSIG" not in statuses or "VALIDSIG" not in statuses:
        return None
    name = clean_line(statuses["GOODSIG"].partition(" ")[2], 120)
    if "TRUST_NEVER" in statuses:
        return False, signer, f"the key of {name} is marked as never to be trusted"
    if not statuses.keys() & {"TRUST_FULLY", "TRUST_ULTIMATE", "TRUST_MARGINAL"}:
        return None, signer, f"the signature is good, but the key of {name} is not trusted here"
    return True, signer, f"good signature of {name}"


def _by_ssh(said: str, code: int) -> tuple[bool, str, str] | None:
    good = _GOOD_SSH.search(said)
    if code == 0 and good:
        return True, clean_line(good[1], 120), f"good signature of {clean_line(good[1], 120)}"
    if "No principal matched." in said:
        key = _SSH_KEY.search(said)
        signer = clean_line((good[2] if good else key[1] if key else ""), 80)
        return False, signer, "its key belongs to none of the allowed signers"
    if "ignature verification failed" in said or "Could not verify signature" in said:
        return False, "", "the signature does not fit the tag: it was changed after signing"
    return None


def _unable(said: str) -> tuple[None, str, str] | None:
    lower = said.lower()
    return next(((None, "", why) for sign, why in _UNABLE if sign in lower), None)


def ensure_unmoved(found: str, expected: str, name: str) -> None:
    """Make sure that a tag is still what origin said a moment ago.

    Raises:
        LookError: it has moved meanwhile.
    """
    if found != expected:
        raise LookError(f"Tag {name} moved while it was looked at.", advice="Look again.")
