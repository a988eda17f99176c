"""The refs of the remote as it has them now: one question for all who ask at the same time."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from gonogo.git.process import NETWORK_S
from gonogo.model.local import RefLine
from gonogo.model.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.git.process import GitProcess

_PEELED = "^{}"
_LINE = re.compile(r"([0-9a-f]{40}(?:[0-9a-f]{24})?)\t(refs/(?:heads|tags)/.+)")


class RemoteRefs:
    """Branches and tags of a remote.

    A look asks for many heads and tags at once, and each question is a connection of its own. Who asks before a
    question is sent shares its answer; who asks later waits for the next one. So no answer is older than its question.
    """

    def __init__(self, git: GitProcess, remote: str) -> None:
        self._git = git
        self._remote = remote
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[Mapping[str, str]] | None = None

    async def read(self) -> Mapping[str, str]:
        """Full name → object id; a tag's `refs/tags/v1^{}` is what it is on.

        Raises:
            LookError: the remote could not be asked.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._ask())
            self._next.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(self._next)

    async def _ask(self) -> Mapping[str, str]:
        async with self._turn:
            self._next = None
            # Told which folders, the server sends nothing else: not the refs of thousands of pull requests.
            reply = await self._git.look(
                "ls-remote", "--quiet", "--heads", "--tags", "--", self._remote, limit_s=NETWORK_S
            )
            found = (_LINE.fullmatch(line) for line in reply.text.splitlines())
            return {line[2]: line[1] for line in found if line is not None}

    async def list(self, folder: str, pattern: str) -> tuple[RefLine, ...]:
        """Refs in a folder (`heads` or `tags`) whose names match a glob, in git's order.

        `*` stands for anything inside of one part of a name, `**` for anything at all.

        Raises:
            LookError: the remote could not be asked.
        """
        wanted, start = re.compile(ref_pattern(pattern)), f"refs/{folder}/"
        refs = await self.read()
        return tuple(
            RefLine(clean_line(name.removeprefix(start)), oid, refs.get(name + _PEELED, oid))
            for name, oid in refs.items()
            if name.startswith(start)
            and not name.endswith(_PEELED)
            and wanted.fullmatch(name.removeprefix(start))
        )


def ref_pattern(glob: str) -> str:
    """A glob of ref names as a regular expression."""
    parts = re.split(r"(\*\*|\*|\?|\[[^\]/]+\])", glob)
    meaning = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(
        meaning.get(part) or (_character_class(part) if part.startswith("[") else re.escape(part))
        for part in parts
    )


def _character_class(part: str) -> str:
    inner = part[1:-1].replace("\\", r"\\").replace("[", r"\[").replace("&", r"\&").replace("~", r"\~")
    made = f"[^{inner[1:]}]" if inner.startswith("!") and inner != "!" else f"[{inner}]"
    try:
        re.compile(made)
    except re.error:
        return re.escape(part)
    return made
