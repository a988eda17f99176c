"""What a commit changes since it parted from another one: every file, before and after."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from gonogo.errors import LookError
from gonogo.git.looking import MAX_BYTES, decode, read_blobs
from gonogo.model.local import ChangedFiles, FileText

if TYPE_CHECKING:
    from gonogo.git.process import GitProcess

MAX_FILES = 5000
"""A change of more files is no bump."""
_NOTHING = "000000"


async def read_changes(git: GitProcess, base: str, head: str) -> ChangedFiles:
    """Every file that `head` changes since it parted from `base`; both are in the clone.

    Raises:
        LookError: they have no commit in common, the change is huge, or it could not be read.
    """
    parted = (await git.look("merge-base", base, head)).text.strip()
    day = (await git.look("log", "-1", "--no-show-signature", "--format=%cs", head)).text.strip()
    reply = await git.look("diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", parted, head)
    parts = reply.out.decode("utf-8", "surrogateescape").split("\0")
    if len(parts) // 2 > MAX_FILES:
        raise LookError(f"{head[:7]} changes {len(parts) // 2} files, which is no bump.")
    before: list[tuple[str, str, str]] = []
    after: list[tuple[str, str, str]] = []
    for about, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old, new, _ = about.removeprefix(":").split()
        if old_mode != _NOTHING:
            before.append((path, old_mode, old))
        if new_mode != _NOTHING:
            is_same_kind = old_mode in (_NOTHING, new_mode)
            after.append((path, new_mode if is_same_kind else "", new))
    return ChangedFiles(
        parted,
        head,
        dt.date.fromisoformat(day),
        await _texts(git, before),
        await _texts(git, after),
    )


async def _texts(git: GitProcess, entries: list[tuple[str, str, str]]) -> tuple[FileText, ...]:
    plain = tuple(dict.fromkeys(oid for _, mode, oid in entries if mode.startswith("100")))
    contents = await read_blobs(git, plain)
    found: list[FileText] = []
    for path, mode, oid in entries:
        content = contents.get(oid)
        if content is None or not mode.startswith("100"):
            why = "has another mode" if not mode else "is no plain file"
            found.append(FileText(path, None, why))
        elif len(content) > MAX_BYTES:
            found.append(FileText(path, None, f"is too large ({len(content)} bytes)"))
        else:
            found.append(decode(path, content))
    return tuple(found)
