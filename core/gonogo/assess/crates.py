"""Judges of a workspace on crates.io: every crate in its own version, what one needs, and who owns it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.publishing import publishing_before
from gonogo.assess.words import join_some, not_so
from gonogo.bump.order import publish_order
from gonogo.bump.requirements import admits
from gonogo.bump.versions import is_prerelease
from gonogo.bump.workspace import SHARED, folder_of, read_crates
from gonogo.errors import BumpError
from gonogo.model.asks import CrateVersionsAsk, FilesAsk, OwnersAsk
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gonogo.assess.context import Judged, Look
    from gonogo.bump.workspace import Crate, Dependency, Manifest
    from gonogo.model.local import FileSet
    from gonogo.playbook.steps import CrateOwnersCheck, CratesBeforeCheck, CratesCheck

_MANIFESTS = "**/Cargo.toml"


@dataclass(frozen=True, slots=True)
class _Need:
    """A crate of the workspace that another one can not be published without."""

    crate: str
    by: str
    kind: str
    requirement: str
    """As it is written; empty where any version will do."""


def judge_crates(step: CratesCheck, look: Look) -> Judged:
    """Progress in publishing order; what lacks when the run is over is a partial release."""
    branch = look.context.render(step.at)
    commit = look.commit(branch)
    crates, order = _workspace(commit, look)
    order = tuple(name for name in order if not any(fnmatchcase(name, glob) for glob in step.leave))
    if not order:
        return look.say(Verdict.UNKNOWN, f"no crate to publish was found at {short_sha(commit)}")
    version = look.context.release.version
    said = _said_version(commit, crates, look)
    if said != version:
        what = f"{branch} says {said} yet, at {short_sha(commit)}"
        return look.say(Verdict.HOLD, what)
    look.want(*map(CrateVersionsAsk, order))
    facts, there, missing, unseen = [], 0, "", ""
    for name in order:
        seen, wanted = look.see(CrateVersionsAsk(name)), crates[name].version
        if seen is None or not seen.is_known:
            unseen = unseen or name
            facts.append(Fact(name, "could not be looked at", wanted))
            continue
        is_there = wanted in (seen.value or ())
        there += is_there
        missing = missing or ("" if is_there else f"{name} {wanted}")
        found = f"{wanted} is there" if is_there else f"{wanted} is not there"
        facts.append(Fact(name, found, wanted, is_ok=is_there or None))
    progress = f"{there}/{len(order)}"
    if unseen:
        what = f"{progress} seen on crates.io; {unseen} could not be looked at"
        return look.say(Verdict.UNKNOWN, what, facts=tuple(facts), advice="Look again.")
    if not missing:
        return look.say(Verdict.DONE, f"{progress} on crates.io", facts=tuple(facts))
    return _partly(progress, missing, facts, look, is_begun=there > 0)


def _partly(progress: str, missing: str, facts: list[Fact], look: Look, *, is_begun: bool) -> Judged:
    """Not every crate is there: under way, or what is left of a run that is over."""
    run = publishing_before(look)
    if not run.is_over:
        return look.say(Verdict.HOLD, f"{progress} on crates.io, next {missing}", facts=tuple(facts))
    if run.may_lag and not run.has_failed:
        what = f"{progress} on crates.io, {missing} does not show yet"
        return look.say(Verdict.HOLD, what, facts=tuple(facts), lagging=True)
    ended = "failed" if run.has_failed else "is over"
    if not is_begun:
        what = f"{progress} on crates.io, and the run {ended}"
        return look.say(
            Verdict.NO_GO, what, facts=tuple(facts), advice="Look at the run: nothing is published."
        )
    lacks = tuple(
        Fact(fact.name, fact.found, fact.expected, is_ok=fact.is_ok is True, link=fact.link) for fact in facts
    )
    return look.say(
        Verdict.NO_GO,
        f"RECOVERY: {progress} on crates.io, the run {ended}, {missing} lacks",
        facts=lacks,
        advice="What is published is never replaced. Run the failed jobs again if they skip what is there;"
        " else this version is burned: release the next patch version.",
        contradiction=True,
    )


def _said_version(commit: str, crates: Mapping[str, Crate], look: Look) -> str:
    """The version that the tree says, or the crate that this release is of."""
    own = crates.get(look.context.release.inputs.get("crate", ""))
    return own.version if own is not None else look.version_at(commit)


def judge_crates_before(step: CratesBeforeCheck, look: Look) -> Judged:
    """What a crate needs of its own workspace is on crates.io, in a version that its requirement takes."""
    name = look.context.render(step.crate)
    commit = look.commit(look.context.render(step.at))
    crates, order = _workspace(commit, look)
    if name not in crates:
        what = f"the workspace has no crate {name} at {short_sha(commit)}"
        return look.say(Verdict.NO_GO, what, advice=f"It has: {join_some(crates, 12)}.")
    needs = sorted(_needs(crates[name], crates), key=lambda need: _place(need.crate, order))
    if not needs:
        return look.say(Verdict.DONE, f"{name} needs no other crate of this workspace")
    look.want(*(CrateVersionsAsk(need.crate) for need in needs))
    facts, missing = [], []
    for need in needs:
        versions = look.need(CrateVersionsAsk(need.crate))
        is_met = _is_met(need, crates[need.crate].version, versions)
        facts.append(
            Fact(
                f"{need.crate} ({need.kind})",
                f"has {join_some(versions[-3:])}" if versions else "never published",
                need.requirement or "any version",
                is_ok=is_met,
            )
        )
        if not is_met:
            missing.append(need)
    if not missing:
        names = join_some(dict.fromkeys(need.crate for need in needs), 3)
        return look.say(Verdict.DONE, f"crates.io has {names}", facts=tuple(facts))
    chain = _chain(missing, crates, order, look)
    first = missing[0]
    wants = f"{first.crate} {first.requirement}".strip()
    before = f"; release first: {join_some(chain, 4)}"
    return look.say(
        not_so(step),
        f"crates.io lacks {wants}{before}",
        facts=tuple(facts),
        advice=f"Release {chain[0]} first: Cargo publishes a crate only after all that it needs, dev-dependencies"
        " with a version too.",
    )


def _chain(
    missing: list[_Need], crates: Mapping[str, Crate], order: tuple[str, ...], look: Look
) -> list[str]:
    """Everything that must be released before, in order: what lacks, and what that lacks in turn."""
    found: set[str] = set()
    todo = [need.crate for need in missing]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        for need in _needs(crates[name], crates):
            versions = look.glance(CrateVersionsAsk(need.crate))
            if versions is not None and not _is_met(need, crates[need.crate].version, versions):
                todo.append(need.crate)
    return sorted(found, key=lambda name: _place(name, order))


def judge_crate_owners(step: CrateOwnersCheck, look: Look) -> Judged:
    """The owners that the crate must have are among those that it has."""
    crate = look.context.render(step.crate)
    seen = look.see(OwnersAsk(crate))
    if seen is not None and seen.problem is not None and seen.problem.status == 404:
        return look.say(Verdict.HOLD, f"crates.io has no {crate} yet")
    owners = look.need(OwnersAsk(crate))
    if not owners:
        return look.say(Verdict.HOLD, f"{crate} has no owner on crates.io yet")
    has = {owner.lower() for owner in owners}
    wanted = tuple(look.context.render(owner) for owner in step.owners)
    facts = tuple(
        Fact(owner, "owner" if owner.lower() in has else "no owner", "owner", is_ok=owner.lower() in has)
        for owner in wanted
    )
    others = [owner for owner in owners if owner.lower() not in {one.lower() for one in wanted}]
    if others:
        facts += (Fact("owners beside", join_some(others)),)
    missing = [owner for owner in wanted if owner.lower() not in has]
    if missing:
        return look.say(
            not_so(step),
            f"{missing[0]} does not own {crate}",
            facts=facts,
            advice=f"An owner runs: cargo owner --add {missing[0]} {crate}",
        )
    own = "owns" if len(wanted) == 1 else "own"
    return look.say(Verdict.DONE, f"{join_some(wanted, 2)} {own} {crate}", facts=facts)


def _workspace(commit: str, look: Look) -> tuple[Mapping[str, Crate], tuple[str, ...]]:
    """The published crates of the workspace that the version is read from, and their publishing order."""
    files = look.need(FilesAsk(commit, (), (_MANIFESTS,)))
    try:
        return _read(files, look.context.playbook.version.read)
    except BumpError as error:
        where = f"{error.where}: " if error.where else ""
        raise NotSeenError(
            look.say(Verdict.UNKNOWN, f"{where}{clean_line(error.what)}", advice=error.advice)
        ) from None


@lru_cache(maxsize=64)
def _read(files: FileSet, top: str) -> tuple[Mapping[str, Crate], tuple[str, ...]]:
    texts = {file.path: file.text for file in files.files if file.text is not None}
    own = [
        crate
        for crate in read_crates(texts)
        if crate.manifest.path == top or (crate.root is not None and crate.root.path == top)
    ]
    crates = {crate.name: crate for crate in own if crate.manifest.is_published}
    paths = {top, *(crate.manifest.path for crate in crates.values())}
    order = publish_order({path: text for path, text in texts.items() if path in paths})
    return crates, tuple(name for name in order if name in crates)


def _needs(crate: Crate, crates: Mapping[str, Crate]) -> Iterable[_Need]:
    """What must be on the registry first: a dev-dependency counts when it names a version."""
    found: dict[tuple[str, str], _Need] = {}
    for dependency in crate.manifest.dependencies:
        declared, where = _declared(dependency, crate)
        if dependency.kind == SHARED or declared is None or not declared.path or declared.crate not in crates:
            continue
        if (
            folder_of(where, declared) != crates[declared.crate].manifest.folder
            or declared.crate == crate.name
        ):
            continue
        if dependency.kind == "dev" and declared.requirement is None:
            continue
        wanted = declared.requirement.text.strip() if declared.requirement is not None else ""
        need = _Need(declared.crate, crate.name, dependency.kind, wanted)
        found.setdefault((need.crate, need.requirement), need)
    return found.values()


def _declared(dependency: Dependency, crate: Crate) -> tuple[Dependency | None, Manifest]:
    """The dependency itself, or the workspace's entry that it inherits, and where that stands."""
    if not dependency.is_inherited:
        return dependency, crate.manifest
    if crate.root is None:
        return None, crate.manifest
    shared = (one for one in crate.root.dependencies if one.kind == SHARED and one.key == dependency.key)
    return next(shared, None), crate.root


def _is_met(need: _Need, own: str, versions: tuple[str, ...]) -> bool:
    """Whether the registry has a version that the requirement takes."""
    wanted = need.requirement
    if not wanted:
        return bool(versions)
    if not wanted.lstrip("=^~ \t")[:1].isdigit() or "," in wanted:
        return own in versions  # not told here what it takes: then the workspace's own version it is
    return any(
        wanted.lstrip("=^~ \t") == version if is_prerelease(version) else admits(wanted, version)
        for version in versions
    )


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)
