"""Judges of what branches hold: a commit that must be there, and commits that landed on main first."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.words import count, not_so
from gonogo.model.asks import CommitsAsk, DivideAsk, HeadAsk, LandingsAsk, TagsAsk
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict
from gonogo.playbook.commit import released_versions, tag_glob

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.local import CommitLine, Landing
    from gonogo.playbook.steps import BackportsCheck, BranchDo, CommitsWait, ContainsCheck

_FULL = re.compile(r"[0-9a-f]{40}")
_HEX = re.compile(r"[0-9a-f]{7,39}")
_FACTS = 40


def judge_contains(step: ContainsCheck, look: Look) -> Judged:
    """A branch holds a commit, tag or branch: as it is, or as the same change in another commit."""
    branch, name = look.context.render(step.branch), look.context.render(step.commit).strip()
    if not name:
        return look.say(Verdict.DONE, "nothing to look for")
    look.want(HeadAsk(branch), TagsAsk(name), HeadAsk(name))
    head = look.head(branch)
    target = target_of(name, look)
    if target is None and _HEX.fullmatch(name):
        lines = look.need(CommitsAsk("", head))
        found = next((line for line in lines if line.sha.startswith(name)), None)
        if found is None:
            what = f"{name} is not among the newest {len(lines)} commits of {branch}"
            return look.say(Verdict.UNKNOWN, what, advice="Write all 40 digits of the commit.")
        target = found.sha
    if target is None:
        what = f"origin has no tag or branch {name}"
        is_own = name == look.context.tag
        return look.say(Verdict.HOLD if is_own else not_so(step), what + (" yet" if is_own else ""))
    divide = look.need(DivideAsk(target, head))
    if divide.behind == 0:
        what = f"{branch} holds {_named(name, target)}"
        return look.say(Verdict.DONE, what, facts=(Fact(branch, short_sha(head)),))
    return _lacks(step, (branch, head), (name, target), divide.base, look)


def _lacks(
    step: ContainsCheck, where: tuple[str, str], wanted: tuple[str, str], since: str, look: Look
) -> Judged:
    """Not an ancestor: perhaps the same changes are there in other commits."""
    (branch, head), (name, target) = where, wanted
    landings = [one for one in look.need(LandingsAsk(since, target, head)) if one.commit.parents < 2]
    missing = [one for one in landings if one.how in ("", "same subject")]
    facts = tuple(_landing_fact(one, branch) for one in landings[:_FACTS])
    if landings and not missing:
        what = f"{branch} holds {_named(name, target)} as other commits: {landings[0].how}"
        return look.say(Verdict.DONE, what, facts=facts)
    first = f": {clean_line(missing[0].commit.subject, 40)}" if missing else ""
    return look.say(
        not_so(step),
        f"{branch} lacks {count(max(len(missing), 1), 'commit')} of {_named(name, target)}{first}",
        facts=facts,
        advice=f"Merge it into {branch}, with a merge commit: a squash can not be told from another change.",
    )


def _named(name: str, sha: str) -> str:
    return short_sha(sha) if sha.startswith(name) else f"{name} ({short_sha(sha)})"


def target_of(name: str, look: Look) -> str | None:
    """The commit that a full id, a tag or a branch of origin means; None when origin has neither."""
    if _FULL.fullmatch(name):
        return name
    look.want(TagsAsk(name), HeadAsk(name))
    tag = next((ref for ref in look.need(TagsAsk(name)) if ref.name == name), None)
    return tag.commit if tag is not None else look.need(HeadAsk(name))


def judge_backports(step: BackportsCheck, look: Look) -> Judged:
    """Every commit since the newest tag of the branch, and where the same change landed on the source."""
    branch, source = look.context.render(step.branch), look.context.render(step.source)
    look.want(HeadAsk(branch), HeadAsk(source))
    head, source_head = look.commit(branch), look.head(source)
    base, since = _newest_tag(branch, head, source_head, look)
    leave = tuple(look.context.render(glob) for glob in step.leave)
    marker = look.context.marker
    kept = [
        one
        for one in look.need(LandingsAsk(base, head, source_head))
        if one.commit.parents < 2
        and not any(fnmatchcase(one.commit.subject, glob) for glob in leave)
        and not (marker and marker in one.commit.message)
    ]
    facts = tuple(_landing_fact(one, source) for one in kept[:_FACTS])
    only_here = [one for one in kept if not one.how]
    if only_here:
        first = only_here[0].commit
        more = f" and {len(only_here) - 1} more" if len(only_here) > 1 else ""
        return look.say(
            not_so(step),
            f"not on {source}: {short_sha(first.sha)} {clean_line(first.subject, 40)}{more}",
            facts=facts,
            advice=f"Changes land on {source} first: land it there, or know why it is only here.",
        )
    if not kept:
        return look.say(Verdict.DONE, f"nothing to bring from {source} since {since}")
    what = f"{count(len(kept), 'commit')} since {since}, all on {source} first"
    return look.say(Verdict.DONE, what, facts=facts)


def _newest_tag(branch: str, head: str, source_head: str, look: Look) -> tuple[str, str]:
    """Where a branch's own work for this release begins: its newest release tag, else where it parted."""
    playbook, release = look.context.playbook, look.context.release
    tags_ask = TagsAsk(tag_glob(playbook, release))
    look.want(tags_ask)
    parted = look.need(DivideAsk(source_head, head)).base
    own: tuple[CommitLine, ...] = look.need(CommitsAsk(parted, head))
    tags = {
        ref.commit: ref.name
        for _, ref in released_versions(playbook, release, look.need(tags_ask))
        if ref.name != look.context.tag
    }
    newest = next((line.sha for line in own if line.sha in tags), parted)
    return newest, tags.get(newest, f"{branch} was cut at {short_sha(parted)}")


def _landing_fact(one: Landing, source: str) -> Fact:
    name = f"{short_sha(one.commit.sha)} {clean_line(one.commit.subject, 60)}"
    found = f"{short_sha(one.on_source)}, {one.how}" if one.how else "only here"
    return Fact(name, found, f"on {source}", is_ok=bool(one.how))


def judge_new_branch(step: BranchDo, look: Look) -> Judged:
    """Done when origin has the branch, grown from its start; ready when only the start is there."""
    branch, start = look.context.render(step.branch), look.context.render(step.start)
    look.want(HeadAsk(branch), TagsAsk(start), HeadAsk(start))
    head = look.need(HeadAsk(branch))
    if head is None and (tag := look.glance_tag()) is not None:
        return look.say(Verdict.DONE, f"{tag.name} is tagged; {branch} is gone again")
    target = target_of(start, look)
    if target is None:
        raise NotSeenError(
            look.say(Verdict.NO_GO, f"origin has no tag or branch {start} to begin {branch} at")
        )
    if head is None:
        offer = Offer("do", f"Create {branch} at {start}, {short_sha(target)}", Tier.SHOW)
        return look.say(Verdict.GO, f"from {start}, {short_sha(target)}", offers=(offer,))
    divide = look.need(DivideAsk(target, head))
    is_fixed = bool(_FULL.fullmatch(start)) or any(ref.name == start for ref in look.need(TagsAsk(start)))
    if divide.behind and is_fixed:  # a branch goes on after something was cut from it, a tag does not
        return look.say(
            Verdict.NO_GO,
            f"{branch} is there at {short_sha(head)}, and does not grow from {start}",
            advice="It is another branch of the same name: rename it, or begin anew.",
        )
    ahead = f", {count(divide.ahead, 'commit')} on top" if divide.ahead else ""
    return look.say(Verdict.DONE, f"{branch} is at {short_sha(head)}, from {start}{ahead}")


def judge_commits(step: CommitsWait, look: Look) -> Judged:
    """Done when the branch has commits that its start lacks."""
    branch, start = look.context.render(step.branch), look.context.render(step.start)
    look.want(HeadAsk(branch), TagsAsk(start), HeadAsk(start))
    head, target = look.need(HeadAsk(branch)), target_of(start, look)
    if head is None or target is None:
        return look.say(Verdict.HOLD, f"origin has no {branch if head is None else start} yet")
    lines = look.need(CommitsAsk(target, head))
    if not lines:
        return look.say(Verdict.HOLD, f"nothing on {branch} since {start}")
    facts = tuple(Fact(short_sha(one.sha), clean_line(one.subject, 80)) for one in lines[:_FACTS])
    first = clean_line(lines[0].subject, 50)
    return look.say(Verdict.DONE, f"{count(len(lines), 'commit')} since {start}: {first}", facts=facts)
