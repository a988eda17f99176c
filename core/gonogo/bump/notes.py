"""Release notes that are cut: a template on top, what was there archived or kept, and its date set. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.bump.changelog import Promotion
from gonogo.bump.places import line_of, trouble
from gonogo.bump.versions import numbers

if TYPE_CHECKING:
    from datetime import date

_RULE = re.compile(r"^-{5,}[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_HEADING = re.compile(r"^##[ \t]+(?!#)(?P<title>[^\r\n]*)", re.MULTILINE)


def prepend(text: str, path: str, template: str, version: str) -> Promotion:
    """Put the template for a version on top; all that was there stays below.

    Raises:
        BumpError: a heading for the version is there already.
    """
    _refuse_repeated(text, path, version)
    mark, rest = _bom(text)
    return Promotion(
        mark + _filled(template, version, text) + rest, (f"section {version}, line 1",), is_empty=False
    )


def cut(text: str, path: str, template: str, archive: tuple[str, str], *, old: str, new: str) -> Promotion:
    """Put the template for `new` in the room of the notes of `old`, and a line for `old` into the archive.

    What is cut stays where `old` is released from: on its own branch.

    Args:
        text: The notes: those of `old` down to the first line of dashes, then the archive.
        path: Their name, for errors.
        template: The section for a new version, with `{version}`.
        archive: The line after which the archive begins, and the line to put there, with
            `{version}` and `{series}` (`48.0.x`).
        old: The version whose notes are cut.
        new: The version that the template is for.

    Raises:
        BumpError: no line of dashes, no archive, or a heading for `new` is there already.
    """
    marker, line = archive
    _refuse_repeated(text, path, new)
    ruler = _RULE.search(text)
    if ruler is None:
        raise trouble(path, 0, "No line of dashes ends the newest notes.", "Put one below them.")
    found = re.compile(rf"^[^\n]*{re.escape(marker)}[^\n]*\n", re.MULTILINE).search(text, ruler.end())
    if found is None:
        raise trouble(
            path, 0, f"No line {marker!r} begins the archive.", "Put it above the list of old releases."
        )
    major, minor, _ = numbers(old)
    entry = line.replace("{version}", old).replace("{series}", f"{major}.{minor}.x") + _newline(text)
    mark, _ = _bom(text)
    after = text[ruler.end() : found.end()] + entry + text[found.end() :]
    notes = (
        f"section {new} in the room of {old}, line 1",
        f"archive of {old}, line {line_of(text, found.end())}",
    )
    return Promotion(mark + _filled(template, new, text) + after, notes, is_empty=False)


def set_date(text: str, version: str, on: date, unreleased: str, released: str) -> Promotion | None:
    """Say in a version's section that it is released; None when no line there says it is not.

    Args:
        text: The notes.
        version: Whose section.
        on: The date.
        unreleased: How the line begins now (`Unreleased`); what follows on it stays.
        released: What takes the room of that, with `{date}`.
    """
    found = section_of(text, version)
    if found is None:
        return None
    line = re.compile(rf"^{re.escape(unreleased)}", re.MULTILINE).search(text, *found)
    if line is None:
        return None
    said = released.replace("{date}", on.isoformat())
    after = text[: line.start()] + said + text[line.end() :]
    return Promotion(after, (f"{unreleased} → {said}, line {line_of(text, line.start())}",), is_empty=False)


def section_of(text: str, version: str) -> tuple[int, int] | None:
    """Offsets of a version's section, without its heading; None when there is none."""
    headings = list(_HEADING.finditer(text))
    for index, heading in enumerate(headings):
        if _names(heading["title"], version):
            end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
            return heading.end(), end
    return None


def _refuse_repeated(text: str, path: str, version: str) -> None:
    for heading in _HEADING.finditer(text):
        if _names(heading["title"], version):
            line = line_of(text, heading.start())
            raise trouble(path, line, f"A heading for {version} stands here already.")


def _names(title: str, version: str) -> bool:
    return bool(re.search(rf"(?<![\w.+-])v?{re.escape(version)}(?![\w+-]|\.\d)", title))


def _filled(template: str, version: str, text: str) -> str:
    return template.replace("{version}", version).replace("\n", _newline(text))


def _newline(text: str) -> str:
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def _bom(text: str) -> tuple[str, str]:
    return ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
