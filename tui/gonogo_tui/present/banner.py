"""The banner: can we release now, and if not, what is missing and which key does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo.model.verdicts import Verdict
from gonogo_tui.present.ages import as_of, since
from gonogo_tui.present.board import find_standing
from gonogo_tui.present.large import large
from gonogo_tui.present.lines import Line, Span, cells, cut, line
from gonogo_tui.present.releases import reason_spans, release_name
from gonogo_tui.present.words import KEYS, STYLE, main_offer

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.day import Day, ReleaseView
    from gonogo.model.verdicts import Offer, Standing
    from gonogo_tui.present.board import Scene


def banner_lines(
    scene: Scene,
    problem: str = "",
    *,
    is_here: bool = True,
    is_wide: bool = True,
    is_large: bool = True,
    width: int = 0,
) -> tuple[Line, Line, Line]:
    """Three lines for the selected release: verdict and name; the reason; what is next and its key.

    Args:
        scene: This moment.
        problem: Why nothing could be looked at.
        is_here: The next step is chosen and in sight: its own key works.
        is_wide: There is room to say what follows.
        is_large: There is room for the verdict in large letters, and the terminal has them.
        width: Cells of a line.
    """
    view = scene.view
    if view is None:
        return _nothing(scene, problem)
    assessment = view.assessment
    is_old = scene.as_of is not None
    style = "dim" if is_old else STYLE[assessment.verdict]
    waits = () if is_old else _waits(view, scene.now, is_wide=is_wide)
    process = "" if waits and not is_wide else view.release.process
    facts = " · ".join(filter(None, (process, view.tag, short_sha(view.release_sha))))
    word = () if is_old or not is_large else (Span(f"  {assessment.verdict.value}", style),)
    first, second, third = large(assessment.verdict, is_old=is_old, is_wide=is_large)
    name = Span(release_name(view), "strong")
    room = width - cells(second.text) - 3
    return (
        line(first, "  ", name, *word, Span(f"  {facts}", "dim"), "    ", *waits)
        if is_wide
        else line(first, "  ", name, *word, Span(f"  {facts}", "dim"), right=waits, keeps_right=True),
        line(second, "  ", *reason_spans(view, "strong" if style == "bad" else "plain", room)),
        line(third, "  ", *_last(scene, view, problem, is_here=is_here, is_wide=is_wide)),
    )


_FOR = {
    "workflows-green": "CI",
    "workflow": "its run",
    "tag": "the tag",
    "branch": "the branch",
    "pull-request": "the pull request",
}
"""Type of a step → what a release waits for there."""
_LONGEST = 40
_UNSURE_S = 60
"""What is known for less long, and may have been so before, is not worth a word."""


def _waits(view: ReleaseView, now: datetime, *, is_wide: bool) -> tuple[Span, ...]:
    """Who or what the release waits for, and since when, as far as that is known."""
    verdict = view.assessment.verdict
    told = view.since
    if verdict is Verdict.DONE or told is None:
        return ()
    who, is_worth = _who(view), told.is_sure or (now - told.at).total_seconds() >= _UNSURE_S
    moment = f"{'' if told.is_sure else 'at least '}{since(told.at, now)}" if is_worth else ""
    whom = f"{'waits for' if is_wide else 'for'} {who}" if who else ""
    words = " ".join(filter(None, (whom, moment)))
    return (Span(f"{words} ", "plain" if is_wide else "dim"),) if words else ()


def _who(view: ReleaseView) -> str:
    """`you`, `@mira`, `CI`; empty where the reason says it, or nothing is waited for."""
    next_id, verdict = view.assessment.next_step, view.assessment.verdict
    if verdict is Verdict.GO:
        return "you"
    if next_id is None or verdict is not Verdict.HOLD:
        return ""
    evidence = view.assessment.standing(next_id).finding.evidence
    _, said, who = evidence.partition("waits for ")
    return cut(who.partition(":")[0], _LONGEST) if said else _FOR.get(view.step(next_id).what, "")


def _last(
    scene: Scene, view: ReleaseView, problem: str, *, is_here: bool, is_wide: bool
) -> tuple[Span | str, ...]:
    if scene.as_of is None:
        is_read_only = scene.day is not None and scene.day.is_read_only
        if view.assessment.next_step is None:
            return _done(scene.turn_to)
        return _next(view, is_here=is_here, is_wide=is_wide, is_read_only=is_read_only)
    what = f"could not look: {problem}" if problem else "looking now; nothing can be done on an old picture"
    return (Span(as_of(scene.as_of, scene.now).capitalize(), "unseen"), Span(f" · {what}", "dim"))


def _next(view: ReleaseView, *, is_here: bool, is_wide: bool, is_read_only: bool) -> tuple[Span | str, ...]:
    next_id = view.assessment.next_step
    standing = find_standing(view, next_id) if next_id else None
    if standing is None or next_id is None:
        return ()
    title = view.step(next_id).title
    offer = main_offer(standing.offers)
    can_waive = offer is None and any(other.verb == "waive" for other in standing.offers)
    if can_waive and not is_read_only:
        out: tuple[Span | str, ...] = (Span("Next  ", "dim"), *_put_right(standing, title, is_here=is_here))
    elif offer is None:
        word = {Verdict.HOLD: "wait", Verdict.UNKNOWN: "look again"}.get(
            standing.finding.verdict, "see the step"
        )
        out = (Span("Next  ", "dim"), Span(title), Span(f"  {word}", "dim"))
    elif is_read_only:
        out = (Span("Next  ", "dim"), Span("read-only  ", "wait"), Span(offer.title))
    elif offer.refused:
        out = (Span("Next  ", "dim"), Span(title), Span(f"  not now: {offer.refused}", "wait"))
    else:
        words = title if offer.verb == "confirm" else offer.title
        out = (Span("Next  ", "dim"), *_key(offer, is_here=is_here), Span(words))
    after = _after(view, next_id) if is_wide else ""
    return (*out, Span(f"    Then  {after}", "dim")) if after else out


def _done(other: ReleaseView | None) -> tuple[Span | str, ...]:
    """Nothing is left here; another release may wait."""
    if other is None:
        return (Span("Every step is done. The journal and the evidence stay.", "dim"),)
    name = f"{other.release.repo.name} {other.release.version}"
    return (Span("Every step is done.  Next  ", "dim"), *_GO_TO, Span(name))


def _put_right(standing: Standing, title: str, *, is_here: bool) -> tuple[Span | str, ...]:
    """What gonogo can not do itself: what a person does about it; overriding it comes last."""
    if not is_here:
        return (*_GO_TO, Span(title))
    key = (Span(" w ", "chip-key", command="do-waive"), Span(" overrides it", "dim"))
    advice = standing.finding.advice
    return (Span(advice), "   ", *key) if advice else key


_GO_TO = (Span(" . ", "chip-key", command="next"), Span(" go to  ", "dim"))


def _key(offer: Offer, *, is_here: bool) -> tuple[Span | str, ...]:
    """The key comes before the words: it is never cut."""
    key = KEYS.get(offer.verb, "enter")
    if not is_here:
        return _GO_TO
    return (Span(f" {key} ", "chip-key", command="enter"), Span(f" {offer.verb}  ", "dim"))


def _after(view: ReleaseView, next_id: str) -> str:
    """The first step that waits for the next one."""
    for standing in view.assessment.standings:
        if next_id in standing.blocked_by and not standing.is_done:
            return view.step(standing.step_id).title
    return ""


def _nothing(scene: Scene, problem: str) -> tuple[Line, Line, Line]:
    edge = Span("▌ ", "key")
    if scene.day is None or (scene.is_many and not scene.day.snapshot.answers):
        what = problem or "Asking GitHub, git and the registries."
        return (
            line(edge, Span("Could not look" if problem else "Looking …", "strong")),
            line(edge, Span(what, "bad" if problem else "dim")),
            line(edge, Span("R looks again" if problem else "", "dim")),
        )
    return (
        line(edge, Span("No release is under way.", "strong"), Span(f"  {scene.day.repo}", "dim")),
        line(
            edge,
            Span("Choose a process and a version; nothing leaves this machine by that.", "dim"),
        ),
        line(edge, *_start(scene.day)),
    )


def _start(day: Day) -> tuple[Span, ...]:
    if day.is_read_only:
        return (Span("Next  ", "dim"), Span("read-only  ", "wait"), Span("start a release"))
    return (Span("Next  ", "dim"), Span(" n ", "chip-key", command="new"), Span("  start a release"))
