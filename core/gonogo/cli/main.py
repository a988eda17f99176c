"""The command line: what was asked for, and the session that answers it."""

# Each command loads what it needs itself: `gonogo bump` starts often, and needs little.
# ruff: noqa: PLC0415

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from gonogo.cli.output import complain
from gonogo.cli.parser import parse
from gonogo.errors import GonogoError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from gonogo.compose.late import LateSession
    from gonogo.compose.opened import Opened
    from gonogo.compose.pictures import PictureFile
    from gonogo.model.settings import Settings
    from gonogo.session import Session
    from gonogo.session.together import Together

    Show = Callable[[Callable[[], LateSession | Together], PictureFile | None, Settings], None]
    """Opens the screen: what makes its session once it is up, where the last screen is kept, and how it looks."""

    Face = Callable[[Callable[[], LateSession | Together], PictureFile | None], None]
    """The same with the settings read."""

    Commands = Callable[[], Mapping[str, tuple[str, ...]]]


def main(argv: Sequence[str], show: Show | None = None, commands: Commands = dict) -> int:
    """Run one command.

    Args:
        argv: Words after `gonogo`.
        show: Opens the screen; None where there is none.
        commands: The screen's commands whose keys can be set, each with its own keys.

    Returns:
        The exit code: 0, or as documented for `status`; 1 error, 2 usage.
    """
    words = list(argv)
    try:
        args = parse(words)
        if args.command == "config":
            from gonogo.cli.config import print_settings

            return print_settings(_settings(args, commands))
        args.commands = commands
        return _run(args, _settled(show, args, commands))
    except GonogoError as error:
        return complain(error)
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130


def _settled(show: Show | None, args: argparse.Namespace, commands: Commands) -> Face | None:
    """The screen with the user's settings. Mistakes in them are told before anything is opened."""
    if show is None or args.command not in ("board", "demo", "rehearse"):
        return None
    settings = _settings(args, commands)
    return lambda open_session, file: show(open_session, file, settings)


def _settings(args: argparse.Namespace, commands: Commands) -> Settings:
    from dataclasses import replace

    from gonogo.compose.settings import read_settings

    settings = read_settings(args.config, commands)
    if not args.ascii:
        return settings
    return replace(settings, ascii=True, sources={**settings.sources, "ascii": "--ascii"})


def _run(args: argparse.Namespace, show: Face | None) -> int:
    match args.command:
        case "bump":
            from gonogo.cli.bump import bump

            return bump(args)
        case "review-bump":
            from gonogo.cli.review import review_bump

            return review_bump(args)
        case "replay":
            from gonogo.cli.replay import replay

            return replay(args)
        case "report" if args.source:
            from gonogo.cli.report.command import report_again

            return report_again(args)
        case "lint" | "schema":
            from gonogo.cli import playbooks

            return playbooks.schema() if args.command == "schema" else playbooks.lint(args.file)
        case "auth":
            from gonogo.cli import auth

            return {"login": auth.login, "status": auth.status, "logout": auth.logout}[args.act](args.host)
        case "demo":
            return _demo(args, show)
        case "rehearse":
            return _rehearse(args, show)
        case "board":
            return _board(args, show)
        case _:
            return _command(args)


def _open(args: argparse.Namespace, *, is_read_only: bool) -> Opened:
    from pathlib import Path

    from gonogo.compose.here import open_here

    return open_here(args.target, Path.cwd(), os.environ, is_read_only=is_read_only)


def _command(args: argparse.Namespace) -> int:
    if getattr(args, "all", False):
        return _command_on_all(args)
    from gonogo.cli import acts

    opened = _open(args, is_read_only=args.command in {"status", "journal", "report"})
    work: dict[str, Callable[[Session, argparse.Namespace], Awaitable[int]]] = {
        "status": _status,
        "start": acts.start,
        "plan": acts.show_plan,
        "do": acts.do,
        "confirm": acts.confirm,
        "waive": acts.waive,
        "withdraw": acts.withdraw,
        "journal": _journal,
        "report": _report,
    }
    return _finish(opened, lambda session: work[args.command](session, args))


def _command_on_all(args: argparse.Namespace) -> int:
    if args.target:
        raise UsageError("--all and --repo were both given", advice="Leave one of them out.")
    if args.command == "status":
        return _status_of_all(_together(args, is_read_only=True), is_json=args.json)
    import asyncio

    from gonogo.cli import acts
    from gonogo.cli.report.command import report_all
    from gonogo.compose.together import members_of

    work = {"journal": acts.journal_of_all, "report": report_all}[args.command]
    return asyncio.run(work(members_of(_repositories(args), os.environ, is_read_only=True), args))


def _finish(opened: Opened, work: Callable[[Session], Awaitable[int]]) -> int:
    """Do the work and close the session in one event loop: its connections live there."""
    import asyncio

    async def run() -> int:
        try:
            return await work(opened.session)
        finally:
            await opened.close()

    return asyncio.run(run())


async def _status(session: Session, args: argparse.Namespace) -> int:
    from gonogo.cli import board

    day = await session.look()
    return board.print_day_json(day) if args.json else board.print_day(day)


async def _journal(session: Session, args: argparse.Namespace) -> int:
    from gonogo.cli import acts

    return acts.journal(session, args)


async def _report(session: Session, args: argparse.Namespace) -> int:
    from gonogo.cli.report.command import report

    return await report(session, args)


def _board(args: argparse.Namespace, show: Face | None) -> int:
    from pathlib import Path

    from gonogo.compose.pictures import PictureFile, place_of

    if _wants_all(args):
        return _with_several(
            lambda: _together(args, is_read_only=args.read_only), show, PictureFile("together")
        )
    file = PictureFile(place_of(args.target, Path.cwd()))
    return _with_screen(
        lambda: _open(args, is_read_only=args.read_only), show, file=file, is_read_only=args.read_only
    )


def _wants_all(args: argparse.Namespace) -> bool:
    """All repositories are meant: they were asked for, or none can be meant here and there are some."""
    from pathlib import Path

    from gonogo.compose.pictures import is_in_checkout

    if args.all and args.target:
        raise UsageError("--all and a repository were both given", advice="Leave one of them out.")
    if args.all or args.target or is_in_checkout(Path.cwd()):
        return bool(args.all)
    return bool(_repositories(args))


def _repositories(args: argparse.Namespace) -> tuple[str, ...]:
    from gonogo.compose.settings import read_settings

    return read_settings(args.config, args.commands).repositories


def _together(args: argparse.Namespace, *, is_read_only: bool) -> Together:
    from gonogo.compose.together import open_together

    keeps_pictures = args.command == "board"
    return open_together(
        _repositories(args), os.environ, is_read_only=is_read_only, keeps_pictures=keeps_pictures
    )


def _with_several(make: Callable[[], Together], show: Face | None, file: PictureFile | None) -> int:
    """Several repositories on the screen; as text where there is no terminal."""
    if show is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _status_of_all(make(), is_json=False)
    show(make, file)
    return 0


def _status_of_all(together: Together, *, is_json: bool) -> int:
    import asyncio

    from gonogo.cli import board

    async def run() -> int:
        try:
            day = await together.look_whole()
            return board.print_days_json(day) if is_json else board.print_days(day)
        finally:
            await together.close()

    return asyncio.run(run())


def _with_screen(
    open_session: Callable[[], Opened],
    show: Face | None,
    *,
    file: PictureFile | None = None,
    is_read_only: bool = False,
    is_rehearsal: bool = False,
) -> int:
    """The board on the screen, opened while the screen is up; as text where there is no terminal."""
    import argparse

    if show is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _finish(open_session(), lambda session: _status(session, argparse.Namespace(json=False)))

    def late() -> LateSession:
        from gonogo.compose.late import LateSession

        return LateSession(open_session, file, is_read_only=is_read_only, is_rehearsal=is_rehearsal)

    show(late, file)
    return 0


def _demo(args: argparse.Namespace, show: Face | None) -> int:
    words = (args.name, args.list, args.all, args.process, args.fault, args.play)
    if not any(words):

        def make() -> Together:  # once the screen is up
            from gonogo.compose.demo_day import open_day

            return open_day(speed=args.speed or 30.0, keep=args.keep)

        return _status_of_all(make(), is_json=True) if args.json else _with_several(make, show, None)
    from gonogo.cli.demo import demo

    return demo(args, lambda open_session: _rehearsed(open_session, args, show))


def _rehearse(args: argparse.Namespace, show: Face | None) -> int:
    from pathlib import Path

    from gonogo.cli.acts import given_inputs
    from gonogo.cli.demo import SPEED
    from gonogo.compose import rehearsal

    source = Path(args.path)
    playbook = (
        rehearsal.playbook_named(args.playbook) if args.playbook else rehearsal.playbook_of_clone(source)
    )
    process = args.process or next(iter(playbook.processes))
    if process not in playbook.processes:
        raise UsageError(
            f"the playbook has no process {process!r}", advice=f"It has: {', '.join(playbook.processes)}."
        )
    if not args.release_version:
        raise UsageError("a rehearsal needs a version", advice="Add: --version 1.4.0")
    speed = None if args.play else args.speed or SPEED
    inputs, version = given_inputs(args.input), args.release_version
    wish = rehearsal.RehearsalWish(playbook, source, process, version, speed, args.keep, inputs=inputs)
    opened = rehearsal.open_rehearsal(wish)
    return _rehearsed(lambda: opened, args, show)


def _rehearsed(open_session: Callable[[], Opened], args: argparse.Namespace, show: Face | None) -> int:
    kept: list[Opened] = []

    def opening() -> Opened:
        kept.append(open_session())
        return kept[-1]

    code = _gone_through(opening, args, show)
    if args.keep:
        from gonogo.cli.report.command import keep_records

        for opened in kept[-1:]:
            keep_records(opened)
    return code


def _gone_through(open_session: Callable[[], Opened], args: argparse.Namespace, show: Face | None) -> int:
    if args.play:
        from gonogo.cli import play

        opened = open_session()
        tell = play.print_json_line if args.json else play.print_line

        async def through(session: Session) -> int:
            code = await play.play(session, opened.advance, tell, wait=opened.wait, rest=opened.rest)
            if args.keep:  # for the record that is kept of it
                await session.look_back()
            return code

        return _finish(opened, through)
    if args.json:
        return _finish(open_session(), lambda session: _status(session, args))
    return _with_screen(open_session, show, is_rehearsal=True)
