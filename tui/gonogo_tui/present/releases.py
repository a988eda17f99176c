"""Panel 1: the releases under way, most urgent first, with which is next and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict
from gonogo_tui.present.lines import BLANK, Line, Row, Span, cells, line, wrap, wrapped
from gonogo_tui.present.words import STYLE, bar, chip

if TYPE_CHECKING:
    from gonogo.model.day import ReleaseView
    from gonogo_tui.present.board import Scene

_BAR = 8
_NARROW = 60
"""Below this a reason does not fit beside the progress."""
_FORMS = ((3, True), (2, True), (1, True), (2, False), (1, False), (0, True), (0, False))
"""Lines of its own for a reason, and a gap after each release: the first form that fits is taken."""


def release_rows(scene: Scene, width: int = 0, height: int = 0) -> tuple[Row, ...]:
    """One row for each release: name and verdict; progress and the one reason; then why which is next.

    Args:
        scene: This moment.
        width: Cells of the panel; a reason takes lines of its own where it is narrow. 0 for not known.
        height: Lines of the panel; the gaps between releases go first where they do not fit.
    """
    if scene.day is None:
        return ()
    is_old = scene.as_of is not None
    views = scene.day.views
    next_up = scene.day.next_up if len(views) > 1 and not is_old else None
    why = _why(next_up[1], width) if next_up and width else ()
    forms = _FORMS if 0 < width < _NARROW else _FORMS[-2:]
    room = height - len(why) if height else None
    for most, has_gaps in _hopeful(forms, len(views), room):
        blocks = [
            (view, _block(view, width, most, is_old=scene.is_old(view), is_next=_is_next(view, next_up)))
            for view in views
        ]
        gap = (BLANK,) if has_gaps else ()
        if room is None or sum(len(block) + len(gap) for _, block in blocks) <= room:
            break
    rows = tuple(Row(view.release.release_id, (*block, *gap)) for view, block in blocks)
    if not why:
        return rows
    if room is not None and sum(len(row.lines) for row in rows) > room:
        return Row("", _short_why(next_up[1] if next_up else "", width)), *rows
    return *rows, Row("", why if has_gaps else (BLANK, *why))


def _hopeful(
    forms: tuple[tuple[int, bool], ...], count: int, room: int | None
) -> tuple[tuple[int, bool], ...]:
    """The forms without those that are too tall even with the shortest reasons; the last stays in any case."""
    if room is None:
        return forms
    kept = [form for form in forms[:-1] if count * (2 + bool(form[0]) + form[1]) <= room]
    return (*kept, forms[-1])


def _is_next(view: ReleaseView, next_up: tuple[str, str] | None) -> bool:
    return next_up is not None and next_up[0] == view.release.release_id


def _why(text: str, width: int) -> tuple[Line, ...]:
    """Which release is next, in words."""
    return (line(Span("▸ ", "key"), Span("next", "dim")), *wrapped(text, width - 2, "dim", "  "))


def _short_why(text: str, width: int) -> tuple[Line, ...]:
    """The same above the releases, where there is no room below them: a line, two at most."""
    first, *more = wrap(text, width - 7)
    rest = (line("       ", Span(" ".join(more), "dim")),) if more else ()
    return line(Span("▸ next ", "key"), Span(first, "dim")), *rest


def reason_spans(view: ReleaseView, style: str, room: int) -> tuple[Span, ...]:
    """What was found at the step that decides; then, where it fits whole, its title: that often claims the contrary."""
    assessment = view.assessment
    next_id = assessment.next_step
    found = assessment.standing(next_id).finding.evidence if next_id else ""
    if not found or next_id is None or view.step(next_id).kind == "confirm":  # there the title asks
        return (Span(assessment.reason, style),)
    title = f"  · {view.step(next_id).title}"
    return (Span(found, style), *((Span(title, "dim"),) if cells(found + title) <= room else ()))


def release_name(view: ReleaseView) -> str:
    """`ordvec 0.6.0`."""
    return f"{view.release.repo.name} {view.release.version}"


def progress(view: ReleaseView) -> tuple[int, int]:
    """How many of the steps that decide are done, and how many there are."""
    deciding = [standing for standing in view.assessment.standings if standing.decides]
    return sum(standing.is_done for standing in deciding), len(deciding)


def _block(view: ReleaseView, width: int, most: int, *, is_old: bool, is_next: bool) -> tuple[Line, ...]:
    """A release in lines; its reason beside the progress, or in at most so many lines of its own."""
    assessment = view.assessment
    style = "dim" if is_old else STYLE[assessment.verdict]
    edge = Span("▌ ", style)
    done, total = progress(view)
    look = style if assessment.verdict in (Verdict.NO_GO, Verdict.UNKNOWN) else "dim"
    name: tuple[Span, ...] = (Span(release_name(view), "strong"),)
    mark = Span("▸" if width < _NARROW else "▸ next", "key")
    share = (*bar(done, total, _BAR, style), Span(f" {done}/{total} "))
    if is_next:
        name += (Span(" "), mark)
    head = line(edge, *name, right=(chip(assessment.verdict, is_old=is_old),), keeps_right=True)
    room = width - 2 - sum(cells(span.text) for span in share) if width else 0
    told = reason_spans(view, look, room)
    if not most:
        return head, line(edge, *share, *told)
    reason = wrap(told[0].text, width - 2)
    reason = (*reason[: most - 1], " ".join(reason[most - 1 :])) if len(reason) > most else reason
    tail = (line(edge, Span(text, look)) for text in reason)
    return head, line(edge, *share, Span(view.release.process, "dim")), *tail
