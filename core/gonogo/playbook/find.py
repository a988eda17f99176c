"""Which playbook a repository has: its own, the user's, or a built-in one."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from gonogo.errors import PlaybookError, UsageError
from gonogo.playbook.load import load_playbook, named_repositories
from gonogo.playbook.report import nearest, quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.model.github import RepoName
    from gonogo.playbook.shape import Playbook

IN_REPOSITORY = ".github/gonogo.yml"
"""Where a repository keeps its own playbook."""

_PACKAGE = "gonogo.playbooks"
_ENDING = ".yml"


def builtin_names() -> tuple[str, ...]:
    """Names of the built-in playbooks, sorted."""
    files = (entry.name for entry in resources.files(_PACKAGE).iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in files if name.endswith(_ENDING)))


def builtin_text(name: str) -> bytes:
    """The YAML of a built-in playbook.

    Raises:
        UsageError: there is none of that name.
    """
    known = builtin_names()
    if name not in known:
        close = nearest(name, known)
        advice = f"Did you mean {quote(close)}?" if close else f"There are: {', '.join(known)}."
        raise UsageError(f"there is no built-in playbook {quote(name)}", advice=advice)
    return resources.files(_PACKAGE).joinpath(name + _ENDING).read_bytes()


@cache
def load_builtin(name: str) -> Playbook:
    """A built-in playbook; read once, for it can not change while gonogo runs.

    Raises:
        UsageError: there is none of that name.
    """
    return load_playbook(builtin_text(name), f"built-in {name}{_ENDING}")


def find_playbook(
    repo: RepoName, in_repo: bytes | None, config_texts: Mapping[str, bytes]
) -> Playbook | None:
    """The playbook of a repository.

    The repository's own file comes first, whatever it names (a fork keeps its upstream's); then
    the first of the user's files that names the repository; then a built-in one.

    Args:
        repo: The repository; owner and name are compared without regard to case.
        in_repo: `.github/gonogo.yml` of the repository; None when it has none.
        config_texts: File name → text of the playbooks in the user's configuration, in order.

    Raises:
        PlaybookError: the chosen file has mistakes; or one of the user's files has, and it can not
            be told which repository it is for.
    """
    if in_repo is not None:
        return load_playbook(in_repo, IN_REPOSITORY)
    for file, text in config_texts.items():
        try:
            playbook = load_playbook(text, file)
        except PlaybookError:
            named = named_repositories(text, file)
            if not named or is_for(named, repo):
                raise
        else:
            if is_for(playbook.repository, repo):
                return playbook
    return next((one for one in map(load_builtin, builtin_names()) if is_for(one.repository, repo)), None)


def is_for(repositories: tuple[str, ...], repo: RepoName) -> bool:
    """Whether one of the names is the repository's."""
    return str(repo).lower() in {name.lower() for name in repositories}
