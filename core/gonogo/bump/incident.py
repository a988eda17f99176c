"""Words about a released version, put below its heading in the changelog; every other byte stays. Pure."""

from __future__ import annotations

from gonogo.bump.notes import section_of
from gonogo.bump.places import line_of
from gonogo.errors import BumpError
from gonogo.model.edits import FileEdit


def has_words(text: str, version: str, words: str) -> bool:
    """Whether the version's section says these words already, line by line.

    Raises:
        BumpError: the changelog has no section of the version.
    """
    start, end = _section(text, version, "")
    return _plain(words) in _plain(text[start:end])


def put_words(text: str, path: str, version: str, words: str) -> FileEdit:
    """The changelog with the words below the version's heading, in the file's own line endings.

    Raises:
        BumpError: the changelog has no section of the version.
    """
    start, _ = _section(text, version, path)
    newline = "\r\n" if "\r\n" in text[: start + 2] else "\n"
    said = newline.join(words.strip("\n").splitlines())
    rest = text[start:] or newline
    after = f"{text[:start]}{newline}{newline}{said}{rest}"
    return FileEdit(path, text, after, (f"what happened to {version}, line {line_of(text, start) + 2}",))


def _section(text: str, version: str, path: str) -> tuple[int, int]:
    found = section_of(text, version)
    if found is None:
        raise BumpError(f"No section of {version} stands here.", where=path)
    return found


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
