"""The board as plain text and as JSON: what the screen shows, for pipes and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gonogo.cli.exits import EXIT_OF
from gonogo.cli.output import say, say_json
from gonogo.model.asks import BoardAsk
from gonogo.model.day import BranchHead
from gonogo.model.verdicts import WORST_FIRST, Standing, Verdict

if TYPE_CHECKING:
    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.github import Board, CheckCounts


def mark(standing: Standing) -> str:
    """One glyph and one word for a standing."""
    if standing.waived:
        return "~ waived "
    if standing.is_past:
        return "· past   "
    if not standing.is_reached and standing.finding.verdict is not Verdict.DONE:
        return "○ later  "
    return {
        Verdict.DONE: "✓ done   ",
        Verdict.GO: "▶ GO     ",
        Verdict.HOLD: "● HOLD   ",
        Verdict.NO_GO: "✗ NO-GO  ",
        Verdict.UNKNOWN: "? UNKNOWN",
    }[standing.finding.verdict]


def print_day(day: Day) -> int:
    """The whole board as text; the exit code of the worst release."""
    say(f"{day.repo}  seen by @{day.viewer or '?'}" + ("  REHEARSAL" if day.is_rehearsal else ""))
    for view in day.views:
        say()
        _print_release(view)
    if day.next_up is not None and len(day.views) > 1:
        say(f"\nNext: {day.next_up[1]}")
    if not day.views:
        say("No release is under way. Start one: gonogo start PROCESS VERSION")
    seen = day.snapshot.get(BoardAsk())
    if seen is not None and seen.value is not None:
        _print_board(seen.value, day)
    elif seen is not None and seen.problem is not None:
        say(f"\nThe board could not be read: {seen.problem.what}")
        return EXIT_OF[Verdict.UNKNOWN]
    return exit_code(day)


def print_days(day: Day) -> int:
    """Several repositories, each as a board of its own, and what is next of all; the worst exit code."""
    codes: list[int] = []
    for one in day.days:
        if codes:
            say("\n" + "─" * 80)
        if one.snapshot.answers:
            codes.append(print_day(one))
        else:
            say(f"{one.repo}\n\nUNKNOWN  It could not be looked at: {one.problem}")
            codes.append(EXIT_OF[Verdict.UNKNOWN])
    if day.next_up is not None:
        say(f"\nNext of all: {day.next_up[1]}")
    return _worst(codes)


def print_days_json(day: Day) -> int:
    """Several repositories as one JSON object; the worst exit code."""
    found = [_day_json(one) for one in day.days]
    code = _worst([one["exit"] for one in found])
    say_json(
        {
            "exit": code,
            "next": {"release": day.next_up[0], "why": day.next_up[1]} if day.next_up else None,
            "repositories": found,
        }
    )
    return code


def _worst(codes: list[int]) -> int:
    return next((EXIT_OF[verdict] for verdict in WORST_FIRST if EXIT_OF[verdict] in codes), 0)


def exit_code(day: Day) -> int:
    """0 GO or done, 3 HOLD, 4 NO-GO, 5 UNKNOWN: of the worst release."""
    verdicts = {view.assessment.verdict for view in day.views}
    seen = day.snapshot.get(BoardAsk())
    if seen is None or not seen.is_known:
        verdicts.add(Verdict.UNKNOWN)
    return next((EXIT_OF[verdict] for verdict in WORST_FIRST if verdict in verdicts), 0)


def _print_release(view: ReleaseView) -> None:
    assessment = view.assessment
    say(f"{assessment.verdict:<8} {view.release.repo.name} {view.release.version}  ({view.release.process})")
    say(f"         {assessment.reason}")
    if view.since is not None and assessment.verdict is not Verdict.DONE:
        say(f"         {'' if view.since.is_sure else 'at least '}since {view.since.at:%Y-%m-%d %H:%M} UTC")
    phase = ""
    for standing in assessment.standings:
        text = view.step(standing.step_id)
        if text.phase != phase:
            phase = text.phase
            say(f"  {phase}")
        say(f"    {mark(standing)} {text.title:<52} {standing.waived or standing.finding.evidence}")


def _print_board(board: Board, day: Day) -> None:
    say("\nBranches")
    for branch in board.branches:
        distance = "" if branch.ahead is None else f"+{branch.ahead} -{branch.behind}"
        head = next((h for h in day.heads if (h.branch, h.sha) == (branch.name, branch.sha)), None)
        said = _at_head(head or BranchHead(branch.name, branch.sha))
        say(f"    {branch.name:<32} {branch.sha[:7]}  {said:<32} {distance:<9} {_checks(branch.checks)}")
    say("Pull requests" if board.pulls else "Pull requests: none open")
    for pull in board.pulls:
        say(f"    #{pull.number:<5} {pull.title[:60]:<60} @{pull.author}  {_checks(pull.checks)}")
    say("Gates" if board.gates else "Gates: none waits")
    for gate in board.gates:
        who = "you may approve" if gate.can_approve else "waits for " + ", ".join(gate.reviewers)
        say(f"    {gate.environment:<20} run {gate.run_id}  {who}")
    if board.gaps:
        say("Not readable: " + "; ".join(board.gaps))


def _at_head(head: BranchHead) -> str:
    """`0.6.0 after v0.5.0`; what was not seen is unknown."""
    version = "version unknown" if head.version is None else head.version or "no version"
    if not head.tag:
        return f"{version}, {'last tag unknown' if head.tag is None else 'no tag'}"
    return f"{version} {'at' if head.is_at_head else 'after'} {head.tag}"


def _checks(counts: CheckCounts) -> str:
    if not counts.is_known:
        return "checks unknown"
    return counts.in_words if counts.total else "no checks"


def print_day_json(day: Day) -> int:
    """The board as one JSON object; the exit code of the worst release."""
    found = _day_json(day)
    say_json(found)
    return exit_code(day)


def _day_json(day: Day) -> dict[str, Any]:
    seen = day.snapshot.get(BoardAsk())
    problem = seen.problem.what if seen and seen.problem else day.problem or None
    return {
        "repository": str(day.repo),
        "viewer": day.viewer,
        "rehearsal": day.is_rehearsal,
        "exit": exit_code(day),
        "next": {"release": day.next_up[0], "why": day.next_up[1]} if day.next_up else None,
        "releases": [_release_json(view) for view in day.views],
        "board": seen.value if seen else None,
        "board_problem": problem,
        "heads": [
            {"branch": h.branch, "commit": h.sha, "version": h.version, "tag": h.tag, "at_head": h.is_at_head}
            for h in day.heads
        ],
    }


def _release_json(view: ReleaseView) -> dict[str, Any]:
    return {
        "id": view.release.release_id,
        "process": view.release.process,
        "version": view.release.version,
        "tag": view.tag,
        "commit": view.release_sha,
        "verdict": view.assessment.verdict,
        "reason": view.assessment.reason,
        "next": view.assessment.next_step,
        "since": {"at": view.since.at, "sure": view.since.is_sure} if view.since else None,
        "steps": [_step_json(view, standing) for standing in view.assessment.standings],
    }


def _step_json(view: ReleaseView, standing: Standing) -> dict[str, Any]:
    text = view.step(standing.step_id)
    return {
        "id": standing.step_id,
        "kind": text.kind,
        "type": text.what,
        "title": text.title,
        "phase": text.phase,
        "verdict": standing.finding.verdict,
        "evidence": standing.finding.evidence,
        "seen_at": standing.finding.seen_at,
        "source": standing.finding.source,
        "link": standing.finding.link,
        "advice": standing.finding.advice,
        "facts": list(standing.finding.facts),
        "blocked_by": list(standing.blocked_by),
        "settled": standing.is_settled,
        "decides": standing.decides,
        "waived": standing.waived,
        "offers": [
            {"verb": o.verb, "title": o.title, "tier": o.tier, "refused": o.refused} for o in standing.offers
        ],
    }
