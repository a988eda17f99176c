"""Judge of a backport: commits of the main branch that are to land on a release branch, through a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.assess.pulls import merged_without, pull_state
from gonogo.assess.words import count, join_some
from gonogo.model.asks import CommitsAsk, DivideAsk, HeadAsk, LandingsAsk, PullAsk
from gonogo.model.plans import PushBackport
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.picks import find_picks

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.local import CommitLine
    from gonogo.model.releases import Event
    from gonogo.playbook.steps import BackportDo


def judge_backport(step: BackportDo, look: Look) -> Judged:
    """Done when every commit stands on the base, or the pull request is merged; a conflict is told with its files."""
    base, source = look.context.render(step.base), look.context.render(step.source)
    branch, words = look.context.render(step.branch), look.context.render(step.commits)
    if not words.strip():
        return look.say(Verdict.DONE, "nothing to backport")
    look.want(HeadAsk(base), HeadAsk(source), PullAsk(branch, base), HeadAsk(branch))
    head, source_head = look.head(base), look.head(source)
    parted = look.need(DivideAsk(source_head, head)).base
    newest = look.need(CommitsAsk(parted, source_head))
    picks = find_picks(words, newest)
    if picks.unread:
        facts = tuple(Fact(word, why, is_ok=False) for word, why in picks.unread.items())
        word, why = next(iter(picks.unread.items()))
        return look.say(Verdict.NO_GO, f"{clean_line(word, 42)}: {why}", facts=facts)
    subjects = {line.sha: line for line in newest}
    if strange := _not_on(source_head, picks.commits, subjects, look):
        what = f"{short_sha(strange)} is not on {source}: changes land there first"
        return look.say(Verdict.NO_GO, what, advice=f"Land it on {source}, then backport what landed.")
    landed = {one.on_source: one.how for one in look.need(LandingsAsk(parted, head, source_head)) if one.how}
    left = tuple(sha for sha in picks.commits if sha not in landed)
    facts = tuple(_fact(sha, subjects.get(sha), base, is_there=sha not in left) for sha in picks.commits)
    if not left:
        weak = [sha for sha in picks.commits if landed[sha] == "same subject"]
        alone = f", {short_sha(weak[0])} by its subject alone" if weak else ""
        return look.say(Verdict.DONE, f"{count(len(picks.commits), 'commit')} on {base}{alone}", facts=facts)
    pull = look.need(PullAsk(branch, base))
    if pull is not None and pull.state == "MERGED":
        is_held = bool(pull.merge_sha) and look.need(DivideAsk(pull.merge_sha, head)).behind == 0
        return pull_state(pull, branch, look) if is_held else merged_without(pull, base, look)
    if pull is not None and pull.state == "OPEN":
        return pull_state(pull, branch, look)
    pushed = look.need(HeadAsk(branch))
    if pushed is not None:
        offer = Offer("do", f"Open the pull request from {branch} into {base}", Tier.SHOW)
        what = f"{branch} is pushed, {short_sha(pushed)}: no pull request yet"
        return look.say(Verdict.GO, what, facts=facts, offers=(offer,))
    offer = Offer(
        "do", f"Cherry-pick {count(len(left), 'commit')} onto {base}, pull request from {branch}", Tier.SHOW
    )
    failed = _failed(PushBackport(base, head, branch, left).subject, look)
    if failed is not None:
        what = clean_line(failed.text.removeprefix("refused, nothing was sent: "), 100)
        advice = f"Nothing was pushed. Pick it by hand onto {base}, push that as {branch}, and look again."
        return look.say(Verdict.NO_GO, what, facts=facts, advice=advice, offers=(offer,))
    names = join_some((short_sha(sha) for sha in left), 3)
    return look.say(Verdict.GO, f"{names} onto {base} at {short_sha(head)}", facts=facts, offers=(offer,))


def _not_on(source_head: str, commits: tuple[str, ...], known: dict[str, CommitLine], look: Look) -> str:
    """The first commit that the source does not hold; empty when it holds all."""
    unseen = [sha for sha in commits if sha not in known]
    look.want(*(DivideAsk(sha, source_head) for sha in unseen))
    return next((sha for sha in unseen if look.need(DivideAsk(sha, source_head)).behind), "")


def _failed(subject: str, look: Look) -> Event | None:
    """Our own last try of exactly these picks onto exactly this base, when it failed."""
    tries = [
        event
        for event in look.context.events_of(look.step)
        if event.kind is EventKind.OUTCOME and event.action == PushBackport.verb and event.subject == subject
    ]
    return tries[-1] if tries and tries[-1].state is OutcomeState.FAILED else None


def _fact(sha: str, line: CommitLine | None, base: str, *, is_there: bool) -> Fact:
    name = f"{short_sha(sha)} {clean_line(line.subject, 60) if line else ''}".strip()
    return Fact(
        name, f"on {base}" if is_there else f"not on {base} yet", f"on {base}", is_ok=is_there or None
    )
