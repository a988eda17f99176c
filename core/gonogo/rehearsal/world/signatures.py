"""What GitHub says of a signature: `verified` where some account's key made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.rehearsal.sshsig import SignatureFormatError, is_signature_good, parse_signature

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.rehearsal.world.state import World


def verification(world: World, signature: str, payload: str, at: datetime) -> dict[str, Any]:
    """The `verification` of a commit or a tag."""
    reason = _judge(world, signature, payload)
    is_verified = reason == "valid"
    return {
        "verified": is_verified,
        "reason": reason,
        "signature": signature or None,
        "payload": payload if signature else None,
        "verified_at": at.strftime("%Y-%m-%dT%H:%M:%SZ") if is_verified else None,
    }


def _judge(world: World, signature: str, payload: str) -> str:
    if not signature:
        return "unsigned"
    if not signature.startswith("-----BEGIN SSH SIGNATURE-----"):
        return "unknown_key"
    try:
        found = parse_signature(signature)
    except SignatureFormatError:
        return "malformed_signature"
    known = {" ".join(key.split()[:2]) for user in world.users.values() for key in user.signing_keys}
    if found.public_key not in known:
        return "unknown_key"
    try:
        is_good = found.namespace == "git" and is_signature_good(found, payload.encode())
    except ImportError:  # cryptography is not on every platform
        return "gpgverify_unavailable"
    return "valid" if is_good else "invalid"
