"""The run's own screen in words: what came of it, the jobs of a matrix, a job's steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.runs import attempt_began, is_broken, jobs_so_far, rejections
from gonogo.model.text import short_sha
from gonogo_tui.present.graph import job_mark, job_took, tally
from gonogo_tui.present.lines import Line, Row, Span, cells, cut, line
from gonogo_tui.present.words import age, lasting, plural, run_mark

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import Job, JobStep
    from gonogo.model.stories import RunStory
    from gonogo_tui.present.graph import Graph, Node


_ANY = 1000
_LEAST_STEP = 8


def run_name(story: RunStory) -> str:
    """`release.yml #3`."""
    run = story.detail.run
    return f"{run.file or run.name or 'run'} #{run.number}"


def run_banner(story: RunStory, graph: Graph, now: datetime, width: int = 0) -> tuple[Line, Line, Line]:
    """What came of it; the one thing to know; how many jobs are how.

    Args:
        story: The run.
        graph: Its jobs.
        now: This moment.
        width: Cells of a line; 0 for not known.
    """
    run = story.detail.run
    glyph, style, word = run_mark(run.status, run.conclusion)
    if run.status != "completed" and any(is_broken(job) for job in story.detail.jobs):
        style, word = "bad", f"failing · {word}"
    chip = Span(f" {word.upper()} ", f"chip-{style}")
    again = f" · attempt {run.attempt}" if run.attempt > 1 else ""
    facts = f"{run.event} of {run.head_branch} by @{run.actor} · {short_sha(run.head_sha)}{again}"
    edge = Span("▌ ", style)
    counts: list[Span | str] = []
    for number, name, look in tally(story.detail.jobs):
        counts += [Span(f"{number} {name}", look), Span("  ", "dim")]
    unborn = sum(not node.jobs for node in graph.nodes.values())
    if unborn:
        counts.append(Span(f"{unborn} not reached", "dim"))
    right = (Span(_times(story, now), "dim"), " ")
    title = Span(run.name or run.file, "strong")
    return (
        line(edge, chip, "  ", title, Span(f"  {facts}", "dim"), right=right, keeps_right=True),
        line(edge, *_sentence(story, glyph, width - cells(edge.text) if width else _ANY)),
        line(edge, *counts),
    )


def _times(story: RunStory, now: datetime) -> str:
    """How long the attempt that is shown took, or runs: the run itself is as old as its first one."""
    run, began = story.detail.run, attempt_began(story.detail)
    if run.status == "completed":
        took = f"took {lasting((run.updated_at - began).total_seconds())} · " if began else ""
        return f"{took}ended {age(run.updated_at, now)} ago"
    return f"since {age(began, now)}" if began else ""


def _sentence(story: RunStory, glyph: str, room: int) -> tuple[Span, ...]:
    """What a person should know first; where there is no room, the hint goes before a word of it does."""
    words, hint = _said(story, glyph, room), _hint(story)
    if hint and cells(words.text) + cells(hint) <= room:
        return (words, Span(hint, "dim"))
    return (words,)


def _hint(story: RunStory) -> str:
    broken = sum(is_broken(job) for job in story.detail.jobs)
    if broken:
        has_log = broken > len(rejections(story.detail, story.file))
        return "   enter shows the log" if has_log else ""
    return "   enter shows the gate" if story.detail.gates else ""


def _said(story: RunStory, glyph: str, room: int) -> Span:
    broken = [job for job in story.detail.jobs if is_broken(job)]
    if broken:
        return Span(_worst(story, broken, room), "bad")
    if story.detail.gates:
        names = ", ".join(dict.fromkeys(gate.environment for gate in story.detail.gates))
        return Span(f"‖ It waits for an approval of {names}", "key")
    running = [job for job in story.detail.jobs if job.status == "in_progress"]
    if running:
        more = f", and {len(running) - 1} more" if len(running) > 1 else ""
        return Span(f"● “{running[0].name}” runs{more}", "wait")
    if story.file is None:
        return Span(f"? Which job needs which is not known: {story.why}", "unseen")
    if story.detail.run.status == "completed":
        total = jobs_so_far(story.detail, story.file)[1]
        return Span(f"{glyph} {plural(total, 'job')} of {story.detail.run.file}", "dim")
    return Span("○ It waits for a runner", "wait")


def _worst(story: RunStory, broken: list[Job], room: int) -> str:
    """Which job went wrong where, and how many more; the name of the step gives way."""
    worst = min(broken, key=lambda job: (job.conclusion == "cancelled", job.job_id))
    step = broken_step(worst)
    more = f", and {plural(len(broken) - 1, 'more job')}" if len(broken) > 1 else ""
    rejected = next((one for one in rejections(story.detail, story.file) if one.job == worst), None)
    if rejected is not None:
        who = ", ".join(f"@{name}" for name in rejected.authors)
        return f"✗ {worst.name} did not run: {rejected.environment} was rejected by {who}{more}"
    word = run_mark(worst.status, worst.conclusion)[2]
    if step is None:
        return f"✗ {worst.name} {word} before its first step{more}"
    rest = f"✗ {worst.name} {word} at “”{more}"
    name = cut(step.name, max(_LEAST_STEP, room - cells(rest)))
    return f"✗ {worst.name} {word} at “{name}”{more}"


def broken_step(job: Job) -> JobStep | None:
    """The first step that went wrong."""
    bad = ("failure", "timed_out", "cancelled")
    return next((step for step in job.steps if step.conclusion in bad), None)


def node_rows(node: Node | None, now: datetime) -> tuple[Row, ...]:
    """The jobs of a matrix, broken ones first; of a single job its steps."""
    if node is None or not node.jobs:
        return ()
    if len(node.jobs) == 1:
        return step_rows(node.jobs[0], now)
    return tuple(_leg(job, node, now) for job in node.jobs)


def _leg(job: Job, node: Node, now: datetime) -> Row:
    glyph, look, word = job_mark(job)
    name = job.name.removeprefix(node.title).strip() or job.name
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1]
    took = job_took(job, now)
    right = (Span(f"{word}  " if look not in ("good", "dim") else "", look), Span(took, "dim"))
    step = broken_step(job) if look == "bad" else _current(job)
    head = line(Span(f"{glyph} ", look), Span(name), right=right, keeps_right=True)
    lines = (head, line("  ", Span(step.name, look))) if step else (head,)
    return Row(f"job {job.job_id}", lines, job.url)


def _current(job: Job) -> JobStep | None:
    return next((step for step in job.steps if step.status == "in_progress"), None)


def step_rows(job: Job, now: datetime) -> tuple[Row, ...]:
    """The steps of a job with their times."""
    rows = []
    for step in job.steps:
        glyph, look, word = run_mark(step.status, step.conclusion)
        took = ""
        if step.started_at is not None:
            took = lasting(((step.completed_at or now) - step.started_at).total_seconds())
        style = "strong" if look == "bad" else "dim" if look == "dim" or step.status == "queued" else "plain"
        right = (Span(f"{word}  " if look in ("bad", "wait") and step.status != "queued" else "", look),)
        rows.append(
            Row(
                f"step {job.job_id} {step.number}",
                (
                    line(
                        Span(f"{glyph} ", look if step.status != "queued" else "dim"),
                        Span(step.name, style),
                        right=(*right, Span(took, "dim")),
                        keeps_right=True,
                    ),
                ),
                job.url,
            )
        )
    return tuple(rows)


def no_rows(node: Node | None) -> tuple[str, ...]:
    """Why a node has no steps to show."""
    if node is None:
        return ("No job is chosen.",)
    if not node.jobs:
        return ("Not reached: what it needs is not over.",)
    job = node.jobs[0]
    if job.status == "waiting":
        return (f"It waits at {node.environment or 'an environment'}.", "enter shows the gate.")
    if job.conclusion == "skipped":
        return ("Skipped: its condition did not hold.",)
    if job.status == "completed":
        return ("It has no steps: it never came to a machine.",)
    return ("It waits for a machine.",)


def node_facts(node: Node, graph: Graph) -> tuple[str, str]:
    """What it needs and what needs it, in words."""
    needs = ", ".join(graph.nodes[key].title for key in node.needs)
    after = ", ".join(other.title for other in graph.nodes.values() if node.key in other.needs)
    return needs, after
