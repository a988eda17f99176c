"""The journal as one SQLite file per repository: append-only, durable before `append` returns."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gonogo.errors import JournalError
from gonogo.model.releases import Event, EventKind, OutcomeState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCHEMA_NUMBER = 1

_TABLES = """
CREATE TABLE event (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  release_id TEXT NOT NULL, step_id TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
  actor TEXT NOT NULL, action TEXT NOT NULL, intent_id INTEGER NOT NULL, state TEXT,
  subject TEXT NOT NULL, text TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE INDEX event_release ON event (release_id);
CREATE TRIGGER event_stays BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE UNIQUE INDEX one_outcome ON event (intent_id) WHERE kind = 'outcome';
CREATE UNIQUE INDEX one_start ON event (release_id) WHERE kind = 'started';
"""

_COLUMNS = "release_id, step_id, kind, at, actor, action, intent_id, state, subject, text, data"
_INSERT = f"INSERT INTO event ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608 (our own columns)


class SqliteJournal:
    """Satisfies `ports.Journal`.

    Several gonogo at once may share the file: SQLite orders their writes.

    Raises:
        JournalError: the file is no journal, is of a newer gonogo, or can not be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600, exist_ok=True)
            # opened in one thread and used in another, never in two at a time
            self._db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
            self._prepare()
        except (sqlite3.Error, OSError) as error:
            raise self._explained(error) from error

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("BEGIN IMMEDIATE")
        number = self._db.execute("PRAGMA user_version").fetchone()[0]
        if number == 0:
            for statement in _statements(_TABLES):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_NUMBER}")
        self._db.execute("COMMIT")
        if number > SCHEMA_NUMBER:
            self._db.close()
            raise JournalError(
                f"the journal was written by a newer gonogo (format {number}, this one knows {SCHEMA_NUMBER})",
                where=str(self._path),
                advice="Update gonogo; the journal is left as it is.",
            )

    def _explained(self, error: Exception) -> JournalError:
        return JournalError(
            f"the journal could not be read or written: {error}",
            where=str(self._path),
            advice="Make room, or put right the permissions; if the file is damaged, move it away and keep it.",
        )

    def append(self, event: Event) -> Event:
        """Write one event durably and return it with its id."""
        row = _row(event)
        try:
            cursor = self._db.execute(_INSERT, row)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        return _event((cursor.lastrowid, *row))

    def append_all(self, events: Iterable[Event]) -> None:
        """Write several events durably, all or none: one wait for the disk."""
        rows = [_row(event) for event in events]
        if not rows:
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(_INSERT, rows)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def events(self, release_id: str | None = None) -> tuple[Event, ...]:
        """Events of one release, or of all, oldest first."""
        query = f"SELECT event_id, {_COLUMNS} FROM event"  # noqa: S608 (our own columns)
        try:
            if release_id is None:
                rows = self._db.execute(f"{query} ORDER BY event_id").fetchall()
            else:
                rows = self._db.execute(
                    f"{query} WHERE release_id = ? ORDER BY event_id", (release_id,)
                ).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error
        return tuple(_event(row) for row in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _statements(script: str) -> list[str]:
    """The statements of the script; a trigger's inner semicolon does not end it."""
    found, current = [], ""
    for piece in script.split(";"):
        current += piece + ";"
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found


def _row(event: Event) -> tuple[Any, ...]:
    return (
        event.release_id,
        event.step_id,
        event.kind.value,
        event.at.astimezone(UTC).isoformat(),
        event.actor,
        event.action,
        event.intent_id,
        event.state.value if event.state else None,
        event.subject,
        event.text,
        json.dumps(dict(event.data), sort_keys=True, ensure_ascii=False),
    )


def _event(row: tuple[Any, ...]) -> Event:
    return Event(
        event_id=row[0],
        release_id=row[1],
        step_id=row[2],
        kind=EventKind(row[3]),
        at=datetime.fromisoformat(row[4]),
        actor=row[5],
        action=row[6],
        intent_id=row[7],
        state=OutcomeState(row[8]) if row[8] else None,
        subject=row[9],
        text=row[10],
        data=MappingProxyType(json.loads(row[11])),
    )
