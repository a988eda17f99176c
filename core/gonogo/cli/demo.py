"""`gonogo demo`: a repository in miniature on the embedded GitHub; all of them, played, as a table."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gonogo.cli.output import say, say_json
from gonogo.cli.play import Line, play, print_json_line, print_line
from gonogo.cli.report.command import keep_records
from gonogo.compose.demo_day import MOMENTS, moment_wish
from gonogo.compose.demos import DEMOS, choices_of, demo_named, demo_wish, fault_named
from gonogo.compose.faults import FAULTS
from gonogo.compose.rehearsal import open_rehearsal
from gonogo.errors import GonogoError, UsageError, explain
from gonogo.model.verdicts import Verdict

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

    from gonogo.compose.opened import Opened
    from gonogo.compose.rehearsal import RehearsalWish

SPEED = 30.0
"""Seconds of a demo's day for one real second, unless --speed says otherwise."""


@dataclass(frozen=True, slots=True)
class Played:
    """How one demo ended.

    Attributes:
        expected: The verdict that it must end with.
        verdict: The one that it did end with; empty when it broke off.
        sentence: Why.
    """

    name: str
    process: str
    fault: str
    expected: str
    verdict: str
    sentence: str
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether it ended as it must."""
        return self.verdict == self.expected


def demo(args: argparse.Namespace, show: Callable[[Callable[[], Opened]], int]) -> int:
    """Run `gonogo demo`.

    Args:
        args: What was typed.
        show: Opens the board on a rehearsal, which it opens itself.

    Raises:
        UsageError: there is no such demo, process or fault.
    """
    if args.list:
        return _list(is_json=args.json)
    if args.all:
        return _play_all(args)
    if not args.name:
        if args.process or args.fault:
            raise UsageError("which demo is meant?", advice=f"Name one: {', '.join(DEMOS)}.")
        return _play_day(args)
    name = args.name
    speed = None if args.play else args.speed or SPEED
    wish = demo_wish(name, args.process or "", args.fault or "", speed=speed, keep=args.keep)
    if not args.play:
        return show(partial(open_rehearsal, wish))
    opened = open_rehearsal(wish)
    choices = choices_of(name, args.process or "", args.fault or "")
    tell = print_json_line if args.json else print_line
    code = asyncio.run(_play(opened, tell, choices, looks_back=bool(args.keep)))
    if args.keep:
        keep_records(opened)
    return code


async def _play(
    opened: Opened, tell: Callable[[Line], None], choices: Mapping[str, str], *, looks_back: bool = False
) -> int:
    try:
        code = await play(opened.session, opened.advance, tell, choices, opened.wait, opened.rest)
        if looks_back:  # for the record that is kept of it
            await opened.session.look_back()
        return code
    finally:
        await opened.close()


def _play_day(args: argparse.Namespace) -> int:
    """The day with all of them: each is played to its end, and its end compared with what it must be."""
    tell = print_json_line if args.json else print_line
    ends: list[Played] = []
    for moment in MOMENTS:
        if not args.json:
            say(f"{'' if not ends else chr(10)}{moment.demo}: {moment.text}\n")
        said: list[Line] = []

        def keep(line: Line, said: list[Line] = said) -> None:
            said.append(line)
            tell(line)

        began = time.monotonic()
        opened = open_rehearsal(moment_wish(moment, speed=None, keep=args.keep))
        asyncio.run(_play(opened, keep, {}, looks_back=bool(args.keep)))
        if args.keep:
            keep_records(opened)
        end = next(line for line in reversed(said) if line.kind == "verdict")
        verdict, reason = str(end.data["verdict"]), str(end.data["reason"])
        seconds = time.monotonic() - began
        ends.append(Played(moment.demo, moment.process, "", moment.expects, verdict, reason, seconds))
    if not args.json:
        say()
        for played in ends:
            _print(played)
    return 0 if all(played.is_right for played in ends) else 1


def _list(*, is_json: bool) -> int:
    for name, demo in DEMOS.items():
        own = {key: fault for key, fault in FAULTS.items() if fault.demo == name}
        releases = list(demo.processes.items()) or list(demo.trains)
        if is_json:
            faults = {key: {"process": fault.process, "text": fault.text} for key, fault in own.items()}
            begun = [{"process": process, **inputs} for process, inputs in releases]
            say_json({"name": name, "text": demo.text, "releases": begun, "faults": faults})
            continue
        say(f"{name:<14} {demo.text}")
        for process, inputs in releases:
            said = ", ".join(f"{key} {value}" for key, value in inputs.items() if key != "version")
            say(f"  {process:<14} {inputs['version']}{f'  ({said})' if said else ''}")
        for key, fault in own.items():
            say(f"    --fault {key:<22} {fault.process}: {fault.text}")
    return 0


def _play_all(args: argparse.Namespace) -> int:
    if not args.play:
        raise UsageError("all demos are played without a screen", advice="Add: --play")
    results: list[Played] = []
    for name, process, fault in _everything(args.name):
        played = play_one(name, process, fault)
        results.append(played)
        if args.json:
            fields = ("name", "process", "fault", "expected", "verdict", "sentence", "seconds", "is_right")
            say_json({field: getattr(played, field) for field in fields})
        else:
            _print(played)
    wrong = [played for played in results if not played.is_right]
    if not args.json:
        total = sum(played.seconds for played in results)
        say(f"{len(results)} demos in {total:.0f} s; {len(wrong)} did not end as they must.")
    return 1 if wrong else 0


def _everything(name: str | None) -> Iterator[tuple[str, str, str]]:
    """Demo, process and fault of every play there is; of one demo where it is named."""
    if name:
        demo_named(name)
    for key, one in DEMOS.items():
        if name in (None, key):
            yield from ((key, process, "") for process in one.processes or ("",))
            yield from ((key, fault.process, at) for at, fault in FAULTS.items() if fault.demo == key)


def play_one(name: str, process: str, fault: str) -> Played:
    """Play one demo to its end, silently."""
    expected = fault_named(fault, name).expects if fault else Verdict.DONE
    choices = choices_of(name, process, fault)
    wish: RehearsalWish = demo_wish(name, process, fault, speed=None)
    began = time.monotonic()
    lines: list[Line] = []
    try:
        asyncio.run(_play(open_rehearsal(wish), lines.append, choices))
        end = next(line for line in reversed(lines) if line.kind == "verdict")
        verdict, sentence = str(end.data["verdict"]), str(end.data["reason"])
    except GonogoError as error:
        verdict, sentence = "", explain(error)
    return Played(name, process, fault, str(expected), verdict, sentence, time.monotonic() - began)


def _print(played: Played) -> None:
    mark = "✓" if played.is_right else f"✗ (not {played.expected})"
    what = " ".join(
        part for part in (played.name, played.process, played.fault and f"--fault {played.fault}") if part
    )
    say(f"{what:<52} {played.verdict or 'broke off':<8} {played.seconds:5.1f} s {mark}  {played.sentence}")
