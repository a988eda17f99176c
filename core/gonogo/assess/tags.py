"""Judge of the tag: signed, annotated, on the release commit, and never moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gonogo.assess.dispatches import real_runs
from gonogo.assess.runs import published_facts
from gonogo.assess.words import join_some
from gonogo.model.asks import HeadAsk, SignatureAsk, TagAsk, WorkflowFileAsk
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.steps import BumpDo, EnvironmentGate, WorkflowWait

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import RemoteTag
    from gonogo.model.local import TagSignature
    from gonogo.model.releases import Event
    from gonogo.playbook.steps import TagDo

_NEVER_MOVED = "It is never moved or deleted here: others may have seen it. Release the next version."


def judge_tag(step: TagDo, look: Look) -> Judged:
    """Absent: ready from the branch's HEAD. There: everything about it must hold."""
    look.want(*tag_asks(look), HeadAsk(look.context.render(step.at)))
    tag = look.tag()
    return _absent(step, look) if tag is None else judge_present(tag, look, says_version=step.version)


def tag_asks(look: Look) -> tuple[TagAsk | SignatureAsk, ...]:
    """What is looked at of a tag."""
    name = look.context.tag
    return (TagAsk(name), SignatureAsk(name)) if look.context.is_signed else (TagAsk(name),)


def _pushed(look: Look) -> Event | None:
    """Our own last push of this release's tag that went well."""
    for event in reversed(look.context.events_of(look.step)):
        if (
            event.kind is EventKind.OUTCOME
            and event.action == "push-tag"
            and event.state is OutcomeState.DONE
        ):
            return event
    return None


def _absent(step: TagDo, look: Look) -> Judged:
    name = look.context.tag
    pushed = _pushed(look)
    if pushed is not None and _is_seen_since(pushed, look):
        was = short_sha(pushed.data.get("tag_oid", ""))
        return look.say(
            Verdict.NO_GO,
            f"{name} was pushed as {was}, and is gone from origin",
            advice="Ask who deleted it. " + _NEVER_MOVED,
            contradiction=True,
        )
    if look.context.is_signed and look.need(SignatureAsk(name)) is not None:
        return look.say(Verdict.HOLD, f"{name} is on origin, GitHub does not show it yet")
    branch = look.context.render(step.at)
    head = look.head(branch)
    version = look.version_at(head) if step.version else look.context.release.version
    if version != look.context.release.version:
        # Before the bump has landed this is as it should be.
        verdict = Verdict.HOLD if look.context.steps_of(BumpDo) else Verdict.NO_GO
        return look.say(verdict, f"{branch}'s HEAD {short_sha(head)} says {version}")
    resumed = _resumed(look)
    if resumed is not None:
        return resumed
    freeze = look.context.render(step.freeze)
    evidence = f"from {branch}'s HEAD {short_sha(head)}"
    facts = [Fact("target", f"{branch}'s HEAD {short_sha(head)}")]
    if freeze:
        evidence += f" · merging into {freeze} is frozen"
        facts.append(Fact("freeze", f"nobody merges into {freeze} until the tag is pushed"))
    if not step.version:
        facts.append(Fact("version", "not compared with the tree's: the tag alone says it"))
    look.want(*(WorkflowFileAsk(run, head) for run in _runs(look)))  # for the plan's warnings
    word = "Sign" if look.context.is_signed else "Put"
    offer = Offer("do", f"{word} {name} on {branch}'s HEAD {short_sha(head)} and push it", Tier.TYPE)
    return look.say(Verdict.GO, evidence, facts=tuple(facts), offers=(offer,))


def _resumed(look: Look) -> Judged | None:
    """A run published and did not get to the tag: it belongs on that run's commit; None otherwise."""
    run = next((detail.run for detail in real_runs(look) if detail.run.status == "completed"), None)
    places = [fact.name for fact in published_facts(look) if fact.is_ok] if run is not None else []
    if run is None or not places:
        return None
    name, where = look.context.tag, f"the run's commit {short_sha(run.head_sha)}"
    offer = Offer("do", f"Put {name} on {where} and push it", Tier.TYPE, about=run.head_sha)
    judged = look.say(
        Verdict.GO,
        f"on {join_some(places, 2)} already: the tag belongs on {where}",
        facts=(Fact("target", where, link=run.url),),
        link=run.url,
        advice="RECOVERY: it is published and not tagged. Go on from here; publishing again would fail.",
        offers=(offer,),
    )
    return replace(judged, is_recovery=True)


def _runs(look: Look) -> tuple[str, ...]:
    """The workflow files that the tag is to start."""
    waits = (step.run for step in look.context.steps_of(WorkflowWait))
    gates = (step.run for step in look.context.steps_of(EnvironmentGate))
    return tuple(dict.fromkeys((*waits, *gates)))


def _is_seen_since(pushed: Event, look: Look) -> bool:
    """The tag was looked for after the push, so its absence says something."""
    seen = look.see(TagAsk(look.context.tag))
    return seen is not None and look.context.is_seen_after(seen.seen_at, pushed.at)


def judge_present(
    tag: RemoteTag, look: Look, *, says_version: bool = True, more: tuple[Fact, ...] = ()
) -> Judged:
    """A tag that is there: annotated and signed where it must be, never moved, and on this version."""
    is_signed = look.context.is_signed
    signature = look.need(SignatureAsk(tag.name)) if is_signed else None
    facts = (*_facts(tag, signature, is_signed=is_signed), *more)
    wrong = _wrong(tag, signature) if is_signed else ""
    trouble = wrong if is_signed and not tag.is_annotated else _moved(tag, look) or wrong
    if trouble:
        return look.say(Verdict.NO_GO, trouble, facts=facts, advice=_NEVER_MOVED, contradiction=True)
    if is_signed and signature is None:
        return look.say(
            Verdict.UNKNOWN, f"git does not see {tag.name} on origin", facts=facts, advice="Look again."
        )
    version = look.version_at(tag.commit) if says_version else look.context.release.version
    if version != look.context.release.version:
        return look.say(
            Verdict.NO_GO,
            f"{tag.name} is on {short_sha(tag.commit)}, which says {version}",
            facts=facts,
            advice=_NEVER_MOVED,
            contradiction=True,
        )
    if signature is not None and signature.is_good is None:
        return look.say(
            Verdict.UNKNOWN,
            f"signature not verified: {signature.why}",
            facts=facts,
            advice="Set up git to verify it (gpg, or gpg.ssh.allowedSignersFile), then look again.",
        )
    by = f"signed by {_short_signer(signature.signer)}, " if signature is not None else ""
    return look.say(Verdict.DONE, f"{by}on {short_sha(tag.commit)}", facts=facts)


def _moved(tag: RemoteTag, look: Look) -> str:
    """The tag is not the one that we pushed."""
    pushed = _pushed(look)
    ours = pushed.data.get("tag_oid", "") if pushed else ""
    if ours and ours != tag.oid:
        return f"{tag.name} moved: pushed as {short_sha(ours)}, now {short_sha(tag.oid)}"
    return ""


def _wrong(tag: RemoteTag, signature: TagSignature | None) -> str:
    """What is wrong with a tag that must be annotated and signed; empty when nothing is."""
    if not tag.is_annotated or (signature is not None and not signature.is_annotated):
        return f"{tag.name} is lightweight: it must be annotated and signed"
    if signature is None:
        return ""
    if signature.oid != tag.oid:
        return f"GitHub has {tag.name} as {short_sha(tag.oid)}, origin as {short_sha(signature.oid)}"
    if signature.header_name != tag.name:
        return f"the tag object of {tag.name} says {signature.header_name or 'no name'}"
    if signature.is_good is False:
        return (
            f"{tag.name} is not signed"
            if not signature.signer
            else f"{tag.name}: bad signature, {signature.why}"
        )
    return ""


def _facts(tag: RemoteTag, signature: TagSignature | None, *, is_signed: bool) -> tuple[Fact, ...]:
    facts = [
        Fact("tag object", short_sha(tag.oid), is_ok=tag.is_annotated or not is_signed),
        Fact("commit", short_sha(tag.commit)),
        Fact("tagger", tag.tagger or "unknown"),
    ]
    if signature is not None:
        facts.append(
            Fact("signature, verified here", signature.why or "good", "good", is_ok=signature.is_good)
        )
        facts.append(Fact("signer", signature.signer or "none"))
    if tag.is_verified is False:
        facts.append(Fact("GitHub's Verified", f"no ({tag.reason})"))
    elif tag.is_verified:
        facts.append(Fact("GitHub's Verified", "yes", is_ok=True))
    return tuple(facts)


def _short_signer(signer: str) -> str:
    """An SSH principal as it is; of a long fingerprint the last 16 digits, as gpg shows it."""
    is_fingerprint = len(signer) >= 32 and all(c in "0123456789abcdefABCDEF" for c in signer)
    return signer[-16:] if is_fingerprint else signer or "an unnamed key"
