"""Where the version stands in a Python module."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

from gonogo.bump.places import Place, only_place, trouble

if TYPE_CHECKING:
    from collections.abc import Iterable

_LITERAL = re.compile(r"""[uUrR]?(?P<quotes>'''|\"\"\"|'|")(?P<inside>.*)(?P=quotes)""", re.DOTALL)


def find_python(text: str, path: str) -> tuple[Place, ...]:
    """The string that a Python module gives to `__version__`.

    Raises:
        BumpError: not Python, no such string, or two.
    """
    start = 1 if text.startswith("\ufeff") else 0
    places: list[Place] = []
    try:
        for statement in _statements(text[start:]):
            literal = _version_literal(statement)
            if literal is not None:
                places.append(_python_place(text, start, literal))
    except (tokenize.TokenError, SyntaxError) as error:
        raise trouble(path, 0, f"This is not Python: {error.args[0]}.") from None
    return only_place(text, path, places, 'No line __version__ = "…" stands here.')


def _statements(source: str) -> Iterable[list[tokenize.TokenInfo]]:
    """Logical lines at the module's top level, as tokens."""
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
