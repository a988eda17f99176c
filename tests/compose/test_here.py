"""Which repository is meant, and what is said when none is."""

import os
import subprocess

import pytest

from gonogo.compose.here import open_here
from gonogo.compose.playbooks import parse_remote
from gonogo.errors import NoTokenError, PlaybookError, RepositoryError, UsageError
from gonogo.model.github import RepoName


@pytest.mark.parametrize(
    ("url", "repo"),
    [
        ("https://github.com/o/n", ("o", "n", "github.com")),
        ("https://github.com/o/n.git", ("o", "n", "github.com")),
        ("https://user:secret@github.com/o/n.git/", ("o", "n", "github.com")),
        ("git@github.com:o/n.git", ("o", "n", "github.com")),
        ("ssh://git@github.com/o/n.git", ("o", "n", "github.com")),
        ("ssh://git@ghe.example.org:2222/o/n.git", ("o", "n", "ghe.example.org")),
        ("http://127.0.0.1:8080/o/n.git", ("o", "n", "127.0.0.1:8080")),
        ("https://GHE.example.org/o/n.name.git", ("o", "n.name", "ghe.example.org")),
        ("/srv/git/n.git", None),
        ("https://github.com/only", None),
        ("", None),
    ],
)
def test_a_remote_is_read(url, repo):
    assert parse_remote(url) == (RepoName(*repo) if repo else None)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A home of its own: no git, gonogo or keyring settings of the user."""
    for name in ("GH_TOKEN", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return tmp_path


def checkout(folder, url=None):
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    if url:
        subprocess.run(["git", "-C", str(folder), "remote", "add", "origin", url], check=True)
    return folder


def open_in(folder, target=None, env=None):
    return open_here(target, folder, {"PATH": "", **(env or {})}, is_read_only=False)


def test_outside_a_checkout(own):
    with pytest.raises(RepositoryError, match="is in no git checkout") as caught:
        open_in(own)
    assert "gonogo demo" in caught.value.advice


def test_a_checkout_without_origin(own):
    with pytest.raises(RepositoryError, match="no remote origin"):
        open_in(checkout(own / "c"))


def test_an_origin_elsewhere_is_not_quoted_with_its_password(own):
    with pytest.raises(RepositoryError) as caught:
        open_in(checkout(own / "c", "https://me:hunter2@example.org/x"))
    assert "hunter2" not in str(caught.value)


def test_no_playbook_says_where_to_write_one(own):
    with pytest.raises(RepositoryError, match="no playbook for o/n") as caught:
        open_in(checkout(own / "c", "https://github.com/o/n"))
    assert ".github/gonogo.yml" in caught.value.advice


def test_a_broken_playbook_of_the_repository_is_explained(own):
    folder = checkout(own / "c", "https://github.com/o/n")
    (folder / ".github").mkdir()
    (folder / ".github" / "gonogo.yml").write_text("gonogo: 2\n")
    with pytest.raises(PlaybookError, match="gonogo.yml:1"):
        open_in(folder)


def test_without_a_token_the_three_ways_are_said(own):
    with pytest.raises(NoTokenError, match="gonogo auth login"):
        open_in(checkout(own / "c", "git@github.com:Fieldnote-Echo/ordvec.git"))


@pytest.mark.parametrize("target", ["ordvec", "a/b/c", "/x", "x/"])
def test_a_target_that_is_no_repository(own, target):
    with pytest.raises(UsageError, match="OWNER/NAME"):
        open_in(own, target)


async def test_a_checkout_with_token_opens_its_own_journal(own):
    folder = checkout(own / "c", "git@github.com:fieldnote-echo/ORDVEC.git")
    opened = open_in(folder, env={"GH_TOKEN": "t"})
    try:
        assert str(opened.session.repo) == "fieldnote-echo/ORDVEC"
        assert opened.session.setting.playbook.repository[0] == "Fieldnote-Echo/ordvec"
        assert list((own / "state").rglob("*.sqlite3"))
    finally:
        await opened.close()
