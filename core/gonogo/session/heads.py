"""What the tree and the tags say of each branch's head: the version, and the newest release tag before it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from gonogo.bump.versions import compare, is_version
from gonogo.model.asks import BoardAsk, ReachedAsk, TagsAsk
from gonogo.model.day import BranchHead
from gonogo.playbook.commit import read_path, tag_glob, version_ask
from gonogo.playbook.templates import read_name, tag_part
from gonogo.session.offers import draft_of, said_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.model.asks import Ask
    from gonogo.model.day import Day
    from gonogo.model.github import Branch, RepoName
    from gonogo.model.local import RefLine
    from gonogo.model.snapshot import Snapshot
    from gonogo.playbook.shape import Playbook


def head_asks(playbook: Playbook, repo: RepoName, snapshot: Snapshot) -> frozenset[Ask[Any]]:
    """What must be seen to tell it, as far as that is known by now."""
    asks: set[Ask[Any]] = set(_tag_asks(playbook, repo))
    commits = _tagged(playbook, repo, snapshot)
    for branch in _branches(snapshot):
        asks.add(version_ask(playbook, draft_of("", repo, "0.0.0"), branch.sha))
        if commits:
            asks.add(ReachedAsk(branch.sha, tuple(commits)))
    return frozenset(asks)


def heads_of(
    playbook: Playbook, repo: RepoName, snapshot: Snapshot, before: Day | None
) -> tuple[BranchHead, ...]:
    """The heads of the board's branches; those of the look before where the board was not seen."""
    seen = snapshot.get(BoardAsk())
    if seen is None or not seen.is_known:
        return before.heads if before is not None else ()
    names = _tagged(playbook, repo, snapshot)
    return tuple(_head(playbook, repo, branch, names, snapshot) for branch in _branches(snapshot))


def _branches(snapshot: Snapshot) -> Iterable[Branch]:
    seen = snapshot.get(BoardAsk())
    return seen.value.branches if seen is not None and seen.value is not None else ()


def _tag_asks(playbook: Playbook, repo: RepoName) -> tuple[TagsAsk, ...]:
    """What to ask for all release tags: a glob that another one holds is left out."""
    globs = dict.fromkeys(tag_glob(playbook, draft_of(name, repo, "0.0.0")) for name in playbook.processes)
    wide = [g for g in globs if not any(g != other and fnmatchcase(g, other) for other in globs)]
    return tuple(map(TagsAsk, wide))


def _tagged(playbook: Playbook, repo: RepoName, snapshot: Snapshot) -> Mapping[str, str] | None:
    """Commit → its release tag; None where not all tags were seen."""
    refs: list[RefLine] = []
    for ask in _tag_asks(playbook, repo):
        seen = snapshot.get(ask)
        if seen is None or not seen.is_known:
            return None
        refs += seen.value or ()
    templates = dict.fromkeys(tag_part(playbook, name).name for name in playbook.processes)
    return _named(playbook.version.scheme, tuple(templates), tuple(refs))


@lru_cache(maxsize=64)
def _named(
    scheme: Literal["semver", "pep440"], templates: tuple[str, ...], refs: tuple[RefLine, ...]
) -> Mapping[str, str]:
    """Commit → the release tag on it: of several, that of the highest version, and the shortest of those.

    Remembered: it is asked for at every look, and there are hundreds of tags.
    """
    found: dict[str, tuple[str, str]] = {}
    for ref in refs:
        said = next(filter(None, (read_name(template, ref.name) for template in templates)), {})
        version = said.get("version", "")
        if not version or not is_version(version, scheme):
            continue
        other = found.get(ref.commit)
        order = compare(version, other[0], scheme) if other else 1
        if other is None or order > 0 or (order == 0 and len(ref.name) < len(other[1])):
            found[ref.commit] = (version, ref.name)
    return {commit: name for commit, (_, name) in found.items()}


def _head(
    playbook: Playbook, repo: RepoName, branch: Branch, names: Mapping[str, str] | None, snapshot: Snapshot
) -> BranchHead:
    tag: str | None = None
    is_at_head = False
    if names is not None:
        seen = snapshot.get(ReachedAsk(branch.sha, tuple(names)))
        reached = seen.value if seen is not None and seen.is_known else None
        if reached is not None:
            tag, is_at_head = names[reached] if reached else "", reached == branch.sha
        elif not names:
            tag = ""
    return BranchHead(
        branch.name, branch.sha, _version(playbook, repo, branch.sha, snapshot), tag, is_at_head
    )


def _version(playbook: Playbook, repo: RepoName, sha: str, snapshot: Snapshot) -> str | None:
    """The version that the tree says at a commit; empty where it says none, None where that was not seen."""
    draft = draft_of("", repo, "0.0.0")
    seen = snapshot.get(version_ask(playbook, draft, sha))
    if seen is None or seen.value is None:
        return None
    return said_version(playbook, draft, seen.value.text(read_path(playbook, draft)))
