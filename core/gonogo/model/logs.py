"""Cleaning of a job's log: colours stay (SGR, nothing else), everything else that a terminal obeys goes."""

from __future__ import annotations

import re

from gonogo.model.text import clean_text

LONGEST_LINE = 4000
"""Characters of a line that are kept."""

_COLOUR = re.compile(r"\x1b\[([0-9;]*)m")
_SAFE_COLOUR = "\ue000{}\ue001"
_KEPT = re.compile("\ue000([0-9;]*)\ue001")
_OWN = re.compile("[\ue000\ue001]")
_LONG = re.compile(rf"^(.{{{LONGEST_LINE}}}).+$", re.MULTILINE)
_OVERWRITTEN = re.compile(r"^.*\r(?=.)", re.MULTILINE)


def clean_log(raw: str) -> str:
    """A log whose lines hold nothing but text and colours (`ESC [ digits m`).

    What a carriage return overwrites (the bars of a progress) is left out, as on a terminal.
    """
    text = raw.replace("\r\n", "\n")
    if "\r" in text:
        text = _OVERWRITTEN.sub("", text).replace("\r", "")
    if "\x1b" in text:
        text = _COLOUR.sub(lambda m: _SAFE_COLOUR.format(m[1]), _OWN.sub("\ufffd", text))
        text = _KEPT.sub("\x1b[\\1m", clean_text(text))
    else:
        text = clean_text(text)
    return _LONG.sub("\\1…", text)


def without_colours(line: str) -> str:
    """A cleaned line as plain text."""
    return _COLOUR.sub("", line) if "\x1b" in line else line
