"""Judges of what stands in files: what automation rests on, and whether a workflow lets a tag through."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gonogo.assess.context import NotSeenError
from gonogo.assess.ere import NotTakenError, to_python
from gonogo.assess.words import count, not_so
from gonogo.bump.versions import is_prerelease
from gonogo.model.asks import FilesAsk
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Verdict
from gonogo.playbook.templates import render

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.playbook.steps import TagAcceptedCheck, TextCheck

_FACTS = 20
"""Lines that are shown."""


def judge_text(step: TextCheck, look: Look) -> Judged:
    """Lines of a file that an expression finds: some, exactly one, or none."""
    path, find = look.context.render(step.path), _find(step.find, look)
    commit = look.commit(look.context.render(step.at))
    text = _text_at(commit, path, look)
    wrong = Verdict.HOLD if step.awaited else not_so(step)
    if text is None:
        what = look.context.render(step.says) or f"{path} is not there, or is no text"
        lost = (Fact(path, f"could not be read at {short_sha(commit)}", "a text file", is_ok=False),)
        if step.count == "none":
            advice = "Where the file is not meant to be, take this step out of the playbook."
            return look.say(Verdict.UNKNOWN, f"{path} could not be read", facts=lost, advice=advice)
        return look.say(wrong, what, facts=lost, advice=f"Look for {path} at {short_sha(commit)}.")
    lines = _lines(find, text)
    facts = tuple(Fact(f"{path}:{number}", clean_line(line, 120)) for number, line in lines[:_FACTS])
    wanted = {"some": len(lines) > 0, "one": len(lines) == 1, "none": not lines}[step.count]
    where = f"line {lines[0][0]} of {path}" if len(lines) == 1 else f"{count(len(lines), 'line')} of {path}"
    if wanted:
        found = f"{where}, {short_sha(commit)}" if lines else f"no line of {path}, {short_sha(commit)}"
        return look.say(Verdict.DONE, found, facts=facts)
    expected = {"some": "at least one", "one": "exactly one", "none": "none"}[step.count]
    facts = (Fact("lines", str(len(lines)), expected, is_ok=False), *facts)
    what = look.context.render(step.says) or f"{where} hold it, expected {expected}"
    return look.say(
        wrong,
        what,
        facts=facts,
        advice=look.context.render(step.advice) or f"Look at {path} on {short_sha(commit)}.",
    )


def judge_tag_accepted(step: TagAcceptedCheck, look: Look) -> Judged:
    """What the pattern of a workflow says to the tag, tried here before it is pushed."""
    path, find = look.context.render(step.path), _find(step.find, look)
    value = look.context.render(step.value)
    commit = look.commit(look.context.render(step.at))
    text = _text_at(commit, path, look)
    patterns = _patterns(find, text) if text is not None else ()
    if not patterns:
        what = f"no pattern was found in {path}" if text is not None else f"{path} could not be read"
        return look.say(
            Verdict.UNKNOWN,
            what,
            facts=(Fact("looked for", clean_line(find.pattern, 120)),),
            advice=f"Read it at {short_sha(commit)} yourself; then put right `find` in the playbook.",
        )
    wants_it = {"accepted": True, "refused": False, "prerelease": is_prerelease(look.context.release.version)}
    wanted = wants_it[step.expect]
    facts, untold = [], ""
    for number, pattern in patterns:
        try:
            takes = to_python(pattern).search(value) is not None
        except NotTakenError as error:
            untold = untold or f"{path}:{number} can not be tried here: {error}"
            facts.append(Fact(f"{path}:{number}", clean_line(pattern, 120), "a pattern that can be tried"))
            continue
        found = f"{'takes' if takes else 'refuses'} {value}"
        expected = "takes it" if wanted else "refuses it"
        facts.append(Fact(f"{path}:{number} {clean_line(pattern, 120)}", found, expected, takes is wanted))
    wrong = next((fact for fact in facts if fact.is_ok is False), None)
    if wrong is not None:
        what = look.context.render(step.says) or f"{path} {wrong.found}"
        advice = f"Land another pattern in {path} first, or choose another version."
        return look.say(not_so(step), what, facts=tuple(facts), advice=advice)
    if untold:
        advice = "Try it by hand: a shell says whether it takes the tag."
        return look.say(Verdict.UNKNOWN, untold, facts=tuple(facts), advice=advice)
    said = facts[0].found
    if step.expect == "prerelease":
        said = f"takes {value} for a {'pre-release' if wanted else 'normal release'}"
    return look.say(Verdict.DONE, f"{path} {said}, at {short_sha(commit)}", facts=tuple(facts))


def _text_at(commit: str, path: str, look: Look) -> str | None:
    return look.need(FilesAsk(commit, (path,))).text(path)


def _find(template: str, look: Look) -> re.Pattern[str]:
    """The expression, with the release's values taken literally."""
    values = {name: re.escape(value) for name, value in look.context.values.items()}
    try:
        return _compiled(render(template, values))
    except (re.error, OverflowError, RecursionError) as error:
        what = f"`find` is no regular expression: {error}"
        raise NotSeenError(look.say(Verdict.UNKNOWN, what, advice="Put it right in the playbook.")) from None


@lru_cache(maxsize=256)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@lru_cache(maxsize=256)
def _lines(find: re.Pattern[str], text: str) -> tuple[tuple[int, str], ...]:
    """Number and text of each line that holds it."""
    return tuple((number, line) for number, line in enumerate(text.splitlines(), 1) if find.search(line))


def _patterns(find: re.Pattern[str], text: str) -> tuple[tuple[int, str], ...]:
    """Line and pattern of each place that holds one; the same pattern counts once."""
    found: dict[str, int] = {}
    for number, line in _lines(find, text):
        match = find.search(line)
        if match is not None and find.groups and match[1]:
            found.setdefault(match[1], number)
    return tuple((number, pattern) for pattern, number in found.items())
