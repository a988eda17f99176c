"""Judges of the changelog: something to say, dated on release, the same on two branches; and of an incident in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.pulls import merged_without, pull_state
from gonogo.assess.words import count, not_so
from gonogo.bump.changelog import is_unreleased_empty
from gonogo.bump.described import changelog_rule
from gonogo.bump.incident import has_words
from gonogo.bump.notes import section_of
from gonogo.errors import BumpError
from gonogo.model.asks import FilesAsk, HeadAsk, PullAsk
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Offer, Tier, Verdict

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.bump.release import ChangelogRule
    from gonogo.playbook.steps import ChangelogCheck, IncidentDo, NotesInSyncCheck

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_RULER = re.compile(r"[ \t]*-{3,}[ \t]*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def judge_changelog(step: ChangelogCheck, look: Look) -> Judged:
    """Something stands under Unreleased; or the version has its section, with its date."""
    rule = _rule(look)
    commit = look.commit(look.context.render(step.at))
    text = _text(commit, rule.path, look)
    if step.expect == "released":
        return _released(step, rule, text, look)
    version = look.context.release.version
    lines = _lines_of(text, version, rule)
    if rule.style == "keep-a-changelog":
        try:
            is_empty = is_unreleased_empty(text, rule.path, rule.placeholder)
        except BumpError as error:
            return look.say(not_so(step), f"{rule.path}: {error.what}", advice=error.advice)
        if not is_empty:
            return look.say(Verdict.DONE, f"something stands under Unreleased at {short_sha(commit)}")
    if lines:
        return look.say(Verdict.DONE, f"{count(len(lines), 'line')} on {version} in {rule.path}")
    where = "Unreleased" if rule.style == "keep-a-changelog" else version
    return look.say(
        not_so(step),
        f"nothing stands under {where} in {rule.path}",
        advice=f"Write what changed into {rule.path}, and land it.",
    )


def _released(step: ChangelogCheck, rule: ChangelogRule, text: str, look: Look) -> Judged:
    version = look.context.release.version
    found = section_of(text, version)
    if found is None:
        what = f"{rule.path} has no section of {version}"
        return look.say(not_so(step), what, advice="Land the bump that writes it.")
    start, end = found
    heading = text[text.rfind("\n", 0, start) + 1 : start].strip()
    if rule.style == "keep-a-changelog":
        said, wanted = heading, rule.heading
    else:
        first = (line.strip() for line in text[start:end].splitlines() if line.strip())
        said, wanted = next(first, "nothing"), rule.released
    shape = re.escape(wanted).replace(re.escape("{version}"), re.escape(version))
    match = re.match(shape.replace(re.escape("{date}"), f"({_DATE})"), said)
    date = match[1] if match is not None and match.re.groups else ""
    expected = wanted.replace("{version}", version).replace("{date}", "YYYY-MM-DD")
    facts = (Fact(f"{rule.path}: {version}", clean_line(said, 80), expected, is_ok=match is not None),)
    if match is None:
        what = f"{version} is not dated in {rule.path}: {clean_line(said, 40)}"
        return look.say(not_so(step), what, facts=facts, advice=f"Its section must say: {expected}")
    if not _lines_of(text, version, rule):
        what = f"the section of {version} is empty in {rule.path}"
        return look.say(not_so(step), what, facts=facts, advice="Write what changed, and land it.")
    dated = f", dated {date}" if date else ""
    return look.say(Verdict.DONE, f"{rule.path} has {version}{dated}", facts=facts)


def _lines_of(text: str, version: str, rule: ChangelogRule) -> list[str]:
    """What a version's section says: no headings, rulers, comments or dates."""
    found = section_of(text, version)
    if found is None:
        return []
    marks = (rule.unreleased, rule.released.partition("{date}")[0].strip() or rule.released)
    lines = (line.strip() for line in _COMMENT.sub("", text[slice(*found)]).splitlines())
    is_cut = rule.style != "keep-a-changelog"
    return [
        line
        for line in lines
        if line
        and not line.startswith("#")
        and not _RULER.fullmatch(line)
        and line != rule.placeholder.strip()
        and not (is_cut and line.startswith(marks))
    ]


def judge_notes_in_sync(step: NotesInSyncCheck, look: Look) -> Judged:
    """The version's section on two branches, line by line; what stands around it does not matter."""
    path = look.context.render(step.path)
    names = [look.context.render(name) for name in (step.branch, step.with_branch)]
    look.want(*map(HeadAsk, names))
    heads = [look.head(name) for name in names]
    look.want(*(FilesAsk(head, (path,)) for head in heads))
    version = look.context.release.version
    sections: list[list[str]] = []
    for name, head in zip(names, heads, strict=True):
        text = _text(head, path, look)
        found = section_of(text, version)
        if found is None:
            what = f"{path} on {name} has no section of {version}"
            return look.say(not_so(step), what, advice=f"Land the notes of {version} on {name}.")
        sections.append(_trimmed(text[slice(*found)]))
    one, other = sections
    if one == other:
        return look.say(Verdict.DONE, f"{count(len(one), 'line')} on {version}, the same on both")
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    said = [lines[at] if at < len(lines) else "(nothing more)" for lines in sections]
    facts = tuple(
        Fact(f"{name}, line {at + 1} of {version}", clean_line(line, 120), is_ok=False)
        for name, line in zip(names, said, strict=True)
    )
    return look.say(
        not_so(step),
        f"line {at + 1} of {version} differs: {clean_line(said[0] or '(empty)', 30)}",
        facts=facts,
        advice=f"Land the same notes on {names[0]} and {names[1]}.",
    )


def _trimmed(section: str) -> list[str]:
    """Its lines, without what only separates it from the next one."""
    lines = [line.rstrip() for line in section.splitlines()]
    while lines and (not lines[-1] or _RULER.fullmatch(lines[-1])):
        lines.pop()
    return lines


def judge_incident(step: IncidentDo, look: Look) -> Judged:
    """Done when the base's changelog says it below the version's heading, or its pull request is merged next."""
    base, branch = look.context.render(step.base), look.context.render(step.branch)
    is_pull = step.via == "pull-request"
    look.want(HeadAsk(base), *((PullAsk(branch, base), HeadAsk(branch)) if is_pull else ()))
    rule, words = _rule(look), look.context.render(step.text)
    head = look.head(base)
    version = look.context.release.version
    try:
        is_said = has_words(_text(head, rule.path, look), version, words)
    except BumpError:
        what = f"{rule.path} on {base} has no section of {version}"
        return look.say(
            Verdict.NO_GO, what, advice="Only a version that is in the changelog can be told about."
        )
    if is_said:
        return look.say(Verdict.DONE, f"{rule.path} on {base} says it, {short_sha(head)}")
    pull = look.need(PullAsk(branch, base)) if is_pull else None
    if pull is not None:
        merged = pull.state == "MERGED"
        return merged_without(pull, base, look) if merged else pull_state(pull, branch, look)
    if is_pull and (pushed := look.need(HeadAsk(branch))):
        offer = Offer("do", f"Open the pull request from {branch} into {base}", Tier.SHOW)
        what = f"{branch} is pushed, {short_sha(pushed)}: no pull request yet"
        return look.say(Verdict.GO, what, offers=(offer,))
    how = f"pull request from {branch}" if is_pull else f"push to {base}"
    offer = Offer("do", f"Say in {rule.path} what happened to {version}, {how}", Tier.SHOW)
    facts = tuple(Fact("text", clean_line(line, 120)) for line in words.splitlines() if line.strip())
    return look.say(Verdict.GO, f"{rule.path} says nothing of it yet", facts=facts, offers=(offer,))


def _rule(look: Look) -> ChangelogRule:
    rule = changelog_rule(
        look.context.playbook.changelog, "write", look.context.release.inputs.get("crate", "")
    )
    if rule is None:
        what = "the playbook names no changelog for this release"
        raise NotSeenError(look.say(Verdict.UNKNOWN, what, advice="Add `changelog:` to the playbook."))
    return rule


def _text(commit: str, path: str, look: Look) -> str:
    text = look.need(FilesAsk(commit, (path,))).text(path)
    if text is None:
        raise NotSeenError(look.say(not_so(look.step), f"{path} could not be read at {short_sha(commit)}"))
    return text
