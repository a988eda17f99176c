"""Judge of merging a pull request: clean, green, with its marker; through the queue where there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.bumps import open_pull, version_of_base
from gonogo.assess.words import at_names, count, join_some, resolve_advice
from gonogo.bump.versions import compare, is_version
from gonogo.model.asks import BoardAsk, CommitsAsk, HeadAsk, PullAsk, RulesAsk
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.commit import newest_marked

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import BranchRules, PullRequest
    from gonogo.playbook.steps import MergeDo

_CHECKS_BEGIN = timedelta(minutes=5)
"""By then GitHub has begun the checks of a pull request, if there are any."""

_MERGE_SHOWS = timedelta(minutes=2)
"""By then a merged pull request's commit is on its base branch for every look."""

_QUEUE_SHOWS = timedelta(minutes=2)
"""By then a queued pull request is seen in the queue, or is out of it again."""


def judge_merge(step: MergeDo, look: Look) -> Judged:
    """Done when the base has what the merge brings; ready when the pull request is clean and green."""
    base, branch = look.context.render(step.base), look.context.render(step.branch)
    ask = PullAsk(branch, base)
    look.want(ask, HeadAsk(base), RulesAsk(base), BoardAsk())
    done = _landed(step, base, ask, look)
    if done:
        return done
    pull = open_pull(ask, look)
    if pull is None:
        return look.say(Verdict.HOLD, f"no pull request from {branch} yet")
    if pull.state == "MERGED":
        return _merged(step, pull, base, look)
    rules = look.glance(RulesAsk(base))
    facts = _pull_facts(pull, rules)
    verdict, what, advice = _no_marker(step, pull, base, look) or _merge_state(pull, rules, look)
    is_queue = rules is not None and rules.has_queue
    was_queued = verdict is Verdict.GO and _was_queued(pull, look)
    if was_queued:
        verdict, what, advice = _out_of_queue(look)
    offers: tuple[Offer, ...] = ()
    if verdict is Verdict.GO or (was_queued and verdict is Verdict.NO_GO):
        at = short_sha(pull.head_sha)
        title = f"Merge #{pull.number} at {at} into {base}"
        if is_queue:
            title = f"Put #{pull.number} at {at} into the merge queue of {base}"
        offers = (Offer("do", title, Tier.TYPE if step.marker else Tier.SHOW),)
    if verdict is Verdict.GO and is_queue:
        what += "; merging means the queue"
    judged = look.say(
        verdict, f"#{pull.number} {what}", facts=facts, advice=advice, link=pull.url, offers=offers
    )
    return judged.so_since(pull.queued_at if pull.in_merge_queue else None)


def _landed(step: MergeDo, base: str, ask: PullAsk, look: Look) -> Judged | None:
    """What the base says, where that alone tells that it is merged."""
    if step.marker:
        return _landed_with_marker(base, ask, look)
    if not step.version:
        return None
    _, _, done = version_of_base(base, look.context.render(step.version), look)
    pull = look.glance(ask) if done else None
    if done and pull and pull.state == "MERGED" and pull.merge_sha:
        return look.say(Verdict.DONE, f"#{pull.number} merged as {short_sha(pull.merge_sha)}", link=pull.url)
    return done


def _landed_with_marker(base: str, ask: PullAsk, look: Look) -> Judged | None:
    """A version may have stood on the base before: only a commit with the marker tells."""
    context = look.context
    tag = look.tag()
    look.head(base)
    marked = newest_marked(context.playbook, context.release, base, look.need)
    pull = look.glance(ask)
    if marked is None and (tag is None or pull is None or pull.state != "MERGED"):
        return None
    if marked is None:
        return look.say(Verdict.DONE, f"#{pull.number} merged, {context.tag} is there" if pull else "")
    is_it = pull is not None and pull.state == "MERGED"
    how = f"#{pull.number} merged" if is_it and pull else f"{base} has it"
    link = pull.url if is_it and pull else ""
    return look.say(Verdict.DONE, f"{how}, {short_sha(marked.sha)} carries the marker", link=link)


def _merged(step: MergeDo, pull: PullRequest, base: str, look: Look) -> Judged:
    """Merged, and the base does not show what it should bring: looks crossed, it moved on, or it was lost."""
    merged = (
        f"#{pull.number} merged as {short_sha(pull.merge_sha)}"
        if pull.merge_sha
        else f"#{pull.number} merged"
    )
    if not step.version and not step.marker:
        return look.say(Verdict.DONE, merged, link=pull.url)
    head = look.see(HeadAsk(base))
    merged_at = pull.updated_at
    is_fresh = (
        head is None
        or merged_at is None
        or not look.context.is_seen_after(head.seen_at, merged_at + _MERGE_SHOWS)
    )
    commit = head.value if head is not None else None
    if is_fresh and commit != pull.merge_sha:
        what = f"#{pull.number} merged, {base} not seen at it yet"
        return look.say(Verdict.HOLD, what, link=pull.url)
    if step.marker:
        return look.say(
            Verdict.NO_GO,
            f"{merged} without the marker: nothing will tag it",
            link=pull.url,
            advice=f"The squash lost it. Land another commit on {base} with {look.context.marker!r} in its message.",
        )
    return _merged_without(step, pull, base, merged, look)


def _merged_without(step: MergeDo, pull: PullRequest, base: str, merged: str, look: Look) -> Judged:
    wanted = look.context.render(step.version)
    version, commit, _ = version_of_base(base, wanted, look)
    scheme = look.context.playbook.version.scheme
    is_later = all(is_version(v, scheme) for v in (version, wanted)) and compare(version, wanted, scheme) > 0
    if is_later and pull.merge_sha and look.version_at(pull.merge_sha) == wanted:
        return look.say(Verdict.DONE, f"{merged}, {base} is at {version} by now", link=pull.url)
    return look.say(
        Verdict.NO_GO,
        f"#{pull.number} was merged, and {base} still says {version}",
        link=pull.url,
        advice=f"Look at what {short_sha(commit)} holds; the bump must be landed again.",
    )


def _no_marker(step: MergeDo, pull: PullRequest, base: str, look: Look) -> tuple[Verdict, str, str] | None:
    """The pull request lacks the marker that is to survive its merge; None when it has it, or needs none."""
    marker = look.context.marker
    if not step.marker or not marker:
        return None
    commits = look.need(CommitsAsk(look.head(base), pull.head_sha))
    if any(marker in commit.message for commit in commits):
        return None
    advice = f"Its commit's message must hold {marker!r}: have automation make it, or amend the message."
    return Verdict.NO_GO, "has no commit with the marker: nothing would be tagged", advice


def _was_queued(pull: PullRequest, look: Look) -> bool:
    """We put exactly this head into the queue, and were told that it went in."""
    subject = f"#{pull.number}@{pull.head_sha}"
    return any(
        e.kind is EventKind.OUTCOME
        and e.action == "enqueue-pull"
        and e.state is OutcomeState.DONE
        and e.subject == subject
        for e in look.context.events_of(look.step)
    )


def _out_of_queue(look: Look) -> tuple[Verdict, str, str]:
    """It went in and is not there: just now the looks cross, later it was put out."""
    queued = [e.at for e in look.context.events_of(look.step) if e.action == "enqueue-pull"]
    if look.context.is_before(max(queued) + _QUEUE_SHOWS):
        return Verdict.HOLD, "was put into the merge queue, not seen there yet", ""
    advice = (
        "Its merge group failed, or somebody took it out: look at the merge_group run, then queue it again."
    )
    return Verdict.NO_GO, "was put out of the merge queue", advice


def _pull_facts(pull: PullRequest, rules: BranchRules | None) -> tuple[Fact, ...]:
    facts = [
        Fact("head", short_sha(pull.head_sha)),
        Fact("checks", pull.checks.in_words),
        Fact("reviews", ", ".join(f"@{r.author} {r.state.lower()}" for r in pull.reviews) or "none"),
        Fact("GitHub's merge state", pull.merge_state or "unknown", "CLEAN"),
    ]
    if rules is not None and rules.approvals:
        given = _approved(pull)
        facts.append(Fact("approvals", str(given), str(rules.approvals), is_ok=given >= rules.approvals))
    if rules is not None and rules.checks:
        facts.append(Fact("checks that must be green", join_some(rules.checks)))
    if rules is not None and rules.has_queue:
        facts.append(Fact("merge queue", f"{pull.base} has one: merging means to be queued"))
    return tuple(facts)


def _approved(pull: PullRequest) -> int:
    return len({r.author for r in pull.reviews if r.state.upper() == "APPROVED"})


def _merge_state(pull: PullRequest, rules: BranchRules | None, look: Look) -> tuple[Verdict, str, str]:
    """Whether a pull request can be merged now, in words, and what to do when not."""
    state = pull.merge_state.upper()
    if pull.in_merge_queue:
        place = f", position {pull.queue_position}" if pull.queue_position is not None else ""
        if pull.queue_state.upper() == "UNMERGEABLE":
            advice = "Look at its merge_group run: the queue puts it out unless that turns green."
            return Verdict.HOLD, f"is in the merge queue{place}, not mergeable there", advice
        return Verdict.HOLD, f"is in the merge queue{place}", ""
    if pull.is_draft or state == "DRAFT":
        return Verdict.HOLD, "is a draft", "Mark it as ready for review on GitHub."
    if pull.mergeable.upper() == "CONFLICTING" or state == "DIRTY":
        return Verdict.NO_GO, f"conflicts with {pull.base}", resolve_advice(pull)
    waits = _checks_state(pull, look)
    if waits:
        return waits
    if state in ("CLEAN", "HAS_HOOKS"):
        return Verdict.GO, f"is clean and green at {short_sha(pull.head_sha)}", ""
    if state == "BLOCKED":
        return _blocked(pull, rules)
    if state == "BEHIND":
        return Verdict.NO_GO, f"is behind {pull.base}", "Update its branch on GitHub; its checks run again."
    if state == "UNSTABLE":
        return Verdict.HOLD, "is UNSTABLE on GitHub: some status is not green yet", ""
    return Verdict.HOLD, "is being looked at by GitHub: mergeable not known yet", ""


def _checks_state(pull: PullRequest, look: Look) -> tuple[Verdict, str, str] | None:
    checks, sha = pull.checks, short_sha(pull.head_sha)
    if not checks.is_known:
        advice = "The token may lack the permission to read checks: look at the pull request, merge it there."
        return Verdict.UNKNOWN, f"checks of {sha} could not be read", advice
    if checks.failed:
        return (
            Verdict.NO_GO,
            f"has {count(checks.failed, 'failed check')} on {sha}",
            "Look at the failed checks.",
        )
    if checks.running:
        return Verdict.HOLD, f"{checks.passed} of {count(checks.ran, 'check')} done on {sha}", ""
    is_new = pull.updated_at is not None and look.context.is_before(pull.updated_at + _CHECKS_BEGIN)
    if checks.total == 0 and is_new:
        return Verdict.HOLD, f"no check has begun on {sha} yet", ""
    if checks.passed == 0:
        advice = "Absent is not green: find out why no check ran, or merge it on GitHub if none is meant to."
        return Verdict.UNKNOWN, f"has no passed check on {sha}", advice
    return None


def _blocked(pull: PullRequest, rules: BranchRules | None) -> tuple[Verdict, str, str]:
    decision = pull.review_decision.upper()
    if decision == "CHANGES_REQUESTED":
        who = at_names(r.author for r in pull.reviews if r.state.upper() == "CHANGES_REQUESTED")
        return Verdict.NO_GO, f"has changes requested by {who or 'a reviewer'}", "Settle the review first."
    if decision == "REVIEW_REQUIRED":
        wanted = rules.approvals if rules is not None else 0
        lacks = f": {_approved(pull)} of {wanted} approvals" if wanted else ""
        return Verdict.HOLD, f"waits for a review{lacks}", "Ask somebody who may approve it."
    return Verdict.NO_GO, "is blocked by the branch's rules", "GitHub's page of it says which rule."
