"""Judges of what people are told, and of what is open: issues, advisories, announcements, a banner on a release."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.words import count, not_so
from gonogo.model.asks import AdvisoriesAsk, AnnouncementAsk, IssuesAsk, ReleaseAsk
from gonogo.model.plans import Announce
from gonogo.model.releases import OutcomeState
from gonogo.model.text import clean_line
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Advisory
    from gonogo.playbook.steps import AdvisoriesCheck, AnnounceDo, DeprecateDo, IssuesCheck

_FACTS = 20
_SHOWS = timedelta(minutes=2)
"""By then GitHub lists what was opened."""

_FORBIDDEN = (401, 403, 404)
_PERMISSION = "Repository security advisories: read"


def judge_issues(step: IssuesCheck, look: Look) -> Judged:
    """No open issue matches."""
    query = look.context.render(step.query)
    found = [issue for issue in look.need(IssuesAsk(query)) if issue.is_open]
    if not found:
        return look.say(Verdict.DONE, f"no open issue matches {clean_line(query, 50)}")
    first = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    facts = tuple(
        Fact(f"#{issue.number}", clean_line(issue.title, 100), "closed", is_ok=False, link=issue.url)
        for issue in found[:_FACTS]
    )
    return look.say(
        not_so(step),
        f"open: #{first.number} {clean_line(first.title, 50)}{more}",
        facts=facts,
        link=first.url,
        advice="Settle it, or override this with what was decided about it.",
    )


def judge_advisories(step: AdvisoriesCheck, look: Look) -> Judged:
    """What is open among the repository's advisories, and what was published since this release was begun."""
    seen = look.see(AdvisoriesAsk())
    if seen is not None and seen.problem is not None and seen.problem.status in _FORBIDDEN:
        raise NotSeenError(
            look.say(
                Verdict.UNKNOWN,
                f"advisories are hidden: the token lacks `{_PERMISSION}`",
                advice="Use a token with that permission, or look on GitHub and override this with what you saw.",
            )
        )
    advisories = look.need(AdvisoriesAsk())
    drafts = [one for one in advisories if one.state == "draft"]
    waiting = [one for one in advisories if one.state in ("triage", "draft")]
    begun = look.context.release.started_at
    fresh = [
        one
        for one in advisories
        if one.state == "published" and one.published_at and one.published_at >= begun
    ]
    facts = tuple(_facts((*waiting, *fresh)))
    match step.expect:
        case "none" if waiting:
            what = f"{count(len(waiting), 'open advisory').replace('advisorys', 'advisories')}: {waiting[0].ghsa}"
            advice = "Publish or close it, or know why the release goes out beside it."
            return look.say(not_so(step), what, facts=facts, advice=advice, link=waiting[0].url)
        case "none":
            return look.say(Verdict.DONE, "no advisory is open")
        case "some" if drafts or fresh:
            first = (drafts or fresh)[0]
            word = "prepared" if drafts else "published"
            return look.say(Verdict.DONE, f"{first.ghsa} is {word}", facts=facts, link=first.url)
        case "some":
            advice = "Open a draft advisory on GitHub, with its private fork, before anything is pushed."
            return look.say(not_so(step), "no advisory is prepared", facts=facts, advice=advice)
        case _:
            return _published(step, drafts, fresh, facts, look)


def _published(
    step: AdvisoriesCheck,
    drafts: list[Advisory],
    fresh: list[Advisory],
    facts: tuple[Fact, ...],
    look: Look,
) -> Judged:
    if drafts:
        what = f"{drafts[0].ghsa} is not public yet"
        return look.say(Verdict.HOLD, what, facts=facts, advice="Publish it on GitHub.", link=drafts[0].url)
    if fresh:
        at = f"{fresh[0].published_at:%d %b %H:%M}" if fresh[0].published_at else ""
        what = f"{fresh[0].ghsa} is public since {at}"
        return look.say(Verdict.DONE, what, facts=facts, link=fresh[0].url)
    what = "no advisory was published since this release was begun"
    return look.say(not_so(step), what, facts=facts, advice="Publish it, or override this with where it is.")


def _facts(advisories: Iterable[Advisory]) -> Iterable[Fact]:
    for one in advisories:
        name = f"{one.ghsa} {one.severity}".strip()
        yield Fact(name, f"{one.state}: {clean_line(one.summary, 80)}", link=one.url)


def judge_announce(step: AnnounceDo, look: Look) -> Judged:
    """Done when a discussion or issue of this title is there."""
    heading = look.context.render(step.heading)
    there = look.need(AnnouncementAsk(step.via, heading))
    if there is not None:
        return look.say(
            Verdict.DONE, f"{step.via} #{there.number}: {clean_line(there.title, 60)}", link=there.url
        )
    what = "a discussion" if step.via == "discussion" else "an issue"
    where = f" in {step.category}" if step.via == "discussion" else ""
    text = look.context.render(step.message)
    lines = tuple(Fact("text", clean_line(line, 120)) for line in text.splitlines() if line.strip())
    offer = Offer("do", f"Open {what}{where}: {clean_line(heading, 60)}", Tier.SHOW)
    sent = _maybe_sent(look)
    if sent is not None and look.context.is_before(sent + _SHOWS):
        return look.say(Verdict.HOLD, f"sent at {sent:%H:%M}, not seen yet", facts=lines)
    return look.say(
        Verdict.GO, f"nobody was told of {clean_line(heading, 50)} yet", facts=lines, offers=(offer,)
    )


def _maybe_sent(look: Look) -> datetime | None:
    """When it was last sent and not refused: opened twice, everybody is told twice."""
    acts = [event for event in look.context.events_of(look.step) if event.action == Announce.verb]
    return acts[-1].at if acts and acts[-1].state is not OutcomeState.FAILED else None


def judge_deprecate(step: DeprecateDo, look: Look) -> Judged:
    """Done when the notes of the release begin with the banner's heading."""
    tag, heading = look.context.tag, look.context.render(step.heading).strip()
    release = look.need(ReleaseAsk(tag))
    if release is None:
        return look.say(
            Verdict.NO_GO, f"no release of {tag} is visible", advice="There is nothing to warn of."
        )
    if release.is_draft:
        what = f"the release of {tag} is a draft"
        return look.say(
            Verdict.NO_GO, what, advice="Nobody has seen it: there is nothing to warn of.", link=release.url
        )
    lines = [line.strip() for line in release.body.strip().splitlines()]
    if lines[:1] == [heading]:
        return look.say(Verdict.DONE, f"the notes of {tag} begin with {heading}", link=release.url)
    text = look.context.render(step.message)
    facts = tuple(
        Fact("banner", clean_line(line, 120)) for line in (heading, *text.splitlines()) if line.strip()
    )
    facts += (Fact("notes below", f"{count(len(lines), 'line')}, as they are"),)
    offer = Offer("do", f"Put {heading} on top of the notes of {tag}", Tier.SHOW)
    return look.say(
        Verdict.GO, f"the notes of {tag} warn of nothing yet", facts=facts, offers=(offer,), link=release.url
    )
