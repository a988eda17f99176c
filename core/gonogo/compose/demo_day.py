"""The demo without a name: a day with all miniatures on one board, each at a moment that matters."""

# The screen is up before the embedded GitHubs are loaded, each in a thread of its own.
# ruff: noqa: PLC0415

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from gonogo.compose.late import LateSession
from gonogo.model.github import RepoName
from gonogo.model.verdicts import Verdict
from gonogo.session.together import Together

if TYPE_CHECKING:
    from pathlib import Path

    from gonogo.compose.opened import Opened
    from gonogo.compose.rehearsal import RehearsalWish
    from gonogo.ports import Clock

DAY = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
"""Nine in the morning, on the day of the five trains."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A demo as it stands when the day opens.

    Attributes:
        demo: Its name.
        repo: The repository that it is of.
        text: What a person finds.
        expects: The verdict at the end of a play.
        process: Which of its processes; all its trains when left out.
        story: What has happened by then (`module:function`); the demo's own when left out.
        lead: How long before the start the story begins.
        decided: Step and choice of what was confirmed by then.
    """

    demo: str
    repo: RepoName
    text: str
    expects: Verdict
    process: str = ""
    story: str = ""
    lead: timedelta = timedelta()
    decided: tuple[tuple[str, str], ...] = ()


MOMENTS = (
    Moment(
        "ordvec",
        RepoName("Fieldnote-Echo", "ordvec"),
        "tagged, and a gate of crates.io waits for you",
        Verdict.DONE,
        "release",
        "ordvec:wait_at_a_gate",
        timedelta(hours=3),
        (("compatibility", "minor-breaking"), ("trusted-publishers", "yes")),
    ),
    Moment(
        "wasmtime-day",
        RepoName("bytecodealliance", "wasmtime"),
        "five trains, and one of them must not be merged",
        Verdict.DONE,
    ),
    Moment(
        "runwasi",
        RepoName("containerd", "runwasi"),
        "one of two approvals came",
        Verdict.DONE,
        "crate",
        "runwasi:wait_for_the_second",
        timedelta(hours=1),
    ),
    Moment(
        "rustshare",
        RepoName("kubedoio", "rustshare"),
        "a candidate whose image is for one platform alone: not to be promoted",
        Verdict.NO_GO,
        "rc",
        "rustshare:a_candidate_is_flat",
        timedelta(minutes=90),
    ),
)
"""One for each repository, on one day."""


def moment_wish(moment: Moment, *, speed: float | None, keep: Path | None = None) -> RehearsalWish:
    """What a moment asks of a rehearsal.

    Args:
        moment: One of the day's.
        speed: Seconds of the day for one real second; None for a clock that is stepped.
        keep: The folder in which each has one of its own.
    """
    from gonogo.compose.demos import demo_wish, story_of

    wish = demo_wish(
        moment.demo, moment.process, speed=speed, keep=keep / moment.demo if keep is not None else None
    )
    if not moment.story:
        return wish
    return replace(wish, start=DAY, story=story_of([moment.story]), lead=moment.lead, decided=moment.decided)


def open_day(*, speed: float, keep: Path | None = None) -> Together:
    """The day on one board; each embedded GitHub is opened beside the others by the first look.

    Args:
        speed: Seconds of the day for one real second.
        keep: A folder to keep everything in.
    """
    from gonogo.rehearsal.clock import RunningClock

    clock = RunningClock(DAY, speed)

    def member(number: int, moment: Moment) -> LateSession:
        work = partial(_open, number, moment, clock, speed=speed, keep=keep)
        return LateSession(work, is_rehearsal=True, repo=moment.repo)

    return Together(member(number, moment) for number, moment in enumerate(MOMENTS))


def _open(number: int, moment: Moment, clock: Clock, *, speed: float, keep: Path | None) -> Opened:
    from gonogo.compose.rehearsal import open_rehearsal

    wish = moment_wish(moment, speed=speed, keep=keep)
    return open_rehearsal(replace(wish, clock=clock, number=number))
