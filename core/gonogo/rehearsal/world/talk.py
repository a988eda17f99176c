"""Issues, discussions and security advisories of the embedded GitHub."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from gonogo.rehearsal.world.nouns import Advisory, Discussion, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.rehearsal.world.nouns import Pull, Repo
    from gonogo.rehearsal.world.state import World

_GHSA_LETTERS = "23456789cfghjmpqrvwx"
_WORD = re.compile(r'(?:(-?[a-z]+):)?("[^"]*"|\S+)')


def add_issue(
    world: World, repo: Repo, login: str, title: str, body: str = "", labels: Iterable[str] = ()
) -> Issue:
    """Open an issue."""
    now = world.now()
    issue = Issue(
        world.next_number(repo), world.next_id("issue"), title, body, login, now, now, tuple(labels)
    )
    repo.issues[issue.number] = issue
    return issue


def set_issue_state(world: World, issue: Issue, state: str, login: str) -> None:
    """Close an issue, or open it again."""
    issue.state, issue.updated_at = state, world.now()
    issue.closed_at = world.now() if state == "closed" else None
    issue.closed_by = login if state == "closed" else ""


def add_discussion(world: World, repo: Repo, login: str, category: str, title: str, body: str) -> Discussion:
    """Open a discussion."""
    now = world.now()
    made = Discussion(
        world.next_number(repo), world.next_id("discussion"), title, body, login, category, now, now
    )
    repo.discussions[made.number] = made
    return made


def add_advisory(
    world: World,
    repo: Repo,
    login: str,
    summary: str,
    *,
    severity: str = "high",
    state: str = "draft",
    fixes: Mapping[str, Mapping[str, str]] | None = None,
) -> Advisory:
    """Write a security advisory; `fixes` is branch → path → text."""
    digest = hashlib.sha256(f"{repo.full_name} {summary} {len(repo.advisories)}".encode()).digest()
    letters = "".join(_GHSA_LETTERS[byte % len(_GHSA_LETTERS)] for byte in digest[:12])
    ghsa = f"GHSA-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    now = world.now()
    made = Advisory(ghsa, summary, f"{summary}\n", severity, state, login, now, now)
    made.fixes = {branch: dict(files) for branch, files in (fixes or {}).items()}
    made.published_at = now if state == "published" else None
    repo.advisories[ghsa] = made
    return made


def is_found(repo: Repo, thing: Issue | Pull, query: str) -> bool:
    """Whether an issue or pull request fits a search; words are looked for in its title and text."""
    is_pull = not isinstance(thing, Issue)
    text, where = f"{thing.title}\n{thing.body}".lower(), thing.title.lower()
    in_title = "in:title" in query.lower()
    for match in _WORD.finditer(query):
        key, value = (match[1] or "").lower(), match[2].strip('"').lower()
        is_not = key.startswith("-")
        match key.removeprefix("-"):
            case "":
                fits = value in (where if in_title else text)
            case "repo":
                fits = value == repo.full_name.lower()
            case "is" | "type" | "state":
                kinds = {"issue": not is_pull, "pr": is_pull, "open": thing.state == "open"}
                kinds |= {"closed": thing.state != "open", "merged": thing.state == "merged"}
                fits = kinds.get(value, True)
            case "label":
                fits = value in (name.lower() for name in thing.labels)
            case "author":
                fits = value == thing.login.lower()
            case _:  # in:, sort: and what this server does not judge
                fits = not is_not
        if fits == is_not:
            return False
    return True
