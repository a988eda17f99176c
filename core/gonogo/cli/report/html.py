"""A record as one HTML page: no script, nothing loaded from anywhere, every word from outside escaped."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING

from gonogo.cli.report.style import STYLE
from gonogo.cli.report.words import by_phase, head_rows, safe_url, spoken, verdict_of, who_when, withdrawal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gonogo.cli.report.record import (
        ActLine,
        DecisionLine,
        DigestLine,
        FactLine,
        Record,
        RunLine,
        StepLine,
    )


def write_html(*records: Record) -> str:
    """The whole page: one record after the other."""
    title = ", ".join(f"{record.repository} {record.version}: {record.headline}" for record in records)
    policy = f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            *(line for record in records for line in _article(record)),
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


def _hash(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _text(words: str) -> str:
    """Words from outside: escaped, and kept from turning the direction of what stands beside them."""
    return f"<bdi>{escape(words)}</bdi>" if words else ""


def _code(words: str) -> str:
    return f"<code>{escape(words)}</code>" if words else ""


def _time(at: str) -> str:
    return f'<time datetime="{escape(at)}">{escape(spoken(at))}</time>' if at else ""


def _linked(words: str, link: str) -> str:
    url = safe_url(link)
    return (
        f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{_text(words)}</a>'
        if url
        else _text(words)
    )


def _article(record: Record) -> Iterator[str]:
    yield f'<article><header class="{_class(record.headline)}">'
    yield f'<p class="what">{_text(record.repository)} {_text(record.version)}</p>'
    if record.withdrawn:
        yield f'<h1>Withdrawn</h1><p class="reason">by {_text(withdrawal_of(record))}</p>'
        yield "<p>Nothing that was sent is undone. Without the withdrawal it would stand so: "
        yield f"<strong>{escape(record.verdict)}</strong> {_text(record.reason)}</p>"
    else:
        yield f'<h1>{escape(record.verdict)}</h1><p class="reason">{_text(record.reason)}</p>'
    if record.rehearsal == "yes":
        yield "<p><strong>A rehearsal</strong>: on gonogo's embedded GitHub, not on the real one.</p>"
    yield "</header>"
    yield from _head(record)
    yield from _section("Waived", _decisions(record.decisions, "waiver"))
    yield from _section("Steps", _steps(record))
    yield from _section("Confirmed by people", _decisions(record.decisions, "confirmation"))
    yield from _section("Done from here", _acts(record.acts) or ["<p>Nothing: the journal holds no act.</p>"])
    yield from _section("Runs", _runs(record.runs))
    yield from _section("Digests", _digests(record.digests) or ["<p>None was seen.</p>"])
    yield "</article>"


def _class(words: str) -> str:
    """A class of the style's own: letters and hyphens only."""
    return "".join(
        letter for letter in words.lower() if letter.isascii() and (letter.isalpha() or letter == "-")
    )


def _head(record: Record) -> Iterator[str]:
    yield "<dl>"
    for name, value in head_rows(record):
        shown = _code(value) if name in ("Commit", "Tag") else _text(value)
        yield f"<div><dt>{escape(name)}</dt><dd>{shown}</dd></div>"
    yield "</dl>"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    inside = list(lines)
    if inside:
        yield f"<section><h2>{escape(title)}</h2>"
        yield from inside
        yield "</section>"


def _steps(record: Record) -> Iterator[str]:
    for phase, steps in by_phase(record).items():
        if phase:
            yield f"<h3>{_text(phase)}</h3>"
        yield "<ol>"
        for step in steps:
            yield from _step(step)
        yield "</ol>"


def _step(step: StepLine) -> Iterator[str]:
    yield f'<li class="{_class(step.state)} {_class(step.verdict)}">'
    yield f'<span class="state">{escape(verdict_of(step))}</span>'
    yield f'<span class="title">{_linked(step.title, step.link)}</span>'
    yield f'<span class="evidence">{_text(step.waived or step.evidence)}</span>'
    yield f'<span class="who">{_text(who_when(step.done_by, step.done_at))}</span>'
    more = list(_more(step))
    if more:
        is_open = " open" if step.state == "next" else ""
        seen = f", seen {_time(step.seen_at)}" if step.seen_at else ""
        yield f"<details{is_open}><summary>Evidence{seen}</summary>"
        yield from more
        yield "</details>"
    yield "</li>"


def _more(step: StepLine) -> Iterator[str]:
    if step.waived and step.evidence:
        yield f"<p>{escape(step.verdict)}: {_text(step.evidence)}</p>"
    if step.source:
        yield f'<p class="source">{_text(step.source)}</p>'
    if step.waits_for:
        yield f"<p>Waits for {_text(', '.join(step.waits_for))}</p>"
    yield from _table(("", "What", "Found", "Expected"), map(_fact, step.facts))
    if step.advice:
        yield f"<p>{_text(step.advice)}</p>"
    if step.notes:
        yield f'<p class="notes">{_text(step.notes)}</p>'


def _fact(fact: FactLine) -> Sequence[str]:
    mark = {"yes": "✓", "no": "✗"}.get(fact.ok, "")
    return mark, _linked(fact.name, fact.link), _text(fact.found), _text(fact.expected)


def _decisions(decisions: Iterable[DecisionLine], kind: str) -> list[str]:
    rows = [
        (
            _text(one.title),
            _text(": ".join(filter(None, (one.choice, one.note)))),
            _text(f"@{one.by}" if one.by else ""),
            _time(one.at),
            _code(one.subject),
            escape(one.holds),
        )
        for one in decisions
        if one.kind == kind
    ]
    said = "Reason" if kind == "waiver" else "Said"
    return list(_table(("Step", said, "Who", "When", "Bound to", "Still holds"), rows))


def _acts(acts: Iterable[ActLine]) -> list[str]:
    rows = [
        (
            _time(one.at),
            _text(f"@{one.by}" if one.by else ""),
            _text(one.verb),
            _code(one.subject),
            f'<span class="{_class(one.outcome)}">{escape(one.outcome)}</span>',
            _text(one.outcome_text),
            "<br>".join(map(_text, one.facts)),
        )
        for one in acts
    ]
    return list(_table(("When", "Who", "Act", "About", "Outcome", "What came of it", "Details"), rows))


def _runs(runs: Iterable[RunLine]) -> list[str]:
    rows = [
        (
            _linked(f"{run.workflow} {run.number}", run.link),
            _text(run.result),
            _code(run.commit),
            _text(f"{run.event}, {run.ref}"),
            _text(who_when(run.by, run.began_at)),
            _time(run.ended_at),
            _text(run.jobs),
            "<br>".join(map(_text, run.gates)),
        )
        for run in runs
    ]
    return list(_table(("Run", "Result", "Commit", "For", "Begun", "Ended", "Jobs", "Gates"), rows))


def _digests(digests: Iterable[DigestLine]) -> list[str]:
    rows = [
        (
            _text(one.where),
            _linked(one.what, one.link),
            _code(one.digest),
            _served(one),
            "<br>".join(map(_text, one.remarks)),
            _time(one.at),
        )
        for one in digests
    ]
    return list(_table(("Where", "What", "Digest", "Served bytes", "Remarks", "Published"), rows))


def _served(line: DigestLine) -> str:
    if not line.served:
        return ""
    return (
        "the same"
        if line.served == line.digest
        else f'<strong class="failed">differ</strong> {_code(line.served)}'
    )


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; nothing for no row."""
    filled = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    if not filled:
        return
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>'
    yield from filled
    yield "</tbody></table></div>"
