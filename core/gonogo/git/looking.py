"""Reading a clone and its origin: the checkout, heads, files, and lines that hold a version."""

from __future__ import annotations

import re

from gonogo.errors import LookError
from gonogo.git.process import NETWORK_S, GitProcess
from gonogo.model.local import FileSet, FileText, Hit, Hits, Worktree
from gonogo.model.text import clean_line

MAX_DIRTY = 50
MAX_HITS = 2000
MAX_BYTES = 5_000_000

_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LONGER_BEFORE = r"(?<![0-9])(?<![0-9]\.)"
_LONGER_AFTER = r"(?![0-9]|\.[0-9]|[-.]?(?:a|b|c|rc|alpha|beta|pre|preview|dev|post)[-.]?[0-9])"


async def read_worktree(git: GitProcess) -> Worktree:
    """The checkout: branch, commit, and at most 50 changed paths.

    Raises:
        LookError: there is no checkout.
    """
    top = await git.look("rev-parse", "--show-toplevel", fine=(0, 128))
    if top.code:
        raise LookError(f"There is no checkout to look at: {top.words}")
    status = await git.look("status", "--porcelain=v2", "--branch", "-z", "--no-renames")
    head = branch = ""
    dirty: list[str] = []
    for raw in status.out.split(b"\0"):
        entry = raw.decode("utf-8", "replace")
        if entry.startswith("# branch.oid "):
            head = entry.removeprefix("# branch.oid ").replace("(initial)", "")
        elif entry.startswith("# branch.head "):
            branch = entry.removeprefix("# branch.head ").replace("(detached)", "")
        elif entry[:2] in _FIELDS:
            dirty.append(clean_line(entry.split(" ", _FIELDS[entry[:2]])[-1]))
    return Worktree(top.text, clean_line(branch), head, tuple(dirty[:MAX_DIRTY]))


_FIELDS = {"? ": 1, "1 ": 8, "u ": 10}
"""How an entry of `git status` begins → how many fields stand before its path."""


async def read_refs(git: GitProcess, remote: str, *names: str) -> dict[str, str]:
    """These refs of the remote, as it has them now; absent ones are left out.

    Raises:
        LookError: the remote could not be asked.
    """
    folders = (
        f"--{folder}" for folder in ("heads", "tags") if any(f"refs/{folder}/" in name for name in names)
    )
    reply = await git.look("ls-remote", "--quiet", *folders, "--", remote, *names, limit_s=NETWORK_S)
    found: dict[str, str] = {}
    for line in reply.text.splitlines():
        oid, _, name = line.partition("\t")
        if name in names and _SHA.fullmatch(oid):
            found[name] = oid
    return found


def check_sha(sha: str) -> None:
    """Make sure that this is a full commit id.

    Raises:
        LookError: it is not.
    """
    if not _SHA.fullmatch(sha):
        raise LookError(f"{clean_line(sha, 80)!r} is no commit id.")


async def fetch_commit(git: GitProcess, remote: str, sha: str) -> None:
    """Fetch a commit into private refs: all branch heads first, then the commit itself.

    Raises:
        LookError: the remote does not have it.
    """
    heads = "+refs/heads/*:refs/gonogo/heads/*"
    await _fetch(git, remote, "--prune", heads)
    if not await has_commit(git, sha):
        reply = await _fetch(git, remote, sha, fine=(0, 1, 128))
        if reply or not await has_commit(git, sha):
            raise LookError(f"{remote} does not have commit {sha[:7]}" + (f": {reply}" if reply else "."))


async def fetch_tag(git: GitProcess, remote: str, name: str) -> None:
    """Fetch a tag into a private ref; the maintainer's own tags are not touched.

    Raises:
        LookError: it could not be fetched.
    """
    await _fetch(git, remote, f"+refs/tags/{name}:refs/gonogo/tags/{name}")


async def has_commit(git: GitProcess, sha: str) -> bool:
    """Whether the commit is in the clone."""
    reply = await git.look("cat-file", "-e", f"{sha}^{{commit}}", fine=(0, 1, 128))
    return reply.code == 0


async def read_files(
    git: GitProcess, sha: str, paths: tuple[str, ...], globs: tuple[str, ...] = ()
) -> FileSet:
    """Files at a commit that is in the clone, and those that globs find; their text is exact, byte for byte.

    Raises:
        LookError: the commit could not be read.
    """
    if globs:
        found = await _find_paths(git, sha, globs)
        paths = (*paths, *(path for path in found if path not in paths))
    entries = await read_entries(git, sha, paths)
    wanted = {path: entry for path, entry in entries.items() if _why_not(entry) == ""}
    contents = await read_blobs(git, tuple(entry.oid for entry in wanted.values()))
    files: list[FileText] = []
    for path in paths:
        if path in wanted:
            files.append(decode(path, contents[wanted[path].oid]))
        else:
            entry = entries.get(path)
            files.append(FileText(path, None, "is missing" if entry is None else _why_not(entry)))
    return FileSet(sha, tuple(files))


async def _find_paths(git: GitProcess, sha: str, globs: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that globs find at a commit."""
    reply = await git.look("ls-tree", "-r", "-z", "--name-only", "--full-tree", sha)
    wanted = re.compile("|".join(map(_glob, globs)))
    names = reply.out.decode("utf-8", "surrogateescape").split("\0")
    return tuple(name for name in names if name and wanted.fullmatch(name))


def _glob(path: str) -> str:
    """`**/` any folders or none, `*` anything inside of one name."""
    parts = re.split(r"(\*\*/|\*)", path)
    return "".join({"**/": "(?:.*/)?", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts)


class Entry:
    """An entry of a tree: mode, kind (`blob`, `tree`, `commit`), id, and size in bytes."""

    __slots__ = ("kind", "mode", "oid", "size")

    def __init__(self, mode: str, kind: str, oid: str, size: str) -> None:
        self.mode = mode
        self.kind = kind
        self.oid = oid
        self.size = int(size) if size.isdigit() else 0


async def read_entries(git: GitProcess, sha: str, paths: tuple[str, ...]) -> dict[str, Entry]:
    """Tree entries of these paths; absent ones are left out.

    Raises:
        LookError: the commit could not be read.
    """
    inside = [path for path in paths if _is_inside(path)]
    if not inside:
        return {}
    reply = await git.look("ls-tree", "-z", "-l", "--full-tree", sha, "--", *inside)
    entries: dict[str, Entry] = {}
    for raw in reply.out.split(b"\0"):
        about, tab, path = raw.decode("utf-8", "surrogateescape").partition("\t")
        if tab and path in paths:
            entries[path] = Entry(*about.split())
    return entries


def _is_inside(path: str) -> bool:
    """Whether a path can be one of the repository's."""
    return "\0" not in path and not set(path.split("/")) & {"", ".", ".."}


async def find_hits(git: GitProcess, sha: str, needle: str) -> Hits:
    """Lines of text files at a commit that hold `needle` as a whole version.

    Raises:
        LookError: the commit could not be read.
    """
    reply = await git.look(
        *("grep", "--no-color", "--no-column", "--full-name", "--line-number", "-z", "-I", "-F"),
        *("-e", needle, sha, "--"),
        fine=(0, 1),
    )
    whole = re.compile(_LONGER_BEFORE + re.escape(needle) + _LONGER_AFTER)
    hits: list[Hit] = []
    for raw in reply.out.split(b"\n"):
        name, _, rest = raw.decode("utf-8", "replace").partition("\0")
        number, _, text = rest.partition("\0")
        if number.isdigit() and whole.search(text) and len(hits) < MAX_HITS:
            hits.append(Hit(clean_line(name.partition(":")[2]), int(number), clean_line(text, 200)))
    return Hits(sha, needle, tuple(hits))


async def _fetch(git: GitProcess, remote: str, *refspecs: str, fine: tuple[int, ...] = (0,)) -> str:
    """Fetch without touching anything of the maintainer's; git's words when it failed in a fine way."""
    options = (
        *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"),
        *("--no-recurse-submodules", "--refmap="),
    )
    flags = tuple(part for part in refspecs if part.startswith("--"))
    names = tuple(part for part in refspecs if not part.startswith("--"))
    reply = await git.look(*options, *flags, "--", remote, *names, limit_s=NETWORK_S, fine=fine)
    return reply.words if reply.code else ""


def _why_not(entry: Entry) -> str:
    """Why an entry cannot be read as a text; empty when it can."""
    if entry.kind != "blob":
        return "is a folder" if entry.kind == "tree" else "is a submodule"
    if entry.mode == "120000":
        return "is a symbolic link"
    return f"is too large ({entry.size} bytes)" if entry.size > MAX_BYTES else ""


async def read_blobs(git: GitProcess, oids: tuple[str, ...]) -> dict[str, bytes]:
    """Contents by id.

    Raises:
        LookError: one is not in the clone.
    """
    if not oids:
        return {}
    reply = await git.look("cat-file", "--batch", stdin="".join(f"{oid}\n" for oid in oids).encode())
    contents: dict[str, bytes] = {}
    position = 0
    for oid in oids:
        end = reply.out.find(b"\n", position)
        header = reply.out[position:end].decode().split()
        if end < 0 or header[:2] != [oid, "blob"]:
            raise LookError(f"git cat-file did not give blob {oid[:7]}.")
        size = int(header[2])
        contents[oid] = reply.out[end + 1 : end + 1 + size]
        position = end + 1 + size + 1
    return contents


def decode(path: str, content: bytes) -> FileText:
    """The content as exact text, or why it is none."""
    if b"\0" in content:
        return FileText(path, None, "is binary")
    try:
        return FileText(path, content.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return FileText(path, None, f"is not UTF-8 (line {line})")
