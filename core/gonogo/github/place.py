"""One repository's place in the API: whom to ask, and under which path."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gonogo.github.asking import Asker, part

if TYPE_CHECKING:
    from gonogo.model.github import RepoName


@dataclass(slots=True)
class Place:
    """A repository, and the conversation in which it is asked about.

    Attributes:
        unknown_fields: Newer GraphQL fields that this server turned out not to know.
        main: The default branch as of the last board; a guess before the first.
    """

    repo: RepoName
    ask: Asker = field(repr=False)
    unknown_fields: frozenset[str] = frozenset()
    main: str = "main"

    def path(self, *parts: str | int) -> str:
        """A path below the repository; each part is percent-encoded.

        Raises:
            LookError: a part can not be a name.
        """
        return "/".join(("repos", *(part(p) for p in (self.repo.owner, self.repo.name, *parts))))
