"""Plans of the bump and of the merge of its pull request."""

from __future__ import annotations

import hashlib
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gonogo.bump.tree import plan_moves
from gonogo.errors import BumpError, RefusedError
from gonogo.model.asks import HeadAsk, HitsAsk, PullAsk, RulesAsk
from gonogo.model.local import Hit
from gonogo.model.plans import EnqueuePull, MergePull, OpenPull, PushBump
from gonogo.model.text import clean_line
from gonogo.model.verdicts import Tier
from gonogo.plan.tree_rules import tree_rules
from gonogo.playbook.changelog import notes_edits
from gonogo.playbook.ground import files_ask
from gonogo.playbook.steps import OldVersionCheck

if TYPE_CHECKING:
    from gonogo.bump.release import ReleaseFiles
    from gonogo.model.plans import FileEdit, Plan
    from gonogo.plan.ground import Ground
    from gonogo.playbook.steps import BumpDo, MergeDo


def plan_bump(step: BumpDo, ground: Ground) -> Plan:
    """Commit every edit on the base's HEAD; with a pull request, or straight to the base.

    Raises:
        RefusedError: a file can not be bumped, or was not seen.
    """
    base = ground.render(step.base)
    base_sha = ground.there(HeadAsk(base), f"origin's {base}")
    branch, message = ground.render(step.branch), ground.render(step.message)
    is_notes = step.files == "changelog"
    if (
        not is_notes
        and step.via == "pull-request"
        and (pushed := ground.need(HeadAsk(branch), f"origin's {branch}"))
    ):
        pull = OpenPull(branch, base, message.splitlines()[0], _body(ground, ()))
        return ground.plan(pull, rests_on={branch: pushed, base: base_sha})
    files = _notes_files(step, ground, base_sha) if is_notes else _release_files(step, ground, base_sha)
    if not files.edits:
        raise RefusedError("nothing would change: every file says the version already")
    target = branch if step.via == "pull-request" else base
    push = PushBump(base, base_sha, target, message, files.edits, sign_off=ground.playbook.sign_off)
    rests_on = {base: base_sha} | {edit.path: f"sha256 {_digest(edit.before)}" for edit in files.edits}
    actions: tuple[PushBump | OpenPull, ...] = (push,)
    warnings = files.warnings
    if step.via == "pull-request":
        pull = OpenPull(branch, base, message.splitlines()[0], _body(ground, files.edits, is_notes=is_notes))
        actions = (push, pull)
    else:
        warnings = (f"This pushes straight to {base}.", *warnings)
    leftovers = () if is_notes else _leftovers(ground, base_sha, files.edits)
    return ground.plan(*actions, warnings=warnings, leftovers=leftovers, rests_on=rests_on)


def _notes_files(step: BumpDo, ground: Ground, base_sha: str) -> ReleaseFiles:
    """The changelog alone."""
    seen = ground.need(files_ask(ground.playbook, base_sha), "the changelog")
    texts = {file.path: file.text for file in seen.files if file.text is not None}
    try:
        return notes_edits(ground.playbook, ground.release, step.changelog, texts, ground.now.date())
    except BumpError as error:
        raise RefusedError(error.what, advice=error.advice, where=error.where) from error


def _release_files(step: BumpDo, ground: Ground, base_sha: str) -> ReleaseFiles:
    playbook, release = ground.playbook, ground.release
    seen = ground.need(files_ask(playbook, base_sha), "the version files")
    texts = {file.path: file.text for file in seen.files if file.text is not None}
    crate = release.inputs.get("crate", "")
    try:
        tree = tree_rules(playbook, texts, notes=step.changelog, crate=crate)
        tree = tree if tree.units else tree._replace(version=release.previous)
        moves = tree.moves(release.version)
        return plan_moves(texts, tree, moves, new=release.version, date=ground.now.date())
    except BumpError as error:
        raise RefusedError(error.what, advice=error.advice, where=error.where) from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _body(ground: Ground, edits: tuple[FileEdit, ...], *, is_notes: bool = False) -> str:
    """The pull request's text: what moves, file by file."""
    lines = [f"Moves {ground.release.previous} to {ground.release.version}."]
    if is_notes:
        lines = [f"Brings the changelog to {ground.release.version}."]
    if edits:
        lines += ["", *(f"- `{edit.path}`: {'; '.join(edit.notes) or 'changed'}" for edit in edits)]
    return "\n".join(lines) + "\n"


def _leftovers(ground: Ground, base_sha: str, edits: tuple[FileEdit, ...]) -> tuple[Hit, ...]:
    """Lines that would still name the previous version: in files that stay, and in what the edits leave.

    A changelog keeps its old headings and a lock file other packages of the same number,
    so these two are not searched.
    """
    playbook, previous = ground.playbook, ground.release.previous
    ignored = [glob for step in _old_version_steps(ground) for glob in step.ignore]
    quiet = {file.path for file in playbook.version.files if file.format == "cargo-lock"}
    if playbook.changelog:
        quiet.add(playbook.changelog.path)
    edited = {edit.path: edit.after for edit in edits if edit.path not in quiet}
    seen = ground.glance(HitsAsk(base_sha, previous))
    stay = [
        hit
        for hit in (seen.hits if seen else ())
        if hit.path not in edited
        and hit.path not in quiet
        and not any(fnmatchcase(hit.path, g) for g in ignored)
    ]
    whole = re.compile(rf"(?<![0-9.]){re.escape(previous)}(?!\.?[0-9])")
    for path, after in edited.items():
        lines = enumerate(after.splitlines(), 1)
        stay += [Hit(path, number, clean_line(line)) for number, line in lines if whole.search(line)]
    return tuple(sorted(stay, key=lambda hit: (hit.path, hit.line)))


def _old_version_steps(ground: Ground) -> tuple[OldVersionCheck, ...]:
    steps = ground.playbook.processes[ground.release.process].steps
    return tuple(step for step in steps if isinstance(step, OldVersionCheck))


def plan_merge(step: MergeDo, ground: Ground) -> Plan:
    """Merge the pull request at exactly the head that was seen; where the base has a queue, enqueue it."""
    branch, base = ground.render(step.branch), ground.render(step.base)
    pull = ground.there(PullAsk(branch, base), f"the pull request from {branch}")
    rules = ground.glance(RulesAsk(base))
    action: MergePull | EnqueuePull = MergePull(pull.number, pull.head_sha, step.method)
    warnings = [f"This moves {base}: CI runs again, for the commit that the merge makes."]
    if rules is not None and rules.has_queue:
        action = EnqueuePull(pull.number, pull.head_sha)
        warnings = [f"{base} has a merge queue: it is merged when its turn comes and its checks are green."]
    elif rules is None:
        warnings.append(
            f"The rules of {base} could not be read: GitHub refuses it where it has a merge queue."
        )
    if step.marker:
        marker = ground.playbook.processes[ground.release.process].marker
        warnings.append(f"Its commit carries {marker!r}: automation then tags {ground.tag} and publishes it.")
        warnings.append(
            f"Nobody may push to {base} until {ground.tag} is there: that cancels the run that tags."
        )
    return ground.plan(
        action,
        type_to_confirm=ground.release.version if ground.offer.tier is Tier.TYPE else "",
        warnings=tuple(warnings),
        rests_on={f"#{pull.number}": pull.head_sha},
    )
