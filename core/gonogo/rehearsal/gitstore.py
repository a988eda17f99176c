"""Git facts of a bare repository, always read from git itself, and the few writes of a server."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.rehearsal.gitobjects import Change, Entry, parse_commit, parse_tag
from gonogo.rehearsal.gitreading import ObjectReader, RefReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gonogo.rehearsal.gitobjects import Authorship, CommitFact, RefFact, TagFact

ZERO = "0" * 40


def quiet_env(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment for git that sees no configuration of the user or the machine."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        **(extra or {}),
    }


class BareRepo:
    """A bare repository. Objects never change, so what was read of one is kept; refs are always asked.

    Args:
        path: The bare repository's folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._commits: dict[str, CommitFact] = {}
        self._tags: dict[str, TagFact] = {}
        self._counts: dict[tuple[str, str], tuple[int, int] | None] = {}
        self._trees: dict[tuple[str, str], str | None] = {}
        self._folders: dict[tuple[str, str], tuple[Entry, ...]] = {}
        self._paths: dict[str, tuple[str, ...]] = {}
        self._objects = ObjectReader(path, quiet_env(path))
        self._refs = RefReader(path, self._objects)

    def run(
        self, *words: str, data: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> bytes | None:
        """Run a git command in the repository; None when git refused."""
        done = subprocess.run(
            ["git", "--git-dir", str(self.path), *words],
            input=data if data is not None else b"",
            capture_output=True,
            env=quiet_env(self.path, env),
            check=False,
            timeout=60,
        )
        return done.stdout if done.returncode == 0 else None

    def text(
        self, *words: str, data: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> str | None:
        """As `run`, decoded and stripped."""
        out = self.run(*words, data=data, env=env)
        return None if out is None else out.decode("utf-8", "replace").strip()

    def refs(self, *prefixes: str) -> tuple[RefFact, ...]:
        """Refs below the prefixes, in name order."""
        return tuple(self._refs.refs(prefixes))

    def ref(self, name: str) -> RefFact | None:
        """One ref by its full name."""
        return next((ref for ref in self.refs(name) if ref.name == name), None)

    def branch(self, name: str) -> str | None:
        """The commit of a branch."""
        found = self.ref(f"refs/heads/{name}")
        return found.commit if found else None

    def resolve(self, name: str) -> str | None:
        """The commit behind a branch, a tag, a full ref or a (short) id."""
        for ref in (f"refs/heads/{name}", f"refs/tags/{name}", name):
            if ref.startswith("refs/") and (found := self.ref(ref)):
                return found.commit
        if re.fullmatch(r"[0-9a-f]{7,40}", name):
            return self.text("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return None

    def kind(self, oid: str) -> str | None:
        """The type of an object: commit, tag, tree or blob."""
        if not re.fullmatch(r"[0-9a-f]{40}", oid):
            return None
        found = self._objects.read(oid)
        return found[1] if found else None

    def commit(self, sha: str) -> CommitFact:
        """A commit by its full id.

        Raises:
            RepositoryError: no such commit.
        """
        if sha not in self._commits:
            found = self._objects.read(sha)
            if found is None or found[1] != "commit":
                raise RepositoryError(
                    f"The embedded repository has no commit {sha[:12]}.", where=str(self.path)
                )
            self._commits[sha] = parse_commit(sha, found[2].decode("utf-8", "replace"))
        return self._commits[sha]

    def tag_object(self, oid: str) -> TagFact | None:
        """An annotated tag object by its id; None when there is none."""
        if oid not in self._tags:
            found = self._objects.read(oid) if re.fullmatch(r"[0-9a-f]{40}", oid) else None
            if found is None or found[1] != "tag":
                return None
            self._tags[oid] = parse_tag(oid, found[2].decode("utf-8", "replace"))
        return self._tags[oid]

    def ahead_behind(self, base: str, head: str) -> tuple[int, int] | None:
        """How many commits head has and base lacks, and the other way round; both are full ids."""
        if (base, head) not in self._counts:
            out = self.text("rev-list", "--left-right", "--count", f"{base}...{head}")
            behind, ahead = (out.split() if out else ("", ""))[:2] or ("", "")
            self._counts[base, head] = (int(ahead), int(behind)) if ahead else None
        return self._counts[base, head]

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `newer` holds `older`."""
        counts = self.ahead_behind(older, newer)
        return counts is not None and counts[1] == 0

    def log(self, spec: str, limit: int = 250, skip: int = 0) -> tuple[CommitFact, ...]:
        """Commits of a range or a commit, newest first."""
        out = self.text("rev-list", f"--max-count={limit}", f"--skip={skip}", spec)
        return tuple(self.commit(sha) for sha in (out or "").split())

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both hold."""
        return self.text("merge-base", one, other)

    def changes(self, old: str, new: str) -> tuple[Change, ...]:
        """Files that differ between two commits."""
        raw = self.text("diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", old, new)
        counts = self.text("diff-tree", "-r", "--numstat", "--no-renames", old, new)
        numbers: dict[str, tuple[int, int]] = {}
        for line in (counts or "").splitlines():
            plus, minus, path = line.split("\t", 2)
            numbers[path] = (_count(plus), _count(minus))
        words = {"A": "added", "D": "removed", "M": "modified", "T": "changed"}
        found = []
        for line in (raw or "").splitlines():
            head, _, path = line.partition("\t")
            _, _, before, after, letter = head.split(" ")
            oid = before if letter == "D" else after
            found.append(Change(path, words.get(letter[0], "changed"), *numbers.get(path, (0, 0)), oid))
        return tuple(found)

    def patch(self, old: str, new: str, path: str) -> str:
        """The hunks in which a file differs between two commits; empty for a binary one."""
        out = self.run("diff-tree", "-p", "--no-renames", old, new, "--", path) or b""
        _, mark, hunks = out.decode("utf-8", "replace").partition("\n@@ ")
        return f"@@ {hunks}".rstrip("\n") if mark else ""

    def entries(self, sha: str, folder: str) -> tuple[Entry, ...]:
        """The entries of a folder at a commit; empty when it is not there."""
        key = (sha, folder.strip("/"))
        if key not in self._folders:
            self._folders[key] = self._read_folder(*key)
        return self._folders[key]

    def _read_folder(self, sha: str, folder: str) -> tuple[Entry, ...]:
        where = f"{sha}:{folder}"
        out = self.text("ls-tree", "-l", "-z", where)
        found = []
        for line in (out or "").split("\0"):
            if not line:
                continue
            head, _, name = line.partition("\t")
            _, kind, oid, size = head.split()
            path = f"{folder}/{name}".strip("/")
            found.append(Entry(path, kind, oid, int(size) if size.isdigit() else 0))
        return tuple(found)

    def file(self, sha: str, path: str) -> bytes | None:
        """The bytes of a file at a commit."""
        found = self._objects.read(f"{sha}:{path}")
        return found[2] if found and found[1] == "blob" else None

    def paths(self, sha: str) -> tuple[str, ...]:
        """Every file of a commit."""
        if sha not in self._paths:
            out = self.run("ls-tree", "-r", "-z", "--name-only", sha) or b""
            self._paths[sha] = tuple(out.decode("utf-8", "replace").split("\0")[:-1])
        return self._paths[sha]

    def blob(self, oid: str) -> bytes | None:
        """The bytes of a blob."""
        found = self._objects.read(oid)
        return found[2] if found and found[1] == "blob" else None

    def merged_tree(self, base: str, head: str) -> str | None:
        """The tree of base and head merged; None when they conflict."""
        if (base, head) not in self._trees:
            if self.is_ancestor(base, head):
                self._trees[base, head] = self.commit(head).tree
            else:
                out = self.text("merge-tree", "--write-tree", base, head)
                self._trees[base, head] = out.splitlines()[0] if out else None
        return self._trees[base, head]

    def write_commit(
        self, tree: str, parents: tuple[str, ...], message: str, author: Authorship, committer: Authorship
    ) -> str:
        """Write a commit object; its id.

        Raises:
            RepositoryError: git could not write it.
        """
        env = {}
        for role, person in (("AUTHOR", author), ("COMMITTER", committer)):
            env[f"GIT_{role}_NAME"] = person.name
            env[f"GIT_{role}_EMAIL"] = person.mail
            env[f"GIT_{role}_DATE"] = f"{int(person.at.timestamp())} +0000"
        parent_words = [word for parent in parents for word in ("-p", parent)]
        sha = self.text("commit-tree", tree, *parent_words, data=message.encode(), env=env)
        if not sha:
            raise RepositoryError("The embedded repository could not write a commit.", where=str(self.path))
        return sha

    def write_tag(self, name: str, target: str, message: str, tagger: Authorship) -> str:
        """Write the object of an annotated tag on a commit; its id.

        Raises:
            RepositoryError: git could not write it.
        """
        who = f"{tagger.name} <{tagger.mail}> {int(tagger.at.timestamp())} +0000"
        text = f"object {target}\ntype commit\ntag {name}\ntagger {who}\n\n{message}"
        oid = self.text("mktag", data=text.encode())
        if not oid:
            raise RepositoryError("The embedded repository could not write a tag.", where=str(self.path))
        return oid

    def write_tree(self, base: str, files: Mapping[str, str | bytes]) -> str:
        """The tree of a commit with some files replaced or added.

        Raises:
            RepositoryError: git could not write it.
        """
        index = self.path / "rehearsal-index"
        env = {"GIT_INDEX_FILE": str(index)}
        self.run("read-tree", base, env=env)
        modes = dict(self._modes(base, files))
        lines = []
        for path, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            oid = self.text("hash-object", "-w", "--stdin", data=data)
            lines.append(f"{modes.get(path, '100644')} {oid}\t{path}\0".encode())
        self.run("update-index", "--add", "-z", "--index-info", data=b"".join(lines), env=env)
        tree = self.text("write-tree", env=env)
        index.unlink(missing_ok=True)
        if not tree:
            raise RepositoryError("The embedded repository could not write a tree.", where=str(self.path))
        return tree

    def _modes(self, base: str, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Path → mode of the files that a commit has already."""
        out = self.text("ls-tree", "-z", base, "--", *paths) or ""
        for line in out.split("\0"):
            head, _, path = line.partition("\t")
            if path:
                yield path, head.split()[0]

    def delete_ref(self, name: str) -> None:
        """Remove a ref of the server's own."""
        self.run("update-ref", "-d", name)

    def move_ref(self, name: str, new: str, old: str) -> bool:
        """Move a ref from one commit to another, only if it still is where it was said to be."""
        return self.run("update-ref", name, new, old) is not None


def _count(text: str) -> int:
    return int(text) if text.isdigit() else 0  # git says `-` for a binary file
