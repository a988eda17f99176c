"""Plans of branches, of pull requests from branches that are there, and of backports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gonogo.errors import RefusedError
from gonogo.model.asks import CommitsAsk, DivideAsk, HeadAsk, LandingsAsk, TagsAsk
from gonogo.model.plans import OpenPull, PushBackport, PushBranch
from gonogo.model.text import clean_line, short_sha
from gonogo.playbook.picks import find_picks
from gonogo.playbook.templates import render

if TYPE_CHECKING:
    from gonogo.model.local import CommitLine
    from gonogo.model.plans import Plan
    from gonogo.plan.ground import Ground
    from gonogo.playbook.steps import BackportDo, BranchDo, PullRequestDo

_FULL = re.compile(r"[0-9a-f]{40}")


def plan_branch(step: BranchDo, ground: Ground) -> Plan:
    """Create the branch at exactly the commit that was seen."""
    branch, start = ground.render(step.branch), ground.render(step.start)
    target = _target(start, ground)
    return ground.plan(
        PushBranch(branch, target, start),
        warnings=("Others see the branch at once, and its rules hold from the first push on.",),
        rests_on={start: target},
    )


def _target(name: str, ground: Ground) -> str:
    if _FULL.fullmatch(name):
        return name
    tags = ground.need(TagsAsk(name), f"the tag {name}")
    tag = next((ref for ref in tags if ref.name == name), None)
    return tag.commit if tag is not None else ground.there(HeadAsk(name), f"origin's {name}")


def plan_pull_request(step: PullRequestDo, ground: Ground) -> Plan:
    """Open the pull request; what is on the branch stays as it is."""
    base, branch = ground.render(step.base), ground.render(step.branch)
    head = ground.there(HeadAsk(branch), f"origin's {branch}")
    message = render(step.message, {**ground.values, "branch": branch, "base": base})
    lines = message.splitlines()
    body = "\n".join(lines[1:]).strip() or f"{ground.release.process} {ground.release.version}"
    return ground.plan(
        OpenPull(branch, base, lines[0], body + "\n"),
        warnings=(f"CI starts for {short_sha(head)}, and reviewers are told.",),
        rests_on={branch: head},
    )


def plan_backport(step: BackportDo, ground: Ground) -> Plan:
    """Cherry-pick what is not there yet, away from the checkout, and open the pull request.

    Raises:
        RefusedError: a commit can not be told, or everything is there.
    """
    base, source = ground.render(step.base), ground.render(step.source)
    branch = ground.render(step.branch)
    head = ground.there(HeadAsk(base), f"origin's {base}")
    source_head = ground.there(HeadAsk(source), f"origin's {source}")
    pushed = ground.need(HeadAsk(branch), f"origin's {branch}")
    parted = ground.need(DivideAsk(source_head, head), f"where {base} parted from {source}").base
    newest = ground.need(CommitsAsk(parted, source_head), f"the commits of {source}")
    picks = find_picks(ground.render(step.commits), newest)
    if picks.unread:
        word, why = next(iter(picks.unread.items()))
        raise RefusedError(f"{clean_line(word, 42)}: {why}")
    landed = ground.need(LandingsAsk(parted, head, source_head), f"the commits of {base}")
    there = {one.on_source for one in landed if one.how}
    left = tuple(sha for sha in picks.commits if sha not in there)
    if not left:
        raise RefusedError(f"{base} has all of it already", advice="Look again, then plan again.")
    subjects = {line.sha: line for line in newest}
    pull = OpenPull(branch, base, _heading(left, base, subjects), _body(left, base, subjects))
    if pushed:
        return ground.plan(pull, rests_on={branch: pushed, base: head})
    return ground.plan(
        PushBackport(base, head, branch, left, sign_off=ground.playbook.sign_off),
        pull,
        warnings=(
            "A conflict stops it: the files are named, nothing is pushed, the checkout is not touched.",
            f"{base} moves only when the pull request is merged.",
        ),
        rests_on={base: head} | {short_sha(sha): _subject(sha, subjects) for sha in left},
    )


def _heading(commits: tuple[str, ...], base: str, subjects: dict[str, CommitLine]) -> str:
    if len(commits) == 1:
        return clean_line(f"{_subject(commits[0], subjects)} [{base}]", 120)
    return f"Backport {len(commits)} commits to {base}"


def _body(commits: tuple[str, ...], base: str, subjects: dict[str, CommitLine]) -> str:
    lines = (f"- {sha} {_subject(sha, subjects)}".rstrip() for sha in commits)
    return f"Picked onto `{base}`:\n\n" + "\n".join(lines) + "\n"


def _subject(sha: str, subjects: dict[str, CommitLine]) -> str:
    line = subjects.get(sha)
    return clean_line(line.subject, 100) if line is not None else ""
