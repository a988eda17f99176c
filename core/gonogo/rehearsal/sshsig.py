"""SSH signatures (SSHSIG, Ed25519) and allowed-signers files, as OpenSSH writes and reads them."""

from __future__ import annotations

import base64
import binascii
import fnmatch
import hashlib
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY_TYPE = b"ssh-ed25519"
_MAGIC = b"SSHSIG"
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_HASHES: tuple[Literal["sha256", "sha512"], ...] = ("sha256", "sha512")
_OPTION = re.compile(r'([a-zA-Z-]+)(?:="((?:[^"\\]|\\.)*)")?(?:,|$)')


class SignatureFormatError(Exception):
    """A key or a signature could not be read; the text is one clause."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature taken apart.

    Attributes:
        public_key: `ssh-ed25519 AAAA…`.
        raw_key: The 32 bytes of it.
        signed: The 64 bytes.
    """

    public_key: str
    raw_key: bytes
    namespace: str
    hash_name: Literal["sha256", "sha512"]
    signed: bytes


@dataclass(frozen=True, slots=True)
class AllowedSigner:
    """A line of an allowed-signers file. Times are `YYYYMMDDHHMMSS`; empty for none."""

    principals: str
    public_key: str
    namespaces: str = ""
    valid_after: str = ""
    valid_before: str = ""

    def allows(self, public_key: str, namespace: str | None, at: str) -> bool:
        """Whether this line lets the key sign in the namespace (None: in any) at that time."""
        if self.public_key != public_key:
            return False
        if (
            namespace is not None
            and self.namespaces
            and not any(fnmatch.fnmatchcase(namespace, n) for n in self.namespaces.split(","))
        ):
            return False
        return not (at and (at < self.valid_after or (self.valid_before and at > self.valid_before)))

    def names(self, principal: str) -> bool:
        """Whether the principal is meant."""
        patterns = self.principals.split(",")
        refused = any(p.startswith("!") and fnmatch.fnmatchcase(principal, p[1:]) for p in patterns)
        return not refused and any(fnmatch.fnmatchcase(principal, p) for p in patterns)


def generate_key() -> tuple[bytes, str]:
    """A new key: the private file as OpenSSH has it, and `ssh-ed25519 AAAA…`."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow, and seldom needed
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    return private, _public_text(key.public_key().public_bytes_raw())


def fingerprint(public_key: str) -> str:
    """`SHA256:…` of a public key's text."""
    digest = hashlib.sha256(base64.b64decode(public_key.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def sign(private: bytes, message: bytes, namespace: str) -> str:
    """The armored signature of a message.

    Args:
        private: A private key file, without a passphrase.
        message: What is signed.
        namespace: What for; `git` for git.

    Raises:
        SignatureFormatError: no such key, or one that this does not know.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key  # noqa: PLC0415

    try:
        key = load_ssh_private_key(private, password=None)
    except Exception:  # noqa: BLE001 - cryptography raises many kinds, and may show the key
        raise SignatureFormatError("the private key cannot be read, or has a passphrase") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SignatureFormatError("only Ed25519 keys are known here")
    raw = key.public_key().public_bytes_raw()
    signed = key.sign(_to_sign(message, namespace, "sha512"))
    blob = b"".join(
        (
            _MAGIC + struct.pack(">I", 1),
            _string(_string(_KEY_TYPE) + _string(raw)),
            _string(namespace.encode()),
            _string(b""),
            _string(b"sha512"),
            _string(_string(_KEY_TYPE) + _string(signed)),
        )
    )
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join((_BEGIN, *lines, _END, ""))


def parse_signature(armored: str) -> Signature:
    """Take an armored signature apart.

    Raises:
        SignatureFormatError: it is none, or of a kind that this does not know.
    """
    blob = _blob(armored)
    fields = list(_strings(blob))
    if len(fields) != 5:
        raise SignatureFormatError("the signature is cut")
    key, namespace, _reserved, hash_name, signed = fields
    raw_key = _typed(key, 32)
    for name in _HASHES:
        if name.encode() == hash_name:
            text = namespace.decode(errors="replace")
            return Signature(_public_text(raw_key), raw_key, text, name, _typed(signed, 64))
    raise SignatureFormatError("the signature uses an unknown hash")


def parse_signing_key(armored: str) -> str:
    """The public key that a signature names, read without the rest of it.

    Raises:
        SignatureFormatError: there is none.
    """
    return _public_text(_typed(next(_strings(_blob(armored)), b""), 32))


def is_signature_good(signature: Signature, message: bytes) -> bool:
    """Whether the signature's own key made it for this message."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    signed_text = _to_sign(message, signature.namespace, signature.hash_name)
    try:
        Ed25519PublicKey.from_public_bytes(signature.raw_key).verify(signature.signed, signed_text)
    except (InvalidSignature, ValueError):
        return False
    return True


def parse_allowed_signers(text: str) -> list[AllowedSigner]:
    """The lines of an allowed-signers file that name an Ed25519 key; certificate authorities are left out."""
    found: list[AllowedSigner] = []
    for line in text.splitlines():
        words = line.strip().split(None, 1)
        if len(words) < 2 or words[0].startswith("#"):
            continue
        key = re.search(r"(?:^|\s)ssh-ed25519\s+(\S+)", words[1])
        if key is None:
            continue
        options = {m[1].lower(): m[2] or "" for m in _OPTION.finditer(words[1][: key.start()].strip())}
        if "cert-authority" not in options:
            found.append(
                AllowedSigner(
                    principals=words[0].strip('"'),
                    public_key=f"ssh-ed25519 {key[1]}",
                    namespaces=options.get("namespaces", ""),
                    valid_after=_time(options.get("valid-after", "")),
                    valid_before=_time(options.get("valid-before", "")),
                )
            )
    return found


def _blob(armored: str) -> bytes:
    """What a signature holds after its magic and version."""
    start, end = armored.find(_BEGIN), armored.find(_END)
    if start < 0 or end < start:
        raise SignatureFormatError("there is no SSH signature")
    try:
        blob = base64.b64decode("".join(armored[start + len(_BEGIN) : end].split()), validate=True)
    except (binascii.Error, ValueError):
        raise SignatureFormatError("the signature is no base64") from None
    if blob[: len(_MAGIC)] != _MAGIC or blob[len(_MAGIC) : len(_MAGIC) + 4] != struct.pack(">I", 1):
        raise SignatureFormatError("the signature has an unknown version")
    return blob[len(_MAGIC) + 4 :]


def _time(text: str) -> str:
    digits = text.rstrip("Zz")
    return digits.ljust(14, "0") if digits.isdigit() else ""


def _to_sign(message: bytes, namespace: str, hash_name: Literal["sha256", "sha512"]) -> bytes:
    digest = hashlib.new(hash_name, message).digest()
    parts = (_string(namespace.encode()), _string(b""), _string(hash_name.encode()), _string(digest))
    return _MAGIC + b"".join(parts)


def _public_text(raw: bytes) -> str:
    return "ssh-ed25519 " + base64.b64encode(_string(_KEY_TYPE) + _string(raw)).decode()


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes) -> Iterator[bytes]:
    while data:
        if len(data) < 4:
            raise SignatureFormatError("the signature is cut")
        (length,) = struct.unpack(">I", data[:4])
        if len(data) < 4 + length:
            raise SignatureFormatError("the signature is cut")
        yield data[4 : 4 + length]
        data = data[4 + length :]


def _typed(data: bytes, length: int) -> bytes:
    fields = list(_strings(data))
    if len(fields) != 2 or fields[0] != _KEY_TYPE or len(fields[1]) != length:
        raise SignatureFormatError("only Ed25519 keys are known here")
    return fields[1]
