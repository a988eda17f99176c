"""Every miniature's history by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import RepositoryError
from gonogo.model.text import clean_line
from gonogo.rehearsal.histories import ordvec, runwasi, rustshare, wasmtime, wasmtime_12
from gonogo.rehearsal.histories.commits import Commit, write_commits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

HISTORIES: Mapping[str, Callable[[], Iterator[Commit]]] = {
    "ordvec": ordvec.commits,
    "runwasi": runwasi.commits,
    "rustshare": rustshare.commits,
    "wasmtime": wasmtime.commits,
    "wasmtime-day": wasmtime.commits_before_the_day,
    "wasmtime-12": wasmtime_12.commits,
}


def write_history(name: str, bare: Path, env: Mapping[str, str]) -> None:
    """Write the commits, branches and tags of a miniature into an empty bare repository.

    Raises:
        RepositoryError: no miniature of that name.
    """
    if name not in HISTORIES:
        raise RepositoryError(
            f"There is no miniature {clean_line(name, 60)!r}.", advice=f"There is: {', '.join(HISTORIES)}."
        )
    write_commits(HISTORIES[name](), bare, env)
