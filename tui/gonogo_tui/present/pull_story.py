"""The pull request's own screen in words: why it can or can not be merged, checks, reviews, files, description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.model.text import short_sha
from gonogo_tui.present.ages import since
from gonogo_tui.present.lines import BLANK, Line, Row, Span, line, wrapped
from gonogo_tui.present.markdown import markdown_lines
from gonogo_tui.present.pulls import bump_word, merge_word
from gonogo_tui.present.words import age, checks, count, lasting, plural, run_mark

if TYPE_CHECKING:
    from datetime import datetime

    from gonogo.model.github import PullRequest
    from gonogo.model.stories import CheckLine, PullFile, PullReview, PullStory
    from gonogo_tui.present.board import Scene

_STATE = {"OPEN": "good", "MERGED": "key", "CLOSED": "dim"}
_REVIEW = {
    "APPROVED": ("✓", "good", "approved"),
    "CHANGES_REQUESTED": ("✗", "bad", "asked for changes"),
    "COMMENTED": ("–", "dim", "commented"),
    "DISMISSED": ("–", "dim", "was dismissed"),
    "PENDING": ("○", "dim", "has not sent it"),
}
_FILE = {"added": ("+", "add"), "removed": ("−", "del"), "renamed": ("→", "key")}
_GREEN = 4
"""From this rank on a check holds nothing back."""
_GOOD = ("success", "neutral", "skipped")


def pull_banner(story: PullStory, scene: Scene) -> tuple[Line, Line, Line]:
    """What it is, where it goes, and whether it can be merged."""
    pull = story.pull
    word = "DRAFT" if pull.is_draft and pull.state == "OPEN" else pull.state
    style = "dim" if word == "DRAFT" else _STATE.get(pull.state, "dim")
    edge = Span("▌ ", style)
    size = f"+{count(story.additions)} −{count(story.deletions)} in {plural(story.file_count, 'file')}"
    facts = f"  {short_sha(pull.head_sha)} by @{pull.author} · {size}"
    bump = bump_word(pull, scene)
    labels = tuple(Span(f"  {label}", "hunk") for label in pull.labels)
    return (
        line(
            edge, Span(f" {word} ", f"chip-{style}"), "  ", Span(f"#{pull.number} ", "key"),
            Span(pull.title, "strong"), right=(Span(f"{age(pull.updated_at, scene.now)} ", "dim"),), keeps_right=True,
        ),
        line(edge, f"{pull.head} → {pull.base}", Span(facts, "dim")),
        line(edge, merge_word(pull), "   ", checks(pull.checks), *(("   ", bump) if bump else ()), " ", *labels),
    )  # fmt: skip


def pull_rows(story: PullStory, now: datetime) -> tuple[Row, ...]:
    """What there is to see, under headings: the description, checks, reviews, files."""
    pull = story.pull
    rows = [
        Row("merge", (line(merge_word(pull), right=(Span("why", "dim"),)),), pull.url),
        Row(
            "body",
            (line(Span("¶ ", "dim"), Span("description" if story.body.strip() else "no description")),),
            pull.url,
        ),
    ]
    ordered = sorted(enumerate(story.checks), key=lambda pair: (_rank(pair[1]), pair[1].name))
    green = [_check(number, one, now) for number, one in ordered if _rank(one) >= _GREEN]
    others = [_check(number, one, now) for number, one in ordered if _rank(one) < _GREEN]
    rows += _under(f"checks not green {len(others)}", others)
    given = [_review(number, one, now) for number, one in reversed(tuple(enumerate(story.reviews)))]
    asked = [
        Row(f"wanted {name}", (line(Span("○ ", "wait"), f"@{name}", Span(" was asked", "dim")),))
        for name in story.wanted
    ]
    rows += _under("reviews", given + asked)
    more = f" of {count(story.file_count)}" if story.file_count > len(story.files) else ""
    rows += _under(f"files {count(len(story.files))}{more}", [_file(one) for one in story.files])
    rows += _under(f"checks over{_left(story)} {len(green)}", green)
    rows += _under(
        "not told by GitHub", [Row(f"gap {gap}", (line(Span(f"? {gap}", "unseen")),)) for gap in story.gaps]
    )
    return tuple(rows)


def _under(heading: str, rows: list[Row]) -> list[Row]:
    return [Row("", (BLANK, line(Span(heading, "dim")))), *rows] if rows else []


def _left(story: PullStory) -> str:
    left = story.check_count - len(story.checks)
    return f", {count(left)} more not listed" if left > 0 else ""


def _mark(check: CheckLine) -> tuple[str, str, str]:
    return run_mark(
        "completed" if check.state in (*_GOOD, "failure", "cancelled", "timed_out") else check.state,
        check.state,
    )


def _rank(check: CheckLine) -> int:
    return ("bad", "key", "wait", "unseen", "good", "dim").index(_mark(check)[1])


def _check(number: int, check: CheckLine, now: datetime) -> Row:
    glyph, look, word = _mark(check)
    took = ""
    if check.started_at and check.state != "skipped" and (check.completed_at or look == "wait"):
        took = lasting(((check.completed_at or now) - check.started_at).total_seconds())
    style = "strong" if look == "bad" else "plain"
    right = (Span(f"{word}  " if look not in ("good", "dim") else "", look), Span(took, "dim"))
    head = line(Span(f"{glyph} ", look), Span(check.name, style), right=right, keeps_right=True)
    return Row(f"check {number}", (head,), check.url)


def _review(number: int, review: PullReview, now: datetime) -> Row:
    glyph, look, word = _REVIEW.get(review.state, ("?", "unseen", review.state.lower()))
    right = (Span("¶ " if review.body.strip() else "", "dim"), Span(age(review.at, now), "dim"))
    left = (Span(f"{glyph} ", look), f"@{review.author} ", Span(word, look))
    return Row(f"review {number}", (line(*left, right=right, keeps_right=True),))


def _file(file: PullFile) -> Row:
    glyph, look = _FILE.get(file.status, ("±", "dim"))
    right = (
        Span(f"+{count(file.additions)}", "add" if file.additions else "dim", width=6, is_right=True),
        Span(f"−{count(file.deletions)}", "del" if file.deletions else "dim", width=6, is_right=True),
    )
    return Row(
        f"file {file.path}", (line(Span(f"{glyph} ", look), file.path, right=right, keeps_right=True),)
    )


def pull_detail(story: PullStory, scene: Scene, key: str, width: int) -> tuple[Line, ...]:
    """The chosen row, whole."""
    kind, _, rest = key.partition(" ")
    if kind == "body":
        body = markdown_lines(story.body, width)
        return body or wrapped("It has no description.", width, "dim")
    if kind == "check" and rest.isdigit() and int(rest) < len(story.checks):
        return _check_lines(story.checks[int(rest)], scene, width)
    if kind == "review" and rest.isdigit() and int(rest) < len(story.reviews):
        return _review_lines(story.reviews[int(rest)], scene, width)
    if kind == "file":
        file = next((one for one in story.files if one.path == rest), None)
        return _file_lines(file, width) if file else ()
    if kind == "wanted":
        return wrapped(f"@{rest} was asked for a review, and has given none.", width)
    if kind == "gap":
        return wrapped(rest, width, "unseen")
    return _merge_lines(story, scene, width)


def _merge_lines(story: PullStory, scene: Scene, width: int) -> tuple[Line, ...]:
    """Everything that has a say in whether it can be merged."""
    pull = story.pull
    out = [line(merge_word(pull)), BLANK]
    for glyph, look, text in _reasons(story, scene.now):
        parts = wrapped(text, width - 2)
        out.append(line(Span(f"{glyph} ", look), *parts[0].left))
        out += [line("  ", *part.left) for part in parts[1:]]
    bump = bump_word(pull, scene)
    if bump is not None:
        out += [BLANK, line(Span("bump  ", "dim"), bump)]
    if pull.labels:
        out += [BLANK, *wrapped("labels  " + " · ".join(pull.labels), width, "dim")]
    opened = age(story.created_at, scene.now)
    out += [
        BLANK,
        *wrapped(f"opened {opened} ago by @{pull.author}" if opened else f"by @{pull.author}", width, "dim"),
    ]
    return tuple(out)


def _reasons(story: PullStory, now: datetime) -> list[tuple[str, str, str]]:
    pull = story.pull
    if pull.state == "MERGED":
        return [("✓", "good", f"merged into {pull.base} as {short_sha(pull.merge_sha)}")]
    if pull.state == "CLOSED":
        return [("–", "dim", "closed without being merged")]
    found = []
    if pull.is_draft:
        found.append(("–", "dim", "it is a draft: its author has not made it ready for review"))
    found.append(
        {
            "MERGEABLE": ("✓", "good", f"no conflict with {pull.base}"),
            "CONFLICTING": ("✗", "bad", f"conflicts with {pull.base}: they must be solved on {pull.head}"),
        }.get(pull.mergeable, ("?", "unseen", "GitHub has not worked out whether it conflicts: look again"))
    )
    if pull.merge_state == "BEHIND":
        found.append(("●", "wait", f"behind {pull.base}, and a rule wants it up to date"))
    found.append(_review_reason(story))
    found.append(_check_reason(story))
    if pull.in_merge_queue:
        found.append(_queue_reason(pull, now))
    if pull.merge_state == "BLOCKED":
        found.append(("‖", "wait", "a rule of the repository blocks it"))
    return found


_QUEUE = {
    "QUEUED": "it waits for its turn",
    "AWAITING_CHECKS": "the checks of its merge group run",
    "MERGEABLE": "the checks of its merge group passed, it is merged next",
    "LOCKED": "it is being merged",
    "UNMERGEABLE": "it can not be merged there, because its merge group failed or conflicts",
}
"""GitHub's word for a place in the merge queue → why it is not merged yet."""


def _queue_reason(pull: PullRequest, now: datetime) -> tuple[str, str, str]:
    """Where in the queue, since when, and what it waits for there."""
    place = f" at place {pull.queue_position}" if pull.queue_position else ""
    when = f" {since(pull.queued_at, now)}" if pull.queued_at else ""
    why = _QUEUE.get(pull.queue_state)
    text = f"in the merge queue{place}{when}" + (f": {why}" if why else "")
    return ("✗", "bad", text) if pull.queue_state == "UNMERGEABLE" else ("●", "wait", text)


def _review_reason(story: PullStory) -> tuple[str, str, str]:
    decision = story.pull.review_decision
    who = ", ".join(f"@{review.author}" for review in story.pull.reviews if review.state == decision)
    if decision == "APPROVED":
        return ("✓", "good", f"approved by {who}" if who else "approved")
    if decision == "CHANGES_REQUESTED":
        return ("✗", "bad", f"changes asked for by {who}" if who else "changes asked for")
    if decision == "REVIEW_REQUIRED":
        asked = ", ".join(f"@{name}" for name in story.wanted)
        return (
            "‖",
            "wait",
            f"needs a review; asked: {asked}" if asked else "needs a review; nobody was asked yet",
        )
    return ("–", "dim", "GitHub asks for no review")


def _check_reason(story: PullStory) -> tuple[str, str, str]:
    counts = story.pull.checks
    if not counts.is_known:
        return ("?", "unseen", "its checks could not be read with this token")
    bad = [one.name for one in story.checks if _mark(one)[1] == "bad"]
    if counts.failed:
        names = ", ".join(bad[:3]) + ("" if len(bad) <= 3 else f" and {len(bad) - 3} more")
        return (
            "✗",
            "bad",
            f"{plural(counts.failed, 'check')} failed: {names}" if names else f"{counts.failed} failed",
        )
    if counts.running:
        return ("●", "wait", f"{plural(counts.running, 'check')} not over yet")
    if counts.passed:
        return ("✓", "good", f"{plural(counts.passed, 'check')} passed")
    return ("○", "dim", "no check ran on its head")


def _check_lines(check: CheckLine, scene: Scene, width: int) -> tuple[Line, ...]:
    glyph, look, word = _mark(check)
    out = [*wrapped(check.name, width, "strong"), line(Span(f"{glyph} {word}", look)), BLANK]
    if check.started_at:
        out += wrapped(f"started {age(check.started_at, scene.now)} ago", width, "dim")
    if check.url:
        out += wrapped(check.url, width, "key")
    return tuple(out)


def _review_lines(review: PullReview, scene: Scene, width: int) -> tuple[Line, ...]:
    glyph, look, word = _REVIEW.get(review.state, ("?", "unseen", review.state.lower()))
    when = age(review.at, scene.now)
    head = line(
        Span(f"{glyph} ", look),
        f"@{review.author} ",
        Span(word, look),
        Span(f"  {when} ago" if when else "", "dim"),
    )
    body = markdown_lines(review.body, width)
    return (head, BLANK, *(body or wrapped("Without words.", width, "dim")))


def _file_lines(file: PullFile, width: int) -> tuple[Line, ...]:
    out = [*wrapped(file.path, width, "strong")]
    was = f", was {file.before}" if file.before else ""
    out += wrapped(f"{file.status}{was} · +{count(file.additions)} −{count(file.deletions)}", width, "dim")
    out.append(BLANK)
    if not file.patch:
        return (
            *out,
            *wrapped("GitHub gives no difference for it: it is binary, or too large.", width, "dim"),
        )
    for text in file.patch.split("\n"):
        style = {"+": "add", "-": "del", "@": "hunk"}.get(text[:1], "plain")
        out.append(line(Span(text, style)))
    return tuple(out)
