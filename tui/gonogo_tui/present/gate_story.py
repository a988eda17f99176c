"""The gate's own screen in words: all that an approver must know before a job is let through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gonogo.model.runs import waits_at
from gonogo.model.text import short_sha
from gonogo.model.verdicts import Verdict
from gonogo_tui.present.board import find_standing, is_for_you
from gonogo_tui.present.gate_parts import ci_lines, published_lines, reviews_lines, rule, table
from gonogo_tui.present.graph import job_mark, make_graph
from gonogo_tui.present.lines import BLANK, Line, Span, line, wrap, wrapped
from gonogo_tui.present.words import KEYS, STYLE, age, lasting, plural

if TYPE_CHECKING:
    from gonogo.model.day import ReleaseView
    from gonogo.model.github import Gate, Job
    from gonogo.model.plans import Plan
    from gonogo.model.stories import GateStory
    from gonogo_tui.present.board import Scene
    from gonogo_tui.present.graph import Graph, Node

_SOME = 12


def gate_of(story: GateStory, environment: str) -> Gate | None:
    """The gate as the run has it now; None when it no longer waits."""
    return next((gate for gate in story.run.detail.gates if gate.environment == environment), None)


def waiting_of(story: GateStory, environment: str) -> tuple[Job, ...]:
    """The jobs that an approval lets through; none where several gates wait and the file can not be read."""
    if gate_of(story, environment) is None:
        return ()
    nodes = nodes_at(make_graph(story.run), environment)
    found = tuple(job for node in nodes for job in node.jobs if job.status == "waiting")
    if not found and all(gate.environment == environment for gate in story.run.detail.gates):
        return tuple(job for job in story.run.detail.jobs if job.status == "waiting")
    return found


def nodes_at(graph: Graph, environment: str) -> tuple[Node, ...]:
    """The jobs of the workflow file that are for an environment; those that name it first."""
    named = tuple(node for node in graph.nodes.values() if node.environment == environment)
    return named or tuple(node for node in graph.nodes.values() if waits_at(node.environment, environment))


def gate_banner(story: GateStory, environment: str, scene: Scene, step: tuple[str, str]) -> tuple[Line, ...]:
    """Whose turn it is, for what, and the one reason against it."""
    gate = gate_of(story, environment)
    run = story.run.detail.run
    view = scene.day.view(step[0]) if scene.day else None
    standing = find_standing(view, step[1]) if view else None
    is_mine = gate is not None and is_for_you(gate, scene)
    chip, style = ("YOUR APPROVAL", "good") if is_mine else ("WAITS", "wait")
    if standing is not None and standing.finding.verdict is Verdict.NO_GO:
        chip, style = "NO-GO", "bad"
    edge = Span("▌ ", style)
    reason = standing.finding.evidence if standing else "No release under way has a step for this gate"
    where = f"{run.head_branch} · {short_sha(run.head_sha)} · {run.file}"
    return (
        line(
            edge,
            Span(f" {chip} ", f"chip-{style}"),
            "  ",
            Span(environment, "strong"),
            Span(f"  {where}", "dim"),
        ),
        line(edge, Span(reason, STYLE[standing.finding.verdict] if standing and style == "bad" else "plain")),
        line(edge, *_keys(scene, step, is_mine=is_mine)),
    )


def _keys(scene: Scene, step: tuple[str, str], *, is_mine: bool) -> tuple[Span | str, ...]:
    view = scene.day.view(step[0]) if scene.day else None
    standing = find_standing(view, step[1]) if view else None
    out: list[Span | str] = []
    for offer in standing.offers if standing else ():
        if offer.verb in ("approve", "reject") and not offer.refused:
            key = KEYS[offer.verb]
            out += [
                Span(f" {key} ", "chip-key", command=f"do-{offer.verb}"),
                Span(f" {offer.verb}   ", "dim"),
            ]
    refused = (
        next((o.refused for o in standing.offers if o.verb == "approve" and o.refused), "")
        if standing
        else ""
    )
    if refused:
        out.append(Span(f"not now: {refused}", "wait"))
    elif not out and not is_mine:
        out.append(Span("gonogo does not approve it from here: o opens the run", "dim"))
    return tuple(out)


def waits_lines(story: GateStory, environment: str, scene: Scene, width: int) -> tuple[Line, ...]:
    """What waits, since when, started by whom; the environment's rules; what was decided so far."""
    run, gate = story.run.detail.run, gate_of(story, environment)
    jobs = waiting_of(story, environment)
    started = f"@{run.actor} by {run.event} of {run.head_branch}"
    rows: list[tuple[str, str, str]] = [
        ("environment", environment, "strong"),
        ("lets through", *let_through(story, jobs)),
        ("commit", run.head_sha[:12], "key"),
        (
            "run",
            f"{run.file} #{run.number}" + (f", attempt {run.attempt}" if run.attempt > 1 else ""),
            "plain",
        ),
        ("triggered by", started, "plain"),
        ("waits since", _since(story, jobs, scene), "plain"),
    ]
    rows.append(("wait timer", *_timer(gate, story, scene)))
    out = [
        *table(rows, width),
        BLANK,
        rule("who may approve", width),
        *_who(gate, story, environment, scene, width),
    ]
    return (*out, *reviews_lines(story, width), *ci_lines(story, scene, width))


def let_through(story: GateStory, jobs: tuple[Job, ...]) -> tuple[str, str]:
    """Names of the jobs, and the look of the words."""
    names = ", ".join(job.name for job in jobs)
    return (
        (names, "plain")
        if names
        else (f"not known: {story.run.why or 'no job of the file is for it'}", "unseen")
    )


def _since(story: GateStory, jobs: tuple[Job, ...], scene: Scene) -> str:
    moments = [job.started_at for job in jobs if job.started_at]
    since = min(moments) if moments else story.run.detail.run.updated_at
    return f"{since:%H:%M} UTC, {age(since, scene.now)}"


def _timer(gate: Gate | None, story: GateStory, scene: Scene) -> tuple[str, str]:
    minutes = gate.timer_min if gate else story.environment.timer_min if story.environment else 0
    if not minutes:
        return "none", "dim"
    if gate is None or gate.timer_started_at is None:
        return f"{minutes} min", "plain"
    left = gate.timer_started_at + timedelta(minutes=minutes) - scene.now
    if left <= timedelta(0):
        return f"{minutes} min, over", "good"
    return f"{lasting(left.total_seconds())} of {minutes} min left", "wait"


def _who(gate: Gate | None, story: GateStory, environment: str, scene: Scene, width: int) -> tuple[Line, ...]:
    rules = story.environment
    names = gate.reviewers if gate else rules.reviewers if rules else ()
    viewer = scene.day.viewer if scene.day else ""
    out: list[Line] = []
    for name in names:
        is_you = name == viewer
        out.append(
            line(
                Span("● " if is_you else "○ ", "key" if is_you else "dim"),
                f"@{name}",
                Span("  you" if is_you else "", "key"),
            )
        )
    if not names:
        out += wrapped("Nobody was named: a timer or a rule alone holds it.", width, "wait")
    if gate is not None and not gate.can_approve:
        out += wrapped("GitHub does not let you approve it.", width, "wait")
    if rules is not None and rules.prevents_self_review:
        barred = story.run.detail.run.actor
        out += wrapped(
            f"Who started the run may not approve it: @{barred}", width, "wait" if barred == viewer else "dim"
        )
    elif rules is None:
        out += wrapped(f"The rules of {environment} could not be read: {story.why}", width, "unseen")
    if rules is not None and rules.policies:
        patterns = ", ".join(policy.name for policy in rules.policies)
        out += wrapped(f"only for {patterns}", width, "dim")
    return tuple(out)


def ground_lines(
    story: GateStory, environment: str, scene: Scene, plan: Plan | None, step: tuple[str, str], width: int
) -> tuple[Line, ...]:
    """What can not be undone, what is published already, and what an approval sets off."""
    view = scene.day.view(step[0]) if scene.day else None
    out: list[Line] = []
    for warning in plan.warnings if plan else ():
        texts = wrap(warning, width - 2)
        out += [line(Span("! ", "bad"), texts[0]), *(line("  ", text) for text in texts[1:])]
    out += [BLANK] if out else []
    out += [rule("after approval", width), *_after(story, environment, view, step, width)]
    return (*out, *published_lines(story, scene, step, width))


def _after(
    story: GateStory, environment: str, view: ReleaseView | None, step: tuple[str, str], width: int
) -> tuple[Line, ...]:
    graph = make_graph(story.run)
    waits = {job.job_id for job in waiting_of(story, environment)}
    gated = [node for node in graph.nodes.values() if any(job.job_id in waits for job in node.jobs)]
    out = [
        line(Span("▸ ", "key"), Span(node.title, "strong"), Span("  runs at once", "dim")) for node in gated
    ]
    later = later_nodes(graph, gated)
    for node in later[:_SOME]:
        what = f"  stops at {node.environment}" if node.environment else ""
        out.append(line("  ", Span("○ ", "dim"), node.title, Span(what, "key")))
    if len(later) > _SOME:
        out.append(line("  ", Span(f"and {plural(len(later) - _SOME, 'more job')}", "dim")))
    if not gated:
        out += wrapped(story.run.why or "The workflow file names no job for it.", width, "unseen")
    hanging = (
        [
            text.title
            for text, standing in zip(view.steps, view.assessment.standings, strict=True)
            if step[1] in standing.blocked_by and not standing.is_done
        ]
        if view
        else []
    )
    if hanging:
        out += [BLANK, *wrapped("then on the checklist: " + ", ".join(hanging[:4]), width, "dim")]
    return tuple(out)


def later_nodes(graph: Graph, gated: list[Node]) -> list[Node]:
    """What hangs on some nodes and has not ended, the nearest first."""
    seen: dict[str, Node] = {}
    for node in gated:
        for later in graph.after(node.key):
            if not any(job_mark(job)[1] in ("good", "bad") for job in later.jobs):
                seen.setdefault(later.key, later)
    return sorted(seen.values(), key=lambda node: node.depth)
