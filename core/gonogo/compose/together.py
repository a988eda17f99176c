"""The repositories of the configuration on one board, each with its own token, clone, journal and picture."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.compose.late import LateSession
from gonogo.compose.pictures import PictureFile, place_of
from gonogo.errors import UsageError
from gonogo.model.github import RepoName
from gonogo.session.together import Together

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.compose.opened import Opened


def open_together(
    repositories: Iterable[str], env: Mapping[str, str], *, is_read_only: bool, keeps_pictures: bool = True
) -> Together:
    """All repositories of the configuration; each is opened by the first look, beside the others.

    Args:
        repositories: Folders of checkouts, or `OWNER/NAME`.
        env: The environment.
        is_read_only: Nothing may be done from here.
        keeps_pictures: What was seen is kept for the first paint of the next start.

    Raises:
        UsageError: there is none.
    """
    return Together(members_of(repositories, env, is_read_only=is_read_only, keeps_pictures=keeps_pictures))


def members_of(
    repositories: Iterable[str], env: Mapping[str, str], *, is_read_only: bool, keeps_pictures: bool = False
) -> list[LateSession]:
    """A session for each repository, not opened yet; the rest as `open_together`."""
    members = [
        _member(name, env, is_read_only=is_read_only, keeps_pictures=keeps_pictures)
        for name in dict.fromkeys(repositories)
    ]
    if not members:
        raise UsageError(
            "no repositories are set",
            advice='Write repositories = ["~/src/one", "OWNER/NAME"] in config.toml.',
        )
    return members


def _member(name: str, env: Mapping[str, str], *, is_read_only: bool, keeps_pictures: bool) -> LateSession:
    folder = Path(name).expanduser()
    target = None if is_folder(name) else name
    at = folder if target is None else Path.home()
    repo = RepoName(*name.split("/")) if target else RepoName(folder.parent.name, folder.name)
    file = PictureFile(place_of(target, at)) if keeps_pictures else None
    work = partial(_open, target, at, env, is_read_only=is_read_only)
    return LateSession(work, file, is_read_only=is_read_only, repo=repo)


def is_folder(name: str) -> bool:
    """A folder is meant, not `OWNER/NAME`."""
    return name.startswith(("/", "~"))


def _open(target: str | None, folder: Path, env: Mapping[str, str], *, is_read_only: bool) -> Opened:
    from gonogo.compose.here import open_here  # noqa: PLC0415 (slow to load; this runs in a thread)

    return open_here(target, folder, env, is_read_only=is_read_only)
