"""Our stand-in for ssh-keygen against the real one, both ways, and under git."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.rehearsal.gitcall import isolated_git_env, run_git
from gonogo.rehearsal.keys import Person, SigningIdentity, make_signing_identity, write_signer_program
from gonogo.rehearsal.sources import embed_miniature
from gonogo.rehearsal.sshsig import (
    SignatureFormatError,
    generate_key,
    is_signature_good,
    parse_allowed_signers,
    parse_signature,
    sign,
)

MIRA = Person("mira", "Mira", "mira@example.org")
MESSAGE = b"object 1234\ntype commit\n"
REAL = shutil.which("ssh-keygen")
needs_real = pytest.mark.skipif(REAL is None, reason="ssh-keygen is not installed")


@pytest.fixture
def env(tmp_path):
    return isolated_git_env(tmp_path / "home")


@pytest.fixture
def ours(tmp_path):
    return str(write_signer_program(tmp_path))


@pytest.fixture(params=["ours", pytest.param("real", marks=needs_real)])
def identity(request, tmp_path, env) -> SigningIdentity:
    """A key made by us, or by ssh-keygen."""
    ssh_keygen = "" if request.param == "ours" else str(REAL)
    return make_signing_identity(tmp_path / "key", MIRA, env, ssh_keygen=ssh_keygen)


def run(program, *arguments, stdin=b""):
    return subprocess.run([program, *map(str, arguments)], input=stdin, capture_output=True, check=False)


def verify(program, identity, signature, message, *, principal=MIRA.email, namespace="git", options=()):
    who = ["-I", principal, "-n", namespace, "-f", identity.allowed_signers, "-s", signature]
    return run(program, "-Y", "verify", *who, *options, stdin=message)


@needs_real
@pytest.mark.parametrize("signer_is_ours", [True, False])
def test_one_signs_and_the_other_verifies(tmp_path, ours, identity, signer_is_ours):
    signing, verifying = (ours, REAL) if signer_is_ours else (REAL, ours)
    message = tmp_path / "message"
    message.write_bytes(MESSAGE)
    done = run(signing, "-Y", "sign", "-n", "git", "-f", identity.key, message)
    assert done.returncode == 0, done.stderr
    signature = tmp_path / "message.sig"
    good = verify(verifying, identity, signature, MESSAGE)
    assert good.returncode == 0, good.stderr
    expected = f'Good "git" signature for {MIRA.email} with ED25519 key {identity.fingerprint}'
    assert good.stdout.decode().strip() == expected
    assert verify(verifying, identity, signature, MESSAGE + b"x").returncode == 255


@needs_real
def test_both_sign_the_same_bytes(tmp_path, ours, identity):
    found = []
    for number, program in enumerate((ours, REAL)):
        message = tmp_path / f"message{number}"
        message.write_bytes(MESSAGE)
        assert run(program, "-Y", "sign", "-n", "git", "-f", identity.key, message).returncode == 0
        found.append(Path(f"{message}.sig").read_text())
    assert found[0] == found[1]


@needs_real
@pytest.mark.parametrize(
    "case",
    [
        "good",
        "tampered",
        "other-namespace",
        "other-principal",
        "not-listed",
        "expired",
        "no-signature",
        "cut",
    ],
)
@pytest.mark.parametrize("command", ["verify", "find-principals", "check-novalidate"])
def test_answers_are_those_of_ssh_keygen(tmp_path, ours, env, case, command):
    identity = make_signing_identity(tmp_path / "key", MIRA, env, ssh_keygen="")
    other = make_signing_identity(tmp_path / "other", MIRA, env, ssh_keygen="")
    namespace = "file" if case == "other-namespace" else "git"
    signature = tmp_path / "message.sig"
    armored = sign(identity.key.read_bytes(), MESSAGE, namespace)
    if case == "cut":
        lines = armored.splitlines()
        armored = "\n".join([lines[0], *lines[1:3], lines[-1], ""])
    signature.write_text("nothing\n" if case == "no-signature" else armored)
    allowed = (other if case == "not-listed" else identity).allowed_signers
    if case == "expired":
        allowed.write_text(f'{MIRA.email} valid-before="20200101Z" {identity.public_key}\n')
    principal = "jon@example.org" if case == "other-principal" else MIRA.email
    arguments = ["-Y", command, "-n", "git", "-f", allowed, "-s", signature, "-Overify-time=20260924090000Z"]
    if command == "verify":
        arguments += ["-I", principal]
    if command == "check-novalidate":
        arguments = ["-Y", command, "-n", "git", "-s", signature]
    message = MESSAGE + (b"x" if case == "tampered" else b"")
    mine, theirs = (run(program, *arguments, stdin=message) for program in (ours, str(REAL)))
    assert mine.returncode == theirs.returncode
    assert mine.stdout == theirs.stdout


@pytest.mark.parametrize("program", ["ours", pytest.param("real", marks=needs_real)])
def test_git_signs_and_verifies_a_tag(tmp_path, ours, env, identity, program):
    repo = tmp_path / "repo.git"
    embed_miniature("ordvec", repo)
    settings = {
        "gpg.format": "ssh",
        "user.name": "Mira",
        "user.email": MIRA.email,
        "user.signingKey": str(identity.key),
        "gpg.ssh.allowedSignersFile": str(identity.allowed_signers),
        "gpg.ssh.program": ours if program == "ours" else str(REAL),
    }
    for key, value in settings.items():
        run_git(["-C", str(repo), "config", key, value], env)
    run_git(["-C", str(repo), "tag", "-s", "v0.6.0", "-m", "v0.6.0", "main"], env)

    def raw() -> tuple[int, str]:
        git = ["git", "-C", str(repo), "verify-tag", "--raw", "v0.6.0"]
        done = subprocess.run(git, env=env, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert raw() == (0, f'Good "git" signature for {MIRA.email} with ED25519 key {identity.fingerprint}\n')
    identity.allowed_signers.write_text("# nobody\n")
    code, said = raw()
    assert code == 1
    assert "No principal matched." in said


def test_the_clone_cannot_slip_a_module_under_the_signer(tmp_path, ours, env):
    identity = make_signing_identity(tmp_path / "key", MIRA, env, ssh_keygen="")
    trap = tmp_path / "clone"
    trap.mkdir()
    (trap / "base64.py").write_text("raise SystemExit('trapped')\n")
    (trap / "message").write_bytes(MESSAGE)
    done = subprocess.run(
        [ours, "-Y", "sign", "-n", "git", "-f", str(identity.key), "message"],
        cwd=trap,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert is_signature_good(parse_signature((trap / "message.sig").read_text()), MESSAGE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-Y", "enroll"], "-Y enroll is not known here: sign, find-principals, verify, check-novalidate."),
        (["-Y", "sign", "-n", "git"], "option -f is missing."),
        (["-Y", "sign", "-n", "git", "-f", "/absent", "x"], "/absent: No such file or directory"),
        (["-Z"], "option -Z not recognized"),
    ],
)
def test_wrong_calls_are_one_line(ours, arguments, sentence):
    done = run(ours, *arguments)
    assert (done.returncode, done.stderr.decode()) == (255, f"{sentence}\n")


def test_a_key_with_a_passphrase_or_of_another_kind_is_refused(tmp_path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH)
    other = generate_private_key(SECP256R1()).private_bytes(*pem, serialization.NoEncryption())
    with pytest.raises(SignatureFormatError, match="only Ed25519"):
        sign(other, MESSAGE, "git")
    with pytest.raises(SignatureFormatError, match="cannot be read"):
        sign(b"-----BEGIN OPENSSH PRIVATE KEY-----\nx\n", MESSAGE, "git")


KEY, PUBLIC = generate_key()


@given(st.binary(max_size=200), st.sampled_from(["git", "file", "a b"]))
def test_what_is_signed_verifies_and_nothing_else_does(message, namespace):
    signature = parse_signature(sign(KEY, message, namespace))
    assert (signature.public_key, signature.namespace) == (PUBLIC, namespace)
    assert is_signature_good(signature, message)
    assert not is_signature_good(signature, message + b"\n")


@given(st.binary(max_size=120))
def test_any_bytes_give_a_signature_or_its_own_error(data):
    import base64

    coded = base64.b64encode(b"SSHSIG\0\0\0\1" + data).decode()
    armored = f"-----BEGIN SSH SIGNATURE-----\n{coded}\n"
    with pytest.raises(SignatureFormatError):
        parse_signature(armored + "-----END SSH SIGNATURE-----\n")


@pytest.mark.parametrize(
    ("line", "at", "allows"),
    [
        ("mira@example.org KEY", "20260101000000", True),
        ("*@example.org KEY comment here", "", True),
        ("!mira@example.org,*@example.org KEY", "", False),
        ("jon@example.org,mira@example.org KEY", "", True),
        ('mira@example.org namespaces="git,file" KEY', "", True),
        ('mira@example.org namespaces="file" KEY', "", False),
        ('mira@example.org valid-after="20260101" KEY', "20251231235959", False),
        ('mira@example.org valid-after="20260101",valid-before="20270101Z" KEY', "20260601000000", True),
        ('mira@example.org valid-before="20260101" KEY', "20260601000000", False),
        ("mira@example.org cert-authority KEY", "", False),
        ("# mira@example.org KEY", "", False),
        ("mira@example.org", "", False),
    ],
)
def test_lines_of_allowed_signers(line, at, allows):
    found = parse_allowed_signers(line.replace("KEY", PUBLIC))
    assert any(s.names(MIRA.email) and s.allows(PUBLIC, "git", at) for s in found) is allows


def test_the_module_runs_as_a_program(tmp_path):
    done = run(sys.executable, "-P", "-m", "gonogo.rehearsal.signer", "-Y", "none")
    assert done.returncode == 255
    assert b"Traceback" not in done.stderr
