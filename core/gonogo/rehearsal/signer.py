"""The parts of ssh-keygen that git calls to sign and verify, for machines that have no ssh-keygen.

Run as `python -m gonogo.rehearsal.signer`. Answers and exit codes are ssh-keygen's, because git reads them.
"""

from __future__ import annotations

import getopt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.rehearsal.sshsig import (
    AllowedSigner,
    Signature,
    SignatureFormatError,
    fingerprint,
    is_signature_good,
    parse_allowed_signers,
    parse_signature,
    parse_signing_key,
    sign,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FAILED = 255
"""ssh-keygen's exit code for every failure."""


def main(arguments: Sequence[str]) -> int:
    """Do what ssh-keygen would do with these arguments; its exit code."""
    try:
        found, rest = getopt.getopt(list(arguments), "Y:n:f:I:s:O:r:Uq")
        options = dict(found)
        return _run(options, rest)
    except getopt.GetoptError as error:
        return _fail(str(error))
    except SignatureFormatError as error:
        is_check = "verify" in arguments or "check-novalidate" in arguments
        return _not_verified(str(error)) if is_check else _fail(f"{error}.")
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}")
    except KeyError as error:
        return _fail(f"option {error.args[0]} is missing.")


def _run(options: Mapping[str, str], rest: Sequence[str]) -> int:
    match options.get("-Y"):
        case "sign":
            return _sign(options["-f"], options["-n"], rest)
        case "find-principals":
            return _find_principals(options)
        case "verify":
            return _verify(options)
        case "check-novalidate":
            return _check(options)
        case other:
            return _fail(f"-Y {other} is not known here: sign, find-principals, verify, check-novalidate.")


def _sign(key: str, namespace: str, files: Sequence[str]) -> int:
    private = Path(key.removesuffix(".pub")).read_bytes()
    if not files:
        sys.stdout.write(sign(private, sys.stdin.buffer.read(), namespace))
    for file in files:
        Path(f"{file}.sig").write_text(sign(private, Path(file).read_bytes(), namespace))
    return 0


def _find_principals(options: Mapping[str, str]) -> int:
    key = parse_signing_key(Path(options["-s"]).read_text(errors="replace"))
    at = _verify_time(options)
    lines = [line for line in _read_allowed(options) if line.allows(key, None, at)]
    if not lines:
        return _fail("No principal matched.")
    sys.stdout.write("".join(f"{line.principals}\n" for line in lines))
    return 0


def _verify(options: Mapping[str, str]) -> int:
    signature = _read_signature(options)
    principal, namespace = options["-I"], options["-n"]
    message = sys.stdin.buffer.read()
    if signature.namespace != namespace or not is_signature_good(signature, message):
        return _not_verified("incorrect signature")
    at = _verify_time(options)
    is_allowed = any(
        line.names(principal) and line.allows(signature.public_key, namespace, at)
        for line in _read_allowed(options)
    )
    if not is_allowed:
        return _not_verified(f"key is not permitted for use by {principal}")
    sys.stdout.write(f'Good "{namespace}" signature for {principal} with {_key_text(signature)}\n')
    return 0


def _check(options: Mapping[str, str]) -> int:
    signature = _read_signature(options)
    message = sys.stdin.buffer.read()
    if signature.namespace != options["-n"] or not is_signature_good(signature, message):
        return _not_verified("incorrect signature")
    sys.stdout.write(f'Good "{signature.namespace}" signature with {_key_text(signature)}\n')
    return 0


def _key_text(signature: Signature) -> str:
    return f"ED25519 key {fingerprint(signature.public_key)}"


def _read_signature(options: Mapping[str, str]) -> Signature:
    return parse_signature(Path(options["-s"]).read_text(errors="replace"))


def _read_allowed(options: Mapping[str, str]) -> list[AllowedSigner]:
    return parse_allowed_signers(Path(options["-f"]).read_text(errors="replace"))


def _verify_time(options: Mapping[str, str]) -> str:
    name, _, value = options.get("-O", "").partition("=")
    digits = value.rstrip("Zz")
    return digits.ljust(14, "0") if name == "verify-time" and digits.isdigit() else ""


def _not_verified(why: str) -> int:
    sys.stderr.write(f"Signature verification failed: {why}\n")
    sys.stdout.write("Could not verify signature.\n")
    return _FAILED


def _fail(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return _FAILED


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
