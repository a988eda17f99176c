"""gonogo start, plan, do, confirm, waive, withdraw and journal: what the screen can do, for scripts."""

from __future__ import annotations

import difflib
import os
import sys
from typing import TYPE_CHECKING

from gonogo.cli.output import say, say_json
from gonogo.cli.several import in_each
from gonogo.errors import RefusedError, UsageError
from gonogo.model.plans import PushBump
from gonogo.model.releases import OutcomeState
from gonogo.model.verdicts import Tier
from gonogo.model.withdrawals import not_undone

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from gonogo.compose.late import LateSession
    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.plans import Plan
    from gonogo.model.releases import Event
    from gonogo.session import Session

_PLANNED = ("do", "approve", "rerun", "latest", "reject")


async def start(session: Session, args: argparse.Namespace) -> int:
    """Begin a release."""
    await session.look()
    release_id = await session.start(args.process, {"version": args.version, **given_inputs(args.input)})
    say(f"{release_id} is under way.")
    return 0


def given_inputs(given: list[str]) -> dict[str, str]:
    """`NAME=VALUE`, one for each further input.

    Raises:
        UsageError: one is not of this form.
    """
    inputs: dict[str, str] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise UsageError(f"--input {one!r} is no NAME=VALUE", advice="Write it like --input crate=NAME.")
        inputs[name.strip()] = value
    return inputs


async def show_plan(session: Session, args: argparse.Namespace) -> int:
    """Print what a step would do; nothing is done."""
    view, step_id, verb = _target(await session.look(), args)
    plan = session.plan(view.release.release_id, step_id, verb, is_preview=True)
    if args.json:
        say_json({"plan": plan})
    else:
        print_plan(plan)
    return 0


async def do(session: Session, args: argparse.Namespace) -> int:
    """Do a step, if the confirmation that its tier asks for was given."""
    view, step_id, verb = _target(await session.look(), args)
    plan = session.plan(view.release.release_id, step_id, verb)
    print_plan(plan)
    if plan.tier is Tier.TYPE and args.type != plan.type_to_confirm:
        raise RefusedError("this can not be undone", advice=f"Add: --type {plan.type_to_confirm}")
    if plan.tier in (Tier.ASK, Tier.SHOW) and not args.yes:
        raise RefusedError("others will see this", advice="Add: --yes")
    await _unlock(session, plan)
    outcomes = await session.perform(plan, lambda text: say(f"  {text}"))
    return 0 if all(outcome.state is OutcomeState.DONE for outcome in outcomes) else 1


async def _unlock(session: Session, plan: Plan) -> None:
    """Have the signing key unlocked where there is a terminal; elsewhere signing says itself what it lacks.

    Raises:
        RefusedError: it stays locked.
    """
    key = await session.locked_key(plan)
    if not key or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    say(f"  The passphrase of {key} is asked for; gonogo does not see it.")
    wrong = session.unlock_key(os.ttyname(0))
    if wrong:
        raise RefusedError(f"{key}: {wrong}", advice="Nothing was sent: try again.")


async def confirm(session: Session, args: argparse.Namespace) -> int:
    """Record a decision."""
    view, step_id, _ = _target(await session.look(), args)
    text = view.step(step_id)
    if text.choices and not args.choice:
        raise UsageError(f"{step_id} needs a choice", advice=f"Add one of: {', '.join(text.choices)}")
    await session.confirm(view.release.release_id, step_id, args.choice or "yes", args.note)
    say(f"{step_id} is confirmed.")
    return 0


async def waive(session: Session, args: argparse.Namespace) -> int:
    """Override a step, with a reason."""
    view, step_id, _ = _target(await session.look(), args)
    await session.waive(view.release.release_id, step_id, args.reason)
    say(f"{step_id} is waived.")
    return 0


async def withdraw(session: Session, args: argparse.Namespace) -> int:
    """Take a release off the board, with a reason; say what stays sent."""
    view = _withdrawable(await session.look(), args.release)
    await session.withdraw(view.release.release_id, args.reason)
    say(f"{view.release.release_id} is withdrawn. {not_undone(view.events)}")
    return 0


def _withdrawable(day: Day, named: str | None) -> ReleaseView:
    """The release that is meant by its id, version or tag; the only one where none is named.

    Raises:
        UsageError: there is none, or there are several.
    """
    if not day.views:
        raise UsageError("no release is under way", advice="There is nothing to withdraw.")
    known = ", ".join(view.release.release_id for view in day.views)
    found = [
        view
        for view in day.views
        if not named or named in (view.release.release_id, view.release.version, view.tag)
    ]
    if not found:
        raise UsageError(f"no release {named} is under way", advice=f"Under way: {known}.")
    if len(found) > 1:
        raise UsageError(
            "several releases are under way" + (f" as {named}" if named else ""), advice=f"Name one: {known}."
        )
    return found[0]


def journal(session: Session, args: argparse.Namespace) -> int:
    """Print the journal, oldest first."""
    for event in session.journal(args.release or None):
        if args.json:
            say_json({"event": event})
        else:
            say(_line(event))
    return 0


async def journal_of_all(sessions: Sequence[LateSession], args: argparse.Namespace) -> int:
    """Print the journals of several repositories as one, oldest first."""

    async def read(session: Session) -> tuple[Event, ...]:
        return session.journal(args.release or None)

    found, code = await in_each(sessions, read)
    lines = [(event, repo) for repo, events in found for event in events]
    for event, repo in sorted(lines, key=lambda line: line[0].at):
        if args.json:
            say_json({"repository": str(repo), "event": event})
        else:
            say(_line(event, f"{repo}  "))
    return code


def _line(event: Event, repo: str = "") -> str:
    state = event.state.value if event.state else event.data.get("verdict", event.kind.value)
    what = event.action or event.kind.value
    where = event.step_id or event.release_id
    who = f"@{event.actor}  " if event.actor else ""
    return f"{event.at:%Y-%m-%d %H:%M:%S}Z  {repo}{who}{where}  {what}  {state}  {event.text}"


def print_plan(plan: Plan) -> None:
    """A plan as text: actions with their commands, diffs, warnings, what it rests on."""
    say(plan.title)
    for action in plan.actions:
        say(f"  {action.title}")
        for command in action.commands:
            say(f"      {command}")
        if isinstance(action, PushBump):
            _print_diffs(action)
    for warning in plan.warnings:
        say(f"  ! {warning}")
    for hit in plan.leftovers:
        say(f"  still names the old version: {hit.path}:{hit.line}: {hit.text.strip()[:80]}")
    for name, value in plan.rests_on.items():
        say(f"  rests on {name}: {value}")
    if plan.refused:
        say(f"  not now: {plan.refused}")


def _print_diffs(action: PushBump) -> None:
    for edit in action.edits:
        lines = difflib.unified_diff(
            edit.before.splitlines(),
            edit.after.splitlines(),
            f"a/{edit.path}",
            f"b/{edit.path}",
            n=1,
            lineterm="",
        )
        for line in lines:
            say(f"      {line}")


def _target(day: Day, args: argparse.Namespace) -> tuple[ReleaseView, str, str]:
    """The release, step and verb that are meant; the next step where none is named."""
    if not day.views:
        raise UsageError("no release is under way", advice="Start one: gonogo start PROCESS VERSION")
    view = day.views[0]
    if args.release:
        named = day.view(args.release)
        if named is None:
            known = ", ".join(v.release.release_id for v in day.views)
            raise UsageError(f"no release {args.release} is under way", advice=f"Under way: {known}.")
        view = named
    elif len(day.views) > 1:
        known = ", ".join(v.release.release_id for v in day.views)
        raise UsageError("several releases are under way", advice=f"Name one with --release: {known}.")
    step_id = args.step or view.assessment.next_step
    if not step_id or all(step.step_id != step_id for step in view.steps):
        known = ", ".join(step.step_id for step in view.steps)
        raise UsageError(
            f"no step {args.step!r}" if args.step else "no step is next", advice=f"Steps: {known}."
        )
    verb = getattr(args, "verb", "") or _main_verb(view, step_id)
    return view, step_id, verb


def _main_verb(view: ReleaseView, step_id: str) -> str:
    offers = view.assessment.standing(step_id).offers
    return next((offer.verb for offer in offers if offer.verb in _PLANNED), "do")
