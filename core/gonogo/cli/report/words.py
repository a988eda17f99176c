"""Words that every form of a report shares: cleaned text, times, links that may be followed."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from gonogo.model.text import clean_line, clean_text

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.cli.report.record import Record, StepLine

LIMIT = 2_000
"""Characters that any one text may have; what is longer is cut with an ellipsis."""

_HIDDEN = re.compile("[\u061c\ufff9-\ufffb\U000e0000-\U000e007f]")

STATES = {
    "done": "✓ done",
    "waived": "~ waived",
    "past": "· past",
    "informs": "· informs",
    "next": "▶ next",
    "open": "▶ open",
    "later": "○ later",
}
"""How a step stands, with a glyph for each."""


def plain(text: str) -> str:
    """One line of harmless text."""
    return clean_line(_writable(text[: LIMIT * 8]), LIMIT)


def plain_lines(text: str) -> str:
    """Harmless text of several lines."""
    return clean_text(_writable(text[:LIMIT])).strip()


def _writable(text: str) -> str:
    """Without what no file can hold, and what no page should: half characters, hidden marks."""
    return _HIDDEN.sub("\ufffd", text.encode("utf-8", "replace").decode())


def moment(at: datetime | None) -> str:
    """A time in UTC; empty for none."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def spoken(at: str) -> str:
    """A record's time, for people."""
    return at.replace("T", " ").replace("Z", " UTC")


def safe_url(text: str) -> str:
    """An address that may be followed; empty for anything but a plain http(s) one without a login in it.

    One on this machine is a rehearsal's, which is gone when the record is read.
    """
    try:
        parts = urlsplit(text)
        if (
            parts.scheme not in ("https", "http")
            or not parts.hostname
            or "@" in parts.netloc
            or parts.port == 0
        ):
            return ""
    except ValueError:
        return ""
    if parts.hostname in ("localhost", "127.0.0.1", "::1"):
        return ""
    if any(character.isspace() or not character.isprintable() for character in text):
        return ""
    return quote(text, safe=":/?#[]@!$&'()*+,;=%-._~")


def verdict_of(step: StepLine) -> str:
    """The word that stands beside a step: how it stands, and what the evidence says where that differs."""
    state = STATES.get(step.state, step.state)
    return state if step.verdict == "DONE" else f"{state}, {step.verdict}"


def by_phase(record: Record) -> dict[str, list[StepLine]]:
    """Phase → its steps, both in the playbook's order."""
    phases: dict[str, list[StepLine]] = {}
    for step in record.steps:
        phases.setdefault(step.phase, []).append(step)
    return phases


def who_when(by: str, at: str) -> str:
    """`@login, time`; empty for none."""
    return ", ".join(filter(None, (f"@{by}" if by else "", spoken(at))))


def withdrawal_of(record: Record) -> str:
    """Who took the release off the board, when, and why; empty while it is under way."""
    word = record.withdrawn
    return f"{who_when(word.by, word.at)}: {word.choice}" if word else ""


def head_rows(record: Record) -> list[tuple[str, str]]:
    """What stands at the top of a report: pairs of a name and its value."""
    rows = [
        (
            "Repository",
            record.repository if record.host == "github.com" else f"{record.repository} on {record.host}",
        ),
        ("Process", record.process),
        ("Version", f"{record.version}, from {record.previous}" if record.previous else record.version),
        *(("Input", one) for one in record.inputs),
        ("Tag", record.tag),
        ("Commit", record.commit or "not known"),
        ("Begun", who_when(record.started_by, record.started_at)),
        ("Withdrawn", withdrawal_of(record)),
        ("Looked at", spoken(record.seen_at)),
        (
            "Written",
            f"{spoken(record.made_at)}"
            + (f" by @{record.made_by}" if record.made_by else "")
            + f", {record.made_with}",
        ),
        ("Steps", f"{record.done_count} of {len(record.steps)} need nothing more"),
    ]
    return [(name, value) for name, value in rows if value]
