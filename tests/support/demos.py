"""Demos for journeys: a miniature as `gonogo demo` opens it, and a play that goes through it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from gonogo.cli.play import play
from gonogo.compose.demos import choices_of, demo_wish
from gonogo.compose.rehearsal import open_rehearsal
from support.rehearsals import Trip

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping


@asynccontextmanager
async def demo(name: str, process: str = "", fault: str = "") -> AsyncIterator[Trip]:
    """A demo with its clock stepped."""
    opened = open_rehearsal(demo_wish(name, process, fault, speed=None))
    try:
        yield Trip(opened)
    finally:
        await opened.close()


async def play_demo(trip: Trip, choices: Mapping[str, str] | None = None) -> int:
    """Play on until everything is at its end, or something stops it."""
    trip.lines.clear()
    opened = trip.opened
    return await play(
        trip.session, opened.advance, trip.lines.append, choices or {}, opened.wait, opened.rest
    )


async def played(name: str, process: str = "", fault: str = "") -> tuple[str, str]:
    """The verdict and the sentence that a demo ends with."""
    async with demo(name, process, fault) as trip:
        await play_demo(trip, choices_of(name, process, fault))
        end = trip.lines[-1]
        return str(end.data["verdict"]), str(end.data["reason"])
