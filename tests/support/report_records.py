"""Records for the tests of reports: one with something of everything, and one whose every word is hostile."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args, get_type_hints

from gonogo.cli.report.record import Record
from gonogo.cli.report.words import plain

HOSTILE = (
    "<script>alert(1)</script>",
    "</bdi></td><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "[click](javascript:alert(1)) ![x](https://tracker.example/a.png)",
    "| cell | `code` | **bold** ~~gone~~ $x$ |",
    "@everyone see https://evil.example and www.evil.example or mail a@b.example #1",
    "<!-- --> &lt;b&gt; &#60;",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \u202eevil\u202c \u200b\ufeff\u061c\r\n# heading\n- item",
    "</style><style>*{display:none}</style>",
    "\ud800 half a character, and ten thousand more " + "x" * 10_000,
    "``` \\| \\",
    "1. one",
    "- dash",
    "javascript:alert(1)",
)


def filled(words: Any) -> Record:
    """A record in which every text is the next one of an endless row of words."""
    made = _filled(Record, words)
    assert isinstance(made, Record)
    return made


def _filled(kind: type[Any], words: Any) -> Any:
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        if hint is str:
            values[field.name] = plain(next(words))
        else:
            inner = get_args(hint)[0]
            values[field.name] = tuple(
                plain(next(words)) if inner is str else _filled(inner, words) for _ in range(3)
            )
    return kind(**values)
