"""Repositories without a release under way, or that could not be looked at: their rows beside the releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo_tui.present.lines import BLANK, Row, Span, line, wrapped

if TYPE_CHECKING:
    from gonogo.model.day import Day
    from gonogo_tui.present.board import Scene

_LEAST = 20


def repository_rows(scene: Scene, width: int) -> tuple[Row, ...]:
    """One row for each repository that has trouble or no release; none where there is one repository only."""
    days = scene.day.days if scene.day else ()
    busy = {view.release.repo for view in scene.day.views} if scene.day else set()
    rows = [_row(day, width) for day in days if day.problem or day.repo not in busy]
    is_first = scene.day is None or not scene.day.views
    return tuple(rows) if is_first or not rows else (Row("", (BLANK,)), *rows)


def trouble(scene: Scene) -> str:
    """What is wrong with the chosen repository, where there are several; empty when nothing is."""
    return scene.day.problem if scene.day and scene.is_many else ""


def _row(day: Day, width: int) -> Row:
    name = Span(day.repo.name or "?", "strong")
    if day.problem:
        words = wrapped(day.problem, max(_LEAST, width - 4), "unseen")
        lines = [line(Span("▌ ", "unseen"), *one.left) for one in words[:2]]
        head = line(Span("▌ ", "unseen"), name, right=(Span("could not look", "unseen"),), keeps_right=True)
        return Row(str(day.repo), (head, *lines))
    word = "nothing under way" if day.snapshot.answers else "looking …"
    return Row(str(day.repo), (line(Span("▌ ", "dim"), name, right=(Span(word, "dim"),), keeps_right=True),))
