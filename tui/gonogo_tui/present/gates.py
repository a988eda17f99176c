"""Panel 6: the approval inbox: what waits at an environment, since when, and who may let it through."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo.model.verdicts import Verdict
from gonogo_tui.present.ages import age
from gonogo_tui.present.board import find_standing, gate_key, is_for_you, standing_of
from gonogo_tui.present.lines import BLANK, Line, Row, Span, line, wrapped
from gonogo_tui.present.runs import all_runs, run_order
from gonogo_tui.present.step import step_lines
from gonogo_tui.present.words import run_mark

if TYPE_CHECKING:
    from gonogo.model.github import Gate, Run
    from gonogo_tui.present.board import Scene


_NARROW = 40
"""Below this the commit has no room beside the tag."""


def gate_rows(scene: Scene, width: int = 0) -> tuple[Row, ...]:
    """What you may approve first.

    Args:
        scene: This moment.
        width: Cells of the panel; 0 for not known.
    """
    gates = sorted(
        ((gate, place) for place in scene.everywhere for gate in place.gates()),
        key=lambda one: (not is_for_you(*one), one[0].run_id, one[0].environment),
    )
    is_narrow = 0 < width < _NARROW
    return tuple(_row(gate, place, is_many=scene.is_many, is_narrow=is_narrow) for gate, place in gates)


def for_you(scene: Scene) -> int:
    """How many gates wait for you."""
    return sum(is_for_you(gate, place) for place in scene.everywhere for gate in place.gates())


def _timer(gate: Gate, scene: Scene) -> str:
    if not gate.timer_min or gate.timer_started_at is None:
        return ""
    gone = scene.now - gate.timer_started_at
    if gone >= timedelta(minutes=gate.timer_min):
        return ""
    return f"timer {max(0, int(gone.total_seconds() // 60))} of {gate.timer_min} min"


def _row(gate: Gate, scene: Scene, *, is_many: bool, is_narrow: bool) -> Row:
    run = all_runs(scene).get(gate.run_id)
    release_id, _ = scene.gate_step(gate)
    is_mine = is_for_you(gate, scene)
    name = f" {scene.day.repo.name}" if is_many and scene.day else ""
    is_tight = is_narrow and bool(name)
    commit = "" if run is None or is_narrow else f" {short_sha(run.head_sha)}"
    where = "" if is_tight else f" {run.head_branch}{commit}" if run else f" run {gate.run_id}"
    standing = standing_of(gate, scene)
    waits = standing.finding.since if standing and standing.finding.since else run.updated_at if run else None
    since = age(waits, scene.now)
    head = line(
        Span("‖ ", "key" if is_mine else "wait"),
        Span(gate.environment, "strong"),
        Span(name + where, "dim"),
        right=(Span(since, "dim"),),
        keeps_right=True,
    )
    lines = [head, line("  ", *_who(gate, scene, is_mine=is_mine))]
    ci = _ci(scene, run)
    if ci is not None:
        lines.append(line("  ", Span("CI ", "dim"), ci))
    is_lit = bool(release_id) and release_id == scene.release_id
    return Row(gate_key(gate), tuple(lines), run.url if run else "", is_lit)


def _who(gate: Gate, scene: Scene, *, is_mine: bool) -> tuple[Span | str, ...]:
    timer = _timer(gate, scene)
    if timer:
        return (Span(timer, "wait"),)
    if is_mine and scene.day is not None and scene.day.is_read_only:
        return ("you may approve", Span("  read-only here", "wait"))
    standing = standing_of(gate, scene)
    if is_mine:
        starts = (
            next((fact.found for fact in standing.finding.facts if fact.name == "lets through"), "")
            if standing
            else ""
        )
        key = Span(" a ", "chip-key", command="do-approve")
        return ("you may approve  ", key, Span(f"  {starts}", "dim"))
    if standing is not None and standing.finding.verdict is Verdict.NO_GO:
        return (Span(standing.finding.evidence, "bad"),)
    if gate.can_approve:
        return (Span("you may approve it on GitHub", "dim"),)
    if not gate.reviewers:
        return (Span("nobody was named to approve", "wait"),)
    return (Span("waits for " + ", ".join(f"@{name}" for name in gate.reviewers), "wait"),)


def _ci(scene: Scene, run: Run | None) -> Span | None:
    """How many of the other workflows of the gate's commit are green; None where none was seen."""
    if run is None:
        return None
    newest: dict[str, Run] = {}
    for one in run_order(scene):
        if (one.head_sha, one.event) == (run.head_sha, "push") and one.path != run.path:
            newest.setdefault(one.path, one)
    marks = [run_mark(one.status, one.conclusion) for one in newest.values()]
    if not marks:
        return None
    green = sum(look == "good" for _, look, _ in marks)
    glyph, look, _ = min(
        marks, key=lambda mark: ("bad", "key", "wait", "unseen", "dim", "good").index(mark[1])
    )
    return Span(f"{glyph} {green} of {len(marks)} green", look)


def gate_lines(scene: Scene, key: str, width: int) -> tuple[Line, ...]:
    """One gate: what waits, and the step of the checklist that it belongs to, whole."""
    found = scene.at_gate(key)
    if found is None:
        return ()
    scene, gate = found
    run = all_runs(scene).get(gate.run_id)
    out = [
        *wrapped(f"{gate.environment} waits", width, "strong"),
        *wrapped(
            f"{run.file} · {run.head_branch} · by @{run.actor}" if run else f"run {gate.run_id}", width, "dim"
        ),
        line(*_who(gate, scene, is_mine=is_for_you(gate, scene))),
        *wrapped("reviewers  " + (", ".join(f"@{name}" for name in gate.reviewers) or "none"), width, "dim"),
    ]
    release_id, step_id = scene.gate_step(gate)
    view = scene.day.view(release_id) if scene.day else None
    if view is None or find_standing(view, step_id) is None:
        text = "No release under way has a step for this gate: gonogo does not approve it. o opens the run."
        return (*out, BLANK, *wrapped(text, width, "dim"))
    inner = replace(scene, release_id=release_id, step_id=step_id)
    return (*out, BLANK, line(Span("─" * width, "bar")), *step_lines(inner, width))
