"""The screen where there is nothing to look at yet: what is missing, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.errors import GonogoError, NoTokenError, PlaybookError, RepositoryError
from gonogo.model.text import clean_text
from gonogo_tui.present.lines import BLANK, Line, Span, cells, line, wrapped

if TYPE_CHECKING:
    from gonogo.model.github import RepoName

_KEY = 30
_TOKEN = (
    ("gh auth login", "gonogo takes the token that gh keeps"),
    ("gonogo auth login", "or keep one in this machine's keyring"),
    ("export GH_TOKEN=…", "or give one for this shell; then start gonogo again"),
)
_PLAYBOOK = (
    ("gonogo lint .github/gonogo.yml", "checks a playbook, and says where it is wrong"),
    ("gonogo schema", "prints its form, for your editor"),
)
_CHECKOUT = (
    ("cd CHECKOUT && gonogo", "a clone whose origin is on a GitHub"),
    ("gonogo OWNER/NAME", "any repository that you may read; gonogo keeps a clone of its own"),
)
_AROUND = (("gonogo demo", "a whole release day on a GitHub of its own; nothing leaves this machine"),)


def first_lines(error: GonogoError, repo: RepoName, width: int) -> tuple[Line, ...]:
    """What is missing, in the error's own words; what to do about it; and what can be done meanwhile."""
    heading, steps = _what(error)
    out = list(wrapped(heading, width, "strong"))
    if repo.name:
        out.append(line(Span(str(repo), "dim")))
    out.append(BLANK)
    for text in clean_text(str(error)).split("\n"):
        out += wrapped(text, width, "bad" if text == error.what else "plain")
    if steps:
        out += [BLANK, line(Span("What to do", "strong")), *_entries(steps, width)]
    out += [BLANK, line(Span("R", "key"), " looks again   ", Span("q", "key"), " leaves")]
    return (*out, BLANK, line(Span("Meanwhile", "strong")), *_entries(_AROUND, width))


def _what(error: GonogoError) -> tuple[str, tuple[tuple[str, str], ...]]:
    if isinstance(error, NoTokenError):
        return "GitHub does not know you here yet.", _TOKEN
    if isinstance(error, PlaybookError):
        return "The playbook has mistakes.", _PLAYBOOK
    if isinstance(error, RepositoryError):
        if "playbook" in error.what:
            return "This repository has no playbook yet.", _PLAYBOOK
        return "There is no repository to look at here.", _CHECKOUT
    return "Could not look: gonogo could not begin.", ()


def _entries(entries: tuple[tuple[str, str], ...], width: int) -> tuple[Line, ...]:
    out: list[Line] = []
    fits = all(_KEY + 4 + cells(text) <= width for _, text in entries)
    for key, text in entries:
        if fits:
            out.append(line("  ", Span(key, "key", width=_KEY), "  ", Span(text)))
        else:
            out += [line("  ", Span(key, "key")), *wrapped(text, width, "dim", "      ")]
    return tuple(out)
