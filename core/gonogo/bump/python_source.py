"""Where the version stands in a Python module."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from gonogo.bump.places import Place, only_place, trouble

if TYPE_CHECKING:
    import tokenize
    from collections.abc import Iterable

_LITERAL = re.compile(r"""[uUrR]?(?P<quotes>'''|\"\"\"|'|")(?P<inside>.*)(?P=quotes)""", re.DOTALL)
_LONG = ('"""', "'''")
_LINE = re.compile(
    r"""__version__[ \t]*(?::[ \t]*\w+[ \t]*)?=[ \t]*(?P<quotes>["'])(?P<inside>[^"'\r\n]*)(?P=quotes)"""
    r"""[ \t]*(?:\#[^\r\n]*)?\r?\n?"""
)


def find_python(text: str, path: str) -> tuple[Place, ...]:
    """The string that a Python module gives to `__version__`.

    Raises:
        BumpError: not Python, no such string, or two.
    """
    return only_place(text, path, python_places(text, path), 'No line __version__ = "…" stands here.')


def python_places(text: str, path: str) -> list[Place]:
    """Every string that a Python module gives to `__version__` at its top level.

    Raises:
        BumpError: not Python.
    """
    places = _everyday(text)
    return _exact(text, path) if places is None else places


def _everyday(text: str) -> list[Place] | None:
    """The places in a module whose every line is a statement; None when Python's own tokens must tell.

    Tokens take longer to be made ready than a small module takes to be bumped.
    """
    if any(mark in text for mark in "()[]{}\\\f\0") or "\r" in text.replace("\r\n", ""):
        return None
    places: list[Place] = []
    position = 1 if text.startswith("\ufeff") else 0
    for line in io.StringIO(text[position:], newline=""):
        said = line.strip(" \t\r\n")
        if said[:3] in _LONG:
            if len(said) < 6 or said[-3:] != said[:3] or said[:1] in said[3:-3]:
                return None
        elif (said and line[:1] in " \t") or any(quotes in line for quotes in _LONG):
            return None
        if said.startswith("__version__"):
            match = _LINE.fullmatch(line)
            if match is None:
                return None
            first, last = match.span("inside")
            places.append(Place(position + first, position + last, match["inside"], "version"))
        position += len(line)
    return places


def _exact(text: str, path: str) -> list[Place]:
    """The places by Python's own tokens.

    Raises:
        BumpError: not Python.
    """
    import tokenize  # noqa: PLC0415 (see _everyday)

    start = 1 if text.startswith("\ufeff") else 0
    places: list[Place] = []
    try:
        for statement in _statements(text[start:]):
            literal = _version_literal(statement)
            if literal is not None:
                places.append(_python_place(text, start, literal))
    except (tokenize.TokenError, SyntaxError) as error:
        raise trouble(path, 0, f"This is not Python: {error.args[0]}.") from None
    return places


def _statements(source: str) -> Iterable[list[tokenize.TokenInfo]]:
    """Logical lines at the module's top level, as tokens."""
    import tokenize  # noqa: PLC0415 (see _everyday)

    depth = 0
    statement: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(io.StringIO(source, newline="").readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT):
            depth += 1 if token.type == tokenize.INDENT else -1
        elif token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
            if depth == 0:
                yield statement
            statement = []
        elif token.type not in (tokenize.NL, tokenize.COMMENT):
            statement.append(token)


def _version_literal(statement: list[tokenize.TokenInfo]) -> tokenize.TokenInfo | None:
    """The string of `__version__ = "…"`, with or without an annotation."""
    if len(statement) < 3 or statement[0].string != "__version__":
        return None
    is_assigned = statement[-2].string == "=" and statement[1].string in ("=", ":")
    return statement[-1] if is_assigned and _LITERAL.fullmatch(statement[-1].string) else None


def _python_place(text: str, start: int, literal: tokenize.TokenInfo) -> Place:
    line, column = literal.start
    lines = io.StringIO(text[start:], newline="").readlines()
    begin = start + sum(len(part) for part in lines[: line - 1]) + column
    parts = _LITERAL.fullmatch(literal.string)
    first, last = parts.span("inside") if parts else (0, 0)
    return Place(begin + first, begin + last, text[begin + first : begin + last], "version")
