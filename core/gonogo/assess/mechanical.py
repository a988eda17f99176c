"""Judge of a bump's pull request: is it what the playbook computes, and nothing else?"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gonogo.assess.times import written_date
from gonogo.assess.words import count
from gonogo.bump.judging import Change, Judgement, judge_change
from gonogo.bump.review import review_bump
from gonogo.errors import BumpError
from gonogo.model.asks import ChangesAsk, HeadAsk, PullAsk
from gonogo.model.text import clean_line, short_sha
from gonogo.model.verdicts import Fact, Verdict
from gonogo.playbook.changelog import notes_edits, notes_path
from gonogo.playbook.ground import files_ask

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.bump.described import Notes
    from gonogo.bump.review import Hunk
    from gonogo.model.edits import FileEdit
    from gonogo.model.local import ChangedFiles, FileSet
    from gonogo.playbook.shape import ChangelogPart, VersionPart
    from gonogo.playbook.steps import BumpIsMechanicalCheck

_FACTS = 50
"""Rows that are shown of what is not mechanical."""


def judge_bump_is_mechanical(step: BumpIsMechanicalCheck, look: Look) -> Judged:
    """Compute the bump again from where the pull request's branch began, and compare every byte."""
    base, branch = look.context.render(step.base), look.context.render(step.branch)
    look.want(PullAsk(branch, base), HeadAsk(base))
    pull = look.need(PullAsk(branch, base))
    if pull is None or pull.state not in ("OPEN", "MERGED"):
        return look.say(Verdict.HOLD, f"no pull request from {branch} yet")
    since = look.head(base)
    changes = look.need(ChangesAsk(since, pull.head_sha))
    if pull.state == "MERGED" and changes.base == pull.head_sha:
        what = f"#{pull.number} is merged: its base is not told by the branches any more"
        return look.say(Verdict.UNKNOWN, what, link=pull.url, advice="Use gonogo review-bump BASE..HEAD.")
    playbook = look.context.playbook
    files = look.need(files_ask(playbook, changes.base))
    wanted = look.context.render(step.version)
    try:
        judged = _judge(playbook.version, playbook.changelog, step.changelog, changes, files)
        is_still = not judged.moves and wanted in ("", look.version_at(changes.base))
        if is_still:
            judged = _judge_notes(step, changes, files, look)
    except BumpError as error:
        where = f"{error.where}: " if error.where else ""
        return look.say(
            Verdict.UNKNOWN,
            f"#{pull.number} could not be computed again: {where}{error.what}",
            advice=error.advice or "Review it by hand.",
            link=pull.url,
        )
    moved = {new for _, new in judged.moves.values()}
    if judged.moves and wanted not in moved:
        what = f"#{pull.number} moves to {', '.join(sorted(moved))}, not to {wanted or 'none'}"
        return look.say(Verdict.NO_GO, what, link=pull.url, advice="It is another release's pull request.")
    odd = tuple(hunk for hunk in judged.review.hunks if str(hunk.kind) not in step.allow)
    facts = _facts(judged, step)
    what = f"{count(len(judged.review.mechanical), 'file')} as computed at {short_sha(pull.head_sha)}"
    if not judged.moves and not is_still:
        what = f"#{pull.number} moves no version"
    elif odd:
        what = f"{count(len(odd), 'hunk')} not mechanical: {_place(odd[0])} {odd[0].kind}"
    if odd or not (judged.moves or is_still):
        advice = "Read these lines. Take them out of the pull request, or waive them with a reason."
        return look.say(Verdict.NO_GO, what, facts=facts, advice=advice, link=pull.url)
    return look.say(Verdict.DONE, what, facts=facts, link=pull.url)


def _judge_notes(step: BumpIsMechanicalCheck, changes: ChangedFiles, files: FileSet, look: Look) -> Judgement:
    """A change that is to move no version: the changelog's own edit, and nothing else."""
    playbook, release = look.context.playbook, look.context.release
    texts = {file.path: file.text for file in files.files if file.text is not None}
    before = {file.path: file.text for file in changes.before}
    after = {file.path: file.text for file in changes.after}
    path = notes_path(playbook, release)
    said = written_date(after.get(path) or "", release.version)
    edits: tuple[FileEdit, ...] = ()
    if step.changelog != "leave" and path in texts:
        edits = notes_edits(playbook, release, step.changelog, texts, said or changes.on).edits
    return Judgement(review_bump(before, after, edits, playbook.version.uncomputed), {})


def _facts(judged: Judgement, step: BumpIsMechanicalCheck) -> tuple[Fact, ...]:
    rows = [
        Fact(
            _place(hunk),
            f"+{hunk.added} -{hunk.removed} {hunk.text}",
            str(hunk.kind),
            str(hunk.kind) in step.allow,
        )
        for hunk in judged.review.hunks[:_FACTS]
    ]
    more = len(judged.review.hunks) - _FACTS
    if more > 0:
        rows.append(Fact("more", count(more, "hunk"), is_ok=False))
    rows += [
        Fact(clean_line(path), "not checked: can not be computed here") for path in judged.review.unchecked
    ]
    rows += [Fact("note", clean_line(remark, 200)) for remark in judged.remarks]
    return tuple(rows)


def _place(hunk: Hunk) -> str:
    return f"{clean_line(hunk.path, 80)}:{hunk.line}" if hunk.line else clean_line(hunk.path, 80)


@lru_cache(maxsize=64)
def _judge(
    version: VersionPart, log: ChangelogPart | None, notes: Notes, changes: ChangedFiles, files: FileSet
) -> Judgement:
    """Judged once for a commit: this takes longer than everything else that is assessed."""
    change = Change(
        tree={file.path: file.text for file in files.files if file.text is not None},
        before={file.path: file.text for file in changes.before},
        after={file.path: file.text for file in changes.after},
        on=changes.on,
    )
    return judge_change(version, log, change, (notes,))
