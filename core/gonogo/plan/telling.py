"""Plans that lead people: a banner on a release, images put back, an incident told, an announcement, a command."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from gonogo.bump.described import changelog_rule
from gonogo.bump.incident import put_words
from gonogo.errors import BumpError, RefusedError
from gonogo.model.asks import FilesAsk, HeadAsk, ImageAsk, ReleaseAsk, TagsAsk, TrustAsk
from gonogo.model.plans import Announce, CopyImage, EditRelease, OpenPull, PushBump, RunCommand
from gonogo.playbook.commit import tag_glob
from gonogo.playbook.ground import commit_of
from gonogo.playbook.lines import highest_of_line, image_tag, is_in_line

if TYPE_CHECKING:
    from gonogo.model.plans import Plan
    from gonogo.plan.ground import Ground
    from gonogo.playbook.steps import AnnounceDo, CommandDo, DeprecateDo, ImagesCheck, IncidentDo, RetagDo


def plan_deprecate(step: DeprecateDo, ground: Ground) -> Plan:
    """Put the banner on top; the notes stay below it, to the byte.

    Raises:
        RefusedError: there is no release, or it was not seen.
    """
    release = ground.there(ReleaseAsk(ground.tag), f"the release of {ground.tag}")
    banner = f"{ground.render(step.heading).strip()}\n\n{ground.render(step.message).strip()}\n"
    after = f"{banner}\n{release.body}" if release.body else banner
    return ground.plan(
        EditRelease(release.release_id, ground.tag, release.body, after),
        warnings=(
            f"Everybody who reads the release of {ground.tag} sees this from then on.",
            "The tag, the release and its files stay: nothing is deleted.",
            *after.splitlines()[: len(banner.splitlines())],
        ),
        rests_on={f"notes of {ground.tag}": f"sha256 {_digest(release.body)}"},
    )


def plan_retag(step: RetagDo, ground: Ground) -> Plan:
    """Copy the source's manifest to every tag that is elsewhere and may be on it.

    Raises:
        RefusedError: the source is not there, or nothing would change.
    """
    name, source = ground.render(step.image), ground.render(step.source)
    good = ground.need(ImageAsk(name, source), f"{name}:{source}")
    if not good.is_there:
        raise RefusedError(f"{name} has no {source}", advice="Look again, then plan again.")
    tags = tuple(dict.fromkeys(ground.render(tag) for tag in step.tags))
    now = {tag: ground.need(ImageAsk(name, tag), f"{name}:{tag}") for tag in tags}
    left = [tag for tag in tags if is_in_line(tag, source) and now[tag].digest != good.digest]
    if not left:
        raise RefusedError(f"every tag is on {source} already", advice="Look again, then plan again.")
    stay = [tag for tag in tags if not is_in_line(tag, source)]
    warnings = [
        f"Whoever pulls {', '.join(left)} gets {source} from then on.",
        "The manifest is copied as it is: every platform stays. Nothing is deleted.",
    ]
    if stay:
        warnings.append(f"{', '.join(stay)} stays: {source} is of another line.")
    return ground.plan(
        *(CopyImage(name, tag, good.digest, now[tag].digest, source) for tag in left),
        warnings=tuple(warnings),
        rests_on={source: good.digest} | {tag: now[tag].digest or "not there" for tag in left},
    )


def plan_aliases(step: ImagesCheck, ground: Ground) -> Plan:
    """Copy the manifest of the highest version of its line to every moving tag that is elsewhere.

    Raises:
        RefusedError: an image was not seen or is not there, or nothing would change.
    """
    playbook, release, name = ground.playbook, ground.release, ground.render(step.image)
    tags = ground.need(TagsAsk(tag_glob(playbook, release)), "origin's tags")
    copies = []
    for alias in dict.fromkeys(ground.render(tag) for tag in step.aliases):
        highest = highest_of_line(playbook, release, tags, alias)
        if not highest:
            continue
        source = image_tag(step.tags[0], playbook, release, highest)
        good = ground.need(ImageAsk(name, source), f"{name}:{source}")
        now = ground.need(ImageAsk(name, alias), f"{name}:{alias}")
        if not good.is_there:
            raise RefusedError(f"{name} has no {source}", advice="Look again, then plan again.")
        if now.digest != good.digest:
            copies.append(CopyImage(name, alias, good.digest, now.digest, source))
    if not copies:
        raise RefusedError("every moving tag is where it must be", advice="Look again, then plan again.")
    return ground.plan(
        *copies,
        warnings=(
            *(f"Whoever pulls {copy.tag} gets {copy.source} from then on." for copy in copies),
            "The manifest is copied as it is: every platform stays. Nothing is deleted.",
        ),
        rests_on={copy.source: copy.digest for copy in copies}
        | {copy.tag: copy.was or "not there" for copy in copies},
    )


def plan_incident(step: IncidentDo, ground: Ground) -> Plan:
    """Write the words below the version's heading, as one commit; every other byte stays.

    Raises:
        RefusedError: the changelog was not seen, or has no section of the version.
    """
    base, branch = ground.render(step.base), ground.render(step.branch)
    head = ground.there(HeadAsk(base), f"origin's {base}")
    message = ground.render(step.message)
    pull = OpenPull(branch, base, message.splitlines()[0], ground.render(step.text).strip() + "\n")
    is_pull = step.via == "pull-request"
    if is_pull and (pushed := ground.need(HeadAsk(branch), f"origin's {branch}")):
        return ground.plan(pull, rests_on={branch: pushed, base: head})
    rule = changelog_rule(ground.playbook.changelog, "write", ground.release.inputs.get("crate", ""))
    if rule is None:
        raise RefusedError("the playbook names no changelog", advice="Add `changelog:` to the playbook.")
    text = ground.need(FilesAsk(head, (rule.path,)), rule.path).text(rule.path)
    if text is None:
        raise RefusedError(f"{rule.path} could not be read at {head[:7]}", advice="Look again.")
    try:
        edit = put_words(text, rule.path, ground.release.version, ground.render(step.text))
    except BumpError as error:
        raise RefusedError(error.what, advice=error.advice, where=error.where) from error
    push = PushBump(
        base, head, branch if is_pull else base, message, (edit,), sign_off=ground.playbook.sign_off
    )
    return ground.plan(
        *((push, pull) if is_pull else (push,)),
        warnings=() if is_pull else (f"This pushes straight to {base}.",),
        rests_on={base: head, rule.path: f"sha256 {_digest(text)}"},
    )


def plan_announce(step: AnnounceDo, ground: Ground) -> Plan:
    """Open it with the text as it is shown."""
    action = Announce(step.via, step.category, ground.render(step.heading), ground.render(step.message))
    return ground.plan(
        action,
        warnings=("Everybody who watches the repository is told at once: this can not be taken back.",),
        rests_on={"title": action.heading, "text": f"sha256 {_digest(action.body)}"},
    )


def plan_command(step: CommandDo, ground: Ground) -> Plan:
    """Run exactly this text, at exactly the commit that was seen.

    Raises:
        RefusedError: the commit is not known.
    """
    command, branch = ground.render(step.command), ground.render(step.at)
    head = commit_of(ground.playbook, ground.release, ground.snapshot, branch)
    if not head:
        raise RefusedError(f"origin's {branch} could not be looked at", advice="Look again, then plan again.")
    is_trusted = ground.need(TrustAsk(command), "whether the text is trusted")
    warnings = [f"It runs on this machine, with your rights, for at most {step.timeout_min} min."]
    if not is_trusted:
        warnings.append("From now on exactly this text is trusted here, until it changes:")
        warnings += command.splitlines()
    return ground.plan(
        RunCommand(command, head, step.timeout_min, is_trusted=is_trusted),
        warnings=tuple(warnings),
        rests_on={branch: head, "text": f"sha256 {_digest(command)}"},
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
