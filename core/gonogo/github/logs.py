"""A job's log: GitHub answers with a link of a minute to another host, and that host never sees the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.logs import clean_log

if TYPE_CHECKING:
    from gonogo.github.place import Place

LARGEST = 48 * 1024 * 1024
"""Bytes of a log that are read; of a longer one the beginning and the end."""


async def read_job_log(place: Place, job_id: int, largest: int = LARGEST) -> str:
    """The log of one job, cleaned.

    Raises:
        LookError: it could not be read; status 404 while GitHub has none (the job is not over).
    """
    path = place.path("actions", "jobs", job_id, "logs")
    head, tail, left_out = await place.ask.download(path, f"the log of job {job_id}", largest)
    return clean_log(_joined(head, tail, left_out).decode("utf-8", "replace").removeprefix("\ufeff"))


def _joined(head: bytes, tail: bytes, left_out: int) -> bytes:
    """Both ends, in whole lines, and between them a line that says what is left out."""
    if not left_out:
        return head + tail
    head, tail = head.rpartition(b"\n")[0], tail.partition(b"\n")[2]
    note = f"\n##[warning]{left_out / 1_048_576:.1f} MB of this log are left out here: it is too long.\n"
    return head + note.encode() + tail
