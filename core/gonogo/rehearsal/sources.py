"""Where the embedded repository comes from (a miniature or a real clone), and the maintainer's own clone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.text import clean_line
from gonogo.rehearsal.gitcall import ask_git, isolated_git_env, run_git
from gonogo.rehearsal.histories.all import write_history
from gonogo.rehearsal.keys import Person, SigningIdentity, make_signing_identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "Person",
    "SigningIdentity",
    "clone_for",
    "embed_clone",
    "embed_miniature",
    "isolated_git_env",
]


def embed_miniature(name: str, bare: Path) -> None:
    """Make a miniature repository with its short history; the same commits every time.

    Args:
        name: Which one (`ordvec`).
        bare: Where the bare repository goes; must not exist yet, or be empty.

    Raises:
        RepositoryError: no such miniature, or the place is taken.
    """
    with tempfile.TemporaryDirectory(prefix="gonogo-home-") as home:
        env = isolated_git_env(Path(home))
        _init_bare(bare, env, object_format="sha1")
        write_history(name, bare, env)
        _finish_bare(bare, "main", env)


def embed_clone(source: Path, bare: Path, branches: Iterable[str] = (), *, borrows: bool = False) -> None:
    """Copy a real clone into a new bare repository: its default branch and its tags. The source only is read.

    The default branch is what `origin/HEAD` points at, else `origin/main`, else the clone's own main
    branch. A branch of origin is taken as it was last fetched; local commits on it stay behind.

    Args:
        source: A work tree, a folder in it, a linked work tree, or a bare repository.
        bare: Where the bare repository goes; must not exist yet, or be empty.
        branches: Further branches to copy, where the clone has them.
        borrows: Read the clone's objects where they are, instead of copying them: for a short while.

    Raises:
        RepositoryError: no repository, not whole (shallow or partial), nothing in it, or the place is taken.
    """
    with tempfile.TemporaryDirectory(prefix="gonogo-home-") as home:
        env = isolated_git_env(Path(home))
        folder = _common_folder(source, env)
        _check_whole(source, folder, env)
        branch, ref = _default_branch(source, folder, env)
        shown = ask_git(["--git-dir", folder, "rev-parse", "--show-object-format"], env)
        _init_bare(bare, env, object_format=shown or "sha1")
        if borrows:
            lenders = Path(bare, "objects", "info", "alternates")
            lenders.parent.mkdir(parents=True, exist_ok=True)
            lenders.write_text(f"{Path(folder, 'objects').resolve()}\n", encoding="utf-8")
        wanted = [f"+{ref}:refs/heads/{branch}", "+refs/tags/*:refs/tags/*"]
        wanted += _refspecs(folder, (name for name in branches if name != branch), env)
        fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
        run_git(
            ["--git-dir", str(bare), *fetch, "--", folder, *wanted],
            env,
            doing=f"{clean_line(str(source))} could not be copied",
        )
        _finish_bare(bare, branch, env)


def clone_for(
    url: str, dest: Path, person: Person, env: Mapping[str, str], *, lender: Path | None = None
) -> SigningIdentity:
    """The maintainer's working clone, with an own identity and a throw-away signing key, in its own configuration.

    Args:
        url: The embedded repository; becomes `origin`.
        dest: Where the clone goes.
        person: Who commits and signs in it.
        env: From `isolated_git_env`; carries the token when the server wants one.
        lender: A repository on this machine whose objects are read where they are, instead of fetched.

    Returns:
        The key that tags are signed with.

    Raises:
        RepositoryError: the clone failed.
    """
    dest.parent.mkdir(parents=True, exist_ok=True)
    lent = ["--reference", str(lender)] if lender is not None else []
    run_git(
        ["clone", "--quiet", "--template=", *lent, "--", url, str(dest)],
        env,
        doing="The embedded repository was not cloned",
    )
    folder = Path(run_git(["-C", str(dest), "rev-parse", "--absolute-git-dir"], env))
    identity = make_signing_identity(folder / "gonogo", person, env)
    settings = {
        "user.name": person.name,
        "user.email": person.email,
        "gpg.format": "ssh",
        "user.signingKey": str(identity.key),
        "gpg.ssh.allowedSignersFile": str(identity.allowed_signers),
        "gc.auto": "0",
    }
    if identity.program:
        settings["gpg.ssh.program"] = identity.program
    for key, value in settings.items():
        run_git(["-C", str(dest), "config", "--local", key, value], env)
    return identity


def _common_folder(source: Path, env: Mapping[str, str]) -> str:
    where = clean_line(str(source))
    if not source.is_dir():
        raise RepositoryError(f"{where} is no folder.", advice="Name a clone, or a bare repository.")
    ask = ["-C", str(source), "rev-parse", "--path-format=absolute", "--git-common-dir"]
    try:
        return run_git(ask, env)
    except RepositoryError as error:
        if "dubious ownership" in error.what:
            owner = f"{where} belongs to another user, and git refuses to read it."
            raise RepositoryError(owner, advice="Rehearse a clone of your own.") from None
        raise RepositoryError(
            f"{where} is no git repository.", advice="Name a clone of the project."
        ) from None


def _check_whole(source: Path, folder: str, env: Mapping[str, str]) -> None:
    where = clean_line(str(source))
    if ask_git(["--git-dir", folder, "rev-parse", "--is-shallow-repository"], env) == "true":
        raise RepositoryError(
            f"{where} is a shallow clone: part of its history is missing.",
            advice="Run `git fetch --unshallow` in it, or name a full clone.",
        )
    lazy = ["config", "--local", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"]
    if ask_git(["--git-dir", folder, *lazy], env):
        raise RepositoryError(
            f"{where} is a partial clone: some of its files would have to be fetched.",
            advice="Name a clone that was made without `--filter`.",
        )


def _default_branch(source: Path, folder: str, env: Mapping[str, str]) -> tuple[str, str]:
    """Name of the default branch, and the ref of the source that holds it."""
    git = ["--git-dir", folder]
    remote_head = ask_git([*git, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"], env)
    own_head = ask_git([*git, "symbolic-ref", "--quiet", "HEAD"], env)
    is_bare = ask_git([*git, "config", "--local", "--bool", "core.bare"], env) == "true"
    candidates = [
        *([remote_head] if remote_head else []),
        *([own_head] if own_head and is_bare else []),
        "refs/remotes/origin/main",
        "refs/remotes/origin/master",
        "refs/heads/main",
        "refs/heads/master",
        *([own_head] if own_head else []),
    ]
    for ref in candidates:
        if ask_git([*git, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"], env):
            return ref.removeprefix("refs/remotes/origin/").removeprefix("refs/heads/"), ref
    raise RepositoryError(
        f"{clean_line(str(source))} has no default branch with a commit.",
        advice="Fetch it from its origin first, or check out its main branch.",
    )


def _refspecs(folder: str, branches: Iterable[str], env: Mapping[str, str]) -> Iterator[str]:
    """What fetches branches: as origin had them when last fetched, else the clone's own."""
    for name in dict.fromkeys(branches):
        for ref in (f"refs/remotes/origin/{name}", f"refs/heads/{name}"):
            if ask_git(["--git-dir", folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"], env):
                yield f"+{ref}:refs/heads/{name}"
                break


def _init_bare(bare: Path, env: Mapping[str, str], *, object_format: str) -> None:
    if bare.exists() and any(bare.iterdir()):
        raise RepositoryError(f"{clean_line(str(bare))} is not empty.", advice="Name another place.")
    bare.mkdir(parents=True, exist_ok=True)
    how = ["--bare", "--quiet", "--template=", f"--object-format={object_format}"]
    run_git(["init", *how, "--", str(bare)], env)


def _finish_bare(bare: Path, branch: str, env: Mapping[str, str]) -> None:
    git = ["--git-dir", str(bare)]
    run_git([*git, "symbolic-ref", "HEAD", f"refs/heads/{branch}"], env)
    settings = {
        "http.receivepack": "true",
        "uploadpack.allowAnySHA1InWant": "true",  # GitHub serves any commit it has
        "receive.autogc": "false",
        "gc.auto": "0",
    }
    for key, value in settings.items():
        run_git([*git, "config", key, value], env)
