"""Judges of the release on GitHub: public only after all, whole, and with attestations listed."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.assess.dispatches import real_runs
from gonogo.assess.latest import judge_latest
from gonogo.assess.runs import published_facts
from gonogo.assess.words import count
from gonogo.model.asks import AttestationsAsk, ReleaseAsk, RunDetailAsk, TagAsk
from gonogo.model.runs import is_broken
from gonogo.model.verdicts import Fact, Verdict
from gonogo.playbook.steps import WorkflowWait
from gonogo.playbook.templates import read_tag

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import GitHubRelease, RunDetail
    from gonogo.playbook.steps import AttestationsCheck, GitHubReleaseCheck


def judge_github_release(step: GitHubReleaseCheck, look: Look) -> Judged:
    """Out of draft, only after everything that it waits for, with every asset."""
    tag = look.context.tag
    look.want(TagAsk(tag), ReleaseAsk(tag))
    release = look.need(ReleaseAsk(tag))
    if release is None or release.is_draft:
        return _not_public(release, look)
    too_early = _too_early(step, release, look)
    if too_early:
        return too_early
    facts = _asset_facts(step, release, look) + _prerelease_facts(step, release)
    latest = judge_latest(step, release, look)
    facts += (latest.fact,)
    wrong = next((fact for fact in facts if fact.is_ok is False), None)
    if wrong is not None and wrong is latest.fact:
        return look.say(
            Verdict.NO_GO,
            latest.words,
            facts=facts,
            link=release.url,
            advice=latest.advice,
            offers=latest.offers,
        )
    if wrong is not None:
        return look.say(
            Verdict.NO_GO,
            wrong.name,
            facts=facts,
            link=release.url,
            advice="Look at the job that attaches it.",
        )
    word = ", latest" if release.is_latest else ""
    return look.say(
        Verdict.DONE, f"public, {count(len(release.assets), 'asset')}{word}", facts=facts, link=release.url
    )


def _prerelease_facts(step: GitHubReleaseCheck, release: GitHubRelease) -> tuple[Fact, ...]:
    """Its name is the sentence when it is not as it must be."""
    if step.prerelease is None:
        return ()
    is_ok = release.is_prerelease == step.prerelease
    found = "a pre-release" if release.is_prerelease else "a normal release"
    wanted = "a pre-release" if step.prerelease else "a normal release"
    name = "kind" if is_ok else f"{release.tag} is marked as {found}, not as {wanted}"
    return (Fact(name, found, wanted, is_ok=is_ok),)


def _run(look: Look) -> RunDetail | None:
    """The run that makes the release, as far as it is seen."""
    tag = look.glance_tag()
    for wait in look.context.steps_of(WorkflowWait):
        if tag is not None and not wait.at:
            return look.glance(RunDetailAsk(wait.run, tag.commit, wait.event, tag.name))
    return next(iter(real_runs(look)), None)


def _not_public(release: GitHubRelease | None, look: Look) -> Judged:
    """A draft, or nothing: as it should be while the run goes on, a case for recovery when it is over."""
    detail = _run(look)
    what = (
        f"a draft with {count(len(release.assets), 'asset')}"
        if release
        else f"no release of {look.context.tag} yet"
    )
    link = release.url if release else ""
    is_over = detail is not None and (
        detail.run.status == "completed" or any(is_broken(job) for job in detail.jobs)
    )
    if detail is None or not is_over:
        return look.say(Verdict.HOLD, what, link=link)
    elsewhere = _elsewhere(detail, look) if release is None else None
    if elsewhere is not None:
        name = elsewhere.tag or "an empty tag"
        return look.say(
            Verdict.NO_GO,
            f"the run made its release for {name}, not for {look.context.tag}",
            facts=(Fact("tag of the release", name, look.context.tag, is_ok=False, link=elsewhere.url),),
            link=elsewhere.url,
            advice=f"A job read an output that it does not need. Write the release of {look.context.tag} yourself, take"
            f" what was attached to {name}, and mend the workflow's `needs` for the next one.",
        )
    published = published_facts(look)
    is_part = any(fact.is_ok for fact in published)
    ended = "failed" if any(is_broken(job) for job in detail.jobs) else "is over"
    still = "still a draft" if release else "no release is visible"
    return look.say(
        Verdict.NO_GO,
        f"{still}, the run {ended}" + (": RECOVERY" if is_part else ""),
        facts=published,
        link=link or detail.run.url,
        advice=_advice(detail, look)
        if is_part
        else "Look at the run: the job that makes the release did not.",
    )


def _elsewhere(detail: RunDetail, look: Look) -> GitHubRelease | None:
    """A release that came of the run and whose tag is no version's: a name that was put together from nothing."""
    board = look.board()
    since = detail.run.created_at
    for release in board.releases if board else ():
        made = release.published_at or release.created_at
        if made and made >= since and read_tag(look.context.playbook, release.tag) is None:
            return release
    return None


def _advice(detail: RunDetail, look: Look) -> str:
    """What brings the release: the run again, or a person where the run would fail at what is there."""
    if detail.run.event != "workflow_dispatch":
        return "RECOVERY: put the run right; the release is published by it, and only after every registry."
    name = look.context.tag
    if look.glance_tag() is None:
        return f"RECOVERY: put {name} on the run's commit first, then write its release."
    return (
        f"RECOVERY: {name} is there, and {detail.run.file} would fail if it was started again. Write the release"
        f" yourself: gh release create {name} --verify-tag --title {name}"
    )


def _too_early(step: GitHubReleaseCheck, release: GitHubRelease, look: Look) -> Judged | None:
    """Public before a step that it must wait for; None when all of them are done."""
    unmet = []
    for step_id in step.only_after:
        other = look.context.steps.get(step_id)
        if other is not None and not look.context.is_met(other):
            unmet.append((other, look.context.judge(other)))
    if not unmet:
        return None
    facts = tuple(Fact(look.context.title(s), j.finding.evidence, "done", is_ok=False) for s, j in unmet)
    first = look.context.title(unmet[0][0])
    if all(judged.is_lagging for _, judged in unmet):
        return look.say(
            Verdict.HOLD, f"public; waits for: {first}", facts=facts, link=release.url, lagging=True
        )
    blind = [s for s, judged in unmet if judged.finding.verdict is Verdict.UNKNOWN]
    if len(blind) == len(unmet):
        first = look.context.title(blind[0])
        return look.say(
            Verdict.UNKNOWN,
            f"public; not known: {first}",
            facts=facts,
            link=release.url,
            advice="Look again.",
        )
    return look.say(
        Verdict.NO_GO,
        f"public before: {first}",
        facts=facts,
        link=release.url,
        advice="RECOVERY: a public release promises every registry. Finish what lacks, or say so in its notes.",
        contradiction=True,
    )


def _asset_facts(step: GitHubReleaseCheck, release: GitHubRelease, look: Look) -> tuple[Fact, ...]:
    facts = []
    for pattern in map(look.context.render, step.assets):
        matching = [asset for asset in release.assets if fnmatchcase(asset.name, pattern)]
        if not matching:
            facts.append(Fact(f"missing asset: {pattern}", "missing", "uploaded", is_ok=False))
        for asset in matching:
            if asset.state != "uploaded":
                facts.append(
                    Fact(f"{asset.name} is {asset.state}, not uploaded", asset.state, "uploaded", is_ok=False)
                )
            elif asset.size == 0:
                facts.append(Fact(f"{asset.name} is empty", "0 bytes", "bytes", is_ok=False))
            else:
                facts.append(Fact(asset.name, f"{asset.size} bytes", is_ok=True, link=asset.url))
    return tuple(dict.fromkeys(facts))


def judge_attestations(step: AttestationsCheck, look: Look) -> Judged:
    """What GitHub lists for the assets. Listed is not verified: never a pass."""
    release = look.need(ReleaseAsk(look.context.tag))
    if release is None:
        return look.say(Verdict.HOLD, f"no release of {look.context.tag} yet")
    patterns = [look.context.render(pattern) for pattern in step.assets]
    assets = [a for a in release.assets if any(fnmatchcase(a.name, pattern) for pattern in patterns)]
    missing = [p for p in patterns if not any(fnmatchcase(asset.name, p) for asset in assets)]
    digests = tuple(sorted({asset.sha256 for asset in assets if asset.sha256}))
    counts = {c.sha256: c for c in look.need(AttestationsAsk(digests))} if digests else {}
    facts = []
    for asset in assets:
        listed = counts.get(asset.sha256)
        if not asset.sha256:
            facts.append(Fact(asset.name, "GitHub has no digest of it", "listed"))
        elif listed is None or not listed.count:
            facts.append(Fact(asset.name, "none listed", "listed", is_ok=False))
        else:
            kinds = ", ".join(listed.predicate_types)
            facts.append(
                Fact(asset.name, f"{listed.count} listed" + (f" ({kinds})" if kinds else ""), "listed")
            )
    none = [fact for fact in facts if fact.is_ok is False]
    listed_count = sum(bool(asset.sha256 and (c := counts.get(asset.sha256)) and c.count) for asset in assets)
    if missing and release.is_draft:
        return look.say(Verdict.HOLD, f"no {missing[0]} yet", facts=tuple(facts), link=release.url)
    if none or missing:
        evidence = f"no attestation for {none[0].name}" if none else f"missing asset: {missing[0]}"
        return look.say(
            Verdict.NO_GO,
            evidence,
            facts=tuple(facts),
            link=release.url,
            advice="Look at the job that attests.",
        )
    return look.say(
        Verdict.UNKNOWN,
        f"{listed_count} of {len(assets)} listed; signatures are not verified here",
        facts=tuple(facts),
        link=release.url,
        advice="Verify one by hand: gh attestation verify FILE -R OWNER/NAME",
    )
