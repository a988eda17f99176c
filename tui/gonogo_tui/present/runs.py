"""Panel 5: CI: workflow runs, those of the selected release's commit first, and a run's jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.asks import RunsAsk
from gonogo.model.runs import jobs_so_far
from gonogo.model.text import short_sha
from gonogo_tui.present.ages import age, lasting
from gonogo_tui.present.lines import BLANK, Line, Row, Span, line, wrapped
from gonogo_tui.present.words import bar, run_mark

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import Job, Run, RunDetail
    from gonogo_tui.present.board import Scene

_BAR = 6
_NARROW = 50
_PLAIN = frozenset(("passed", "failed", "running", "queued"))
"""Words whose glyph has no second meaning."""


def all_runs(scene: Scene) -> dict[int, Run]:
    """Every run that was seen: on the board, in the looks for a commit, and those read with their jobs."""
    return scene.once("runs", lambda: _all_runs(scene))


def _all_runs(scene: Scene) -> dict[int, Run]:
    runs = {run.run_id: run for run in (scene.board.runs if scene.board else ())}
    for ask, seen in scene.day.snapshot.answers.items() if scene.day else ():
        if isinstance(ask, RunsAsk) and seen.value:
            runs |= {run.run_id: run for run in seen.value}
    return runs | {run_id: detail.run for run_id, detail in scene.details().items()}


def run_order(scene: Scene) -> list[Run]:
    """The runs of the selected release's commit or tag first, then the newest."""
    return sorted(
        all_runs(scene).values(),
        key=lambda run: (not _is_of(run, scene), -run.created_at.timestamp(), run.file),
    )


def run_rows(scene: Scene, width: int = 0) -> tuple[Row, ...]:
    """One row for each run; a narrow panel leaves out the words that its glyphs say already."""
    details = scene.details()
    is_narrow = 0 < width < _NARROW
    return tuple(_row(run, details.get(run.run_id), scene, is_narrow=is_narrow) for run in run_order(scene))


def _is_of(run: Run, scene: Scene) -> bool:
    view = scene.view
    return view is not None and (run.head_branch == view.tag or run.head_sha == view.release_sha)


def _row(run: Run, detail: RunDetail | None, scene: Scene, *, is_narrow: bool) -> Row:
    glyph, style, word = run_mark(run.status, run.conclusion)
    is_lit = _is_of(run, scene)
    left: tuple[Span | str, ...] = (
        Span(f"{glyph} ", style),
        Span(run.file.rpartition(".")[0] if is_narrow else run.file, "plain" if is_lit else "dim"),
        Span(f" {run.head_branch}", "dim"),
    )
    right: tuple[Span, ...] = (Span("" if is_narrow and word in _PLAIN else f"{word} ", style),)
    if detail is not None and run.status != "completed":
        over, total = jobs_so_far(detail, scene.file_of(run))
        right = (*bar(over, total, _BAR, style), Span(f" {over}/{total} ", style))
    times = Span(age(run.updated_at, scene.now), "dim", width=6, is_right=True)
    return Row(str(run.run_id), (line(*left, right=(*right, times), keeps_right=True),), run.url, is_lit)


def run_lines(scene: Scene, key: str, width: int) -> tuple[Line, ...]:
    """One run in full, with its jobs where they were read."""
    run = all_runs(scene).get(int(key)) if key.isdigit() else None
    if run is None:
        return ()
    glyph, style, word = run_mark(run.status, run.conclusion)
    out = [
        *wrapped(run.name or run.file, width, "strong"),
        *wrapped(f"{run.file} · run {run.number}{_attempt(run)}", width, "dim"),
        BLANK,
        line(Span(f"{glyph} {word}", style), Span(f"  {age(run.updated_at, scene.now)} ago", "dim")),
        *wrapped(f"{run.event} of {run.head_branch} by @{run.actor}", width),
        line(Span("commit ", "dim"), Span(short_sha(run.head_sha), "key")),
        BLANK,
    ]
    detail = scene.details().get(run.run_id)
    if detail is None:
        return (
            *out,
            *wrapped("enter reads its jobs, in the order of their needs, down to the logs.", width, "dim"),
        )
    for job in sorted(detail.jobs, key=_urgency):
        out += _job(job, scene.now)
    return tuple(out)


def _attempt(run: Run) -> str:
    """Empty where GitHub did not tell which one it is: the list of all runs does not."""
    return f", attempt {run.attempt}" if run.attempt else ""


def _urgency(job: Job) -> tuple[int, int]:
    _, style, _ = run_mark(job.status, job.conclusion)
    return ["bad", "key", "wait", "unseen", "good", "dim"].index(style), job.job_id


def _job(job: Job, now: datetime) -> tuple[Line, ...]:
    glyph, style, word = run_mark(job.status, job.conclusion)
    took = ""
    if job.started_at is not None:
        took = lasting(((job.completed_at or now) - job.started_at).total_seconds())
    out = [line(Span(f"{glyph} ", style), Span(job.name), right=(Span(f"{word} ", style), Span(took, "dim")))]
    for step in job.steps if style == "bad" or job.status == "in_progress" else ():
        mark, look, _ = run_mark(step.status, step.conclusion)
        if look in ("bad", "wait"):
            out.append(line("    ", Span(f"{mark} ", look), Span(step.name, "dim")))
    return tuple(out)
