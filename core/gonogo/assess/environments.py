"""Judge of protected environments: reviewers, tag policy, and what would deadlock."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.assess.context import unknown
from gonogo.assess.words import at_names, count
from gonogo.model.asks import BoardAsk, EnvironmentAsk
from gonogo.model.releases import EventKind, OutcomeState
from gonogo.model.verdicts import Fact, Verdict
from gonogo.playbook.steps import TagDo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import Environment
    from gonogo.playbook.steps import EnvironmentExpectation, EnvironmentsCheck

_SETTINGS = "Put it right in the repository's Settings, Environments."


def judge_environments(step: EnvironmentsCheck, look: Look) -> Judged:
    """Every environment as expected, and none that would refuse the tag or has nobody to approve."""
    look.want(BoardAsk(), *(EnvironmentAsk(name) for name in step.expect))
    facts: list[Fact] = []
    blind: Judged | None = None
    link = ""
    for name, expected in step.expect.items():
        seen = look.see(EnvironmentAsk(name))
        if seen is None or not seen.is_known:
            finding = unknown(seen)
            facts.append(Fact(name, finding.evidence))
            blind = blind or look.say(Verdict.UNKNOWN, f"{name}: {finding.evidence}", advice=finding.advice)
        elif seen.value is None:
            facts.append(Fact(f"{name} is missing", "missing", "there", is_ok=False))
        else:
            rows = tuple(_rows(seen.value, expected, look))
            facts += rows
            if not link and any(row.is_ok is False for row in rows):
                link = seen.value.url
    wrong = [fact for fact in facts if fact.is_ok is False]
    if wrong:
        more = f" · and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return look.say(
            Verdict.NO_GO, f"{wrong[0].name}{more}", facts=tuple(facts), link=link, advice=_SETTINGS
        )
    if blind:
        return look.say(
            Verdict.UNKNOWN,
            blind.finding.evidence,
            facts=tuple(facts),
            advice=blind.finding.advice or "Look again.",
        )
    open_rows = [fact for fact in facts if fact.is_ok is None and fact.expected]
    if open_rows:
        return look.say(Verdict.UNKNOWN, open_rows[0].name, facts=tuple(facts), advice="Look again.")
    names = " and ".join(step.expect) if len(step.expect) <= 2 else count(len(step.expect), "environment")
    return look.say(Verdict.DONE, f"{names} as expected", facts=tuple(facts))


def _rows(environment: Environment, expected: EnvironmentExpectation, look: Look) -> Iterator[Fact]:
    """One row for each thing that is expected; the name of a wrong one is its sentence."""
    yield _reviewers_row(environment, expected)
    yield _policy_row(environment, expected, look)
    name = environment.name
    if expected.prevent_self_review is not None:
        is_ok = environment.prevents_self_review == expected.prevent_self_review
        found, wanted = _on(environment.prevents_self_review), _on(expected.prevent_self_review)
        title = f"{name}: self-review prevention" + ("" if is_ok else f" is {found}, expected {wanted}")
        yield Fact(title, found, wanted, is_ok=is_ok)
    if expected.wait_timer is not None:
        is_ok = environment.timer_min == expected.wait_timer
        found, wanted = f"{environment.timer_min} min", f"{expected.wait_timer} min"
        title = f"{name}: wait timer" + ("" if is_ok else f" is {found}, expected {wanted}")
        yield Fact(title, found, wanted, is_ok=is_ok)
    if environment.prevents_self_review and environment.reviewers:
        yield _approvers_row(environment, look)


def _on(setting: bool) -> str:  # noqa: FBT001  the word for a setting
    return "on" if setting else "off"


def _reviewers_row(environment: Environment, expected: EnvironmentExpectation) -> Fact:
    name, found = environment.name, at_names(environment.reviewers) or "none"
    if not environment.reviewers:
        return Fact(f"{name} has no required reviewers", found, "at least one", is_ok=False)
    if expected.reviewers == "required":
        return Fact(f"{name}: reviewers", found, "at least one", is_ok=True)
    is_same = {r.lower() for r in environment.reviewers} == {r.lower() for r in expected.reviewers}
    title = f"{name}: reviewers" if is_same else f"{name}'s reviewers are not the expected ones"
    return Fact(title, found, at_names(expected.reviewers), is_ok=is_same)


def _policy_row(environment: Environment, expected: EnvironmentExpectation, look: Look) -> Fact:
    """Who may deploy: exactly the tag pattern. A release runs on the tag, so branches alone deadlock."""
    name, wanted = environment.name, f"tag {expected.tags}" if expected.tags else "the release's tag"
    tags = [policy.name for policy in environment.policies if policy.kind == "tag"]
    branches = [policy.name for policy in environment.policies if policy.kind == "branch"]
    found = (
        ", ".join([f"tag {tag}" for tag in tags] + [f"branch {branch}" for branch in branches]) or "nothing"
    )
    is_tagged = bool(look.context.steps_of(TagDo)) or bool(expected.tags)
    if environment.restricts == "none":
        if not expected.tags:
            return Fact(f"{name}: who may deploy", "any branch or tag")
        return Fact(f"{name}: any branch or tag may deploy", "any", wanted, is_ok=False)
    if environment.restricts == "protected" and is_tagged:
        return _deadlock(name, "protected branches only", wanted)
    if is_tagged and not tags:
        return _deadlock(name, "branches only", wanted)
    if expected.tags and tags != [expected.tags]:
        return Fact(
            f"{name}'s tag policy is {', '.join(tags)}, not {expected.tags}", found, wanted, is_ok=False
        )
    if expected.tags and branches:
        return Fact(f"{name} also lets branch {branches[0]} deploy", found, wanted, is_ok=False)
    tag = look.context.tag
    if is_tagged and not any(fnmatchcase(tag, pattern) for pattern in tags):
        return Fact(f"{name}: deadlock, no policy lets {tag} deploy", found, wanted, is_ok=False)
    return Fact(f"{name}: who may deploy", found, wanted, is_ok=True)


def _deadlock(name: str, found: str, wanted: str) -> Fact:
    return Fact(f"{name}: deadlock, {found}: would refuse the tag", found, wanted, is_ok=False)


def _approvers_row(environment: Environment, look: Look) -> Fact:
    """Who could approve, as the one who pushes the tag may not."""
    name, pusher = environment.name, _pusher(look)
    if pusher == "" and len(environment.reviewers) == 1:
        if look.glance_tag():
            return Fact(
                f"{name}: who could approve", f"{at_names(environment.reviewers)}, unless they pushed the tag"
            )
        return Fact(f"{name}: who pushes the tag is not known", "not known", "not the only reviewer")
    others = tuple(r for r in environment.reviewers if r.lower() != pusher.lower())
    if not others:
        return Fact(
            f"{name}: nobody could approve, @{pusher} pushes the tag", "nobody", "somebody else", is_ok=False
        )
    return Fact(
        f"{name}: who could approve", at_names(others), "somebody else than who pushes the tag", is_ok=True
    )


def _pusher(look: Look) -> str:
    """Login of who pushes the tag, or pushed it; empty when that is not known."""
    for event in reversed(look.context.events):
        if (
            event.kind is EventKind.OUTCOME
            and event.action == "push-tag"
            and event.state is OutcomeState.DONE
        ):
            return event.actor
    return "" if look.glance_tag() else look.viewer()
