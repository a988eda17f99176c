"""Parts of a gate's page that stand there before and after it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo_tui.present.lines import BLANK, Line, Span, cells, line, wrap, wrapped
from gonogo_tui.present.words import STYLE, age, plural, run_mark, step_mark

if TYPE_CHECKING:
    from gonogo.model.day import ReleaseView
    from gonogo.model.stories import GateStory
    from gonogo_tui.present.board import Scene

_PUBLISHED = ("tag", "release-tag", "crates-io", "pypi", "github-release", "attestations", "ghcr")


def reviews_lines(story: GateStory, width: int) -> tuple[Line, ...]:
    """What was decided so far at all gates of the run."""
    decided = story.run.detail.reviews
    out: list[Line] = [BLANK, rule("decided in this run", width)] if decided else []
    for review in decided:
        look = "good" if review.state == "approved" else "bad"
        words = f" {review.environment} {review.state} by @{review.author}"
        out += [line(Span("✓" if look == "good" else "✗", look), words)]
        out += wrapped(f"“{review.comment}”", width - 2, "dim", "  ") if review.comment else ()
    return tuple(out)


def ci_lines(story: GateStory, scene: Scene, width: int) -> tuple[Line, ...]:
    """What CI says of the run's commit."""
    out: list[Line] = [BLANK, rule(f"CI of {short_sha(story.run.detail.run.head_sha)}", width)]
    marks = [run_mark(run.status, run.conclusion) for run in story.ci]
    if story.ci:
        passed = sum(look == "good" for _, look, _ in marks)
        look = "good" if passed == len(marks) else "bad" if any(m[1] == "bad" for m in marks) else "wait"
        glyph = {"good": "✓", "bad": "✗"}.get(look, "●")
        out.append(line(Span(f"{glyph} {passed} of {plural(len(marks), 'workflow')} green", look)))
    else:
        out += wrapped(
            story.why or "No other workflow ran for this commit: that is not green.", width, "unseen"
        )
    for run, (glyph, look, word) in sorted(
        zip(story.ci, marks, strict=True), key=lambda pair: pair[1][1] == "good"
    ):
        left = (Span(f"  {glyph} ", look), run.file, Span(f"  {run.head_branch}", "dim"))
        out.append(
            line(
                *left,
                right=(Span(f"{word} ", look), Span(age(run.updated_at, scene.now), "dim")),
                keeps_right=True,
            )
        )
    return tuple(out)


def published_lines(story: GateStory, scene: Scene, step: tuple[str, str], width: int) -> tuple[Line, ...]:
    """What is published by now, as the checklist knows it."""
    view = scene.day.view(step[0]) if scene.day else None
    return (BLANK, rule("published so far", width), *_published(story, view, scene, width))


def _published(story: GateStory, view: ReleaseView | None, scene: Scene, width: int) -> tuple[Line, ...]:
    out: list[Line] = []
    for step in view.steps if view else ():
        if step.what in _PUBLISHED and step.kind in ("check", "do") and view is not None:
            standing = view.assessment.standing(step.step_id)
            text = standing.finding.evidence or "not yet"
            right = (Span(text, STYLE[standing.finding.verdict] if standing.is_open else "dim"),)
            out.append(line(step_mark(standing, step.kind), " ", step.title, right=right))
    if out:
        return tuple(out)
    tag = story.run.detail.run.head_branch
    release = next((r for r in (scene.board.releases if scene.board else ()) if r.tag == tag), None)
    if release is None:
        return wrapped(f"There is no release {tag} on GitHub.", width, "dim")
    word = "is a draft" if release.is_draft else "is published"
    return wrapped(f"{release.tag} {word}, with {plural(len(release.assets), 'asset')}.", width)


def rule(title: str, width: int) -> Line:
    """The title of a part, with a line to the edge."""
    return line(Span(f"{title} ", "dim"), Span("─" * max(0, width - cells(title) - 1), "bar"))


def table(rows: list[tuple[str, str, str]], width: int) -> list[Line]:
    """Names and what each is: name, text, look."""
    out: list[Line] = []
    for name, text, style in rows:
        parts = wrap(text, max(8, width - 14))
        out.append(line(Span(name, "dim", width=14), Span(parts[0], style)))
        out += [line(" " * 14, Span(part, style)) for part in parts[1:]]
    return out
