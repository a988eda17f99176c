"""A throw-away Ed25519 key for the rehearsal's maintainer, and who git may trust."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.text import clean_line
from gonogo.rehearsal.sshsig import fingerprint, generate_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who commits and signs."""

    login: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """The key that a person signs with.

    Attributes:
        key: File with the private key; lives as long as the clone.
        public_key: `ssh-ed25519 AAAA…`.
        fingerprint: `SHA256:…`.
        allowed_signers: File that names the person and the key.
        program: What git calls instead of ssh-keygen; empty where ssh-keygen is installed.
    """

    person: Person
    key: Path
    public_key: str
    fingerprint: str
    allowed_signers: Path
    program: str


def make_signing_identity(
    folder: Path, person: Person, env: Mapping[str, str], *, ssh_keygen: str | None = None
) -> SigningIdentity:
    """Make a key and an allowed-signers file in a private folder.

    Args:
        folder: Made if it is not there, readable for its owner only.
        person: Whose key it is.
        env: Environment with the PATH that ssh-keygen is looked for on.
        ssh_keygen: Program to use; None looks for it, '' does without.

    Raises:
        RepositoryError: the key could not be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    found = shutil.which("ssh-keygen", path=env.get("PATH")) if ssh_keygen is None else ssh_keygen
    key = folder / "id_ed25519"
    key.unlink(missing_ok=True)
    if found:
        _generate_with(found, key, person, env)
    else:
        _generate_here(key, person)
    key.chmod(0o600)
    public_key = " ".join((folder / "id_ed25519.pub").read_text().split()[:2])
    allowed = folder / "allowed_signers"
    allowed.write_text(f'{person.email} namespaces="git" {public_key}\n')
    return SigningIdentity(
        person=person,
        key=key,
        public_key=public_key,
        fingerprint=fingerprint(public_key),
        allowed_signers=allowed,
        program="" if found else str(write_signer_program(folder)),
    )


def write_signer_program(folder: Path) -> Path:
    """An executable that stands in for ssh-keygen; git wants one path, without arguments."""
    program = folder / "ssh-keygen"
    # -P: python must not look for modules in the folder that git runs it in.
    command = shlex.join([sys.executable, "-P", "-m", "gonogo.rehearsal.signer"])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o700)
    return program


def _generate_with(ssh_keygen: str, key: Path, person: Person, env: Mapping[str, str]) -> None:
    command = [ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-C", person.email, "-f", str(key)]
    done = subprocess.run(command, env=dict(env), capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        said = clean_line(done.stderr.decode(errors="replace"), 200)
        raise RepositoryError(f"ssh-keygen could not make a key: {said}")


def _generate_here(key: Path, person: Person) -> None:
    private, public = generate_key()
    key.touch(mode=0o600)
    key.write_bytes(private)
    key.with_suffix(".pub").write_text(f"{public} {person.email}\n")
