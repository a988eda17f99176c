"""What goes into each panel: the words of the moment, put where they belong."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gonogo.model.verdicts import Verdict
from gonogo_tui.commands.hints import footer_line
from gonogo_tui.commands.place import DETAIL
from gonogo_tui.present.banner import banner_lines
from gonogo_tui.present.branches import branch_lines, branch_rows
from gonogo_tui.present.checklist import checklist_rows
from gonogo_tui.present.first import first_lines
from gonogo_tui.present.gates import for_you, gate_lines, gate_rows
from gonogo_tui.present.header import Where, header_line
from gonogo_tui.present.journal import event_lines, journal_rows
from gonogo_tui.present.lines import Line, Span, cells, line, wrapped
from gonogo_tui.present.pulls import pull_lines, pull_rows
from gonogo_tui.present.releases import progress, release_name, release_rows
from gonogo_tui.present.repositories import repository_rows, trouble
from gonogo_tui.present.runs import run_lines, run_rows
from gonogo_tui.present.step import step_lines
from gonogo_tui.present.words import KEYS
from gonogo_tui.widgets.lines import Lines
from gonogo_tui.widgets.rows import Detail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gonogo_tui.commands.place import Place
    from gonogo_tui.present.board import Scene
    from gonogo_tui.present.lines import Row
    from gonogo_tui.screens.board import Board

TABS = (
    ("releases", "Releases"),
    ("checklist", "Checklist"),
    ("branches", "Branches and tags"),
    ("pulls", "Pull requests"),
    ("runs", "CI"),
    ("gates", "Gates"),
    ("journal", "Journal"),
)
"""Panels by number, and what they are called."""
_SHORT = {"branches": "Branches", "pulls": "PRs"}
_PANE = {
    "branches": ("Branch", branch_lines),
    "pulls": ("Pull request", pull_lines),
    "runs": ("Run", run_lines),
    "gates": ("Gate", gate_lines),
    "journal": ("Event", event_lines),
}


_LISTS: tuple[tuple[str, Callable[[Scene, int], tuple[Row, ...]], str], ...] = (
    ("branches", branch_rows, "No branch was seen."),
    ("pulls", lambda scene, _: pull_rows(scene), "No pull request is open."),
    ("runs", run_rows, "No run was seen."),
    ("gates", gate_rows, "No gate waits for an approval."),
    ("journal", lambda scene, _: journal_rows(scene), "Nothing was done yet."),
)


def paint_lists(board: Board) -> Iterator[None]:
    """Fill the lists, one at each step: a key that comes meanwhile does not wait for all of them."""
    unseen = _unseen(board)
    paint_releases(board)
    paint_checklist(board)
    _entitle(board, board.scene)
    for name, rows, empty in _LISTS:
        yield
        board.panel(name).show_rows_for_width(partial(rows, board.scene), unseen or (empty,))


def paint_releases(board: Board) -> None:
    """Fill the releases, whose reasons follow the size of the panel; they tell neither the time nor what is chosen."""
    panel, scene = board.panel("releases"), board.scene
    below = repository_rows(scene, panel.inner_width)
    height = max(0, panel.size.height - sum(len(row.lines) for row in below))
    name = f"releases {panel.inner_width} {height} {scene.as_of}"
    rows = board.watch_day.once(name, lambda: release_rows(scene, panel.inner_width, height))
    panel.show_rows((*rows, *below), _unseen(board) or ("No release is under way.", "n starts one."))


def paint_checklist(board: Board) -> None:
    """Fill the checklist, which depends on the chosen release."""
    empty: tuple[str, ...] = ("No release is chosen.",)
    if board.watch_day.day is not None and not board.watch_day.day.views:
        empty = (
            "A release begins with its process and its version.",
            "n  starts one; nothing is sent by that.",
        )
    scene = board.scene
    board.panel("checklist").show_rows_for_width(
        lambda width: checklist_rows(scene, width), _unseen(board) or empty
    )


def _unseen(board: Board) -> tuple[str, ...]:
    if board.watch_day.day is not None:
        return ()
    return (board.watch_day.problem, "R looks again.") if board.watch_day.problem else ("Looking …",)


def _entitle(board: Board, scene: Scene) -> None:
    counts = _counts(scene)
    for number, (name, title) in enumerate(TABS, 1):
        panel = board.panel(name)
        words = f"{number} {title}" + (f" · {counts[name]}" if counts.get(name) else "")
        if name == "checklist" and scene.view is not None:
            words = f"{number} {title} · {release_name(scene.view)} · {scene.view.release.process}"
        panel.entitle(words, panel.filter_words or (_done(scene) if name == "checklist" else ""))


def _done(scene: Scene) -> str:
    done, total = progress(scene.view) if scene.view else (0, 0)
    return f"{done} of {total}" if scene.view else ""


def _counts(scene: Scene) -> dict[str, str]:
    mine = for_you(scene)
    gates = sum(len(place.gates()) for place in scene.everywhere)
    return {
        "releases": _under_way(scene),
        "pulls": f"{len(scene.board.pulls)} open" if scene.board and scene.board.pulls else "",
        "gates": f"{mine} for you" if mine else f"{gates} waiting" if gates else "",
    }


def _under_way(scene: Scene) -> str:
    views = scene.day.views if scene.day else ()
    open_ones = sum(view.assessment.verdict is not Verdict.DONE for view in views)
    return f"{open_ones} under way" if open_ones else "all done" if views else ""


def _works_here(place: Place) -> bool:
    """The key of what is next works in the panel that has the floor; enter opens rows in some."""
    if place.main is None:
        return place.is_next
    has_own_key = KEYS.get(place.main.verb, "enter") != "enter"
    return place.is_next and (has_own_key or place.acts_on_enter)


def paint_words(board: Board) -> None:
    """Header, banner, tabs, pane, what is being done, footer."""
    scene = board.scene
    session, watch = board.session, board.watch_day
    where = Where(
        scene.day.repo if scene.day and scene.is_many else session.repo,
        scene.day.viewer if scene.day else "",
        session.is_read_only,
        session.is_rehearsal,
        len(scene.others),
    )
    rate = scene.board.rate if scene.board else None
    problem = watch.problem or trouble(scene)
    header = board.query_one("#header", Lines)
    header.show((header_line(where, watch.fresh(scene), rate, scene.now, board.app.size.width),))
    place = board.place
    is_wide = board.app.size.width >= 110
    banner = banner_lines(
        board.told,
        problem,
        is_here=_works_here(place),
        is_wide=is_wide,
        is_large=board.has_large_letters,
        width=board.app.size.width,
    )
    board.query_one("#banner", Lines).show(banner)
    board.query_one("#tabs", Lines).show((_tab_line(board, scene), _under_tabs(board)))
    _paint_first(board)
    paint_releases(board)
    _paint_pane(board, scene)
    activity = board.acting.line()
    if not activity.left and problem and watch.day is not None:
        activity = line(Span(" ? ", "unseen"), Span(f"The last look failed: {problem}", "unseen"))
    board.query_one("#activity", Lines).show((activity,))
    board.query_one("#footer", Lines).show((footer_line(place, board.app.size.width),))


def _tab_line(board: Board, scene: Scene) -> Line:
    is_short = board.app.size.width < 110
    counts = {"gates": sum(len(place.gates()) for place in scene.everywhere)}
    if not is_short:
        counts["releases"] = len(scene.day.views) if scene.day else 0
        counts["pulls"] = len(scene.board.pulls) if scene.board else 0
    shown = board.subject_panel if board.current == DETAIL else board.current
    out: list[Span | str] = [" "]
    for number, (name, title) in enumerate(TABS, 1):
        words = f"{number} {_SHORT.get(name, title) if is_short else title}"
        if name == "checklist" and scene.view is not None:
            done, total = progress(scene.view)
            words += f" {done}/{total}"
        elif counts.get(name):
            words += f" {counts[name]}"
        out.append(Span(f" {words} ", "chip-key" if name == shown else "dim", command=f"panel-{number}"))
    return line(*out)


def _under_tabs(board: Board) -> Line:
    """A rule; in place of a panel's frame it says what the rows are filtered by."""
    width = board.app.size.width
    kept = board.panel(board.subject_panel if board.current == DETAIL else board.current).filter_words
    if not kept:
        return line(Span("─" * width, "bar"))
    words = f" {kept} "
    return line(Span("─" * max(0, width - cells(words) - 2), "bar"), Span(words, "key"), Span("──", "bar"))


def _paint_first(board: Board) -> None:
    """What to do next, in place of panels that would be empty."""
    error = board.watch_day.error if board.watch_day.day is None else None
    board.set_class(error is not None, "-first")
    if error is not None:
        repo = board.session.repo
        board.query_one("#first", Lines).show_for_width(lambda width: first_lines(error, repo, width))


def _paint_pane(board: Board, scene: Scene) -> None:
    pane = board.query_one(Detail)
    name, key = board.subject
    if name == "checklist":
        pane.entitle("Step")
        pane.show_for_width(lambda width: step_lines(scene, width) or _no_step(scene, width))
        return
    title, lines = _PANE[name]
    pane.entitle(title)
    pane.show_for_width(lambda width: lines(scene, key, width) or wrapped("Nothing is chosen.", width, "dim"))


def _no_step(scene: Scene, width: int) -> tuple[Line, ...]:
    if scene.day is None or scene.day.views:
        return ()
    text = "gonogo shows here what is known of a step, where it was seen, and what you can do about it."
    return wrapped(text, width, "dim")
