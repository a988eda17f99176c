"""Cleaning of text from outside: no escape sequence, control or direction mark survives."""

from __future__ import annotations

import re

_ESCAPES = (
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\|$)"
    r"|[PX^_][^\x1b]*(?:\x1b\\|$)|[ -/]*[0-~]?)|\x9b[0-?]*[ -/]*[@-~]"
)
_CONTROLS = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def clean_line(text: str, limit: int = 500) -> str:
    """One line of harmless text, at most `limit` characters, ending in `…` where cut."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text.strip()
    cleaned = clean_text(text[: limit * 8]).replace("\n", " ").strip()
    return cleaned if len(cleaned) <= limit else cleaned[: limit - 1] + "…"


def clean_text(text: str) -> str:
    """Harmless text of several lines: newlines stay, tabs become four spaces."""
    plain = re.sub(_ESCAPES, "", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(_CONTROLS, "\ufffd", plain.expandtabs(4))


def short_sha(sha: str) -> str:
    """The first seven characters."""
    return sha[:7]
