"""How a changelog writes the headings of its releases, told from the newest one."""

from __future__ import annotations

import re

_RELEASE = re.compile(
    r"^ {0,3}(?P<marks>##[ \t]+)(?P<before>[^\d\n]*?)(?P<version>\d+(?:\.\d+)+(?:[-+]?[0-9A-Za-z][0-9A-Za-z.+-]*)?)"
    r"(?P<after>[^\n]*?)[ \t]*\r?$",
    re.MULTILINE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINKED = re.compile(r"\]\([^)]*\)")
STANDARD = "## [{version}] - {date}"


def heading_of(text: str) -> str:
    """The template of a release's heading, with `{version}` and, where the newest one has one, `{date}`.

    Keep a Changelog's own form where there is no release yet.
    """
    unreleased = re.search(r"^ {0,3}##\s+(\[?)unreleased", text, re.IGNORECASE | re.MULTILINE)
    start = unreleased.end() if unreleased else 0
    newest = _RELEASE.search(text, start)
    if newest is None:
        return STANDARD if unreleased is None or unreleased[1] else "## {version} - {date}"
    after = _LINKED.sub("]", newest["after"])
    dated = _DATE.search(after)
    if dated:
        after = after[: dated.start()] + "{date}" + after[dated.end() :]
        after = after if after.endswith(("{date}", "{date})")) else after[: after.index("{date}") + 6]
    else:
        after = "]" if newest["before"].endswith("[") or newest["before"].endswith("[v") else ""
    return f"{newest['marks']}{newest['before']}{{version}}{after}"
