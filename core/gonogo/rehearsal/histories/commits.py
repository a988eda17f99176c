"""A history as data, and how it becomes commits, branches and tags in an empty bare repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.text import clean_line
from gonogo.rehearsal.gitcall import run_git

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of a history, in the order in which they are made.

    Attributes:
        branch: The branch that it is made on; the first commit of all begins the history.
        author: `Name <address>`.
        at: When, ISO 8601.
        changes: Path → text, or None for a file that goes.
        start: For the first commit of a branch: the branch that it begins at, as that is now.
        tags: Tags on this commit.
        has_tag_objects: Whether those are annotated; else lightweight, as automation makes them.
    """

    branch: str
    subject: str
    author: str
    at: str
    changes: Mapping[str, str | None]
    start: str = ""
    tags: tuple[str, ...] = ()
    has_tag_objects: bool = True


def write_commits(commits: Iterable[Commit], bare: Path, env: Mapping[str, str]) -> None:
    """Write a history into an empty bare repository.

    Raises:
        RepositoryError: git refused.
    """
    run_git(
        ["--git-dir", str(bare), "fast-import", "--quiet", "--date-format=raw"],
        env,
        stdin=b"".join(_stream(commits)),
        doing="The miniature was not made",
    )


def read_tree(name: str) -> dict[str, str]:
    """Path → text of a miniature as it is packaged.

    Raises:
        RepositoryError: no miniature of that name.
    """
    top = files("gonogo.rehearsal").joinpath("miniatures")
    names = sorted(entry.name for entry in top.iterdir() if entry.is_dir() and entry.name[0] not in "._")
    if name not in names:
        raise RepositoryError(
            f"There is no miniature {clean_line(name, 60)!r}.", advice=f"There is: {', '.join(names)}."
        )
    return dict(_walk(top.joinpath(name), ""))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name == "__pycache__":  # pip compiles the miniature's modules
            continue
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes().decode()


def _stream(commits: Iterable[Commit]) -> Iterator[bytes]:
    """The input of git fast-import."""
    tips: dict[str, int] = {}
    for mark, commit in enumerate(commits, 1):
        when = f"{int(datetime.fromisoformat(commit.at).timestamp())} +0000"
        who = f"{commit.author} {when}"
        yield f"commit refs/heads/{commit.branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\n".encode()
        yield _data(f"{commit.subject}\n")
        parent = tips.get(commit.branch) or tips.get(commit.start)
        if parent:
            yield f"from :{parent}\n".encode()
        for path, text in sorted(commit.changes.items()):
            if text is None:
                yield f"D {path}\n".encode()
            else:
                mode = 100755 if text.startswith("#!") else 100644
                yield f"M {mode} inline {path}\n".encode() + _data(text)
        tips[commit.branch] = mark
        for tag in commit.tags:
            if commit.has_tag_objects:
                yield f"tag {tag}\nfrom :{mark}\ntagger {who}\n".encode() + _data(f"{tag}\n")
            else:
                yield f"reset refs/tags/{tag}\nfrom :{mark}\n".encode()


def _data(text: str) -> bytes:
    data = text.encode()
    return b"data %d\n" % len(data) + data + b"\n"
