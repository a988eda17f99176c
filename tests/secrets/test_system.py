"""Tokens: found in order, given to the right host only, kept in a real keyring backend, never shown."""

import os
import stat

import keyring
import keyring.backend
import keyring.backends.fail
import pytest

from gonogo.errors import NoTokenError
from gonogo.model.secret import Token
from gonogo.secrets.system import SystemSecrets, no_token

SECRET = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"


class ShelfKeyring(keyring.backend.KeyringBackend):
    """A real keyring backend that keeps passwords in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.shelf = {}

    def get_password(self, service, username):
        return self.shelf.get((service, username))

    def set_password(self, service, username, password):
        self.shelf[service, username] = password

    def delete_password(self, service, username):
        del self.shelf[service, username]


@pytest.fixture
def shelf():
    before = keyring.get_keyring()
    backend = ShelfKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring():
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def gh(tmp_path):
    """A `gh` on PATH that gives a token for github.com only, as the real one does."""
    program = tmp_path / "gh"
    program.write_text(
        '#!/bin/sh\n[ "$4" = github.com ] && echo gho_from_gh && exit 0\necho "no oauth token" >&2; exit 1\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("host", "env", "found"),
    [
        ("github.com", {"GH_TOKEN": "a", "GITHUB_TOKEN": "b"}, ("a", "GH_TOKEN")),
        ("github.com", {"GITHUB_TOKEN": "b"}, ("b", "GITHUB_TOKEN")),
        ("github.com", {"GH_TOKEN": "  "}, None),
        ("github.com", {"GH_ENTERPRISE_TOKEN": "c"}, None),
        ("ghe.example.org", {"GH_TOKEN": "a"}, None),
        ("ghe.example.org", {"GH_ENTERPRISE_TOKEN": "c", "GH_TOKEN": "a"}, ("c", "GH_ENTERPRISE_TOKEN")),
        ("acme.ghe.com", {"GH_TOKEN": "a"}, ("a", "GH_TOKEN")),
        ("evil.github.com.example", {"GH_TOKEN": "a"}, None),
    ],
)
def test_a_token_of_the_environment_goes_to_its_host_only(no_keyring, host, env, found):
    token = SystemSecrets(env).token(host)
    assert (token and (token.reveal(), token.source)) == found


def source_of(secrets):
    token = secrets.token("github.com")
    return token and token.source


def test_the_keyring_comes_after_the_environment_and_before_gh(shelf, gh):
    secrets = SystemSecrets(gh)
    assert source_of(secrets) == "gh"
    secrets.keep("github.com", Token(SECRET))
    assert secrets.token("github.com") == Token(SECRET, "keyring")
    assert source_of(SystemSecrets({**gh, "GH_TOKEN": "x"})) == "GH_TOKEN"
    assert secrets.token("ghe.example.org") is None


def test_a_token_is_forgotten_once(shelf):
    secrets = SystemSecrets({"PATH": ""})
    secrets.keep("github.com", Token(SECRET))
    assert secrets.forget("github.com")
    assert not secrets.forget("github.com")
    assert secrets.token("github.com") is None


def test_without_a_keyring_keeping_says_what_else_to_do(no_keyring):
    secrets = SystemSecrets({"PATH": ""})
    with pytest.raises(NoTokenError, match="GH_TOKEN"):
        secrets.keep("github.com", Token(SECRET))
    assert secrets.token("github.com") is None
    assert not secrets.forget("github.com")


def test_the_three_ways_are_said():
    text = str(no_token("github.com"))
    assert all(way in text for way in ("GH_TOKEN", "gonogo auth login", "gh auth login"))


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r}".format, lambda t: f"{t}", lambda t: "%s" % t]
)
def test_a_token_does_not_show_itself(show):
    assert SECRET not in show(Token(SECRET, "keyring"))
