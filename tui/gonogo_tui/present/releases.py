"""Panel 1: the releases under way, most urgent first, two lines each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict
from gonogo_tui.present.lines import Row, Span, line
from gonogo_tui.present.words import STYLE, bar, chip

if TYPE_CHECKING:
    from gonogo.model.day import ReleaseView
    from gonogo_tui.present.board import Scene

_BAR = 8


def release_rows(scene: Scene) -> tuple[Row, ...]:
    """One row for each release: name and verdict; progress and the one reason."""
    is_old = scene.as_of is not None
    return tuple(_row(view, is_old=is_old) for view in scene.day.views) if scene.day else ()


def release_name(view: ReleaseView) -> str:
    """`ordvec 0.6.0`."""
    return f"{view.release.repo.name} {view.release.version}"


def progress(view: ReleaseView) -> tuple[int, int]:
    """How many of the steps that decide are done, and how many there are."""
    deciding = [standing for standing in view.assessment.standings if standing.decides]
    return sum(standing.is_done for standing in deciding), len(deciding)


def _row(view: ReleaseView, *, is_old: bool) -> Row:
    assessment = view.assessment
    style = "dim" if is_old else STYLE[assessment.verdict]
    edge = Span("▌ ", style)
    done, total = progress(view)
    is_bad = assessment.verdict in (Verdict.NO_GO, Verdict.UNKNOWN)
    return Row(
        view.release.release_id,
        (
            line(
                edge,
                Span(release_name(view), "strong"),
                right=(chip(assessment.verdict, is_old=is_old),),
                keeps_right=True,
            ),
            line(
                edge,
                *bar(done, total, _BAR, style),
                f" {done}/{total} ",
                Span(assessment.reason, style if is_bad else "dim"),
            ),
            line(),
        ),
    )
