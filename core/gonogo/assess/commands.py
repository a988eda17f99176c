"""Judge of a command on this machine: done when its exact text ended with 0 on exactly this commit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.words import join_some
from gonogo.model.asks import TrustAsk, WorktreeAsk
from gonogo.model.plans import RunCommand
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.local import Worktree
    from gonogo.model.releases import Event
    from gonogo.playbook.steps import CommandDo

_REFUSED = "refused, nothing was sent"


def judge_command(step: CommandDo, look: Look) -> Judged:
    """The journal's last run of this very text on this very commit decides; on another commit it says nothing."""
    command = look.context.render(step.command)
    look.want(TrustAsk(command), WorktreeAsk())
    head = look.commit(look.context.render(step.at))
    last, before = _last_run(f"{head}:{command}", look)
    if last is not None and last.state is OutcomeState.DONE:
        facts = _log(last)
        return look.say(Verdict.DONE, f"{first_line(last)} on {short_sha(head)}", facts=facts)
    tree, is_trusted = look.need(WorktreeAsk()), look.need(TrustAsk(command))
    lines = tuple(Fact("command", clean_line(line, 200)) for line in command.splitlines() if line.strip())
    facts = (*lines, Fact("trusted", "yes" if is_trusted else "not yet"), *_before(before, head))
    where = _where(tree, head)
    facts += (Fact("runs in", where),)
    title = f"Run {clean_line(command, 80)}" if is_trusted else "Trust this exact text and run it"
    offer = Offer("do", title, Tier.ASK if is_trusted else Tier.SHOW)
    if last is not None and last.state is OutcomeState.FAILED and not last.text.startswith(_REFUSED):
        rest = clean_line(" ".join(last.text.splitlines()[1:]), 200)
        advice = f"{rest} Put right what it found, and run it again.".strip()
        return look.say(Verdict.NO_GO, first_line(last), facts=facts, advice=advice, offers=(offer,))
    began = _begun(f"{head}:{command}", look)
    if began is not None:
        what = f"begun at {began.at:%H:%M} by @{began.actor}, and its end was not seen"
        if look.context.is_before(began.at + timedelta(minutes=step.timeout_min)):
            advice = "gonogo was stopped meanwhile: look whether it runs on, end it, then run it again."
            return look.say(
                Verdict.HOLD, f"{what}: it may still run", facts=facts, advice=advice, offers=(offer,)
            )
        return look.say(Verdict.GO, f"{what}: run it again", facts=facts, offers=(offer,))
    if last is not None and last.state is OutcomeState.UNKNOWN:
        what = "it was stopped, or its end was not seen: run it again"
        return look.say(Verdict.GO, what, facts=facts, offers=(offer,))
    trust = "trusted" if is_trusted else "its text is not trusted yet"
    return look.say(Verdict.GO, f"not run on {short_sha(head)} yet; {trust}", facts=facts, offers=(offer,))


def first_line(event: Event) -> str:
    """How a run ended, in one line."""
    return clean_line(event.text.split("\n")[0], 100)


def _last_run(subject: str, look: Look) -> tuple[Event | None, Event | None]:
    """The last outcome for this text and commit, and the last one for any."""
    ends = [
        event
        for event in look.context.events_of(look.step)
        if event.kind is EventKind.OUTCOME and event.action == RunCommand.verb
    ]
    own = [event for event in ends if event.subject == subject]
    return (own[-1] if own else None), (ends[-1] if ends else None)


def _begun(subject: str, look: Look) -> Event | None:
    """The newest run of this text and commit, when gonogo was stopped before its end was written."""
    acts = [
        e for e in look.context.events_of(look.step) if e.action == RunCommand.verb and e.subject == subject
    ]
    return acts[-1] if acts and acts[-1].kind is EventKind.INTENT else None


def _log(event: Event) -> tuple[Fact, ...]:
    log = event.data.get("log", "")
    by = Fact("run by", f"@{event.actor} {event.at:%d %b %H:%M}")
    return (by, Fact("output", log)) if log else (by,)


def _before(event: Event | None, head: str) -> tuple[Fact, ...]:
    """What it said on another commit, or as another text: it does not count."""
    if event is None or event.subject.startswith(f"{head}:"):
        return ()
    return (Fact(f"on {short_sha(event.subject)}", first_line(event), "on this commit"),)


def _where(tree: Worktree, head: str) -> str:
    """The checkout, if that is clean at the commit; what runs must be the commit and nothing else."""
    if tree.head != head:
        return f"a worktree of its own: the checkout is at {short_sha(tree.head)}"
    if tree.dirty:
        return f"a worktree of its own: the checkout has changes ({join_some(tree.dirty, 2)})"
    return "the checkout"
