"""Pull requests that a step opens and another one, or somebody on GitHub, merges; and approvals of one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.words import at_names, count, not_so, resolve_advice
from gonogo.model.asks import DivideAsk, HeadAsk, PullAsk, ReviewsAsk
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.steps import MergeDo

_MERGE_SHOWS = timedelta(minutes=2)
"""By then a merged pull request's commit is on its base branch for every look."""

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import HeadReview, PullRequest
    from gonogo.playbook.steps import ApprovalsCheck, PullRequestDo


def pull_state(pull: PullRequest, branch: str, look: Look) -> Judged:
    """A pull request that this step opened: done once merged, or once a later step is there to merge it."""
    if pull.state == "MERGED":
        what = f"#{pull.number} merged as {short_sha(pull.merge_sha or pull.head_sha)}"
        return look.say(Verdict.DONE, what, link=pull.url)
    merges = (look.context.render(merge.branch) for merge in look.context.steps_of(MergeDo))
    if branch in merges:
        return look.say(Verdict.DONE, f"#{pull.number} open from {branch}", link=pull.url)
    checks = pull.checks
    facts = (
        Fact("checks", checks.in_words),
        Fact("GitHub's merge state", pull.merge_state or "unknown", "CLEAN"),
    )
    if pull.mergeable.upper() == "CONFLICTING":
        what = f"#{pull.number} conflicts with {pull.base}"
        return look.say(Verdict.NO_GO, what, facts=facts, advice=resolve_advice(pull), link=pull.url)
    if checks.failed:
        what = f"#{pull.number} has {count(checks.failed, 'failed check')} on {short_sha(pull.head_sha)}"
        return look.say(Verdict.NO_GO, what, facts=facts, advice="Look at the failed checks.", link=pull.url)
    waits = f", {checks.running} checks running" if checks.running else ""
    return look.say(
        Verdict.HOLD,
        f"#{pull.number} is open, to be merged{waits}",
        facts=facts,
        advice="Have it reviewed and merged on GitHub.",
        link=pull.url,
    )


def merged_without(pull: PullRequest, base: str, look: Look) -> Judged:
    """It was merged, and the base lacks what it was to bring: the looks crossed, or it is gone again."""
    head = look.see(HeadAsk(base))
    is_fresh = (
        head is None
        or pull.updated_at is None
        or not look.context.is_seen_after(head.seen_at, pull.updated_at + _MERGE_SHOWS)
    )
    if is_fresh:
        return look.say(Verdict.HOLD, f"#{pull.number} merged, {base} not seen with it yet", link=pull.url)
    return look.say(
        Verdict.NO_GO,
        f"#{pull.number} was merged, and {base} does not have it",
        advice=f"It was reverted, {base} was rewritten, or it brought something else: land it again.",
        link=pull.url,
    )


def judge_pull_request(step: PullRequestDo, look: Look) -> Judged:
    """Done when the pull request is there, open or merged; ready when its branch has something to bring."""
    base, branch = look.context.render(step.base), look.context.render(step.branch)
    look.want(PullAsk(branch, base), HeadAsk(branch), HeadAsk(base))
    pull, head = look.need(PullAsk(branch, base)), look.need(HeadAsk(branch))
    is_merged = pull is not None and pull.state == "MERGED"
    if pull is not None and (pull.state == "OPEN" or (is_merged and head in (None, pull.head_sha))):
        word = "merged" if is_merged else "open"
        return look.say(Verdict.DONE, f"#{pull.number} {word} from {branch}", link=pull.url)
    if head is None:
        return look.say(Verdict.HOLD, f"origin has no branch {branch} yet")
    divide = look.need(DivideAsk(look.head(base), head))
    if divide.ahead == 0:
        is_out = is_merged or look.glance_tag() is not None
        return look.say(
            Verdict.DONE if is_out else Verdict.HOLD, f"{base} has everything of {branch}, {short_sha(head)}"
        )
    offer = Offer("do", f"Open a pull request from {branch} into {base}", Tier.SHOW)
    since = f", after #{pull.number} was merged" if pull is not None and is_merged else ""
    what = f"{count(divide.ahead, 'commit')} on {branch} that {base} lacks{since}"
    return look.say(Verdict.GO, what, offers=(offer,))


def judge_approvals(step: ApprovalsCheck, look: Look) -> Judged:
    """Distinct people approved exactly the head commit, may write, and are not the author."""
    base, branch = look.context.render(step.base), look.context.render(step.branch)
    pull = look.need(PullAsk(branch, base))
    if pull is None or pull.state not in ("OPEN", "MERGED"):
        return look.say(Verdict.HOLD, f"no pull request from {branch} yet")
    reviews = look.need(ReviewsAsk(pull.number))
    facts = tuple(_review_fact(review, pull) for review in reviews)
    objecting = [r.author for r in reviews if r.state.upper() == "CHANGES_REQUESTED"]
    if objecting and pull.state == "OPEN":
        what = f"#{pull.number} has changes requested by {at_names(objecting)}"
        return look.say(not_so(step), what, facts=facts, advice="Settle the review first.", link=pull.url)
    counting = {review.author.lower(): review for review in reviews if not _why_not(review, pull)}
    sure = [review.author for review in counting.values() if review.can_write]
    unsure = [review.author for review in counting.values() if review.can_write is None]
    head = short_sha(pull.head_sha)
    if len(sure) >= step.count:
        what = f"#{pull.number} approved by {at_names(sure)} at {head}"
        return look.say(Verdict.DONE, what, facts=facts, link=pull.url)
    if len(sure) + len(unsure) >= step.count:
        what = f"whether {at_names(unsure)} may write is not told"
        advice = "Look at the pull request on GitHub, then override this with what you saw."
        return look.say(Verdict.UNKNOWN, what, facts=facts, advice=advice, link=pull.url)
    stale = [r.author for r in reviews if r.state.upper() == "APPROVED" and r.commit != pull.head_sha]
    gone = f"; {at_names(stale)} approved an earlier commit" if stale else ""
    what = f"#{pull.number} has {len(sure)} of {count(step.count, 'approval')} at {head}{gone}"
    advice = "Ask for a review of the head commit: an approval of another commit does not count."
    verdict = Verdict.HOLD if pull.state == "OPEN" else not_so(step)
    return look.say(verdict, what, facts=facts, advice=advice, link=pull.url)


def _review_fact(review: HeadReview, pull: PullRequest) -> Fact:
    why = _why_not(review, pull)
    found = f"{review.state.lower().replace('_', ' ')} at {short_sha(review.commit) or 'no commit'}"
    is_ok = None if not why and review.can_write is None else not why
    return Fact(f"@{review.author}", f"{found}: {why}" if why else found, "approved at the head", is_ok=is_ok)


def _why_not(review: HeadReview, pull: PullRequest) -> str:
    """Why a review does not count as an approval; empty when it may."""
    if review.state.upper() != "APPROVED":
        return "no approval"
    if review.author.lower() == pull.author.lower():
        return "the author's own"
    if review.author.lower().endswith("[bot]"):
        return "no person"
    if review.can_write is False:
        return "may not write here"
    if review.commit != pull.head_sha:
        return f"the head is {short_sha(pull.head_sha)} now"
    return ""
