"""Tokens from where the user has them: environment, keyring, `gh auth token`."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from gonogo.errors import NoTokenError
from gonogo.model.secret import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICE = "gonogo"
_GH_TIMEOUT_S = 10


class SystemSecrets:
    """Satisfies `ports.Secrets`.

    A github.com token is never offered to another host: `GH_TOKEN` and `GITHUB_TOKEN`
    count for github.com (and *.ghe.com, and this machine itself), `GH_ENTERPRISE_TOKEN`
    and `GITHUB_ENTERPRISE_TOKEN` for every other host, as gh has it.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def token(self, host: str) -> Token | None:
        """The token for a host; None when there is none."""
        for name in _variables(host):
            if value := self._env.get(name, "").strip():
                return Token(value, name)
        return self._from_keyring(host) or self._from_gh(host)

    def keep(self, host: str, token: Token) -> None:
        """Keep a token in the keyring."""
        keyring, failures = _keyring()
        try:
            keyring.set_password(SERVICE, host, token.reveal())
        except failures as error:
            raise NoTokenError(
                f"there is no keyring to keep the token in ({type(error).__name__})",
                advice="Set GH_TOKEN in the environment instead, or log in with `gh auth login`.",
            ) from None

    def forget(self, host: str) -> bool:
        """Remove the token from the keyring; False when there was none."""
        keyring, failures = _keyring()
        try:
            if keyring.get_password(SERVICE, host) is None:
                return False
            keyring.delete_password(SERVICE, host)
        except failures:
            return False
        return True

    def _from_keyring(self, host: str) -> Token | None:
        keyring, failures = _keyring()
        try:
            value = keyring.get_password(SERVICE, host)
        except failures:
            return None
        return Token(value, "keyring") if value else None

    def _from_gh(self, host: str) -> Token | None:
        try:
            done = subprocess.run(
                ["gh", "auth", "token", "--hostname", host],
                env=dict(self._env),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_GH_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        value = done.stdout.strip()
        return Token(value, "gh") if done.returncode == 0 and value and "\n" not in value else None


def no_token(host: str) -> NoTokenError:
    """The error that says the three ways to give a token."""
    variable = _variables(host)[0]
    return NoTokenError(
        f"no GitHub token was found for {host}",
        advice=(
            "Give one in one of three ways: set "
            f"{variable}; run `gonogo auth login` to keep one in the keyring; or log in with `gh auth login`."
        ),
    )


def _variables(host: str) -> tuple[str, str]:
    name = host.partition(":")[0].lower()
    if name in {"github.com", "localhost", "127.0.0.1"} or name.endswith(".ghe.com"):
        return ("GH_TOKEN", "GITHUB_TOKEN")
    return ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")


def _keyring() -> tuple[_Keyring, tuple[type[Exception], ...]]:
    """The keyring module, imported late (it takes a quarter of a second), and what it may raise.

    Backends raise what they like when a service is missing; none of it may reach the user as a traceback.
    """
    import keyring  # noqa: PLC0415 (heavy)

    return keyring, (Exception,)


if TYPE_CHECKING:
    from typing import Protocol

    class _Keyring(Protocol):
        def get_password(self, service_name: str, username: str) -> str | None: ...
        def set_password(self, service_name: str, username: str, password: str) -> None: ...
        def delete_password(self, service_name: str, username: str) -> None: ...
