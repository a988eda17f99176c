"""Judges of the bump and of the merge of its pull request."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.words import at_names, count
from gonogo.model.asks import HeadAsk, HitsAsk, PullAsk
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import PullRequest
    from gonogo.playbook.steps import BumpDo, MergeDo

_CHECKS_BEGIN = timedelta(minutes=5)
"""By then GitHub has begun the checks of a pull request, if there are any."""

_MERGE_SHOWS = timedelta(minutes=2)
"""By then a merged pull request's commit is on its base branch for every look."""


def judge_bump(step: BumpDo, look: Look) -> Judged:
    """Done when the base says the version, or its pull request is there."""
    branch = look.context.render(step.branch)
    pull_ask = PullAsk(branch, look.context.render(step.base))
    is_pull = step.via == "pull-request"
    if is_pull:
        look.want(pull_ask, HeadAsk(branch))
    version, commit, done = _version_of_base(step, look)
    if done:
        return done
    if is_pull and (pull := _pull(pull_ask, look)):
        word = "open" if pull.state == "OPEN" else "merged"
        return look.say(Verdict.DONE, f"#{pull.number} {word} from {branch}", link=pull.url)
    look.want(HitsAsk(commit, look.context.release.previous))
    wanted, previous = look.context.release.version, look.context.release.previous
    if version != previous:
        return look.say(
            Verdict.NO_GO,
            f"{look.context.render(step.base)} says {version}: neither {previous} nor {wanted}",
            advice="Somebody moved the version: put it back, or begin a release from this version.",
        )
    files = count(len({file.path for file in look.context.playbook.version.files}), "file")
    if is_pull and (pushed := look.need(HeadAsk(branch))):
        return _pushed_already(step, branch, pushed, look)
    how = f"pull request from {branch}" if is_pull else f"push to {look.context.render(step.base)}"
    offer = Offer("do", f"Bump {previous} to {wanted} in {files}, {how}", Tier.SHOW)
    return look.say(Verdict.GO, f"{previous} to {wanted} in {files} on {short_sha(commit)}", offers=(offer,))


def _pushed_already(step: BumpDo, branch: str, pushed: str, look: Look) -> Judged:
    """The branch is on origin and has no pull request: an earlier attempt ended halfway, or it is not ours."""
    version, wanted = look.version_at(pushed), look.context.release.version
    if version != wanted:
        return look.say(
            Verdict.NO_GO,
            f"{branch} exists at {short_sha(pushed)} and says {version}",
            advice=f"It is not the bump to {wanted}: rename that branch, then bump.",
        )
    offer = Offer(
        "do", f"Open the pull request from {branch} into {look.context.render(step.base)}", Tier.SHOW
    )
    return look.say(
        Verdict.GO, f"{branch} is pushed, {short_sha(pushed)}: no pull request yet", offers=(offer,)
    )


def judge_merge(step: MergeDo, look: Look) -> Judged:
    """Done when the base has the version; ready when the pull request is clean and green."""
    branch = look.context.render(step.branch)
    ask = PullAsk(branch, look.context.render(step.base))
    look.want(ask)
    version, commit, done = _version_of_base(step, look)
    pull = look.glance(ask) if done else _pull(ask, look)
    if done:
        if pull and pull.state == "MERGED" and pull.merge_sha:
            return look.say(
                Verdict.DONE, f"#{pull.number} merged as {short_sha(pull.merge_sha)}", link=pull.url
            )
        return done
    if pull is None:
        return look.say(Verdict.HOLD, f"no pull request from {branch} yet")
    if pull.state == "MERGED":
        return _merged_without(step, pull, version, commit, look)
    facts = _pull_facts(pull)
    verdict, what, advice = _merge_state(pull, look)
    offers: tuple[Offer, ...] = ()
    if verdict is Verdict.GO:
        offers = (
            Offer(
                "do",
                f"Merge #{pull.number} at {short_sha(pull.head_sha)} into {look.context.render(step.base)}",
                Tier.SHOW,
            ),
        )
    return look.say(
        verdict, f"#{pull.number} {what}", facts=facts, advice=advice, link=pull.url, offers=offers
    )


def _version_of_base(step: BumpDo | MergeDo, look: Look) -> tuple[str, str, Judged | None]:
    """Version and commit of the base branch; and that it is done, when that is the release's version."""
    commit, wanted = look.commit(look.context.render(step.base)), look.context.release.version
    version = look.version_at(commit)
    if version != wanted and look.tag() is not None:
        # A tag on the wrong commit is the tag's own trouble: the bump may well be on the branch.
        commit = look.head(look.context.render(step.base))
        version = look.version_at(commit)
    if version != wanted:
        return version, commit, None
    return (
        version,
        commit,
        look.say(Verdict.DONE, f"{look.context.render(step.base)} says {version} on {short_sha(commit)}"),
    )


def _pull(ask: PullAsk, look: Look) -> PullRequest | None:
    """The bump's pull request, unless it was closed unmerged."""
    pull = look.need(ask)
    return pull if pull and pull.state in ("OPEN", "MERGED") else None


def _merged_without(step: MergeDo, pull: PullRequest, version: str, commit: str, look: Look) -> Judged:
    """Merged, and the base does not say the version: the two looks crossed, or it was undone."""
    head = look.see(HeadAsk(look.context.render(step.base)))
    merged_by = pull.updated_at
    is_fresh = (
        head is None
        or merged_by is None
        or not look.context.is_seen_after(head.seen_at, merged_by + _MERGE_SHOWS)
    )
    if is_fresh and commit != pull.merge_sha:
        what = f"#{pull.number} merged, {look.context.render(step.base)} not seen at it yet"
        return look.say(Verdict.HOLD, what, link=pull.url)
    return look.say(
        Verdict.NO_GO,
        f"#{pull.number} was merged, and {look.context.render(step.base)} still says {version}",
        link=pull.url,
        advice=f"Look at what {short_sha(commit)} holds; the bump must be landed again.",
    )


def _pull_facts(pull: PullRequest) -> tuple[Fact, ...]:
    checks = pull.checks
    counted = f"{checks.passed} passed, {checks.failed} failed, {checks.running} running"
    return (
        Fact("head", short_sha(pull.head_sha)),
        Fact("checks", counted if checks.is_known else "could not be read"),
        Fact("reviews", ", ".join(f"@{r.author} {r.state.lower()}" for r in pull.reviews) or "none"),
        Fact("GitHub's merge state", pull.merge_state or "unknown", "CLEAN"),
    )


def _merge_state(pull: PullRequest, look: Look) -> tuple[Verdict, str, str]:
    """Whether a pull request can be merged now, in words, and what to do when not."""
    state = pull.merge_state.upper()
    if pull.in_merge_queue:
        place = f", position {pull.queue_position}" if pull.queue_position is not None else ""
        return Verdict.HOLD, f"is in the merge queue{place}", ""
    if pull.is_draft or state == "DRAFT":
        return Verdict.HOLD, "is a draft", "Mark it as ready for review on GitHub."
    if pull.mergeable.upper() == "CONFLICTING" or state == "DIRTY":
        return Verdict.NO_GO, f"conflicts with {pull.base}", "Resolve the conflicts on its branch."
    waits = _checks_state(pull, look)
    if waits:
        return waits
    if state in ("CLEAN", "HAS_HOOKS"):
        return Verdict.GO, f"is clean and green at {short_sha(pull.head_sha)}", ""
    if state == "BLOCKED":
        return _blocked(pull)
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
        done = checks.total - checks.running
        return Verdict.HOLD, f"{done} of {count(checks.total, 'check')} done on {sha}", ""
    began = pull.updated_at
    if checks.total == 0 and began is not None and look.context.is_before(began + _CHECKS_BEGIN):
        return Verdict.HOLD, f"no check has begun on {sha} yet", ""
    if checks.passed == 0:
        advice = "Absent is not green: find out why no check ran, or merge it on GitHub if none is meant to."
        return Verdict.UNKNOWN, f"has no passed check on {sha}", advice
    return None


def _blocked(pull: PullRequest) -> tuple[Verdict, str, str]:
    decision = pull.review_decision.upper()
    if decision == "CHANGES_REQUESTED":
        who = at_names(r.author for r in pull.reviews if r.state.upper() == "CHANGES_REQUESTED")
        return Verdict.NO_GO, f"has changes requested by {who or 'a reviewer'}", "Settle the review first."
    if decision == "REVIEW_REQUIRED":
        return Verdict.HOLD, "waits for a review", "Ask somebody who may approve it."
    return Verdict.NO_GO, "is blocked by the branch's rules", "GitHub's page of it says which rule."
