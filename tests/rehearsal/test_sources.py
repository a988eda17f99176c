"""Embedded repositories: from a miniature and from real clones, which stay as they are."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from gonogo.errors import RepositoryError
from gonogo.model.secret import Token
from gonogo.rehearsal.gitcall import run_git
from gonogo.rehearsal.histories.commits import read_tree
from gonogo.rehearsal.sources import Person, clone_for, embed_clone, embed_miniature, isolated_git_env

MIRA = Person("mira", "Mira", "mira@example.org")


@pytest.fixture
def env(tmp_path):
    return isolated_git_env(tmp_path / "home")


@pytest.fixture
def miniature(tmp_path):
    bare = tmp_path / "miniature.git"
    embed_miniature("ordvec", bare)
    return bare


def refs(repo: Path, env) -> dict[str, str]:
    lines = run_git(["-C", str(repo), "for-each-ref", "--format=%(refname) %(objectname)"], env).splitlines()
    return dict(line.split() for line in lines)


def show(repo: Path, spec: str, env) -> str:
    return run_git(["-C", str(repo), "show", spec], env)


def fingerprint(folder: Path) -> dict[str, tuple[object, ...]]:
    """Every file with bytes, mode and time."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (hashlib.sha256(data).hexdigest(), status.st_mode, status.st_mtime_ns)
    return found


def commit(repo: Path, env, text: str = "x") -> str:
    (repo / "file").write_text(text)
    run_git(["-C", str(repo), "add", "file"], env)
    who = ["-c", "user.name=Mira", "-c", "user.email=mira@example.org"]
    run_git(["-C", str(repo), *who, "commit", "-qm", text], env)
    return run_git(["-C", str(repo), "rev-parse", "HEAD"], env)


def new_repo(path: Path, env, branch: str = "main") -> Path:
    run_git(["init", "-q", "-b", branch, str(path)], env)
    return path


# -- the miniature -----------------------------------------------------------------------------


def test_miniature_is_the_same_every_time(tmp_path, miniature, env):
    again = tmp_path / "again.git"
    embed_miniature("ordvec", again)
    assert refs(again, env) == refs(miniature, env)


def test_miniature_has_tags_branches_and_is_sound(miniature, env):
    assert set(refs(miniature, env)) == {
        "refs/heads/main",
        "refs/heads/feature/query-cache",
        "refs/heads/stale/table-lookup",
        "refs/tags/v0.4.0",
        "refs/tags/v0.5.0",
    }
    assert run_git(["-C", str(miniature), "cat-file", "-t", "v0.5.0"], env) == "tag"
    assert run_git(["-C", str(miniature), "symbolic-ref", "HEAD"], env) == "refs/heads/main"
    run_git(["-C", str(miniature), "fsck", "--strict"], env)


@pytest.mark.parametrize(("at", "version"), [("v0.4.0", "0.4.0"), ("v0.5.0", "0.5.0"), ("main", "0.5.0")])
def test_manifests_and_locks_agree_at_every_tag(miniature, env, at, version):
    members = ["Cargo.toml", "ordvec-ffi/Cargo.toml", "ordvec-manifest/Cargo.toml"]
    members += ["ordvec-python/Cargo.toml", "ordvec-manifest-python/Cargo.toml"]
    lock = tomllib.loads(show(miniature, f"{at}:Cargo.lock", env))
    locked = {package["name"]: package for package in lock["package"]}
    for member in members:
        package = tomllib.loads(show(miniature, f"{at}:{member}", env))["package"]
        assert package["version"] == version
        assert locked[package["name"]] == {**locked[package["name"]], "version": version}
        assert "source" not in locked[package["name"]]
    assert locked["heck"]["version"] == "0.5.0"
    assert "source" in locked["heck"]
    fuzz = tomllib.loads(show(miniature, f"{at}:fuzz/Cargo.lock", env))
    assert {p["name"]: p["version"] for p in fuzz["package"]}["ordvec"] == version
    manifest = tomllib.loads(show(miniature, f"{at}:ordvec-manifest/Cargo.toml", env))
    assert manifest["dependencies"]["ordvec"] == {"version": version, "path": ".."}
    for project in ("ordvec-python", "ordvec-manifest-python"):
        text = show(miniature, f"{at}:{project}/pyproject.toml", env)
        assert tomllib.loads(text)["project"]["version"] == version
    assert f'ordvec = "{version[:3]}"' in show(miniature, f"{at}:README.md", env)
    assert f"v{version}" in show(miniature, f"{at}:THREAT_MODEL.md", env)


def test_changelog_grows_with_the_history(miniature, env):
    old, tagged, now = (show(miniature, f"{at}:CHANGELOG.md", env) for at in ("v0.4.0", "v0.5.0", "main"))
    assert "## 0.5.0" not in old
    assert "## [Unreleased]\n\n_No unreleased changes._\n\n## 0.4.0 - 2026-04-28" in old
    assert "## [Unreleased]\n\n_No unreleased changes._\n\n## 0.5.0 - 2026-06-19" in tagged
    assert "## [Unreleased]\n\n### Added\n" in now
    assert now == read_tree("ordvec")["CHANGELOG.md"].removesuffix("\n")


def test_unknown_miniature_names_the_known(tmp_path):
    with pytest.raises(RepositoryError, match=r"There is: ordvec\b"):
        embed_miniature("../ordvec", tmp_path / "x.git")


def test_a_taken_place_is_refused(tmp_path, miniature):
    with pytest.raises(RepositoryError, match="is not empty"):
        embed_miniature("ordvec", miniature)


# -- real clones -------------------------------------------------------------------------------


@pytest.fixture
def origin(tmp_path, env):
    repo = new_repo(tmp_path / "origin", env)
    commit(repo, env, "one")
    run_git(["-C", str(repo), "tag", "light"], env)
    run_git(["-C", str(repo), "branch", "side"], env)
    run_git(["-C", str(repo), "update-ref", "refs/pull/1/head", "HEAD"], env)
    return repo


def test_a_work_tree_is_copied_and_not_changed(tmp_path, origin, env):
    hooks = origin / ".git/hooks"
    for name in ("pre-auto-gc", "post-checkout", "reference-transaction", "post-update"):
        (hooks / name).write_text(f"#!/bin/sh\necho ran > {tmp_path}/ran\n")
        (hooks / name).chmod(0o755)
    (origin / "dirty").write_text("left alone")
    before = fingerprint(origin)
    embed_clone(origin / ".git" / "..", tmp_path / "bare.git")
    assert fingerprint(origin) == before
    assert not (tmp_path / "ran").exists()
    head = run_git(["-C", str(origin), "rev-parse", "HEAD"], env)
    assert refs(tmp_path / "bare.git", env) == {"refs/heads/main": head, "refs/tags/light": head}
    assert not (tmp_path / "bare.git/objects/info/alternates").exists()
    assert not list((tmp_path / "bare.git").glob("hooks/*"))


def test_a_bare_repository_is_copied(tmp_path, origin, env):
    run_git(["clone", "-q", "--mirror", str(origin), str(tmp_path / "mirror.git")], env)
    before = fingerprint(tmp_path / "mirror.git")
    embed_clone(tmp_path / "mirror.git", tmp_path / "bare.git")
    assert fingerprint(tmp_path / "mirror.git") == before
    assert set(refs(tmp_path / "bare.git", env)) == {"refs/heads/main", "refs/tags/light"}


def test_origins_branch_counts_and_not_local_commits(tmp_path, origin, env):
    clone = tmp_path / "clone"
    run_git(["clone", "-q", str(origin), str(clone)], env)
    pushed = run_git(["-C", str(clone), "rev-parse", "HEAD"], env)
    commit(clone, env, "local only")
    run_git(["-C", str(clone), "checkout", "-qb", "feature"], env)
    embed_clone(clone, tmp_path / "bare.git")
    assert refs(tmp_path / "bare.git", env)["refs/heads/main"] == pushed


def test_origins_own_default_branch_is_found(tmp_path, env):
    origin = new_repo(tmp_path / "origin", env, "trunk")
    head = commit(origin, env)
    run_git(["clone", "-q", str(origin), str(tmp_path / "clone")], env)
    embed_clone(tmp_path / "clone", tmp_path / "bare.git")
    assert refs(tmp_path / "bare.git", env) == {"refs/heads/trunk": head}
    assert run_git(["-C", str(tmp_path / "bare.git"), "symbolic-ref", "HEAD"], env) == "refs/heads/trunk"


def test_a_linked_work_tree_a_folder_in_it_and_alternates(tmp_path, origin, env):
    shared = tmp_path / "shared"
    run_git(["clone", "-q", "--shared", str(origin), str(shared)], env)
    linked = tmp_path / "linked"
    run_git(["-C", str(shared), "worktree", "add", "-q", str(linked), "-b", "other"], env)
    (linked / "deep").mkdir()
    embed_clone(linked / "deep", tmp_path / "bare.git")
    run_git(["-C", str(tmp_path / "bare.git"), "fsck", "--strict"], env)
    assert set(refs(tmp_path / "bare.git", env)) == {"refs/heads/main", "refs/tags/light"}
    assert not (tmp_path / "bare.git/objects/info/alternates").exists()


def test_a_configuration_that_would_run_something_runs_nothing(tmp_path, origin, env):
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "uploadpack.packObjectsHook",
        "core.sshCommand",
        "core.pager",
        "core.editor",
    ):
        run_git(["-C", str(origin), "config", key, str(trap)], env)
    embed_clone(origin, tmp_path / "bare.git")
    assert not (tmp_path / "sprung").exists()


def test_refusals_are_sentences(tmp_path, origin, env):
    bare = tmp_path / "bare.git"
    run_git(["clone", "-q", "--depth=1", f"file://{origin}", str(tmp_path / "shallow")], env)
    commit(origin, env, "two")
    run_git(["-C", str(origin), "config", "uploadpack.allowFilter", "true"], env)
    partial = [
        "clone",
        "-q",
        "--filter=blob:none",
        "--no-checkout",
        f"file://{origin}",
        str(tmp_path / "partial"),
    ]
    run_git(partial, env)
    new_repo(tmp_path / "empty", env)
    (tmp_path / "plain").mkdir()
    for source, sentence in (
        (tmp_path / "shallow", "is a shallow clone: part of its history is missing."),
        (tmp_path / "partial", "is a partial clone: some of its files would have to be fetched."),
        (tmp_path / "empty", "has no default branch with a commit."),
        (tmp_path / "plain", "is no git repository."),
        (tmp_path / "absent", "is no folder."),
    ):
        with pytest.raises(RepositoryError) as raised:
            embed_clone(source, bare)
        assert raised.value.what == f"{source} {sentence}"
        assert raised.value.advice
        assert not bare.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_clone_of_another_user_is_refused(tmp_path, origin):
    os.chown(origin, 12345, 12345)
    os.chown(origin / ".git", 12345, 12345)
    with pytest.raises(RepositoryError, match="belongs to another user, and git refuses to read it"):
        embed_clone(origin, tmp_path / "bare.git")


# -- the maintainer's clone --------------------------------------------------------------------


def test_the_maintainers_clone_signs_and_verifies(tmp_path, miniature, env):
    clone = tmp_path / "deep/clone"
    identity = clone_for(str(miniature), clone, MIRA, env)
    run_git(["-C", str(clone), "tag", "-s", "v9.9.9", "-m", "v9.9.9"], env)
    verified = subprocess.run(
        ["git", "-C", str(clone), "verify-tag", "--raw", "v9.9.9"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0
    assert (
        f'Good "git" signature for mira@example.org with ED25519 key {identity.fingerprint}'
        in verified.stderr
    )
    assert run_git(["-C", str(clone), "status", "--porcelain", "-b"], env) == "## main...origin/main"
    assert run_git(["-C", str(clone), "remote", "get-url", "origin"], env) == str(miniature)
    assert identity.key.stat().st_mode & 0o777 == 0o600
    assert identity.key.parent.stat().st_mode & 0o777 == 0o700


def test_without_ssh_keygen_the_clone_signs_all_the_same(tmp_path, miniature, env):
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").symlink_to(str(shutil.which("git")))
    bare_env = {**env, "PATH": str(programs)}
    identity = clone_for(str(miniature), tmp_path / "clone", MIRA, bare_env)
    assert identity.program.endswith("/.git/gonogo/ssh-keygen")
    run_git(["-C", str(tmp_path / "clone"), "tag", "-s", "v9.9.9", "-m", "v9.9.9"], bare_env)
    run_git(["-C", str(tmp_path / "clone"), "verify-tag", "v9.9.9"], bare_env)
    assert "BEGIN SSH SIGNATURE" in run_git(["-C", str(tmp_path / "clone"), "cat-file", "-p", "v9.9.9"], env)


def test_a_clone_that_fails_says_so(tmp_path, env):
    with pytest.raises(RepositoryError, match="^The embedded repository was not cloned: "):
        clone_for(str(tmp_path / "absent.git"), tmp_path / "clone", MIRA, env)


def test_the_environment_is_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("SSH_AUTH_SOCK", "/agent")
    monkeypatch.setenv("GH_TOKEN", "ghp_users_own")
    env = isolated_git_env(tmp_path / "home")
    assert {"GIT_DIR", "SSH_AUTH_SOCK", "GH_TOKEN"}.isdisjoint(env)
    assert env["HOME"] == str(tmp_path / "home")
    assert "ghp_users_own" not in env.values()


def test_the_token_goes_to_its_server_only_and_into_no_file(tmp_path, miniature):
    secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
    env = isolated_git_env(tmp_path / "home", url="http://127.0.0.1:9/", token=Token(secret))
    clone_for(str(miniature), tmp_path / "clone", MIRA, env)
    get = ["-C", str(tmp_path / "clone"), "config", "--get-urlmatch", "http.extraHeader"]
    header = run_git([*get, "http://127.0.0.1:9/o/r.git"], env)
    assert header.startswith("Authorization: Basic ")
    with pytest.raises(RepositoryError):
        run_git([*get, "http://127.0.0.1:10/o/r.git"], env)
    coded = header.rsplit(" ", 1)[1].encode()
    for folder, _, names in os.walk(tmp_path):
        for name in names:
            data = (Path(folder) / name).read_bytes()
            assert secret.encode() not in data
            assert coded not in data
