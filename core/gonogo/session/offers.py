"""Which versions may be begun: of each release branch, of the default branch, and after the newest tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from gonogo.bump.release import read_version
from gonogo.bump.versions import compare, is_prerelease, is_same_version, next_version
from gonogo.errors import BumpError
from gonogo.model.asks import BranchesAsk, HeadAsk, TagsAsk
from gonogo.model.releases import Release
from gonogo.playbook.commit import read_path, released_versions, tag_glob, version_ask, version_rule
from gonogo.playbook.templates import OF_VERSION, branch_of, placeholders, render, tag_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.bump.versions import Part
    from gonogo.model.asks import Ask
    from gonogo.model.github import RepoName
    from gonogo.model.snapshot import Snapshot
    from gonogo.playbook.shape import Playbook, Process

LINES = 6
"""The newest release branches that are offered."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """A branch that may be released from, and the version that its tree says; `label` is empty for the default."""

    branch: str
    version: str
    label: str = ""


def draft_of(process: str, repo: RepoName, version: str, inputs: dict[str, str] | None = None) -> Release:
    """A release that is not begun: good for names and places only."""
    given = MappingProxyType({**(inputs or {}), "version": version})
    return Release("", repo, process, given, "", _BEGINNING, "")


def branch_glob(process: Process) -> str:
    """A glob for the branches that a process releases from; empty where that is the default branch."""
    return render(process.branch, dict.fromkeys(placeholders(process.branch), "*")) if process.branch else ""


def offer_asks(playbook: Playbook, repo: RepoName, snapshot: Snapshot) -> frozenset[Ask[Any]]:
    """What must be seen to tell which versions may be begun."""
    asks: set[Ask[Any]] = set()
    for name, process in playbook.processes.items():
        if not _parts(process):
            continue
        draft = draft_of(name, repo, "0.0.0")
        if placeholders(read_path_template(playbook, name)):
            continue  # which file says the version, an input tells
        if _needs_tags(process):
            asks.add(TagsAsk(tag_glob(playbook, draft)))
        if process.branch:
            asks.add(BranchesAsk(branch_glob(process)))
        asks |= {version_ask(playbook, draft, sha) for _, sha in _heads(playbook, process, snapshot)}
    if not asks:
        head = snapshot.get(HeadAsk(playbook.default_branch))
        draft = draft_of("", repo, "0.0.0")
        asks |= {version_ask(playbook, draft, head.value)} if head is not None and head.value else set()
    return frozenset(asks)


def read_path_template(playbook: Playbook, process: str) -> str:
    """The file that is asked for the version, as the playbook writes it."""
    return playbook.processes[process].read or playbook.version.read


def next_versions(
    playbook: Playbook, repo: RepoName, name: str, snapshot: Snapshot
) -> tuple[tuple[str, str], ...]:
    """Pairs of a word (`minor`, `patch on release-47.0.0`) and the version it leads to."""
    process = playbook.processes[name]
    if placeholders(read_path_template(playbook, name)):
        return ()
    found: dict[str, str] = {}
    names = _branch_names(process, snapshot)
    for line in _lines(playbook, repo, name, snapshot):
        for part in _parts(process):
            version = _version(playbook, repo, name, line, part, snapshot)
            if not version:
                continue
            branch = branch_of(playbook, draft_of(name, repo, version))
            is_here = branch == line.branch if line.label or not process.branch else branch not in names
            if is_here:
                found.setdefault(version, f"{part} on {line.label}" if line.label else part)
    return tuple((word, version) for version, word in found.items())


def _parts(process: Process) -> tuple[Part, ...]:
    return cast("tuple[Part, ...]", process.inputs["version"].next) if "version" in process.inputs else ()


def _needs_tags(process: Process) -> bool:
    return process.previous == "tag" or bool({"rc", "final", "patch"}.intersection(_parts(process)))


def _branch_names(process: Process, snapshot: Snapshot) -> frozenset[str]:
    seen = snapshot.get(BranchesAsk(branch_glob(process))) if process.branch else None
    return frozenset(ref.name for ref in (seen.value or ())) if seen is not None else frozenset()


def _heads(playbook: Playbook, process: Process, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Branch and commit: the newest release branches first, then the default branch."""
    seen = snapshot.get(BranchesAsk(branch_glob(process))) if process.branch else None
    refs = sorted(
        (seen.value or ()) if seen is not None else (), key=lambda ref: _numbers(ref.name), reverse=True
    )
    for ref in refs[:LINES]:
        yield ref.name, ref.commit
    head = snapshot.get(HeadAsk(playbook.default_branch))
    if head is not None and head.value:
        yield playbook.default_branch, head.value


def _numbers(name: str) -> tuple[int, ...]:
    digits = "".join(c if c.isascii() and c.isdigit() else " " for c in name)
    return tuple(int(part) for part in digits.split())


def _lines(playbook: Playbook, repo: RepoName, name: str, snapshot: Snapshot) -> Iterator[Line]:
    """The default branch first: what comes from there is what is released most."""
    process, draft = playbook.processes[name], draft_of(name, repo, "0.0.0")
    heads = list(_heads(playbook, process, snapshot))
    for branch, sha in sorted(heads, key=lambda head: head[0] != playbook.default_branch):
        seen = snapshot.get(version_ask(playbook, draft, sha))
        text = seen.value.text(read_path(playbook, draft)) if seen is not None and seen.value else None
        version = said_version(playbook, draft, text)
        if version:
            yield Line(branch, version, "" if branch == playbook.default_branch else branch)


def said_version(playbook: Playbook, release: Release, text: str | None) -> str:
    """The version that the file says; empty when it can not be read."""
    if text is None:
        return ""
    try:
        return read_version(text, version_rule(playbook, release))
    except BumpError:
        return ""


def _version(
    playbook: Playbook, repo: RepoName, name: str, line: Line, part: Part, snapshot: Snapshot
) -> str:
    """The version that a part leads to; empty when it leads to none."""
    process, scheme = playbook.processes[name], playbook.version.scheme
    draft = draft_of(name, repo, "0.0.0")
    versions = _tagged(playbook, draft, snapshot) if _needs_tags(process) else ()
    stable = next((version for version in versions if not is_prerelease(version)), "")
    candidate = next(
        (v for v in versions if is_prerelease(v) and (not stable or compare(v, stable, scheme) > 0)), ""
    )
    try:
        if part == "rc":
            return _next_candidate(line.version, stable, candidate, playbook)
        if part == "final":
            if candidate or is_prerelease(line.version):
                return next_version(candidate or line.version, "final", scheme)
            is_out = line.version in versions
            return "" if is_out else line.version
        base = stable if process.previous == "tag" and stable and not line.label else line.version
        if part == "patch" and not _may_be_patched(playbook, draft, base, snapshot):
            return ""
        return next_version(base, part, scheme)
    except BumpError:
        return ""


def _next_candidate(said: str, stable: str, candidate: str, playbook: Playbook) -> str:
    """rc.N+1 of the candidates that are out, else the first one of what the tree leads to."""
    scheme = playbook.version.scheme
    if candidate or is_prerelease(said):
        newest = candidate or said
        return next_version(newest, "rc", scheme)
    if not stable or compare(said, stable, scheme) <= 0:
        return next_version(stable or said, "rc", scheme)
    first = "rc.1" if scheme == "semver" else "rc1"
    return f"{said}-{first}" if scheme == "semver" else f"{said}{first}"


def _may_be_patched(playbook: Playbook, draft: Release, version: str, snapshot: Snapshot) -> bool:
    """A version that was never tagged has nothing to patch: it is released itself first.

    Where the tags are not known, or an input tells which of them are of this process, it is not ruled out.
    """
    seen = snapshot.get(TagsAsk(tag_glob(playbook, draft)))
    told = set(placeholders(tag_part(playbook, draft.process).name)) - set(OF_VERSION)
    if seen is None or seen.value is None or told or is_prerelease(version):
        return True
    return any(is_same_version(version, tagged) for tagged in _tagged(playbook, draft, snapshot))


def _tagged(playbook: Playbook, draft: Release, snapshot: Snapshot) -> tuple[str, ...]:
    seen = snapshot.get(TagsAsk(tag_glob(playbook, draft)))
    refs = (seen.value or ()) if seen is not None else ()
    return tuple(version for version, _ in released_versions(playbook, draft, refs))
