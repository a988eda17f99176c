"""Judge of the bump: of every version file, or of the changelog alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.assess.pulls import merged_without
from gonogo.bump.versions import compare, is_version
from gonogo.errors import BumpError
from gonogo.model.asks import HeadAsk, HitsAsk, PullAsk
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Offer, Tier, Verdict
from gonogo.playbook.changelog import has_section, notes_edits, notes_path
from gonogo.playbook.ground import files_ask

if TYPE_CHECKING:
    from gonogo.assess.context import Judged, Look
    from gonogo.model.github import PullRequest
    from gonogo.playbook.steps import BumpDo


def judge_bump(step: BumpDo, look: Look) -> Judged:
    """Done when the base says the version, or its pull request is there."""
    branch, base = look.context.render(step.branch), look.context.render(step.base)
    if step.files == "changelog":
        return _judge_notes(step, base, look)
    pull_ask = PullAsk(branch, base)
    is_pull = step.via == "pull-request"
    if is_pull:
        look.want(pull_ask, HeadAsk(branch))
    version, commit, done = version_of_base(base, look.context.release.version, look)
    if done:
        return done
    if is_pull and (pull := open_pull(pull_ask, look)):
        word = "open" if pull.state == "OPEN" else "merged"
        return look.say(Verdict.DONE, f"#{pull.number} {word} from {branch}", link=pull.url)
    look.want(HitsAsk(commit, look.context.release.previous), files_ask(look.context.playbook, commit))
    wanted, previous = look.context.release.version, look.context.release.previous
    if version != previous and not _is_below(version, look):
        return look.say(
            Verdict.NO_GO,
            f"{look.context.render(step.base)} says {version}: neither {previous} nor {wanted}",
            advice="Somebody moved the version: put it back, or begin a release from this version.",
        )
    if is_pull and (pushed := look.need(HeadAsk(branch))):
        return _pushed_already(step, branch, pushed, look)
    how = f"pull request from {branch}" if is_pull else f"push to {look.context.render(step.base)}"
    offer = Offer("do", f"Bump {previous} to {wanted}, {how}", Tier.SHOW)
    return look.say(Verdict.GO, f"{previous} to {wanted} on {short_sha(commit)}", offers=(offer,))


def _is_below(version: str, look: Look) -> bool:
    """Where `previous` is the last tag's version, the tree may say any one below the wanted."""
    process = look.context.playbook.processes[look.context.release.process]
    scheme, wanted = look.context.playbook.version.scheme, look.context.release.version
    are_versions = is_version(version, scheme) and is_version(wanted, scheme)
    return process.previous == "tag" and are_versions and compare(version, wanted, scheme) < 0


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


def _judge_notes(step: BumpDo, base: str, look: Look) -> Judged:
    """The changelog alone: done when it says already what it is to say."""
    context = look.context
    head = look.head(base)
    seen = look.need(files_ask(context.playbook, head))
    texts = {file.path: file.text for file in seen.files if file.text is not None}
    path, version = notes_path(context.playbook, context.release), context.release.version
    try:
        made = notes_edits(context.playbook, context.release, step.changelog, texts, context.now.date())
    except BumpError as error:
        advice = error.advice or f"Put {path} right on {base}."
        return look.say(Verdict.NO_GO, f"{path or 'changelog'}: {error.what}", advice=advice)
    if not made.edits:
        if not has_section(context.playbook, context.release, texts):
            advice = f"Write the notes of {version} on {base} first."
            return look.say(Verdict.NO_GO, f"{path} has no section of {version} on {base}", advice=advice)
        return look.say(Verdict.DONE, f"{path} is ready on {base}, {short_sha(head)}")
    notes = "; ".join(made.edits[0].notes) or "changed"
    how = f"push to {base}"
    if step.via == "pull-request":
        branch = context.render(step.branch)
        pull = open_pull(PullAsk(branch, base), look)
        if pull is not None and pull.state == "MERGED":
            return merged_without(pull, base, look)
        if pull is not None:
            return look.say(Verdict.DONE, f"#{pull.number} open from {branch}", link=pull.url)
        how = f"pull request from {branch}"
    offer = Offer("do", f"Edit {path} for {version}, {how}", Tier.SHOW)
    return look.say(Verdict.GO, f"{path} on {short_sha(head)}: {notes}", offers=(offer,))


def version_of_base(base: str, wanted: str, look: Look) -> tuple[str, str, Judged | None]:
    """Version and commit of a base branch; and that it is done, when that is the wanted version."""
    commit = look.commit(base)
    version = look.version_at(commit)
    if version != wanted and look.tag() is not None:
        # A tag on the wrong commit is the tag's own trouble: the bump may well be on the branch.
        commit = look.head(base)
        version = look.version_at(commit)
    if version != wanted:
        return version, commit, None
    return version, commit, look.say(Verdict.DONE, f"{base} says {version} on {short_sha(commit)}")


def open_pull(ask: PullAsk, look: Look) -> PullRequest | None:
    """A pull request that is open or merged: one that was closed unmerged does not count."""
    pull = look.need(ask)
    return pull if pull and pull.state in ("OPEN", "MERGED") else None
