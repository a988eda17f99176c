"""Where playbooks are on this machine, and which one a checkout has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import platformdirs

from gonogo.model.github import RepoName
from gonogo.playbook.find import find_playbook

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.playbook.shape import Playbook

_REMOTE = re.compile(
    r"^(?:https?://(?:[^@/]+@)?(?P<web>[^/]+)/|(?:ssh://)?(?:[^@/]+@)(?P<ssh>[^:/]+)(?::\d+/|[:/]))"
    r"(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/?$"
)


def parse_remote(url: str) -> RepoName | None:
    """`owner/name` and host of a remote's URL (https, ssh, scp form); None when it is none."""
    found = _REMOTE.match(url.strip())
    if not found:
        return None
    host = found["web"] or found["ssh"]
    return RepoName(found["owner"], found["name"], host.lower())


def own_folder() -> Path:
    """Where the user's own playbooks are."""
    return platformdirs.user_config_path("gonogo") / "playbooks"


def find_here(repo: RepoName, root: Path) -> Playbook | None:
    """The playbook of a repository that is checked out at `root`; None when there is none.

    Raises:
        PlaybookError: it has mistakes.
    """
    in_repo = root / ".github" / "gonogo.yml"
    own = own_folder()
    return find_playbook(
        repo,
        in_repo.read_bytes() if in_repo.is_file() else None,
        {str(path): path.read_bytes() for path in sorted(own.glob("*.yml"))} if own.is_dir() else {},
    )
