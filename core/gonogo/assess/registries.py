"""Judges of crates.io and PyPI: the version is there, not yanked, with the release's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.assess.dispatches import real_runs
from gonogo.assess.words import count
from gonogo.model.asks import CrateAsk, PyPIAsk, ReleaseAsk, RunDetailAsk, TagAsk, WorkflowFileAsk
from gonogo.model.runs import jobs_by_key
from gonogo.model.verdicts import Fact, Verdict
from gonogo.playbook.steps import EnvironmentGate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Asset, GitHubRelease, RemoteTag
    from gonogo.model.local import Published, RegistryFile
    from gonogo.playbook.steps import CratesIoCheck, PyPICheck

_SHOWS = timedelta(minutes=15)
"""By then a registry shows what was published: indexes are cached for some ten minutes."""


_YET_TO_COME = "a release asset, while it is a draft"


@dataclass(frozen=True, slots=True)
class _Place:
    """A registry's version against the release: what must be there, and which asset it must equal."""

    registry: str
    patterns: tuple[str, ...]
    assets: Mapping[str, str] | None
    """File on the registry → asset of the same bytes; {} for the asset of the same name; None: not compared."""


def judge_crates_io(step: CratesIoCheck, look: Look) -> Judged:
    """The crate is served with the stated checksum and the release asset's bytes."""
    version = look.context.release.version
    crate = look.context.render(step.crate)
    name = f"{crate}-{version}.crate"
    asset = look.context.render(step.same_bytes_as)
    if asset in ("release-asset", "release-assets"):
        asset = name
    assets = {name: asset} if asset else None
    ask = CrateAsk(crate, version)
    look.want(ask, TagAsk(look.context.tag), ReleaseAsk(look.context.tag))
    return _judge(_Place("crates.io", (), assets), look.need(ask), look)


def judge_pypi(step: PyPICheck, look: Look) -> Judged:
    """Each file is served with the stated digest and the bytes of the asset of its name."""
    ask = PyPIAsk(step.project, look.context.release.version)
    look.want(ask, TagAsk(look.context.tag), ReleaseAsk(look.context.tag))
    patterns = tuple(look.context.render(pattern) for pattern in step.files)
    return _judge(_Place("PyPI", patterns, {} if step.same_bytes_as else None), look.need(ask), look)


def _judge(place: _Place, published: Published, look: Look) -> Judged:
    tag = look.tag()
    if tag is None:
        return _before_the_tag(place, published, look.glance(ReleaseAsk(look.context.tag)), look)
    release = look.need(ReleaseAsk(look.context.tag))
    if not published.is_there:
        return _absent(place, tag, release, look)
    facts = tuple(_file_fact(file, place, release) for file in published.files)
    missing = [p for p in place.patterns if not any(fnmatchcase(file.name, p) for file in published.files)]
    wrong = next((fact for fact in facts if fact.is_ok is False), None)
    if wrong is not None:
        advice = "What a registry serves can not be replaced: stop, find out why, and yank it if it is wrong."
        return look.say(
            Verdict.NO_GO, wrong.name, facts=facts, advice=advice, link=published.url, contradiction=True
        )
    if missing:
        facts += tuple(Fact(f"no {pattern}", "missing", "on PyPI", is_ok=False) for pattern in missing)
        is_coming = _may_lag(look, tag) or (bool(_gates(look)) and not _is_published(look))
        verdict = Verdict.HOLD if is_coming else Verdict.NO_GO
        return look.say(verdict, f"no {missing[0]} on {place.registry}", facts=facts, link=published.url)
    unsure = next((fact for fact in facts if fact.is_ok is None), None)
    if unsure is not None:
        if release is not None and release.is_draft and unsure.expected == _YET_TO_COME:
            return look.say(Verdict.HOLD, unsure.name, facts=facts, link=published.url)
        return look.say(
            Verdict.UNKNOWN,
            unsure.name,
            facts=facts,
            link=published.url,
            advice="Compare them by hand, or look again.",
        )
    same = "served = stated" if place.assets is None else "= asset"
    if len(published.files) == 1:
        evidence = f"sha256 {published.files[0].served_sha256[:7]} {same}"
    else:
        evidence = f"{count(len(published.files), 'file')}, sha256 {same}"
    return look.say(Verdict.DONE, evidence, facts=facts, link=published.url)


def _before_the_tag(place: _Place, published: Published, release: GitHubRelease | None, look: Look) -> Judged:
    """A version that is taken before it is tagged: somebody else's bytes, or an earlier attempt's."""
    version = published.version
    if not published.is_there:
        return look.say(Verdict.HOLD, f"{version} is free on {place.registry}")
    facts = tuple(_file_fact(file, place, release) for file in published.files)
    if place.assets is not None and release is not None and all(fact.is_ok for fact in facts):
        return look.say(
            Verdict.HOLD,
            f"already on {place.registry}, same bytes as the {'draft' if release.is_draft else 'release'}",
            facts=(*facts, Fact("recovery", "may go on: the published bytes are the release's own")),
            link=published.url,
        )
    ours = next((detail.run for detail in real_runs(look)), None)
    if ours is not None and all(fact.is_ok is not False for fact in facts):
        words = f"on {place.registry}, not tagged yet: published by run #{ours.number}"
        return look.say(Verdict.HOLD, words, facts=facts, link=published.url)
    other = " with other bytes" if any(fact.is_ok is False for fact in facts) and release is not None else ""
    return look.say(
        Verdict.NO_GO,
        f"{version} is already on {place.registry}{other}",
        facts=facts,
        advice="A published version is never replaced: release the next version, or recover if these bytes are yours.",
        link=published.url,
        contradiction=True,
    )


def _absent(place: _Place, tag: RemoteTag, release: GitHubRelease | None, look: Look) -> Judged:
    version = look.context.release.version
    if _may_lag(look, tag):
        return look.say(Verdict.HOLD, f"not on {place.registry} yet", lagging=True)
    if release is not None and not release.is_draft:
        return look.say(
            Verdict.NO_GO,
            f"the release is public, {place.registry} lacks {version}",
            advice="RECOVERY: find out why it was not published before anything more is announced.",
            link=release.url,
            contradiction=True,
        )
    if _is_published(look):
        minutes = int(_SHOWS.total_seconds() // 60)
        return look.say(
            Verdict.NO_GO,
            f"{place.registry} lacks {version} {minutes} min after its job",
            advice="Look at the log of the publishing job, and at the registry's status page.",
        )
    return look.say(Verdict.HOLD, f"not on {place.registry} yet")


def _gates(look: Look) -> tuple[EnvironmentGate, ...]:
    """The gates that this step comes after."""
    steps = (look.context.steps.get(need) for need in look.step.needs or ())
    return tuple(step for step in steps if isinstance(step, EnvironmentGate))


def _is_published(look: Look) -> bool:
    gates = _gates(look)
    return bool(gates) and all(look.context.judge(gate).finding.verdict is Verdict.DONE for gate in gates)


def _may_lag(look: Look, tag: RemoteTag | None = None) -> bool:
    """The publishing jobs ended so lately that the registry may not show it yet."""
    tag = tag or look.tag()
    if tag is None or not _is_published(look):
        return False
    for gate in _gates(look):
        detail = look.glance(RunDetailAsk(gate.run, tag.commit, gate.event, tag.name))
        file = look.glance(WorkflowFileAsk(gate.run, tag.commit))
        jobs = jobs_by_key(file, detail.jobs).get(gate.job, ()) if detail and file else ()
        ends = [job.completed_at for job in jobs if job.completed_at]
        if ends and look.context.is_before(max(ends) + _SHOWS):
            return True
    return False


def _file_fact(file: RegistryFile, place: _Place, release: GitHubRelease | None) -> Fact:
    """One served file: its name is the sentence when something is wrong with it."""
    stated, served, on = file.sha256[:7], file.served_sha256[:7], place.registry
    if file.is_yanked:
        return Fact(f"{file.name} is yanked on {on}", "yanked", "served", is_ok=False)
    if not served:
        return Fact(f"{file.name}: its bytes were not fetched", "not fetched", stated)
    if file.served_sha256 != file.sha256:
        return Fact(f"{file.name}: {on} serves {served}, states {stated}", served, stated, is_ok=False)
    if place.assets is None:
        return Fact(file.name, served, stated, is_ok=True)
    if release is None:
        return Fact(f"{file.name}: no release is visible to compare with", served, "a release asset")
    name = place.assets.get(file.name, file.name)
    asset = next((asset for asset in release.assets if asset.name == name), None)
    if asset is None and release.is_draft:
        return Fact(f"{name} is not attached to the draft yet", served, _YET_TO_COME)
    return _compare(file, asset, place)


def _compare(file: RegistryFile, asset: Asset | None, place: _Place) -> Fact:
    served = file.served_sha256[:7]
    if asset is None:
        return Fact(f"{file.name} is not among the release's assets", served, "a release asset", is_ok=False)
    if not asset.sha256:
        return Fact(f"{asset.name}: GitHub has no digest of the asset", served, "a digest")
    if asset.sha256 != file.served_sha256:
        found = f"{place.registry} serves {served}, the asset is {asset.sha256[:7]}"
        return Fact(f"{file.name}: {found}", served, asset.sha256[:7], is_ok=False)
    return Fact(file.name, served, asset.sha256[:7], is_ok=True)
