"""Which commit a release is made from: the tag's, else the newest with the marker, else the branch's HEAD.

The same reading serves who looks (and records what it asks) and who only has a snapshot: each
brings its own `need`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from gonogo.bump.release import FileRule, read_version
from gonogo.bump.versions import compare, is_prerelease, is_version
from gonogo.errors import BumpError
from gonogo.model.asks import Ask, CommitsAsk, FilesAsk, HeadAsk, TagAsk, TagsAsk
from gonogo.playbook.steps import TagDo, TagWait
from gonogo.playbook.templates import (
    branch_of,
    placeholders,
    read_name,
    release_values,
    render,
    tag_name,
    tag_part,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gonogo.model.local import CommitLine, RefLine
    from gonogo.model.releases import Release
    from gonogo.playbook.shape import Playbook

T = TypeVar("T")

_FORMATS = {"Cargo.toml": "cargo", "pyproject.toml": "pyproject", "package.json": "package-json"}


class Need(Protocol):
    """Gives the answer to an ask, or raises what its owner understands."""

    def __call__(self, ask: Ask[T], /) -> T:
        """The answer."""
        ...


@dataclass(frozen=True, slots=True)
class ReleaseCommit:
    """The commit, and how it is known."""

    sha: str
    how: Literal["tag", "marker", "head"]


def filled(playbook: Playbook, release: Release, template: str) -> str:
    """A branch as a step names it, with the release's values in it."""
    return render(template, release_values(playbook, release)) if placeholders(template) else template


def marker_of(playbook: Playbook, release: Release) -> str:
    """The marker that automation looks for; empty where the process has none."""
    process = playbook.processes.get(release.process)
    return process.marker if process is not None else ""


def release_branches(playbook: Playbook, release: Release) -> frozenset[str]:
    """The branches whose commit is tagged: the process's own, and what its tag steps name."""
    process = playbook.processes.get(release.process)
    steps = process.steps if process is not None else ()
    named = {filled(playbook, release, step.at) for step in steps if isinstance(step, TagDo | TagWait)}
    return frozenset({branch_of(playbook, release), *named})


def find_commit(playbook: Playbook, release: Release, branch: str, need: Need) -> ReleaseCommit | None:
    """The commit that the release is, or will be, made from; None when origin has no such branch.

    Args:
        playbook: The repository's processes.
        release: The release.
        branch: A branch; empty for the process's own. The tag and the marker say something of
            the branches that are released only: of any other one this is the HEAD.
        need: Gives answers.
    """
    name = filled(playbook, release, branch) or branch_of(playbook, release)
    if name in release_branches(playbook, release):
        tag = need(TagAsk(tag_name(playbook, release)))
        if tag is not None:
            return ReleaseCommit(tag.commit, "tag")
        marked = newest_marked(playbook, release, name, need)
        if marked is not None:
            return ReleaseCommit(marked.sha, "marker")
    head = need(HeadAsk(name))
    return None if head is None else ReleaseCommit(head, "head")


def newest_marked(playbook: Playbook, release: Release, branch: str, need: Need) -> CommitLine | None:
    """The newest commit of a branch with the process's marker whose tree says this version."""
    for commit in marked_commits(playbook, release, branch, need):
        text = need(version_ask(playbook, release, commit.sha)).text(read_path(playbook, release))
        if text is not None and _says(playbook, release, text):
            return commit
    return None


def marked_commits(playbook: Playbook, release: Release, branch: str, need: Need) -> tuple[CommitLine, ...]:
    """Commits of a branch with the process's marker since the last tag, newest first."""
    marker = marker_of(playbook, release)
    head = need(HeadAsk(branch)) if marker else None
    if head is None:
        return ()
    last = previous_tag(playbook, release, need(TagsAsk(tag_glob(playbook, release))))
    if last is not None and last.commit == head:
        return ()
    since = need(CommitsAsk(last.commit if last is not None else "", head))
    return tuple(commit for commit in since if marker in commit.message)


def _says(playbook: Playbook, release: Release, text: str) -> bool:
    try:
        return read_version(text, version_rule(playbook, release)) == release.version
    except BumpError:
        return False


def read_path(playbook: Playbook, release: Release) -> str:
    """The file that is asked for the version of the tree."""
    process = playbook.processes.get(release.process)
    own = process.read if process is not None else ""
    return filled(playbook, release, own) if own else playbook.version.read


def version_rule(playbook: Playbook, release: Release) -> FileRule:
    """How the version stands in that file.

    Raises:
        BumpError: the playbook does not say, and the file's name does not tell.
    """
    path = read_path(playbook, release)
    file = next((file for file in playbook.version.files if file.path == path), None)
    if file is not None:
        return FileRule(file.path, file.format, file.dependencies, file.packages, file.pattern)
    form = _FORMATS.get(path.rsplit("/", 1)[-1])
    if form is None:
        raise BumpError(
            f"{path} is not among the playbook's version files", advice="Add it there, with its format."
        )
    return FileRule(path, form)


def version_ask(playbook: Playbook, release: Release, sha: str) -> FilesAsk:
    """What to ask for the version that the tree says at a commit, and nothing else."""
    return FilesAsk(sha, (read_path(playbook, release),))


def tag_glob(playbook: Playbook, release: Release) -> str:
    """A glob for the tags of this release's kind: of all versions, with its inputs (its crate)."""
    template = tag_part(playbook, release.process).name
    known = {name: re.sub(r"([*?\[])", r"[\1]", text) for name, text in release.inputs.items()}
    values = dict.fromkeys(placeholders(template), "*")
    return render(template, values | {k: v for k, v in known.items() if k in values and k != "version"})


def released_versions(
    playbook: Playbook, release: Release, tags: Iterable[RefLine]
) -> tuple[tuple[str, RefLine], ...]:
    """Version and tag of each tag of this release's kind, highest first; what is none of them is passed over."""
    template = tag_part(playbook, release.process).name
    return _sorted_versions(playbook.version.scheme, template, tuple(release.inputs.items()), tuple(tags))


@lru_cache(maxsize=64)
def _sorted_versions(
    scheme: Literal["semver", "pep440"],
    template: str,
    inputs: tuple[tuple[str, str], ...],
    tags: tuple[RefLine, ...],
) -> tuple[tuple[str, RefLine], ...]:
    """Remembered: it is asked for many times in a look, and there are hundreds of tags."""
    known, found = dict(inputs), []
    for tag in tags:
        said = read_name(template, tag.name) or {}
        version = said.pop("version", "")
        is_ours = all(known.get(name, text) == text for name, text in said.items())
        if is_ours and version and is_version(version, scheme):
            found.append((version, tag))
    return tuple(sorted(found, key=lambda one: _Key(one[0], scheme), reverse=True))


def previous_tag(
    playbook: Playbook, release: Release, tags: Iterable[RefLine], *, stable: bool = False
) -> RefLine | None:
    """The tag of the highest version below this one; of the highest stable one, where that is asked."""
    scheme, version = playbook.version.scheme, release.version
    if not is_version(version, scheme):
        return None
    lower = (
        tag
        for said, tag in released_versions(playbook, release, tags)
        if compare(said, version, scheme) < 0 and not (stable and is_prerelease(said))
    )
    return next(lower, None)


class _Key:
    """Sorts versions by their scheme."""

    __slots__ = ("scheme", "version")

    def __init__(self, version: str, scheme: Literal["semver", "pep440"]) -> None:
        self.version, self.scheme = version, scheme

    def __lt__(self, other: _Key) -> bool:
        return compare(self.version, other.version, self.scheme) < 0
