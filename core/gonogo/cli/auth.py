"""gonogo auth login | status | logout: the token in the keyring, which is never shown."""

from __future__ import annotations

import getpass
import os
import sys

from gonogo.cli.output import say
from gonogo.errors import NoTokenError, UsageError
from gonogo.model.secret import Token
from gonogo.secrets.system import SystemSecrets, no_token


def login(host: str) -> int:
    """Keep a token in the keyring: from a prompt without echo, or one line of stdin."""
    is_person = sys.stdin.isatty()
    value = getpass.getpass(f"Token for {host} (is not shown): ") if is_person else sys.stdin.readline()
    value = value.strip()
    if not value or any(ch.isspace() or not ch.isprintable() for ch in value):
        raise UsageError("that is no token", advice="Paste the whole token, one line without spaces.")
    SystemSecrets(os.environ).keep(host, Token(value, "keyring"))
    say(f"The token for {host} is kept in the keyring.")
    return 0


def status(host: str) -> int:
    """Where the token comes from."""
    token = SystemSecrets(os.environ).token(host)
    if token is None:
        raise no_token(host)
    say(f"{host}: a token from {token.source}")
    return 0


def logout(host: str) -> int:
    """Remove the token from the keyring."""
    secrets = SystemSecrets(os.environ)
    if not secrets.forget(host):
        raise NoTokenError(f"the keyring holds no token for {host}")
    say(f"The token for {host} is gone from the keyring.")
    left = secrets.token(host)
    if left is not None:
        say(f"There is still one from {left.source}.")
    return 0
