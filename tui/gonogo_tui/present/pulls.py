"""Panel 4: open pull requests: checks, reviews, and why one can not be merged."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo.model.verdicts import Verdict
from gonogo_tui.present.ages import age
from gonogo_tui.present.board import find_standing
from gonogo_tui.present.lines import BLANK, Line, Row, Span, line, wrapped
from gonogo_tui.present.words import checks

if TYPE_CHECKING:
    from gonogo.model.github import PullRequest
    from gonogo_tui.present.board import Scene

_MERGE = {
    "CLEAN": ("✓ ready to merge", "good"),
    "HAS_HOOKS": ("✓ ready to merge", "good"),
    "UNSTABLE": ("! checks not green", "wait"),
    "BLOCKED": ("‖ blocked by a rule", "wait"),
    "BEHIND": ("● behind its base", "wait"),
    "DIRTY": ("✗ conflicts", "bad"),
    "DRAFT": ("– draft", "dim"),
}


def pull_rows(scene: Scene) -> tuple[Row, ...]:
    """Two lines for each: number and title; checks, reviews, mergeability."""
    if scene.board is None:
        return ()
    tag = scene.view.tag if scene.view else ""
    pulls, rows = _newest_first(scene, scene.board.pulls)
    lit = [n for n, pull in enumerate(pulls) if _is_of(pull, tag)]
    if not lit:
        return rows
    first = tuple(
        _row(pulls[n], bump_word(pulls[n], scene), age(pulls[n].updated_at, scene.now), True) for n in lit
    )
    rest = set(lit)
    return (*first, *(row for n, row in enumerate(rows) if n not in rest))


def _newest_first(
    scene: Scene, pulls: tuple[PullRequest, ...]
) -> tuple[tuple[PullRequest, ...], tuple[Row, ...]]:
    """The pull requests and their rows, unlit: the same for every release that is chosen within a second."""
    second = f"{scene.now:%j %X}"
    kept = scene.memory.get("pulls newest first")
    if kept is None or kept[0] != second:
        ordered = tuple(sorted(pulls, key=lambda pull: -pull.number))
        rows = tuple(
            _row(pull, bump_word(pull, scene), age(pull.updated_at, scene.now), False) for pull in ordered
        )
        kept = scene.memory["pulls newest first"] = (second, ordered, rows)
    return kept[1], kept[2]


def _is_of(pull: PullRequest, tag: str) -> bool:
    return bool(tag) and tag in pull.head


def merge_word(pull: PullRequest) -> Span:
    """Whether it can be merged, and if not why; what GitHub has not worked out is unknown."""
    if pull.state == "MERGED":
        return Span(f"✓ merged {short_sha(pull.merge_sha)}", "good")
    if pull.in_merge_queue:
        return _queue_word(pull)
    if pull.is_draft:
        return Span("– draft", "dim")
    if pull.mergeable == "CONFLICTING":
        return Span("✗ conflicts", "bad")
    if pull.review_decision == "CHANGES_REQUESTED":
        return Span("✗ changes asked for", "bad")
    if pull.merge_state == "BLOCKED" and pull.review_decision == "REVIEW_REQUIRED":
        return Span("‖ needs a review", "wait")
    return Span(*_MERGE.get(pull.merge_state, ("? not worked out yet", "unseen")))


_QUEUE = {
    "QUEUED": "its turn",
    "AWAITING_CHECKS": "checks run",
    "MERGEABLE": "checks passed",
    "LOCKED": "being merged",
}
"""GitHub's word for a place in the merge queue → ours."""


def _queue_word(pull: PullRequest) -> Span:
    place = f" at {pull.queue_position}" if pull.queue_position else ""
    if pull.queue_state == "UNMERGEABLE":
        return Span(f"✗ in the queue{place}, not mergeable", "bad")
    state = _QUEUE.get(pull.queue_state, "")
    return Span(f"● in the queue{place}" + (f": {state}" if state else ""), "wait")


def bump_word(pull: PullRequest, scene: Scene) -> Span | None:
    """Whether it is the bump and nothing else; None where no release asks that of it."""
    return scene.once("bump words", lambda: _bump_words(scene)).get(pull.url)


def _bump_words(scene: Scene) -> dict[str, Span]:
    """Link of a pull request → what its release says of it."""
    words = {Verdict.DONE: ("✓ mechanical", "good"), Verdict.NO_GO: ("✗ not only a bump", "bad")}
    found: dict[str, Span] = {}
    for view in scene.day.views if scene.day else ():
        for step in view.steps:
            standing = find_standing(view, step.step_id) if step.what == "bump-is-mechanical" else None
            if standing is not None and standing.finding.link:
                word = words.get(standing.finding.verdict, ("? bump not compared", "unseen"))
                found.setdefault(standing.finding.link, Span(*word))
    return found


@lru_cache(maxsize=4096)
def _row(pull: PullRequest, bump: Span | None, old: str, is_lit: bool) -> Row:  # noqa: FBT001 (part of the cache's key)
    number = f"#{pull.number}"
    merge = merge_word(pull)
    words: tuple[Span | str, ...] = (" " * (len(number) + 1), checks(pull.checks), "  ")
    if bump is None:
        words = (*words, merge)
    else:  # both whole in a narrow panel
        words = (*words, Span(merge.text.removesuffix(" to merge"), merge.style), "  ", bump)
    return Row(
        f"#{pull.number}",
        (
            line(Span(number, "key"), " ", Span(pull.title, "strong" if is_lit else "plain")),
            line(*words, right=(Span(old, "dim"),), keeps_right=True),
        ),
        pull.url,
        is_lit,
    )


def pull_lines(scene: Scene, key: str, width: int) -> tuple[Line, ...]:
    """One pull request in full."""
    pulls = scene.board.pulls if scene.board else ()
    pull = next((pull for pull in pulls if f"#{pull.number}" == key), None)
    if pull is None:
        return ()
    out = [
        *wrapped(pull.title, width, "strong"),
        *wrapped(
            f"#{pull.number} by @{pull.author} · updated {age(pull.updated_at, scene.now)} ago", width, "dim"
        ),
        BLANK,
        *wrapped(f"{pull.head} → {pull.base}", width),
        line(Span("head ", "dim"), Span(short_sha(pull.head_sha), "key")),
        BLANK,
        line(merge_word(pull)),
        line(checks(pull.checks), "  ", Span(pull.checks.in_words, "dim")),
    ]
    marks = {"APPROVED": ("✓", "good"), "CHANGES_REQUESTED": ("✗", "bad")}
    for review in pull.reviews:
        glyph, style = marks.get(review.state, ("–", "dim"))
        word = review.state.lower().replace("_", " ")
        out.append(line(Span(glyph, style), f" @{review.author} ", Span(word, "dim")))
    if pull.labels:
        out += [BLANK, *wrapped("labels  " + " · ".join(pull.labels), width, "dim")]
    return tuple(out)
