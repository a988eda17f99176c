"""What can be typed after `gonogo`."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from typing import TYPE_CHECKING

from gonogo import __version__
from gonogo.errors import UsageError

_COMMANDS = (
    "status", "start", "plan", "do", "confirm", "waive", "withdraw", "journal", "lint", "schema", "demo", "rehearse",
    "auth", "bump", "review-bump", "replay", "report", "config",
)  # fmt: skip

if TYPE_CHECKING:
    from pathlib import Path

    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 (argparse names no public type)


def parse(words: list[str]) -> argparse.Namespace:
    """The words after `gonogo`; without a subcommand, the board is meant. Exits with 2 when they are wrong."""
    if not words or (words[0] not in _COMMANDS and words[0] not in {"-h", "--help", "--version"}):
        words = ["board", *words]
    if words[0] == "bump":  # alone: it starts often, and the other commands' options take time to make
        sub = argparse.ArgumentParser(prog="gonogo bump", description=_BUMP, formatter_class=_Formatter)
        _bump_options(sub)
        return sub.parse_args(words[1:], argparse.Namespace(command="bump"))
    if words[0] == "board":  # alone, too: the first paint waits for it
        sub = argparse.ArgumentParser(prog="gonogo", description=_BOARD)
        _board_options(sub)
        return sub.parse_args(words[1:], argparse.Namespace(command="board"))
    return _parser().parse_args(words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gonogo",
        description="Can we release now? If not, what exactly is missing, and which key does it?",
        epilog="gonogo [OWNER/NAME] opens the board. gonogo demo shows a release day without GitHub.",
    )
    parser.add_argument("--version", action="version", version=f"gonogo {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    _looking(commands)
    _acting(commands)
    _rehearsing(commands)
    _bump_options(_add(commands, "bump", _BUMP))
    _reviewing(commands)
    return parser


def _add(
    commands: _Commands, name: str, text: str, *, works_on_repo: bool = False
) -> argparse.ArgumentParser:
    sub = commands.add_parser(name, help=text, description=text)
    if works_on_repo:
        sub.add_argument(
            "--repo", dest="target", metavar="OWNER/NAME", help="instead of the checkout's origin"
        )
    return sub


def _reviewing(commands: _Commands) -> None:
    sub = _add(
        commands,
        "review-bump",
        "Is a range of commits a bump and nothing else? Exit 0 mechanical, 4 not, 5 could not tell.",
    )
    sub.add_argument("range", metavar="BASE..HEAD", help="BASE...HEAD: from where the two parted")
    sub.add_argument("--playbook", metavar="NAME|FILE", help="instead of the base's own, or origin's")
    sub.add_argument("--path", default=".", metavar="DIR", help="the clone; here when left out")
    sub.add_argument("--json", action="store_true")

    sub = commands.add_parser(
        "replay", description="Compute release commits of real clones again, as one table."
    )
    sub.add_argument("table", metavar="TSV", help="with the columns repo, sha, parent and subject")
    sub.add_argument("clones", nargs="+", metavar="CLONE", help="folders whose path holds the name in `repo`")
    sub.add_argument("--playbook", metavar="NAME|FILE", help="instead of every built-in one that fits")
    sub.add_argument("--json", action="store_true")


def _looking(commands: _Commands) -> None:
    _board_options(_add(commands, "board", _BOARD))
    sub = _add(
        commands,
        "status",
        "Print the board. Exit 0 GO or done, 3 HOLD, 4 NO-GO, 5 UNKNOWN.",
        works_on_repo=True,
    )
    _all_options(sub)
    sub.add_argument("--json", action="store_true")

    sub = _add(
        commands, "journal", "Print what was done, by whom, when, and what came of it.", works_on_repo=True
    )
    sub.add_argument("--release", metavar="ID")
    _all_options(sub)
    sub.add_argument("--json", action="store_true")
    _report_options(commands)
    _add(commands, "lint", "Check a playbook.").add_argument("file")
    _screen_options(_add(commands, "config", "Print the settings, and where each comes from."))
    _add(commands, "schema", "Print the JSON Schema of playbooks, for editors.")


def _all_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--all", action="store_true", help="all repositories of the config.toml")
    sub.add_argument("--config", type=_folder, metavar="FILE", help="instead of the user's config.toml")


def _report_options(commands: _Commands) -> None:
    sub = _add(
        commands,
        "report",
        "Write a release as a record, in Markdown: every step, its evidence, who, when, and all digests.",
        works_on_repo=True,
    )
    sub.add_argument(
        "release",
        nargs="?",
        metavar="RELEASE",
        help="its id, version or tag; the only one when left out, with --all every one",
    )
    _all_options(sub)
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--html", action="store_true", help="one page that loads nothing")
    form.add_argument("--json", action="store_true", help="the record itself, which --from reads again")
    sub.add_argument("--output", metavar="FILE", help="instead of stdout")
    sub.add_argument(
        "--from",
        dest="source",
        metavar="FILE|DIR",
        help="a record, or a kept rehearsal; nothing is looked at",
    )


def _acting(commands: _Commands) -> None:
    sub = _add(commands, "start", "Begin a release.", works_on_repo=True)
    sub.add_argument("process")
    sub.add_argument("version", help="the version to release, such as 1.4.0")
    _input_option(sub)

    for name, text in (("plan", "Print what a step would do."), ("do", "Do a step.")):
        sub = _step_command(_add(commands, name, text, works_on_repo=True))
        sub.add_argument(
            "--verb",
            choices=["do", "approve", "reject", "rerun", "latest"],
            help="where a step offers several",
        )
        if name == "plan":
            sub.add_argument("--json", action="store_true")
        else:
            sub.add_argument("--yes", action="store_true", help="confirm what others will see")
            sub.add_argument(
                "--type", metavar="TEXT", help="confirm what can not be undone: the tag or environment"
            )

    sub = _step_command(_add(commands, "confirm", "Record a person's decision.", works_on_repo=True))
    sub.add_argument("--choice")
    sub.add_argument("--note", default="")
    sub = _step_command(
        _add(commands, "waive", "Override a step, with a reason, on the record.", works_on_repo=True)
    )
    sub.add_argument("--reason", required=True)
    sub = _add(
        commands,
        "withdraw",
        "Take a release off the board, with a reason, on the record. Nothing that was sent is undone.",
        works_on_repo=True,
    )
    sub.add_argument(
        "release",
        nargs="?",
        metavar="RELEASE",
        help="its id, version or tag; the only one when left out",
    )
    sub.add_argument("--reason", required=True, help="why it is given up; goes into the journal")


def _input_option(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what else the process asks; may be given more than once",
    )


def _rehearsing(commands: _Commands) -> None:
    sub = _add(commands, "demo", "A release day on the embedded GitHub, with a miniature repository.")
    sub.add_argument(
        "name", nargs="?", metavar="NAME", help="which one; a day with all of them when left out"
    )
    sub.add_argument("--list", action="store_true", help="list the demos, their processes and faults")
    sub.add_argument("--process", metavar="P", help="which of its processes; its first when left out")
    sub.add_argument("--fault", metavar="F", help="have something go wrong")
    sub.add_argument("--all", action="store_true", help="with --play: every demo and fault, as a table")
    _rehearsal_options(sub)
    sub = _add(
        commands,
        "rehearse",
        "Rehearse a release on an embedded copy of a real clone; the clone is not changed.",
    )
    sub.add_argument("path", help="a checkout or a bare repository")
    sub.add_argument("--playbook", metavar="NAME|FILE", help="where the clone's origin does not tell")
    sub.add_argument("--process", help="which process; the playbook's first when left out")
    sub.add_argument("--version", dest="release_version", metavar="V", help="the version to release")
    _input_option(sub)
    _rehearsal_options(sub)

    sub = _add(commands, "auth", "Keep a GitHub token in the keyring, or say where it comes from.")
    sub.add_argument("act", choices=["login", "status", "logout"])
    sub.add_argument("--host", default="github.com")


class _Formatter(argparse.HelpFormatter):
    """Knows the terminal's width without shutil, which loads three kinds of compression first."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


def _width() -> int:
    """Columns for help: as the environment says, as the terminal has, or 80; two are left free."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said) > 0:
        return int(said) - 2
    try:
        return (os.get_terminal_size().columns or 80) - 2
    except OSError:
        return 78


_BUMP = "Raise the version in this checkout: show it, and write, commit and tag it when told to."


def _bump_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("to", metavar="VERSION|major|minor|patch|rc|final", help="the version to come")
    sub.add_argument("--write", action="store_true", help="write the files, all or none")
    sub.add_argument("--commit", action="store_true", help="write and commit them, and nothing else")
    sub.add_argument("--tag", action="store_true", help="commit, and make an annotated tag")
    sub.add_argument("--sign", action="store_true", help="sign that tag")
    sub.add_argument("--message", default="", metavar="TEXT", help="the commit's message")
    sub.add_argument("--downgrade", action="store_true", help="a lower version is meant")
    sub.add_argument("--crate", default="", metavar="NAME", help="where each package has its own version")
    sub.add_argument("--process", default="", metavar="NAME", help="the playbook's, where several fit")
    sub.add_argument(
        "--date", type=_date, metavar="YYYY-MM-DD", help="for the changelog; today when left out"
    )
    sub.add_argument("--json", action="store_true")


_BOARD = "Open the board (this is what plain `gonogo` does)."


def _board_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("target", nargs="?", metavar="OWNER/NAME", type=_target)
    sub.add_argument("--read-only", action="store_true", help="look, and do nothing")
    sub.add_argument("--all", action="store_true", help="all repositories of the config.toml, on one board")
    _screen_options(sub)


def _screen_options(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--config", type=_folder, metavar="FILE", help="instead of the user's config.toml")
    sub.add_argument("--ascii", action="store_true", help="only glyphs that every terminal has")


def _target(text: str) -> str:
    owner, slash, name = text.partition("/")
    if not (slash and owner and name) or "/" in name:
        raise UsageError(f"{text!r} is no repository", advice="Write it as OWNER/NAME.")
    return text


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _step_command(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
    sub.add_argument("step", nargs="?", help="id of the step; the next one when left out")
    sub.add_argument("--release", metavar="ID", help="where several are under way")
    return sub


def _rehearsal_options(sub: argparse.ArgumentParser) -> None:
    _screen_options(sub)
    sub.add_argument("--play", action="store_true", help="go through the whole release without a screen")
    sub.add_argument("--json", action="store_true")
    sub.add_argument("--speed", type=_speed, metavar="N", help="seconds of the day for one real second")
    sub.add_argument(
        "--keep", type=_folder, metavar="DIR", help="keep repositories and journal in a new folder"
    )


def _speed(text: str) -> float:
    value = float(text)
    if not 0 < value <= 100_000:
        raise ValueError(text)
    return value


def _folder(text: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 (slow to load)

    return Path(text)
