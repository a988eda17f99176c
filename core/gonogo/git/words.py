"""Git's own words, made fit to show: one line, cleaned, without credentials."""

from __future__ import annotations

import re

from gonogo.model.text import clean_line, clean_text

_SECRETS = (
    (re.compile(r"(?<=://)[^/\s@'\"]+@"), ""),
    (re.compile(r"(?i)(authorization:)[^\r\n'\"]*"), r"\1 …"),
    (re.compile(r"\b(?:gh[pousr]_|github_pat_)\w+"), "…"),
)
_NOISE = ("hint:", "warning:", "To ", "Everything up-to-date")
_CHATTER = re.compile(r"^(?:(?:fatal|error|remote):\s*)+")


def mask_secrets(text: str) -> str:
    """The text without user names, passwords and tokens."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def git_words(err: bytes) -> str:
    """The one line that says what went wrong: the first fatal or error line, else the last."""
    lines = _lines(err)
    chosen = next((line for line in lines if line.startswith(("fatal: ", "error: "))), "")
    return clean_line(_CHATTER.sub("", chosen or (lines[-1] if lines else "it gave no reason")), 300)


def all_words(err: bytes, limit: int = 500) -> str:
    """Everything that a hook or a server said, in one line."""
    said = (_CHATTER.sub("", line) for line in _lines(err))
    return clean_line(" · ".join(line for line in said if line), limit) or "it gave no reason"


def _lines(err: bytes) -> list[str]:
    text = mask_secrets(clean_text(err.decode("utf-8", "replace")))
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(_NOISE)]
