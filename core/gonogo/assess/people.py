"""Judge of what people decide: their confirmations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.assess.context import Judged
from gonogo.assess.words import join_some
from gonogo.model.asks import HeadAsk, TagAsk
from gonogo.model.releases import EventKind
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Finding, Offer, Tier, Verdict

if TYPE_CHECKING:
    from gonogo.assess.context import Look
    from gonogo.model.releases import Event
    from gonogo.playbook.steps import PersonConfirm


def judge_confirm(step: PersonConfirm, look: Look) -> Judged:
    """Done when a person's word about exactly this version, or this commit, is in the journal."""
    if step.about == "head":
        look.want(TagAsk(look.context.tag), HeadAsk(look.context.render(step.at)))
        subject = look.commit(step.at)
    else:
        subject = look.context.release.version
    words = [event for event in look.context.events_of(step) if event.kind is EventKind.CONFIRMATION]
    about = short_sha(subject) if step.about == "head" else subject
    title = "Confirm" if not step.choices else f"Choose: {join_some(step.choices)}"
    offer = Offer("confirm", f"{title} for {about}", Tier.ASK)
    holding = [event for event in words if event.subject == subject]
    if holding:
        advice = look.context.render(step.advice) or "This choice stops the release."
        return _given(step, holding[-1], offer, about, advice)
    if words:
        before = words[-1].subject
        moved = (
            f"{look.context.render(step.at)} moved from {short_sha(before)} to {about}"
            if step.about == "head"
            else f"was for {before}"
        )
        return look.say(Verdict.GO, f"confirm again: {moved}", facts=_history(words), offers=(offer,))
    evidence = f"waits for your word on {about}" if not step.choices else f"{' or '.join(step.choices)}?"
    return look.say(Verdict.GO, evidence, offers=(offer,))


def _given(step: PersonConfirm, word: Event, offer: Offer, about: str, advice: str) -> Judged:
    choice = word.data.get("choice", "") or word.text
    evidence = f"{choice} · @{word.actor} {word.at:%d %b %H:%M}"
    note = word.data.get("note", "")
    rows = (("about", about), ("by", f"@{word.actor}"), ("choice", choice), ("note", note))
    facts = tuple(Fact(name, found) for name, found in rows if found)
    if choice in step.blocks:
        finding = Finding(Verdict.NO_GO, evidence, word.at, "journal", facts=facts, advice=advice)
        return Judged(finding, (offer,)).so_since(word.at)
    return Judged(Finding(Verdict.DONE, evidence, word.at, "journal", facts=facts))


def _history(words: list[Event]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            f"{word.at:%d %b %H:%M} @{word.actor}",
            f"{word.data.get('choice', word.text)} for {short_sha(word.subject)}",
        )
        for word in words
    )
