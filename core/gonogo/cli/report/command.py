"""gonogo report: the release as a record in Markdown, as one HTML page, or as JSON."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gonogo.cli.output import say
from gonogo.cli.report.build import record_of
from gonogo.cli.report.html import write_html
from gonogo.cli.report.markdown import write_markdown
from gonogo.cli.report.store import read_records_of, write_json, write_list
from gonogo.cli.several import in_each
from gonogo.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from gonogo.cli.report.record import Record
    from gonogo.compose.late import LateSession
    from gonogo.compose.opened import Opened
    from gonogo.session import Session

RECORDS = "records"
"""The folder in a kept rehearsal that holds a record of each of its releases."""

_HUGE = 50_000_000


async def report(session: Session, args: argparse.Namespace) -> int:
    """Look, and write the record of one release.

    Raises:
        UsageError: no such release, or the file can not be written.
    """
    day = await session.look_back()
    records = [record_of(day, view, session.now()) for view in day.views]
    give(_chosen(records, args.release), args)
    return 0


async def report_all(sessions: Sequence[LateSession], args: argparse.Namespace) -> int:
    """Look in several repositories, and write the records of all their releases, or of those that are named.

    Raises:
        UsageError: no such release, or the file can not be written.
    """

    async def look(session: Session) -> list[Record]:
        day = await session.look_back()
        return [record_of(day, view, session.now()) for view in day.views]

    found, code = await in_each(sessions, look)
    records = [record for _, records in found for record in records]
    named = _named(records, args.release)
    if not named and code:
        return code
    if not named:
        _chosen(records, args.release)
    _write(named, f"{len(named)} records", args, is_list=True)
    return code


def report_again(args: argparse.Namespace) -> int:
    """Show a record that was written before; nothing is looked at.

    Raises:
        UsageError: there is no such record, or the file can not be written.
    """
    if args.all:
        raise UsageError("--all and --from were both given", advice="Leave one of them out.")
    give(_chosen(read_records(Path(args.source)), args.release), args)
    return 0


def give(record: Record, args: argparse.Namespace) -> None:
    """Write a record in the form that was asked for, to a file or to stdout.

    Raises:
        UsageError: the file can not be written.
    """
    _write([record], f"the record of {record.release}, {record.headline}", args)


def _write(records: Sequence[Record], words: str, args: argparse.Namespace, *, is_list: bool = False) -> None:
    text = (
        (write_list if is_list else write_json)(*records)
        if args.json
        else (write_html if args.html else write_markdown)(*records)
    )
    if args.output:
        write_whole(Path(args.output), text)
        say(f"{args.output}: {words}.")
    else:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()


def keep_records(opened: Opened) -> None:
    """Leave a record of each release of a rehearsal in its folder, as of its last look.

    Raises:
        UsageError: they can not be written there.
    """
    session, root = opened.session, opened.root
    if session.day is None or root is None:
        return
    for view in session.day.views:
        record = record_of(session.day, view, session.now())
        (root / RECORDS).mkdir(exist_ok=True)
        write_whole(root / RECORDS / f"{_file_name(record.release)}.json", write_json(record))


def _file_name(words: str) -> str:
    return re.sub(r"[^\w.+-]", "-", words).lstrip(".")


def read_records(source: Path) -> list[Record]:
    """The record in a file, or those in a kept rehearsal's folder.

    Raises:
        UsageError: there is none.
    """
    paths = sorted((source / RECORDS).glob("*.json")) if source.is_dir() else [source]
    if not paths:
        raise UsageError(f"there is no record in {source}", advice=_ADVICE)
    return [record for path in paths for record in _read(path)]


_ADVICE = "A rehearsal that is kept leaves them: gonogo demo --play --keep DIR"


def _read(path: Path) -> list[Record]:
    try:
        if path.stat().st_size > _HUGE:
            raise UsageError(f"{path} is no record: it is huge")
        return read_records_of(path.read_text("utf-8"), str(path))
    except OSError as error:
        raise UsageError(f"there is no record in {path}: {error.strerror}", advice=_ADVICE) from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no record: it is not UTF-8") from None


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        UsageError: it can not be written there.
    """
    target = path.resolve() if path.is_symlink() else path
    made = ""
    try:
        if target.exists() and not target.is_file():  # a pipe, a terminal, /dev/stdout
            target.write_text(text, "utf-8")
            return
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, made = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        Path(made).chmod(mode)
        Path(made).replace(target)
    except OSError as error:
        if made:
            Path(made).unlink(missing_ok=True)
        raise UsageError(
            f"{path} can not be written: {error.strerror}", advice="Name another file with --output."
        ) from None


def _umask() -> int:
    """The umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _named(records: list[Record], named: str | None) -> list[Record]:
    return [one for one in records if not named or named in (one.release, one.version, one.tag)]


def _chosen(records: list[Record], named: str | None) -> Record:
    """The release that is meant by its id, version or tag; the only one where none is named.

    Raises:
        UsageError: there is none, or there are several.
    """
    if not records:
        raise UsageError("no release is known here", advice="Start one: gonogo start PROCESS VERSION")
    found = _named(records, named)
    if len(found) > 1:  # of those with the same version all but one may be withdrawn; an id names itself
        under_way = [one for one in found if not one.withdrawn]
        found = [one for one in found if one.release == named] or under_way or found
    known = ", ".join(one.release for one in records)
    if not found:
        raise UsageError(f"no release {named} is known here", advice=f"There are: {known}.")
    if len(found) > 1:
        raise UsageError("several releases are known here", advice=f"Name one: {known}.")
    return found[0]
