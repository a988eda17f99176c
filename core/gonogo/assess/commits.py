"""Judges of a commit and of the checkout: clean tree, lock files in sync, the old version's leftovers."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gonogo.assess.context import NotSeenError
from gonogo.assess.words import count, join_some
from gonogo.model.asks import FilesAsk, HeadAsk, HitsAsk, WorktreeAsk
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.assess.context import Judged, Look
    from gonogo.model.local import FileSet, Worktree
    from gonogo.playbook.steps import LockInSyncCheck, OldVersionCheck, WorktreeCheck


def judge_worktree(step: WorktreeCheck, look: Look) -> Judged:
    """The checkout: clean, on the branch, at origin's commit."""
    branch = look.context.render(step.branch)
    look.want(WorktreeAsk(), HeadAsk(branch))
    tree = look.need(WorktreeAsk())
    head = look.head(branch)
    facts = (
        Fact("branch", tree.branch or "detached", branch, is_ok=tree.branch == branch),
        Fact(
            "commit",
            short_sha(tree.head),
            f"{short_sha(head)}, origin's {branch}",
            is_ok=tree.head == head,
        ),
        Fact("changes", join_some(tree.dirty) or "none", "none", is_ok=not tree.dirty),
    )
    trouble = _worktree_trouble(tree, branch, head)
    if trouble is None:
        return look.say(Verdict.DONE, f"clean, {branch} at {short_sha(head)} like origin", facts=facts)
    evidence, advice = trouble
    return look.say(Verdict.NO_GO, evidence, facts=facts, advice=advice)


def _worktree_trouble(tree: Worktree, branch: str, head: str) -> tuple[str, str] | None:
    """The first thing that is wrong with a checkout, and what to do about it."""
    if tree.dirty:
        evidence = f"{count(len(tree.dirty), 'changed path')}: {join_some(tree.dirty, 2)}"
        return evidence, "Commit these, stash them, or put them in .gitignore."
    if tree.branch != branch:
        where = f"on {tree.branch}" if tree.branch else f"detached at {short_sha(tree.head)}"
        return f"{where}, not on {branch}", f"Run: git switch {branch}"
    if tree.head != head:
        evidence = f"at {short_sha(tree.head)}, origin's {branch} is at {short_sha(head)}"
        return evidence, "Run: git pull --ff-only. Push first what only you have, through a pull request."
    return None


def judge_lock_in_sync(step: LockInSyncCheck, look: Look) -> Judged:
    """Each lock file says of the workspace's own packages what their manifests say."""
    commit = look.commit(step.at)
    paths = sorted({path for lock, manifests in step.locks.items() for path in (lock, *manifests)})
    files = look.need(FilesAsk(commit, tuple(paths)))
    facts = [
        fact for lock, manifests in step.locks.items() for fact in _lock_facts(lock, manifests, files, look)
    ]
    wrong = [fact for fact in facts if fact.is_ok is False]
    if wrong:
        first = wrong[0]
        more = f" · and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return look.say(
            Verdict.NO_GO,
            f"{first.name} is {first.found}, expected {first.expected}{more}",
            facts=tuple(facts),
            advice="Run cargo update --workspace (cargo check does too), and land the lock file.",
        )
    locks = count(len(step.locks), "lock file")
    return look.say(
        Verdict.DONE,
        f"{count(len(facts), 'package')} in {locks} agree at {short_sha(commit)}",
        facts=tuple(facts),
    )


def _lock_facts(lock: str, manifests: tuple[str, ...], files: FileSet, look: Look) -> list[Fact]:
    locked = _locked_versions(_toml(lock, files, look))
    tables = {path: _toml(path, files, look) for path in manifests}
    inherited = next((v for v in map(_workspace_version, tables.values()) if v), "")
    facts = []
    for path, table in tables.items():
        package = table.get("package")
        if not isinstance(package, dict):
            continue  # a virtual workspace has no package of its own
        name, version = str(package.get("name", "")), package.get("version", "0.0.0")
        if isinstance(version, dict):
            version = inherited
        if not version:
            raise NotSeenError(
                look.say(
                    Verdict.UNKNOWN,
                    f"{path} takes its version from a manifest not listed",
                    advice=f"List the workspace's own Cargo.toml under {lock} in the playbook.",
                )
            )
        found = locked.get(name, "missing")
        facts.append(Fact(f"{name} in {lock}", found, str(version), is_ok=found == version))
    return facts


def _toml(path: str, files: FileSet, look: Look) -> Mapping[str, Any]:
    text = files.text(path)
    if text is None:
        why = next((f": {file.why}" for file in files.files if file.path == path and file.why), "")
        raise NotSeenError(
            look.say(Verdict.NO_GO, f"{path} could not be read at {short_sha(files.commit)}{why}")
        )
    try:
        return _parse_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise NotSeenError(
            look.say(Verdict.NO_GO, f"{path} is not TOML: {error}", advice="Put the file right and land it.")
        ) from None


@lru_cache(maxsize=512)
def _parse_toml(text: str) -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads(text))


def _locked_versions(lock: Mapping[str, Any]) -> dict[str, str]:
    """Name → version of the lock's own packages: those without a source."""
    entries = lock.get("package", [])
    packages = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return {str(p.get("name")): str(p.get("version")) for p in packages if "source" not in p}


def _workspace_version(table: Mapping[str, Any]) -> str:
    workspace = table.get("workspace")
    package = workspace.get("package") if isinstance(workspace, dict) else None
    version = package.get("version") if isinstance(package, dict) else None
    return version if isinstance(version, str) else ""


def judge_old_version(step: OldVersionCheck, look: Look) -> Judged:
    """Lines that still name the previous version in files that the playbook does not list."""
    playbook, previous = look.context.playbook, look.context.release.previous
    commit = look.commit(step.at)
    listed = {file.path for file in playbook.version.files}
    if playbook.changelog:
        listed.add(playbook.changelog.path)
    hits = tuple(
        hit
        for hit in look.need(HitsAsk(commit, previous)).hits
        if hit.path not in listed and not any(fnmatchcase(hit.path, glob) for glob in step.ignore)
    )
    if not hits:
        return look.say(Verdict.DONE, f"no other file names {previous}")
    paths = dict.fromkeys(hit.path for hit in hits)
    return look.say(
        Verdict.NO_GO if step.decides else Verdict.HOLD,
        f"{previous}: {count(len(hits), 'line')} in {count(len(paths), 'file')} to look at",
        facts=tuple(Fact(f"{hit.path}:{hit.line}", hit.text) for hit in hits),
        advice="Add a file that must move to version.files, and one that must not to this step's ignore.",
    )
