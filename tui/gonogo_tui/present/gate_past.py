"""A gate that was decided: what was let through, by whom and when, and nothing of the gate that comes next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo_tui.present.gate_parts import ci_lines, published_lines, reviews_lines, rule, table
from gonogo_tui.present.gate_story import gate_of, later_nodes, nodes_at, waiting_of
from gonogo_tui.present.graph import job_mark, job_took, make_graph
from gonogo_tui.present.lines import Line, Span, line, wrapped
from gonogo_tui.present.words import age

if TYPE_CHECKING:
    from gonogo.model.github import GateReview, Job
    from gonogo.model.stories import GateStory
    from gonogo_tui.present.board import Scene

_SOME = 12


@dataclass(frozen=True, slots=True)
class Held:
    """The gate that a page was opened for: the next one may be at the same environment.

    Attributes:
        jobs: Ids of the jobs that waited there.
        before: What had been decided there while they waited.
        decided: What was decided about them, as it was first seen: later decisions there are about others.
    """

    environment: str
    jobs: frozenset[int]
    before: tuple[GateReview, ...] = ()
    decided: tuple[GateReview, ...] = ()


def hold(story: GateStory, environment: str, held: Held | None) -> Held:
    """What is to be kept of a gate: while a job that was seen there waits, whatever joins it belongs to it."""
    waiting = frozenset(job.job_id for job in waiting_of(story, environment))
    if held is None and gate_of(story, environment) is None:
        nodes = nodes_at(make_graph(story.run), environment)
        jobs = frozenset(job.job_id for node in nodes for job in node.jobs)
        return Held(environment, jobs, decided=_reviews(story, environment))
    if held is not None and not waits_still(story, held):
        return held if held.decided else replace(held, decided=_fresh(story, held))
    jobs = waiting | held.jobs if held else waiting
    return Held(environment, jobs, _reviews(story, environment))


def waits_still(story: GateStory, held: Held) -> bool:
    """The very gate waits, not another one at its environment."""
    if gate_of(story, held.environment) is None:
        return False
    waiting = {job.job_id for job in waiting_of(story, held.environment)}
    return not held.jobs or not waiting or bool(held.jobs & waiting)


def _reviews(story: GateStory, environment: str) -> tuple[GateReview, ...]:
    return tuple(one for one in story.run.detail.reviews if one.environment == environment)


def _fresh(story: GateStory, held: Held) -> tuple[GateReview, ...]:
    """The decisions that did not stand there before."""
    left = Counter(held.before)
    out = []
    for review in _reviews(story, held.environment):
        if left[review]:
            left[review] -= 1
        else:
            out.append(review)
    return tuple(out)


def _jobs(story: GateStory, held: Held) -> tuple[Job, ...]:
    return tuple(job for job in story.run.detail.jobs if job.job_id in held.jobs)


def _word(story: GateStory, held: Held) -> tuple[str, str]:
    """What came of the gate, and its look; what nobody decided is not green.

    Between two readings the gate that came next may have been decided, too: a job that was rejected never began.
    """
    states = {review.state for review in held.decided}
    stopped = any(job.conclusion == "failure" and not job.steps for job in _jobs(story, held))
    if "rejected" in states and (stopped or "approved" not in states):
        return "rejected", "bad"
    return ("approved", "good") if "approved" in states else ("no longer waits", "dim")


def _who(story: GateStory, held: Held) -> str:
    word = _word(story, held)[0]
    return ", ".join(dict.fromkeys(f"@{review.author}" for review in held.decided if review.state == word))


def _when(story: GateStory, held: Held, scene: Scene) -> str:
    """GitHub keeps no time of a decision: its jobs began, or ended, at that moment."""
    is_bad = _word(story, held)[0] == "rejected"
    jobs = _jobs(story, held)
    told = [
        job.completed_at if is_bad else job.started_at
        for job in jobs
        if job.status in ("in_progress", "completed")
    ]
    moments = [at for at in told if at is not None]
    if not moments or all(job.conclusion == "skipped" for job in jobs):
        return ""
    return f"{min(moments):%H:%M} UTC, {age(min(moments), scene.now)} ago"


def past_banner(story: GateStory, held: Held, scene: Scene) -> tuple[Line, ...]:
    """What was decided, by whom and when; and whether something else waits at the environment."""
    run, (word, look) = story.run.detail.run, _word(story, held)
    edge = Span("▌ ", look)
    who, when = _who(story, held), _when(story, held, scene)
    jobs = ", ".join(f"“{job.name}”" for job in _jobs(story, held))
    if word == "approved":
        words = f"approved by {who}: {jobs or 'its jobs'} went on" + (f" at {when}" if when else "")
    elif word == "rejected":
        words = f"rejected by {who}: {jobs or 'its jobs'} did not run" + (f" · {when}" if when else "")
    else:
        words = "No decision about it is on record" + (f": it began at {when}" if when else "")
    where = f"{run.head_branch} · {short_sha(run.head_sha)} · {run.file}"
    again = gate_of(story, held.environment) is not None
    more = "Other jobs wait there now, at a gate of their own: esc, then open it." if again else ""
    return (
        line(
            edge,
            Span(f" {word.upper()} ", f"chip-{look}"),
            "  ",
            Span(held.environment, "strong"),
            Span(f"  {where}", "dim"),
        ),
        line(edge, Span(words, "bad" if look == "bad" else "plain")),
        line(edge, Span(more, "key")),
    )


def waited_lines(story: GateStory, held: Held, scene: Scene, width: int) -> tuple[Line, ...]:
    """What waited, and what was decided about it."""
    run, (word, look) = story.run.detail.run, _word(story, held)
    names = ", ".join(job.name for job in _jobs(story, held))
    who, when = _who(story, held), _when(story, held, scene)
    number = f"{run.file} #{run.number}" + (f", attempt {run.attempt}" if run.attempt > 1 else "")
    rows = [
        ("environment", held.environment, "strong"),
        ("held back" if word == "rejected" else "let through", names or "nothing of this run", "plain"),
        (word if who else "decided", f"by {who}" if who else "no decision is on record", look),
        ("ended" if word == "rejected" else "went on", when or "not yet", "plain"),
        ("commit", run.head_sha[:12], "key"),
        ("run", number, "plain"),
        ("triggered by", f"@{run.actor} by {run.event} of {run.head_branch}", "plain"),
    ]
    return (*table(rows, width), *reviews_lines(story, width), *ci_lines(story, scene, width))


def outcome_lines(
    story: GateStory, held: Held, scene: Scene, step: tuple[str, str], width: int
) -> tuple[Line, ...]:
    """What came of the jobs, what hangs on them, and what is published by now."""
    graph = make_graph(story.run)
    out = [rule("what came of it", width)]
    for job in _jobs(story, held):
        glyph, look, word = job_mark(job)
        right = (Span(f"{word}  ", look), Span(job_took(job, scene.now), "dim"))
        out.append(line(Span(f"{glyph} ", look), Span(job.name, "strong"), right=right, keeps_right=True))
    if len(out) == 1:
        out += wrapped("None of its jobs is in this attempt of the run.", width, "dim")
    gated = [node for node in graph.nodes.values() if any(job.job_id in held.jobs for job in node.jobs)]
    later = later_nodes(graph, gated)
    for node in later[:_SOME]:
        glyph, look, word = node.mark
        name = Span(node.title, "plain" if node.jobs else "dim")
        where = f"  {node.environment}" if look == "key" else ""
        out.append(
            line(
                "  ",
                Span(f"{glyph} ", look),
                name,
                Span(where, "key"),
                right=(Span(word, look),),
                keeps_right=True,
            )
        )
    if len(later) > _SOME:
        out.append(line("  ", Span(f"and {len(later) - _SOME} more", "dim")))
    return (*out, *published_lines(story, scene, step, width))
