"""Git's objects and refs as facts, and how they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_PERSON = re.compile(r"^(?P<name>.*?) ?<(?P<mail>[^>]*)> (?P<at>-?\d+) (?P<zone>[+-]\d{4})$")
_SIGNATURE = re.compile(r"^-----BEGIN (?:SSH|PGP) SIGNATURE-----$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Authorship:
    """Name, address and moment of an author, committer or tagger."""

    name: str
    mail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommitFact:
    """A commit object."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Authorship
    committer: Authorship
    message: str
    signature: str
    payload: str

    @property
    def headline(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class TagFact:
    """An annotated tag object; `signature` is empty when it is not signed."""

    sha: str
    target: str
    target_type: str
    name: str
    tagger: Authorship
    message: str
    signature: str
    payload: str


@dataclass(frozen=True, slots=True)
class RefFact:
    """A ref: its full name, what it points at, and the commit behind it."""

    name: str
    oid: str
    kind: str
    commit: str

    @property
    def short(self) -> str:
        """The name without refs/heads/ or refs/tags/."""
        return self.name.split("/", 2)[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a tree."""

    path: str
    kind: str
    oid: str
    size: int


@dataclass(frozen=True, slots=True)
class Change:
    """A file that differs between two commits."""

    path: str
    status: str
    additions: int
    deletions: int
    oid: str


def _parse_authorship(line: str) -> Authorship:
    match = _PERSON.match(line)
    if not match:
        return Authorship(line, "", datetime.fromtimestamp(0, UTC))
    return Authorship(match["name"], match["mail"], datetime.fromtimestamp(int(match["at"]), UTC))


def _headers(raw: str) -> tuple[list[tuple[str, str]], str]:
    head, _, body = raw.partition("\n\n")
    found: list[tuple[str, str]] = []
    for line in head.split("\n"):
        if line.startswith(" ") and found:
            name, value = found[-1]
            found[-1] = (name, f"{value}\n{line[1:]}")
        else:
            name, _, value = line.partition(" ")
            found.append((name, value))
    return found, body


def parse_commit(sha: str, raw: str) -> CommitFact:
    """A commit object from its raw text."""
    headers, body = _headers(raw)
    single = dict(headers)
    signature = single.get("gpgsig", "")
    payload = raw
    if signature:
        kept = [f"{n} {v}".replace("\n", "\n ") for n, v in headers if n != "gpgsig"]
        payload = "\n".join(kept) + "\n\n" + body
    return CommitFact(
        sha,
        single["tree"],
        tuple(value for name, value in headers if name == "parent"),
        _parse_authorship(single["author"]),
        _parse_authorship(single["committer"]),
        body.rstrip("\n"),
        signature,
        payload,
    )


def parse_tag(oid: str, raw: str) -> TagFact:
    """A tag object from its raw text."""
    headers, body = _headers(raw)
    single = dict(headers)
    match = _SIGNATURE.search(body)
    message = body[: match.start()] if match else body
    signature = body[match.start() :] if match else ""
    payload = raw[: len(raw) - len(signature)] if signature else raw
    return TagFact(
        oid,
        single["object"],
        single["type"],
        single["tag"],
        _parse_authorship(single.get("tagger", "")),
        message.rstrip("\n"),
        signature.rstrip("\n"),
        payload,
    )
